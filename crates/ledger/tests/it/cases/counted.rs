//! Votes tampered with, and what is found only with something kept outside.

use ledger::Hash;
use ledger::ballot::Ballots;
use ledger::entry::{Event, Votes};
use ledger::key::Algorithm;
use ledger::proof::Proof;
use ledger::receipt::{Kept, Promised};
use ledger::verify::{Check, Shown, parse_objects};
use serde_json::json;

use super::{CLOSE, Case, LAST, case};
use crate::story::{KEPT, QUIET, Scene, world};
use crate::world::{ORIGIN, at, key};

pub(super) fn ballots() -> Vec<Case> {
    let of = Some(Check::Ballots);
    vec![
        case("a vote exchanged for another", "ballot-root", Some(CLOSE), of, |scene| {
            scene.receipts.clear();
            let path = Ballots::path(CLOSE);
            let text = String::from_utf8(scene.files.at(&path).clone()).unwrap();
            let (first, rest) = text.split_at(64);
            let other = Hash::of(&[b"other"]).to_hex();
            let smaller = format!("00{}", &other[2..]);
            assert!(smaller.as_str() < first);
            *scene.files.at(&path) = format!("{smaller}{rest}").into_bytes();
        }),
        case("a choice changed", "tally", Some(CLOSE), None, |scene| {
            scene.receipts.clear();
            let path = Ballots::path(CLOSE);
            let text = String::from_utf8(scene.files.at(&path).clone()).unwrap();
            *scene.files.at(&path) = text.replacen("disagree", "agree", 1).into_bytes();
        }),
        case("a revision changed", "ballot-root", Some(CLOSE), of, |scene| {
            scene.receipts.clear();
            let path = Ballots::path(CLOSE);
            let text = String::from_utf8(scene.files.at(&path).clone()).unwrap();
            *scene.files.at(&path) = text.replacen(" 2 ", " 1 ", 1).into_bytes();
        }),
        case("a line removed", "ballot-count", Some(CLOSE), None, |scene| {
            let lines = scene.files.at(&Ballots::path(CLOSE));
            let first = lines.iter().position(|byte| *byte == b'\n').unwrap();
            lines.drain(..=first);
        }),
        case("lines in another order", "malformed", Some(CLOSE), None, |scene| {
            scene.receipts.clear();
            let lines = scene.files.at(&Ballots::path(CLOSE));
            let first = lines.iter().position(|byte| *byte == b'\n').unwrap();
            lines.rotate_left(first + 1);
        }),
        case("the lines gone", "missing", Some(CLOSE), None, |scene| {
            scene.receipts.clear();
            scene.files.0.remove(&Ballots::path(CLOSE));
        }),
        case("a result announced that nobody voted", "tally", Some(CLOSE), Some(Check::Tallies), |scene| {
            change_votes(scene, |votes| *votes.tally.as_mut().unwrap().get_mut("agree").unwrap() += 100);
        }),
        case("more votes than accounts", "more-votes-than-accounts", Some(CLOSE), Some(Check::Accounts), |scene| {
            change_votes(scene, |votes| votes.accounts = 23);
        }),
    ]
}

pub(super) fn kept() -> Vec<Case> {
    let (promises, inclusion) = (Some(Check::Promises), Some(Check::Inclusion));
    vec![
        case("history rewritten and signed", "rewritten", None, Some(Check::Consistency), |scene| {
            scene.receipts.clear();
            scene.world.rewrite(100, |entry| entry.at = at(101));
            scene.publish();
        }),
        case("the last entry cut off", "shrunk", None, Some(Check::Consistency), |scene| {
            scene.since = Some(scene.files.at("checkpoint").clone());
            scene.world.entries.pop();
            scene.world.openings.remove(&LAST);
            scene.publish();
        }),
        case("a kept checkpoint that the log did not sign", "signature", None, Some(Check::Signature), |scene| {
            let mut world = world();
            world.log = key(ORIGIN, Algorithm::Ed25519, 97);
            scene.since = Some(world.checkpoint(KEPT).to_string().into_bytes());
        }),
        case("a promise that was not kept", "promise-broken", None, promises, |scene| {
            let promise = scene.world.promise(Promised::Leaf(Hash::leaf(b"never logged")), at(30));
            scene.receipts = vec![("promise".to_owned(), promise)];
        }),
        case("a promise that someone else made", "signature", None, promises, |scene| {
            scene.world.receipt = key("parvis.example/receipt", Algorithm::Ed25519, 96);
            let promise = scene.world.promise(Promised::Leaf(scene.world.leaves()[3]), at(30));
            scene.receipts = vec![("promise".to_owned(), promise)];
        }),
        case("a receipt of a log that others do not see", "not-included", Some(QUIET), inclusion, |scene| {
            let mut fork = world();
            fork.rewrite(QUIET, |entry| entry.at = at(31));
            scene.receipts = vec![("proof".to_owned(), fork.proof(QUIET, KEPT).to_string().into_bytes())];
        }),
        case("a receipt from before history was rewritten", "rewritten", Some(QUIET), inclusion, |scene| {
            let mut fork = world();
            fork.rewrite(100, |entry| entry.at = at(101));
            scene.receipts = vec![("proof".to_owned(), fork.proof(QUIET, KEPT).to_string().into_bytes())];
        }),
        case("a receipt with another text", "opening", Some(QUIET), inclusion, |scene| {
            change_proof(scene, |proof| {
                let mut kept = Kept::parse(proof.extra.as_deref().unwrap()).unwrap();
                kept.openings.get_mut("text").unwrap().value = json!("Autre chose");
                proof.extra = Some(kept.encode().unwrap());
            });
        }),
        case("a receipt with a wrong hash", "not-included", Some(QUIET), inclusion, |scene| {
            change_proof(scene, |proof| proof.hashes[2] = Hash::empty());
        }),
        case("a vote that was not counted", "vote-not-counted", Some(CLOSE), Some(Check::Votes), |scene| {
            let mut vote = scene.votes[5].clone();
            vote.choice = "agree".to_owned();
            scene.receipts = vec![("vote".to_owned(), vote.encode().unwrap())];
        }),
        case("a public text that was never logged", "unlogged", None, Some(Check::Objects), |scene| {
            scene.objects.extend(parse_objects(r#"{"ref":"PAN17-P777","version":1}"#).unwrap());
        }),
        case("a page that shows another text", "shown-otherwise", Some(QUIET), Some(Check::Objects), |scene| {
            if let Shown::Object(object) = &mut scene.objects[1] {
                object.parts.insert("text".to_owned(), json!("Autre chose"));
            }
        }),
    ]
}

fn change_votes(scene: &mut Scene, change: impl FnOnce(&mut Votes)) {
    scene.world.rewrite(CLOSE, |entry| {
        if let Event::Votes(votes) = &mut entry.event {
            change(votes);
        }
    });
    scene.publish();
}

fn change_proof(scene: &mut Scene, change: impl FnOnce(&mut Proof)) {
    let mut proof = scene.world.proof(QUIET, KEPT);
    change(&mut proof);
    scene.receipts = vec![("proof".to_owned(), proof.to_string().into_bytes())];
}
