//! Ways to tamper with the story, each with what must be found.

mod counted;
mod shown;

use ledger::Timestamp;
use ledger::commitment::Openings;
use ledger::entry::{Event, Target};
use ledger::key::Algorithm;
use ledger::keys::Keys;
use ledger::note::Note;
use ledger::verify::Check;
use serde_json::json;

use crate::story::{ERASED, QUIET, Scene, world};
use crate::world::{ORIGIN, at, key, target};

/// A way to tamper.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    /// The code of a finding that must be there, and the entry that it must name.
    pub(crate) code: &'static str,
    pub(crate) index: Option<u64>,
    /// The check without which it goes unnoticed, if there is one.
    pub(crate) alone: Option<Check>,
    pub(crate) spoil: fn(&mut Scene),
}

const fn case(
    name: &'static str,
    code: &'static str,
    index: Option<u64>,
    alone: Option<Check>,
    spoil: fn(&mut Scene),
) -> Case {
    Case { name, code, index, alone, spoil }
}

/// The first count at a close, on PAN17-P1.
const CLOSE: u64 = 570;
/// The decision, which links to two proposals.
const DECISION: u64 = 569;
const LAST: u64 = 602;

pub(crate) fn all() -> Vec<Case> {
    let mut all = openings();
    all.extend(tree());
    all.extend(entries());
    all.extend(counted::ballots());
    all.extend(counted::kept());
    all.extend(shown::pages());
    all
}

fn openings() -> Vec<Case> {
    let check = Some(Check::Openings);
    vec![
        case("a text changed", "opening", Some(QUIET), check, |scene| {
            edit(scene, QUIET, |openings| openings.0.get_mut("text").unwrap().value = json!("Autre chose"));
        }),
        case("a name changed", "opening", Some(QUIET), check, |scene| {
            edit(scene, QUIET, |openings| openings.0.get_mut("author").unwrap().value["name"] = json!("Dominique"));
        }),
        case("a salt changed", "opening", Some(QUIET), check, |scene| {
            edit(scene, QUIET, |openings| openings.0.get_mut("text").unwrap().salt[31] ^= 1);
        }),
        case("two texts exchanged", "opening", Some(4), check, |scene| {
            let (left, right) = (scene.files.at("openings/4.json").clone(), scene.files.at("openings/6.json").clone());
            *scene.files.at("openings/4.json") = right;
            *scene.files.at("openings/6.json") = left;
        }),
        case("a part that was never logged", "unknown-part", Some(QUIET), check, |scene| {
            edit(scene, QUIET, |openings| {
                let opening = openings.0["text"].clone();
                openings.0.insert("annex".to_owned(), opening);
            });
        }),
        case("openings in another order", "malformed", Some(QUIET), None, |scene| {
            scene.objects.clear();
            scene.files.at(&Openings::path(QUIET)).insert(0, b' ');
        }),
        case("a contribution gone", "unexplained", Some(40), Some(Check::Absences), |scene| {
            scene.files.0.remove("openings/40.json");
        }),
        case("an author gone", "unexplained", Some(40), Some(Check::Absences), |scene| {
            edit(scene, 40, |openings| assert!(openings.0.remove("author").is_some()));
        }),
        case("an erasure whose entry is gone", "unexplained", Some(ERASED), Some(Check::Absences), |scene| {
            let erasure = last_change(scene, ERASED, "text");
            scene.world.rewrite(erasure, |entry| redirect(entry, 20));
            scene.world.openings.get_mut(&20).unwrap().0.remove("text");
            scene.publish();
        }),
        case("a restoration whose text is gone", "unexplained", Some(12), Some(Check::Absences), |scene| {
            edit(scene, 12, |openings| assert!(openings.0.remove("text").is_some()));
        }),
        case("an erased text still there", "erased-but-open", Some(ERASED), Some(Check::Erasures), |scene| {
            let logged = fresh(ERASED);
            scene.files.0.insert(Openings::path(ERASED), logged.encode().unwrap());
        }),
        case("an erasure of nothing", "erases-nothing", Some(LAST + 1), Some(Check::Erasures), |scene| {
            scene.world.change(true, QUIET, "annex", "moderated");
            scene.publish();
        }),
        case("an erasure of what is to come", "erases-nothing", Some(LAST + 1), Some(Check::Erasures), |scene| {
            scene.world.change(true, LAST + 2, "text", "moderated");
            scene.world.publish_version("proposal", target("PAN17-P900", 1), &[]);
            scene.publish();
        }),
        case(
            "a restoration of what was not erased",
            "erases-nothing",
            Some(LAST + 1),
            Some(Check::Erasures),
            |scene| {
                scene.world.change(false, QUIET, "text", "moderation_undone");
                scene.publish();
            },
        ),
    ]
}

