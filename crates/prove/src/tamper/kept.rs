//! Tampering that nobody could see in what is published alone: a whole other history,
//! signed by every key. It is found by whoever kept something.

use ledger::ballot::Ballots;
use ledger::entry::{Event, Votes};
use ledger::key::{Algorithm, SigningKeyPair};
use ledger::keys::Keys;
use ledger::proof::Proof;
use ledger::receipt::Kept as Opened;
use ledger::verify::{Check, Shown};
use serde_json::json;

use super::case::{Case, Class, Scene};
use super::copy::Copy;
use super::story::Kept;

const fn case(name: &'static str, code: &'static str, check: Option<Check>, spoil: fn(&mut Scene, &Kept)) -> Case {
    Case { name, class: Class::B, code, check, spoil }
}

pub(super) fn cases() -> Vec<Case> {
    let mut all = histories();
    all.extend(receipts());
    all
}

fn histories() -> Vec<Case> {
    let (since, keys) = (Some(Check::Consistency), Some(Check::Keys));
    vec![
        case("a date changed and everything signed again", "rewritten", since, |scene, kept| {
            scene.since = Some(kept.head.clone());
            let index = scene.copy.quiet("proposal");
            scene.copy.rewrite(index, |entry| entry.at = entry.at.plus_seconds(3_600));
        }),
        case("another text logged in its place", "rewritten", since, |scene, kept| {
            scene.since = Some(kept.head.clone());
            another_text(scene);
        }),
        case("a decision turned round, in log and page", "rewritten", since, |scene, kept| {
            scene.since = Some(kept.head.clone());
            let index = scene.copy.quiet("decision");
            scene.copy.rewrite(index, |entry| {
                if let Event::Version(version) = &mut entry.event {
                    version.facts.insert("outcome".to_owned(), ledger::entry::Fact::Text("retained".to_owned()));
                }
            });
            show_as_logged(&mut scene.copy);
        }),
        case("the last entries dropped", "shrunk", since, |scene, kept| {
            scene.since = Some(kept.last_head.clone());
            let mut entries = scene.copy.entries();
            entries.truncate(entries.len() - 3);
            scene.copy.publish(&entries);
        }),
        case("another head of the same size shown to someone else", "rewritten", since, |scene, kept| {
            // What the other person was shown and kept, against what is published.
            let mut other = scene.copy.clone();
            other.rewrite(1, |entry| entry.at = entry.at.plus_seconds(1));
            scene.since = Some(other.head());
            scene.trusted = Some(kept.keys.clone());
        }),
        case("a log begun anew under other keys", "keys-changed", keys, |scene, kept| {
            scene.trusted = Some(kept.keys.clone());
            let name = scene.copy.signers.log.verifier().name().to_owned();
            if let Ok(key) = SigningKeyPair::from_seed(&name, Algorithm::Ed25519, &[7; 32]) {
                scene.copy.signers.log = key.clone();
                let keys = Keys { log: vec![key.verifier().clone()], ..kept.keys.clone() };
                *scene.copy.at("key") = keys.to_string().into_bytes();
                let entries = scene.copy.entries();
                scene.copy.publish(&entries);
            }
        }),
        case("the witness left out of the published keys", "keys-changed", keys, |scene, kept| {
            scene.trusted = Some(kept.keys.clone());
            let keys = Keys { witnesses: Vec::new(), quorum: 0, ..kept.keys.clone() };
            *scene.copy.at("key") = keys.to_string().into_bytes();
        }),
        case("a kept head that the log did not sign", "signature", Some(Check::Signature), |scene, kept| {
            let text = String::from_utf8_lossy(&kept.head).into_owned();
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines[1] = "3".to_owned();
            scene.since = Some((lines.join("\n") + "\n").into_bytes());
        }),
    ]
}

/// A whole history in which a text was always another.
fn another_text(scene: &mut Scene) {
    let index = scene.copy.quiet("proposal");
    scene.copy.edit_and_show(index, |openings| {
        if let Some(opening) = openings.0.get_mut("text") {
            opening.value = json!({ "title": "Un tout autre texte" });
        }
    });
    let commitment = scene.copy.openings(index).0.get("text").and_then(|opening| opening.commitment("text").ok());
    scene.copy.rewrite(index, |entry| {
        if let (Event::Version(version), Some(commitment)) = (&mut entry.event, commitment) {
            version.parts.insert("text".to_owned(), commitment);
        }
    });
}

