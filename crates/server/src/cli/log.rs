//! `parvis log`: anyone verifies a published log; who runs the instance sees how
//! its own fares.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use app::Ctx;
use app::ambient::{Clock, SystemClock};
use clap::{Args, Subcommand};
use ledger::Timestamp;
use ledger::keys::Trust;
use ledger::verify::{Finding, Problem, Progress, Report, Source, Stage, Verifier, parse_objects, visible};

use crate::cli::fetch::{Directory, Web};
use crate::cli::{Global, archive, bar, open, witness};

/// The public log.
#[derive(Debug, Subcommand)]
pub(super) enum Log {
    /// Read everything that a log publishes, and name what is wrong with it
    ///
    /// Needs nothing but what anyone can fetch: no database, no account. Ends
    /// with 0 when nothing is wrong, with 1 when something is.
    Verify(Verify),
    /// Say how our log fares
    Status,
    /// Cosign the heads of others' logs, as an independent witness
    ///
    /// Serves C2SP tlog-witness: a head is cosigned when it continues the last one
    /// that was seen here, which is kept in a folder. Made at the first start, the
    /// key is for the log's operator to name in log.witnesses.
    Witness(witness::Witness),
}

#[derive(Clone, Debug, Args)]
pub(super) struct Verify {
    /// The address of a log (https://example.fr/log), a folder with its files, or an
    /// archive (parvis export archive), whose every file is then verified too
    #[arg(value_name = "URL|DIR")]
    place: String,
    /// A receipt to hold it against (may be given several times)
    #[arg(long, value_name = "FILE")]
    receipt: Vec<PathBuf>,
    /// A checkpoint that was kept: the log must begin as it did then
    #[arg(long, value_name = "FILE")]
    since: Option<PathBuf>,
    /// The file /log/key that was kept, or comes from elsewhere, instead of the one
    /// published; or the key of the log alone (name+id+base64), or a file with it
    #[arg(long, value_name = "FILE|KEY")]
    trust: Option<PathBuf>,
    /// Lines of {"ref","version","parts"} that are public elsewhere
    #[arg(long, value_name = "FILE")]
    objects: Option<PathBuf>,
    /// Leave out the list of what the platform shows
    #[arg(long)]
    log_only: bool,
}

impl Log {
    pub(super) async fn run(self, global: &Global) -> Result<ExitCode> {
        match self {
            Self::Verify(what) => {
                let runtime = tokio::runtime::Handle::current();
                tokio::task::spawn_blocking(move || what.run(runtime)).await?
            }
            Self::Status => status(global).await,
            Self::Witness(what) => what.run().await,
        }
    }
}

impl Verify {
    fn run(self, runtime: tokio::runtime::Handle) -> Result<ExitCode> {
        let web = self.place.contains("://");
        let log = if web { None } else { archive::log_of(Path::new(&self.place)) };
        let archive = match &log {
            Some(_) => archive::check(Path::new(&self.place), self.trusted()?.as_ref()),
            None => archive::Checked::default(),
        };
        let source: Box<dyn Source> = if web {
            Box::new(Web::new(&self.place, runtime)?)
        } else {
            Box::new(Directory::new(log.as_deref().unwrap_or(Path::new(&self.place)))?)
        };
        let mut report = self.once(source.as_ref(), archive.scope_is_signed)?;
        // A log that is in use may have said why in the meantime.
        if !report.is_clean() && web {
            report = report.confirmed_by(self.once(source.as_ref(), false)?);
        }
        show(&report);
        if log.is_none() && !web && report.is_clean() {
            println!("this folder holds a log alone: no page in it was checked");
        }
        Ok(self.conclude(archive.wrong, &report))
    }

    /// The verdict comes last: on the files of an archive, on what was given, on the log.
    fn conclude(&self, changed: usize, report: &Report) -> ExitCode {
        let names: Vec<String> = self.receipt.iter().map(|file| file.display().to_string()).collect();
        let is_given = |finding: &&Finding| {
            let of_given = finding.path == "since" || names.contains(&finding.path);
            of_given && matches!(finding.problem, Problem::Malformed(_) | Problem::Signature(_))
        };
        let given = report.findings.iter().filter(is_given).count();
        let wrong = report.findings.len() - given;
        if changed + given + wrong == 0 {
            println!("nothing is wrong");
            return ExitCode::SUCCESS;
        }
        if wrong == 0 {
            println!("the log itself is what its key signed");
        }
        let no_log = format!("no log was read at {}: its address ends as that of its page does, in /log", self.place);
        let of_log = if report.checkpoint.is_some() { "this log is not what it should be" } else { &no_log };
        let verdicts = [
            (changed, "this archive is not the one that was signed"),
            (given, "what was given to compare is damaged, or is not of this log"),
            (wrong, of_log),
        ];
        for (count, verdict) in verdicts.into_iter().filter(|(count, _)| *count > 0) {
            let findings = if count == 1 { "finding" } else { "findings" };
            eprintln!("parvis: {count} {findings}: {verdict}");
        }
        ExitCode::FAILURE
    }

