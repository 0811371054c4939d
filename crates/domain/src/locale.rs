//! The language of the screen, and texts that exist in several languages.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

text_enum! {
    /// The language of the screen. French unless chosen otherwise.
    pub enum Locale {
        /// Français.
        Fr = "fr",
        /// English.
        En = "en",
    }
}

#[expect(clippy::derivable_impls, reason = "the enum is declared by a macro, which derives no default")]
impl Default for Locale {
    fn default() -> Self {
        Self::Fr
    }
}

/// A text by language (BCP 47 tag), as operators write titles and promises.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Localized(pub BTreeMap<String, String>);

impl Localized {
    /// The text in one language.
    #[must_use]
    pub fn of(lang: &str, text: impl Into<String>) -> Self {
        Self(BTreeMap::from([(lang.to_owned(), text.into())]))
    }

    /// The text for a reader, with its language: the reader's, else French,
    /// else English, else the first there is. Empty texts do not count.
    #[must_use]
    pub fn pick(&self, locale: Locale) -> Option<(&str, &str)> {
        [locale.as_str(), "fr", "en"]
            .into_iter()
            .find_map(|lang| self.0.get_key_value(lang).filter(|(_, text)| !text.trim().is_empty()))
            .or_else(|| self.0.iter().find(|(_, text)| !text.trim().is_empty()))
            .map(|(lang, text)| (lang.as_str(), text.as_str()))
    }

    /// The text alone, empty when there is none.
    #[must_use]
    pub fn text(&self, locale: Locale) -> &str {
        self.pick(locale).map_or("", |(_, text)| text)
    }

    /// The text in exactly this language, empty when there is none.
    #[must_use]
    pub fn exact(&self, lang: &str) -> &str {
        self.0.get(lang).map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_gets_their_language_else_french() {
        let both = Localized(BTreeMap::from([("fr".into(), "Bonjour".into()), ("en".into(), "Hello".into())]));
        assert_eq!(both.text(Locale::En), "Hello");
        let french = Localized::of("fr", "Bonjour");
        assert_eq!(french.pick(Locale::En), Some(("fr", "Bonjour")));
        let breton = Localized::of("br", "Demat");
        assert_eq!(breton.pick(Locale::Fr), Some(("br", "Demat")));
        assert_eq!(Localized::default().text(Locale::Fr), "");
    }
}