fn tree() -> Vec<Case> {
    let signature = Some(Check::Signature);
    vec![
        case("an entry changed in its bundle", "tile", Some(100), None, |scene| {
            let bundle = scene.files.at("tile/entries/000");
            let text = String::from_utf8_lossy(&scene.world.entries[100]).into_owned();
            let place = bundle.windows(text.len()).position(|window| window == text.as_bytes()).unwrap();
            bundle[place + text.find("2026").unwrap() + 3] = b'5';
        }),
        case("an entry changed and every tile with it", "root", None, Some(Check::Root), |scene| {
            let head = scene.files.at("checkpoint").clone();
            scene.world.rewrite(500, |entry| entry.at = at(501));
            scene.publish();
            *scene.files.at("checkpoint") = head;
        }),
        case("two entries exchanged", "root", None, None, |scene| {
            let head = scene.files.at("checkpoint").clone();
            scene.world.entries.swap(500, 502);
            scene.publish();
            *scene.files.at("checkpoint") = head;
        }),
        case("a hash of a leaf", "tile", Some(257), Some(Check::Tiles), |scene| {
            scene.files.at("tile/0/001")[32] ^= 1;
        }),
        case("a hash above", "tile", None, Some(Check::Tiles), |scene| scene.files.at("tile/1/000.p/2")[63] ^= 128),
        case("a tile gone", "missing", None, None, |scene| {
            scene.files.0.remove("tile/0/001");
        }),
        case("a tile cut", "malformed", None, None, |scene| {
            scene.files.at("tile/0/001").pop();
        }),
        case("a bundle gone", "missing", None, None, |scene| {
            scene.files.0.remove("tile/entries/001");
        }),
        case("a bundle cut", "malformed", None, None, |scene| {
            scene.files.at("tile/entries/002.p/91").pop();
        }),
        case("no checkpoint", "missing", None, None, |scene| {
            scene.files.0.remove("checkpoint");
        }),
        case("a checkpoint that is not one", "malformed", None, None, |scene| {
            scene.files.at("checkpoint").insert(0, b'\n');
        }),
        case("a checkpoint signed by a stranger", "signature", None, signature, |scene| {
            let trusted = scene.world.log.clone();
            scene.world.log = key(ORIGIN, Algorithm::Ed25519, 99);
            let head = scene.world.checkpoint(scene.world.entries.len()).to_string();
            *scene.files.at("checkpoint") = head.into_bytes();
            scene.world.log = trusted;
        }),
        case("a signature over something else", "signature", None, signature, |scene| {
            let size = scene.world.entries.len();
            let (now, before) = (scene.world.checkpoint(size), scene.world.checkpoint(size - 1));
            let witnessed = now.signatures()[1].clone();
            let mixed = Note::new(now.text()).unwrap().with(before.signatures()[0].clone()).with(witnessed);
            *scene.files.at("checkpoint") = mixed.to_string().into_bytes();
        }),
        case("keys changed", "keys-changed", None, Some(Check::Keys), |scene| {
            let receipt = key("parvis.example/receipt", Algorithm::Ed25519, 98);
            let keys = Keys { receipt: vec![receipt.verifier().clone()], ..scene.world.keys() };
            *scene.files.at("key") = keys.to_string().into_bytes();
        }),
        case("no witness", "quorum", None, Some(Check::Cosignatures), |scene| {
            let head = scene.world.checkpoint(scene.world.entries.len());
            let head = head.keeping(|signature| signature.name == ORIGIN);
            *scene.files.at("checkpoint") = head.to_string().into_bytes();
        }),
        case("a witness who signed something else", "cosignature", None, Some(Check::Cosignatures), |scene| {
            let size = scene.world.entries.len();
            let (now, before) = (scene.world.checkpoint(size), scene.world.checkpoint(size - 1));
            let mixed = now.with(before.signatures()[1].clone());
            *scene.files.at("checkpoint") = mixed.to_string().into_bytes();
        }),
    ]
}

