//! Markup to words: what is searched, mailed, quoted in a list and counted.

use unicode_segmentation::UnicodeSegmentation;

use crate::html::{self, Piece, pieces};

/// The text of some HTML: blocks become lines, entities characters, an image its
/// description. White space outside `pre` is collapsed, no-break spaces kept.
pub fn from_html(html: &str) -> String {
    from_pieces(&pieces(html))
}

/// The text of HTML already cut into pieces.
pub(crate) fn from_pieces(pieces: &[Piece]) -> String {
    let mut text = Lines::default();
    for piece in pieces {
        match piece {
            Piece::Text(words) => text.words(words),
            Piece::Open(name, attributes) => {
                text.boundary(name, true);
                let alt = attributes.iter().find(|(key, _)| name == "img" && key == "alt");
                if let Some((_, alt)) = alt {
                    text.words(alt);
                }
            }
            Piece::Close(name) => text.boundary(name, false),
        }
    }
    text.out.trim().to_owned()
}

/// The text of some Markdown, as the page shows it.
pub fn from_markdown(source: &str) -> String {
    from_html(html::markdown(source).as_str())
}

/// The start of a text on one line, cut at a word when it is longer than
/// `max_chars` characters, `…` included.
pub fn excerpt(text: &str, max_chars: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= max_chars {
        return line;
    }
    let Some(room) = max_chars.checked_sub(1) else {
        return String::new();
    };
    let mut end = 0;
    let mut word_end = 0;
    let mut chars = 0;
    for (at, grapheme) in line.grapheme_indices(true) {
        if grapheme == " " {
            word_end = at;
        }
        chars += grapheme.chars().count();
        if chars > room {
            break;
        }
        end = at + grapheme.len();
    }
    let cut = if word_end > 0 { word_end } else { end };
    let kept = line[..cut].trim_end_matches(|letter: char| {
        letter.is_whitespace() || matches!(letter, ',' | ';' | ':' | '.' | '-' | '–' | '—' | '(' | '«' | '“' | '…')
    });
    format!("{kept}…")
}

/// How many words a text has: what stands between spaces and has a letter or a digit.
pub fn word_count(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

#[derive(Default)]
struct Lines {
    out: String,
    preformatted: usize,
}

impl Lines {
    fn words(&mut self, words: &str) {
        if self.preformatted > 0 {
            self.out.push_str(words);
            return;
        }
        for letter in words.chars() {
            if matches!(letter, ' ' | '\t' | '\n' | '\r' | '\u{0C}') {
                self.space();
            } else {
                self.out.push(letter);
            }
        }
    }

    fn space(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with([' ', '\n']) {
            self.out.push(' ');
        }
    }

    fn boundary(&mut self, name: &str, opens: bool) {
        match name {
            "pre" => {
                self.lines(2);
                self.preformatted = if opens { self.preformatted + 1 } else { self.preformatted.saturating_sub(1) };
            }
            "br" if opens => {
                self.trim_spaces();
                self.out.push('\n');
            }
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "table" | "ul" | "ol" | "dl" | "hr"
            | "figure" | "article" | "section" => self.lines(2),
            "div" | "li" | "tr" | "dt" | "dd" | "caption" | "figcaption" | "header" | "footer" | "aside" | "main"
            | "option" | "center" | "address" => self.lines(1),
            "td" | "th" => self.space(),
            _ => {}
        }
    }

    fn trim_spaces(&mut self) {
        let kept = self.out.trim_end_matches(' ').len();
        self.out.truncate(kept);
    }

    /// Makes sure that what comes next stands after this many line ends.
    fn lines(&mut self, wanted: usize) {
        self.trim_spaces();
        if self.out.is_empty() {
            return;
        }
        let there = self.out.bytes().rev().take_while(|&byte| byte == b'\n').count();
        for _ in there..wanted {
            self.out.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_lines_of_text() {
        assert_eq!(
            from_html(
                "<p>L&rsquo;eau  &eacute;tait<br />\r\nclaire&nbsp;!</p>\n\n<ul>\n<li>un</li>\n<li><p>deux</p></li></ul>"
            ),
            "L’eau était\nclaire\u{A0}!\n\nun\n\ndeux"
        );
        assert_eq!(from_html("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"), "a b\nc");
        assert_eq!(from_html("a<script>x</script><img alt='un plan' src=x>"), "aun plan");
        assert_eq!(from_html("<pre>a\n  b</pre>"), "a\n  b");
        assert_eq!(from_html("<p>&nbsp;</p>"), "");
    }

    #[test]
    fn markdown_becomes_what_is_read() {
        assert_eq!(
            from_markdown("# Titre\n\nUn *mot* et [un lien](https://a.fr).\n\n- a\n- b"),
            "Titre\n\nUn mot et un lien.\n\na\nb"
        );
    }

    #[test]
    fn an_excerpt_ends_at_a_word() {
        assert_eq!(excerpt("Un deux trois", 13), "Un deux trois");
        assert_eq!(excerpt("Un deux trois", 12), "Un deux…");
        assert_eq!(excerpt("Un deux, trois", 9), "Un deux…");
        assert_eq!(excerpt("Un deux trois", 8), "Un deux…");
        assert_eq!(excerpt("  Un\n\ndeux ", 20), "Un deux");
        assert_eq!(excerpt("anticonstitutionnellement", 5), "anti…");
        assert_eq!(excerpt("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 9), "👩‍👩‍👧‍👦…", "no emoji is cut");
        assert_eq!(excerpt("abc", 0), "");
    }

    #[test]
    fn words_are_counted_as_people_do() {
        assert_eq!(word_count("L’eau est – oui ! – claire"), 4);
    }
}
