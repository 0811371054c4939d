//! What the caller holds, against what the log has.

use std::collections::BTreeMap;

use super::walk::{Log, begins_otherwise};
use super::{Check, Held, Problem, Stage, Verifier, Withheld};
use crate::ballot::{Ballots, Vote};
use crate::checkpoint::{self, Checkpoint};
use crate::entry::Entry;
use crate::hash::Hash;
use crate::keys::Keys;
use crate::proof::{self, Proof};
use crate::receipt::{self, Kept, Promise, Promised};
use crate::tree::verify_inclusion;

impl Verifier<'_> {
    /// Every receipt, by its first line. With those with which nothing is wrong, what
    /// they show.
    pub(super) fn check_receipts(&mut self, keys: Option<&Keys>, head: &Checkpoint, log: &Log) {
        let receipts = std::mem::take(&mut self.receipts);
        let count = receipts.len() as u64;
        for (done, (name, bytes)) in (1..).zip(receipts) {
            let held = if bytes.starts_with(proof::HEADER.as_bytes()) {
                keys.and_then(|keys| self.check_proof(&name, &bytes, keys, head, log))
            } else if bytes.starts_with(receipt::HEADER.as_bytes()) {
                keys.and_then(|keys| self.check_promise(&name, &bytes, keys, log))
            } else {
                self.check_vote(&name, &bytes, log)
            };
            self.report.receipts.extend(held.map(|held| (name, held)));
            self.tell(Stage::Receipts, done, count);
        }
    }

    fn check_promise(&mut self, name: &str, bytes: &[u8], keys: &Keys, log: &Log) -> Option<Held> {
        let problem = match Promise::open(bytes, &keys.receipt) {
            Ok(promise) if promise.origin == keys.origin() => {
                // The log does not say when an entry was added: one that is there is on time.
                if let Some(index) = log.with_promised(&promise.promised) {
                    let version = log.versions.iter().find(|(_, own)| **own == index).map(|(target, _)| target.clone());
                    return Some(Held::Kept { index, version, withheld: log.withheld(index) });
                }
                if !promise.broken(None, self.now) {
                    return Some(Held::Due { deadline: promise.deadline() });
                }
                Problem::PromiseBroken { deadline: promise.deadline().to_string(), now: self.now.to_string() }
            }
            Ok(promise) => Problem::Signature(format!("it is of the log “{}”", promise.origin)),
            Err(error) => Problem::Signature(error.to_string()),
        };
        self.found(Check::Promises, None, name, problem);
        None
    }

    fn check_proof(&mut self, name: &str, bytes: &[u8], keys: &Keys, head: &Checkpoint, log: &Log) -> Option<Held> {
        let read = Proof::parse(bytes).and_then(|proof| {
            let kept = Kept::parse(proof.extra.as_deref().unwrap_or_default())?;
            Ok((kept.entry.leaf()?, proof, kept))
        });
        let (leaf, proof, kept) = match read {
            Ok(read) => read,
            Err(error) => return self.malformed(None, name, &error),
        };
        let parts = kept.wrong_parts().into_iter().map(|part| Problem::Opening { part: part.to_owned() });
        let mut problems: Vec<Problem> = parts.collect();
        problems.extend(proof_problems(&proof, leaf, keys, head, log));
        if problems.is_empty() {
            return Some(log.proven(proof.index, kept.entry));
        }
        for problem in problems {
            self.found(Check::Inclusion, Some(proof.index), name, problem);
        }
        None
    }

    fn check_vote(&mut self, name: &str, bytes: &[u8], log: &Log) -> Option<Held> {
        let vote = match Vote::parse(bytes) {
            Ok(vote) => vote,
            Err(error) => return self.malformed(None, name, &error),
        };
        let reference = vote.reference.clone();
        if !log.versions.keys().any(|target| target.reference == reference) {
            return Some(Held::Unknown { reference });
        }
        // Before the close nothing is published that could contradict the receipt.
        let closes = log.votes.iter().filter(|(_, votes)| votes.closing && votes.reference == reference);
        let Some(index) = closes.map(|(index, _)| *index).next_back() else {
            return Some(Held::Open { reference });
        };
        if log.elsewhere.contains(&index) {
            return Some(Held::Elsewhere { reference, index });
        }
        let bytes = self.source.read(&Ballots::path(index)).ok().flatten().unwrap_or_default();
        if Ballots::parse(&bytes).is_ok_and(|ballots| ballots.find(&vote).is_some()) {
            return Some(Held::Counted { reference, index });
        }
        if log.reopened_after(&reference, index) {
            return Some(Held::Open { reference });
        }
        self.found(Check::Votes, Some(index), name, Problem::VoteNotCounted { reference });
        None
    }
}

/// What is wrong with a proof of this leaf.
fn proof_problems(proof: &Proof, leaf: Hash, keys: &Keys, head: &Checkpoint, log: &Log) -> Vec<Problem> {
    let then = match checkpoint::open(proof.checkpoint.as_bytes(), &keys.policy()) {
        Ok(opened) => opened.checkpoint,
        Err(error) => return vec![Problem::Signature(error.to_string())],
    };
    if let Err(error) = verify_inclusion(&leaf, proof.index, then.size, &proof.hashes, &then.root) {
        return vec![Problem::NotIncluded(error.to_string())];
    }
    let mut problems = Vec::new();
    let there = usize::try_from(proof.index).ok().and_then(|index| log.leaves.get(index));
    if there != Some(&leaf) {
        let found = there.map_or_else(|| "no entry".to_owned(), Hash::to_base64);
        problems.push(Problem::NotIncluded(format!("expected the leaf {leaf}, found {found}")));
    }
    problems.extend(begins_otherwise(&then, head, log));
    problems
}

impl Log {
    /// The entry that keeps a promise.
    fn with_promised(&self, promised: &Promised) -> Option<u64> {
        match promised {
            Promised::Leaf(leaf) => (0..).zip(&self.leaves).find(|(_, own)| *own == leaf).map(|(index, _)| index),
            Promised::Commitment(hash) => {
                let has = |parts: &[(String, Hash)]| parts.iter().any(|(_, commitment)| commitment == hash);
                self.parts.iter().find(|(_, parts)| has(parts)).map(|(index, _)| *index)
            }
        }
    }

    /// What a proof shows of an entry.
    fn proven(&self, index: u64, entry: Entry) -> Held {
        Held::Proven { index, event: Box::new(entry.event), withheld: self.withheld(index) }
    }

    /// What of an entry was withdrawn since, and is not back.
    fn withheld(&self, index: u64) -> Vec<Withheld> {
        let mut withheld = BTreeMap::new();
        for (by, erased, change) in self.changes.iter().filter(|(by, _, change)| change.entry == index && index < *by) {
            if !*erased {
                withheld.remove(&change.part);
            } else if self.commitment(index, &change.part).is_some() {
                let (part, reason) = (change.part.clone(), change.reason.clone());
                withheld.insert(part.clone(), Withheld { part, by: *by, reason });
            }
        }
        withheld.into_values().collect()
    }
}
