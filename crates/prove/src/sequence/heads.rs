//! The heads that were signed, as the file outside of the database has had them.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, ensure};
use fetch::Client;
use ledger::Hash;
use ledger::checkpoint::Checkpoint;
use ledger::note::Note;
use ledger::tile::{Row, all, decode_entries};
use ledger::tree::root_of;

use crate::place::Place;
use crate::server::Server;

/// Every head that was seen, in the order of its signing.
#[derive(Default)]
pub(super) struct Heads(Vec<Checkpoint>);

impl Heads {
    /// Adds what the file says now.
    pub(super) fn remember(&mut self, place: &Place) -> Result<()> {
        let Ok(text) = fs::read(state(place)) else { return Ok(()) };
        let head = Checkpoint::parse(Note::parse(&text)?.text())?;
        if self.0.last() != Some(&head) {
            self.0.push(head);
        }
        Ok(())
    }

    pub(super) fn last(&self) -> Option<&Checkpoint> {
        self.0.last()
    }

    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// The heads that are not the beginning of what is published.
    pub(super) async fn forks(&self, server: &Server) -> Result<Vec<String>> {
        let leaves = leaves(server).await?;
        let mut forks = Vec::new();
        for pair in self.0.windows(2) {
            if let [before, after] = pair
                && after.size < before.size
            {
                forks.push(format!("a head of {} entries was signed after one of {}", after.size, before.size));
            }
        }
        for head in &self.0 {
            let size = usize::try_from(head.size)?;
            match leaves.get(..size) {
                None => forks.push(format!("{} entries were signed, {} are published", size, leaves.len())),
                Some(first) if root_of(first.iter().copied()) != head.root => {
                    forks.push(format!("the first {size} entries are not those that were signed"));
                }
                Some(_) => {}
            }
        }
        Ok(forks)
    }
}

/// The file that remembers what was signed.
pub(super) fn state(place: &Place) -> PathBuf {
    place.log_file("state")
}

/// The leaves of the published log.
async fn leaves(server: &Server) -> Result<Vec<Hash>> {
    let client = Client::new(&format!("http://{}/log", server.address), Duration::from_secs(30), 64 << 20)?;
    let get = async |path: &str| -> Result<Vec<u8>> {
        let answer = client.get(path).await?;
        ensure!(answer.status == 200, "{path}: status {}", answer.status);
        Ok(answer.body)
    };
    let head = Checkpoint::parse(Note::parse(&get("checkpoint").await?)?.text())?;
    let mut leaves = Vec::new();
    for bundle in all(head.size).filter(|tile| tile.row == Row::Entries) {
        let bytes = get(&bundle.path()).await?;
        leaves.extend(decode_entries(&bytes, bundle.width)?.into_iter().map(Hash::leaf));
    }
    Ok(leaves)
}
