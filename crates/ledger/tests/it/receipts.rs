//! Receipts with which nothing is wrong: what they are said to show.

use ledger::Hash;
use ledger::receipt::Promised;
use ledger::verify::Checks;

use crate::cases;
use crate::story::{ERASED, KEPT, QUIET, RESTORED, Scene, votes};
use crate::world::at;

/// A receipt of every kind, and what each shows.
pub(crate) fn scene() -> (Scene, Vec<(&'static str, &'static str)>) {
    let mut scene = crate::story::scene();
    // People vote again, after the close that counted them.
    scene.world.act("phase.reopen", None, "Une semaine de plus.");
    scene.publish();
    let world = &scene.world;
    let size = world.entries.len();
    let proof = |index, size| world.proof(index, size).to_string().into_bytes();
    let commitment = world.openings[&QUIET].0["text"].commitment("text").unwrap();
    let all = [
        ("proof", proof(QUIET, KEPT), "PAN17-P16 version 1 is entry 30 of the log"),
        ("restored", proof(RESTORED, KEPT), "PAN17-P7 version 1 is entry 12 of the log"),
        (
            "erased",
            proof(ERASED, KEPT),
            "PAN17-C5 version 1 is entry 9 of the log, its author withdrawn since by entry 567 (account_erased), \
             its text withdrawn since by entry 566 (account_erased)",
        ),
        ("act", proof(564, size), "the act proposal.show on PAN17-P7 version 1 is entry 564 of the log"),
        ("return", proof(565, size), "the return of text of entry 12 is entry 565 of the log"),
        ("withdrawal", proof(566, size), "the withdrawal of text of entry 9 is entry 566 of the log"),
        ("count", proof(570, size), "the count of the votes on PAN17-P1 is entry 570 of the log"),
        (
            "promise",
            world.promise(Promised::Commitment(commitment), at(30)),
            "promised, and it is in the log: PAN17-P16 version 1 is entry 30",
        ),
        (
            "leaf",
            world.promise(Promised::Leaf(world.leaves()[3]), at(3)),
            "promised, and it is in the log: PAN17-C2 version 1 is entry 3",
        ),
        (
            "due",
            world.promise(Promised::Leaf(Hash::leaf(b"to come")), at(9_990)),
            "not in the log yet, to be by 2026-11-08T07:30:00.000000Z; verify again after that",
        ),
        ("vote", scene.votes[5].encode().unwrap(), "your vote on PAN17-P1 was counted by entry 570"),
        (
            "open",
            votes("PAN17-P9", 1)[0].encode().unwrap(),
            "the vote on PAN17-P9 is not closed yet; verify again after that",
        ),
        (
            "again",
            votes("PAN17-P1", 99)[98].encode().unwrap(),
            "the vote on PAN17-P1 is not closed yet; verify again after that",
        ),
        ("stranger", votes("AUTRE-P9", 1)[0].encode().unwrap(), "nothing of AUTRE-P9 is in this log"),
    ];
    let said = all.iter().map(|(name, _, words)| (*name, *words)).collect();
    scene.receipts = all.into_iter().map(|(name, bytes, _)| (name.to_owned(), bytes)).collect();
    (scene, said)
}

#[test]
fn a_good_receipt_is_said_to_be_good_and_what_it_shows() {
    let (scene, expected) = scene();
    let report = scene.verify(Checks::all());
    assert_eq!(report.findings, []);
    let said: Vec<(String, String)> =
        report.receipts.into_iter().map(|(name, held)| (name, held.to_string())).collect();
    let expected: Vec<(String, String)> =
        expected.into_iter().map(|(name, words)| (name.to_owned(), words.to_owned())).collect();
    assert_eq!(said, expected);
}

#[test]
fn nothing_good_is_said_of_a_receipt_with_which_something_is_wrong() {
    let clean = crate::story::scene();
    let mut wrong = 0;
    for case in cases::all() {
        let mut scene = clean.clone();
        (case.spoil)(&mut scene);
        for checks in [Some(Checks::all()), case.alone.map(|check| Checks::all().without(check))].into_iter().flatten()
        {
            let report = scene.verify(checks);
            let found = |name: &str| report.findings.iter().any(|finding| finding.path == name);
            assert!(!report.receipts.iter().any(|(name, _)| found(name)), "{}", case.name);
            wrong += usize::from(report.receipts.len() < scene.receipts.len());
        }
    }
    assert!(wrong > 8, "{wrong}");
}
