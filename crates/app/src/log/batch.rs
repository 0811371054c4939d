//! What is about to be appended.

use entities::{log_opening, version};
use ledger::entry::Entry;
use uuid::Uuid;

use super::ours;
use crate::error::Result;

/// What one transaction adds to the log.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// Entries before it.
    pub(super) base: u64,
    /// Rows that it settles.
    pub(super) rows: Vec<Uuid>,
    /// The entries.
    pub(super) entries: Vec<Vec<u8>>,
    /// Which version is which entry.
    pub(super) versions: Vec<(Uuid, u64)>,
    /// What opens the new entries.
    pub(super) openings: Vec<log_opening::Model>,
    /// What changes of older openings.
    pub(super) changed: Vec<log_opening::Model>,
    /// Counts of votes.
    pub(super) counts: Vec<super::votes::Counted>,
}

impl Batch {
    /// Adds an entry and answers its number.
    pub(super) fn push(&mut self, entry: &Entry) -> Result<u64> {
        let number = self.base + self.entries.len() as u64;
        self.entries.push(entry.encode().map_err(ours)?);
        Ok(number)
    }
}

/// What an opening opens; nothing for an act, whose words nobody takes back.
#[derive(Clone, Copy, Default)]
pub(super) struct Opened {
    pub(super) version: Option<Uuid>,
    pub(super) object: Option<Uuid>,
}

impl Opened {
    pub(super) fn version(row: &version::Model) -> Self {
        Self { version: Some(row.id), object: Some(row.object_id) }
    }

    pub(super) fn document(id: Uuid) -> Self {
        Self { version: None, object: Some(id) }
    }
}
