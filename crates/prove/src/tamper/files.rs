//! Tampering with what is published, by an operator who has every key and whose
//! witness helps. All of it is found without anything kept.

use ledger::Timestamp;
use ledger::ballot::Ballots;
use ledger::commitment::Openings;
use ledger::entry::{Entry, Event, Fact, Target};
use ledger::key::{Algorithm, SigningKeyPair};
use ledger::note::Note;
use ledger::tile::{Row, Tile, WIDTH};
use ledger::verify::{Check, Shown, objects_path};
use serde_json::json;

use super::case::{Case, Class, Scene};
use super::copy::Copy;
use super::story::Kept;

const fn case(name: &'static str, code: &'static str, check: Option<Check>, spoil: fn(&mut Scene, &Kept)) -> Case {
    Case { name, class: Class::A, code, check, spoil }
}

pub(super) fn cases() -> Vec<Case> {
    let mut all = openings();
    all.extend(tree());
    all.extend(heads());
    all.extend(entries());
    all.extend(ballots());
    all.extend(pages());
    all
}

fn openings() -> Vec<Case> {
    let (opens, absent, erased) = (Some(Check::Openings), Some(Check::Absences), Some(Check::Erasures));
    vec![
        case("a text changed on its page and in its opening", "opening", opens, |scene, _| {
            let index = scene.copy.quiet("proposal");
            scene.copy.edit_and_show(index, |openings| value(openings, "text", json!({ "title": "Autre chose" })));
        }),
        case("someone else's name on a comment", "opening", opens, |scene, _| {
            let index = scene.copy.quiet("comment");
            scene
                .copy
                .edit_and_show(index, |openings| value(openings, "author", json!({ "name": "Quelqu'un d'autre" })));
        }),
        case("another reason in an answer", "opening", opens, |scene, _| {
            let index = scene.copy.quiet("decision");
            scene
                .copy
                .edit_and_show(index, |openings| value(openings, "text", json!({ "reason": "Une autre raison" })));
        }),
        case("a salt changed", "opening", opens, |scene, _| {
            let index = scene.copy.quiet("proposal");
            scene.copy.edit(index, |openings| {
                if let Some(opening) = openings.0.get_mut("text") {
                    opening.salt[0] ^= 1;
                }
            });
        }),
        case("two texts exchanged", "opening", opens, |scene, _| {
            let of = scene.copy.opened("proposal");
            let (left, right) = (Openings::path(of[0]), Openings::path(of[1]));
            let (a, b) = (scene.copy.at(&left).clone(), scene.copy.at(&right).clone());
            *scene.copy.at(&left) = b;
            *scene.copy.at(&right) = a;
        }),
        case("a part that was never logged", "unknown-part", opens, |scene, _| {
            let index = scene.copy.quiet("proposal");
            scene.copy.edit(index, |openings| {
                if let Some(opening) = openings.0.get("text").cloned() {
                    openings.0.insert("annex".to_owned(), opening);
                }
            });
        }),
        case("a contribution gone, page and opening", "unexplained", absent, |scene, _| {
            let index = scene.copy.quiet("proposal");
            scene.copy.edit_and_show(index, |openings| openings.0.clear());
            scene.copy.files.remove(&Openings::path(index));
        }),
        case("an author gone", "unexplained", absent, |scene, _| {
            let index = scene.copy.quiet("comment");
            scene.copy.edit_and_show(index, |openings| drop(openings.0.remove("author")));
        }),
        case("a text hidden whose entry says that of another", "unexplained", absent, |scene, _| {
            let other = scene.copy.quiet("proposal");
            let by = scene.copy.find(|entry| matches!(entry.event, Event::PartErased(_)));
            scene.copy.rewrite(by, |entry| {
                if let Event::PartErased(change) = &mut entry.event {
                    change.entry = other;
                }
            });
        }),
        case("a hidden text published again in silence", "erased-but-open", erased, |scene, kept| {
            let (index, opening) = &kept.hidden;
            *scene.copy.at(&Openings::path(*index)) = opening.clone();
        }),
        case("an erasure of what was never there", "erases-nothing", erased, |scene, _| {
            let index = scene.copy.quiet("proposal");
            scene.copy.add(change("part_erased", index, "annex"));
        }),
        case("a restoration of what was not hidden", "erases-nothing", erased, |scene, _| {
            let index = scene.copy.quiet("proposal");
            scene.copy.add(change("part_restored", index, "text"));
        }),
        case("openings that are not canonical", "malformed", None, |scene, _| {
            let index = scene.copy.quiet("proposal");
            scene.copy.at(&Openings::path(index)).insert(0, b' ');
        }),
    ]
}

