//! A log in memory, with its keys, openings and votes, and what it publishes.

use std::collections::BTreeMap;
use std::io;

use ledger::ballot::{Ballots, Vote};
use ledger::checkpoint::Checkpoint;
use ledger::commitment::{Opening, Openings};
use ledger::edge::Edge;
use ledger::entry::{Act, Entry, Event, Link, PartChange, Target, Version, Votes};
use ledger::key::{Algorithm, SigningKeyPair};
use ledger::keys::Keys;
use ledger::note::Note;
use ledger::proof::Proof;
use ledger::receipt::{Kept, Promise, Promised};
use ledger::tile::{Row, all, encode_entries};
use ledger::verify::Source;
use ledger::{Hash, Timestamp, tree};
use serde_json::{Value, json};

pub(crate) const ORIGIN: &str = "parvis.example/log";
/// 2026-11-01T08:00:00Z.
const START: i64 = 1_793_520_000_000_000;

/// Files by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Files(pub(crate) BTreeMap<String, Vec<u8>>);

impl Source for Files {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        Ok(self.0.get(path).cloned())
    }
}

impl Files {
    /// A file, to be changed.
    pub(crate) fn at(&mut self, path: &str) -> &mut Vec<u8> {
        self.0.get_mut(path).unwrap_or_else(|| panic!("{path} is published"))
    }
}

/// The log before it is published.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) entries: Vec<Vec<u8>>,
    pub(crate) openings: BTreeMap<u64, Openings>,
    pub(crate) ballots: BTreeMap<u64, Ballots>,
    pub(crate) log: SigningKeyPair,
    pub(crate) receipt: SigningKeyPair,
    pub(crate) witness: SigningKeyPair,
}

pub(crate) fn key(name: &str, algorithm: Algorithm, seed: u8) -> SigningKeyPair {
    SigningKeyPair::from_seed(name, algorithm, &[seed; 32]).unwrap()
}

/// The time of the n-th entry: one a minute.
pub(crate) fn at(number: usize) -> Timestamp {
    Timestamp::from_micros(START + i64::try_from(number).unwrap() * 60_000_000)
}

pub(crate) fn target(reference: impl Into<String>, version: u32) -> Target {
    Target { reference: reference.into(), version }
}

