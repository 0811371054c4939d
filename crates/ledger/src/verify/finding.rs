//! What a verifier can find, as types: which entry, which file, what was expected.

use std::fmt;

use crate::hash::Hash;

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The entry concerned, when it is one.
    pub index: Option<u64>,
    /// The file concerned, under the log's prefix, or the name of a receipt.
    pub path: String,
    /// What is wrong with it.
    pub problem: Problem,
}

impl fmt::Display for Finding {
    /// `code: entry 12: path: what was expected`, on one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entry = self.index.map(|index| format!("entry {index}: ")).unwrap_or_default();
        f.write_str(&visible(&format!("{}: {entry}{}: {}", self.problem.code(), self.path, self.problem)))
    }
}

/// A text as a terminal may be given it: whoever lies in a log, or names a file, does
/// not write on the reader's screen what the verifier did not say.
#[must_use]
pub fn visible(text: &str) -> String {
    let hides = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if hides(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is, and its fields what they are")]
pub enum Problem {
    #[error("cannot be read: {0}")]
    Unreadable(String),
    #[error("expected, and not published")]
    Missing,
    #[error("malformed: {0}")]
    Malformed(String),
    #[error("the published keys are not those that are trusted")]
    KeysChanged { trusted: String, published: String },
    #[error("not signed as it must be: {0}")]
    Signature(String),
    #[error("a witness's signature is wrong: {0}")]
    Cosignature(String),
    #[error("expected the signatures of {wanted} witnesses, found {found}")]
    Quorum { wanted: usize, found: usize },
    #[error("the signed root is {signed}, that of the published entries {found}")]
    Root { signed: Hash, found: Hash },
    #[error("expected the hash {expected}, found {found}")]
    Tile { expected: Hash, found: Hash },
    #[error("not an entry: {0}")]
    Entry(String),
    #[error("the log had {before} entries when the kept checkpoint was signed, and has {now}")]
    Shrunk { before: u64, now: u64 },
    #[error("the first {size} entries had the root {kept}, and have {found}: history was rewritten")]
    Rewritten { size: u64, kept: Hash, found: Hash },
    #[error("{reference}, version {version}, was logged before, as entry {first}")]
    LoggedTwice { reference: String, version: u32, first: u64 },
    #[error("it comes from {reference}, version {version}, which is not in the log")]
    DanglingLink { reference: String, version: u32 },
    #[error("what is published for “{part}” is not what was logged")]
    Opening { part: String },
    #[error("“{part}” is published, and the entry has no such part")]
    UnknownPart { part: String },
    #[error("“{part}” is not published, and no later entry says that it was erased and why")]
    Unexplained { part: String },
    #[error("“{part}” was erased by entry {erased_by}, and is published")]
    ErasedButOpen { part: String, erased_by: u64 },
    #[error("there is no “{part}” in entry {entry} to erase or restore")]
    ErasesNothing { entry: u64, part: String },
    #[error("“{part}” of entry {entry} is withheld as “{reason}”, and no entry says so of {reference}")]
    Undecided { entry: u64, part: String, reason: String, reference: String },
    #[error("the logged root of the votes is {logged}, that of the published lines {found}")]
    BallotRoot { logged: Hash, found: Hash },
    #[error("{logged} votes were logged, {found} lines are published")]
    BallotCount { logged: u64, found: u64 },
    #[error("the logged result is {logged}, the published lines give {found}")]
    Tally { logged: String, found: String },
    #[error("{votes} votes for {accounts} accounts")]
    MoreVotesThanAccounts { votes: u64, accounts: u64 },
    #[error("promised for {deadline} at the latest, and not in the log at {now}")]
    PromiseBroken { deadline: String, now: String },
    #[error("the entry of this receipt is not in the log as it proves: {0}")]
    NotIncluded(String),
    #[error("this vote on {reference} is not among those counted at the close")]
    VoteNotCounted { reference: String },
    #[error("{reference}, version {version}, is public and not in the log")]
    Unlogged { reference: String, version: u32 },
    #[error("what is shown as “{part}” of {reference}, version {version}, is not what the log opens to")]
    ShownOtherwise { reference: String, version: u32, part: String },
    #[error("“{part}” of {reference}, version {version}, is in the log and no longer shown; nothing says why")]
    NotShown { reference: String, version: u32, part: String },
    #[error("the result shown for {reference} is {shown}, that of the close {logged}")]
    ResultShown { reference: String, shown: String, logged: String },
}

impl Problem {
    /// It may be of the moment at which a log in use was read: of two files, one is older
    /// than an act and the other younger.
    #[must_use]
    pub const fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Unreadable(_)
                | Self::Missing
                | Self::Unexplained { .. }
                | Self::ErasedButOpen { .. }
                | Self::Unlogged { .. }
                | Self::ShownOtherwise { .. }
                | Self::NotShown { .. }
                | Self::ResultShown { .. }
        )
    }

    /// A word for it that does not change, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::Missing => "missing",
            Self::Malformed(_) => "malformed",
            Self::KeysChanged { .. } => "keys-changed",
            Self::Signature(_) => "signature",
            Self::Cosignature(_) => "cosignature",
            Self::Quorum { .. } => "quorum",
            Self::Root { .. } => "root",
            Self::Tile { .. } => "tile",
            Self::Entry(_) => "entry",
            Self::Shrunk { .. } => "shrunk",
            Self::Rewritten { .. } => "rewritten",
            Self::LoggedTwice { .. } => "logged-twice",
            Self::DanglingLink { .. } => "dangling-link",
            Self::Opening { .. } => "opening",
            Self::UnknownPart { .. } => "unknown-part",
            Self::Unexplained { .. } => "unexplained",
            Self::ErasedButOpen { .. } => "erased-but-open",
            Self::ErasesNothing { .. } => "erases-nothing",
            Self::Undecided { .. } => "undecided",
            Self::BallotRoot { .. } => "ballot-root",
            Self::BallotCount { .. } => "ballot-count",
            Self::Tally { .. } => "tally",
            Self::MoreVotesThanAccounts { .. } => "more-votes-than-accounts",
            Self::PromiseBroken { .. } => "promise-broken",
            Self::NotIncluded(_) => "not-included",
            Self::VoteNotCounted { .. } => "vote-not-counted",
            Self::Unlogged { .. } => "unlogged",
            Self::ShownOtherwise { .. } => "shown-otherwise",
            Self::NotShown { .. } => "not-shown",
            Self::ResultShown { .. } => "result-shown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_one_line_whatever_a_log_says() {
        let problem = Problem::Malformed("\u{1b}[2Jnothing is wrong\n\u{202e}".to_owned());
        let said = Finding { index: Some(3), path: "objects/0.jsonl\r".to_owned(), problem }.to_string();
        assert_eq!(
            said,
            "malformed: entry 3: objects/0.jsonl\\u{d}: malformed: \\u{1b}[2Jnothing is wrong\\u{a}\\u{202e}"
        );
    }
}
