//! `cargo xtask run`: from a fresh clone to a page in the browser.

use crate::client::{self, Client};
use crate::shell::{Outcome, cargo, command, go, server_binary};
use std::process::Command;

/// Builds everything, then becomes the server.
///
/// # Errors
/// When something does not build, or the server ends with an error.
pub(crate) fn run(args: &[String]) -> Outcome {
    let args = args.strip_prefix(&["--".to_owned()]).unwrap_or(args);
    let client = client::build(None)?;
    go(&mut cargo(&["build", "-p", "server"]))?;
    if let Client::Missing(why) = client {
        eprintln!("\nPages are served without islands (everything works): {why}");
    }
    let mut server = command(server_binary());
    server.args(["serve", "--seed-demo"]).args(args);
    become_it(server)
}

/// Replaces this process, so that signals and the exit status are the server's own.
#[cfg(unix)]
fn become_it(mut server: Command) -> Outcome {
    use std::os::unix::process::CommandExt;
    Err(format!("the server did not start: {}", server.exec()))
}

#[cfg(not(unix))]
fn become_it(mut server: Command) -> Outcome {
    go(&mut server)
}
