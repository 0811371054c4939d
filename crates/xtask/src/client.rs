//! Builds what browsers load: the wasm client, then every asset.

use crate::shell::{Outcome, cargo, command, go, in_path, read, root, target_dir};
use std::env;
use std::path::PathBuf;
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";

/// What became of the client.
pub(crate) enum Client {
    /// The wasm is among the assets.
    Built,
    /// It cannot be built on this machine; pages are served without islands.
    Missing(String),
}

/// Builds the wasm client and the assets; a client of more bytes than the budget is
/// an error.
///
/// # Errors
/// When something that should build does not. That the wasm target cannot be had is
/// no error: the assets are then built without the client.
pub(crate) fn build(budget: Option<u32>) -> Outcome<Client> {
    if let Err(why) = ensure_target() {
        build_assets(None, None)?;
        return Ok(Client::Missing(why));
    }
    go(&mut cargo(&["build", "-p", "hydrate", "--profile", "wasm", "--target", TARGET]))?;
    let wasm = target_dir().join(TARGET).join("wasm").join("hydrate.wasm");
    build_assets(Some(&wasm), budget)?;
    Ok(Client::Built)
}

/// Hashes, compresses and lists the assets into `var/assets`.
fn build_assets(wasm: Option<&PathBuf>, budget: Option<u32>) -> Outcome {
    go(&mut cargo(&["build", "-p", "assets"]))?;
    let program = target_dir().join("debug").join(format!("assets{}", env::consts::EXE_SUFFIX));
    let mut assets = command(program);
    assets.args(["--frontend", "frontend", "--out", "var/assets"]);
    if let Some(wasm) = wasm {
        assets.arg("--wasm").arg(wasm);
    }
    if let Some(program) = wasm_opt() {
        assets.arg("--wasm-opt").arg(program);
    }
    if let Some(budget) = budget {
        assets.arg("--client-budget").arg(budget.to_string());
    }
    go(&mut assets)
}

/// Binaryen's optimiser, where somebody installed it: a bonus, never required.
fn wasm_opt() -> Option<PathBuf> {
    let ours = root().join("e2e/node_modules/.bin/wasm-opt");
    in_path(&["wasm-opt"]).or_else(|| ours.is_file().then_some(ours))
}

/// Adds the wasm target where it is missing.
fn ensure_target() -> Outcome {
    if has_target() {
        return Ok(());
    }
    go(Command::new("rustup").args(["target", "add", TARGET]))
        .map_err(|why| format!("the target {TARGET} is missing and could not be added: {why}"))
}

/// Whether the compiler has the target's standard library. Asked of rustc, so that
/// a machine without rustup is served as well.
fn has_target() -> bool {
    let libdir = ["--print", "target-libdir", "--target", TARGET];
    read(command("rustc").args(libdir)).is_ok_and(|dir| PathBuf::from(dir.trim()).is_dir())
}
