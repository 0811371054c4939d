//! What became of someone's words: one line per real change.

use crate::Time;
use crate::reference::Reference;

text_enum! {
    /// What happened to a contribution, or to what came of it.
    pub enum Change {
        /// It was found within the charter, or outside of it.
        Decided = "decided",
        /// It got a reasoned answer.
        Answered = "answered",
        /// It was hidden or shown again.
        Moderated = "moderated",
        /// Someone replied to it.
        Replied = "replied",
        /// A commitment that it is a source of, or that it comments on, was put to
        /// consultation.
        Published = "published",
        /// The same has its final text.
        Adopted = "adopted",
    }
}

impl Change {
    /// The author is told at once, by a mail of its own: a statement of reasons is
    /// owed.
    #[must_use]
    pub const fn is_told_at_once(self) -> bool {
        matches!(self, Self::Moderated)
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeLine {
    /// When.
    pub at: Time,
    /// What.
    pub change: Change,
    /// The kind and outcome of a decision: `answer-retained`.
    pub decision: Option<String>,
    /// Of which of one's contributions.
    pub about: Reference,
    /// Its title or first words, when they can be read.
    pub title: String,
    /// Where its thread is read.
    pub url: String,
    /// What came: a decision, a reply, a commitment; and where to read it.
    pub came: (Reference, String),
    /// It was not marked as read.
    pub unread: bool,
}

/// A vote that one cast, for one's own eyes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnVote {
    /// Of what.
    pub reference: Reference,
    /// Its title, when it can be read.
    pub title: String,
    /// Where to read what becomes of it.
    pub url: String,
    /// What one said.
    pub choice: crate::vote::Choice,
    /// When.
    pub at: Time,
}
