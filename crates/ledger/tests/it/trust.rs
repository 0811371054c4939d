//! What someone trusts: the keys of a log, or its own key alone.

use ledger::archive;
use ledger::key::Algorithm;
use ledger::keys::{Keys, Trust};
use ledger::verify::{Checks, Verifier};

use crate::story::{Scene, now, scene};
use crate::world::{ORIGIN, key};

fn found(scene: &Scene, trusted: Trust) -> Vec<&'static str> {
    let report = Verifier::new(&scene.files, now()).checking(Checks::all()).trusting(trusted).run();
    report.findings.into_iter().map(|finding| finding.problem.code()).collect()
}

#[test]
fn the_keys_of_a_log_or_its_own_key_can_be_trusted() {
    let world = scene().world;
    let (keys, line) = (world.keys(), world.log.verifier().to_string());
    assert_eq!(Trust::parse(keys.to_string().as_bytes()), Ok(Trust::Keys(keys.clone())));
    for text in [line.clone(), format!("{line}\n"), format!("  {line}\r\n"), format!("log {line}\n")] {
        assert_eq!(Trust::parse(text.as_bytes()), Ok(Trust::Log(world.log.verifier().clone())), "{text:?}");
    }
    let witness = world.witness.verifier().to_string();
    for text in ["", "keys?", &line[1..], witness.as_str(), "a key", "\u{feff}"] {
        let refused = Trust::parse(text.as_bytes()).unwrap_err().to_string();
        assert!(refused.contains("neither a file `key` nor a key name+id+base64"), "{text:?}: {refused}");
        assert_eq!(refused.lines().count(), 1, "{refused}");
    }
    assert!(Trust::parse(b"\xff").is_err());
}

#[test]
fn the_key_of_the_log_is_enough_to_know_it_by() {
    let mut scene = scene();
    let trusted = Trust::Log(scene.world.log.verifier().clone());
    assert_eq!(trusted.over(Some(&scene.world.keys())), scene.world.keys());
    assert_eq!(found(&scene, trusted.clone()), [""; 0]);
    let other = Trust::Log(key(ORIGIN, Algorithm::Ed25519, 99).verifier().clone());
    assert_eq!(found(&scene, other), ["keys-changed", "signature"]);
    // Who signs promises may change; who signs the log may not.
    let receipt = key("parvis.example/receipt", Algorithm::Ed25519, 98);
    let keys = Keys { receipt: vec![receipt.verifier().clone()], ..scene.world.keys() };
    *scene.files.at("key") = keys.to_string().into_bytes();
    assert_eq!(found(&scene, trusted.clone()), [""; 0]);
    assert_eq!(found(&scene, scene.world.keys().into()), ["keys-changed"]);
    scene.world.log = key(ORIGIN, Algorithm::Ed25519, 97);
    scene.publish();
    assert_eq!(found(&scene, trusted.clone()), ["keys-changed", "signature"]);
    scene.files.0.remove("key");
    assert_eq!(found(&scene, trusted), ["missing", "signature"]);
}

#[test]
fn an_archive_is_known_by_the_key_of_its_log() {
    let files = crate::archive::archived();
    let findings = |trusted: &Trust| archive::verify(&files, Some(trusted), |_, _| {}).findings.len();
    assert_eq!(findings(&Trust::Log(scene().world.log.verifier().clone())), 0);
    assert_eq!(findings(&Trust::Log(key("other.example/log", Algorithm::Ed25519, 1).verifier().clone())), 1);
    // It vouches for every page, whatever else the archive says of its keys.
    let forged =
        archive::verify(&crate::archive::forged(), Some(&Trust::Log(scene().world.log.verifier().clone())), |_, _| {});
    assert_eq!(forged.findings.len(), 1);
}
