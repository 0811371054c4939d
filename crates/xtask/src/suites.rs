//! Everything that `cargo xtask test` runs, cheapest first.

use crate::client::{self, Client};
use crate::shell::{Outcome, cargo, go, root, server_binary};
use crate::summary::Ending;
use crate::{arrows, browser, node, prove};
use std::process::Command;

/// All of the workspace that is compiled for this machine. `build`, `clippy` and
/// `native` name the same crates, so that no feature differs and nothing is built twice.
const NATIVE: [&str; 3] = ["--workspace", "--exclude", "hydrate"];

/// What a page with islands may load on top of one without: brotli, in bytes.
const CLIENT_BUDGET: u32 = 120_000;

/// What the suites are given.
pub(crate) struct Given {
    /// The URL of a PostgreSQL that may be written to, or why there is none.
    pub(crate) postgres: Outcome<String>,
}

/// Why a suite did not pass.
pub(crate) enum Stop {
    Failed(String),
    Skipped(String),
}

impl From<String> for Stop {
    fn from(why: String) -> Self {
        Stop::Failed(why)
    }
}

impl From<Result<(), Stop>> for Ending {
    fn from(done: Result<(), Stop>) -> Self {
        match done {
            Ok(()) => Ending::Passed,
            Err(Stop::Failed(why)) => Ending::Failed(why),
            Err(Stop::Skipped(why)) => Ending::Skipped(why),
        }
    }
}

/// One line of the summary.
pub(crate) struct Suite {
    pub(crate) name: &'static str,
    pub(crate) run: fn(&Given) -> Result<(), Stop>,
    /// Whether it wants a PostgreSQL.
    pub(crate) postgres: bool,
}

/// All suites, in the order in which they run.
pub(crate) const SUITES: &[Suite] = &[
    Suite { name: "fmt", run: |_| fmt(), postgres: false },
    Suite { name: "arrows", run: |_| Ok(arrows::check()?), postgres: false },
    Suite { name: "fence", run: |_| Ok(arrows::fence()?), postgres: false },
    Suite { name: "clippy", run: |_| clippy(), postgres: false },
    Suite { name: "native", run: native, postgres: true },
    Suite { name: "prove", run: a_twentieth, postgres: true },
    Suite { name: "client", run: |_| client(), postgres: false },
    Suite { name: "nojs", run: |_| playwright("nojs", None), postgres: false },
    Suite { name: "nojs-pg", run: nojs_on_postgres, postgres: true },
    Suite { name: "js", run: |_| playwright("js", None), postgres: false },
];

/// The names of all suites.
pub(crate) fn names() -> Vec<&'static str> {
    SUITES.iter().map(|suite| suite.name).collect()
}

fn fmt() -> Result<(), Stop> {
    // The names alone: `cargo fmt --all` is the way to see the rest.
    go(&mut cargo(&["fmt", "--all", "--", "--check", "-l"]))
        .map_err(|_| Stop::Failed("files to format: cargo fmt --all".to_owned()))
}

fn clippy() -> Result<(), Stop> {
    Ok(go(&mut on_workspace("clippy", &["--all-targets", "--", "-D", "warnings"]))?)
}

/// The Rust tests, on SQLite and on PostgreSQL.
fn native(given: &Given) -> Result<(), Stop> {
    go(&mut on_workspace("build", &["--all-targets"]))?;
    let mut tests = on_workspace("test", &["--no-fail-fast"]);
    match &given.postgres {
        Ok(url) => Ok(go(tests.env("TEST_DATABASE_URL", url))?),
        Err(why) => {
            go(&mut tests)?;
            Err(Stop::Skipped(format!("passed on SQLite, did not run on PostgreSQL: {why}")))
        }
    }
}

/// A twentieth of each proof; `cargo xtask prove` runs the whole.
fn a_twentieth(given: &Given) -> Result<(), Stop> {
    go(&mut on_workspace("build", &[]))?;
    prove::run(&["race", "kill", "tamper", "sequence", "--fraction", "1/20"].map(str::to_owned), given)?;
    match &given.postgres {
        Ok(_) => Ok(()),
        Err(why) => Err(Stop::Skipped(format!("proven on SQLite, did not run on PostgreSQL: {why}"))),
    }
}

fn on_workspace(verb: &str, args: &[&str]) -> Command {
    cargo(&[[verb].as_slice(), NATIVE.as_slice(), args].concat())
}

/// Builds the wasm client and all assets, and weighs them.
fn client() -> Result<(), Stop> {
    match client::build(Some(CLIENT_BUDGET))? {
        Client::Built => Ok(()),
        Client::Missing(why) => Err(Stop::Skipped(why)),
    }
}

/// The journeys once more, on the database of production.
fn nojs_on_postgres(given: &Given) -> Result<(), Stop> {
    let url = given.postgres.as_ref().map_err(|why| Stop::Skipped(why.clone()))?;
    playwright("nojs", Some(url))
}

/// The browser tests of one Playwright project, on the real binary and an SQLite file,
/// or databases that it makes in a PostgreSQL.
fn playwright(project: &str, postgres: Option<&str>) -> Result<(), Stop> {
    node::packages().map_err(Stop::Skipped)?;
    let chromium = browser::chromium().map_err(Stop::Skipped)?;
    if !root().join("var/assets/manifest.json").is_file() {
        client::build(None)?;
    }
    if !server_binary().is_file() {
        go(&mut cargo(&["build", "-p", "server"]))?;
    }
    let mut npx = node::npx().ok_or_else(|| Stop::Skipped("npx is not installed".to_owned()))?;
    npx.env("CHROMIUM", chromium).env("PARVIS_BIN", server_binary());
    if let Some(url) = postgres {
        let tools = crate::postgres::tools();
        let tools = tools.ok_or_else(|| Stop::Skipped("createdb is not there".to_owned()))?;
        npx.env("E2E_POSTGRES", url).env("PG_BIN", tools);
    }
    Ok(go(npx.args(["playwright", "test", "--project", project]))?)
}
