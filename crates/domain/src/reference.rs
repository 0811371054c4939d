//! Public references: short, stable, quotable, never reused (`PAN17-P42`).

use serde::Serialize;

/// What a reference points at; the letter between the code and the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// `P`.
    Proposal,
    /// `C`.
    Comment,
    /// `E`, from *engagement*.
    Commitment,
    /// `M`.
    Milestone,
    /// `D`: a decision or an answer.
    Decision,
}

impl Kind {
    /// Every kind.
    pub const ALL: &'static [Self] =
        &[Self::Proposal, Self::Comment, Self::Commitment, Self::Milestone, Self::Decision];

    /// The letter in the reference.
    #[must_use]
    pub const fn letter(self) -> &'static str {
        match self {
            Self::Proposal => "P",
            Self::Comment => "C",
            Self::Commitment => "E",
            Self::Milestone => "M",
            Self::Decision => "D",
        }
    }
}

/// A process code: 2 to 8 capital letters or digits, beginning with a letter.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct ProcessCode(String);

impl ProcessCode {
    /// Reads a code exactly as written.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let good = (2..=8).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            && text.as_bytes()[0].is_ascii_uppercase();
        good.then(|| Self(text.to_owned()))
    }

    /// The code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A reference, well formed (which does not say that it exists).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Reference(String);

impl Reference {
    /// The reference of the n-th object of a kind in a process.
    #[must_use]
    pub fn new(code: &ProcessCode, kind: Kind, number: i32) -> Self {
        Self(format!("{}-{}{number}", code.0, kind.letter()))
    }

    /// Reads `CODE-P12`, and its kind.
    #[must_use]
    pub fn parse(text: &str) -> Option<(Self, Kind)> {
        let (code, rest) = text.split_once('-')?;
        ProcessCode::parse(code)?;
        let kind = *Kind::ALL.iter().find(|kind| rest.starts_with(kind.letter()))?;
        let digits = &rest[1..];
        let good =
            (1..=9).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
        good.then(|| (Self(text.to_owned()), kind))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_reads_back() {
        let code = ProcessCode::parse("PAN17").expect("a code");
        let reference = Reference::new(&code, Kind::Commitment, 3);
        assert_eq!(reference.as_str(), "PAN17-E3");
        assert_eq!(Reference::parse("PAN17-E3"), Some((reference, Kind::Commitment)));
    }

    #[test]
    fn anything_else_is_refused() {
        for bad in [
            "",
            "PAN17",
            "pan17-P1",
            "PAN17-P",
            "PAN17-P0",
            "PAN17-P01",
            "PAN17-X1",
            "PAN17-P1 ",
            "P\0-P1",
            "1AN-P1",
            "PAN17-P1234567890",
            "PAN17-é1",
        ] {
            assert_eq!(Reference::parse(bad), None, "{bad}");
        }
    }
}
