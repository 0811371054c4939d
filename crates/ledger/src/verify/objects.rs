//! What the platform shows, against what its log has, both ways: nothing is shown
//! that was not logged, nothing that was logged is shown otherwise, and nothing
//! vanishes from the pages while the log still opens it.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::{Value, json};

use super::lines::show;
use super::shown::{PublicObject, PublicResult, Shown, objects_path, parse_objects};
use super::walk::{Log, entry_path};
use super::{Check, Problem, Stage, Verifier};
use crate::commitment::Openings;
use crate::entry::Target;
use crate::error::Error;
use crate::fields::check_reference;
use crate::hash::Hash;
use crate::jcs;
use crate::time::Timestamp;

/// Seconds that something may be public before it is in the log.
const MAX_DELAY: u64 = 3_600;
/// Seconds by which two clocks may differ.
const CLOCKS: u64 = 300;
/// Lines that a log may have for each of its entries, and at least: a list that never
/// ends is not one.
const LINES_EACH: usize = 4;
const LINES_AT_LEAST: usize = 10_000;
/// Where a proposal stands once something was decided of it.
const DECIDED: [&str; 5] = ["admissible", "inadmissible", "retained", "partly_retained", "not_retained"];

/// What was seen of the list.
#[derive(Default)]
struct Seen {
    /// Parts, by entry.
    parts: HashMap<u64, Vec<String>>,
    /// Objects of which it says where they stand.
    states: HashSet<String>,
    /// Objects with a result, counted here or imported.
    results: HashSet<(String, bool)>,
    lines: usize,
}

/// An organisation may have another name today than when it spoke: that it spoke is
/// what is compared.
pub(super) fn nameless(value: &mut Value) {
    if let Some(name) = value.get_mut("organisation") {
        *name = json!("");
    }
}

