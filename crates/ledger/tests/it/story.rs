//! A consultation of some 600 entries: proposals, comments, a decision, votes,
//! imported history, a moderation that was undone, an account that was erased.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use ledger::ballot::Vote;
use ledger::entry::{Event, Fact, Imported};
use ledger::keys::Keys;
use ledger::receipt::Promised;
use ledger::verify::{Checks, Progress, PublicObject, PublicResult, Report, Shown, Stage, Verifier, objects_path};
use ledger::{Hash, Timestamp};

use crate::world::{Files, World, at, salt, target};

/// What a verification is given.
#[derive(Clone)]
pub(crate) struct Scene {
    pub(crate) world: World,
    pub(crate) files: Files,
    pub(crate) trusted: Option<Keys>,
    pub(crate) since: Option<Vec<u8>>,
    pub(crate) receipts: Vec<(String, Vec<u8>)>,
    pub(crate) objects: Vec<Shown>,
    /// What the platform shows is read too.
    pub(crate) pages: bool,
    /// It is an archive, which may be of some processes.
    pub(crate) archive: bool,
    pub(crate) votes: Vec<Vote>,
}

/// Where things are in the story.
pub(crate) const PROPOSAL: u64 = 0;
/// A proposal whose text nobody touches.
pub(crate) const QUIET: u64 = 30;
/// Its opening was withdrawn by the erasure of an account.
pub(crate) const ERASED: u64 = 9;
/// Hidden, then shown again.
pub(crate) const RESTORED: u64 = 12;
/// How many entries there were when a checkpoint was kept.
pub(crate) const KEPT: usize = 300;
/// The decision that hid it.
pub(crate) const HIDING: u64 = 562;

pub(crate) fn now() -> Timestamp {
    at(10_000)
}

pub(crate) fn votes(reference: &str, count: u64) -> Vec<Vote> {
    let cast = |number: u64| Vote {
        reference: reference.to_owned(),
        revision: 1 + u32::try_from(number % 2).unwrap(),
        choice: ["agree", "mixed", "disagree"][usize::try_from(number % 3).unwrap()].to_owned(),
        voter: format!("Voix n° {number}"),
        account: 1000 + number,
        salt: salt(&format!("vote {number} on {reference}")),
    };
    (0..count).map(cast).collect()
}

pub(crate) fn world() -> World {
    let mut world = World::new();
    for number in 1..=280_u32 {
        let proposal = target(format!("PAN17-P{number}"), 1);
        world.publish_version("proposal", proposal.clone(), &[]);
        let comment = target(format!("PAN17-C{number}"), 1);
        world.publish_version("comment", comment, &[("commented_by", proposal)]);
    }
    world.rewrite(QUIET, |entry| {
        if let Event::Version(version) = &mut entry.event {
            let claimed_at = Timestamp::parse("2015-10-01T09:00:00.000000Z").unwrap();
            version.imported = Some(Imported { claimed_at, source: "cap_collectif".to_owned() });
        }
    });
    world.publish_version("proposal", target("PAN17-P1", 2), &[("revised_as", target("PAN17-P1", 1))]);
    world.count("PAN17-P1", &votes("PAN17-P1", 12), false);
    let hidden = world.openings[&RESTORED].clone();
    let hiding = world.publish_version("decision", target("PAN17-D7", 1), &[("moderated_by", target("PAN17-P7", 1))]);
    assert_eq!(hiding, HIDING);
    world.rewrite(HIDING, |entry| {
        if let Event::Version(version) = &mut entry.event {
            let facts = [("decision", "visibility"), ("outcome", "hidden")];
            version.facts = facts.map(|(name, word)| (name.to_owned(), Fact::Text(word.to_owned()))).into();
        }
    });
    world.erase(RESTORED, "text", "moderated");
    world.act("proposal.show", Some(target("PAN17-P7", 1)), "Une erreur, réparée.");
    world.openings.insert(RESTORED, hidden);
    world.change(false, RESTORED, "text", "moderation_undone");
    for part in ["text", "author"] {
        world.erase(ERASED, part, "account_erased");
    }
    world.erase(ERASED + 2, "author", "account_erased");
    let links = [("decided_by", target("PAN17-P1", 2)), ("decided_by", target("PAN17-P2", 1))];
    world.publish_version("decision", target("PAN17-D1", 1), &links);
    world.count("PAN17-P1", &votes("PAN17-P1", 24), true);
    world.count("PAN17-P2", &votes("PAN17-P2", 15), true);
    world.count("PAN17-P3", &[], true);
    for number in 1..=30 {
        world.publish_version("workshop.item", target(format!("PAN17-W{number}"), 1), &[]);
    }
    world
}