fn value(openings: &mut Openings, part: &str, value: serde_json::Value) {
    if let Some(opening) = openings.0.get_mut(part) {
        opening.value = value;
    }
}

fn change(kind: &str, entry: u64, part: &str) -> Vec<u8> {
    let reason = "moderated";
    json!({ "at": "2026-11-21T08:00:00.000000Z", "entry": entry, "part": part, "reason": reason, "type": kind, "v": 1 })
        .to_string()
        .into_bytes()
}

/// The bundle and the tile of the first entries.
fn first(copy: &Copy, row: Row) -> String {
    Tile::of_tree(row, 0, copy.size()).map_or_else(String::new, |tile| tile.path())
}

fn tree() -> Vec<Case> {
    vec![
        case("an entry changed in its bundle", "root", Some(Check::Root), |scene, _| {
            let path = first(&scene.copy, Row::Entries);
            let bundle = scene.copy.at(&path);
            let place = bundle.windows(5).position(|window| window == b"\"at\":").unwrap_or_default();
            bundle[place + 9] = if bundle[place + 9] == b'1' { b'0' } else { b'1' };
        }),
        case("an entry changed and every tile with it", "root", Some(Check::Root), |scene, _| {
            let head = scene.copy.head();
            let index = scene.copy.quiet("comment");
            scene.copy.rewrite(index, |entry| entry.at = entry.at.plus_seconds(1));
            *scene.copy.at("checkpoint") = head;
        }),
        case("two entries exchanged", "root", Some(Check::Root), |scene, _| {
            let (mut entries, index) = (scene.copy.entries(), scene.copy.quiet("comment"));
            entries.swap(0, usize::try_from(index).unwrap_or_default());
            scene.copy.publish_unsigned(&entries);
        }),
        case("a hash in a tile", "tile", Some(Check::Tiles), |scene, _| {
            let path = first(&scene.copy, Row::Level(0));
            scene.copy.at(&path)[40] ^= 1;
        }),
        case("a hash of a higher tile", "tile", Some(Check::Tiles), |scene, _| {
            let path = first(&scene.copy, Row::Level(1));
            scene.copy.at(&path)[3] ^= 128;
        }),
        case("a tile gone", "missing", None, |scene, _| {
            let path = first(&scene.copy, Row::Level(0));
            scene.copy.files.remove(&path);
        }),
        case("a bundle gone", "missing", None, |scene, _| {
            let path = first(&scene.copy, Row::Entries);
            scene.copy.files.remove(&path);
        }),
        case("a bundle cut short", "malformed", None, |scene, _| {
            let path = first(&scene.copy, Row::Entries);
            scene.copy.at(&path).pop();
        }),
        case("a partial tile with one hash less", "malformed", None, |scene, _| {
            let size = scene.copy.size();
            let last = Tile::of_tree(Row::Level(0), size / u64::from(WIDTH), size);
            let path = last.map_or_else(|| first(&scene.copy, Row::Level(0)), |tile| tile.path());
            let length = scene.copy.at(&path).len();
            scene.copy.at(&path).truncate(length - 32);
        }),
    ]
}

fn heads() -> Vec<Case> {
    let (signed, cosigned) = (Some(Check::Signature), Some(Check::Cosignatures));
    vec![
        case("a head that a stranger signed", "signature", signed, |scene, _| {
            let entries = scene.copy.entries();
            let name = scene.copy.signers.log.verifier().name().to_owned();
            if let Ok(stranger) = SigningKeyPair::from_seed(&name, Algorithm::Ed25519, &[9; 32]) {
                let note = scene.copy.signed(&entries, &stranger, &scene.copy.signers.witness.clone());
                *scene.copy.at("checkpoint") = note.into_bytes();
            }
        }),
        case("the log's signature of another head", "signature", signed, |scene, _| {
            mix(scene, |signature, log| signature.name != log);
        }),
        case("a witness's signature of another head", "cosignature", cosigned, |scene, _| {
            mix(scene, |signature, log| signature.name == log);
        }),
        case("a head without its witness", "quorum", cosigned, |scene, _| {
            let name = scene.copy.signers.log.verifier().name().to_owned();
            let note = scene.copy.note().map(|note| note.keeping(|signature| signature.name == name).to_string());
            *scene.copy.at("checkpoint") = note.unwrap_or_default().into_bytes();
        }),
        case("no head", "missing", None, |scene, _| drop(scene.copy.files.remove("checkpoint"))),
        case("a head that cannot be read", "malformed", None, |scene, _| scene.copy.at("checkpoint").insert(0, b'\n')),
    ]
}

