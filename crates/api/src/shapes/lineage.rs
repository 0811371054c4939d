//! Lineage: what came from what, edge by edge, and as a whole graph.

use domain::lineage::{self, Graph, LineagePage, Node, Step};
use serde::Serialize;
use utoipa::ToSchema;

use super::Choices;
use crate::time::stamp;

/// A later version came from an earlier one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Link {
    /// How: `revised_as`, `commented_by`, `answered_by`, `source_of`…
    pub relation: &'static str,
    /// The earlier version.
    pub from: Version,
    /// The later version.
    pub to: Version,
    /// When (RFC 3339, UTC).
    pub at: String,
    /// Why, as written; empty when no reason is owed.
    pub reason: String,
    /// Who; null when unknown.
    pub actor: Option<Actor>,
}

/// One version of something that has a reference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Version {
    /// Its reference.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Which version, from 1.
    pub version: i32,
}

/// Who did it, and in which role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Actor {
    /// The administration that answers, else the person's public name; null for
    /// moderators and for the platform itself.
    pub name: Option<String>,
    /// `participant`, `instructor`, `owner`, `moderator`, `admin`, `system`…
    pub role: &'static str,
}

impl From<&Step> for Link {
    fn from(step: &Step) -> Self {
        Self {
            relation: step.relation.as_str(),
            from: (&step.from).into(),
            to: (&step.to).into(),
            at: stamp(step.at),
            reason: step.reason.clone(),
            actor: step.actor.as_ref().map(Actor::from),
        }
    }
}

impl From<&Node> for Version {
    fn from(node: &Node) -> Self {
        Self { reference: node.reference.as_str().to_owned(), version: node.version }
    }
}

impl From<&lineage::Actor> for Actor {
    fn from(actor: &lineage::Actor) -> Self {
        use domain::policy::Role;
        match actor {
            lineage::Actor::Participant(name) => Self { name: Some(name.clone()), role: Role::Participant.as_str() },
            // Moderators apply a published rule; their names are not public.
            lineage::Actor::Staff(staff) if staff.role == Role::Moderator => {
                Self { name: staff.organisation.clone(), role: staff.role.as_str() }
            }
            lineage::Actor::Staff(staff) => Self {
                name: Some(staff.organisation.clone().unwrap_or_else(|| staff.name.clone())),
                role: staff.role.as_str(),
            },
            lineage::Actor::Administration(name) => Self { name: Some(name.clone()), role: Role::Owner.as_str() },
            lineage::Actor::System => Self { name: None, role: "system" },
        }
    }
}

/// The lineage of one thing as a graph: versions, and what came from what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Lineage {
    /// The id of the node that this is about, in its last version.
    pub subject: String,
    /// The versions, in the order of time. All of them: nothing is folded.
    pub nodes: Vec<LineageNode>,
    /// The links, each from an earlier node to a later one.
    pub edges: Vec<LineageEdge>,
    /// What is awaited next; null when nothing is.
    pub awaited: Option<AwaitedNext>,
}

/// One node: a version of something, or a count of votes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LineageNode {
    /// Its name among all nodes: `PAN17-P42/2`, `PAN17-P42/tally`, `PAN17-P42/imported-tally`.
    pub id: String,
    /// `proposal`, `comment`, `decision`, `commitment`, `milestone` or `tally`.
    pub kind: &'static str,
    /// Its reference; of a count, that of what was voted on.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Which version, from 1; of a count, the version that was voted on.
    pub version: i32,
    /// Its title; empty when it has none, or none that can be read.
    pub title: String,
    /// `public`, `hidden`, `withdrawn` or `erased`.
    pub visibility: &'static str,
    /// When it was made; of a count, as of when (RFC 3339, UTC).
    pub at: String,
    /// Where this very version is read.
    pub url: String,
    /// Who answers for it; null when unknown.
    pub author: Option<Actor>,
    /// The outcome of a decision, by code; null for anything else.
    pub outcome: Option<String>,
    /// What was counted; null for anything but a count.
    pub tally: Option<LineageTally>,
}

/// Votes counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LineageTally {
    /// The votes, by choice.
    #[serde(flatten)]
    pub choices: Choices,
    /// How many of them were cast on an earlier version.
    pub on_earlier_revision: i64,
    /// They were counted on another platform.
    pub imported: bool,
    /// Voting is over: nothing will change it.
    pub over: bool,
}

/// One link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LineageEdge {
    /// How: the codes of `relation` elsewhere, and `counted_in`, `known_to` of counts.
    pub relation: &'static str,
    /// The id of the earlier node.
    pub from: String,
    /// The id of the later node.
    pub to: String,
    /// When (RFC 3339, UTC).
    pub at: String,
    /// Why, as written; empty when no reason is owed.
    pub reason: String,
    /// Who; null when unknown.
    pub actor: Option<Actor>,
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AwaitedNext {
    /// `triage`, `answer`, `consultation`, `publication`, `milestone` or `follow_up`.
    pub what: &'static str,
    /// By when (RFC 3339, UTC); null when no date is known.
    pub by: Option<String>,
}

impl Lineage {
    /// Everything that a page of lineage shows. `base` is the public URL.
    #[must_use]
    pub fn of(page: &LineagePage, base: &str) -> Self {
        let graph = Graph::whole(page);
        let mut edges: Vec<LineageEdge> = page.all().map(LineageEdge::of).collect();
        edges.sort_by(|a, b| (&a.at, &a.to, &a.from, a.relation).cmp(&(&b.at, &b.to, &b.from, b.relation)));
        edges.dedup();
        Self {
            subject: page.subject.id(),
            nodes: graph.points.iter().map(|point| LineageNode::of(&point.node, base)).collect(),
            edges,
            awaited: page.awaited.as_ref().map(|next| AwaitedNext { what: next.what.as_str(), by: next.by.map(stamp) }),
        }
    }
}

impl LineageNode {
    fn of(node: &Node, base: &str) -> Self {
        Self {
            id: node.id(),
            kind: node.kind.as_str(),
            reference: node.reference.as_str().to_owned(),
            version: node.version,
            title: node.title.clone(),
            visibility: node.visibility.as_str(),
            at: stamp(node.at),
            url: format!("{base}{}", node.url),
            author: node.author.as_ref().map(Actor::from),
            outcome: node.outcome.clone(),
            tally: node.count.map(|count| LineageTally {
                choices: Choices::from(count.counts),
                on_earlier_revision: count.on_earlier_revision,
                imported: count.imported,
                over: count.over,
            }),
        }
    }
}

impl LineageEdge {
    fn of(step: &Step) -> Self {
        Self {
            relation: step.relation.as_str(),
            from: step.from.id(),
            to: step.to.id(),
            at: stamp(step.at),
            reason: step.reason.clone(),
            actor: step.actor.as_ref().map(Actor::from),
        }
    }
}
