//! Bringing in what was said on another platform, so that it can be read,
//! searched and cited here. Words are kept beside their original markup, votes
//! stay apart from those cast here, and nothing that was decided here since is
//! ever overwritten: a second run of the same files changes nothing.
//!
//! An import reads the whole folder first ([`cap_collectif`] is pure), names
//! every record that it cannot read, then writes the others in batches; a
//! proposal and all that hangs on it are written together or not at all.

mod build;
mod cap_collectif;
mod cap_collectif_check;
mod cap_collectif_raw;
mod decision;
mod known;
mod place;
mod plan;
mod rows;
mod words;

use std::path::{Path, PathBuf};

use domain::policy::{About, Action};

use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// What is written in the `source` columns.
pub const SOURCE: &str = "cap-collectif";

/// Proposals written by one transaction, with all that hangs on them.
const BATCH: usize = 50;

/// What to bring in, and where.
#[derive(Clone, Debug)]
pub struct Request {
    /// The folder: `opinions.jsonl`, and beside it `proposals.csv`,
    /// `arguments.csv` and `sources.csv`, which are optional checks.
    pub dir: PathBuf,
    /// The slug of the process, which is created when it does not exist.
    pub process: String,
    /// Its code; made from the slug when it is not given.
    pub code: Option<String>,
    /// Its title; made from the slug when it is not given.
    pub title: Option<String>,
}

/// Why nothing was brought in.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The folder has no readable `opinions.jsonl`.
    #[error("{}: {why}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        why: std::io::Error,
    },
    /// The slug cannot be one.
    #[error("“{0}” cannot be the slug of a process: use lower-case letters, digits and single hyphens")]
    Slug(String),
    /// The code cannot be one.
    #[error("“{0}” cannot be the code of a process: use 2 to 8 capital letters or digits, beginning with a letter")]
    Code(String),
    /// Another process has this code.
    #[error("the code {0} is taken by another process: choose another with --code")]
    CodeTaken(String),
    /// The process has another code, which its references carry.
    #[error("the process {slug} exists with the code {code}: its references cannot change")]
    OtherCode {
        /// The process.
        slug: String,
        /// Its code.
        code: String,
    },
    /// The process was not made by an import, and something was said in it.
    #[error("the process {0} exists, was not made by an import and is not empty: choose another slug")]
    NotImported(String),
    /// The process has no phase for the records.
    #[error("the process {0} has no consultation phase to put the records into: add one first")]
    NoPhase(String),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Internal(refusal.into())
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The record could not be read, and is not in.
    Malformed,
    /// The record is in; something about it does not agree.
    Warning,
}

/// Something to say about a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// The file, in the folder.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u64,
    /// How bad it is.
    pub severity: Severity,
    /// What it is.
    pub why: String,
}

impl Issue {
    fn malformed(file: &'static str, line: u64, why: impl Into<String>) -> Self {
        Self { file, line, severity: Severity::Malformed, why: why.into() }
    }

    fn warning(file: &'static str, line: u64, why: impl Into<String>) -> Self {
        Self { file, line, severity: Severity::Warning, why: why.into() }
    }
}

impl std::fmt::Display for Issue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let severity = match self.severity {
            Severity::Malformed => "malformed",
            Severity::Warning => "warning",
        };
        write!(f, "{}:{}: {severity}: {}", self.file, self.line, self.why)
    }
}

/// How many of a kind came in, and how many were there already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// Brought in by this run.
    pub created: u64,
    /// There already, and left as they were.
    pub unchanged: u64,
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The slug of the process.
    pub process: String,
    /// Its code.
    pub code: String,
    /// The process was created by this run.
    pub process_created: bool,
    /// Authors.
    pub authors: Made,
    /// Proposals.
    pub proposals: Made,
    /// Comments.
    pub comments: Made,
    /// Documents put forward.
    pub sources: Made,
    /// Votes counted on the other platform, of the proposals brought in.
    pub votes: i64,
    /// What could not be read, and what does not agree; by file and line.
    pub issues: Vec<Issue>,
}

/// How a run ended, for the one who started it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every record is in.
    Complete,
    /// Some records were malformed; the others are in.
    Partial,
    /// No record could be read.
    Nothing,
}

impl Outcome {
    /// The status with which the command ends.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Complete => 0,
            Self::Partial => 2,
            Self::Nothing => 1,
        }
    }
}

impl Report {
    /// How it ended.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        if self.proposals == Made::default() {
            Outcome::Nothing
        } else if self.malformed() > 0 {
            Outcome::Partial
        } else {
            Outcome::Complete
        }
    }

    /// How many records could not be read.
    #[must_use]
    pub fn malformed(&self) -> usize {
        self.issues.iter().filter(|issue| issue.severity == Severity::Malformed).count()
    }
}

/// Brings in a dump of Cap Collectif. `progress` is told how many proposals are
/// done, and of how many.
///
/// # Errors
/// A [`Refusal`] when nothing can be brought in; [`Error::Denied`] for anyone
/// but the platform itself or an administrator; when the database fails, and
/// then the batches written so far stay: the next run goes on from there.
pub async fn cap_collectif(ctx: &Ctx, request: &Request, mut progress: impl FnMut(u64, u64) + Send) -> Result<Report> {
    let permit = ctx.permit(Action::ManageProcess, About::default())?;
    let now = ctx.now();
    if !domain::organisation::is_slug(&request.process) {
        return Err(Refusal::Slug(request.process.clone()).into());
    }
    let dir = request.dir.clone();
    let read = tokio::task::spawn_blocking(move || read(&dir, now)).await.map_err(anyhow::Error::from)?;
    let (opinions, issues) = read?;
    let mut report = Report { process: request.process.clone(), issues, ..Report::default() };
    if opinions.is_empty() {
        return Ok(report);
    }
    let place = place::Place::find(ctx, request, &opinions).await?;
    report.code = place.code.as_str().to_owned();
    let mut plan = plan::Plan::of(ctx, place, opinions, &mut report).await?;
    let total = plan.len() as u64;
    progress(0, total);
    let mut done = 0;
    while let Some(batch) = plan.next_batch(BATCH) {
        let size = batch.len() as u64;
        plan.write(ctx, &permit, batch, &mut report, now).await?;
        done += size;
        progress(done, total);
    }
    report.issues.sort_by(|a, b| (a.file, a.line).cmp(&(b.file, b.line)));
    Ok(report)
}

/// Reads the whole folder; off the async threads, for it is files.
fn read(dir: &Path, now: domain::Time) -> Result<(Vec<cap_collectif::Opinion>, Vec<Issue>)> {
    let file = dir.join(cap_collectif::FILE);
    let unreadable = |why| Refusal::Unreadable { file: file.clone(), why };
    let opened = std::fs::File::open(&file).map_err(unreadable)?;
    let (opinions, mut issues) = cap_collectif::read(std::io::BufReader::new(opened), now).map_err(unreadable)?;
    issues.extend(cap_collectif_check::check(dir, &opinions));
    Ok((opinions, issues))
}
