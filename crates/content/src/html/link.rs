//! Which addresses may be linked to, and the addresses people write in running text.

use ammonia::Url;

/// The only schemes a contribution may link to.
pub(super) const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

/// What every link in a contribution says to search engines and to the page it opens.
pub(super) const REL: &str = "nofollow ugc noopener";

/// Longer than any address that is worth a link.
const LONGEST: usize = 2_000;

/// The address in the form it is linked to, or none when it may not be.
/// An address with a user name in it is refused: it is made to deceive.
pub(super) fn vet(address: &str) -> Option<String> {
    let address = address.trim();
    if address.len() > LONGEST {
        return None;
    }
    let address = if address.starts_with("//") {
        format!("https:{address}")
    } else if address.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")) {
        format!("https://{address}")
    } else {
        address.to_owned()
    };
    let url = Url::parse(&address).ok()?;
    let fits = match url.scheme() {
        "http" | "https" => url.has_host() && url.username().is_empty() && url.password().is_none(),
        "mailto" => url.path().contains('@'),
        _ => false,
    };
    fits.then(|| url.to_string())
}

/// A path of this site: letters and figures in plain view, nothing that a
/// browser could take for another host.
pub(super) fn is_own_path(address: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.#".contains(&byte);
    address.starts_with('/') && !address.starts_with("//") && address.bytes().all(plain)
}

/// A piece of running text.
pub(super) enum Run<'a> {
    /// Words.
    Text(&'a str),
    /// An address, as written and as linked to.
    Link(&'a str, String),
}

/// Cuts running text at the web addresses in it.
pub(super) fn runs(text: &str) -> Vec<Run<'_>> {
    let mut runs = Vec::new();
    let mut done = 0;
    let mut from = 0;
    while let Some(found) = text[from..].find("http") {
        let start = from + found;
        let written = address_at(text, start);
        from = start + written.len().max("http".len());
        if written.is_empty() || follows_a_word(text, start) {
            continue;
        }
        let Some(target) = vet(written) else { continue };
        if done < start {
            runs.push(Run::Text(&text[done..start]));
        }
        runs.push(Run::Link(written, target));
        done = start + written.len();
    }
    if done < text.len() {
        runs.push(Run::Text(&text[done..]));
    }
    runs
}

/// Writes running text as HTML, with links.
pub(super) fn write_text(text: &str, html: &mut String) {
    for run in runs(text) {
        match run {
            Run::Text(words) => {
                html_escape::encode_text_to_string(words, html);
            }
            Run::Link(written, target) => {
                html.push_str("<a href=\"");
                html_escape::encode_quoted_attribute_to_string(&target, html);
                html.push_str("\" rel=\"");
                html.push_str(REL);
                html.push_str("\">");
                html_escape::encode_text_to_string(written, html);
                html.push_str("</a>");
            }
        }
    }
}

fn follows_a_word(text: &str, start: usize) -> bool {
    text[..start].chars().next_back().is_some_and(char::is_alphanumeric)
}

/// The address that starts here, without the punctuation of the sentence around
/// it; empty when what starts here is no address.
fn address_at(text: &str, start: usize) -> &str {
    let rest = &text[start..];
    if !rest.starts_with("http://") && !rest.starts_with("https://") {
        return "";
    }
    let stops = |letter: char| {
        letter.is_whitespace() || letter.is_control() || matches!(letter, '<' | '>' | '"' | '«' | '»' | '“' | '”')
    };
    let whole = &rest[..rest.find(stops).unwrap_or(rest.len())];
    if whole.len() > LONGEST {
        return whole;
    }
    without_punctuation(whole)
}

fn without_punctuation(address: &str) -> &str {
    let mut address = address;
    loop {
        let shorter = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’', '*', '…', ']', '|']);
        let shorter = match shorter.strip_suffix(')') {
            Some(inside) if shorter.matches(')').count() > shorter.matches('(').count() => inside,
            _ => shorter,
        };
        if shorter.len() == address.len() {
            return address;
        }
        address = shorter;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<String> {
        runs(text)
            .into_iter()
            .filter_map(|run| match run {
                Run::Link(_, target) => Some(target),
                Run::Text(_) => None,
            })
            .collect()
    }

    #[test]
    fn only_the_web_and_mail_are_linked_to() {
        assert_eq!(vet(" https://exemple.fr/été ").as_deref(), Some("https://exemple.fr/%C3%A9t%C3%A9"));
        assert_eq!(vet("//exemple.fr").as_deref(), Some("https://exemple.fr/"));
        assert_eq!(vet("www.exemple.fr").as_deref(), Some("https://www.exemple.fr/"));
        assert_eq!(vet("mailto:a@exemple.fr").as_deref(), Some("mailto:a@exemple.fr"));
        for refused in [
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "/local",
            "#anchor",
            "",
            "https://",
            "https://impots.gouv.fr@evil.example/",
            "mailto:",
        ] {
            assert_eq!(vet(refused), None, "{refused:?}");
        }
    }

    #[test]
    fn addresses_in_a_sentence_are_found_without_its_punctuation() {
        assert_eq!(
            links("Voir https://a.fr/x_(y). Puis (http://b.fr), «https://c.fr» et <https://d.fr>…"),
            ["https://a.fr/x_(y)", "http://b.fr/", "https://c.fr/", "https://d.fr/"]
        );
        assert!(links("xhttps://a.fr, http, https:// et httpd").is_empty());
    }

    #[test]
    fn the_runs_together_are_the_text() {
        let text = "Voir https://a.fr/x. Et http://b.fr";
        let whole: String = runs(text)
            .iter()
            .map(|run| match run {
                Run::Text(words) | Run::Link(words, _) => *words,
            })
            .collect();
        assert_eq!(whole, text);
    }
}
