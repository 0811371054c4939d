//! The verifier in Python, which shares no code with this one, finds the same.
//!
//! It is skipped, aloud, where python3 or the package `cryptography` is absent.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ledger::verify::{Check, Checks, Finding, Shown};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use crate::cases;
use crate::story::{Scene, now, scene};
use crate::world::salt;

/// What a verifier found: which problem, with which entry.
type Found = BTreeSet<(String, Option<u64>)>;

/// Reads runs, a line of JSON each, and answers what was found in each: one Python
/// for all, over files in memory.
const MANY: &str = r#"
import base64, json, os, sys
sys.path.insert(0, sys.argv[1])
import verify
un = lambda text: text if text is None else base64.b64decode(text)
files = {}
class Memory:
    def read(self, path):
        return un(files.get(path))
base = json.loads(sys.stdin.readline())
for line in sys.stdin:
    run = json.loads(line)
    files = {**base, **run["changed"]}
    verifier = verify.Verifier(Memory(), verify.microseconds(run["now"]), run["without"], run["pages"], run["archive"])
    receipts = [(name, un(data)) for name, data in run["receipts"]]
    verifier.run(verify.read_keys(un(run["trust"])), un(run["since"]), receipts, run["objects"])
    print(json.dumps([[code, index] for code, index, _, _ in verifier.findings]), flush=True)
"#;