fn entries() -> Vec<Case> {
    let entries = Some(Check::Entries);
    vec![
        case("an entry that names an account", "entry", Some(LAST), entries, |scene| {
            let text = String::from_utf8(scene.world.entries.pop().unwrap()).unwrap();
            scene.world.openings.remove(&LAST);
            scene.world.entries.push(text.replacen('{', "{\"account\":7,", 1).into_bytes());
            scene.publish();
        }),
        case("an entry in another order", "entry", Some(LAST + 1), entries, |scene| {
            let text = br#"{"v":1,"type":"act","at":"2026-11-21T08:00:00.000000Z","action":"a","role":"b"}"#;
            scene.world.entries.push(text.to_vec());
            scene.publish();
        }),
        case("an entry of a type that nobody knows", "entry", Some(LAST + 1), entries, |scene| {
            scene.world.entries.push(br#"{"at":"2026-11-21T08:00:00.000000Z","type":"rumour","v":1}"#.to_vec());
            scene.publish();
        }),
        case("an erasure without a reason", "entry", Some(LAST + 1), entries, |scene| {
            let text = br#"{"at":"2026-11-21T08:00:00.000000Z","entry":3,"part":"text","type":"part_erased","v":1}"#;
            scene.world.entries.push(text.to_vec());
            scene.publish();
        }),
        case("a version logged a second time", "logged-twice", Some(LAST + 1), Some(Check::Versions), |scene| {
            scene.world.publish_version("proposal", target("PAN17-P1", 1), &[]);
            scene.publish();
        }),
        case("a link to nothing", "dangling-link", Some(DECISION), Some(Check::Links), |scene| {
            scene.world.rewrite(DECISION, |entry| {
                if let Event::Version(version) = &mut entry.event {
                    version.links[0].target = target("PAN17-P1", 3);
                }
            });
            scene.publish();
        }),
        case("an act on nothing", "dangling-link", Some(LAST + 1), Some(Check::Links), |scene| {
            scene.world.act("proposal.hide", Some(target("PAN17-P999", 1)), "…");
            scene.publish();
        }),
    ]
}

fn edit(scene: &mut Scene, index: u64, change: impl FnOnce(&mut Openings)) {
    scene.objects.clear();
    let file = scene.files.at(&Openings::path(index));
    let mut openings = Openings::parse(file).unwrap();
    change(&mut openings);
    *file = openings.encode().unwrap();
}

/// The openings of an entry, as they were before anything was erased.
fn fresh(index: u64) -> Openings {
    let mut world = crate::world::World::new();
    for number in 1..=10 {
        world.publish_version("proposal", target(format!("PAN17-P{number}"), 1), &[]);
        world.publish_version("comment", target(format!("PAN17-C{number}"), 1), &[]);
    }
    world.openings[&index].clone()
}

fn last_change(scene: &Scene, entry: u64, part: &str) -> u64 {
    let is = |index: &u64| match scene.world.entry(*index).event {
        Event::PartErased(change) => change.entry == entry && change.part == part,
        _ => false,
    };
    (0..scene.world.next()).rfind(is).unwrap()
}

fn redirect(entry: &mut ledger::entry::Entry, to: u64) {
    if let Event::PartErased(change) = &mut entry.event {
        change.entry = to;
    }
}

/// The story is where the cases believe it is.
#[test]
fn the_story_is_as_long_as_the_cases_say() {
    let world = world();
    assert_eq!(world.next(), LAST + 1);
    assert!(world.ballots.contains_key(&CLOSE));
    assert!(matches!(world.entry(DECISION).event, Event::Version(version) if version.target == Target {
        reference: "PAN17-D1".to_owned(), version: 1
    }));
    assert!(Timestamp::parse("2026-11-21T08:00:00.000000Z").is_ok());
}
