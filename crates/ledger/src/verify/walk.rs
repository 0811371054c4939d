//! The log read from its first entry to its last: root, tiles, entries.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Check, Problem, Stage, Verifier};
use crate::checkpoint::Checkpoint;
use crate::edge::Edge;
use crate::entry::{Act, Entry, Event, Fact, Link, PartChange, Target, Version, Votes};
use crate::hash::Hash;
use crate::keys::Keys;
use crate::note::Note;
use crate::tile::{Row, Tile, WIDTH, decode_entries, decode_hashes};
use crate::time::Timestamp;
use crate::tree::root_of;

/// What later checks need of the log.
#[derive(Default)]
pub(super) struct Log {
    /// Leaf hashes, up to the first that nothing tells.
    pub(super) leaves: Vec<Hash>,
    /// Entries with commitments.
    pub(super) parts: Vec<(u64, Vec<(String, Hash)>)>,
    /// Facts of versions.
    pub(super) facts: HashMap<u64, BTreeMap<String, Fact>>,
    /// When each version was made, and what it comes from.
    pub(super) made: HashMap<u64, (Timestamp, Vec<Link>)>,
    /// What was decided last of each object.
    pub(super) outcomes: HashMap<String, (u64, String)>,
    /// Objects that were hidden by a decision.
    pub(super) hidden: HashSet<String>,
    /// Objects that were taken back.
    pub(super) withdrawn: HashSet<String>,
    /// What another platform counted, last.
    pub(super) imported: HashMap<String, (u64, BTreeMap<String, u64>)>,
    /// Phases that began again, by process.
    pub(super) reopened: Vec<(u64, Option<String>)>,
    /// Entries of processes that are out of scope.
    pub(super) elsewhere: HashSet<u64>,
    /// Erasures (`true`) and restorations, in their order.
    pub(super) changes: Vec<(u64, bool, PartChange)>,
    /// The first entry of each version.
    pub(super) versions: HashMap<Target, u64>,
    /// Which object each of these entries is of.
    references: HashMap<u64, String>,
    /// Counts of votes.
    pub(super) votes: Vec<(u64, Votes)>,
    /// Entries of a version that an earlier entry has.
    twice: Vec<(u64, u64, Target)>,
    links: Vec<(u64, Target)>,
    edge: Edge,
}

