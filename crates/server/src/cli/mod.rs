//! The command line, one file per command. Exit codes: 0 only when everything
//! was done; 1 when it was not; 2 when the command line is wrong (and where a
//! command says so).

mod archive;
mod backup;
mod bar;
mod demo;
mod doctor;
mod export;
mod fetch;
mod import;
mod lock;
mod log;
mod migrate;
mod open;
mod process;
mod restore;
mod serve;
mod user;
mod witness;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

pub use open::Opened;

/// Online consultation and ideation: from what people write to what it changes.
#[derive(Debug, Parser)]
#[command(name = "parvis", version, about, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Clone, Debug, Args)]
pub struct Global {
    /// The database: sqlite://PATH?mode=rwc or postgres://…
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
    /// The folder of <environment>.toml (PARVIS_ENV, development by default)
    #[arg(long, global = true, value_name = "DIR", default_value = "config")]
    config_dir: PathBuf,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the site (migrates first, runs jobs, drains on SIGTERM)
    Serve(serve::Serve),
    /// Bring the database's schema up to date
    Migrate,
    /// Set processes up
    #[command(subcommand)]
    Process(process::Process),
    /// Write the fictional demonstration and say how to try it
    Demo,
    /// Bring in what was said on another platform
    Import(import::Import),
    /// Write public data into a file
    #[command(subcommand)]
    Export(export::Export),
    /// Verify a public log, or say how ours fares
    #[command(subcommand)]
    Log(log::Log),
    /// Copy the database into a new file, while it is in use (SQLite)
    Backup(backup::Backup),
    /// Put a copy made by backup in the place of the database, which is kept beside (SQLite)
    Restore(restore::Restore),
    /// Make accounts, and erase them
    #[command(subcommand)]
    User(user::User),
    /// Say what is set and what stands in the way of serving
    Doctor,
}

/// Reads the command line and does what it says.
#[must_use]
pub fn run() -> ExitCode {
    leave_when_nobody_listens();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(said) => return usage(&said),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    match runtime.block_on(execute(cli)) {
        Ok(code) => code,
        Err(error) => failed(&error),
    }
}

/// `parvis … | head` ends when `head` does, as other commands do (128 + SIGPIPE), and
/// not with the trace of a panic: printing to a closed pipe is one in Rust.
fn leave_when_nobody_listens() {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let said = panic.payload_as_str().unwrap_or_default();
        if said.starts_with("failed printing to std") && said.contains("Broken pipe") {
            std::process::exit(141);
        }
        tell(panic);
    }));
}

/// A command line that cannot be read ends with 64 (EX_USAGE of sysexits.h): 2 says
/// that some records of an import were malformed.
fn usage(said: &clap::Error) -> ExitCode {
    // When nobody listens any more there is nothing left to say.
    let _ = said.print();
    if said.use_stderr() { ExitCode::from(64) } else { ExitCode::SUCCESS }
}

async fn execute(cli: Cli) -> Result<ExitCode> {
    let global = &cli.global;
    match cli.command {
        Command::Serve(command) => command.run(global).await,
        Command::Migrate => migrate::run(global).await,
        Command::Process(command) => command.run(global).await,
        Command::Demo => demo::run(global).await,
        Command::Import(command) => command.run(global).await,
        Command::Log(command) => command.run(global).await,
        Command::Backup(command) => command.run(global).await,
        Command::Restore(command) => command.run(global).await,
        Command::User(command) => command.run(global).await,
        Command::Doctor => doctor::run(global).await,
        Command::Export(command) => command.run(global).await,
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("parvis: {error:#}");
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        super::Cli::command().debug_assert();
    }
}
