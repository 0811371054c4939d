//! Lineage: what came from what, edge by edge.

use domain::lineage::{self, Node, Step};
use serde::Serialize;
use utoipa::ToSchema;

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
            lineage::Actor::System => Self { name: None, role: "system" },
        }
    }
}
