//! The npm packages of the browser tests.

use crate::shell::{Outcome, command, go, in_path, root};
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

/// Installs `e2e/node_modules` where it is missing or older than its lock file.
///
/// # Errors
/// When Node is missing or the packages cannot be had.
pub(crate) fn packages() -> Outcome {
    let npm = in_path(&["npm"]).ok_or("Node.js with npm is not installed")?;
    let e2e = root().join("e2e");
    let installed = changed(&e2e.join("node_modules/.package-lock.json"));
    if installed.is_some() && installed >= changed(&e2e.join("package-lock.json")) {
        return Ok(());
    }
    let mut ci = command(npm);
    ci.current_dir(e2e).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    go(ci.args(["ci", "--no-audit", "--no-fund"]))
}

/// `npx` among those packages.
pub(crate) fn npx() -> Option<Command> {
    let mut npx = command(in_path(&["npx"])?);
    npx.current_dir(root().join("e2e"));
    Some(npx)
}

fn changed(file: &Path) -> Option<SystemTime> {
    file.metadata().and_then(|data| data.modified()).ok()
}
