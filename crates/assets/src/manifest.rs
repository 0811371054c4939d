//! `manifest.json`: the list of assets that the server reads once at its start.
//!
//! ```json
//! {
//!   "build": "0f3c…",
//!   "files": {
//!     "app.css": { "file": "app.5d41402abc4b2a76.css", "size": 30412, "br": 7002, "gz": 8100 },
//!     "boot.js": { … }, "client.js": { … }, "client.wasm": { … }, "favicon.svg": { … }
//!   },
//!   "inputs": "…"
//! }
//! ```
//!
//! `build` changes whenever any file does. `boot.js`, `client.js` and `client.wasm`
//! are there together or not at all.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The manifest's own name, which has no hash.
pub const FILE: &str = "manifest.json";

/// Every asset under the name that the code knows it by.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// 16 hexadecimal digits that name this set of files.
    pub build: String,
    /// From `app.css` to what it is called and weighs now.
    pub files: BTreeMap<String, Entry>,
    /// The hash of all sources, by which the next build knows that nothing changed.
    pub inputs: String,
}

/// One published file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its name in the directory, with the hash of its content.
    pub file: String,
    /// Its size in bytes.
    pub size: usize,
    /// The size of `<file>.br` in bytes; `size` where there is none, because it would
    /// not be smaller.
    pub br: usize,
    /// The same of `<file>.gz`.
    pub gz: usize,
}

impl Manifest {
    /// The manifest of a directory, if it has a readable one.
    #[must_use]
    pub fn read(dir: &Path) -> Option<Manifest> {
        serde_json::from_slice(&fs::read(dir.join(FILE)).ok()?).ok()
    }

    /// Replaces the manifest of a directory in one step: a server that starts just
    /// then reads the old one or the new one.
    ///
    /// # Errors
    /// When the directory cannot be written.
    pub fn write(&self, dir: &Path) -> Result<()> {
        let draft = dir.join("manifest.json.new");
        let text = serde_json::to_string_pretty(self)?;
        fs::write(&draft, text + "\n").with_context(|| format!("writing {}", draft.display()))?;
        fs::rename(&draft, dir.join(FILE)).context("replacing the manifest")
    }

    /// Whether every file is where the manifest says.
    #[must_use]
    pub fn is_whole(&self, dir: &Path) -> bool {
        let there = |name: &str, size| fs::metadata(dir.join(name)).is_ok_and(|file| file.len() == size as u64);
        self.files.values().all(|entry| {
            there(&entry.file, entry.size)
                && (entry.br == entry.size || there(&format!("{}.br", entry.file), entry.br))
                && (entry.gz == entry.size || there(&format!("{}.gz", entry.file), entry.gz))
        })
    }

    /// What a page with islands loads on top of a page without, compressed, in bytes.
    #[must_use]
    pub fn client_weight(&self) -> usize {
        let parts = ["boot.js", "client.js", "client.wasm"];
        parts.iter().filter_map(|name| self.files.get(*name)).map(|entry| entry.br).sum()
    }
}
