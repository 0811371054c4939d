//! What holds of any text at all.

use content::{clean, html, name, plain, search};
use proptest::prelude::*;

use crate::{assert_harmless, assert_reconstructed};

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
        let hidden = ['\n', '\t', '\0', '\u{202E}', '\u{200B}'];
        prop_assert!(!line.contains(hidden));
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
    fn a_name_is_its_own_lookalike(name in "[a-zA-Zéèçœßåñ0-9а-яА-Яα-ωΑ-Ω' -]{1,20}", other in any_text()) {
        prop_assume!(name.chars().any(char::is_alphanumeric));
        let skeleton = name::skeleton(&name);
        prop_assert_eq!(&name::skeleton(&name.to_uppercase()), &skeleton);
        prop_assert_eq!(name::skeleton(&format!(" {name}. ")), skeleton);
        // Whatever is asked for is answered.
        name::problems(&other);
        name::skeleton(&other);
    }
}
