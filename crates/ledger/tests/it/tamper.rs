//! Each way to tamper is found, and by the check that is there for it.

use std::collections::BTreeSet;

use ledger::verify::{Check, Checks, Verifier};
use proptest::prelude::*;

use crate::cases;
use crate::story::{now, scene};

#[test]
fn each_way_to_tamper_is_found_and_named() {
    let clean = scene();
    for case in cases::all() {
        let mut scene = clean.clone();
        (case.spoil)(&mut scene);
        let findings = scene.verify(Checks::all()).findings;
        let named = findings.iter().any(|found| found.problem.code() == case.code && found.index == case.index);
        assert!(named, "{}: expected {} of {:?}, found {findings:#?}", case.name, case.code, case.index);
    }
}

#[test]
fn without_its_check_each_case_goes_unnoticed() {
    let clean = scene();
    for case in cases::all() {
        let Some(check) = case.alone else {
            continue;
        };
        let mut scene = clean.clone();
        (case.spoil)(&mut scene);
        let without = scene.verify(Checks::all().without(check)).findings;
        assert_eq!(without, [], "{} is found by something else than {}", case.name, check.name());
        let with = scene.verify(Checks::none().with(check)).findings;
        assert!(!with.is_empty(), "{} is not found by {}", case.name, check.name());
    }
}

#[test]
fn every_check_has_a_case_that_shows_what_it_is_for() {
    let shown: BTreeSet<Check> = cases::all().iter().filter_map(|case| case.alone).collect();
    assert_eq!(shown.into_iter().collect::<Vec<_>>(), {
        let mut all = Check::ALL;
        all.sort();
        all
    });
    assert!(Check::ALL.iter().all(|check| Check::parse(&check.name()) == Some(*check)));
}

#[test]
fn a_finding_says_which_entry_which_file_and_what_was_expected() {
    let mut scene = scene();
    scene.files.at("tile/0/001")[32] ^= 1;
    let finding = scene.verify(Checks::all()).findings[0].to_string();
    assert!(finding.starts_with("tile: entry 257: tile/0/001: expected the hash "), "{finding}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_bit_turned_in_any_file_is_found(file in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let clean = scene();
        let paths: Vec<&String> = clean.files.0.keys().filter(|path| !path.starts_with("openings/")).collect();
        let openings: Vec<&String> = clean.files.0.keys().filter(|path| path.starts_with("openings/")).collect();
        // Half of the cases among the few files that are not openings.
        let path = if bit % 2 == 0 { paths[file.index(paths.len())] } else { openings[file.index(openings.len())] };
        let mut files = clean.files.clone();
        let bytes = files.at(path);
        if bytes.is_empty() {
            bytes.push(1);
        } else {
            let place = at.index(bytes.len());
            bytes[place] ^= 1 << bit;
        }
        let report = Verifier::new(&files, now()).trusting(clean.world.keys()).run();
        prop_assert!(!report.is_clean(), "{path}");
    }
}
