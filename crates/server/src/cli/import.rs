//! `parvis import`: what was said on another platform comes in.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use app::Ctx;
use app::import::{Made, Outcome, Report, Request, Severity};
use clap::{Args, Subcommand};

use crate::cli::{Global, bar, open};

/// Bring in what was said on another platform.
#[derive(Debug, Args)]
pub(super) struct Import {
    #[command(subcommand)]
    from: Platform,
}

#[derive(Debug, Subcommand)]
enum Platform {
    /// A dump of Cap Collectif: opinions.jsonl, checked against proposals.csv,
    /// arguments.csv and sources.csv when they are there
    ///
    /// Ends with 0 when every record is in, with 2 when some were malformed
    /// (each is named with its file and line, and the others are in), with 1
    /// when nothing could be read. A second run changes nothing.
    CapCollectif(CapCollectif),
}

#[derive(Debug, Args)]
struct CapCollectif {
    /// The folder of the dump
    dir: PathBuf,
    /// The slug of the process, which is created when it does not exist
    #[arg(long, value_name = "SLUG")]
    process: String,
    /// The code of the process (from the slug by default)
    #[arg(long)]
    code: Option<String>,
    /// The title of the process (from the slug by default)
    #[arg(long)]
    title: Option<String>,
}

impl Import {
    pub(super) async fn run(self, global: &Global) -> Result<ExitCode> {
        let Platform::CapCollectif(what) = self.from;
        let opened = open::open_migrated(open::settings(global, &[])?).await?;
        let request = Request { dir: what.dir, process: what.process, code: what.code, title: what.title };
        let ctx = Ctx::system(&opened.app, "import");
        let bar = bar::Bar::new("proposals");
        let report = app::import::cap_collectif(&ctx, &request, |done, total| bar.at(done, total)).await;
        bar.end();
        let report = report?;
        show(&report);
        opened.close().await?;
        Ok(ExitCode::from(report.outcome().exit_code()))
    }
}

/// Problems go where errors go, figures where results go.
fn show(report: &Report) {
    for issue in &report.issues {
        eprintln!("{issue}");
    }
    if report.outcome() == Outcome::Nothing {
        eprintln!("parvis: no record could be read");
        return;
    }
    let made = if report.process_created { "created" } else { "known" };
    println!("process    {} ({}), {made}", report.process, report.code);
    let line =
        |kind: &str, of: Made| println!("{kind:<10} {:>7} brought in, {:>7} there already", of.created, of.unchanged);
    line("proposals", report.proposals);
    line("comments", report.comments);
    line("sources", report.sources);
    line("authors", report.authors);
    println!("votes      {:>7} counted on the other platform", report.votes);
    let warnings = report.issues.iter().filter(|issue| issue.severity == Severity::Warning).count();
    println!("problems   {:>7} malformed, {warnings} warnings", report.malformed());
}
