//! Archives: a folder that holds a process as it was shown, beside the log that it
//! can be held against, so that all of it can be checked without its origin.
//!
//! `SHA256SUMS` names every file but itself and `MANIFEST`, and `MANIFEST` is a
//! signed note (by a `log` key) over it:
//!
//! ```text
//! parvis.archive.v1
//! <origin of the log>
//! <code of the process>
//! <when it was made>
//! <SHA-256 of SHA256SUMS, hexadecimal>
//! <entries of the log> <root, base64>
//! ```
//!
//! The last line is the checkpoint in `log/`, which goes on to prove the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;

use crate::checkpoint::{Checkpoint, parse_decimal};
use crate::error::{Error, Result};
use crate::hash::Hash;
use crate::keys::{Keys, Trust};
use crate::note::Note;
use crate::time::Timestamp;
use crate::verify::visible;

/// The signed note.
pub const MANIFEST: &str = "MANIFEST";
/// The digest of every other file, one a line, as `sha256sum` writes and reads it.
pub const SUMS: &str = "SHA256SUMS";
/// The folder of the log.
pub const LOG: &str = "log";
/// The first line of a manifest.
const FORMAT: &str = "parvis.archive.v1";

/// What is signed of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Which log.
    pub origin: String,
    /// Which process, by its code.
    pub process: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// The digest of [`SUMS`].
    pub sums: Hash,
    /// Entries of the log.
    pub size: u64,
    /// Their root.
    pub root: Hash,
}

impl Manifest {
    /// Reads the text of a note.
    ///
    /// # Errors
    /// When it is not exactly the six lines.
    pub fn parse(text: &str) -> Result<Self> {
        let bad = |why: &str| Error::malformed("manifest", why);
        let lines: Vec<&str> = text.strip_suffix('\n').ok_or_else(|| bad("no last newline"))?.split('\n').collect();
        let [FORMAT, origin, process, made_at, sums, head] = lines[..] else {
            return Err(bad("not the six lines of parvis.archive.v1"));
        };
        let (size, root) = head.split_once(' ').ok_or_else(|| bad("no root after the number of entries"))?;
        let read = Self {
            origin: origin.to_owned(),
            process: process.to_owned(),
            made_at: Timestamp::parse(made_at)?,
            sums: Hash::from_hex(sums)?,
            size: parse_decimal(size).ok_or_else(|| bad("the number of entries is not a decimal number"))?,
            root: Hash::from_base64(root)?,
        };
        if read.to_string() == text { Ok(read) } else { Err(bad("not written as it would be")) }
    }

    /// The note to sign.
    ///
    /// # Errors
    /// When a line has a character that a note may not have.
    pub fn note(&self) -> Result<Note> {
        Note::new(self.to_string())
    }
}

impl fmt::Display for Manifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { origin, process, made_at, sums, size, root } = self;
        writeln!(f, "{FORMAT}\n{origin}\n{process}\n{made_at}\n{}\n{size} {root}", sums.to_hex())
    }
}

/// The digests of files, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums(pub BTreeMap<String, Hash>);

impl Sums {
    /// Reads lines of a digest, two spaces and a path, in the order of the paths.
    ///
    /// # Errors
    /// When a line is another, or out of order.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let bad = |line: &str| Error::malformed(SUMS, format!("“{}”", crate::hash::clip(line)));
        let text = std::str::from_utf8(bytes).map_err(|_| Error::malformed(SUMS, "not UTF-8"))?;
        let mut sums = BTreeMap::new();
        for line in text.split_terminator('\n') {
            let (digest, path) = line.split_once("  ").ok_or_else(|| bad(line))?;
            if !is_path(path) {
                return Err(bad(line));
            }
            sums.insert(path.to_owned(), Hash::from_hex(digest)?);
        }
        let sums = Self(sums);
        if sums.to_string() == text { Ok(sums) } else { Err(Error::malformed(SUMS, "not in order")) }
    }
}

impl fmt::Display for Sums {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(path, digest)| writeln!(f, "{}  {path}", digest.to_hex()))
    }
}

/// A path under the folder, and nothing that leads out of it or that `sha256sum`
/// would write in another way.
#[must_use]
pub fn is_path(path: &str) -> bool {
    !path.contains(['\\', '\n', '\r', '\0']) && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// Where the files of an archive are.
pub trait Folder {
    /// The path of every file, with `/` between its parts.
    ///
    /// # Errors
    /// When the folder cannot be read.
    fn files(&self) -> io::Result<BTreeSet<String>>;

    /// The SHA-256 of a file.
    ///
    /// # Errors
    /// When it cannot be read.
    fn digest(&self, path: &str) -> io::Result<Hash>;

    /// The bytes of a file; `None` when there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>>;
}

/// Something that is wrong with an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file.
    pub path: String,
    /// What is wrong with it.
    pub problem: Problem,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&visible(&format!("{}: {}: {}", self.problem.code(), self.path, self.problem)))
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum Problem {
    #[error("cannot be read: {0}")]
    Unreadable(String),
    #[error("expected, and not there")]
    Missing,
    #[error("malformed: {0}")]
    Malformed(String),
    #[error("not signed as it must be: {0}")]
    Signature(String),
    #[error("it is not the file that was signed")]
    Changed,
    #[error("it was not there when the archive was signed")]
    Extra,
    #[error("the archive was made of another head of the log")]
    OtherHead,
}

