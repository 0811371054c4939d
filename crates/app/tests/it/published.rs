//! A published log, fetched as anyone would, and what both verifiers say of it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use app::Ctx;
use app::log::{self, Served};
use ledger::Timestamp;
use ledger::commitment::Openings;
use ledger::entry::Entry;
use ledger::tile::{self, Row, decode_entries};
use ledger::verify::{Report, Source, Verifier, objects_path};
use testkit::TestApp;

/// What anyone can fetch of a log.
#[derive(Default)]
pub(crate) struct Published(pub(crate) BTreeMap<String, Vec<u8>>);

impl Source for Published {
    fn read(&self, path: &str) -> std::io::Result<Option<Vec<u8>>> {
        Ok(self.0.get(path).cloned())
    }
}

impl Published {
    /// Fetches everything.
    pub(crate) async fn of(ctx: &Ctx) -> Self {
        let mut files = BTreeMap::new();
        let signer = log::signer(&ctx.app).expect("keys");
        files.insert("key".to_owned(), signer.keys().to_string().into_bytes());
        let note = log::checkpoint(ctx).await.expect("read").expect("a head");
        let size = note.lines().nth(1).and_then(|size| size.parse().ok()).expect("a size");
        files.insert("checkpoint".to_owned(), note.into_bytes());
        for tile in tile::all(size) {
            files.insert(tile.path(), found(log::tile(ctx, &tile.path()).await.expect("read")).expect("a tile"));
        }
        for index in 0..size {
            if let Some(bytes) = found(log::openings(ctx, index).await.expect("read")) {
                files.insert(Openings::path(index), bytes);
            }
            if let Some(bytes) = found(log::ballots(ctx, index).await.expect("read")) {
                files.insert(format!("ballots/{index}"), bytes);
            }
        }
        for number in 0.. {
            let Some(bytes) = found(log::objects(ctx, number).await.expect("read")) else { break };
            files.insert(objects_path(number), bytes);
        }
        Self(files)
    }

    pub(crate) fn entries(&self) -> Vec<Entry> {
        let bundles = self.0.iter().filter(|(path, _)| path.starts_with("tile/entries/"));
        let mut bundles: Vec<_> =
            bundles.map(|(path, bytes)| (tile::Tile::parse(path).expect("a path"), bytes)).collect();
        bundles.sort_by_key(|(tile, _)| tile.index);
        let entries = bundles.iter().flat_map(|(tile, bytes)| {
            assert_eq!(tile.row, Row::Entries);
            decode_entries(bytes, tile.width).expect("entries")
        });
        entries.map(|bytes| Entry::parse(bytes).expect("an entry")).collect()
    }

    pub(crate) fn verify(&self, t: &TestApp, receipts: &[&str]) -> Report {
        let now = Timestamp::from_micros(t.clock_now().timestamp_micros());
        let receipts = receipts.iter().enumerate();
        receipts
            .fold(Verifier::new(self, now).and_what_is_shown(), |verifier, (n, text)| {
                verifier.receipt(n.to_string(), *text)
            })
            .run()
    }

    /// Writes the files, for other verifiers.
    pub(crate) fn write(&self, folder: &Path) {
        for (path, bytes) in &self.0 {
            let file = folder.join(path);
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            std::fs::write(file, bytes).expect("written");
        }
    }
}

fn found(served: Served) -> Option<Vec<u8>> {
    match served {
        Served::Found(bytes) => Some(bytes),
        Served::Missing => None,
        Served::NotYet => panic!("not explained yet"),
    }
}

/// The verifier in Python, on the same files.
pub(crate) fn python_agrees(t: &TestApp, published: &Published) {
    let there = Command::new("python3").args(["-c", "import cryptography"]).output();
    if !there.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: python3 with the package cryptography is not there");
        return;
    }
    let folder = t.database.folder().join("published");
    let _ = std::fs::remove_dir_all(&folder);
    published.write(&folder);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ledger/verify.py");
    let now = Timestamp::from_micros(t.clock_now().timestamp_micros()).to_string();
    let output = Command::new("python3").arg(script).arg(&folder).args(["--now", &now]).output().expect("it starts");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}");
}
