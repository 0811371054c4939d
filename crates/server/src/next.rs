//! Where to go back to, as a form says it: a path of this site, or nothing. An
//! address that a browser could read as another site's is none.

/// The path, when it is one of ours.
#[must_use]
pub fn local(next: &str) -> Option<&str> {
    let plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let here = next.starts_with('/') && !next.starts_with("//");
    (plain && here && next.len() <= 2_000).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_this_site_is_followed() {
        for good in ["/", "/proposals/PAN17-P1", "/search?q=%C3%A9t%C3%A9&after=x#top", "/a//b", "/@user"] {
            assert_eq!(local(good), Some(good));
        }
        let bad = [
            "",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "\t//evil.example",
            " //evil.example",
            "/é",
            "/a b",
            "/\0",
            "/%5c\\x",
            "?x",
            "#x",
            "@evil.example",
        ];
        for bad in bad {
            assert_eq!(local(bad), None, "{bad:?}");
        }
    }
}
