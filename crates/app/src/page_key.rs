//! The cursor of lists that run from the latest to the oldest: an instant, and
//! the id that tells apart what happened at the same one.

use chrono::DateTime;
use domain::Time;
use domain::paging::Paged;
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

/// Where a page ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PageKey {
    /// The instant of its last line.
    pub(crate) at: Time,
    /// The id of its last line.
    pub(crate) id: Uuid,
}

impl PageKey {
    /// Reads a cursor; one that was tampered with is none, and the list begins
    /// at its beginning.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (micros, id) = text.split_once('.')?;
        let at = DateTime::from_timestamp_micros(micros.parse().ok()?)?;
        let sensible = (0..=4_102_444_800_000_000).contains(&at.timestamp_micros());
        sensible.then_some(Self { at, id: Uuid::try_parse(id).ok()? })
    }

    /// The condition that a line comes after this one in the list.
    pub(crate) fn before(self, at: impl ColumnTrait, id: impl ColumnTrait) -> Condition {
        Condition::any().add(at.lt(self.at)).add(Condition::all().add(at.eq(self.at)).add(id.lt(self.id)))
    }

    /// A page of so many lines, from as many and one more.
    pub(crate) fn page<T>(mut items: Vec<T>, lines: u64, key: impl Fn(&T) -> Self) -> Paged<T> {
        let lines = usize::try_from(lines).unwrap_or(usize::MAX);
        let more = items.len() > lines;
        items.truncate(lines);
        let next = items.last().filter(|_| more).map(|last| key(last).to_string());
        Paged { items, next }
    }
}

impl std::fmt::Display for PageKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.at.timestamp_micros(), self.id.simple())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_a_forged_one_is_ignored() {
        let key = PageKey {
            at: DateTime::from_timestamp_micros(1_800_000_000_000_123).expect("a time"),
            id: Uuid::from_u128(7),
        };
        assert_eq!(PageKey::parse(&key.to_string()), Some(key));
        for forged in [
            "",
            ".",
            "12",
            "x.y",
            "9223372036854775807.00000000000000000000000000000007",
            "-1.00000000000000000000000000000007",
            "1.zz",
        ] {
            assert_eq!(PageKey::parse(forged), None, "{forged}");
        }
    }
}