/// The head with signatures of another one for those that are not kept.
fn mix(scene: &mut Scene, keep: impl Fn(&ledger::note::Signature, &str) -> bool) {
    let entries = scene.copy.entries();
    let (log, witness) = (scene.copy.signers.log.clone(), scene.copy.signers.witness.clone());
    let name = log.verifier().name().to_owned();
    let other = scene.copy.signed(&entries[..entries.len() - 1], &log, &witness);
    let (Some(now), Ok(other)) = (scene.copy.note(), Note::parse(other.as_bytes())) else { return };
    let kept = now.signatures().iter().filter(|signature| keep(signature, &name)).cloned();
    let wrong = other.signatures().iter().filter(|signature| !keep(signature, &name)).cloned();
    let Ok(bare) = Note::new(now.text()) else { return };
    let mixed = kept.chain(wrong).fold(bare, Note::with);
    *scene.copy.at("checkpoint") = mixed.to_string().into_bytes();
}

fn entries() -> Vec<Case> {
    let (formed, links) = (Some(Check::Entries), Some(Check::Links));
    vec![
        case("an entry that names an account", "entry", formed, |scene, _| {
            let text = r#"{"account":7,"action":"a","at":"2026-11-21T08:00:00.000000Z","role":"b","type":"act","v":1}"#;
            scene.copy.add(text.as_bytes().to_vec());
        }),
        case("an entry in another order", "entry", formed, |scene, _| {
            let text = r#"{"v":1,"type":"act","at":"2026-11-21T08:00:00.000000Z","action":"a","role":"b"}"#;
            scene.copy.add(text.as_bytes().to_vec());
        }),
        case("an erasure without a reason", "entry", formed, |scene, _| {
            let text = r#"{"at":"2026-11-21T08:00:00.000000Z","entry":3,"part":"text","type":"part_erased","v":1}"#;
            scene.copy.add(text.as_bytes().to_vec());
        }),
        case("a version logged a second time with another text", "logged-twice", Some(Check::Versions), |scene, _| {
            let index = scene.copy.quiet("proposal");
            let entries = scene.copy.entries();
            let opening = scene.copy.at(&Openings::path(index)).clone();
            scene.copy.add(entries[usize::try_from(index).unwrap_or_default()].clone());
            *scene.copy.at(&Openings::path(entries.len() as u64)) = opening;
        }),
        case("a decision said to come from what is not there", "dangling-link", links, |scene, _| {
            let index = scene.copy.quiet("decision");
            scene.copy.rewrite(index, |entry| {
                if let Event::Version(version) = &mut entry.event
                    && let Some(link) = version.links.first_mut()
                {
                    link.target = Target { reference: "NULLE-PART".to_owned(), version: 3 };
                }
            });
        }),
        case("an act on something that is not there", "dangling-link", links, |scene, _| {
            let text = r#"{"action":"proposal.hide","at":"2026-11-21T08:00:00.000000Z","on":{"ref":"NULLE-PART","version":1},"role":"moderator","type":"act","v":1}"#;
            scene.copy.add(text.as_bytes().to_vec());
        }),
    ]
}