impl Verifier<'_> {
    /// Reads every bundle.
    pub(super) fn walk(&mut self, head: &Checkpoint) -> Log {
        let mut log = Log::default();
        for index in 0..head.size.div_ceil(u64::from(WIDTH)) {
            let first = index * u64::from(WIDTH);
            self.tell(Stage::Entries, first, head.size);
            let Some(bundle) = Tile::of_tree(Row::Entries, index, head.size) else {
                break;
            };
            match self.read_bundle(&bundle) {
                Some(entries) => {
                    for (number, bytes) in (first..).zip(&entries) {
                        log.push(Hash::leaf(bytes));
                        self.note_entry(&mut log, number, bytes, &bundle);
                    }
                }
                // Without the entries, their hashes still lead to the root.
                None => match self.read_hashes(&Tile { row: Row::Level(0), ..bundle }) {
                    Some(hashes) => hashes.into_iter().for_each(|leaf| log.push(leaf)),
                    None => break,
                },
            }
        }
        self.tell(Stage::Entries, head.size, head.size);
        log
    }

    /// Root and tiles.
    pub(super) fn check_head(&mut self, head: &Checkpoint, log: &Log) {
        if log.edge.size() != head.size {
            // What is missing has been noted, and there is no root without it.
            return;
        }
        let found = log.edge.root();
        if found != head.root {
            self.found(Check::Root, None, "checkpoint", Problem::Root { signed: head.root, found });
        }
        if !self.checks.contains(Check::Tiles) {
            return;
        }
        let tiles = log.edge.clone().take();
        let count = tiles.len() as u64;
        for (done, (tile, expected)) in (1..).zip(tiles) {
            self.check_tile(&tile, &expected);
            self.tell(Stage::Tiles, done, count);
        }
    }

    fn check_tile(&mut self, tile: &Tile, expected: &[u8]) {
        let (Some(published), Ok(expected)) = (self.read_hashes(tile), decode_hashes(expected, tile.width)) else {
            return;
        };
        let differs = (0..).zip(expected.into_iter().zip(published)).find(|(_, (expected, found))| expected != found);
        if let Some((place, (expected, found))) = differs {
            // The number of the entry, where a hash is of one entry.
            let first = tile.index * u64::from(WIDTH) + place;
            let index = (tile.row == Row::Level(0)).then_some(first);
            self.found(Check::Tiles, index, &tile.path(), Problem::Tile { expected, found });
        }
    }

    /// The log against a checkpoint that was kept.
    pub(super) fn check_since(&mut self, keys: Option<&Keys>, head: &Checkpoint, log: &Log) {
        let Some(bytes) = self.since.take() else {
            return;
        };
        let path = "since";
        let read = Note::parse(&bytes).and_then(|note| Ok((Checkpoint::parse(note.text())?, note)));
        let (kept, note) = match read {
            Ok(read) => read,
            Err(error) => {
                return self.malformed(None, path, &error).unwrap_or_default();
            }
        };
        self.check_signature(path, &kept, &note, keys);
        if let Some(problem) = begins_otherwise(&kept, head, log) {
            self.found(Check::Consistency, None, path, problem);
        }
    }

    /// Versions and links.
    pub(super) fn check_versions(&mut self, log: &Log) {
        for (index, first, target) in &log.twice {
            let Target { reference, version } = target.clone();
            let problem = Problem::LoggedTwice { reference, version, first: *first };
            self.found(Check::Versions, Some(*index), &entry_path(*index, log), problem);
        }
        for (index, target) in &log.links {
            if !log.versions.contains_key(target) {
                let Target { reference, version } = target.clone();
                let problem = Problem::DanglingLink { reference, version };
                self.found(Check::Links, Some(*index), &entry_path(*index, log), problem);
            }
        }
    }

    fn note_entry(&mut self, log: &mut Log, index: u64, bytes: &[u8], bundle: &Tile) {
        match Entry::parse(bytes) {
            Ok(entry) => {
                *self.report.entries.entry(name(&entry.event)).or_default() += 1;
                if let Some(scope) = &self.report.scope
                    && !entry.process.as_ref().is_some_and(|process| scope.contains(process))
                {
                    log.elsewhere.insert(index);
                }
                log.note(index, entry);
            }
            Err(error) => {
                self.found(Check::Entries, Some(index), &bundle.path(), Problem::Entry(error.to_string()));
            }
        }
    }

    fn read_bundle(&mut self, bundle: &Tile) -> Option<Vec<Vec<u8>>> {
        let (bytes, width) = self.read_tile(bundle)?;
        match decode_entries(&bytes, width) {
            Ok(entries) => Some(entries.into_iter().take(usize::from(bundle.width)).map(<[u8]>::to_vec).collect()),
            Err(error) => self.malformed(None, &bundle.path(), &error),
        }
    }

    fn read_hashes(&mut self, tile: &Tile) -> Option<Vec<Hash>> {
        let (bytes, width) = self.read_tile(tile)?;
        match decode_hashes(&bytes, width) {
            Ok(hashes) => Some(hashes.into_iter().take(usize::from(tile.width)).collect()),
            Err(error) => self.malformed(None, &tile.path(), &error),
        }
    }

    /// A tile and its width; the full one where the partial one has been deleted
    /// since.
    fn read_tile(&mut self, tile: &Tile) -> Option<(Vec<u8>, u16)> {
        if tile.width == WIDTH {
            return Some((self.read(None, &tile.path(), true)?, WIDTH));
        }
        if let Some(bytes) = self.read(None, &tile.path(), false) {
            return Some((bytes, tile.width));
        }
        if let Some(bytes) = self.read(None, &tile.full().path(), false) {
            return Some((bytes, WIDTH));
        }
        self.read(None, &tile.path(), true).map(|bytes| (bytes, tile.width))
    }
}

impl Log {
    fn push(&mut self, leaf: Hash) {
        self.leaves.push(leaf);
        self.edge.push(leaf);
    }

