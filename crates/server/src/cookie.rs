//! Cookies: read from a request, written into an answer.
//!
//! | name | holds |
//! |---|---|
//! | `__Host-parvis`, or `parvis` on plain http | the secret of a session |
//! | `locale` | the language chosen |
//! | `flash` | the code of what was just done, until a page has said it |
//! | `kept` | the secret of a form kept while its author signs in |

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

/// The language chosen.
pub const LOCALE: &str = "locale";
/// What was just done.
pub const FLASH: &str = "flash";
/// A form kept while its author signs in.
pub const KEPT: &str = "kept";

/// The value of a cookie of the request, as it was set.
#[must_use]
pub fn get<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let pairs = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(';'));
    pairs
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value)
}

/// How cookies are written on this instance.
#[derive(Clone, Copy, Debug)]
pub struct Jar {
    /// The public address is https.
    pub secure: bool,
}

impl Jar {
    /// The name of the session's cookie: `__Host-` binds it to this very host,
    /// but asks for https.
    #[must_use]
    pub const fn session(self) -> &'static str {
        if self.secure { "__Host-parvis" } else { "parvis" }
    }

    /// A `Set-Cookie` that lives so many seconds. Nothing but letters, digits,
    /// `-`, `_` and `.` may be in the value: anything else is not set.
    #[must_use]
    pub fn set(self, name: &str, value: &str, max_age: i64) -> HeaderValue {
        let plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        if !plain {
            return self.clear(name);
        }
        self.write(name, value, max_age)
    }

    /// A `Set-Cookie` that takes a cookie away.
    #[must_use]
    pub fn clear(self, name: &str) -> HeaderValue {
        self.write(name, "", 0)
    }

    fn write(self, name: &str, value: &str, max_age: i64) -> HeaderValue {
        let secure = if self.secure { "; Secure" } else { "" };
        let line = format!("{name}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}");
        HeaderValue::try_from(line).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=1; locale=en;flash="));
        headers.append(COOKIE, HeaderValue::from_static("parvis=x=y"));
        assert_eq!(get(&headers, "locale"), Some("en"));
        assert_eq!(get(&headers, "parvis"), Some("x=y"));
        assert_eq!(get(&headers, "flash"), None);
        assert_eq!(get(&headers, "ocale"), None);
    }

    #[test]
    fn a_session_over_https_is_bound_to_the_host() {
        let jar = Jar { secure: true };
        assert_eq!(
            jar.set(jar.session(), "abc", 60),
            "__Host-parvis=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
        );
        let jar = Jar { secure: false };
        assert_eq!(jar.clear(jar.session()), "parvis=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    }

    #[test]
    fn nothing_can_be_slipped_into_a_cookie() {
        let jar = Jar { secure: false };
        for value in ["a; Domain=evil.example", "a\r\nSet-Cookie: b=c", "é", "a b"] {
            assert_eq!(jar.set(FLASH, value, 60), jar.clear(FLASH), "{value}");
        }
    }
}
