//! The client: wasm-bindgen as a library, of the very version that the client was
//! compiled against, so that the two cannot differ.

use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::{env, fs, process};
use wasm_bindgen_cli_support::Bindgen;

/// The name of the client among the sources, as cargo built it.
pub(crate) const RAW: &str = "client.raw.wasm";

/// What the compiler of 2025 and later may use, and a browser of 2023 and later runs.
const WASM_OPT: &[&str] = &[
    "-Oz",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
];

/// Makes the module and the glue that loads it.
pub(crate) fn generate(raw: Vec<u8>, wasm_opt: Option<&Path>) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut bindgen = Bindgen::new();
    bindgen.input_bytes("client", raw).web(true)?;
    // The boot script says where the module is: its name carries a hash.
    bindgen.typescript(false).omit_default_module_path(true);
    bindgen.remove_name_section(true).remove_producers_section(true);
    let mut output = bindgen.generate_output().context("wasm-bindgen on the client")?;
    let inline = output.snippets().values().any(|files| !files.is_empty());
    ensure!(
        !inline && output.local_modules().is_empty(),
        "the client brings JavaScript files of its own, which this build does not publish"
    );
    let glue = output.js().to_owned();
    let module = output.wasm_mut().emit_wasm();
    let module = match wasm_opt.map(|program| optimise(program, &module)) {
        Some(Ok(smaller)) => smaller,
        Some(Err(why)) => {
            eprintln!("wasm-opt was of no use, so the client is a little larger: {why:#}");
            module
        }
        None => module,
    };
    Ok(BTreeMap::from([("client.js".to_owned(), glue.into_bytes()), ("client.wasm".to_owned(), module)]))
}

fn optimise(program: &Path, module: &[u8]) -> Result<Vec<u8>> {
    let at = |name: &str| env::temp_dir().join(format!("parvis-{}-{name}.wasm", process::id()));
    let (from, to) = (at("from"), at("to"));
    fs::write(&from, module)?;
    let status = Command::new(program).args(WASM_OPT).arg(&from).arg("-o").arg(&to).status();
    let smaller = fs::read(&to);
    for file in [from, to] {
        // The second is not there when wasm-opt failed.
        let _ = fs::remove_file(file);
    }
    ensure!(status?.success(), "it failed");
    Ok(smaller?)
}
