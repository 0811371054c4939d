//! The words of the screen are whole: no message missing, none unused, the same
//! in both languages.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::*;

fn sources(dir: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// Every literal that follows one of these calls in the crate's sources, and
/// message ids that stand alone in `message.rs`.
fn literals(calls: &[&str]) -> BTreeSet<String> {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut found = BTreeSet::new();
    for file in files {
        let source = std::fs::read_to_string(&file).expect("a source");
        let compact: String = source.lines().map(str::trim).collect();
        for call in calls {
            for (at, _) in compact.match_indices(call) {
                let rest = &compact[at + call.len()..];
                found.extend(rest.split('"').next().map(str::to_owned));
            }
        }
    }
    found
}

fn ids(source: &str) -> BTreeSet<String> {
    let is_id = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase()) && line.contains('=');
    source.lines().filter(is_id).filter_map(|line| line.split('=').next()).map(|id| id.trim().to_owned()).collect()
}

fn all_ids() -> BTreeSet<String> {
    FILES.iter().flat_map(|(_, fr, _)| ids(fr)).collect()
}

fn family_ids() -> BTreeSet<String> {
    FAMILIES
        .iter()
        .flat_map(|(family, codes)| codes().into_iter().map(move |code| format!("{family}-{code}")))
        .collect()
}

/// Ids in this list are used where a scan cannot see them.
fn used() -> BTreeSet<String> {
    let mut used = literals(&[".t(\"", ".ta(\"", "text(locale, \"", "=> \"problem-"]);
    used = used
        .into_iter()
        .map(|id| if all_ids().contains(&format!("problem-{id}")) { format!("problem-{id}") } else { id })
        .collect();
    used.extend(family_ids());
    used
}

#[test]
fn every_file_is_read_and_parses() {
    for lang in ["fr", "en"] {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../locales").join(lang);
        for entry in std::fs::read_dir(dir).expect("locales") {
            let name = entry.expect("an entry").file_name().into_string().expect("a name");
            assert!(
                FILES.iter().any(|(file, ..)| name == format!("{file}.ftl")),
                "{lang}/{name} is not in the list of message.rs"
            );
        }
    }
    for (name, fr, en) in FILES {
        for source in [french(fr), english(en)] {
            if let Err((_, errors)) = FluentResource::try_new(source) {
                panic!("{name}.ftl: {errors:?}");
            }
        }
    }
}

#[test]
fn an_id_is_written_once() {
    let mut seen = BTreeSet::new();
    for (name, fr, _) in FILES {
        for line in fr.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()) && line.contains('=')) {
            let id = line.split('=').next().unwrap_or_default().trim();
            assert!(seen.insert(id.to_owned()), "{id} is there twice, again in {name}.ftl");
        }
    }
}

#[test]
fn french_and_english_have_the_same_messages_with_the_same_arguments() {
    let variables = |source: &str, id: &str| -> BTreeSet<String> {
        let start = source.find(&format!("\n{id} =")).map_or(0, |at| at + 1);
        let mut body = String::new();
        for (index, line) in source[start..].lines().enumerate() {
            if index > 0 && !line.starts_with([' ', '}']) && !line.is_empty() {
                break;
            }
            body.push_str(line);
            body.push(' ');
        }
        body.split('$')
            .skip(1)
            .map(|rest| rest.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_lowercase())
            .collect()
    };
    for (name, fr, en) in FILES {
        assert_eq!(ids(fr), ids(en), "{name}.ftl");
        let (fr, en) = (format!("\n{fr}"), format!("\n{en}"));
        for id in ids(&fr) {
            assert_eq!(variables(&fr, &id), variables(&en, &id), "{id} in {name}.ftl");
        }
    }
}

#[test]
fn every_message_that_is_used_exists() {
    let all = all_ids();
    let missing: Vec<_> = used().into_iter().filter(|id| !all.contains(id)).collect();
    assert!(missing.is_empty(), "no such message: {missing:?}");
    for family in literals(&[".term(\""]) {
        assert!(FAMILIES.iter().any(|(name, _)| *name == family), "no such family of messages: {family}");
    }
}

#[test]
fn every_message_is_used() {
    let used = used();
    let unused: Vec<_> = all_ids().into_iter().filter(|id| !used.contains(id)).collect();
    assert!(unused.is_empty(), "never used: {unused:?}");
}

#[test]
fn a_family_is_used_or_gone() {
    let used = literals(&[".term(\"", "&format!(\""]);
    for (family, _) in FAMILIES {
        assert!(used.iter().any(|name| name == family || name.starts_with(&format!("{family}-{{"))), "family {family}");
    }
}

#[test]
fn french_typography_is_put_in() {
    assert_eq!(
        french("Qu'est-ce : « oui » ? Non ; 3 % !"),
        "Qu’est-ce\u{a0}: «\u{a0}oui\u{a0}»\u{202f}? Non\u{202f}; 3\u{a0}%\u{202f}!"
    );
    let words = problem_text(Locale::Fr, "title", &Problem::TooLong { length: 164, most: 150 });
    assert_eq!(words, "Le titre compte 164\u{a0}caractères\u{202f}; la limite est 150.");
}

#[test]
fn a_problem_names_the_field_the_limit_and_the_way_out() {
    let short = Problem::TooShort { length: 1, least: 1_000 };
    assert_eq!(problem_text(Locale::En, "title", &short), "The title has 1\u{a0}character; it needs at least 1,000.");
    assert!(problem_text(Locale::Fr, "milestone_due-2", &Problem::Required).contains("la date du jalon 2"));
    assert!(problem_text(Locale::Fr, "who knows", &Problem::Required).contains("ce champ"));
}

#[test]
fn arguments_are_not_wrapped_in_isolation_marks() {
    let words = problem_text(Locale::Fr, "email", &Problem::NotAnEmail);
    assert!(!words.contains('\u{2068}') && !words.contains('\u{2069}'), "{words:?}");
}
