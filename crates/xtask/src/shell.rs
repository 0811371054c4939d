//! Where things are, and how to start another program.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The outcome of a step; the error is a sentence for the person at the terminal.
pub(crate) type Outcome<T = ()> = Result<T, String>;

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    let here =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.join("../..").canonicalize().unwrap_or(here)
}

/// The directory that cargo builds into: the one that this program was built into.
pub(crate) fn target_dir() -> PathBuf {
    let built = env::current_exe().ok().and_then(|exe| exe.ancestors().nth(2).map(Path::to_owned));
    built.unwrap_or_else(|| root().join("target"))
}

/// A binary of ours, as a profile leaves it.
pub(crate) fn in_profile(profile: &str, name: &str) -> PathBuf {
    target_dir().join(profile).join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

/// The server's binary, as the dev profile leaves it.
pub(crate) fn server_binary() -> PathBuf {
    in_profile("debug", "parvis")
}

/// A command that runs in the repository's root.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// A cargo command, without what `cargo run` put into our environment: some build
/// scripts (ring's is one) watch these variables, and would build again each time
/// a crate is reached now through `cargo xtask` and now through plain cargo.
pub(crate) fn cargo(args: &[&str]) -> Command {
    let mut cargo = command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in env::vars_os() {
        let shown = name.to_string_lossy();
        let ours = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_NAME", "CARGO_PRIMARY_"];
        if ours.iter().any(|prefix| shown.starts_with(prefix)) {
            cargo.env_remove(&name);
        }
    }
    cargo.args(args);
    cargo
}

/// Runs a command to its end, showing it and its output.
///
/// # Errors
/// When it cannot be started or ends with another status than 0.
pub(crate) fn go(command: &mut Command) -> Outcome {
    eprintln!("\n> {}", words(command));
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{}` failed ({status})", words(command))),
        Err(error) => Err(format!("`{}` did not start: {error}", words(command))),
    }
}

/// Runs a command and returns what it wrote.
///
/// # Errors
/// When it cannot be started or ends with another status than 0; with what it wrote
/// to its standard error.
pub(crate) fn read(command: &mut Command) -> Outcome<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("`{}` did not start: {error}", words(command)))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("`{}` failed ({}): {}", words(command), output.status, said.trim()))
}

/// The first of these programs that PATH has.
pub(crate) fn in_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let dirs: Vec<PathBuf> = env::split_paths(&path).collect();
    let program = |name: &&str| dirs.iter().map(|dir| dir.join(name)).find(|file| file.is_file());
    names.iter().find_map(program)
}

/// Whether this process has all rights on the machine.
pub(crate) fn is_root() -> bool {
    cfg!(unix) && read(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn words(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    let args = command.get_args().map(OsStr::to_string_lossy);
    std::iter::once(name.to_string_lossy()).chain(args).collect::<Vec<_>>().join(" ")
}
