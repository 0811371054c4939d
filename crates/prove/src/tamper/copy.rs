//! A copy of everything that a log publishes, fetched as anyone would, and what an
//! operator with every key can make of it.

use std::collections::BTreeMap;
use std::io;

use anyhow::{Context, Result, bail};
use app::ambient::{Clock, SystemClock};
use fetch::Client;
use ledger::ballot::Ballots;
use ledger::checkpoint::Checkpoint;
use ledger::commitment::Openings;
use ledger::edge::Edge;
use ledger::entry::{Entry, Event};
use ledger::key::SigningKeyPair;
use ledger::note::Note;
use ledger::tile::{Row, all, decode_entries, encode_entries};
use ledger::verify::{Shown, Source, objects_path, parse_objects};
use ledger::{Hash, tree};

/// The operator's keys, and that of a witness who helps.
#[derive(Clone)]
pub(super) struct Signers {
    pub(super) log: SigningKeyPair,
    pub(super) witness: SigningKeyPair,
}

/// The published files.
#[derive(Clone)]
pub(super) struct Copy {
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// Files that the server does not give now.
    pub(super) withheld: Vec<String>,
    pub(super) signers: Signers,
}

impl Source for Copy {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        if self.withheld.iter().any(|withheld| withheld == path) {
            return Err(io::Error::other("status 503"));
        }
        Ok(self.files.get(path).cloned())
    }
}

impl Copy {
    /// Fetches everything.
    pub(super) async fn fetch(client: &Client, signers: &Signers) -> Result<Self> {
        let mut copy = Self { files: BTreeMap::new(), withheld: Vec::new(), signers: signers.clone() };
        copy.get(client, "key").await?;
        copy.get(client, "checkpoint").await?;
        let size = copy.size();
        for tile in all(size) {
            copy.get(client, &tile.path()).await?;
        }
        let entries = copy.entries();
        for (index, bytes) in (0..).zip(&entries) {
            let entry = Entry::parse(bytes)?;
            if entry.parts().is_some_and(|parts| !parts.is_empty()) {
                copy.get(client, &Openings::path(index)).await?;
            }
            if matches!(&entry.event, Event::Votes(votes) if votes.closing) {
                copy.get(client, &Ballots::path(index)).await?;
            }
        }
        for number in 0.. {
            if !copy.get(client, &objects_path(number)).await? {
                break;
            }
        }
        Ok(copy)
    }

    /// Whether there is such a file.
    async fn get(&mut self, client: &Client, path: &str) -> Result<bool> {
        let answer = client.get(path).await.with_context(|| path.to_owned())?;
        match answer.status {
            200 => drop(self.files.insert(path.to_owned(), answer.body)),
            404 => return Ok(false),
            503 => self.withheld.push(path.to_owned()),
            status => bail!("{path}: status {status}"),
        }
        Ok(true)
    }

    /// A file, to be changed.
    pub(super) fn at(&mut self, path: &str) -> &mut Vec<u8> {
        self.files.entry(path.to_owned()).or_default()
    }

    fn text(&self, path: &str) -> String {
        String::from_utf8_lossy(self.files.get(path).map_or(&[], Vec::as_slice)).into_owned()
    }

    /// Entries that the head says there are.
    pub(super) fn size(&self) -> u64 {
        self.text("checkpoint").lines().nth(1).and_then(|line| line.parse().ok()).unwrap_or_default()
    }

    /// The signed head.
    pub(super) fn head(&self) -> Vec<u8> {
        self.files.get("checkpoint").cloned().unwrap_or_default()
    }

    /// Every entry.
    pub(super) fn entries(&self) -> Vec<Vec<u8>> {
        let bundles = all(self.size()).filter(|tile| tile.row == Row::Entries);
        let mut entries = Vec::new();
        for bundle in bundles {
            let bytes = self.files.get(&bundle.path()).map_or(&[][..], Vec::as_slice);
            entries.extend(decode_entries(bytes, bundle.width).unwrap_or_default().into_iter().map(<[u8]>::to_vec));
        }
        entries
    }

    /// The entries, read.
    pub(super) fn read_entries(&self) -> Vec<Entry> {
        self.entries().iter().filter_map(|bytes| Entry::parse(bytes).ok()).collect()
    }

    /// The number of the first entry that is as asked.
    pub(super) fn find(&self, is: impl Fn(&Entry) -> bool) -> u64 {
        (0..).zip(self.read_entries()).find(|(_, entry)| is(entry)).map_or(u64::MAX, |(index, _)| index)
    }

    /// The first entries of versions of a kind whose text can be read.
    pub(super) fn opened(&self, kind: &str) -> Vec<u64> {
        let is = |(index, entry): &(u64, Entry)| {
            let of_kind = matches!(&entry.event, Event::Version(version) if version.kind == kind);
            of_kind && self.openings(*index).0.contains_key("text")
        };
        (0..).zip(self.read_entries()).filter(is).map(|(index, _)| index).collect()
    }

    /// An entry of a version of a kind whose text can be read.
    pub(super) fn quiet(&self, kind: &str) -> u64 {
        let opened = self.opened(kind);
        opened.get(opened.len() / 2).copied().unwrap_or(u64::MAX)
    }