/// The story, untouched; made once.
pub(crate) fn scene() -> Scene {
    static SCENE: LazyLock<Scene> = LazyLock::new(make_scene);
    SCENE.clone()
}

fn make_scene() -> Scene {
    let world = world();
    let files = world.publish();
    let text = |index: u64| world.openings[&index].0["text"].value.clone();
    let object = |reference: &str, version, index| {
        let parts = BTreeMap::from([("text".to_owned(), text(index))]);
        Shown::Object(PublicObject { parts, ..PublicObject::new(target(reference, version)) })
    };
    let votes = votes("PAN17-P1", 24);
    let commitment = world.openings[&QUIET].0["text"].commitment("text").unwrap();
    Scene {
        since: Some(world.checkpoint(KEPT).to_string().into_bytes()),
        receipts: vec![
            ("promise".to_owned(), world.promise(Promised::Commitment(commitment), at(30))),
            ("proof".to_owned(), world.proof(QUIET, KEPT).to_string().into_bytes()),
            ("vote".to_owned(), votes[5].encode().unwrap()),
        ],
        objects: vec![object("PAN17-P1", 1, PROPOSAL), object("PAN17-P16", 1, QUIET)],
        pages: false,
        archive: false,
        trusted: Some(world.keys()),
        votes,
        files,
        world,
    }
}

impl Scene {
    pub(crate) fn verify(&self, checks: Checks) -> Report {
        self.verifier(checks).run()
    }

    fn verifier(&self, checks: Checks) -> Verifier<'_> {
        let mut verifier = Verifier::new(&self.files, now()).checking(checks).objects(self.objects.clone());
        if let Some(keys) = &self.trusted {
            verifier = verifier.trusting(keys.clone());
        }
        if self.pages {
            verifier = verifier.and_what_is_shown();
        }
        if self.archive {
            verifier = verifier.within_scope();
        }
        if let Some(since) = &self.since {
            verifier = verifier.since(since.clone());
        }
        self.receipts.iter().fold(verifier, |verifier, (name, bytes)| verifier.receipt(name, bytes.clone()))
    }

    /// Publishes what the pages show: everything that the log opens, and the results.
    pub(crate) fn show_pages(&mut self) {
        self.pages = true;
        let mut files = vec![String::new(); 2];
        for (number, index) in (0..self.world.next()).enumerate() {
            let entry = self.world.entry(index);
            let shown = match entry.event {
                Event::Version(version) => {
                    let opened = self.world.openings.get(&index).cloned().unwrap_or_default().0;
                    let parts = opened.into_iter().map(|(part, opening)| (part, opening.value)).collect();
                    let (target, facts) = (version.target, version.facts);
                    let at = version.imported.map_or(entry.at, |imported| imported.claimed_at);
                    let state = (target.version == 1 && target.reference.contains("-P")).then(|| "received".to_owned());
                    let (at, links) = (Some(at), Some(version.links));
                    Shown::Object(PublicObject { at, links, state, parts, facts, ..PublicObject::new(target) })
                }
                Event::Votes(votes) if votes.closing => Shown::Result(PublicResult {
                    reference: votes.reference,
                    counts: votes.tally.unwrap_or_default(),
                    imported: false,
                    since: None,
                }),
                _ => continue,
            };
            files[number % 2].push_str(&shown.line().unwrap());
        }
        for (number, text) in (0..).zip(files) {
            self.files.0.insert(objects_path(number), text.into_bytes());
        }
    }

    /// Publishes the world again.
    pub(crate) fn publish(&mut self) {
        self.files = self.world.publish();
    }
}