/// 32 bytes that stand for chance, and are the same in each run.
pub(crate) fn salt(of: &str) -> [u8; 32] {
    *Hash::of(&[b"salt of ", of.as_bytes()]).as_bytes()
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            entries: Vec::new(),
            openings: BTreeMap::new(),
            ballots: BTreeMap::new(),
            log: key(ORIGIN, Algorithm::Ed25519, 1),
            receipt: key("parvis.example/receipt", Algorithm::Ed25519, 2),
            witness: key("witness.example/w1", Algorithm::CosignatureV1, 3),
        }
    }

    /// The index of the next entry.
    pub(crate) fn next(&self) -> u64 {
        u64::try_from(self.entries.len()).unwrap()
    }

    fn push(&mut self, event: Event) -> u64 {
        let entry = Entry { at: at(self.entries.len()), process: Some("PAN17".to_owned()), event };
        self.entries.push(entry.encode().unwrap());
        self.next() - 1
    }

    /// Commitments to parts, opened.
    fn commit(&mut self, parts: &[(&str, Value)]) -> BTreeMap<String, Hash> {
        let index = self.next();
        let open = |(part, value): &(&str, Value)| {
            let opening = Opening { salt: salt(&format!("{part} of {index}")), value: value.clone() };
            ((*part).to_owned(), opening)
        };
        let openings: BTreeMap<String, Opening> = parts.iter().map(open).collect();
        let commitments = openings.iter().map(|(part, opening)| (part.clone(), opening.commitment(part).unwrap()));
        let commitments = commitments.collect();
        self.openings.insert(index, Openings(openings));
        commitments
    }

    /// A version of an object, with a text and an author.
    pub(crate) fn publish_version(&mut self, kind: &str, of: Target, links: &[(&str, Target)]) -> u64 {
        let text =
            json!({ "title": format!("Titre de {}", of.reference), "body": "Un texte, « avec » des signes : é€😀\n" });
        let author = json!({ "name": format!("Camille {}", self.next() % 97), "on_behalf": null });
        let parts = self.commit(&[("text", text), ("author", author)]);
        let link =
            |(relation, target): &(&str, Target)| Link { relation: (*relation).to_owned(), target: target.clone() };
        let links = links.iter().map(link).collect();
        self.push(Event::Version(Version {
            kind: kind.to_owned(),
            target: of,
            links,
            parts,
            facts: BTreeMap::new(),
            imported: None,
        }))
    }

    pub(crate) fn act(&mut self, action: &str, on: Option<Target>, reason: &str) -> u64 {
        let parts = self.commit(&[("reason", json!(reason))]);
        let (action, role) = (action.to_owned(), "moderator".to_owned());
        self.push(Event::Act(Act { action, role, on, parts, facts: BTreeMap::new() }))
    }

    /// Withdraws the opening of a part, and says so.
    pub(crate) fn erase(&mut self, entry: u64, part: &str, reason: &str) -> u64 {
        let openings = self.openings.get_mut(&entry).unwrap();
        openings.0.remove(part);
        if openings.0.is_empty() {
            self.openings.remove(&entry);
        }
        self.change(true, entry, part, reason)
    }

    /// Says that a part was erased or restored, and does nothing.
    pub(crate) fn change(&mut self, erased: bool, entry: u64, part: &str, reason: &str) -> u64 {
        let change = PartChange { entry, part: part.to_owned(), reason: reason.to_owned() };
        self.push(if erased { Event::PartErased(change) } else { Event::PartRestored(change) })
    }

    /// Logs a count of votes; that of a close with its lines.
    pub(crate) fn count(&mut self, reference: &str, votes: &[Vote], closing: bool) -> u64 {
        let ballots = Ballots::new(votes.iter().map(|vote| vote.line().unwrap())).unwrap();
        let event = Event::Votes(Votes {
            reference: reference.to_owned(),
            leaves: u64::try_from(votes.len()).unwrap(),
            root: ballots.root(),
            tally: closing.then(|| ballots.tally()),
            accounts: 40,
            closing,
        });
        let index = self.push(event);
        if closing {
            self.ballots.insert(index, ballots);
        }
        index
    }

    pub(crate) fn entry(&self, index: u64) -> Entry {
        Entry::parse(&self.entries[usize::try_from(index).unwrap()]).unwrap()
    }

    /// Replaces an entry, as only the operator could.
    pub(crate) fn rewrite(&mut self, index: u64, change: impl FnOnce(&mut Entry)) {
        let mut entry = self.entry(index);
        change(&mut entry);
        self.entries[usize::try_from(index).unwrap()] = entry.encode().unwrap();
    }

    pub(crate) fn leaves(&self) -> Vec<Hash> {
        self.entries.iter().map(|entry| Hash::leaf(entry)).collect()
    }

    /// The signed head of the first `size` entries.
    pub(crate) fn checkpoint(&self, size: usize) -> Note {
        let root = tree::root_of(self.leaves().into_iter().take(size));
        let note = Checkpoint::new(ORIGIN, u64::try_from(size).unwrap(), root).note().unwrap();
        note.signed_by(&self.log, 0).signed_by(&self.witness, 1_793_530_000)
    }

    pub(crate) fn keys(&self) -> Keys {
        let of = |pair: &SigningKeyPair| vec![pair.verifier().clone()];
        Keys { log: of(&self.log), receipt: of(&self.receipt), witnesses: of(&self.witness), quorum: 1 }
    }

    /// The promise that an entry will be there.
    pub(crate) fn promise(&self, promised: Promised, accepted_at: Timestamp) -> Vec<u8> {
        let promise = Promise { origin: ORIGIN.to_owned(), promised, accepted_at, max_delay: 3600 };
        promise.note().unwrap().signed_by(&self.receipt, 0).to_string().into_bytes()
    }

    /// The proof that an entry was among the first `size`.
    pub(crate) fn proof(&self, index: u64, size: usize) -> Proof {
        let openings = self.openings.get(&index).cloned().unwrap_or_default().0;
        let extra = Kept { entry: self.entry(index), openings }.encode().unwrap();
        let hashes = tree::inclusion(&mut self.leaves().as_slice(), index, u64::try_from(size).unwrap()).unwrap();
        Proof { extra: Some(extra), index, hashes, checkpoint: self.checkpoint(size).to_string() }
    }

    /// Every file that an outsider can read.
    pub(crate) fn publish(&self) -> Files {
        let mut files = BTreeMap::new();
        files.insert(Keys::PATH.to_owned(), self.keys().to_string().into_bytes());
        files.insert("checkpoint".to_owned(), self.checkpoint(self.entries.len()).to_string().into_bytes());
        let mut edge = Edge::new();
        self.leaves().into_iter().for_each(|leaf| edge.push(leaf));
        files.extend(edge.take().into_iter().map(|(tile, bytes)| (tile.path(), bytes)));
        for bundle in all(self.next()).filter(|tile| tile.row == Row::Entries) {
            let first = usize::try_from(bundle.index * 256).unwrap();
            let entries = &self.entries[first..first + usize::from(bundle.width)];
            files.insert(bundle.path(), encode_entries(entries).unwrap());
        }
        files
            .extend(self.openings.iter().map(|(index, openings)| (Openings::path(*index), openings.encode().unwrap())));
        files.extend(self.ballots.iter().map(|(index, ballots)| (Ballots::path(*index), ballots.encode())));
        Files(files)
    }
}
