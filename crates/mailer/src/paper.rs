//! A mail as paragraphs, from which its text and its HTML are both made. The
//! HTML is escaped here, once, whatever the paragraph holds.

use std::fmt::Write;

use domain::locale::Locale;
use html_escape::{encode_double_quoted_attribute, encode_text};

/// One piece of a mail.
pub(crate) enum Piece {
    /// A paragraph.
    Text(String),
    /// Something to do.
    Link {
        /// What one does.
        label: String,
        /// Where.
        url: String,
    },
    /// What someone wrote, or a fact with its name.
    Quote {
        /// What it is.
        label: String,
        /// The words.
        text: String,
    },
    /// The small print.
    Small(String),
}

/// The text: what every reader of mail shows.
pub(crate) fn text(locale: Locale, pieces: &[Piece]) -> String {
    // A colon is written otherwise in each language.
    let colon = match locale {
        Locale::Fr => "\u{a0}:",
        Locale::En => ":",
    };
    let mut out = String::new();
    for piece in pieces {
        // Writing to a string cannot fail.
        let _ = match piece {
            Piece::Text(text) => write!(out, "{text}\n\n"),
            Piece::Small(text) => write!(out, "--\n{text}\n"),
            Piece::Link { label, url } => write!(out, "{label}{colon}\n{url}\n\n"),
            Piece::Quote { label, text } => {
                let quoted: String = text.lines().map(|line| format!("> {line}\n")).collect();
                write!(out, "{label}{colon}\n{quoted}\n")
            }
        };
    }
    out
}

/// The same in HTML. The style is in the elements: most readers of mail drop
/// any other.
pub(crate) fn html(locale: Locale, subject: &str, pieces: &[Piece]) -> String {
    const PAGE: &str = "margin:0;padding:24px;background:#fbfaf7;color:#1c1b22;font:16px/1.6 system-ui,sans-serif";
    const SHEET: &str = "max-width:36em;margin:0 auto";
    const BUTTON: &str = "display:inline-block;padding:10px 20px;border-radius:6px;background:#2440a8;color:#ffffff;text-decoration:none";
    const QUOTE: &str = "margin:0;padding:4px 0 4px 16px;border-left:3px solid #d9d6ce";
    const SMALL: &str = "margin-top:32px;border-top:1px solid #d9d6ce;padding-top:12px;color:#55535e;font-size:14px";
    let lang = locale.as_str();
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{}</title>\n</head>\n<body style=\"{PAGE}\">\n<main style=\"{SHEET}\">\n",
        encode_text(subject)
    );
    for piece in pieces {
        let _ = match piece {
            Piece::Text(text) => writeln!(out, "<p>{}</p>", encode_text(text)),
            Piece::Small(text) => writeln!(out, "<p style=\"{SMALL}\">{}</p>", lines(text)),
            Piece::Link { label, url } => writeln!(
                out,
                "<p><a href=\"{}\" style=\"{BUTTON}\">{}</a></p>",
                encode_double_quoted_attribute(url),
                encode_text(label)
            ),
            Piece::Quote { label, text } => {
                writeln!(
                    out,
                    "<p><strong>{}</strong></p>\n<blockquote style=\"{QUOTE}\">{}</blockquote>",
                    encode_text(label),
                    lines(text)
                )
            }
        };
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn lines(text: &str) -> String {
    text.lines().map(|line| encode_text(line).into_owned()).collect::<Vec<_>>().join("<br>\n")
}