impl Verifier<'_> {
    /// The processes whose openings are here, where that is believed.
    pub(super) fn read_scope(&mut self) {
        const PATH: &str = "scope";
        if !self.reads_scope {
            let served = self.source.read(PATH).ok().flatten();
            self.report.archive_of = served.and_then(|bytes| scope_of(&bytes));
            return;
        }
        let Some(bytes) = self.read(None, PATH, false) else { return };
        match scope_of(&bytes) {
            Some(codes) => self.report.scope = Some(codes),
            None => self.malformed(None, PATH, &Error::malformed("scope", "not processes")).unwrap_or_default(),
        }
    }

    /// What is shown is in the log, as it is shown; what the log opens is shown.
    pub(super) fn check_objects(&mut self, log: &Log) {
        for shown in std::mem::take(&mut self.objects) {
            self.check_shown(log, &shown, &mut Seen::default());
        }
        let wanted = [Check::Objects, Check::Shown, Check::Results];
        if !self.reads_objects || !wanted.into_iter().any(|check| self.checks.contains(check)) {
            return;
        }
        let mut seen = Seen::default();
        for number in 0.. {
            let path = objects_path(number);
            let before = self.report.findings.len();
            let Some(bytes) = self.read(None, &path, number == 0) else {
                if self.report.findings.len() > before {
                    return;
                }
                break;
            };
            let lines = String::from_utf8(bytes).map_err(|_| Error::malformed("objects", "not UTF-8"));
            let lines = lines.and_then(|text| parse_objects(&text)).and_then(|lines| {
                seen.lines += lines.len().max(1);
                let most = (log.leaves.len() * LINES_EACH).max(LINES_AT_LEAST);
                if seen.lines > most { Err(Error::malformed("objects", "it does not end")) } else { Ok(lines) }
            });
            match lines {
                Ok(lines) => lines.iter().for_each(|shown| self.check_shown(log, shown, &mut seen)),
                Err(error) => return self.malformed(None, &path, &error).unwrap_or_default(),
            }
            self.tell(Stage::Objects, number + 1, number + 2);
        }
        self.check_vanished(log, &seen);
        self.check_missing_results(log, &seen);
    }

    /// Whether something is so new that the log may not have it. What is of tomorrow is not.
    fn is_new(&self, since: Option<Timestamp>) -> bool {
        since.is_some_and(|since| since.plus_seconds(MAX_DELAY) >= self.now && since <= self.now.plus_seconds(CLOCKS))
    }

    fn check_shown(&mut self, log: &Log, shown: &Shown, seen: &mut Seen) {
        let object = match shown {
            Shown::Object(object) => object,
            Shown::Result(result) => {
                seen.results.insert((result.reference.clone(), result.imported));
                return self.check_result(log, result);
            }
        };
        let Target { reference, version } = object.target.clone();
        let Some(index) = log.versions.get(&object.target).copied() else {
            if !self.is_new(object.since) {
                self.found(Check::Objects, None, "objects", Problem::Unlogged { reference, version });
            }
            return;
        };
        self.report.shown += 1;
        seen.parts.insert(index, object.parts.keys().cloned().collect());
        if object.state.is_some() {
            seen.states.insert(reference.clone());
        }
        for (path, part) in self.differences(log, index, object) {
            let problem = Problem::ShownOtherwise { reference: reference.clone(), version, part };
            self.found(Check::Objects, Some(index), &path, problem);
        }
    }

    /// What is shown of a version otherwise than it was logged: where, and what.
    fn differences(&self, log: &Log, index: u64, object: &PublicObject) -> Vec<(String, String)> {
        let mut differs = Vec::new();
        let opened = self.opened.get(&index);
        for (part, value) in &object.parts {
            let mut value = value.clone();
            nameless(&mut value);
            let digest = jcs::to_string(&value).ok().map(|value| Hash::of(&[value.as_bytes()]));
            if digest.is_none() || opened.and_then(|opened| opened.get(part)) != digest.as_ref() {
                differs.push((Openings::path(index), part.clone()));
            }
        }
        let facts = log.facts.get(&index);
        for (name, fact) in &object.facts {
            if facts.and_then(|facts| facts.get(name)) != Some(fact) {
                differs.push((entry_path(index, log), name.clone()));
            }
        }
        let (at, links) = log.made.get(&index).map_or((None, &[][..]), |(at, links)| (Some(*at), links.as_slice()));
        if object.at.is_some() && object.at != at {
            differs.push((entry_path(index, log), "at".to_owned()));
        }
        if object.links.as_deref().is_some_and(|shown| shown != links) {
            differs.push((entry_path(index, log), "links".to_owned()));
        }
        if let Some(state) = &object.state {
            let decided = log.outcomes.get(&object.target.reference).map(|(_, outcome)| outcome.as_str());
            let shown = DECIDED.contains(&state.as_str()).then_some(state.as_str());
            if shown != decided && !self.is_new(object.since) {
                differs.push((entry_path(index, log), "state".to_owned()));
            }
        }
        differs
    }

    /// What the log opens and no page shows (only texts: who wrote is not shown of
    /// what is hidden), and what was decided of an object whose state is not shown.
    fn check_vanished(&mut self, log: &Log, seen: &Seen) {
        let mut versions: Vec<(&Target, u64)> = log.versions.iter().map(|(target, index)| (target, *index)).collect();
        versions.sort_by_key(|(_, index)| *index);
        for (target, index) in versions {
            let text = "text".to_owned();
            let opened = self.opened.get(&index).is_some_and(|opened| opened.contains_key(&text));
            let shown = seen.parts.get(&index).is_some_and(|parts| parts.contains(&text));
            let stands = !is_decided(log, target, index) || seen.states.contains(&target.reference);
            for (part, is_missing) in [(text, opened && !shown), ("state".to_owned(), !stands)] {
                if is_missing {
                    let Target { reference, version } = target.clone();
                    let problem = Problem::NotShown { reference, version, part };
                    self.found(Check::Shown, Some(index), &Openings::path(index), problem);
                }
            }
        }
    }

    /// The result that is shown is that of the last close, or the last that was
    /// imported.
    fn check_result(&mut self, log: &Log, result: &PublicResult) {
        let PublicResult { reference, counts, .. } = result;
        let logged = if result.imported {
            log.imported.get(reference).map(|(index, counts)| (*index, Some(counts)))
        } else {
            let mut closes = log.votes.iter().filter(|(_, votes)| votes.closing && votes.reference == *reference);
            closes.next_back().map(|(index, votes)| (*index, votes.tally.as_ref()))
        };
        let (index, logged) = logged.map_or((None, None), |(index, counts)| (Some(index), counts));
        let (shown, logged) = (show(Some(counts)), show(logged));
        if shown != logged && !self.is_new(result.since) {
            let path = index.map_or_else(|| "objects".to_owned(), |index| entry_path(index, log));
            let problem = Problem::ResultShown { reference: reference.clone(), shown, logged };
            self.found(Check::Results, index, &path, problem);
        }
    }

    /// A result of the log that is not shown: unless voting began again.
    fn check_missing_results(&mut self, log: &Log, seen: &Seen) {
        let closes = log.votes.iter().filter(|(_, votes)| votes.closing);
        let last: HashMap<&str, (u64, u64)> =
            closes.map(|(index, votes)| (votes.reference.as_str(), (*index, votes.leaves))).collect();
        let voted = last.into_iter().filter(|(_, (_, leaves))| *leaves > 0);
        let mut logged: Vec<((&str, bool), u64)> = voted.map(|(of, (index, _))| ((of, false), index)).collect();
        logged.extend(log.imported.iter().map(|(reference, (index, _))| ((reference.as_str(), true), *index)));
        logged.retain(|(_, index)| !log.elsewhere.contains(index));
        logged.sort_by_key(|(_, index)| *index);
        for ((reference, imported), index) in logged {
            let again = !imported && log.reopened_after(reference, index);
            if !again && !seen.results.contains(&(reference.to_owned(), imported)) {
                let (reference, version, part) = (reference.to_owned(), 1, "result".to_owned());
                let problem = Problem::NotShown { reference, version, part };
                self.found(Check::Results, Some(index), &entry_path(index, log), problem);
            }
        }
    }
}

/// The processes that the file `scope` names.
fn scope_of(bytes: &[u8]) -> Option<BTreeSet<String>> {
    let value = jcs::parse(bytes).ok().filter(|value| value["v"] == 1)?;
    let code = |code: &Value| code.as_str().filter(|code| check_reference("scope", code).is_ok()).map(str::to_owned);
    let codes: BTreeSet<String> = value["processes"].as_array()?.iter().map(code).collect::<Option<_>>()?;
    (!codes.is_empty()).then_some(codes)
}

/// Whether this is the entry of a proposal's first version, and something was decided
/// of it.
fn is_decided(log: &Log, target: &Target, index: u64) -> bool {
    let is_proposal = target.reference.rsplit('-').next().is_some_and(|number| number.starts_with('P'));
    target.version == 1
        && is_proposal
        && !log.elsewhere.contains(&index)
        && log.outcomes.contains_key(&target.reference)
}

impl Log {
    /// Whether a phase of the process of an object began again after an entry.
    pub(super) fn reopened_after(&self, reference: &str, index: u64) -> bool {
        let process = reference.split('-').next();
        self.reopened.iter().any(|(at, of)| *at > index && of.as_deref() == process)
    }
}
