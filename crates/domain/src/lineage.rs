//! Lineage (« Ce que devient cette contribution »): what came from what. Links
//! join versions and go forward in time, so they cannot form a cycle.

use serde::Serialize;

use crate::Time;
use crate::author::Staff;
use crate::html::SafeHtml;
use crate::reference::Reference;

text_enum! {
    /// What a version is a version of.
    pub enum ObjectKind {
        /// A proposal.
        Proposal = "proposal",
        /// A comment.
        Comment = "comment",
        /// A decision or an answer.
        Decision = "decision",
        /// A commitment.
        Commitment = "commitment",
        /// A milestone.
        Milestone = "milestone",
    }
}

text_enum! {
    /// How the later version comes from the earlier one.
    pub enum Relation {
        /// A new version of the same thing.
        RevisedAs = "revised_as",
        /// A comment on it.
        CommentedBy = "commented_by",
        /// A reply to it.
        RepliedBy = "replied_by",
        /// A decision on its admissibility.
        DecidedBy = "decided_by",
        /// A reasoned answer to it.
        AnsweredBy = "answered_by",
        /// A decision on its visibility.
        ModeratedBy = "moderated_by",
        /// Taken back by its author.
        WithdrawnBy = "withdrawn_by",
        /// A commitment that it is a source of.
        SourceOf = "source_of",
        /// A commitment put to consultation.
        PublishedAs = "published_as",
        /// The final text of the commitment.
        AdoptedAs = "adopted_as",
        /// A milestone of the commitment.
        HasMilestone = "has_milestone",
    }
}

/// One version of something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Node {
    /// Its reference.
    #[serde(rename = "ref")]
    pub reference: Reference,
    /// Which version, from 1.
    pub version: i32,
    /// What it is.
    #[serde(skip)]
    pub kind: ObjectKind,
    /// Its title, when it has one that can be read.
    #[serde(skip)]
    pub title: String,
    /// Where to read it.
    #[serde(skip)]
    pub url: String,
}

/// One step of the thread: the later version came from the earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// How.
    pub relation: Relation,
    /// The earlier version.
    pub from: Node,
    /// The later version.
    pub to: Node,
    /// When.
    pub at: Time,
    /// Why; empty when no reason is owed (a comment, a revision).
    pub reason: String,
    /// The reason, rendered.
    pub reason_html: SafeHtml,
    /// The outcome of a decision, by code.
    pub outcome: Option<String>,
    /// Who: a participant's public name, or staff in a role.
    pub actor: Option<Actor>,
}

/// Who did a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A participant, by public name.
    Participant(String),
    /// A member of staff.
    Staff(Staff),
    /// The platform itself (an import, a closing).
    System,
}

/// What comes next, and by when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Awaited {
    /// What is awaited.
    pub what: AwaitedWhat,
    /// By when, when a date is known.
    pub by: Option<Time>,
}

text_enum! {
    /// What a contribution may still wait for.
    pub enum AwaitedWhat {
        /// The end of the phase, then triage.
        Triage = "triage",
        /// A reasoned answer.
        Answer = "answer",
        /// The consultation on the drafts.
        Consultation = "consultation",
        /// The final text.
        Publication = "publication",
        /// The follow-up of the commitment.
        FollowUp = "follow_up",
    }
}

/// The lineage page of anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineagePage {
    /// Its process.
    pub process: crate::process::Process,
    /// What it is about, in its last version.
    pub subject: Node,
    /// Who wrote it and when it was published.
    pub begun: (Option<Actor>, Time),
    /// What it came from (of a commitment), oldest first.
    pub origins: Vec<Step>,
    /// What became of it, oldest first. A comment counts as one line each.
    pub steps: Vec<Step>,
    /// What is awaited next.
    pub awaited: Option<Awaited>,
    /// It is public data; a draft commitment is not.
    pub public: bool,
}
