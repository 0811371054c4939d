//! One stylesheet out of many files: joined in the order that `order.txt` gives, and
//! stripped of what only people read.

use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;

/// Joins and strips the stylesheets of a directory.
///
/// # Errors
/// When `order.txt` or a file that it names is missing, or a file ends inside a
/// comment, a string or a block.
pub fn bundle(style: &Path) -> Result<String> {
    let order = style.join("order.txt");
    let order = fs::read_to_string(&order).with_context(|| format!("reading {}", order.display()))?;
    let names = order.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut sheet = String::new();
    for name in names {
        let text = fs::read_to_string(style.join(name)).with_context(|| format!("reading the stylesheet {name}"))?;
        sheet += &strip(&text).with_context(|| format!("in the stylesheet {name}"))?;
    }
    Ok(sheet)
}

/// Takes out comments, and white space where CSS gives it no meaning: runs of it
/// become one space, and none stays beside `{`, `}`, `;` and `,`. Everything else is
/// left alone, strings to the letter.
///
/// # Errors
/// When the text ends inside a comment, a string or a block.
pub fn strip(text: &str) -> Result<String> {
    let mut out = Out { text: String::with_capacity(text.len()), space: false };
    let mut rest = text;
    let mut depth = 0_i32;
    while let Some(next) = rest.chars().next() {
        let taken = match next {
            '/' if rest.starts_with("/*") => {
                let end = rest[2..].find("*/").context("a comment has no end")? + 4;
                out.comment(&rest[end..]);
                end
            }
            '"' | '\'' => {
                let end = string_end(rest, next).context("a string has no end")?;
                out.push(&rest[..end]);
                end
            }
            '\\' => {
                let end = rest.char_indices().nth(2).map_or(rest.len(), |(at, _)| at);
                out.push(&rest[..end]);
                end
            }
            space if space.is_ascii_whitespace() => {
                out.space = true;
                1
            }
            other => {
                depth += i32::from(other == '{') - i32::from(other == '}');
                ensure!(depth >= 0, "a block is closed that was not opened");
                out.push(&rest[..other.len_utf8()]);
                other.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    ensure!(depth == 0, "a block has no end");
    Ok(out.text)
}

/// Where a string that begins here ends, its closing quote included.
fn string_end(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' => return None,
            _ if letter == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// What was written, and whether white space waits to be.
struct Out {
    text: String,
    space: bool,
}

impl Out {
    fn push(&mut self, piece: &str) {
        let tight = |text: Option<char>| matches!(text, None | Some('{' | '}' | ';' | ','));
        if self.space && !tight(self.text.chars().last()) && !tight(piece.chars().next()) {
            self.text.push(' ');
        }
        self.space = false;
        if piece == "}" && self.text.ends_with(';') {
            self.text.pop();
        }
        self.text.push_str(piece);
    }

    /// A comment separates two words as a space does not: `.a/**/.b` is one element.
    /// So it goes where white space is beside it anyway, and else leaves its frame.
    fn comment(&mut self, after: &str) {
        let open = self.text.chars().last().is_none_or(|last| "{};,".contains(last));
        let beside = self.space || open || after.starts_with(|next: char| next.is_ascii_whitespace());
        if !beside && !after.is_empty() {
            self.text.push_str("/**/");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_people_read_goes() {
        let text = "/* title */\n.a > .b,\n.c {\n  color: red;\n  /* why */\n  margin: 0 auto;\n}\n";
        assert_eq!(strip(text).unwrap(), ".a > .b,.c{color: red;margin: 0 auto}");
    }

    #[test]
    fn what_has_a_meaning_stays() {
        for text in [
            ".a{content: \"  /* no, \\\" ; } comment */  \"}",
            ".a :hover{width: calc(1px + (2px - 1px))}",
            ".a/**/.b{color: red}",
            "@media (min-width: 40rem) and (prefers-color-scheme: dark){.a{& + &{b: c}}}",
            ".a\\,\\ b{c: d}",
            ":root{--wide: 1px  2px}".replace("  ", " ").as_str(),
        ] {
            assert_eq!(strip(text).unwrap(), text);
        }
    }

    #[test]
    fn a_sheet_that_would_swallow_the_next_one_is_refused() {
        for text in ["/* no end", "/*/", ".a{", "}", ".a{content: \"x}\n"] {
            assert!(strip(text).is_err(), "{text}");
        }
    }
}
