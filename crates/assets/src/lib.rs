//! What browsers load: turns `frontend/` and the wasm client into files whose names
//! carry a hash of their content, so that they can be cached for ever, compressed
//! before anyone asks for them, and listed in a manifest for the server.
//!
//! ```text
//! frontend/style/*.css, in the order of order.txt  ->  app.<hash>.css
//! frontend/public/*                                ->  <name>.<hash>.<extension>
//! hydrate.wasm  ->  wasm-bindgen (-> wasm-opt)     ->  client.<hash>.js, client.<hash>.wasm
//! all of them                                      ->  .br, .gz, manifest.json
//! ```
//!
//! Without a wasm file there is no client in the manifest, nor the script that boots
//! it: the server then serves every page without islands. The [`manifest`] module
//! documents what the server reads.

mod client;
pub mod css;
pub mod manifest;
mod pack;

use anyhow::{Context, Result};
use manifest::Manifest;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Part of the hash of the inputs: to be raised when this crate comes to make
/// something else of the same inputs.
const RECIPE: &str = "1";

/// What loads and starts the client; of no use without it.
const BOOT: &str = "boot.js";

/// Where the build reads from.
#[derive(Debug, Clone)]
pub struct Sources {
    /// The directory that holds `style/` and `public/`.
    pub frontend: PathBuf,
    /// The client as cargo built it; none on a machine without the wasm target.
    pub wasm: Option<PathBuf>,
    /// `wasm-opt`, where the machine has one. It makes the client a tenth smaller.
    pub wasm_opt: Option<PathBuf>,
}

/// How a build ended.
#[derive(Debug)]
pub struct Built {
    /// What the directory now holds.
    pub manifest: Manifest,
    /// Whether it held exactly that before.
    pub unchanged: bool,
}

/// Builds all assets into `out`, unless it holds what these sources give.
///
/// The files of the manifest before this one stay, for the pages that were served
/// with it; older ones are removed.
///
/// # Errors
/// When a source is missing or malformed, or `out` cannot be written.
pub fn build(sources: &Sources, out: &Path) -> Result<Built> {
    let inputs = read(sources)?;
    let fingerprint = fingerprint(&inputs, sources);
    let before = Manifest::read(out);
    if let Some(manifest) = before.as_ref().filter(|before| before.inputs == fingerprint && before.is_whole(out)) {
        return Ok(Built { manifest: manifest.clone(), unchanged: true });
    }
    fs::create_dir_all(out).with_context(|| format!("making {}", out.display()))?;
    let mut manifest = Manifest { inputs: fingerprint, ..Manifest::default() };
    for (name, content) in finish(inputs, sources)? {
        let entry = pack::pack(&name, &content, out)?;
        manifest.files.insert(name, entry);
    }
    manifest.build = build_id(&manifest);
    manifest.write(out)?;
    sweep(out, [Some(&manifest), before.as_ref()])?;
    Ok(Built { manifest, unchanged: false })
}

/// The sources by name: `style/<file>` in their order, `public/<file>`, `wasm`.
fn read(sources: &Sources) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut inputs = BTreeMap::new();
    let style = sources.frontend.join("style");
    inputs.insert("app.css".to_owned(), css::bundle(&style)?.into_bytes());
    let public = sources.frontend.join("public");
    for entry in fs::read_dir(&public).with_context(|| format!("reading {}", public.display()))? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if !path.is_file() || name.starts_with('.') || (name == BOOT && sources.wasm.is_none()) {
            continue;
        }
        inputs.insert(name, fs::read(&path).with_context(|| format!("reading {}", path.display()))?);
    }
    if let Some(wasm) = &sources.wasm {
        let content = fs::read(wasm).with_context(|| format!("reading {}", wasm.display()))?;
        inputs.insert(client::RAW.to_owned(), content);
    }
    Ok(inputs)
}

/// The files to publish: the sources, with the raw client made into the real one.
fn finish(mut inputs: BTreeMap<String, Vec<u8>>, sources: &Sources) -> Result<BTreeMap<String, Vec<u8>>> {
    if let Some(raw) = inputs.remove(client::RAW) {
        inputs.extend(client::generate(raw, sources.wasm_opt.as_deref())?);
    }
    Ok(inputs)
}

fn fingerprint(inputs: &BTreeMap<String, Vec<u8>>, sources: &Sources) -> String {
    let mut hash = Sha256::new();
    hash.update(RECIPE);
    hash.update([u8::from(sources.wasm_opt.is_some())]);
    for (name, content) in inputs {
        hash.update((name.len() as u64).to_le_bytes());
        hash.update(name);
        hash.update((content.len() as u64).to_le_bytes());
        hash.update(content);
    }
    hex::encode(hash.finalize())
}

/// Names this set of assets; it belongs in the key of every cached page.
fn build_id(manifest: &Manifest) -> String {
    let mut hash = Sha256::new();
    for entry in manifest.files.values() {
        hash.update(&entry.file);
        hash.update("\n");
    }
    pack::short(hash)
}

/// Removes the files that no page can ask for any more.
fn sweep(out: &Path, manifests: [Option<&Manifest>; 2]) -> Result<()> {
    let kept: BTreeSet<&str> = manifests
        .into_iter()
        .flatten()
        .flat_map(|manifest| manifest.files.values().map(|entry| entry.file.as_str()))
        .collect();
    for entry in fs::read_dir(out)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let file = name.strip_suffix(".br").or_else(|| name.strip_suffix(".gz")).unwrap_or(&name);
        if name != manifest::FILE && !kept.contains(file) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
