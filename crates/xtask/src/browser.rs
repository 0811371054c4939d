//! Finds a Chromium, or installs one.

use crate::shell::{Outcome, go, in_path, is_root};
use std::env;
use std::path::PathBuf;
use std::process::Command;

const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/// The Chromium that the browser tests drive.
///
/// # Errors
/// When there is none and none could be installed; says what to do.
pub(crate) fn chromium() -> Outcome<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM").map(PathBuf::from) {
        let there = named.is_file();
        return there
            .then(|| named.clone())
            .ok_or_else(|| format!("CHROMIUM names {}, which is no file", named.display()));
    }
    find().or_else(install).ok_or_else(|| {
        "no Chromium here: install one (Debian: `apt-get install chromium`) or name it in CHROMIUM".to_owned()
    })
}

fn find() -> Option<PathBuf> {
    in_path(NAMES).or_else(playwrights_own)
}

/// A browser that Playwright downloaded earlier.
fn playwrights_own() -> Option<PathBuf> {
    let home = PathBuf::from(env::var_os("HOME")?);
    let caches = [home.join(".cache/ms-playwright"), home.join("Library/Caches/ms-playwright")];
    let versions = caches.iter().filter_map(|cache| cache.read_dir().ok()).flatten().flatten();
    let inside = ["chrome-linux/chrome", "chrome-linux64/chrome", "chrome-mac/Chromium.app/Contents/MacOS/Chromium"];
    let mut found: Vec<PathBuf> = versions
        .filter(|version| version.file_name().to_string_lossy().starts_with("chromium-"))
        .flat_map(|version| inside.map(|file| version.path().join(file)))
        .filter(|file| file.is_file())
        .collect();
    found.sort();
    found.pop()
}

/// Debian's package where we may install it, else Playwright's download.
fn install() -> Option<PathBuf> {
    if is_root() && in_path(&["apt-get"]).is_some() {
        // A stale or unreachable package list is no reason not to try the installation.
        let _ = go(Command::new("apt-get").args(["update", "-qq"]));
        let mut apt = Command::new("apt-get");
        apt.env("DEBIAN_FRONTEND", "noninteractive");
        go(apt.args(["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"])).ok()?;
    } else {
        go(crate::node::npx()?.args(["playwright", "install", "chromium"])).ok()?;
    }
    find()
}
