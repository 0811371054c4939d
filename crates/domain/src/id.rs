//! Typed ids: a `ProposalId` cannot be passed where an `AccountId` is wanted.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// A person, or an imported author.
    AccountId,
    /// An organisation or administration.
    OrganisationId,
    /// A process.
    ProcessId,
    /// A phase of a process.
    PhaseId,
    /// A theme of a process.
    ThemeId,
    /// A proposal.
    ProposalId,
    /// A draft of a proposal.
    DraftId,
    /// A comment.
    CommentId,
    /// A commitment, draft or final.
    CommitmentId,
    /// A version of anything that can be linked.
    VersionId,
    /// An act of staff.
    ActId,
    /// A decision.
    DecisionId,
    /// A grant of a role.
    GrantId,
    /// A job of the queue.
    JobId,
    /// A report to the moderators.
    ReportId,
}
