//! An archive: what was signed of it, and what is found when something of it changes.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use ledger::archive::{self, Folder, MANIFEST, Manifest, SUMS, Sums};
use ledger::key::{Algorithm, SigningKeyPair};
use ledger::keys::Keys;
use ledger::{Hash, Timestamp};

use crate::story::scene;
use crate::world::{Files, ORIGIN, key};

impl Folder for Files {
    fn files(&self) -> io::Result<BTreeSet<String>> {
        Ok(self.0.keys().cloned().collect())
    }

    fn digest(&self, path: &str) -> io::Result<Hash> {
        self.0.get(path).map(|bytes| Hash::of(&[bytes])).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        Ok(self.0.get(path).cloned())
    }
}

/// Signs what is in a folder.
pub(crate) fn seal(files: &mut Files, origin: &str, key: &SigningKeyPair) {
    let scene = scene();
    files.0.remove(MANIFEST);
    files.0.remove(SUMS);
    let sums: BTreeMap<String, Hash> = files.0.iter().map(|(path, bytes)| (path.clone(), Hash::of(&[bytes]))).collect();
    let sums = Sums(sums).to_string();
    let head = scene.verify(ledger::verify::Checks::all()).checkpoint.unwrap();
    let manifest = Manifest {
        origin: origin.to_owned(),
        process: "PAN".to_owned(),
        made_at: Timestamp::parse("2026-11-02T08:00:00.000000Z").unwrap(),
        sums: Hash::of(&[sums.as_bytes()]),
        size: head.size,
        root: head.root,
    };
    let note = manifest.note().unwrap().signed_by(key, 0).to_string();
    files.0.insert(SUMS.to_owned(), sums.into_bytes());
    files.0.insert(MANIFEST.to_owned(), note.into_bytes());
}

/// Two pages and a log.
pub(crate) fn archived() -> Files {
    let mut files = Files::default();
    for (path, bytes) in scene().files.0 {
        files.0.insert(format!("log/{path}"), bytes);
    }
    files.0.insert("log/scope".to_owned(), br#"{"processes":["PAN17"],"v":1}"#.to_vec());
    files.0.insert("index.html".to_owned(), b"<h1>Plan</h1>".to_vec());
    files.0.insert("legal/index.html".to_owned(), b"<h1>Mentions</h1>".to_vec());
    seal(&mut files, ORIGIN, &log_key());
    files
}

/// The key of the story's log.
fn log_key() -> SigningKeyPair {
    key(ORIGIN, Algorithm::Ed25519, 1)
}

/// Another page, signed by a key that the archive itself vouches for.
pub(crate) fn forged() -> Files {
    let mut files = archived();
    files.at("index.html")[4] ^= 1;
    let own = key("parvis.example/receipt", Algorithm::Ed25519, 98);
    let mut keys = Keys::parse(files.at("log/key")).unwrap();
    keys.receipt = vec![own.verifier().clone()];
    *files.at("log/key") = keys.to_string().into_bytes();
    seal(&mut files, ORIGIN, &own);
    files
}

fn found(files: &Files) -> Vec<(String, &'static str)> {
    let report = archive::verify(files, None, |_, _| {});
    report.findings.into_iter().map(|finding| (finding.path, finding.problem.code())).collect()
}

#[test]
fn an_archive_that_nobody_touched_is_what_was_signed() {
    let files = archived();
    let report = archive::verify(&files, None, |_, _| {});
    assert_eq!(report.findings, []);
    assert_eq!(report.files, files.0.len() as u64 - 2);
    assert_eq!(report.manifest.unwrap().process, "PAN");
}

#[test]
fn whatever_is_changed_is_named() {
    let one = |path: &str, code: &'static str| vec![(path.to_owned(), code)];
    let changed = |change: &dyn Fn(&mut Files)| {
        let mut files = archived();
        change(&mut files);
        found(&files)
    };
    assert_eq!(changed(&|files| files.at("index.html")[4] ^= 1), one("index.html", "changed"));
    assert_eq!(changed(&|files| drop(files.0.remove("legal/index.html"))), one("legal/index.html", "missing"));
    assert_eq!(changed(&|files| drop(files.0.insert("new".into(), vec![]))), one("new", "extra"));
    assert_eq!(changed(&|files| drop(files.0.remove(MANIFEST))), one(MANIFEST, "missing"));
    assert_eq!(changed(&|files| drop(files.0.remove(SUMS))), one(SUMS, "missing"));
    assert_eq!(changed(&|files| files.at(MANIFEST).truncate(9)), one(MANIFEST, "malformed"));
    let code = |files: &mut Files| {
        let note = String::from_utf8(files.at(MANIFEST).clone()).unwrap().replace("\nPAN\n", "\nXYZ\n");
        *files.at(MANIFEST) = note.into_bytes();
    };
    assert_eq!(changed(&code), one(MANIFEST, "signature"));
    assert_eq!(changed(&|files| seal(files, ORIGIN, &key(ORIGIN, Algorithm::Ed25519, 9))), one(MANIFEST, "signature"));
    assert_eq!(changed(&|files| seal(files, "another.example/log", &log_key())), {
        let mut both = one(MANIFEST, "signature");
        both.push(("log/checkpoint".to_owned(), "other-head"));
        both
    });
    // Whoever changes a page may also write its digest, and then cannot sign that.
    let hide = |files: &mut Files| {
        let before = Hash::of(&[files.at("index.html")]).to_hex();
        files.at("index.html")[4] ^= 1;
        let after = Hash::of(&[files.at("index.html")]).to_hex();
        let sums = String::from_utf8(files.at(SUMS).clone()).unwrap().replace(&before, &after);
        *files.at(SUMS) = sums.into_bytes();
    };
    assert_eq!(changed(&hide), one(SUMS, "changed"));
}

#[test]
fn keys_that_were_kept_are_believed_before_those_in_the_archive() {
    let files = archived();
    let mut keys = Keys::parse(&files.0["log/key"]).unwrap();
    keys.log = vec![key(ORIGIN, Algorithm::Ed25519, 99).verifier().clone()];
    let report = archive::verify(&files, Some(&keys.into()), |_, _| {});
    assert_eq!(report.findings.len(), 1);
    assert_eq!(report.findings[0].problem.code(), "signature");
}

#[test]
fn whoever_has_no_key_of_the_log_cannot_sign_an_archive_of_it() {
    let report = archive::verify(&forged(), None, |_, _| {});
    let found: Vec<_> = report.findings.iter().map(|finding| (finding.path.as_str(), finding.problem.code())).collect();
    assert_eq!(found, [(MANIFEST, "signature")]);
}

#[test]
fn the_digests_have_one_form() {
    let digest = Hash::empty().to_hex();
    let good = format!("{digest}  a\n{digest}  b/c é\n");
    assert_eq!(Sums::parse(good.as_bytes()).unwrap().to_string(), good);
    for bad in [
        format!("{digest} a\n"),
        format!("{digest}  b\n{digest}  a\n"),
        format!("{digest}  a\n{digest}  a\n"),
        format!("{digest}  ../a\n"),
        format!("{digest}  /a\n"),
        format!("{digest}  a"),
        format!("{}  a\n", digest.to_uppercase()),
    ] {
        assert!(Sums::parse(bad.as_bytes()).is_err(), "{bad}");
    }
}
