//! What the platform shows, against what its log says.

use ledger::entry::Event;
use ledger::verify::{Check, Shown, objects_path, parse_objects};
use serde_json::json;

use super::{CLOSE, Case, case};
use crate::story::{ERASED, HIDING, QUIET, Scene};

pub(super) fn pages() -> Vec<Case> {
    let (objects, results) = (Some(Check::Objects), Some(Check::Results));
    vec![
        case("a page whose text was changed", "shown-otherwise", Some(QUIET), objects, |scene| {
            change(scene, "PAN17-P16", |shown| {
                set(shown, |object| {
                    object.parts.insert("text".to_owned(), json!("Autre chose"));
                })
            });
        }),
        case("a page that gives someone else's name", "shown-otherwise", Some(QUIET), objects, |scene| {
            change(scene, "PAN17-P16", |shown| {
                set(shown, |object| {
                    object.parts.insert("author".to_owned(), json!({ "name": "Dominique" }));
                })
            });
        }),
        case("a page that says what no entry says", "shown-otherwise", Some(QUIET), objects, |scene| {
            change(scene, "PAN17-P16", |shown| {
                set(shown, |object| {
                    object.facts.insert("outcome".to_owned(), ledger::entry::Fact::Text("retained".to_owned()));
                })
            });
        }),
        case("a page with an erased text", "shown-otherwise", Some(ERASED), objects, |scene| {
            change(scene, "PAN17-C5", |shown| {
                set(shown, |object| {
                    object.parts.insert("text".to_owned(), json!({ "title": "Titre de PAN17-C5" }));
                })
            });
        }),
        case("a page about what was never logged", "unlogged", None, objects, |scene| {
            scene.show_pages();
            let line = b"{\"parts\":{},\"ref\":\"PAN17-P888\",\"version\":1}\n";
            scene.files.at(&objects_path(1)).extend_from_slice(line);
        }),
        case("a page of tomorrow about what was never logged", "unlogged", None, objects, |scene| {
            scene.show_pages();
            let line = b"{\"ref\":\"PAN17-P888\",\"since\":\"2099-01-01T00:00:00.000000Z\",\"version\":1}\n";
            scene.files.at(&objects_path(1)).extend_from_slice(line);
        }),
        case("a result of tomorrow", "result-shown", Some(CLOSE), results, |scene| {
            change(scene, "PAN17-P1", |shown| {
                if let Shown::Result(result) = shown {
                    *result.counts.entry("agree".to_owned()).or_default() += 1;
                    result.since = ledger::Timestamp::parse("2099-01-01T00:00:00.000000Z").ok();
                }
            });
        }),
        case("a part whose name writes on the screen", "malformed", None, None, |scene| {
            scene.show_pages();
            let line = b"{\"parts\":{\"\\u001b[2J\":\"\"},\"ref\":\"PAN17-P16\",\"version\":1}\n";
            scene.files.at(&objects_path(1)).extend_from_slice(line);
        }),
        case("a page that is gone", "not-shown", Some(QUIET), Some(Check::Shown), |scene| {
            scene.show_pages();
            keep(scene, |shown| !is(shown, "PAN17-P16"));
        }),
        case("a page whose text is gone", "not-shown", Some(QUIET), Some(Check::Shown), |scene| {
            change(scene, "PAN17-P16", |shown| set(shown, |object| object.parts.clear()));
        }),
        case("a page with another result", "result-shown", Some(CLOSE), results, |scene| {
            change(scene, "PAN17-P1", |shown| {
                if let Shown::Result(result) = shown {
                    *result.counts.entry("agree".to_owned()).or_default() += 1;
                }
            });
        }),
        case(
            "a text withheld as hidden that nobody hid",
            "undecided",
            Some(HIDING + 1),
            Some(Check::Reasons),
            |scene| {
                scene.world.rewrite(HIDING, |entry| {
                    if let Event::Version(version) = &mut entry.event {
                        version.facts.clear();
                    }
                });
                scene.publish();
            },
        ),
        case("a page that gives another date", "shown-otherwise", Some(QUIET), objects, |scene| {
            change(scene, "PAN17-P16", |shown| set(shown, |object| object.at = Some(crate::world::at(1))));
        }),
        case("a page that says to come from nothing", "shown-otherwise", Some(QUIET + 1), objects, |scene| {
            change(scene, "PAN17-C16", |shown| set(shown, |object| object.links = Some(Vec::new())));
        }),
        case("a page that says what nobody decided", "shown-otherwise", Some(QUIET), objects, |scene| {
            change(scene, "PAN17-P16", |shown| set(shown, |object| object.state = Some("retained".to_owned())));
        }),
        case("a result that was never counted", "result-shown", None, results, |scene| {
            scene.show_pages();
            let line = b"{\"ref\":\"PAN17-P16\",\"result\":{\"agree\":3}}\n";
            scene.files.at(&objects_path(1)).extend_from_slice(line);
        }),
        case("a result that is gone", "not-shown", Some(CLOSE), results, |scene| {
            scene.show_pages();
            keep(scene, |shown| !matches!(shown, Shown::Result(_)));
        }),
        case("an imported result that nobody imported", "result-shown", None, results, |scene| {
            scene.show_pages();
            let line = b"{\"imported\":{\"agree\":3},\"ref\":\"PAN17-P16\"}\n";
            scene.files.at(&objects_path(1)).extend_from_slice(line);
        }),
        case("a list of what is shown that does not end", "malformed", None, None, |scene| {
            scene.show_pages();
            let line = b"{\"ref\":\"PAN17-P16\",\"version\":1}\n";
            scene.files.at(&objects_path(1)).extend_from_slice(&line.repeat(20_000));
        }),
        case("no list of what is shown", "missing", None, None, |scene| scene.pages = true),
        case("a list of what is shown that cannot be read", "malformed", None, None, |scene| {
            scene.show_pages();
            scene.files.at(&objects_path(1)).push(b'x');
        }),
    ]
}

