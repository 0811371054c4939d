//! A way to tamper, and what both verifiers are given to look at.

use std::collections::BTreeSet;

use ledger::Timestamp;
use ledger::keys::Keys;
use ledger::verify::{Check, Checks, Verifier};

use super::copy::Copy;
use super::story::Kept;

/// From what it is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// What is published alone.
    A,
    /// With something that someone kept.
    B,
}

impl Class {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::A => "found from what is published alone (A)",
            Self::B => "found with something kept (B)",
        }
    }
}

/// A way to tamper with what is published.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) class: Class,
    /// The code of a finding that must be there.
    pub(super) code: &'static str,
    /// The check without which it is not.
    pub(super) check: Option<Check>,
    pub(super) spoil: fn(&mut Scene, &Kept),
}

/// What was found: which problem, of which entry.
pub(super) type Found = BTreeSet<(String, Option<u64>)>;

/// What a verifier is given.
#[derive(Clone)]
pub(super) struct Scene {
    pub(super) copy: Copy,
    pub(super) now: Timestamp,
    pub(super) trusted: Option<Keys>,
    pub(super) since: Option<Vec<u8>>,
    pub(super) receipts: Vec<(String, Vec<u8>)>,
}

impl Scene {
    /// What the verifier finds, with a check less or not.
    pub(super) fn verify(&self, without: Option<Check>) -> Found {
        let checks = without.map_or_else(Checks::all, |check| Checks::all().without(check));
        let mut verifier = Verifier::new(&self.copy, self.now).checking(checks).and_what_is_shown();
        if let Some(keys) = &self.trusted {
            verifier = verifier.trusting(keys.clone());
        }
        if let Some(since) = &self.since {
            verifier = verifier.since(since.clone());
        }
        for (name, bytes) in &self.receipts {
            verifier = verifier.receipt(name, bytes.clone());
        }
        let findings = verifier.run().findings;
        findings.into_iter().map(|finding| (finding.problem.code().to_owned(), finding.index)).collect()
    }
}
