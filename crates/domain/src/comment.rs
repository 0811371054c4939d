//! Comments: a stance and some words, on a proposal or on a commitment, with
//! replies of one level.

use crate::Time;
use crate::author::Author;
use crate::html::SafeHtml;
use crate::moderation::{Placeholder, Visibility};
use crate::reference::Reference;
use crate::vote::Gate;

/// Characters of a comment.
pub const BODY_LENGTH: std::ops::RangeInclusive<usize> = 2..=3_000;

text_enum! {
    /// How a comment stands to what it is about.
    pub enum Stance {
        /// Argument pour.
        For = "for",
        /// Argument contre.
        Against = "against",
        /// Remarque.
        Neutral = "neutral",
        /// Question.
        Question = "question",
    }
}

text_enum! {
    /// What a comment or a vote is about.
    pub enum TargetKind {
        /// A proposal.
        Proposal = "proposal",
        /// A commitment.
        Commitment = "commitment",
    }
}

/// A comment as shown, with its replies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentView {
    /// Its reference.
    pub reference: Reference,
    /// The comment it replies to.
    pub parent: Option<Reference>,
    /// How it stands.
    pub stance: Stance,
    /// The words as typed; empty when they cannot be read.
    pub source: String,
    /// The words, rendered; empty when they cannot be read.
    pub body: SafeHtml,
    /// The language of the words.
    pub lang: String,
    /// Who speaks.
    pub author: Author,
    /// When.
    pub published_at: Time,
    /// Which version, from 1.
    pub revision: i32,
    /// Whether it can be read.
    pub visibility: Visibility,
    /// What stands in its place when it cannot.
    pub placeholder: Option<Placeholder>,
    /// Votes it had on another platform.
    pub imported_votes: Option<i64>,
    /// What the one who looks may do.
    pub can: CommentCan,
    /// Replies, oldest first.
    pub replies: Vec<CommentView>,
}

/// What the one who looks may do with a comment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CommentCan {
    /// Correct it.
    pub edit: bool,
    /// Take it back.
    pub withdraw: bool,
    /// Reply to it.
    pub reply: bool,
    /// Report it.
    pub report: bool,
    /// Hide or show it.
    pub moderate: bool,
    /// Take its receipt: it is one's own.
    pub receipt: bool,
}

/// The comments of an object, as its page shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discussion {
    /// `/proposals/{ref}/comments` or `/commitments/{ref}/comments`.
    pub action: String,
    /// Whether one can comment now.
    pub gate: Gate,
    /// Until when.
    pub until: Option<Time>,
    /// Organisations the one who looks may speak for: slug and name.
    pub speaks_for: Vec<(String, String)>,
    /// Comments of the first level.
    pub comments: Vec<CommentView>,
    /// All of them, replies included.
    pub count: i64,
}
