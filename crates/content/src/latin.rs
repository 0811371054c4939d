//! Letters without their accents: what search and public names both start from.

use unicode_normalization::UnicodeNormalization;

/// Lower case, compatibility forms resolved, Latin accents and ligatures undone.
/// Marks that other scripts need to be read are kept.
pub(crate) fn fold(text: &str) -> String {
    text.chars()
        .map(apostrophe)
        .nfkd()
        .flat_map(char::to_lowercase)
        .nfkd()
        .filter(|&mark| !is_diacritic(mark))
        .flat_map(expand)
        .nfc()
        .collect()
}

/// The one apostrophe. `´` must be caught before NFKD makes it a space.
fn apostrophe(letter: char) -> char {
    match letter {
        '’' | '‘' | 'ʼ' | '´' | '`' | '′' => '\'',
        other => other,
    }
}

/// A mark of the general diacritics blocks, as opposed to one of a script of its own.
fn is_diacritic(mark: char) -> bool {
    matches!(
        mark,
        '\u{0300}'..='\u{036F}'
            | '\u{1AB0}'..='\u{1AFF}'
            | '\u{1DC0}'..='\u{1DFF}'
            | '\u{20D0}'..='\u{20FF}'
            | '\u{FE20}'..='\u{FE2F}'
    )
}

/// Letters that decomposition leaves whole although they are read as others.
fn expand(letter: char) -> impl Iterator<Item = char> {
    let (first, second) = match letter {
        'œ' => ('o', Some('e')),
        'æ' => ('a', Some('e')),
        'ß' => ('s', Some('s')),
        'þ' => ('t', Some('h')),
        'ø' => ('o', None),
        'ł' => ('l', None),
        'đ' | 'ð' => ('d', None),
        'ħ' => ('h', None),
        'ı' => ('i', None),
        'ς' => ('σ', None),
        other => (other, None),
    };
    std::iter::once(first).chain(second)
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn accents_ligatures_and_case_are_undone() {
        assert_eq!(fold("ŒUVRE, Ælfric, Straße, ÉLÈVE"), "oeuvre, aelfric, strasse, eleve");
        assert_eq!(fold("e\u{301}te\u{301}"), "ete", "decomposed letters too");
        assert_eq!(fold("m² ﬁn İzmir"), "m2 fin izmir");
    }

    #[test]
    fn scripts_that_need_their_marks_keep_them() {
        assert_eq!(fold("हिन्दी"), "हिन्दी");
        assert_eq!(fold("한국어"), "한국어");
    }
}
