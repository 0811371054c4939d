//! The checks, as a set that can be made smaller.
//!
//! A verifier in which one check does nothing looks exactly like one in which all
//! of them work, until the day it matters. So each can be switched off, and for
//! each there is a case that then goes unnoticed: that case is its proof.

/// Something that the verifier looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u32)]
pub enum Check {
    /// The published keys are those that the caller trusts.
    Keys,
    /// The log signed its checkpoint, and that which the caller kept.
    Signature,
    /// Enough witnesses signed the checkpoint, and none wrongly.
    Cosignatures,
    /// The entries have the root of the checkpoint.
    Root,
    /// The tiles are those of the entries.
    Tiles,
    /// Each entry is canonical and says nothing unknown.
    Entries,
    /// The log begins with what the kept checkpoint says.
    Consistency,
    /// No version is logged twice.
    Versions,
    /// What a link points to is in the log.
    Links,
    /// What is published opens what was logged.
    Openings,
    /// What is not published was erased for a reason that the log has.
    Absences,
    /// What was erased is not published, and erasures are of something.
    Erasures,
    /// What is withheld as hidden was hidden by a decision that the log has, and what
    /// is withheld as taken back was taken back.
    Reasons,
    /// The published lines of votes have the logged root and number.
    Ballots,
    /// The published lines add up to the logged tally.
    Tallies,
    /// There are not more votes than accounts.
    Accounts,
    /// What was promised is in the log.
    Promises,
    /// What a receipt proves is in this log.
    Inclusion,
    /// The vote of a receipt was counted.
    Votes,
    /// What is public elsewhere is in the log, as it is shown.
    Objects,
    /// What the log has opened is still shown.
    Shown,
    /// The results that are shown are those of the last close.
    Results,
}

impl Check {
    /// Every check.
    pub const ALL: [Self; 22] = [
        Self::Keys,
        Self::Signature,
        Self::Cosignatures,
        Self::Root,
        Self::Tiles,
        Self::Entries,
        Self::Consistency,
        Self::Versions,
        Self::Links,
        Self::Openings,
        Self::Absences,
        Self::Erasures,
        Self::Reasons,
        Self::Ballots,
        Self::Tallies,
        Self::Accounts,
        Self::Promises,
        Self::Inclusion,
        Self::Votes,
        Self::Objects,
        Self::Shown,
        Self::Results,
    ];

    /// Its name, for a command line: `cosignatures`.
    #[must_use]
    pub fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    /// The check of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|check| check.name() == name)
    }

    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// A set of checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checks(u32);

impl Checks {
    /// Every check.
    #[must_use]
    pub fn all() -> Self {
        Check::ALL.into_iter().fold(Self::none(), Self::with)
    }

    /// No check: what is left is whether files can be read at all.
    #[must_use]
    pub const fn none() -> Self {
        Self(0)
    }

    /// These and one more.
    #[must_use]
    pub const fn with(self, check: Check) -> Self {
        Self(self.0 | check.bit())
    }

    /// These but one.
    #[must_use]
    pub const fn without(self, check: Check) -> Self {
        Self(self.0 & !check.bit())
    }

    /// Whether it is among them.
    #[must_use]
    pub const fn contains(self, check: Check) -> bool {
        self.0 & check.bit() != 0
    }
}
