//! What waits for someone with a role, process by process: where their day begins.

use crate::Time;
use crate::process::Process;

/// A queue that someone may work through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    /// How many wait.
    pub count: i64,
    /// Since when the oldest waits, when any does.
    pub since: Option<Time>,
}

/// The work of one process, as far as it is open to the one who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskLine {
    /// The process.
    pub process: Process,
    /// Proposals without an answer.
    pub triage: Option<Queue>,
    /// Contributions that were reported.
    pub moderation: Option<Queue>,
    /// Commitments that are not public yet.
    pub commitments: Option<Queue>,
}

impl DeskLine {
    /// Whether there is anything here for the one who asks.
    #[must_use]
    pub const fn is_theirs(&self) -> bool {
        self.triage.is_some() || self.moderation.is_some() || self.commitments.is_some()
    }
}
