//! What nothing answers, takes up or cites: « Ce qui attend encore une réponse ».
//! Every figure is the number of lines of a public list.

use crate::Time;
use crate::paging::Paged;
use crate::process::Process;
use crate::reference::Reference;

text_enum! {
    /// What is missing.
    pub enum OrphanKind {
        /// A proposal whose phase is over, without an answer.
        Unanswered = "proposal_unanswered",
        /// A proposal that was retained, at least partly, and that no public
        /// commitment comes from.
        NotTakenUp = "proposal_not_taken_up",
        /// A comment on a commitment without a reply by an administration.
        CommentUnanswered = "comment_unanswered",
        /// A commitment that comes from no contribution.
        WithoutSource = "commitment_without_source",
        /// A favourable answer that names no text: neither a reference nor an address.
        AnswerWithoutText = "answer_without_text",
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Orphan {
    /// What is missing.
    pub kind: OrphanKind,
    /// To what.
    pub reference: Reference,
    /// Its title, or its first words.
    pub title: String,
    /// Its language.
    pub lang: String,
    /// Where it is read.
    pub url: String,
    /// Since when it waits: published, answered.
    pub since: Time,
    /// Where the one who asks may do something about it.
    pub act: Option<String>,
}

/// How many there are, of how many there could be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What is missing.
    pub kind: OrphanKind,
    /// How many lines.
    pub count: i64,
    /// Of how many.
    pub of: i64,
}

/// The report of a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrphanPage {
    /// The process.
    pub process: Process,
    /// A figure for each kind, in order.
    pub figures: Vec<Figure>,
    /// The kind that is listed; all when none is named.
    pub kind: Option<OrphanKind>,
    /// Until when proposals were to be answered, when there is a date.
    pub due: Option<Time>,
    /// Some lines.
    pub lines: Paged<Orphan>,
}
