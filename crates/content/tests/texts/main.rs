//! What must hold whatever is typed or imported: nothing runs, nothing is loaded,
//! nothing takes long, nothing panics.

mod properties;
mod republique;

use std::cell::RefCell;
use std::time::{Duration, Instant};

use content::{SafeHtml, clean, diff, html, plain, search};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// Generous: tests run unoptimised on slow machines, and what is guarded against
/// takes minutes.
const FAST: Duration = Duration::from_secs(20);

const ALLOWED: [&str; 46] = [
    "a",
    "abbr",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];

const CORPUS: [&str; 41] = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//a.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "</textarea><script>alert(1)</script>",
    "</title></style></noscript></template><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)//",
    "<image src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><animate xlink:href=#x attributeName=href values=javascript:alert(1) /><a id=x><text x=20>x</text></a>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math href=javascript:alert(1)>x</math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<style>@import 'https://a.example/x.css';</style>",
    "<p style=\"background:url(https://a.example/x)\" class=a id=b>x</p>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\" java&#10;script:alert(1)\">x</a>",
    "<a href=\"&#x6A;avascript&colon;alert(1)\">x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<a href=\"vbscript:x\" onclick=x target=_blank>x</a>",
    "<iframe src=\"javascript:alert(1)\"></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<object data=\"data:text/html,x\"></object><embed src=\"data:text/html,x\">",
    "<base href=\"https://a.example/\"><meta http-equiv=refresh content=\"0;url=https://a.example\">",
    "<form action=https://a.example><input name=password><button formaction=javascript:x>x</button></form>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<p title=\"a>b\" onmouseover='x'>x",
    "<a href=\"https://a.example/\"><b><i>unclosed",
    "<table><td><script>alert(1)</script><tr><select><option><img src=x onerror=x>",
    "<xmp><script>alert(1)</script></xmp><plaintext><script>alert(1)</script>",
    "[x](javascript:alert(1)) [y](<javascript:alert(1)>) [z](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,xx) ![x](data:image/svg+xml;base64,xx) ![x](javascript:x)",
    "[x]: javascript:alert(1)\n\n[x] ![x]",
    "<javascript:alert(1)> <https://a.example/\"onmouseover=x>",
    "![x\" onerror=\"alert(1)](https://a.example/x.png \"y\\\" onload=\\\"x\")",
    "```<script>\n<script>alert(1)</script>\n```\n\n`<script>`",
    "https://a.example/\"><script>alert(1)</script> https://a.example/'onmouseover='x",
    "a\u{202E}b\u{200B}c z\u{334}\u{301}\u{334}\u{301}\u{334}\u{301}\u{334} \0 \u{FFFF}",
];

/// Every tag of a page, with what a browser reads in it.
#[derive(Default)]
struct Tags(RefCell<Vec<(String, Attributes)>>);

type Attributes = Vec<(String, String)>;

impl TokenSink for Tags {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                let attributes = tag.attrs.iter().map(|it| (it.name.local.to_string(), it.value.to_string())).collect();
                self.0.borrow_mut().push((tag.name.to_string(), attributes));
            }
            Token::CommentToken(text) => panic!("a comment is left: {text}"),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn assert_harmless(html: &SafeHtml, source: &str) {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(html.as_str()));
    let tokenizer = Tokenizer::new(Tags::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    for (tag, attributes) in tokenizer.sink.0.into_inner() {
        assert!(ALLOWED.contains(&tag.as_str()), "<{tag}> is left of {source:?} in {html}");
        for (key, value) in attributes {
            let fits = match (tag.as_str(), key.as_str()) {
                ("a", "href") => ["https://", "http://", "mailto:"].iter().any(|scheme| value.starts_with(scheme)),
                ("a", "rel") => value == "nofollow ugc noopener",
                ("ol", "start" | "type") | ("td" | "th", "colspan" | "rowspan") | ("th", "scope") => true,
                _ => false,
            };
            assert!(fits, "<{tag} {key}={value:?}> is left of {source:?} in {html}");
        }
    }
    assert!(!html.as_str().to_ascii_lowercase().contains("<script"));
}

fn assert_fast<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    assert!(start.elapsed() < FAST, "{what} took {:?}", start.elapsed());
    result
}

#[test]
fn nothing_hostile_survives_in_markup() {
    for source in CORPUS {
        for html in [html::markdown(source), html::imported(source), html::plain(source)] {
            assert_harmless(&html, source);
        }
    }
}

