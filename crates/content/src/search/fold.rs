//! Words reduced to what is compared: lower case, accents and elisions undone,
//! French stem.

use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

use crate::latin;

/// A word is cut after this many characters: no real one is longer, and databases
/// refuse index entries that are.
const LONGEST: usize = 64;

/// What stands before an apostrophe without being a word of its own.
const ELISIONS: [&str; 14] =
    ["l", "d", "j", "m", "n", "t", "s", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "entr"];

static FRENCH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::French));

/// What is indexed of a text: the stems of all its words, in order, between spaces.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in words(text) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(&stem(&word));
    }
    folded
}

/// The words of a text, folded but not yet stemmed.
pub(super) fn words(text: &str) -> Vec<String> {
    let folded = latin::fold(text);
    let mut words = Vec::new();
    let mut rest = folded.as_str();
    while let Some(start) = rest.find(char::is_alphanumeric) {
        rest = &rest[start..];
        let end = rest.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if !is_elided(word, after) {
            words.push(word.chars().take(LONGEST).collect());
        }
        rest = after;
    }
    words
}

fn is_elided(word: &str, after: &str) -> bool {
    ELISIONS.contains(&word) && after.strip_prefix('\'').is_some_and(|next| next.starts_with(char::is_alphanumeric))
}

/// The stem of a folded word; numbers and other scripts are left as they are.
pub(super) fn stem(word: &str) -> String {
    if word.len() < 3 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return word.to_owned();
    }
    let stem = FRENCH.stem(singular(&participle(word))).to_lowercase();
    // « publique » and « public » are forms of one word; the stemmer parts them.
    match stem.strip_suffix("iqu") {
        Some(base) => format!("{base}ic"),
        None if stem.is_empty() => word.to_owned(),
        None => stem,
    }
}

/// Without its accent « proposée » no longer looks like a participle to the
/// stemmer; without its last vowel it is treated like « proposé ».
fn participle(word: &str) -> String {
    match (word.strip_suffix("ees"), word.strip_suffix("ee")) {
        (Some(base), _) if base.len() >= 2 => format!("{base}es"),
        (_, Some(base)) if base.len() >= 2 => format!("{base}e"),
        _ => word.to_owned(),
    }
}

/// The stemmer leaves the plural of « vélos », « élus », « lois » and « médias » alone.
fn singular(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(base) if base.len() >= 3 && base.ends_with(['a', 'i', 'o', 'u']) => base,
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_are_one() {
        for family in [
            &["proposé", "proposée", "proposées", "proposer", "propose", "PROPOSES"][..],
            &["donnée", "données", "donnees"],
            &["numérique", "numériques", "Numerique"],
            &["régional", "régionale", "régionaux"],
            &["évaluer", "évaluée", "évaluation", "évaluations"],
            &["liberté", "libertés"],
            &["école", "écoles", "l’école", "l'ecole", "l´école"],
            &["eau", "eaux", "d’eau", "qu’eau", "jusqu'eau"],
            &["œuvre", "oeuvres", "ŒUVRE"],
            &["idée", "idées"],
            &["public", "publique", "publics", "publiques"],
            &["laïc", "laïque", "laïques"],
            &["vélo", "vélos"],
            &["élu", "élus", "élue", "élues"],
            &["loi", "lois"],
            &["média", "médias"],
            &["ami", "amis"],
        ] {
            for form in family {
                assert_eq!(fold(form), fold(family[0]), "{form}");
            }
        }
    }

    #[test]
    fn every_word_and_number_is_kept_in_order() {
        assert_eq!(fold("La loi n° 78-753, du 17 juillet 1978 !"), "la loi n 78 753 du 17 juillet 1978");
        assert_eq!(fold("Aujourd’hui, l’« open-data »"), "aujourd hui l open dat");
        assert_eq!(fold("  \n ?! "), "");
        assert_eq!(fold("北京 Москва"), "北京 москва");
    }

    #[test]
    fn a_word_without_end_is_cut() {
        assert_eq!(fold(&"9".repeat(5_000)).len(), LONGEST);
    }
}
