//! What is published of what was committed to, both ways: what is there is what was
//! logged, and what is not there was erased for a reason that the log has.

use std::collections::HashMap;

use super::objects::nameless;
use super::walk::{Log, entry_path};
use super::{Check, Problem, Stage, Verifier};
use crate::commitment::Openings;
use crate::entry::PartChange;
use crate::hash::Hash;
use crate::jcs;

/// The last that the log says of a part: which entry, and why if it was erased.
type Last<'l> = HashMap<(u64, &'l str), (u64, Option<&'l str>)>;

impl Verifier<'_> {
    /// Openings and erasures.
    pub(super) fn check_openings(&mut self, log: &Log) {
        let last = self.check_changes(log);
        let wanted = [Check::Openings, Check::Absences, Check::Erasures, Check::Objects, Check::Shown];
        if !wanted.into_iter().any(|check| self.checks.contains(check)) {
            return;
        }
        let count = log.parts.len() as u64;
        for (done, (index, parts)) in (1..).zip(&log.parts) {
            if !log.elsewhere.contains(index) {
                self.check_entry(*index, parts, &last);
            }
            self.tell(Stage::Openings, done, count);
        }
    }

    /// Erasures are of something, and restorations of something erased.
    fn check_changes<'l>(&mut self, log: &'l Log) -> Last<'l> {
        let mut last = Last::new();
        for (index, erased, change) in &log.changes {
            let key = (change.entry, change.part.as_str());
            let there = change.entry < *index && log.commitment(change.entry, &change.part).is_some();
            let was_erased = last.get(&key).is_some_and(|(_, reason)| reason.is_some());
            if let Some(reference) = log.version_at(change.entry)
                && there
                && *erased
                && !log.says_so(reference, &change.reason)
            {
                let PartChange { entry, part, reason } = change.clone();
                let problem = Problem::Undecided { entry, part, reason, reference: reference.to_owned() };
                self.found(Check::Reasons, Some(*index), &entry_path(*index, log), problem);
            }
            if there && (*erased || was_erased) {
                last.insert(key, (*index, erased.then_some(change.reason.as_str())));
            } else {
                let problem = Problem::ErasesNothing { entry: change.entry, part: change.part.clone() };
                self.found(Check::Erasures, Some(*index), &entry_path(*index, log), problem);
            }
        }
        last
    }

    fn check_entry(&mut self, index: u64, parts: &[(String, Hash)], last: &Last<'_>) {
        let path = Openings::path(index);
        let before = self.report.findings.len();
        let Some(openings) = self.read_openings(index) else {
            if self.report.findings.len() == before {
                self.explain(index, &path, parts, last);
            }
            return;
        };
        for (part, opening) in &openings.0 {
            let Some((_, commitment)) = parts.iter().find(|(name, _)| name == part) else {
                self.found(Check::Openings, Some(index), &path, Problem::UnknownPart { part: part.clone() });
                continue;
            };
            if !opening.opens(part, commitment) {
                self.found(Check::Openings, Some(index), &path, Problem::Opening { part: part.clone() });
            }
            if let Some((erased_by, Some(_))) = last.get(&(index, part.as_str())) {
                let problem = Problem::ErasedButOpen { part: part.clone(), erased_by: *erased_by };
                self.found(Check::Erasures, Some(index), &path, problem);
            }
            let mut value = opening.value.clone();
            nameless(&mut value);
            if let Ok(value) = jcs::to_string(&value) {
                self.opened.entry(index).or_default().insert(part.clone(), Hash::of(&[value.as_bytes()]));
            }
            self.report.opened += 1;
        }
        let absent: Vec<(String, Hash)> =
            parts.iter().filter(|(part, _)| !openings.0.contains_key(part)).cloned().collect();
        self.explain(index, &path, &absent, last);
    }

    /// Parts that are not published must have been erased.
    fn explain(&mut self, index: u64, path: &str, absent: &[(String, Hash)], last: &Last<'_>) {
        for (part, _) in absent {
            if let Some((_, Some(reason))) = last.get(&(index, part.as_str())) {
                *self.report.erased.entry((*reason).to_owned()).or_default() += 1;
            } else {
                self.found(Check::Absences, Some(index), path, Problem::Unexplained { part: part.clone() });
            }
        }
    }

    fn read_openings(&mut self, index: u64) -> Option<Openings> {
        let path = Openings::path(index);
        let bytes = self.read(Some(index), &path, false)?;
        match Openings::parse(&bytes) {
            Ok(openings) => Some(openings),
            Err(error) => self.malformed(Some(index), &path, &error),
        }
    }
}

impl Log {
    /// Whether an entry says why what an object said is withheld, where one can: the
    /// other reasons are the operator's word.
    fn says_so(&self, reference: &str, reason: &str) -> bool {
        match reason {
            "moderated" => self.hidden.contains(reference),
            "withdrawn" => self.withdrawn.contains(reference),
            _ => true,
        }
    }
}
