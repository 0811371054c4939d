//! The verifier: reads what an outsider can read, and says what is wrong with it.
//!
//! It is built of checks that do not rely on one another ([`Check`]), so that each
//! can be taken away to show what it alone finds. It goes on after the first
//! finding as far as there is anything to read: whoever is told that a log is
//! wrong wants to know where.

mod checks;
mod finding;
mod held;
mod lines;
mod objects;
mod openings;
mod receipts;
mod shown;
mod walk;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;

use crate::checkpoint::{Checkpoint, parse_decimal};
use crate::error::Error;
use crate::hash::Hash;
use crate::keys::{Keys, Trust};
use crate::note::Note;
use crate::time::Timestamp;

pub use checks::{Check, Checks};
pub use finding::{Finding, Problem, visible};
pub use held::{Held, Withheld};
pub use shown::{PublicObject, PublicResult, Shown, objects_path, parse_objects};

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
    /// What the platform shows, counted in files.
    Objects,
    /// What the caller holds.
    Receipts,
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
    /// Versions that the platform shows, held against the log.
    pub shown: u64,
    /// The processes whose openings are here, when they are not those of all.
    pub scope: Option<BTreeSet<String>>,
    /// The processes of an archive that is served as if it were a log, which is not
    /// believed: it has not all that a log has.
    pub archive_of: Option<BTreeSet<String>>,
    /// Receipts with which nothing is wrong: which, and what each shows.
    pub receipts: Vec<(String, Held)>,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    /// What is left of it after a later look at the same log, while it is in use: what is
    /// found but once, and may pass, was of the moment. A later look at less is none.
    #[must_use]
    pub fn confirmed_by(self, later: Self) -> Self {
        let size = |report: &Self| report.checkpoint.as_ref().map(|head| head.size);
        if size(&later) < size(&self) {
            return self;
        }
        let same =
            |a: &Finding, b: &Finding| (a.index, &a.path, a.problem.code()) == (b.index, &b.path, b.problem.code());
        let mut left = later;
        left.findings.retain(|now| !now.problem.may_pass() || self.findings.iter().any(|then| same(then, now)));
        let stays = self.findings.into_iter().filter(|then| !then.problem.may_pass());
        let stays: Vec<Finding> = stays.filter(|then| !left.findings.iter().any(|now| same(then, now))).collect();
        left.findings.extend(stays);
        left
    }
}

/// A verification: what to read, what to hold it against.
pub struct Verifier<'a> {
    source: &'a dyn Source,
    now: Timestamp,
    checks: Checks,
    trusted: Option<Trust>,
    since: Option<Vec<u8>>,
    receipts: Vec<(String, Vec<u8>)>,
    objects: Vec<Shown>,
    reads_objects: bool,
    reads_scope: bool,
    /// Digests of what is opened, by entry and part.
    opened: HashMap<u64, BTreeMap<String, Hash>>,
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
            reads_objects: false,
            reads_scope: false,
            opened: HashMap::new(),
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

    /// Trusts these keys, or this key of the log, whatever the source says its keys are.
    #[must_use]
    pub fn trusting(mut self, trusted: impl Into<Trust>) -> Self {
        self.trusted = Some(trusted.into());
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
    pub fn objects(mut self, objects: impl IntoIterator<Item = Shown>) -> Self {
        self.objects.extend(objects);
        self
    }

    /// Also reads what the platform shows, which it lists beside the log, and holds
    /// each against the other.
    #[must_use]
    pub fn and_what_is_shown(mut self) -> Self {
        self.reads_objects = true;
        self
    }

    /// Believes the file `scope`, if there is one: what an archive of some processes
    /// has. Never for a log that is served, which could hide behind it (the report then
    /// says that it is there, [`Report::archive_of`]).
    #[must_use]
    pub fn within_scope(mut self) -> Self {
        self.reads_scope = true;
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
        self.read_scope();
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
        let trusted = self.trusted.as_ref().map(|trusted| trusted.over(published.as_ref()));
        if let (Some(trusted), Some(published)) = (&trusted, &published)
            && trusted != published
        {
            let problem = Problem::KeysChanged { trusted: trusted.to_string(), published: published.to_string() };
            self.found(Check::Keys, None, Keys::PATH, problem);
        }
        trusted.or(published)
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

/// The number in the path of a file such as `openings/12.json`, for a server that
/// answers such paths.
#[must_use]
pub fn index_in(path: &str, before: &str, after: &str) -> Option<u64> {
    path.strip_prefix(before)?.strip_suffix(after).and_then(parse_decimal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(size: u64, findings: &[(u64, Problem)]) -> Report {
        let finding = |(index, problem): &(u64, Problem)| Finding {
            index: Some(*index),
            path: "openings".to_owned(),
            problem: problem.clone(),
        };
        let checkpoint = Some(Checkpoint::new("example.fr/log", size, Hash::empty()));
        Report { checkpoint, findings: findings.iter().map(finding).collect(), ..Report::default() }
    }

    #[test]
    fn what_is_found_but_once_in_a_log_in_use_was_of_the_moment_and_a_lie_stays() {
        let gone = || Problem::Unexplained { part: "text".to_owned() };
        let lie = || Problem::Opening { part: "text".to_owned() };
        let first = report(10, &[(1, gone()), (2, gone()), (3, lie())]);
        let second = report(12, &[(2, gone()), (4, gone()), (5, lie())]);
        let left = first.clone().confirmed_by(second);
        let left: Vec<_> = left.findings.iter().filter_map(|finding| finding.index).collect();
        assert_eq!(left, [2, 5, 3]);
        assert_eq!(first.clone().confirmed_by(report(9, &[])), first, "a later look at less is none");
    }
}
