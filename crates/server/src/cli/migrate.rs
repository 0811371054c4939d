//! `parvis migrate`.

use std::process::ExitCode;

use anyhow::Result;

use crate::cli::{Global, open};

/// Brings the schema up to date and says so.
pub(super) async fn run(global: &Global) -> Result<ExitCode> {
    let settings = open::settings(global, &[])?;
    let opened = open::open_migrated(settings).await?;
    println!("{}: the schema is up to date", opened.app.db.shown_url());
    opened.close().await?;
    Ok(ExitCode::SUCCESS)
}
