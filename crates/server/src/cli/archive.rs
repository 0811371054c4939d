//! `parvis export archive`, and the reading of what it made.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, bail};
use clap::Args;
use ledger::archive::{LOG, MANIFEST, Report, SUMS};
use ledger::keys::Trust;

use crate::archive::{self, OnDisk, Stage};
use crate::cli::{Global, bar, open};

/// A process to archive.
#[derive(Debug, Args)]
pub(super) struct Archive {
    /// The process
    #[arg(long, value_name = "SLUG")]
    process: String,
    /// How long to wait for the public log to catch up
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    wait: u64,
    /// The folder to make; it must not exist, or be empty
    folder: PathBuf,
}

impl Archive {
    pub(super) async fn run(self, global: &Global) -> Result<ExitCode> {
        let opened = open::open_existing(open::settings(global, &[])?).await?;
        let mut bars = Bars::default();
        let mut tell = |stage, done, of| bars.at(stage, done, of);
        let made = tokio::select! {
            made = archive::make(&opened.app, &self.process, &self.folder, Duration::from_secs(self.wait), &mut tell) => made,
            _ = tokio::signal::ctrl_c() => bail!("interrupted; nothing was kept"),
        };
        bars.end();
        let made = made?;
        opened.close().await?;
        let (name, manifest) = (self.folder.display(), &made.manifest);
        println!("{name}: {} pages, {} files, {} entries of the log", made.pages, made.files, manifest.size);
        println!("verify it: parvis log verify {name}");
        Ok(ExitCode::SUCCESS)
    }
}

/// One bar for each stage, gone when the next begins.
#[derive(Default)]
struct Bars(Option<(Stage, bar::Bar)>);

impl Bars {
    fn at(&mut self, stage: Stage, done: u64, of: u64) {
        if self.0.as_ref().is_none_or(|(now, _)| *now != stage) {
            self.end();
            let things = match stage {
                Stage::Waiting => "acts that the log has yet to record",
                Stage::Reading => "pages read",
                Stage::Writing => "pages written",
                Stage::Data => "proposals as data",
                Stage::Log => "entries of the log",
                Stage::Sums => "files digested",
            };
            self.0 = Some((stage, bar::Bar::new(things)));
        }
        if let Some((_, bar)) = &self.0 {
            bar.at(done, of);
        }
    }

    fn end(&mut self) {
        if let Some((_, bar)) = self.0.take() {
            bar.end();
        }
    }
}

/// The log of a folder that is an archive; none of one that is not.
pub(super) fn log_of(folder: &Path) -> Option<PathBuf> {
    // Also of one without its signature, which would be left out of what is checked.
    let marks = [MANIFEST, SUMS, "LISEZMOI.md", "data", "en", "log/checkpoint"];
    marks.iter().any(|mark| folder.join(mark).exists()).then(|| folder.join(LOG))
}

/// What was found of an archive.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Checked {
    /// How much is wrong.
    pub(super) wrong: usize,
    /// Of which processes it is, is as it was signed.
    pub(super) scope_is_signed: bool,
}

/// Holds an archive against what was signed, and says what it found.
pub(super) fn check(folder: &Path, trusted: Option<&Trust>) -> Checked {
    let bar = bar::Bar::new("files");
    let report = ledger::archive::verify(&OnDisk::new(folder), trusted, |done, of| bar.at(done, of));
    bar.end();
    show(&report);
    let is_about = |path: &str| report.findings.iter().any(|finding| finding.path == path);
    let scope_is_signed = ![MANIFEST, SUMS, "log/scope"].into_iter().any(is_about);
    Checked { wrong: report.findings.len(), scope_is_signed }
}

fn show(report: &Report) {
    if let Some(manifest) = &report.manifest {
        println!("archive    {} of {}, made at {}", manifest.process, manifest.origin, manifest.made_at);
    }
    let list_is_signed = !report.findings.iter().any(|finding| [MANIFEST, SUMS].contains(&finding.path.as_str()));
    let so = if list_is_signed {
        "are what was signed"
    } else {
        "are as SHA256SUMS lists them, and nobody signed that list"
    };
    println!("files      {:>9}  {so}", report.files);
    for finding in &report.findings {
        eprintln!("{finding}");
    }
}
