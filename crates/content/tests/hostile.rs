//! What must hold whatever is typed or imported: nothing runs, nothing is loaded,
//! nothing takes long, nothing panics.

use std::time::{Duration, Instant};

use content::{SafeHtml, clean, diff, html, name, plain, search};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use proptest::prelude::*;

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
struct Tags(std::cell::RefCell<Vec<(String, Vec<(String, String)>)>>);

impl TokenSink for Tags {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                let attributes = tag
                    .attrs
                    .iter()
                    .map(|it| (it.name.local.to_string(), it.value.to_string()))
                    .collect();
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
        assert!(
            ALLOWED.contains(&tag.as_str()),
            "<{tag}> is left of {source:?} in {html}"
        );
        for (key, value) in attributes {
            let fits = match (tag.as_str(), key.as_str()) {
                ("a", "href") => ["https://", "http://", "mailto:"]
                    .iter()
                    .any(|scheme| value.starts_with(scheme)),
                ("a", "rel") => value == "nofollow ugc noopener",
                ("ol", "start" | "type")
                | ("td" | "th", "colspan" | "rowspan")
                | ("th", "scope") => true,
                _ => false,
            };
            assert!(
                fits,
                "<{tag} {key}={value:?}> is left of {source:?} in {html}"
            );
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
        for html in [
            html::markdown(source),
            html::imported(source),
            html::plain(source),
        ] {
            assert_harmless(&html, source);
        }
    }
}

#[test]
fn markdown_and_plain_text_lose_no_word() {
    for source in [
        "<script>alert(1)</script>",
        "<b>gras</b>",
        "</textarea>fin",
        "<!-- caché -->",
        "a <b",
        "<svg><a>x",
    ] {
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
        // Just under the limit everything is parsed; at 1 MB and beyond it is plain.
        let under = piece.repeat(html::MARKDOWN_LIMIT / piece.len());
        let million = piece.repeat(1_000_000 / piece.len());
        assert_fast(&format!("markdown {piece:?}"), || {
            assert_harmless(&html::markdown(&under), piece)
        });
        assert_fast(&format!("long markdown {piece:?}"), || {
            html::markdown(&million)
        });
        assert_fast(&format!("import {piece:?}"), || html::imported(&million));
        assert_fast(&format!("text {piece:?}"), || {
            plain::excerpt(&plain::from_html(&million), 200)
        });
        assert_fast(&format!("cleaning {piece:?}"), || clean::text(&million));
        assert_fast(&format!("folding {piece:?}"), || search::fold(&million));
        assert_fast(&format!("query {piece:?}"), || {
            search::tsquery(&search::query(&million))
        });
    }
}

#[test]
fn a_wide_table_is_not_multiplied_by_its_rows() {
    let source = format!(
        "{}\n{}\n{}",
        "|a".repeat(20_000),
        "|-".repeat(20_000),
        "|\n".repeat(20_000)
    );
    let html = assert_fast("a wide table", || html::markdown(&source));
    assert!(html.as_str().len() < 10 * source.len());
}

#[test]
fn comparing_unlike_texts_stays_fast() {
    let numbers = |step: usize| {
        (0..3_000)
            .map(|number| format!("{} ", number * step % 997))
            .collect::<String>()
    };
    let (old, new) = (numbers(7), numbers(13));
    assert_fast("unlike words", || assert_reconstructed(&old, &new));
    let (old, new) = (old.repeat(20), new.repeat(20));
    assert_fast("long unlike words", || assert_reconstructed(&old, &new));
    let (old, new) = (old.replace(' ', "\n"), new.replace(' ', "\n"));
    assert_fast("unlike lines", || assert_reconstructed(&old, &new));
    assert_fast("blank lines", || {
        assert_reconstructed(&"\n".repeat(1_000_000), &"\n".repeat(900_000))
    });
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
    assert_eq!(
        changes,
        diff::words(old, new),
        "the answer is always the same"
    );
}

