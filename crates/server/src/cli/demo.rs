//! `parvis demo`: three fictional processes, and an account for each role.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use app::demo::DemoReport;
use app::{App, Ctx};

use crate::cli::{Global, bar, open};

/// Writes the demonstration and says how to try it.
pub(super) async fn run(global: &Global) -> Result<ExitCode> {
    let opened = open::open_migrated(open::settings(global, &[])?).await?;
    let report = seed(&opened.app).await?;
    show(&report, &opened.app.settings.server.public_url);
    opened.close().await?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the demonstration, with a bar on a terminal.
pub(super) async fn seed(app: &Arc<App>) -> Result<DemoReport> {
    let bar = bar::Bar::new("events");
    let report = app::demo::seed(&Ctx::system(app, "demo"), |done, total| bar.at(done, total)).await;
    bar.end();
    Ok(report?)
}

/// One line for each account, then their password.
pub(super) fn show(report: &DemoReport, public_url: &str) {
    println!(
        "{} proposals, {} comments, {} commitments and {} votes, all fictional:",
        report.proposals, report.comments, report.commitments, report.votes
    );
    for (slug, title) in &report.processes {
        println!("  {public_url}/processes/{slug}  {title}");
    }
    println!("\nAccounts to try ({public_url}/sign-in):");
    for account in &report.accounts {
        let organisation = account.organisation.as_ref().map(|name| format!(", {name}")).unwrap_or_default();
        println!("  {:<12} {:<26} {}{organisation}", account.role.as_str(), account.email, account.name);
    }
    println!("Password of all: {}", report.password);
}
