//! Joins the stylesheets into one text, so that the binary can dress its pages
//! even where the assets were not built.

use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let style = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../frontend/style");
    let order = style.join("order.txt");
    println!("cargo::rerun-if-changed={}", order.display());
    let mut sheet = String::new();
    for name in
        fs::read_to_string(order)?.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let file = style.join(name);
        println!("cargo::rerun-if-changed={}", file.display());
        sheet.push_str(&fs::read_to_string(file)?);
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("style.css"), sheet)?;
    Ok(())
}