impl Problem {
    /// A word for it that does not change, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::Missing => "missing",
            Self::Malformed(_) => "malformed",
            Self::Signature(_) => "signature",
            Self::Changed => "changed",
            Self::Extra => "extra",
            Self::OtherHead => "other-head",
        }
    }
}

/// What was seen of an archive.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What was signed, once it could be read.
    pub manifest: Option<Manifest>,
    /// Files that are what they were.
    pub files: u64,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

impl Report {
    fn found(&mut self, path: &str, problem: Problem) {
        self.findings.push(Finding { path: path.to_owned(), problem });
    }

    /// A file that has to be there.
    fn read(&mut self, folder: &dyn Folder, path: &str) -> Option<Vec<u8>> {
        let problem = match folder.read(path) {
            Ok(Some(bytes)) => return Some(bytes),
            Ok(None) => Problem::Missing,
            Err(error) => Problem::Unreadable(error.to_string()),
        };
        self.found(path, problem);
        None
    }

    fn parsed<T>(&mut self, path: &str, read: Result<T>) -> Option<T> {
        read.inspect_err(|error| self.found(path, Problem::Malformed(error.to_string()))).ok()
    }
}

/// Holds an archive against what was signed: the manifest, each file, and that the
/// log in it is the one it was made of. Whether that log is right is for
/// [`crate::verify`]. `trusted` are keys kept from elsewhere; without them, those in
/// the archive are believed. `tell` is told how many files were read, of how many.
pub fn verify(folder: &dyn Folder, trusted: Option<&Trust>, mut tell: impl FnMut(u64, u64)) -> Report {
    let mut report = Report::default();
    check_manifest(folder, trusted, &mut report);
    let Some(bytes) = report.read(folder, SUMS) else { return report };
    if report.manifest.as_ref().is_some_and(|manifest| manifest.sums != Hash::of(&[&bytes])) {
        report.found(SUMS, Problem::Changed);
    }
    let Some(sums) = report.parsed(SUMS, Sums::parse(&bytes)) else { return report };
    let mut there = match folder.files() {
        Ok(there) => there,
        Err(error) => {
            report.found(".", Problem::Unreadable(error.to_string()));
            return report;
        }
    };
    there.remove(MANIFEST);
    there.remove(SUMS);
    let count = sums.0.len() as u64;
    for (done, (path, digest)) in (1..).zip(&sums.0) {
        if there.remove(path) {
            match folder.digest(path) {
                Ok(found) if found == *digest => report.files += 1,
                Ok(_) => report.found(path, Problem::Changed),
                Err(error) => report.found(path, Problem::Unreadable(error.to_string())),
            }
        } else {
            report.found(path, Problem::Missing);
        }
        tell(done, count);
    }
    there.iter().for_each(|path| report.found(path, Problem::Extra));
    report
}

fn check_manifest(folder: &dyn Folder, trusted: Option<&Trust>, report: &mut Report) {
    let Some(bytes) = report.read(folder, MANIFEST) else { return };
    let read = Note::parse(&bytes).and_then(|note| Ok((Manifest::parse(note.text())?, note)));
    let Some((manifest, note)) = report.parsed(MANIFEST, read) else { return };
    let path = format!("{LOG}/{}", Keys::PATH);
    let own = report.read(folder, &path).and_then(|bytes| report.parsed(&path, Keys::parse(&bytes)));
    if let Some(keys) = trusted.map(|trusted| trusted.over(own.as_ref())).or(own) {
        if manifest.origin != keys.origin() {
            let why = format!("it is of the log “{}”, the keys are of “{}”", manifest.origin, keys.origin());
            report.found(MANIFEST, Problem::Signature(why));
        } else if let Err(error) = note.verify_any(&keys.log) {
            report.found(MANIFEST, Problem::Signature(error.to_string()));
        }
    }
    let path = format!("{LOG}/checkpoint");
    let head = report.read(folder, &path).and_then(|bytes| {
        let read = Note::parse(&bytes).and_then(|note| Checkpoint::parse(note.text()));
        report.parsed(&path, read)
    });
    let same = |head: Checkpoint| {
        (head.origin, head.size, head.root) == (manifest.origin.clone(), manifest.size, manifest.root)
    };
    if head.is_some_and(|head| !same(head)) {
        report.found(&path, Problem::OtherHead);
    }
    report.manifest = Some(manifest);
}
