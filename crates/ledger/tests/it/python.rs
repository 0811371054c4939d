//! The verifier in Python, which shares no code with this one, finds the same.
//!
//! It is skipped, aloud, where python3 or the package `cryptography` is absent.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ledger::archive::{MANIFEST, SUMS};
use ledger::key::Algorithm;
use ledger::verify::{Check, Checks, Report, Shown};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use crate::story::{Scene, now, scene};
use crate::world::{Files, ORIGIN, key, salt};
use crate::{archive, cases, receipts};

/// What a verifier said: which problem, with which entry, in which file; and of which
/// receipts that they are good.
type Said = (BTreeSet<(String, Option<u64>, String)>, Vec<String>);

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
    found = [[code, index, path] for code, index, path, _ in verifier.findings]
    print(json.dumps([found, verifier.held]), flush=True)
"#;

/// Reads archives, and then one of them from a web server.
const ARCHIVES: &str = r#"
import functools, http.server, json, sys, threading
sys.path.insert(0, sys.argv[1])
import verify
for folder in sys.argv[2:]:
    archive = verify.Archive(verify.Source(folder))
    archive.check(folder, None)
    print(json.dumps([[code, path] for code, _, path, _ in archive.findings]))
handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[2])
handler.log_message = http.server.SimpleHTTPRequestHandler.log_message = lambda *_: None
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.argv[1:] = [f"http://127.0.0.1:{server.server_port}/log", "--log-only"]
verify.main()
"#;

#[test]
fn both_verifiers_agree_on_archives() {
    if !present() {
        return;
    }
    let kept = TempDir::new().unwrap();
    let (mut folders, mut expected) = (Vec::new(), Vec::new());
    for (name, files) in spoilt_archives() {
        let folder = kept.path().join(name);
        files.0.iter().for_each(|(path, bytes)| drop(write(&folder.join(path), bytes)));
        folders.push(folder);
        let found = ledger::archive::verify(&files, None, |_, _| {}).findings;
        let found = found.into_iter().map(|found| (found.problem.code().to_owned(), found.path));
        expected.push((name, found.collect::<BTreeSet<_>>()));
    }
    let mut python = Command::new("python3");
    python.args(["-B", "-c", ARCHIVES, env!("CARGO_MANIFEST_DIR")]).args(&folders);
    let output = python.output().unwrap();
    let (text, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let mut lines = text.lines();
    for (name, expected) in expected {
        let found: BTreeSet<(String, String)> = serde_json::from_str(lines.next().expect(&errors)).unwrap();
        assert_eq!(found, expected, "{name}");
    }
    assert_eq!(lines.next(), Some(format!("this address serves an archive of PAN17 only: download it and verify the folder, or verify the log it comes from at {ORIGIN}").as_str()), "{text}{errors}");
    assert!(text.contains("\nnothing is wrong with the 603 entries"), "{text}");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/verify.py");
    for (folder, expected) in [
        (&folders[0], "nothing is wrong with the 603 entries; erased parts: account_erased 3\n"),
        (
            &folders[1],
            "the log itself is what its key signed\nverify.py: 1 finding: this archive is not the one that was signed\n",
        ),
        (
            &folders[2],
            "verify.py: 1 finding: this archive is not the one that was signed\n\
             verify.py: 1 finding: this log is not what it should be\n",
        ),
    ] {
        let output = Command::new("python3").args(["-B", script, "--log-only"]).arg(folder).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.ends_with(expected), "{text}{}", String::from_utf8_lossy(&output.stderr));
    }
}

/// An archive as it was signed, one with another page, one with another log, and more.
fn spoilt_archives() -> Vec<(&'static str, Files)> {
    let clean = archive::archived();
    let spoilt = |spoil: fn(&mut Files)| {
        let mut files = clean.clone();
        spoil(&mut files);
        files
    };
    vec![
        ("clean", clean.clone()),
        ("page", spoilt(|files| files.at("index.html")[4] ^= 1)),
        ("log", spoilt(|files| files.at("log/openings/30.json").truncate(9))),
        ("gone", spoilt(|files| drop(files.0.remove("index.html")))),
        ("more", spoilt(|files| drop(files.0.insert("new".to_owned(), Vec::new())))),
        ("unsigned", spoilt(|files| drop(files.0.remove(MANIFEST)))),
        ("cut", spoilt(|files| files.at(MANIFEST).truncate(9))),
        ("listless", spoilt(|files| drop(files.0.remove(SUMS)))),
        ("disordered", spoilt(|files| files.at(SUMS).rotate_left(7))),
        ("relisted", spoilt(|files| files.at(SUMS)[3] ^= 1)),
        ("keyless", spoilt(|files| drop(files.0.remove("log/key")))),
        ("headless", spoilt(|files| files.at("log/checkpoint").clear())),
        ("elsewhere", spoilt(|files| archive::seal(files, "another.example/log", &key(ORIGIN, Algorithm::Ed25519, 1)))),
        ("forged", archive::forged()),
        ("stranger", spoilt(|files| archive::seal(files, ORIGIN, &key(ORIGIN, Algorithm::Ed25519, 9)))),
    ]
}

