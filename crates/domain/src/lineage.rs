//! Lineage (« Ce que devient cette contribution »): what came from what. Links
//! join versions and go forward in time, so they cannot form a cycle.

mod graph;
mod kind;

use crate::Time;
use crate::author::Staff;
use crate::html::SafeHtml;
use crate::moderation::Visibility;
use crate::reference::Reference;
use crate::vote::Counts;

pub use graph::{Discussions, Edge, Fold, Graph, Point, UNFOLDED};
pub use kind::{About, Mark, ObjectKind};

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
        /// Votes on it, counted. Derived: no link is written.
        CountedIn = "counted_in",
        /// The count was over when this was decided. Derived.
        KnownTo = "known_to",
    }
}

/// One version of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Its reference; of a count, that of what was voted on.
    pub reference: Reference,
    /// Which version, from 1.
    pub version: i32,
    /// What it is.
    pub kind: ObjectKind,
    /// Its title, when it has one that can be read.
    pub title: String,
    /// Where to read this very version.
    pub url: String,
    /// When it was made; of a count, as of when.
    pub at: Time,
    /// Whether its words can be read.
    pub visibility: Visibility,
    /// Who answers for it.
    pub author: Option<Actor>,
    /// The outcome of a decision, by code.
    pub outcome: Option<String>,
    /// What was counted.
    pub count: Option<Count>,
}

impl Node {
    /// Its name among all nodes: `PAN17-P42/2`, `PAN17-P42/tally`.
    #[must_use]
    pub fn id(&self) -> String {
        match &self.count {
            Some(Count { imported: true, .. }) => format!("{}/imported-tally", self.reference),
            Some(_) => format!("{}/tally", self.reference),
            None => format!("{}/{}", self.reference, self.version),
        }
    }

    /// Its own page of lineage; a count has none.
    #[must_use]
    pub fn lineage(&self) -> Option<String> {
        let about = self.kind.about();
        about.reference.map(|_| format!("/{}/{}/lineage", about.path, self.reference))
    }
}

/// Votes counted, as public at the time of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// The votes.
    pub counts: Counts,
    /// How many of them were cast on an earlier version.
    pub on_earlier_revision: i64,
    /// They were counted on another platform.
    pub imported: bool,
    /// Nothing will change it any more.
    pub over: bool,
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
    /// The administration that leads a commitment, by name.
    Administration(String),
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
        /// A milestone, by its date.
        Milestone = "milestone",
    }
}

/// The lineage of anything.
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

impl LineagePage {
    /// Everything that is said of it, in the order of time: where it comes from,
    /// then what became of it.
    pub fn all(&self) -> impl Iterator<Item = &Step> {
        self.origins.iter().chain(&self.steps)
    }
}

/// One version of a text, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionPage {
    /// Its process.
    pub process: crate::process::Process,
    /// The version.
    pub node: Node,
    /// The last version there is.
    pub last: i32,
    /// Where the last one is read.
    pub url: String,
    /// Its language.
    pub lang: String,
    /// Its parts, by the field that they were typed in; none when it cannot be read.
    pub parts: Vec<(&'static str, SafeHtml)>,
}
