//! The verifier in Python, on the same scenes: one Python for all of them, over files
//! in memory.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ledger::verify::Check;
use serde_json::{Map, Value, json};

use super::Run;
use super::case::{Found, Scene};

/// Reads runs, a line of JSON each, and answers what was found in each.
const MANY: &str = r#"
import base64, json, sys
sys.path.insert(0, sys.argv[1])
import verify
un = lambda text: text if text is None else base64.b64decode(text)
files = {}
class Memory:
    def read(self, path):
        if files.get(path) is False:
            raise OSError("status 503")
        return un(files.get(path))
base = json.loads(sys.stdin.readline())
for line in sys.stdin:
    run = json.loads(line)
    files = {**base, **run["changed"]}
    verifier = verify.Verifier(Memory(), verify.microseconds(run["now"]), run["without"])
    receipts = [(name, un(data)) for name, data in run["receipts"]]
    verifier.run(run["trust"] and verify.read_keys(un(run["trust"])), un(run["since"]), receipts)
    print(json.dumps([[code, index] for code, index, _, _ in verifier.findings]), flush=True)
"#;

/// A Python that can verify.
pub(super) struct Python;

impl Python {
    /// None where python3 or the package `cryptography` is absent.
    pub(super) fn find() -> Option<Self> {
        let asked = Command::new("python3").args(["-c", "import cryptography"]).output();
        asked.is_ok_and(|output| output.status.success()).then_some(Self)
    }

    /// What it finds in each run.
    ///
    /// # Errors
    /// When it cannot be run, or fails.
    pub(super) fn run(&self, clean: &Scene, jobs: &[(&Run, Option<Check>)]) -> Result<Vec<Found>> {
        let folder = tempfile::tempdir()?;
        let input = folder.path().join("runs");
        let mut out = BufWriter::new(File::create(&input)?);
        let base = clean.copy.files.iter().map(|(path, bytes)| (path.clone(), json!(STANDARD.encode(bytes))));
        writeln!(out, "{}", Value::Object(base.collect()))?;
        for (run, without) in jobs {
            writeln!(out, "{}", job(clean, &run.scene, *without))?;
        }
        out.flush()?;
        let mut python = Command::new("python3");
        python.args(["-B", "-c", MANY, concat!(env!("CARGO_MANIFEST_DIR"), "/../ledger")]);
        let output = python.stdin(File::open(&input)?).output().context("python3")?;
        ensure!(output.status.success(), "python3: {}", String::from_utf8_lossy(&output.stderr));
        let lines = String::from_utf8(output.stdout)?;
        lines
            .lines()
            .map(|line| Ok(serde_json::from_str::<Vec<(String, Option<u64>)>>(line)?.into_iter().collect()))
            .collect()
    }
}

/// What a run needs: of the files, those that were changed.
fn job(clean: &Scene, scene: &Scene, without: Option<Check>) -> Value {
    let mut changed = Map::new();
    for (path, bytes) in &scene.copy.files {
        if clean.copy.files.get(path) != Some(bytes) {
            changed.insert(path.clone(), json!(STANDARD.encode(bytes)));
        }
    }
    let gone = clean.copy.files.keys().filter(|path| !scene.copy.files.contains_key(*path));
    changed.extend(gone.map(|path| (path.clone(), Value::Null)));
    changed.extend(scene.copy.withheld.iter().map(|path| (path.clone(), Value::Bool(false))));
    let receipts: Vec<_> = scene.receipts.iter().map(|(name, bytes)| (name, STANDARD.encode(bytes))).collect();
    json!({
        "changed": changed,
        "now": scene.now.to_string(),
        "without": without.map(Check::name).into_iter().collect::<Vec<_>>(),
        "trust": scene.trusted.as_ref().map(|keys| STANDARD.encode(keys.to_string())),
        "since": scene.since.as_ref().map(|since| STANDARD.encode(since)),
        "receipts": receipts,
    })
}
