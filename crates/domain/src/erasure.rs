//! Erasing: what someone may have taken away for good, and when.

use crate::Time;
use crate::reference::Reference;

/// Minutes, at least, between asking and the batch: time to change one's mind, and
/// for forms that are kept for a visitor to be gone.
pub const LEAST_MINUTES: i64 = 60;

text_enum! {
    /// What is to be erased.
    pub enum Scope {
        /// The account and all that goes with it.
        Account = "account",
        /// One proposal.
        Proposal = "proposal",
        /// One comment.
        Comment = "comment",
    }
}

text_enum! {
    /// Who asked, as the public log and the register say it.
    pub enum Reason {
        /// The author, for one contribution.
        Contribution = "erased",
        /// The person, for the whole account.
        Account = "account_erased",
    }
}

/// Something that was asked and is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What is to be erased.
    pub scope: Scope,
    /// Of a contribution.
    pub reference: Option<Reference>,
    /// When it was asked.
    pub asked_at: Time,
    /// When the batch that takes it runs.
    pub due_at: Time,
    /// It can no longer be cancelled.
    pub begun: bool,
}

impl Asked {
    /// What stands for it in addresses: `account`, or the reference.
    #[must_use]
    pub fn what(&self) -> String {
        self.reference.as_ref().map_or_else(|| Scope::Account.to_string(), ToString::to_string)
    }
}

/// What the page says before one asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// What is to be erased.
    pub scope: Scope,
    /// Of a contribution: its reference, its title or first words, its page.
    pub about: Option<(Reference, String, String)>,
    /// It was written in this organisation's name: its words stay, the person's name goes.
    pub organisation: Option<String>,
    /// When it would be done.
    pub due_at: Time,
    /// It was asked already.
    pub asked: Option<Asked>,
    /// Of an account: contributions, votes that would be withdrawn, votes that stay counted.
    pub counts: Counts,
}

/// How much an account holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Proposals and comments in one's own name.
    pub contributions: u64,
    /// The same in the name of an organisation.
    pub spoken_for: u64,
    /// Votes in phases that are open.
    pub open_votes: u64,
    /// Votes in phases that are over.
    pub closed_votes: u64,
}