#[test]
fn both_verifiers_agree_on_every_way_to_tamper() {
    if !present() {
        return;
    }
    let clean = scene();
    let mut runs = vec![run_of(&clean, &clean, None)];
    let mut expected: Vec<(String, Found)> = vec![("an untouched log".to_owned(), Found::new())];
    let mut shown = BTreeSet::new();
    for case in cases::all() {
        let mut scene = clean.clone();
        (case.spoil)(&mut scene);
        let here: Found = scene.verify(Checks::all()).findings.iter().map(brief).collect();
        assert!(here.contains(&(case.code.to_owned(), case.index)), "{}", case.name);
        runs.push(run_of(&clean, &scene, None));
        expected.push((case.name.to_owned(), here));
        // Once for each check: Python is slow, and Rust goes through all of them.
        if let Some(check) = case.alone.filter(|check| shown.insert(*check)) {
            runs.push(run_of(&clean, &scene, Some(check)));
            expected.push((format!("{}, without its check", case.name), Found::new()));
        }
    }
    let found = by_python(&clean, &runs);
    assert_eq!(found.len(), expected.len());
    for (found, (name, expected)) in found.into_iter().zip(expected) {
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn both_verifiers_agree_on_bits_turned_anywhere() {
    if !present() {
        return;
    }
    let clean = scene();
    let (mut runs, mut expected) = (Vec::new(), Vec::new());
    let paths: Vec<&String> = clean.files.0.keys().collect();
    for number in 0..24_u32 {
        let chance = salt(&format!("bit {number}"));
        let [a, b, c, d, e, f, ..] = chance.map(usize::from);
        // Most of them where most formats are.
        let few = ["key", "checkpoint", "tile/entries/000", "tile/entries/001", "ballots/570", "openings/3.json"];
        let path =
            if number % 4 == 0 { paths[(a * 256 + b) % paths.len()].clone() } else { few[a % few.len()].to_owned() };
        let mut scene = clean.clone();
        let bytes = scene.files.at(&path);
        if bytes.is_empty() {
            continue;
        }
        let place = (c * 65_536 + d * 256 + e) % bytes.len();
        bytes[place] ^= 1 << (f % 8);
        let here: Found = scene.verify(Checks::all()).findings.iter().map(brief).collect();
        assert!(!here.is_empty(), "{path}, byte {place}");
        expected.push((format!("{path}, byte {place}"), here));
        runs.push(run_of(&clean, &scene, None));
    }
    for (found, (name, expected)) in by_python(&clean, &runs).into_iter().zip(expected) {
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn the_python_command_exits_1_when_something_is_wrong() {
    if !present() {
        return;
    }
    let kept = TempDir::new().unwrap();
    let mut scene = scene();
    let clean = run(&scene, kept.path());
    let (text, errors) = (String::from_utf8_lossy(&clean.stdout), String::from_utf8_lossy(&clean.stderr));
    assert!(clean.status.success() && text.starts_with("nothing is wrong with the 603 entries"), "{text}{errors}");
    scene.files.at("openings/30.json").pop();
    let wrong = run(&scene, kept.path());
    let text = String::from_utf8_lossy(&wrong.stdout);
    assert!(wrong.status.code() == Some(1) && text.starts_with("malformed: entry 30: openings/30.json: "), "{text}");
}

fn present() -> bool {
    let asked = Command::new("python3").args(["-c", "import cryptography"]).output();
    let present = asked.is_ok_and(|output| output.status.success());
    if !present {
        eprintln!("SKIPPED: the Python verifier needs python3 and the package `cryptography`");
    }
    present
}

fn brief(finding: &Finding) -> (String, Option<u64>) {
    (finding.problem.code().to_owned(), finding.index)
}

/// Everything that a run needs, as JSON: of the files, those that were changed.
fn run_of(clean: &Scene, scene: &Scene, without: Option<Check>) -> Value {
    let mut changed = Map::new();
    for (path, bytes) in &scene.files.0 {
        if clean.files.0.get(path) != Some(bytes) {
            changed.insert(path.clone(), json!(STANDARD.encode(bytes)));
        }
    }
    let gone = clean.files.0.keys().filter(|path| !scene.files.0.contains_key(*path));
    changed.extend(gone.map(|path| (path.clone(), Value::Null)));
    let receipts: Vec<_> = scene.receipts.iter().map(|(name, bytes)| (name, STANDARD.encode(bytes))).collect();
    json!({
        "changed": changed,
        "now": now().to_string(),
        "without": without.map(Check::name).into_iter().collect::<Vec<_>>(),
        "trust": scene.trusted.as_ref().map(|keys| STANDARD.encode(keys.to_string())),
        "since": scene.since.as_ref().map(|since| STANDARD.encode(since)),
        "receipts": receipts,
        "objects": scene.objects.iter().map(object).collect::<Vec<_>>(),
        "pages": scene.pages,
        "archive": scene.archive,
    })
}

/// Makes the runs, one after the other.
fn by_python(clean: &Scene, runs: &[Value]) -> Vec<Found> {
    let base = clean.files.0.iter().map(|(path, bytes)| (path.clone(), json!(STANDARD.encode(bytes))));
    let mut input = Value::Object(base.collect()).to_string() + "\n";
    input.extend(runs.iter().map(|run| run.to_string() + "\n"));
    let kept = TempDir::new().unwrap();
    let input = write(&kept.path().join("runs"), input.as_bytes());
    let mut python = Command::new("python3");
    python.args(["-B", "-c", MANY, env!("CARGO_MANIFEST_DIR")]);
    let output = python.stdin(fs::File::open(input).unwrap()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines()
        .map(|line| serde_json::from_str::<Vec<(String, Option<u64>)>>(line).unwrap().into_iter().collect())
        .collect()
}

fn object(shown: &Shown) -> Value {
    serde_json::from_str(&shown.line().unwrap()).unwrap()
}

/// Runs the command as people do.
fn run(scene: &Scene, kept: &Path) -> Output {
    let log = kept.join("log");
    for (path, bytes) in &scene.files.0 {
        write(&log.join(path), bytes);
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/verify.py");
    let mut command = Command::new("python3");
    command.arg("-B").arg(script).arg(&log).arg("--log-only").arg("--now").arg(now().to_string());
    let mut give = |option: &str, name: &str, bytes: &[u8]| {
        command.arg(option).arg(write(&kept.join(name), bytes));
    };
    if let Some(keys) = &scene.trusted {
        give("--trust", "keys", keys.to_string().as_bytes());
    }
    if let Some(since) = &scene.since {
        give("--since", "since", since);
    }
    for (name, bytes) in &scene.receipts {
        give("--receipt", name, bytes);
    }
    let objects: String = scene.objects.iter().map(|shown| object(shown).to_string() + "\n").collect();
    give("--objects", "objects", objects.as_bytes());
    command.output().unwrap()
}

fn write(path: &Path, bytes: &[u8]) -> PathBuf {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
    path.to_owned()
}