    fn note(&mut self, index: u64, entry: Entry) {
        if let Some(parts) = entry.parts().filter(|parts| !parts.is_empty()) {
            self.parts.push((index, parts.iter().map(|(part, hash)| (part.clone(), *hash)).collect()));
        }
        let (at, process) = (entry.at, entry.process);
        match entry.event {
            Event::Version(version) => {
                self.note_version(index, at, &version);
                self.links.extend(version.links.into_iter().map(|link| (index, link.target)));
                if !version.facts.is_empty() {
                    self.facts.insert(index, version.facts);
                }
                if let Some(first) = self.versions.get(&version.target) {
                    self.twice.push((index, *first, version.target));
                } else {
                    self.references.insert(index, version.target.reference.clone());
                    self.versions.insert(version.target, index);
                }
            }
            Event::Act(act) => {
                self.note_act(index, process, &act);
                self.links.extend(act.on.map(|on| (index, on)));
            }
            Event::PartErased(change) => self.changes.push((index, true, change)),
            Event::PartRestored(change) => self.changes.push((index, false, change)),
            Event::Votes(votes) => self.votes.push((index, votes)),
        }
    }

    fn note_version(&mut self, index: u64, at: Timestamp, version: &Version) {
        let at = version.imported.as_ref().map_or(at, |imported| imported.claimed_at);
        self.made.insert(index, (at, version.links.clone()));
        let fact = |name: &str| match version.facts.get(name) {
            Some(Fact::Text(text)) => text.as_str(),
            _ => "",
        };
        if version.facts.get("withdrawn") == Some(&Fact::Flag(true)) {
            self.withdrawn.insert(version.target.reference.clone());
        }
        let of = version.links.iter().map(|link| link.target.reference.clone());
        match (fact("decision"), fact("outcome")) {
            ("admissibility" | "answer", outcome) => {
                self.outcomes.extend(of.map(|of| (of, (index, outcome.to_owned()))));
            }
            ("visibility", "hidden") => self.hidden.extend(of),
            _ => {}
        }
    }

    fn note_act(&mut self, index: u64, process: Option<String>, act: &Act) {
        match (act.action.as_str(), &act.on) {
            ("phase.reopen", _) => self.reopened.push((index, process)),
            ("import.tally", Some(on)) => {
                let counts = act.facts.iter().filter_map(|(choice, fact)| match fact {
                    Fact::Integer(count) => Some((choice.clone(), u64::try_from(*count).unwrap_or_default())),
                    _ => None,
                });
                self.imported.insert(on.reference.clone(), (index, counts.collect()));
            }
            _ => {}
        }
    }

    /// The version that an entry is of.
    pub(super) fn version_at(&self, index: u64) -> Option<&str> {
        self.references.get(&index).map(String::as_str)
    }

    /// The commitment that an entry has for a part.
    pub(super) fn commitment(&self, entry: u64, part: &str) -> Option<Hash> {
        let place = self.parts.binary_search_by_key(&entry, |(index, _)| *index).ok()?;
        let (_, parts) = self.parts.get(place)?;
        parts.iter().find(|(name, _)| name == part).map(|(_, hash)| *hash)
    }
}

/// What is wrong when the log does not begin with what a checkpoint says.
pub(super) fn begins_otherwise(kept: &Checkpoint, head: &Checkpoint, log: &Log) -> Option<Problem> {
    if kept.size > head.size {
        return Some(Problem::Shrunk { before: kept.size, now: head.size });
    }
    // Where leaves are missing, that has been noted.
    let first = log.leaves.get(..usize::try_from(kept.size).ok()?)?;
    let found = root_of(first.iter().copied());
    (found != kept.root).then_some(Problem::Rewritten { size: kept.size, kept: kept.root, found })
}

/// The file in which an entry is.
pub(super) fn entry_path(index: u64, log: &Log) -> String {
    let bundle = Tile::of_tree(Row::Entries, index / u64::from(WIDTH), log.edge.size());
    bundle.map_or_else(String::new, |bundle| bundle.path())
}

const fn name(event: &Event) -> &'static str {
    match event {
        Event::Version(_) => "version",
        Event::Act(_) => "act",
        Event::PartErased(_) => "part_erased",
        Event::PartRestored(_) => "part_restored",
        Event::Votes(_) => "votes",
    }
}