#[test]
fn an_untouched_log_is_clean() {
    let scene = scene();
    let report = scene.verify(Checks::all());
    assert_eq!(report.findings, []);
    assert_eq!(report.checkpoint.map(|head| head.size), Some(scene.world.next()));
    assert_eq!(report.witnessed, ["witness.example/w1"]);
    assert_eq!(report.erased, BTreeMap::from([("account_erased".to_owned(), 3)]));
    assert_eq!(report.recounted, 24 + 15);
    assert_eq!(report.entries.values().sum::<u64>(), scene.world.next());
    assert_eq!((report.entries["votes"], report.entries["part_erased"], report.entries["act"]), (4, 4, 1));
}

#[test]
fn a_log_read_with_nothing_kept_and_its_own_keys_is_clean() {
    let scene = Scene { trusted: None, since: None, receipts: Vec::new(), objects: Vec::new(), ..scene() };
    assert_eq!(scene.verify(Checks::all()).findings, []);
}

#[test]
fn a_log_without_entries_is_clean() {
    let files = World::new().publish();
    assert_eq!(files.0.len(), 2, "the key and the checkpoint");
    let report = Verifier::new(&files, now()).run();
    assert_eq!(report.findings, []);
    assert_eq!(report.checkpoint.map(|head| head.root), Some(Hash::empty()));
}

#[test]
fn a_log_of_every_awkward_size_is_clean() {
    let whole = world();
    for size in [1, 2, 255, 256, 257, 511, 512, 513] {
        let mut world = whole.clone();
        world.entries.truncate(size);
        world.openings =
            (0..world.next()).filter_map(|index| Some((index, whole.openings.get(&index)?.clone()))).collect();
        world.ballots.clear();
        let report = Verifier::new(&world.publish(), now())
            .checking(Checks::all().without(ledger::verify::Check::Absences))
            .run();
        assert_eq!(report.findings, [], "{size} entries");
    }
}

#[test]
fn progress_is_told_of_every_stage_and_ends_where_it_said() {
    let scene = scene();
    let mut told: Vec<Progress> = Vec::new();
    let _ = scene.verifier(Checks::all()).progress(|progress| told.push(progress)).run();
    for stage in [Stage::Entries, Stage::Tiles, Stage::Openings, Stage::Ballots, Stage::Receipts] {
        let last = told.iter().rfind(|progress| progress.stage == stage).unwrap();
        assert_eq!(last.done, last.of, "{stage:?}");
    }
}

#[test]
fn a_voter_finds_the_own_line_and_nobody_else_can() {
    let scene = scene();
    let closes = scene.world.ballots.iter().next().unwrap();
    let vote = &scene.votes[5];
    assert!(closes.1.find(vote).is_some());
    let guess = Vote { salt: [0; 32], ..vote.clone() };
    assert!(closes.1.find(&guess).is_none(), "who and what are not enough without the salt");
    let commitments: BTreeSet<Hash> = closes.1.lines().iter().map(|line| line.commitment).collect();
    assert_eq!(commitments.len(), 24);
    assert_eq!(Vote::parse(&vote.encode().unwrap()).unwrap(), *vote);
}

#[test]
fn no_entry_and_no_line_names_anyone() {
    let scene = scene();
    let bundles = scene.files.0.iter().filter(|(path, _)| path.starts_with("tile/") || path.starts_with("ballots/"));
    for (path, bytes) in bundles {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("Camille") && !text.contains("Voix") && !text.contains("Titre"), "{path}");
    }
}
