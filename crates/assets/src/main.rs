//! `assets`: builds the assets and says what they weigh. `cargo xtask` calls it.

use anyhow::{Context, Result, bail, ensure};
use assets::{Sources, build};
use std::env;
use std::path::PathBuf;

const USAGE: &str = "assets --frontend DIR --out DIR [--wasm FILE] [--wasm-opt PROGRAM] [--client-budget BYTES]";

fn main() -> Result<()> {
    let mut sources = Sources { frontend: PathBuf::new(), wasm: None, wasm_opt: None };
    let mut out = PathBuf::new();
    let mut budget = usize::MAX;
    let mut args = env::args().skip(1);
    while let Some(option) = args.next() {
        let value = args.next().with_context(|| format!("{option} wants a value\n{USAGE}"))?;
        match option.as_str() {
            "--frontend" => sources.frontend = value.into(),
            "--out" => out = value.into(),
            "--wasm" => sources.wasm = Some(value.into()),
            "--wasm-opt" => sources.wasm_opt = Some(value.into()),
            "--client-budget" => budget = value.parse().context("--client-budget is a number of bytes")?,
            _ => bail!("there is no option {option}\n{USAGE}"),
        }
    }
    let built = build(&sources, &out)?;
    println!("assets {}{}", built.manifest.build, if built.unchanged { ", unchanged" } else { "" });
    for (name, entry) in &built.manifest.files {
        println!("  {name:<16} {:>8} bytes {:>8} br", entry.size, entry.br);
    }
    let weight = built.manifest.client_weight();
    ensure!(weight <= budget, "the client weighs {weight} bytes compressed; the budget is {budget}");
    Ok(())
}