    /// What opens an entry.
    pub(super) fn openings(&self, index: u64) -> Openings {
        let bytes = self.files.get(&Openings::path(index)).map_or(&b""[..], Vec::as_slice);
        Openings::parse(bytes).unwrap_or_default()
    }

    /// Changes what opens an entry.
    pub(super) fn edit(&mut self, index: u64, change: impl FnOnce(&mut Openings)) {
        let mut openings = self.openings(index);
        change(&mut openings);
        *self.at(&Openings::path(index)) = openings.encode().unwrap_or_default();
    }

    /// Changes what opens an entry, and what pages show with it.
    pub(super) fn edit_and_show(&mut self, index: u64, change: impl Fn(&mut Openings)) {
        self.edit(index, &change);
        let opened = self.openings(index).0;
        let target = self.read_entries().into_iter().nth(usize::try_from(index).unwrap_or(usize::MAX));
        let target = target.and_then(|entry| match entry.event {
            Event::Version(version) => Some(version.target),
            _ => None,
        });
        self.show(|shown| {
            if let Shown::Object(object) = shown
                && Some(&object.target) == target.as_ref()
            {
                for (part, value) in &mut object.parts {
                    if let Some(opening) = opened.get(part) {
                        *value = opening.value.clone();
                    }
                }
                object.parts.retain(|part, _| opened.contains_key(part));
            }
            true
        });
    }

    /// Changes what pages show; what answers `false` is shown no longer.
    pub(super) fn show(&mut self, mut change: impl FnMut(&mut Shown) -> bool) {
        for number in 0.. {
            let path = objects_path(number);
            if !self.files.contains_key(&path) {
                break;
            }
            let lines = parse_objects(&self.text(&path)).unwrap_or_default().into_iter();
            let lines = lines.filter_map(|mut shown| change(&mut shown).then(|| shown.line().unwrap_or_default()));
            *self.at(&path) = lines.collect::<String>().into_bytes();
        }
    }

    /// Replaces an entry by what it becomes, and publishes a log of which nobody could
    /// tell that it is not the only one.
    pub(super) fn rewrite(&mut self, index: u64, change: impl FnOnce(&mut Entry)) {
        let mut entries = self.entries();
        if let Some(bytes) = entries.get_mut(usize::try_from(index).unwrap_or(usize::MAX))
            && let Ok(mut entry) = Entry::parse(bytes)
        {
            change(&mut entry);
            *bytes = entry.encode().unwrap_or_default();
        }
        self.publish(&entries);
    }

    /// Adds an entry after the last, signed by everyone.
    pub(super) fn add(&mut self, entry: Vec<u8>) {
        let mut entries = self.entries();
        entries.push(entry);
        self.publish(&entries);
    }

    /// Publishes these entries, signed by the log and by the witness who helps.
    pub(super) fn publish(&mut self, entries: &[Vec<u8>]) {
        self.publish_unsigned(entries);
        let note = self.signed(entries, &self.signers.log, &self.signers.witness);
        *self.at("checkpoint") = note.into_bytes();
    }

    /// Publishes these entries under the head that is there.
    pub(super) fn publish_unsigned(&mut self, entries: &[Vec<u8>]) {
        self.files.retain(|path, _| !path.starts_with("tile/"));
        let mut edge = Edge::new();
        entries.iter().for_each(|entry| edge.push(Hash::leaf(entry)));
        self.files.extend(edge.take().into_iter().map(|(tile, bytes)| (tile.path(), bytes)));
        for bundle in all(entries.len() as u64).filter(|tile| tile.row == Row::Entries) {
            let first = usize::try_from(bundle.index * 256).unwrap_or(usize::MAX);
            let some = entries.iter().skip(first).take(usize::from(bundle.width)).cloned().collect::<Vec<_>>();
            self.files.insert(bundle.path(), encode_entries(&some).unwrap_or_default());
        }
    }

    /// The head of these entries, signed.
    pub(super) fn signed(&self, entries: &[Vec<u8>], log: &SigningKeyPair, witness: &SigningKeyPair) -> String {
        let root = tree::root_of(entries.iter().map(|entry| Hash::leaf(entry)));
        let head = Checkpoint::new(self.signers.log.verifier().name(), entries.len() as u64, root);
        let seconds = u64::try_from(SystemClock.now().timestamp()).unwrap_or_default();
        let note = head.note().map(|note| note.signed_by(log, 0).signed_by(witness, seconds));
        note.map_or_else(|_| String::new(), |note| note.to_string())
    }

    /// The head as a note.
    pub(super) fn note(&self) -> Option<Note> {
        Note::parse(&self.head()).ok()
    }

    /// The entry of a close on which there are votes of two kinds.
    pub(super) fn close(&self) -> u64 {
        self.find(|entry| match &entry.event {
            Event::Votes(votes) => {
                let kinds = votes.tally.iter().flatten().filter(|(_, count)| **count > 0).count();
                votes.closing && kinds >= 2
            }
            _ => false,
        })
    }

    /// The lines of the votes of a close.
    pub(super) fn lines(&self, index: u64) -> Vec<String> {
        self.text(&Ballots::path(index)).lines().map(|line| format!("{line}\n")).collect()
    }

    /// Publishes other lines.
    pub(super) fn set_lines(&mut self, index: u64, lines: &[String]) {
        *self.at(&Ballots::path(index)) = lines.concat().into_bytes();
    }
}
