//! What changed between two versions of a text, word by word.
//!
//! The same two texts always give the same answer, whatever they are, in time that
//! grows with their length alone: work is bounded by a number of edits, never by a
//! clock. Texts that have less in common are said to be replaced.

use unicode_segmentation::UnicodeSegmentation;

use crate::plain::word_count;
use crate::shortest::{Edit, edits};

/// Up to this many characters on both sides, words are compared at once; beyond it,
/// or when too much changed, lines first, then words inside what changed.
const WORDS_LIMIT: usize = 20_000;

/// Beyond this many bytes a text is only said to be replaced.
const BYTES_LIMIT: usize = 4 * 1024 * 1024;

/// A run of text. The same and the removed runs together are the old text, the
/// same and the added runs the new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// In both texts.
    Same(String),
    /// In the old text only.
    Removed(String),
    /// In the new text only.
    Added(String),
}

/// What changed from one text to another.
pub fn words(old: &str, new: &str) -> Vec<Change> {
    let mut runs = Runs::default();
    if old == new {
        runs.same(old);
    } else if old.len() + new.len() > BYTES_LIMIT {
        runs.replace(old, new);
    } else if !(fits(old, new) && compare(&tokens(old), &tokens(new), &mut runs, Runs::replace)) {
        by_lines(old, new, &mut runs);
    }
    runs.into_changes()
}

/// How many words were added, and how many removed.
pub fn summary(changes: &[Change]) -> (usize, usize) {
    changes.iter().fold((0, 0), |(added, removed), change| match change {
        Change::Same(_) => (added, removed),
        Change::Added(text) => (added + word_count(text), removed),
        Change::Removed(text) => (added, removed + word_count(text)),
    })
}

fn fits(old: &str, new: &str) -> bool {
    old.chars().count() + new.chars().count() <= WORDS_LIMIT
}

fn by_lines(old: &str, new: &str, runs: &mut Runs) {
    let old_lines: Vec<&str> = old.split_inclusive('\n').collect();
    let new_lines: Vec<&str> = new.split_inclusive('\n').collect();
    let compared = compare(&old_lines, &new_lines, runs, |runs, old, new| {
        if !(fits(old, new) && compare(&tokens(old), &tokens(new), runs, Runs::replace)) {
            runs.replace(old, new);
        }
    });
    if !compared {
        runs.replace(old, new);
    }
}

/// Words, the spaces between them and punctuation; what an apostrophe joins is two words.
fn tokens(text: &str) -> Vec<&str> {
    text.split_word_bounds().flat_map(|word| word.split_inclusive(['\'', '’'])).collect()
}

/// Writes the runs, or nothing when the two sides have too little in common.
fn compare(old: &[&str], new: &[&str], runs: &mut Runs, replace: impl Fn(&mut Runs, &str, &str)) -> bool {
    let Some(edits) = edits(old, new) else { return false };
    for edit in edits {
        match edit {
            Edit::Same(range) => runs.same(&old[range].concat()),
            Edit::Replaced(before, after) => replace(runs, &old[before].concat(), &new[after].concat()),
        }
    }
    true
}

/// Alternating stretches: kept, then replaced (old and new words), and so on.
#[derive(Default)]
struct Runs {
    stretches: Vec<Stretch>,
}

enum Stretch {
    Same(String),
    Replaced(String, String),
}

impl Runs {
    fn same(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if let Some(Stretch::Same(before)) = self.stretches.last_mut() {
            before.push_str(text);
        } else {
            self.stretches.push(Stretch::Same(text.to_owned()));
        }
    }

    /// A space between two replaced words is replaced with them: phrases are
    /// easier to read than alternating words.
    fn replace(&mut self, old: &str, new: &str) {
        if let Some(space) = self.take_space_between() {
            self.extend(&space, &space);
        }
        self.extend(old, new);
    }

    fn take_space_between(&mut self) -> Option<String> {
        match self.stretches.as_slice() {
            [.., Stretch::Replaced(..), Stretch::Same(text)] if is_space(text) => match self.stretches.pop() {
                Some(Stretch::Same(text)) => Some(text),
                _ => None,
            },
            _ => None,
        }
    }

    fn extend(&mut self, old: &str, new: &str) {
        if let Some(Stretch::Replaced(removed, added)) = self.stretches.last_mut() {
            removed.push_str(old);
            added.push_str(new);
        } else {
            self.stretches.push(Stretch::Replaced(old.to_owned(), new.to_owned()));
        }
    }

    fn into_changes(self) -> Vec<Change> {
        let mut changes = Vec::with_capacity(self.stretches.len() * 2);
        for stretch in self.stretches {
            match stretch {
                Stretch::Same(text) => changes.push(Change::Same(text)),
                Stretch::Replaced(removed, added) => {
                    changes.extend((!removed.is_empty()).then_some(Change::Removed(removed)));
                    changes.extend((!added.is_empty()).then_some(Change::Added(added)));
                }
            }
        }
        changes
    }
}

fn is_space(text: &str) -> bool {
    text.chars().all(|letter| letter.is_whitespace() && letter != '\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(text: &str) -> Change {
        Change::Same(text.into())
    }

    fn removed(text: &str) -> Change {
        Change::Removed(text.into())
    }

    fn added(text: &str) -> Change {
        Change::Added(text.into())
    }

    #[test]
    fn a_replaced_word_stands_between_what_stays() {
        assert_eq!(
            words("Le texte est ouvert.", "Le document est ouvert."),
            [same("Le "), removed("texte"), added("document"), same(" est ouvert.")]
        );
        assert_eq!(
            words("L’article vaut", "L’alinéa vaut"),
            [same("L’"), removed("article"), added("alinéa"), same(" vaut")]
        );
    }

    #[test]
    fn replaced_words_in_a_row_are_one_phrase() {
        assert_eq!(words("un deux trois", "one two trois"), [removed("un deux"), added("one two"), same(" trois")]);
    }

    #[test]
    fn nothing_changed_and_everything_changed() {
        assert_eq!(words("", ""), []);
        assert_eq!(words("a b", "a b"), [same("a b")]);
        assert_eq!(words("", "a"), [added("a")]);
        assert_eq!(words("a", ""), [removed("a")]);
    }

    #[test]
    fn texts_with_little_in_common_are_replaced_and_not_fought_over() {
        let letters = |seed: u32| -> String {
            let mut state = seed;
            let mut next = move || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                char::from(b'a' + u8::try_from((state >> 24) % 26).unwrap_or_default())
            };
            (0..5_000).map(|_| format!("{} ", next())).collect()
        };
        let (old, new) = (letters(1), letters(2));
        assert_eq!(words(&old, &new), [removed(&old), added(&new)]);
    }

    #[test]
    fn words_added_and_removed_are_counted() {
        assert_eq!(summary(&words("Un texte est ouvert.", "Un beau document est ouvert.")), (2, 1));
    }

    #[test]
    fn a_long_text_is_compared_by_lines_then_words() {
        let paragraph = "Les administrations publient leurs documents en ligne.\n";
        let old = paragraph.repeat(600);
        let new = format!(
            "{}Les communes publient leurs documents en ligne.\n{}",
            paragraph.repeat(300),
            paragraph.repeat(299)
        );
        let changes = words(&old, &new);
        assert_eq!(changes.len(), 4);
        assert_eq!(changes[1..3], [removed("administrations"), added("communes")]);
    }
}
