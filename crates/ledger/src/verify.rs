//! The verifier: reads what an outsider can read, and says what is wrong with it.
//!
//! It is built of checks that do not rely on one another ([`Check`]), so that each
//! can be taken away to show what it alone finds. It goes on after the first
//! finding as far as there is anything to read: whoever is told that a log is
//! wrong wants to know where.

mod checks;
mod finding;
mod lines;
mod openings;
mod receipts;
mod walk;

use std::collections::BTreeMap;
use std::io;

use serde_json::Value;

use crate::checkpoint::{Checkpoint, parse_decimal};
use crate::entry::Target;
use crate::error::Error;
use crate::keys::Keys;
use crate::note::Note;
use crate::time::Timestamp;

pub use checks::{Check, Checks};
pub use finding::{Finding, Problem};

/// Where the published files are: a directory, a web server, memory.
pub trait Source {
    /// The bytes of a file under the log's prefix; `None` when there is none.
    ///
    /// # Errors
    /// When it cannot be known whether there is one.
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>>;
}

/// How far the verifier is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What it is reading.
    pub stage: Stage,
    /// How many of them it has read.
    pub done: u64,
    /// How many there are.
    pub of: u64,
}

/// What the verifier is reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Entry bundles, counted in entries.
    Entries,
    /// Hash tiles.
    Tiles,
    /// Openings, counted in entries that have parts.
    Openings,
    /// Lists of votes.
    Ballots,
    /// What the caller holds.
    Receipts,
}

/// An object that is public somewhere else (a page, the JSON API, an archive), and
/// that the log must have.
#[derive(Clone, Debug, PartialEq)]
pub struct PublicObject {
    /// Which version of which.
    pub target: Target,
    /// What is shown of it, by part; must be what the log opens to.
    pub parts: BTreeMap<String, Value>,
}

/// What the verifier saw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The head of the log.
    pub checkpoint: Option<Checkpoint>,
    /// Witnesses whose cosignature verified.
    pub witnessed: Vec<String>,
    /// Entries read, by type.
    pub entries: BTreeMap<&'static str, u64>,
    /// Parts that are published and were checked.
    pub opened: u64,
    /// Parts whose absence an entry explains, by reason.
    pub erased: BTreeMap<String, u64>,
    /// Votes counted again.
    pub recounted: u64,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }
}

/// A verification: what to read, what to hold it against.
pub struct Verifier<'a> {
    source: &'a dyn Source,
    now: Timestamp,
    checks: Checks,
    trusted: Option<Keys>,
    since: Option<Vec<u8>>,
    receipts: Vec<(String, Vec<u8>)>,
    objects: Vec<PublicObject>,
    progress: Box<dyn FnMut(Progress) + 'a>,
    report: Report,
}

impl<'a> Verifier<'a> {
    /// A verification of what is published at `source`, as of `now`, with every
    /// check and nothing to hold it against.
    #[must_use]
    pub fn new(source: &'a dyn Source, now: Timestamp) -> Self {
        Self {
            source,
            now,
            checks: Checks::all(),
            trusted: None,
            since: None,
            receipts: Vec::new(),
            objects: Vec::new(),
            progress: Box::new(|_| {}),
            report: Report::default(),
        }
    }

    /// Makes only these checks.
    #[must_use]
    pub fn checking(mut self, checks: Checks) -> Self {
        self.checks = checks;
        self
    }

    /// Trusts these keys, whatever the source says its keys are.
    #[must_use]
    pub fn trusting(mut self, keys: Keys) -> Self {
        self.trusted = Some(keys);
        self
    }

    /// Holds the log against a checkpoint that was kept.
    #[must_use]
    pub fn since(mut self, checkpoint: impl Into<Vec<u8>>) -> Self {
        self.since = Some(checkpoint.into());
        self
    }

    /// Holds the log against a receipt: a promise, a proof, or that of a vote. The
    /// name is how findings call it.
    #[must_use]
    pub fn receipt(mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.receipts.push((name.into(), bytes.into()));
        self
    }

    /// Holds the log against what is public elsewhere.
    #[must_use]
    pub fn objects(mut self, objects: impl IntoIterator<Item = PublicObject>) -> Self {
        self.objects.extend(objects);
        self
    }

    /// Tells how far it is.
    #[must_use]
    pub fn progress(mut self, tell: impl FnMut(Progress) + 'a) -> Self {
        self.progress = Box::new(tell);
        self
    }

    /// Reads everything and says what is wrong.
    #[must_use]
    pub fn run(mut self) -> Report {
        let keys = self.read_keys();
        let Some(head) = self.read_checkpoint(keys.as_ref()) else {
            return self.report;
        };
        self.report.checkpoint = Some(head.clone());
        let log = self.walk(&head);
        self.check_head(&head, &log);
        self.check_since(keys.as_ref(), &head, &log);
        self.check_versions(&log);
        self.check_openings(&log);
        self.check_ballots(&log);
        self.check_receipts(keys.as_ref(), &head, &log);
        self.check_objects(&log);
        self.report
    }

