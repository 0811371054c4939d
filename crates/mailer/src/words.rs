//! The words of mails: one Fluent file per language, with its typography put in
//! when it is read.

use std::sync::LazyLock;

use domain::locale::Locale;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

type Bundle = FluentBundle<FluentResource>;

pub(crate) const FR: &str = include_str!("../locales/fr.ftl");
pub(crate) const EN: &str = include_str!("../locales/en.ftl");

static FRENCH: LazyLock<Bundle> = LazyLock::new(|| bundle(Locale::Fr, french(FR)));
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Locale::En, EN.replace('\'', "’")));

fn bundle(locale: Locale, source: String) -> Bundle {
    let tag: LanguageIdentifier = locale.as_str().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    // Values are cleaned of what changes the direction of writing.
    bundle.set_use_isolating(false);
    // What does not parse is left out; a test says where.
    let resource = FluentResource::try_new(source).unwrap_or_else(|(resource, _)| resource);
    bundle.add_resource_overriding(resource);
    bundle
}

/// No-break spaces before double punctuation and inside guillemets, and the true
/// apostrophe.
fn french(source: &str) -> String {
    let set = [
        (" :", "\u{a0}:"),
        (" ;", "\u{202f};"),
        (" !", "\u{202f}!"),
        (" ?", "\u{202f}?"),
        ("« ", "«\u{a0}"),
        (" »", "\u{a0}»"),
        ("'", "’"),
    ];
    set.iter().fold(source.to_owned(), |text, (typed, set)| text.replace(typed, set))
}

/// The message of this id; none when there is none, or when a value it needs is
/// missing.
pub(crate) fn find(locale: Locale, id: &str, args: &FluentArgs<'_>) -> Option<String> {
    let bundle = match locale {
        Locale::Fr => &*FRENCH,
        Locale::En => &*ENGLISH,
    };
    let pattern = bundle.get_message(id)?.value()?;
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(args), &mut errors).into_owned();
    errors.is_empty().then_some(text)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn ids(source: &str) -> BTreeSet<&str> {
        let named = |line: &'_ &str| line.starts_with(|first: char| first.is_ascii_lowercase());
        source.lines().filter(named).filter_map(|line| line.split_once(" =").map(|(id, _)| id)).collect()
    }

    #[test]
    fn both_languages_have_the_same_messages_and_both_files_parse() {
        assert_eq!(ids(FR), ids(EN));
        for source in [FR, EN] {
            if let Err((_, errors)) = FluentResource::try_new(source.to_owned()) {
                panic!("{errors:?}");
            }
        }
    }

    #[test]
    fn french_has_its_typography() {
        let text = french("« L'avis » : oui ; non ?");
        assert_eq!(text, "«\u{a0}L’avis\u{a0}»\u{a0}: oui\u{202f}; non\u{202f}?");
    }
}
