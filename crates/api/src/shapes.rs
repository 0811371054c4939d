//! The shapes of the public JSON, exactly as promised to other programs. They
//! are made from the structs that pages show, so that both say the same. A field
//! may be added; none is renamed.

mod commitment;
mod lineage;
mod orphan;
mod process;
mod proposal;
mod tally;

pub use commitment::{Commitment, CommitmentCard, Milestone};
pub use lineage::{Actor, AwaitedNext, Lineage, LineageEdge, LineageNode, LineageTally, Link, Version};
pub use orphan::{OrphanFigure, OrphanLine, Orphans};
pub use process::{Phase, Process, ProcessCounts, Theme};
pub use proposal::{Author, Comment, Proposal, ProposalCard, Revision, Section, Source};
pub use tally::{Choices, Tally};

use serde::Serialize;
use utoipa::ToSchema;

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct List<T: ToSchema> {
    /// What is on this page.
    pub items: Vec<T>,
    /// The address of the next page; null on the last.
    pub next: Option<String>,
}