#[test]
fn both_verifiers_agree_on_every_way_to_tamper() {
    if !present() {
        return;
    }
    let clean = scene();
    let (held, _) = receipts::scene();
    let mut runs = vec![run_of(&clean, &clean, None), run_of(&clean, &held, None)];
    let mut expected: Vec<(String, Said)> = vec![
        ("an untouched log".to_owned(), said(&clean.verify(Checks::all()))),
        ("receipts of every kind".to_owned(), said(&held.verify(Checks::all()))),
    ];
    assert!(expected.iter().all(|(_, (found, receipts))| found.is_empty() && !receipts.is_empty()));
    let mut shown = BTreeSet::new();
    for case in cases::all() {
        let mut scene = clean.clone();
        (case.spoil)(&mut scene);
        let here = said(&scene.verify(Checks::all()));
        assert!(here.0.iter().any(|(code, index, _)| code == case.code && *index == case.index), "{}", case.name);
        runs.push(run_of(&clean, &scene, None));
        expected.push((case.name.to_owned(), here));
        // Once for each check: Python is slow, and Rust goes through all of them.
        if let Some(check) = case.alone.filter(|check| shown.insert(*check)) {
            runs.push(run_of(&clean, &scene, Some(check)));
            let unnoticed = said(&scene.verify(Checks::all().without(check)));
            assert!(unnoticed.0.is_empty(), "{}", case.name);
            expected.push((format!("{}, without its check", case.name), unnoticed));
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
        let here = said(&scene.verify(Checks::all()));
        assert!(!here.0.is_empty(), "{path}, byte {place}");
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
    assert!(clean.status.success() && text.contains("\nnothing is wrong with the 603 entries"), "{text}{errors}");
    assert!(text.starts_with("receipt    ") && text.contains("/vote: your vote on PAN17-P1 was counted"), "{text}");
    scene.files.at("openings/30.json").pop();
    let wrong = run(&scene, kept.path());
    let text = String::from_utf8_lossy(&wrong.stdout);
    assert!(wrong.status.code() == Some(1) && text.contains("\nmalformed: entry 30: openings/30.json: "), "{text}");
    assert!(text.ends_with("verify.py: 2 findings: this log is not what it should be\n"), "{text}");
}

#[test]
fn the_python_command_takes_a_key_and_says_in_a_line_what_it_cannot_read() {
    if !present() {
        return;
    }
    let kept = TempDir::new().unwrap();
    let scene = Scene { trusted: None, since: None, receipts: Vec::new(), objects: Vec::new(), ..scene() };
    let ours = scene.world.log.verifier().to_string();
    let other = key(ORIGIN, Algorithm::Ed25519, 99).verifier().to_string();
    let file = |name: &str, text: &str| write(&kept.path().join(name), text.as_bytes()).display().to_string();
    let (good, bad) = (file("good", &format!("{ours}\n")), file("bad", "keys?"));
    let none = kept.path().join("none").display().to_string();
    for (option, given, status, expected) in [
        ("--trust", &ours, 0, "nothing is wrong"),
        ("--trust", &good, 0, "nothing is wrong"),
        ("--trust", &other, 1, "keys-changed: key: "),
        ("--trust", &bad, 2, "neither a file `key` nor a key name+id+base64"),
        ("--trust", &none, 2, "No such file"),
        ("--since", &none, 2, "No such file"),
        ("--receipt", &none, 2, "No such file"),
        ("--objects", &none, 2, "No such file"),
        ("--objects", &bad, 2, "not lines of what is shown"),
    ] {
        let output = command(&scene, kept.path()).arg(option).arg(given).output().unwrap();
        let (text, error) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let what = format!("{option} {given}: {text}{error}");
        assert_eq!(output.status.code(), Some(status), "{what}");
        assert!(
            if status == 2 { error.contains(expected) && error.lines().count() == 1 } else { text.contains(expected) },
            "{what}"
        );
    }
}

fn present() -> bool {
    let asked = Command::new("python3").args(["-c", "import cryptography"]).output();
    let present = asked.is_ok_and(|output| output.status.success());
    if !present {
        eprintln!("SKIPPED: the Python verifier needs python3 and the package `cryptography`");
    }
    present
}

fn said(report: &Report) -> Said {
    let found = report.findings.iter().map(|found| (found.problem.code().to_owned(), found.index, found.path.clone()));
    let held = report.receipts.iter().map(|(name, held)| format!("receipt    {name}: {held}"));
    (found.collect(), held.collect())
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
fn by_python(clean: &Scene, runs: &[Value]) -> Vec<Said> {
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
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn object(shown: &Shown) -> Value {
    serde_json::from_str(&shown.line().unwrap()).unwrap()
}

/// The command, as people write it.
fn command(scene: &Scene, kept: &Path) -> Command {
    let log = kept.join("log");
    for (path, bytes) in &scene.files.0 {
        write(&log.join(path), bytes);
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/verify.py");
    let mut command = Command::new("python3");
    command.arg("-B").arg(script).arg(&log).arg("--log-only").arg("--now").arg(now().to_string());
    command
}

/// Runs it with all that the scene has.
fn run(scene: &Scene, kept: &Path) -> Output {
    let mut command = command(scene, kept);
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
