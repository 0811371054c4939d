//! HTML cut into text and tags, as a browser would cut it.
//!
//! What runs or is never shown (scripts, styles, titles, frames) is left out with
//! its content. What only looks like a tag is text: people write
//! `<insert your name>` and mean to be read.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::sync::LazyLock;

use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// A piece of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Characters, entities decoded.
    Text(String),
    /// A start tag: its name in lower case, its attributes.
    Open(String, Vec<(String, String)>),
    /// An end tag.
    Close(String),
}

/// Every element of HTML, past ones included.
const ELEMENTS: &str = "a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big \
    blink blockquote body br button canvas caption center cite code col colgroup command content data datalist dd del \
    details dfn dialog dir div dl dt element em embed fieldset figcaption figure font footer form frame frameset h1 h2 \
    h3 h4 h5 h6 head header hgroup hr html i iframe image img input ins isindex kbd keygen label legend li link \
    listing main map mark marquee math menu menuitem meta meter multicol nav nextid nobr noembed noframes noscript \
    object ol optgroup option output p param picture plaintext portal pre progress q rb rbc rp rt rtc ruby s samp \
    script search section select shadow slot small source spacer span strike strong style sub summary sup svg table \
    tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp";

static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| ELEMENTS.split(' ').collect());

/// Prefixes of the elements that word processors leave behind.
const OFFICE: [&str; 6] = ["o:", "v:", "w:", "m:", "st1:", "x:"];

/// No element has a longer name.
const LONGEST_NAME: usize = 64;

/// Cuts HTML into pieces.
pub(crate) fn pieces(html: &str) -> Vec<Piece> {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(written_tags_only(html)));
    let tokenizer = Tokenizer::new(Collector::default(), TokenizerOpts::default());
    while let TokenizerResult::Script(()) = tokenizer.feed(&queue) {}
    tokenizer.end();
    tokenizer.sink.pieces.into_inner()
}

/// The same HTML with the `<` escaped of everything that looks like a tag and is
/// not one we know, and of a last tag that never ends.
fn written_tags_only(html: &str) -> String {
    let last_end = html.rfind('>').unwrap_or(0);
    let mut out = String::with_capacity(html.len() + 16);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let here = html.len() - tag.len();
        let is_text = match reading(&tag[1..]) {
            Reading::Markup => here >= last_end,
            Reading::Words => true,
            Reading::Sign => false,
        };
        out.push_str(if is_text { "&lt;" } else { "<" });
        rest = &tag[1..];
    }
    out.push_str(rest);
    out
}

/// What a `<` is read as, going by what follows it.
enum Reading {
    /// A tag of HTML, or a comment.
    Markup,
    /// Something that a browser would take for a tag although it is none.
    Words,
    /// A sign on its own, for browsers too.
    Sign,
}

fn reading(after: &str) -> Reading {
    if after.starts_with(['!', '?']) {
        return Reading::Markup;
    }
    let closing = after.strip_prefix('/');
    let name = closing.unwrap_or(after);
    if !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        return if closing.is_some() { Reading::Words } else { Reading::Sign };
    }
    let ends = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'<');
    let Some(end) = name.bytes().take(LONGEST_NAME).position(ends) else {
        return Reading::Words;
    };
    let name = name[..end].to_ascii_lowercase();
    let office = OFFICE.iter().any(|prefix| name.starts_with(prefix));
    if office || KNOWN.contains(name.as_str()) { Reading::Markup } else { Reading::Words }
}

#[derive(Default)]
struct Collector {
    pieces: RefCell<Vec<Piece>>,
    /// Inside an element whose content is never shown.
    muted: Cell<bool>,
}

impl TokenSink for Collector {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::CharacterTokens(text) if !self.muted.get() => self.text(&text),
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return self.open(&tag),
            Token::TagToken(tag) => {
                self.muted.set(false);
                self.pieces.borrow_mut().push(Piece::Close(tag.name.to_string()));
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Collector {
    fn text(&self, text: &str) {
        let mut pieces = self.pieces.borrow_mut();
        if let Some(Piece::Text(before)) = pieces.last_mut() {
            before.push_str(text);
        } else {
            pieces.push(Piece::Text(text.to_owned()));
        }
    }

    /// In a raw element the next tag can only be its own end tag.
    fn open(&self, tag: &Tag) -> TokenSinkResult<()> {
        let attributes = tag.attrs.iter().map(|it| (it.name.local.to_string(), it.value.to_string())).collect();
        self.pieces.borrow_mut().push(Piece::Open(tag.name.to_string(), attributes));
        let raw = match &*tag.name {
            "script" => RawKind::ScriptData,
            "style" | "iframe" | "noembed" | "noframes" | "xmp" => RawKind::Rawtext,
            "title" | "textarea" => RawKind::Rcdata,
            _ => return TokenSinkResult::Continue,
        };
        self.muted.set(!matches!(&*tag.name, "xmp" | "textarea"));
        TokenSinkResult::RawData(raw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(html: &str) -> String {
        pieces(html)
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Text(text) => Some(text),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn text_and_tags_are_told_apart() {
        assert_eq!(
            pieces("<P title='x'>l&rsquo;eau<br/></p>"),
            [
                Piece::Open("p".into(), vec![("title".into(), "x".into())]),
                Piece::Text("l’eau".into()),
                Piece::Open("br".into(), vec![]),
                Piece::Close("p".into()),
            ]
        );
    }

    #[test]
    fn what_only_looks_like_a_tag_is_text() {
        assert_eq!(shown("anti-<insérez ici Une Entreprise>."), "anti-<insérez ici Une Entreprise>.");
        assert_eq!(shown("=> <http://a.fr/b> p. 3 < 4"), "=> <http://a.fr/b> p. 3 < 4");
        assert_eq!(shown("un <b"), "un <b");
        assert_eq!(shown("<<b>a</b>> </ b> <3 <=>"), "<a> </ b> <3 <=>");
        assert_eq!(shown("un <a href=\"x"), "un <a href=\"x");
    }

    #[test]
    fn what_runs_or_is_never_shown_is_left_out() {
        assert_eq!(shown("a<script>if (a<b) '</div>'</script>b<style>p{}</style>c<o:p>d</o:p>"), "abcd");
        assert_eq!(shown("a<!-- x -->b<?php x ?>c<iframe><p>x</p></iframe><title>t</title>d"), "abcd");
        assert_eq!(shown("<textarea><b>gras</b></textarea>"), "<b>gras</b>");
    }
}
