//! What has to be there, because it was acknowledged, and what may be, because its
//! answer was cut off.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use super::state::{State, Thing};
use super::write::{Ended, Repeat, What, Written};

/// A proposal or a comment that was sent.
#[derive(Clone, Debug)]
struct Entry {
    account: Uuid,
    what: What,
    /// It has to be there.
    must: bool,
    /// Its reference, once it is known.
    reference: Option<String>,
}

impl Entry {
    fn words(&self) -> &str {
        match &self.what {
            What::Proposal { title, .. } => title,
            What::Comment { body, .. } => body,
            What::Vote { .. } => "",
        }
    }
}

/// Everything that was sent.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    entries: HashMap<Uuid, Entry>,
    /// The votes of which one stands, by person and proposal; none for no vote.
    votes: BTreeMap<(Uuid, String), Vec<Option<String>>>,
}

impl Ledger {
    /// Enters what was sent, in the order in which each person sent it.
    pub(crate) fn enter(&mut self, written: &[Written]) {
        for one in written {
            let acknowledged = match &one.ended {
                Ended::Acknowledged(reference) => Some(reference.clone()),
                Ended::Cut(_) => None,
                Ended::Refused(_) => continue,
            };
            match &one.what {
                What::Vote { on, choice } => {
                    let choice = (*choice != "none").then(|| (*choice).to_owned());
                    let standing = self.votes.entry((one.account, on.clone())).or_insert_with(|| vec![None]);
                    match acknowledged {
                        Some(_) => *standing = vec![choice],
                        None => standing.push(choice),
                    }
                }
                What::Proposal { op, .. } | What::Comment { op, .. } => {
                    let must = acknowledged.is_some();
                    let reference = acknowledged.flatten();
                    let entry = Entry { account: one.account, what: one.what.clone(), must, reference };
                    self.entries.insert(*op, entry);
                }
            }
        }
    }

    /// What was sent with this, and by whom.
    pub(crate) fn sent(&self, op: &Uuid) -> Option<(Uuid, &What)> {
        self.entries.get(op).map(|entry| (entry.account, &entry.what))
    }

    /// References of the proposals that are there.
    pub(crate) fn proposals(&self) -> Vec<String> {
        let proposals = self.entries.values().filter(|entry| matches!(entry.what, What::Proposal { .. }));
        let mut references: Vec<String> = proposals.filter_map(|entry| entry.reference.clone()).collect();
        // In the order of their numbers, as they were made.
        references.sort_by_key(|reference| (reference.len(), reference.clone()));
        references
    }

    /// How many proposals, comments and votes have to be there.
    pub(crate) fn counts(&self) -> (usize, usize, usize) {
        let there = |entry: &&Entry| entry.must;
        let all = self.entries.values().filter(there).count();
        let proposals = self.entries.values().filter(there);
        let proposals = proposals.filter(|entry| matches!(entry.what, What::Proposal { .. })).count();
        let votes = self.votes.values().filter(|standing| standing.iter().any(Option::is_some)).count();
        (proposals, all - proposals, votes)
    }

    /// Names what is lost, what is there twice, and what is there that nobody sent.
    pub(crate) fn compare(&self, found: &State) -> Vec<String> {
        let mut wrong = found.strays.clone();
        for (op, entry) in &self.entries {
            match found.things.get(op).map(Vec::as_slice).unwrap_or_default() {
                [] if entry.must => wrong.push(format!("lost: {:?}, {:?}", entry.what, entry.reference)),
                [] => {}
                [thing] => wrong.extend(unlike(entry, thing)),
                things => wrong.push(format!("there {} times: {:?}", things.len(), entry.what)),
            }
        }
        let unsent = found.things.keys().filter(|op| !self.entries.contains_key(op));
        wrong.extend(unsent.map(|op| format!("there, and nobody sent it: {op}")));
        for (key, standing) in &self.votes {
            let stands = found.votes.get(key).map(Vec::as_slice).unwrap_or_default();
            let one = stands.first().cloned();
            if stands.len() > 1 || !standing.contains(&one) {
                wrong.push(format!("the vote of {} on {}: {stands:?} stands, not one of {standing:?}", key.0, key.1));
            }
        }
        let unsent = found.votes.keys().filter(|key| !self.votes.contains_key(key));
        wrong.extend(unsent.map(|(account, on)| format!("a vote of {account} on {on} that nobody sent")));
        wrong
    }

    /// What was cut off is now known to be there or not: from here on it stays so.
    /// Returns how many had been kept.
    pub(crate) fn settle(&mut self, found: &State) -> usize {
        let mut kept = 0;
        for (op, entry) in self.entries.iter_mut().filter(|(_, entry)| !entry.must) {
            if let Some([thing]) = found.things.get(op).map(Vec::as_slice) {
                entry.must = true;
                entry.reference = Some(thing.reference.clone());
                kept += 1;
            }
        }
        for (key, standing) in &mut self.votes {
            let stands = found.votes.get(key).and_then(|stands| stands.first().cloned());
            // The last one is the one that was cut off.
            kept += usize::from(standing.len() > 1 && standing.last() == Some(&stands) && standing[0] != stands);
            *standing = vec![stands];
        }
        kept
    }

