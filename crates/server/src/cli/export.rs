//! `parvis export …`: what everyone may read, as data.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use app::Ctx;
use clap::{Args, Subcommand};
use domain::policy::Actor;

use crate::archive::json;
use crate::cli::{Global, open};

/// Write public data into a file.
#[derive(Debug, Subcommand)]
pub(super) enum Export {
    /// A process with its proposals and commitments, whole, as JSON
    ///
    /// The shapes are those of the API: {process, proposals: […], commitments: […]}.
    Process(Process),
    /// A process as a folder of pages that need no server, with its data and the
    /// public log, signed
    Archive(super::archive::Archive),
}

/// A process to write.
#[derive(Debug, Args)]
pub(super) struct Process {
    /// The process
    #[arg(long, value_name = "SLUG")]
    process: String,
    /// The file to make; it must not exist
    file: PathBuf,
}

impl Export {
    pub(super) async fn run(self, global: &Global) -> Result<ExitCode> {
        match self {
            Self::Process(command) => command.run(global).await,
            Self::Archive(command) => command.run(global).await,
        }
    }
}

impl Process {
    async fn run(self, global: &Global) -> Result<ExitCode> {
        let opened = open::open_existing(open::settings(global, &[])?).await?;
        let ctx = Ctx::system(&opened.app, "export").acting(Actor::Visitor);
        let name = self.file.display().to_string();
        let process =
            app::process::find(&ctx, &self.process).await.with_context(|| format!("the process {}", self.process))?;
        let file = File::create_new(&self.file).with_context(|| format!("making {name}"))?;
        let mut out = BufWriter::new(file);
        let written = json::write(&ctx, &process, &mut out, |_| Ok(())).await;
        let kept = written.and_then(|count| {
            out.flush()?;
            out.get_ref().sync_all()?;
            Ok(count)
        });
        let count =
            kept.inspect_err(|_| drop(std::fs::remove_file(&self.file))).with_context(|| format!("writing {name}"))?;
        opened.close().await?;
        println!("{name}: {} proposals, {} commitments", count.0, count.1);
        Ok(ExitCode::SUCCESS)
    }
}