#[test]
fn markdown_and_plain_text_lose_no_word() {
    for source in ["<script>alert(1)</script>", "<b>gras</b>", "</textarea>fin", "<!-- caché -->", "a <b", "<svg><a>x"]
    {
        assert_eq!(plain::from_markdown(source), source);
        assert_eq!(plain::from_html(html::plain(source).as_str()), source);
    }
}

#[test]
fn importing_twice_changes_nothing_more() {
    for source in CORPUS {
        let once = html::imported(source);
        assert_eq!(html::imported(once.as_str()), once, "{source:?}");
    }
}

#[test]
fn enormous_nesting_stays_fast() {
    let pieces = [
        "[",
        "![",
        ">",
        "> ",
        "*",
        "**",
        "_",
        "`",
        "<",
        "<b>",
        "<p",
        "<div>",
        "<li>",
        "<a href=x>",
        "- ",
        "1. ",
        "((",
        "[](",
        "[a](<b",
        "|",
        "|-",
        "&",
        "http://",
        "https://a.fr/)",
        "<!--",
        "</p>",
        "\\",
        "~~",
        "a\n\n",
        "<table><td>",
        "# ",
        "[a]: b\n",
        "<svg><style>",
        "\u{301}",
        "<em><p>",
        "*a_ ",
        "[a][b] ",
        "<b><a href=http://a.fr>",
    ];
    for piece in pieces {
        // Just under its limit everything is parsed.
        let markdown = piece.repeat(html::MARKDOWN_LIMIT / piece.len());
        assert_fast(&format!("markdown {piece:?}"), || html::markdown(&markdown));
        let text = piece.repeat(10_000 / piece.len());
        assert_harmless(&html::markdown(&text), piece);
        assert_harmless(&html::imported(&text), piece);
        assert_fast(&format!("text {piece:?}"), || plain::from_markdown(&text));
        assert_fast(&format!("excerpt {piece:?}"), || plain::excerpt(&text, 200));
        assert_fast(&format!("cleaning {piece:?}"), || clean::text(&text));
        assert_fast(&format!("folding {piece:?}"), || search::fold(&text));
        assert_fast(&format!("query {piece:?}"), || search::query(&text));
    }
}

#[test]
fn a_million_signs_stay_fast() {
    for sign in ["[", ">", "*", "\u{301}"] {
        let million = sign.repeat(1_000_000);
        assert_fast(&format!("markdown {sign:?}"), || html::markdown(&million));
        assert_fast(&format!("import {sign:?}"), || html::imported(&million));
        assert_fast(&format!("cleaning {sign:?}"), || clean::text(&million));
    }
}

#[test]
fn a_text_full_of_signs_is_not_read_again_for_each() {
    for sign in ["&", "«", "\u{A0}", "&amp;"] {
        let text = sign.repeat(html::MARKDOWN_LIMIT / sign.len());
        assert_fast(&format!("markdown {sign:?}"), || html::markdown(&text));
        assert_fast(&format!("import {sign:?}"), || html::imported(&text));
    }
}

#[test]
fn a_wide_table_is_not_multiplied_by_its_rows() {
    let source = format!("{}\n{}\n{}", "|a".repeat(20_000), "|-".repeat(20_000), "|\n".repeat(20_000));
    let html = assert_fast("a wide table", || html::markdown(&source));
    assert!(html.as_str().len() < 10 * source.len());
}

#[test]
fn comparing_unlike_texts_stays_fast() {
    let numbers = |step: usize| (0..3_000).map(|number| format!("{} ", number * step % 997)).collect::<String>();
    let (old, new) = (numbers(7), numbers(13));
    assert_fast("unlike words", || assert_reconstructed(&old, &new));
    let (old, new) = (old.repeat(20), new.repeat(20));
    assert_fast("long unlike words", || assert_reconstructed(&old, &new));
    let (old, new) = (old.replace(' ', "\n"), new.replace(' ', "\n"));
    assert_fast("unlike lines", || assert_reconstructed(&old, &new));
    assert_fast("blank lines", || assert_reconstructed(&"\n".repeat(1_000_000), &"\n".repeat(900_000)));
}

fn assert_reconstructed(old: &str, new: &str) {
    let changes = diff::words(old, new);
    let (mut before, mut after) = (String::new(), String::new());
    for change in &changes {
        match change {
            diff::Change::Same(text) => {
                before.push_str(text);
                after.push_str(text);
            }
            diff::Change::Removed(text) => before.push_str(text),
            diff::Change::Added(text) => after.push_str(text),
        }
    }
    assert_eq!(before, old);
    assert_eq!(after, new);
    assert_eq!(changes, diff::words(old, new), "the answer is always the same");
}