/// Markup-like soup: what random characters alone would hardly ever make.
fn soup() -> impl Strategy<Value = String> {
    let scraps = prop::sample::select(vec![
        "<",
        ">",
        "</",
        "/>",
        "\"",
        "'",
        "=",
        " ",
        "\n",
        "\n\n",
        "a",
        "é",
        "b ",
        "[",
        "](",
        ")",
        "![",
        "`",
        "```\n",
        "*",
        "**",
        "_",
        "~~",
        "> ",
        "- ",
        "1. ",
        "# ",
        "## ",
        "|",
        "|-|\n",
        "\\",
        "&",
        "&lt;",
        "&#106;",
        "\0",
        "\u{200D}",
        "\u{202E}",
        "\u{301}",
        "script",
        "<script>",
        "</script>",
        "<style>",
        "<img src=",
        "<a href=",
        "javascript:",
        "JavaScript:x",
        "data:text/html,",
        "https://a.fr",
        "mailto:a@b.fr",
        "onerror=",
        " onclick=x ",
        "<svg>",
        "<math>",
        "<!--",
        "-->",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<table>",
        "<td>",
        "<li>",
        "<h1>",
        "<o:p>",
        "<insérez>",
        "style=",
        "<textarea>",
        "</textarea>",
        "<title>",
        "[x]: ",
        "<![CDATA[",
        "]]>",
        "<iframe src=",
        "l’eau",
        "👩‍👩‍👧",
        "क्‍ष",
    ]);
    prop::collection::vec(
        prop_oneof![9 => scraps.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)],
        0..40,
    )
    .prop_map(|scraps| scraps.concat())
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![soup(), any::<String>()]
}

proptest! {
    #[test]
    fn whatever_is_typed_is_harmless(source in any_text()) {
        assert_harmless(&html::markdown(&source), &source);
        assert_harmless(&html::plain(&source), &source);
    }

    #[test]
    fn whatever_is_imported_is_harmless(source in any_text()) {
        let once = html::imported(&source);
        assert_harmless(&once, &source);
    }

    #[test]
    fn cleaning_twice_changes_nothing_more(source in any_text()) {
        let text = clean::text(&source);
        prop_assert_eq!(&clean::text(&text), &text);
        let line = clean::line(&source);
        prop_assert_eq!(&clean::line(&line), &line);
        prop_assert!(!line.contains(['\n', '\t', '\0', '\u{202E}', '\u{200B}']));
    }

    #[test]
    fn plain_text_says_what_was_typed(source in "[a-zé<>&\"' /=]{0,60}") {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(words(&plain::from_html(html::plain(&source).as_str())), words(&source));
    }

    #[test]
    fn an_excerpt_fits(source in any_text(), length in 0usize..80) {
        prop_assert!(plain::excerpt(&source, length).chars().count() <= length);
    }

    #[test]
    fn folding_is_letters_and_digits_between_single_spaces(source in any_text()) {
        let folded = search::fold(&source);
        prop_assert!(folded.split(' ').all(|word| word.chars().all(char::is_alphanumeric)));
        prop_assert_eq!(folded.trim(), &folded);
        prop_assert!(!folded.contains("  "));
        // What is no French word is left as it is.
        let numbers: String = folded.split(' ').filter(|word| word.bytes().all(|byte| byte.is_ascii_digit())).collect();
        prop_assert_eq!(search::fold(&numbers), numbers.chars().take(64).collect::<String>());
    }

    #[test]
    fn a_word_is_found_by_itself(word in "[a-zéèêàçœ]{2,12}") {
        let terms = search::query(&format!("\"{word}\""));
        prop_assert_eq!(&terms[0].stem, &search::fold(&word));
    }

    #[test]
    fn no_query_holds_syntax(source in any_text()) {
        let terms = search::query(&source);
        prop_assert!(terms.len() <= 16);
        for term in &terms {
            let words = term.phrase.iter().chain(&term.stems).map(String::as_str).chain(term.stem.split(' '));
            for word in words {
                prop_assert!(!word.is_empty() && word.chars().all(char::is_alphanumeric));
            }
        }
        prop_assert_eq!(search::fts5_match(&terms).is_some(), search::tsquery(&terms).is_some());
    }

    #[test]
    fn changes_rebuild_both_texts(old in any_text(), new in any_text()) {
        assert_reconstructed(&old, &new);
    }

    #[test]
    fn edits_rebuild_both_texts(words in prop::collection::vec("[a-c’]{1,3}", 0..60), cut in 0usize..60) {
        let old = words.join(" ");
        let new = words.iter().skip(cut).chain(words.iter().take(cut)).cloned().collect::<Vec<_>>().join(" ");
        assert_reconstructed(&old, &new);
    }

    #[test]
    fn a_name_is_its_own_lookalike(name in any_text()) {
        let skeleton = name::skeleton(&name);
        prop_assert_eq!(&name::skeleton(&name.to_uppercase()), &skeleton);
        prop_assert_eq!(name::skeleton(&format!(" {name}. ")), skeleton);
        name::problems(&name);
    }
}
