//! `parvis backup FILE`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use db::Dialect;

use crate::cli::{Global, open};

/// Copy the database into a new file.
#[derive(Debug, Args)]
pub(super) struct Backup {
    /// The file to make; it must not exist
    file: PathBuf,
}

impl Backup {
    pub(super) async fn run(self, global: &Global) -> Result<ExitCode> {
        let settings = open::settings(global, &[])?;
        if Dialect::of_url(&settings.database.url) == Some(Dialect::Postgres) {
            bail!(
                "PostgreSQL is backed up by its own tool: pg_dump --format=custom --file=FILE DATABASE (see README.md)"
            );
        }
        let name = self.file.to_str().context("the file's name is not UTF-8")?;
        ensure!(!self.file.exists(), "{name} exists already; choose another name");
        let opened = open::open_existing(settings).await?;
        db::dialect::backup(&opened.app.db, name).await.with_context(|| format!("writing {name}"))?;
        opened.close().await?;
        println!("{name}: {} bytes", std::fs::metadata(&self.file)?.len());
        Ok(ExitCode::SUCCESS)
    }
}