fn is(shown: &Shown, of: &str) -> bool {
    match shown {
        Shown::Object(object) => object.target.reference == of,
        Shown::Result(result) => result.reference == of,
    }
}

fn set(shown: &mut Shown, change: impl FnOnce(&mut ledger::verify::PublicObject)) {
    if let Shown::Object(object) = shown {
        change(object);
    }
}

/// Changes the lines about an object.
fn change(scene: &mut Scene, of: &str, mut change: impl FnMut(&mut Shown)) {
    scene.show_pages();
    let mut changed = 0;
    rewrite(scene, |shown| {
        if is(shown, of) {
            change(shown);
            changed += 1;
        }
        true
    });
    assert!(changed > 0, "{of} is shown");
}

fn keep(scene: &mut Scene, mut keep: impl FnMut(&Shown) -> bool) {
    rewrite(scene, |shown| keep(shown));
}

fn rewrite(scene: &mut Scene, mut keep: impl FnMut(&mut Shown) -> bool) {
    for number in 0..2 {
        let file = scene.files.at(&objects_path(number));
        let lines = parse_objects(std::str::from_utf8(file).unwrap()).unwrap();
        let kept = lines.into_iter().filter_map(|mut shown| keep(&mut shown).then(|| shown.line().unwrap()));
        *file = kept.collect::<String>().into_bytes();
    }
}

#[test]
fn pages_that_show_what_was_logged_are_clean() {
    let mut scene = crate::story::scene();
    scene.show_pages();
    let report = scene.verify(ledger::verify::Checks::all());
    assert_eq!(report.findings, []);
    assert!(report.shown > 500, "{}", report.shown);
}

#[test]
fn what_was_published_a_minute_ago_may_not_be_in_the_log_yet() {
    let mut scene = crate::story::scene();
    scene.show_pages();
    let tomorrow = crate::story::now().plus_seconds(86_400);
    for (since, found) in [(crate::story::now(), 0), (crate::world::at(1), 1), (tomorrow, 1)] {
        let mut scene = scene.clone();
        let line = json!({ "ref": "PAN17-P888", "since": since.to_string(), "version": 1 }).to_string() + "\n";
        scene.files.at(&objects_path(1)).extend_from_slice(line.as_bytes());
        assert_eq!(scene.verify(ledger::verify::Checks::all()).findings.len(), found, "{since}");
    }
}

#[test]
fn an_archive_of_some_processes_is_not_asked_for_the_openings_of_others() {
    let mut scene = crate::story::scene();
    scene.files.0.retain(|path, _| !path.starts_with("openings/") && !path.starts_with("ballots/"));
    scene.receipts.clear();
    scene.objects.clear();
    scene.files.0.insert("scope".to_owned(), br#"{"processes":["AUTRE"],"v":1}"#.to_vec());
    let all = ledger::verify::Checks::all();
    let served = scene.verify(all);
    assert!(!served.is_clean(), "a log that is served cannot hide behind its scope");
    assert_eq!((served.scope, served.archive_of), (None, Some(["AUTRE".to_owned()].into())), "and is seen to have one");
    scene.archive = true;
    assert_eq!(scene.verify(all).findings, []);
    scene.files.0.insert("scope".to_owned(), br#"{"processes":["PAN17"],"v":1}"#.to_vec());
    assert!(!scene.verify(all).is_clean());
    for wrong in [r#"{"processes":"PAN17"}"#, r#"{"processes":[],"v":1}"#, r#"{"processes":["PAN\u001b"],"v":1}"#] {
        scene.files.0.insert("scope".to_owned(), wrong.as_bytes().to_vec());
        assert_eq!(scene.verify(all).findings[0].problem.code(), "malformed", "{wrong}");
    }
}