fn ballots() -> Vec<Case> {
    let lines = Some(Check::Ballots);
    vec![
        case("a vote exchanged for another", "ballot-root", lines, |scene, _| {
            let close = scene.copy.close();
            let mut votes = scene.copy.lines(close);
            votes[0] = format!("{}{}", "0".repeat(64), &votes[0][64..]);
            scene.copy.set_lines(close, &votes);
        }),
        case("a choice changed in the published lines", "tally", Some(Check::Tallies), |scene, _| {
            let close = scene.copy.close();
            let mut votes = scene.copy.lines(close);
            let changed = votes.iter_mut().find(|line| line.ends_with(" agree\n"));
            if let Some(line) = changed {
                *line = line.replace(" agree\n", " disagree\n");
            }
            scene.copy.set_lines(close, &votes);
        }),
        case("a vote said to be on another revision", "ballot-root", lines, |scene, _| {
            let close = scene.copy.close();
            let mut votes = scene.copy.lines(close);
            let mut words: Vec<String> = votes[0].split(' ').map(str::to_owned).collect();
            words[1] = "77".to_owned();
            votes[0] = words.join(" ");
            scene.copy.set_lines(close, &votes);
        }),
        case("a vote removed from the published lines", "ballot-count", lines, |scene, _| {
            let close = scene.copy.close();
            let votes = scene.copy.lines(close);
            scene.copy.set_lines(close, &votes[1..]);
        }),
        case("votes in another order", "malformed", None, |scene, _| {
            let close = scene.copy.close();
            let mut votes = scene.copy.lines(close);
            votes.reverse();
            scene.copy.set_lines(close, &votes);
        }),
        case("the lines of a close gone", "missing", None, |scene, _| {
            let close = scene.copy.close();
            scene.copy.files.remove(&Ballots::path(close));
        }),
        case("another result in the entry of a close", "tally", Some(Check::Tallies), |scene, _| {
            let close = scene.copy.close();
            scene.copy.rewrite(close, |entry| {
                if let Event::Votes(votes) = &mut entry.event
                    && let Some(tally) = &mut votes.tally
                {
                    *tally.entry("agree".to_owned()).or_default() += 5;
                }
            });
        }),
        case("more votes than accounts", "more-votes-than-accounts", Some(Check::Accounts), |scene, _| {
            let close = scene.copy.close();
            scene.copy.rewrite(close, |entry| {
                if let Event::Votes(votes) = &mut entry.event {
                    votes.accounts = votes.leaves - 1;
                }
            });
        }),
    ]
}

fn pages() -> Vec<Case> {
    vec![
        case("a page about what was never logged", "unlogged", Some(Check::Objects), |scene, _| {
            let line = b"{\"parts\":{},\"ref\":\"NULLE-PART\",\"version\":1}\n";
            scene.copy.at(&objects_path(0)).extend_from_slice(line);
        }),
        case("a page of tomorrow about what was never logged", "unlogged", Some(Check::Objects), |scene, _| {
            let line = b"{\"ref\":\"NULLE-PART\",\"since\":\"2099-01-01T00:00:00.000000Z\",\"version\":1}\n";
            scene.copy.at(&objects_path(0)).extend_from_slice(line);
        }),
        case("a result of tomorrow", "result-shown", Some(Check::Results), |scene, _| {
            scene.copy.show(|shown| {
                if let Shown::Result(result) = shown {
                    *result.counts.entry("agree".to_owned()).or_default() += 1;
                    result.since = Timestamp::parse("2099-01-01T00:00:00.000000Z").ok();
                }
                true
            });
        }),
        case("a page that is gone", "not-shown", Some(Check::Shown), |scene, _| {
            let mut gone = false;
            scene.copy.show(|shown| {
                let is = matches!(shown, Shown::Object(object) if object.parts.contains_key("text"));
                let keep = gone || !is;
                gone |= is;
                keep
            });
        }),
        case("a result that is gone", "not-shown", Some(Check::Results), |scene, _| {
            scene.copy.show(|shown| !matches!(shown, Shown::Result(_)));
        }),
        case("a list of what is shown that does not end", "malformed", None, |scene, _| {
            let line = b"{\"ref\":\"NULLE-PART\",\"version\":1}\n";
            scene.copy.at(&objects_path(0)).extend_from_slice(&line.repeat(20_000));
        }),
        case("a text withheld as hidden, which no decision hid", "undecided", Some(Check::Reasons), |scene, _| {
            let hid = |entry: &Entry| {
                let Event::Version(version) = &entry.event else { return false };
                version.facts.get("outcome") == Some(&Fact::Text("hidden".to_owned()))
            };
            let entries = scene.copy.read_entries();
            for (number, _) in (0..).zip(&entries).filter(|(_, entry)| hid(entry)) {
                scene.copy.rewrite(number, |entry| {
                    if let Event::Version(version) = &mut entry.event {
                        version.facts.insert("outcome".to_owned(), Fact::Text("public".to_owned()));
                    }
                });
            }
        }),
        case("no list of what is shown", "missing", None, |scene, _| {
            scene.copy.files.retain(|path, _| !path.starts_with("objects/"));
        }),
    ]
}