    /// Enters the answers to what was sent again: those that are there give the first
    /// result, the others are made now.
    pub(crate) fn enter_repeats(&mut self, repeats: Vec<Repeat>) -> Vec<String> {
        let mut wrong = Vec::new();
        for repeat in repeats {
            let Some(entry) = self.entries.get_mut(&repeat.op) else { continue };
            let expected = if entry.must { 200 } else { 201 };
            let same = repeat.reference.is_some() && (!entry.must || repeat.reference == entry.reference);
            if repeat.status != expected || !same {
                let first = &entry.reference;
                wrong.push(format!("repeated, {:?} ({first:?}) was answered: {}", entry.what, repeat.shown));
            }
            if (200..300).contains(&repeat.status) {
                entry.must = true;
                entry.reference = entry.reference.take().or(repeat.reference);
            }
        }
        wrong
    }
}

/// How a thing differs from what was sent.
fn unlike(entry: &Entry, thing: &Thing) -> Option<String> {
    let same = thing.account == entry.account
        && thing.words.len() == 1
        && thing.words[0] == entry.words()
        && thing.versions == 1
        && entry.reference.as_ref().is_none_or(|reference| *reference == thing.reference);
    (!same).then(|| format!("{:?} ({:?}) is there as {thing:?}", entry.what, entry.reference))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn op(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn comment(number: u128, ended: Ended) -> Written {
        let what = What::Comment { op: op(number), on: "A-P1".to_owned(), body: format!("words {number}") };
        Written { account: op(0), what, ended }
    }

    fn vote(choice: &'static str, acknowledged: bool) -> Written {
        let what = What::Vote { on: "A-P1".to_owned(), choice };
        let ended = if acknowledged { Ended::Acknowledged(None) } else { Ended::Cut(String::new()) };
        Written { account: op(0), what, ended }
    }

    fn thing(number: u128, reference: &str) -> Thing {
        let words = vec![format!("words {number}")];
        Thing { account: op(0), reference: reference.to_owned(), words, versions: 1 }
    }

    fn acknowledged(reference: &str) -> Ended {
        Ended::Acknowledged(Some(reference.to_owned()))
    }

    fn found(things: &[(u128, Thing)]) -> State {
        let mut state = State::default();
        for (number, thing) in things {
            state.things.entry(op(*number)).or_default().push(thing.clone());
        }
        state
    }

    #[test]
    fn what_was_acknowledged_has_to_be_there_once_and_as_it_was_sent() {
        let mut ledger = Ledger::default();
        ledger.enter(&[comment(1, acknowledged("A-C1"))]);
        assert!(ledger.compare(&found(&[(1, thing(1, "A-C1"))])).is_empty());
        let wrong = [
            found(&[]),
            found(&[(1, thing(1, "A-C1")), (1, thing(1, "A-C2"))]),
            found(&[(1, thing(1, "A-C2"))]),
            found(&[(1, thing(2, "A-C1"))]),
            found(&[(1, Thing { versions: 2, ..thing(1, "A-C1") })]),
            found(&[(1, Thing { account: op(9), ..thing(1, "A-C1") })]),
            found(&[(1, thing(1, "A-C1")), (2, thing(2, "A-C2"))]),
        ];
        for state in wrong {
            assert_eq!(ledger.compare(&state).len(), 1, "{state:?}");
        }
    }

    #[test]
    fn what_was_cut_off_may_be_there_or_not_and_then_stays_so() {
        let mut ledger = Ledger::default();
        ledger.enter(&[comment(1, Ended::Cut(String::new())), comment(2, Ended::Cut(String::new()))]);
        let kept = found(&[(1, thing(1, "A-C1"))]);
        assert!(ledger.compare(&kept).is_empty() && ledger.compare(&found(&[])).is_empty());
        assert_eq!(ledger.settle(&kept), 1);
        assert_eq!(ledger.compare(&found(&[])).len(), 1);
        let repeat = |number, status, reference: &str| Repeat {
            op: op(number),
            status,
            reference: Some(reference.to_owned()),
            shown: String::new(),
        };
        assert!(ledger.enter_repeats(vec![repeat(1, 200, "A-C1"), repeat(2, 201, "A-C2")]).is_empty());
        assert_eq!(ledger.compare(&kept).len(), 1, "the second is there now, or it is lost");
        assert_eq!(ledger.enter_repeats(vec![repeat(1, 201, "A-C3"), repeat(2, 200, "A-C3")]).len(), 2);
    }

    #[test]
    fn the_vote_that_stands_is_the_last_one_or_one_that_was_cut_off_after_it() {
        let key = (op(0), "A-P1".to_owned());
        let with = |choices: &[&str]| {
            let votes = BTreeMap::from([(key.clone(), choices.iter().map(|choice| (*choice).to_owned()).collect())]);
            State { votes, ..State::default() }
        };
        let mut ledger = Ledger::default();
        ledger.enter(&[vote("agree", true), vote("mixed", true), vote("none", false)]);
        assert!(ledger.compare(&with(&["mixed"])).is_empty() && ledger.compare(&with(&[])).is_empty());
        assert_eq!(ledger.compare(&with(&["agree"])).len(), 1);
        assert_eq!(ledger.compare(&with(&["mixed", "mixed"])).len(), 1);
        assert_eq!(ledger.settle(&with(&[])), 1);
        assert_eq!(ledger.compare(&with(&["mixed"])).len(), 1);
        assert_eq!(Ledger::default().compare(&with(&["agree"])).len(), 1, "nobody voted");
    }
}
