//! HTML or JSON: one URL answers both. JSON only to who prefers it; browsers,
//! `*/*` and whatever is not understood get the page.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;

/// What the client would rather have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Want {
    /// A page.
    #[default]
    Html,
    /// Data.
    Json,
}

/// How much a type is wanted: its quality in thousandths, then how precisely it
/// was named (RFC 9110 §12.5.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Wish {
    quality: u16,
    precision: u8,
}

impl Want {
    /// Reads the `Accept` of a request.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let lines: Vec<&str> = headers.get_all(ACCEPT).iter().filter_map(|line| line.to_str().ok()).collect();
        Self::preferred(&lines.join(","))
    }

    /// JSON when `application/json` is preferred over `text/html`.
    fn preferred(accept: &str) -> Self {
        let json = wish(accept, "application", "json");
        if json.quality > 0 && json > wish(accept, "text", "html") { Self::Json } else { Self::Html }
    }

    /// A page is wanted.
    #[must_use]
    pub fn is_html(self) -> bool {
        self == Self::Html
    }

    /// Data is wanted.
    #[must_use]
    pub fn is_json(self) -> bool {
        self == Self::Json
    }
}

/// The wish for one type: the most precise range that covers it decides.
fn wish(accept: &str, kind: &str, subkind: &str) -> Wish {
    let mut found = Wish::default();
    for range in accept.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let Some((left, right)) = parts.next().and_then(|name| name.split_once('/')) else { continue };
        let precision = match (left, right) {
            ("*", "*") => 1,
            (left, "*") if left.eq_ignore_ascii_case(kind) => 2,
            (left, right) if left.eq_ignore_ascii_case(kind) && right.eq_ignore_ascii_case(subkind) => 3,
            _ => continue,
        };
        if precision > found.precision {
            found = Wish { quality: quality(parts), precision };
        }
    }
    found
}

/// `q=0.85` in thousandths; 1,000 when it is not given, 0 when it is nonsense.
fn quality<'a>(mut parameters: impl Iterator<Item = &'a str>) -> u16 {
    let given = parameters.find_map(|parameter| parameter.strip_prefix("q=").or_else(|| parameter.strip_prefix("Q=")));
    let Some(given) = given else { return 1_000 };
    let quality: f32 = given.parse().unwrap_or(0.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=1000 just before")]
    let thousandths = (quality.clamp(0.0, 1.0) * 1_000.0) as u16;
    thousandths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_goes_only_to_who_prefers_it() {
        let firefox = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        let table = [
            ("", Want::Html),
            ("*/*", Want::Html),
            (firefox, Want::Html),
            ("application/json", Want::Json),
            ("Application/JSON", Want::Json),
            ("application/json, text/plain, */*", Want::Json),
            ("application/json;q=0.9, */*;q=0.1", Want::Json),
            ("application/*", Want::Json),
            ("application/json, text/html", Want::Html),
            ("text/html, application/json", Want::Html),
            ("application/json;q=0.5, text/html;q=0.9", Want::Html),
            ("application/json;q=0.9, text/html;q=0.5", Want::Json),
            ("application/json;q=0", Want::Html),
            ("application/json;q=NaN", Want::Html),
            ("application/json;q=9", Want::Json),
            ("application/json; charset=utf-8; q=0.2, text/*;q=0.3", Want::Html),
            ("image/png", Want::Html),
            ("nonsense", Want::Html),
            (",,;;/;q=,", Want::Html),
        ];
        for (accept, wanted) in table {
            assert_eq!(Want::preferred(accept), wanted, "{accept}");
        }
    }
}
