//! Titles to slugs: what stands for something in an address.

use crate::latin;

/// Lower-case letters without accents and digits, joined by hyphens; whole words
/// while they fit in `most` characters. Empty when the text has none.
pub fn slug(text: &str, most: usize) -> String {
    let plain = latin::fold(text);
    let words = plain.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = String::new();
    for word in words {
        let hyphen = usize::from(!slug.is_empty());
        if slug.len() + hyphen + word.len() > most {
            if slug.is_empty() {
                slug.push_str(&word[..most.min(word.len())]);
            }
            break;
        }
        if hyphen == 1 {
            slug.push('-');
        }
        slug.push_str(word);
    }
    slug
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn a_slug_keeps_whole_words() {
        assert_eq!(slug("Données d’intérêt général – Œuvre", 60), "donnees-d-interet-general-oeuvre");
        assert_eq!(slug("Neutralité de l’internet", 15), "neutralite-de-l");
        assert_eq!(slug("Neutralité de l’internet", 14), "neutralite-de");
        assert_eq!(slug("anticonstitutionnellement", 6), "antico");
        assert_eq!(slug("« … »", 60), "");
    }
}