    /// What is trusted: the argument itself where it is a key, or the file that it names.
    fn trusted(&self) -> Result<Option<Trust>> {
        let Some(given) = &self.trust else { return Ok(None) };
        let is_key = |text: &&str| text.matches('+').count() > 1 && !given.exists();
        let bytes = match given.to_str().filter(is_key) {
            Some(key) => key.as_bytes().to_vec(),
            None => read(given)?,
        };
        Trust::parse(&bytes).map(Some).with_context(|| format!("--trust {}", given.display()))
    }

    fn once(&self, source: &dyn Source, scope_is_signed: bool) -> Result<Report> {
        let now = Timestamp::from_micros(SystemClock.now().timestamp_micros());
        let mut bars = Bars::default();
        let mut verifier = Verifier::new(source, now).progress(move |progress| bars.at(progress));
        if !self.log_only {
            verifier = verifier.and_what_is_shown();
        }
        if scope_is_signed {
            verifier = verifier.within_scope();
        }
        if let Some(trusted) = self.trusted()? {
            verifier = verifier.trusting(trusted);
        }
        if let Some(file) = &self.since {
            verifier = verifier.since(read(file)?);
        }
        if let Some(file) = &self.objects {
            let shown = String::from_utf8(read(file)?).map_err(anyhow::Error::from);
            let shown = shown.and_then(|text| Ok(parse_objects(&text)?));
            verifier = verifier.objects(shown.with_context(|| format!("--objects {}", file.display()))?);
        }
        for file in &self.receipt {
            verifier = verifier.receipt(file.display().to_string(), read(file)?);
        }
        Ok(verifier.run())
    }
}

fn read(file: &Path) -> Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("reading {}", file.display()))
}

/// One bar for each stage, gone when the next begins.
#[derive(Default)]
struct Bars(Option<(Stage, bar::Bar)>);

impl Bars {
    fn at(&mut self, progress: Progress) {
        if self.0.as_ref().is_none_or(|(stage, _)| *stage != progress.stage) {
            self.end();
            let things = match progress.stage {
                Stage::Entries => "entries",
                Stage::Tiles => "tiles",
                Stage::Openings => "openings",
                Stage::Ballots => "counts of votes",
                Stage::Objects => "files of what is shown",
                Stage::Receipts => "receipts",
            };
            self.0 = Some((progress.stage, bar::Bar::new(things)));
        }
        if let Some((_, bar)) = &self.0 {
            bar.at(progress.done, progress.of);
        }
    }

    fn end(&mut self) {
        if let Some((_, bar)) = self.0.take() {
            bar.end();
        }
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        self.end();
    }
}

/// What is wrong goes where errors go, what was read where results go.
fn show(report: &Report) {
    if let Some(head) = &report.checkpoint {
        println!("log        {}", visible(&head.origin));
        println!("entries    {:>9}  root {}", head.size, head.root);
    }
    for (kind, count) in &report.entries {
        println!("  {kind:<13} {count:>4}");
    }
    println!("opened     {:>9}  parts are what was logged", report.opened);
    for (reason, count) in &report.erased {
        println!("withdrawn  {count:>9}  parts: {reason}");
    }
    println!("recounted  {:>9}  votes", report.recounted);
    if report.shown > 0 {
        println!("shown      {:>9}  versions are what was logged", report.shown);
    }
    if let Some(scope) = &report.scope {
        let codes: Vec<&str> = scope.iter().map(String::as_str).collect();
        println!("scope      only {}: what other processes published is not in this folder", codes.join(", "));
    }
    for (receipt, held) in &report.receipts {
        println!("receipt    {}: {held}", visible(receipt));
    }
    for finding in &report.findings {
        eprintln!("{finding}");
    }
    if let (Some(codes), Some(head)) = (&report.archive_of, &report.checkpoint) {
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        println!(
            "this address serves an archive of {} only: download it and verify the folder, or verify the log it comes from at {}",
            codes.join(", "),
            head.origin
        );
    }
}

/// `parvis log status`.
async fn status(global: &Global) -> Result<ExitCode> {
    let opened = open::open_existing(open::settings(global, &[])?).await?;
    let ctx = Ctx::system(&opened.app, "log");
    let status = app::log::status(&ctx).await?;
    println!("log        {}", status.origin);
    println!("key        {}", status.key);
    println!("entries    {:>9}", status.size);
    match &status.signed {
        Some((size, root, at)) => println!("signed     {size:>9}  root {root} at {at}"),
        None => println!("signed     nothing yet"),
    }
    match status.waiting_since {
        Some(since) => println!("waiting    {:>9}  since {since}", status.waiting),
        None => println!("waiting            0"),
    }
    for (name, signed) in &status.witnesses {
        match signed {
            Some(at) => println!("witness    {name} cosigned at {at}"),
            None => println!("witness    {name} has not cosigned this head"),
        }
    }
    for (reason, count) in &status.withheld {
        println!("withdrawn  {count:>9}  parts: {reason}");
    }
    if let Some(stopped) = &status.stopped {
        eprintln!("parvis: {stopped}");
    }
    opened.close().await?;
    Ok(if status.stopped.is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
