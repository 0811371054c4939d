//! `parvis process …`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use app::Ctx;
use app::process_setup::Outcome;
use clap::{Args, Subcommand};

use crate::cli::{Global, open};

/// Set processes up.
#[derive(Debug, Subcommand)]
pub(super) enum Process {
    /// Create the process that a file describes, or make it as described
    ///
    /// Applying the same file again changes nothing. The format is in
    /// config/README.md.
    Apply(Apply),
}

/// A process's description.
#[derive(Debug, Args)]
pub(super) struct Apply {
    /// The description (TOML)
    file: PathBuf,
}

impl Process {
    pub(super) async fn run(self, global: &Global) -> Result<ExitCode> {
        match self {
            Self::Apply(command) => command.run(global).await,
        }
    }
}

impl Apply {
    /// Says part by part what was done; what is so already is only counted.
    async fn run(self, global: &Global) -> Result<ExitCode> {
        let name = self.file.display().to_string();
        let text = std::fs::read_to_string(&self.file).with_context(|| format!("reading {name}"))?;
        let opened = open::open_migrated(open::settings(global, &[])?).await?;
        let ctx = Ctx::system(&opened.app, "command line");
        let report = app::process_file::apply(&ctx, &name, &text).await?;
        for (part, outcome) in report.lines.iter().filter(|(_, outcome)| *outcome != Outcome::Unchanged) {
            println!("{:<10} {part}", outcome.as_str());
        }
        println!("{name}: {} unchanged", report.count(Outcome::Unchanged));
        opened.close().await?;
        Ok(ExitCode::SUCCESS)
    }
}