/// Pages show the facts that the log has.
fn show_as_logged(copy: &mut Copy) {
    let entries = copy.read_entries();
    copy.show(|shown| {
        if let Shown::Object(object) = shown
            && !object.facts.is_empty()
        {
            let logged = entries.iter().find_map(|entry| match &entry.event {
                Event::Version(version) if version.target == object.target => Some(version.facts.clone()),
                _ => None,
            });
            object.facts = logged.unwrap_or_default();
        }
        true
    });
}

fn receipts() -> Vec<Case> {
    let (promises, included, votes) = (Some(Check::Promises), Some(Check::Inclusion), Some(Check::Votes));
    vec![
        case("a contribution accepted and never logged", "promise-broken", promises, |scene, kept| {
            scene.now = scene.now.plus_seconds(7_200);
            scene.receipts = vec![("promise".to_owned(), kept.promise.clone())];
            let index = kept.promised;
            let mut entries = scene.copy.entries();
            entries.remove(usize::try_from(index).unwrap_or_default());
            scene.copy.publish(&entries);
        }),
        case("a promise that someone else signed", "signature", promises, |scene, kept| {
            let text = String::from_utf8_lossy(&kept.promise).replace("within 3600", "within 36000");
            scene.receipts = vec![("promise".to_owned(), text.into_bytes())];
        }),
        case("a receipt from before history was rewritten", "rewritten", included, |scene, kept| {
            scene.receipts = vec![("proof".to_owned(), kept.proof.clone())];
            scene.copy.rewrite(1, |entry| entry.at = entry.at.plus_seconds(1));
        }),
        case("a receipt of a text that was replaced since", "not-included", included, |scene, kept| {
            scene.receipts = vec![("proof".to_owned(), kept.proof.clone())];
            let index = kept.proven;
            scene.copy.rewrite(index, |entry| entry.at = entry.at.plus_seconds(1));
        }),
        case("a receipt with another text", "opening", included, |scene, kept| {
            change_proof(scene, kept, |proof| {
                let opened = Opened::parse(proof.extra.as_deref().unwrap_or_default());
                if let Ok(mut opened) = opened {
                    if let Some(opening) = opened.openings.get_mut("text") {
                        opening.value = json!({ "title": "Autre chose" });
                    }
                    proof.extra = opened.encode().ok();
                }
            });
        }),
        case("a receipt with a wrong hash", "not-included", included, |scene, kept| {
            change_proof(scene, kept, |proof| {
                if let Some(hash) = proof.hashes.first_mut() {
                    *hash = ledger::Hash::empty();
                }
            });
        }),
        case("a vote changed at the close, recounted and signed again", "vote-not-counted", votes, |scene, kept| {
            scene.receipts = vec![("vote".to_owned(), kept.vote.clone())];
            let lines = scene.copy.lines(kept.vote_close);
            let changed = lines.iter().map(|line| {
                let own = line.starts_with(&kept.vote_line);
                let turned = if line.ends_with(" agree\n") {
                    line.replace(" agree", " disagree")
                } else {
                    line.replace(" disagree", " agree").replace(" mixed", " agree")
                };
                if own { turned } else { line.clone() }
            });
            recount(scene, kept.vote_close, &changed.collect::<Vec<_>>());
        }),
        case("a vote left out of the close, recounted and signed again", "vote-not-counted", votes, |scene, kept| {
            scene.receipts = vec![("vote".to_owned(), kept.vote.clone())];
            let lines = scene.copy.lines(kept.vote_close);
            let others: Vec<String> = lines.into_iter().filter(|line| !line.starts_with(&kept.vote_line)).collect();
            recount(scene, kept.vote_close, &others);
        }),
    ]
}

fn change_proof(scene: &mut Scene, kept: &Kept, change: impl FnOnce(&mut Proof)) {
    if let Ok(mut proof) = Proof::parse(&kept.proof) {
        change(&mut proof);
        scene.receipts = vec![("proof".to_owned(), proof.to_string().into_bytes())];
    }
}

/// Publishes other votes, with everything that follows from them.
fn recount(scene: &mut Scene, close: u64, lines: &[String]) {
    scene.copy.set_lines(close, lines);
    let Ok(ballots) = Ballots::parse(lines.concat().as_bytes()) else { return };
    let mut about = String::new();
    scene.copy.rewrite(close, |entry| {
        if let Event::Votes(votes) = &mut entry.event {
            about.clone_from(&votes.reference);
            let (root, tally) = (ballots.root(), Some(ballots.tally()));
            *votes = Votes { leaves: lines.len() as u64, root, tally, ..votes.clone() };
        }
    });
    scene.copy.show(|shown| {
        if let Shown::Result(result) = shown
            && result.reference == about
            && !result.imported
        {
            result.counts = ballots.tally();
        }
        true
    });
}