    fn read_keys(&mut self) -> Option<Keys> {
        let published = self.read(None, Keys::PATH, true).and_then(|bytes| match Keys::parse(&bytes) {
            Ok(keys) => Some(keys),
            Err(error) => self.malformed(None, Keys::PATH, &error),
        });
        if let (Some(trusted), Some(published)) = (&self.trusted, &published)
            && trusted != published
        {
            let problem = Problem::KeysChanged { trusted: trusted.to_string(), published: published.to_string() };
            self.found(Check::Keys, None, Keys::PATH, problem);
        }
        self.trusted.clone().or(published)
    }

    fn read_checkpoint(&mut self, keys: Option<&Keys>) -> Option<Checkpoint> {
        let bytes = self.read(None, "checkpoint", true)?;
        let read = Note::parse(&bytes).and_then(|note| Ok((Checkpoint::parse(note.text())?, note)));
        let (head, note) = match read {
            Ok(read) => read,
            Err(error) => return self.malformed(None, "checkpoint", &error),
        };
        self.check_signature("checkpoint", &head, &note, keys);
        let witnesses = keys.map_or(&[][..], |keys| keys.witnesses.as_slice());
        for witness in witnesses {
            match note.verify(witness) {
                Ok(_) => self.report.witnessed.push(witness.name().to_owned()),
                Err(Error::NotSigned(_)) => {}
                Err(error) => {
                    self.found(Check::Cosignatures, None, "checkpoint", Problem::Cosignature(error.to_string()));
                }
            }
        }
        let (found, wanted) = (self.report.witnessed.len(), keys.map_or(0, |keys| keys.quorum));
        if found < wanted {
            self.found(Check::Cosignatures, None, "checkpoint", Problem::Quorum { wanted, found });
        }
        Some(head)
    }

    /// Whether a checkpoint is of this log and signed by it.
    fn check_signature(&mut self, path: &str, head: &Checkpoint, note: &Note, keys: Option<&Keys>) {
        let Some(keys) = keys else {
            return;
        };
        if head.origin != keys.origin() {
            let why = format!("it is of the log “{}”, the keys are of “{}”", head.origin, keys.origin());
            self.found(Check::Signature, None, path, Problem::Signature(why));
        } else if let Err(error) = note.verify_any(&keys.log) {
            self.found(Check::Signature, None, path, Problem::Signature(error.to_string()));
        }
    }

    /// A published file. With `must`, its absence is a finding.
    fn read(&mut self, index: Option<u64>, path: &str, must: bool) -> Option<Vec<u8>> {
        match self.source.read(path) {
            Ok(None) if must => {
                self.report.findings.push(Finding { index, path: path.to_owned(), problem: Problem::Missing });
                None
            }
            Ok(read) => read,
            Err(error) => {
                let problem = Problem::Unreadable(error.to_string());
                self.report.findings.push(Finding { index, path: path.to_owned(), problem });
                None
            }
        }
    }

    /// Notes a problem, if its check is made.
    fn found(&mut self, check: Check, index: Option<u64>, path: &str, problem: Problem) {
        if self.checks.contains(check) {
            self.report.findings.push(Finding { index, path: path.to_owned(), problem });
        }
    }

    /// Notes a file that cannot be read, for whatever check would have needed it.
    fn malformed<T>(&mut self, index: Option<u64>, path: &str, error: &Error) -> Option<T> {
        let problem = Problem::Malformed(error.to_string());
        self.report.findings.push(Finding { index, path: path.to_owned(), problem });
        None
    }

    fn tell(&mut self, stage: Stage, done: u64, of: u64) {
        (self.progress)(Progress { stage, done, of });
    }
}

/// Reads a file of objects that are public elsewhere: lines of
/// `{"ref":"…","version":1,"parts":{…}}`.
///
/// # Errors
/// When a line is not such an object.
pub fn parse_objects(text: &str) -> crate::error::Result<Vec<PublicObject>> {
    let bad = |why: &str| Error::malformed("objects", why);
    let lines = text.lines().filter(|line| !line.is_empty()).map(|line| {
        let mut value: Value = serde_json::from_str(line).map_err(|error| bad(&error.to_string()))?;
        let reference = value["ref"].as_str().ok_or_else(|| bad("no “ref”"))?.to_owned();
        let version = value["version"].as_u64().and_then(|number| u32::try_from(number).ok());
        let version = version.ok_or_else(|| bad("no “version”"))?;
        let parts = match value["parts"].take() {
            Value::Object(parts) => parts.into_iter().collect(),
            Value::Null => BTreeMap::new(),
            _ => return Err(bad("“parts” is not an object")),
        };
        Ok(PublicObject { target: Target { reference, version }, parts })
    });
    lines.collect()
}

/// The number in the path of a file such as `openings/12.json`, for a server that
/// answers such paths.
#[must_use]
pub fn index_in(path: &str, before: &str, after: &str) -> Option<u64> {
    path.strip_prefix(before)?.strip_suffix(after).and_then(parse_decimal)
}
