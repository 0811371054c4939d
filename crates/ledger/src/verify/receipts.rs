//! What the caller holds, against what the log has.

use super::walk::{Log, begins_otherwise};
use super::{Check, Problem, Stage, Verifier};
use crate::ballot::{Ballots, Vote};
use crate::checkpoint::{self, Checkpoint};
use crate::hash::Hash;
use crate::keys::Keys;
use crate::proof::{self, Proof};
use crate::receipt::{self, Kept, Promise, Promised};
use crate::tree::verify_inclusion;

impl Verifier<'_> {
    /// Every receipt, by its first line.
    pub(super) fn check_receipts(&mut self, keys: Option<&Keys>, head: &Checkpoint, log: &Log) {
        let receipts = std::mem::take(&mut self.receipts);
        let count = receipts.len() as u64;
        for (done, (name, bytes)) in (1..).zip(receipts) {
            if bytes.starts_with(proof::HEADER.as_bytes()) {
                self.check_proof(&name, &bytes, keys, head, log);
            } else if bytes.starts_with(receipt::HEADER.as_bytes()) {
                self.check_promise(&name, &bytes, keys, log);
            } else {
                self.check_vote(&name, &bytes, log);
            }
            self.tell(Stage::Receipts, done, count);
        }
    }

    fn check_promise(&mut self, name: &str, bytes: &[u8], keys: Option<&Keys>, log: &Log) {
        let Some(keys) = keys else {
            return;
        };
        let promise = match Promise::open(bytes, &keys.receipt) {
            Ok(promise) if promise.origin == keys.origin() => promise,
            Ok(promise) => {
                let why = format!("it is of the log “{}”", promise.origin);
                return self.found(Check::Promises, None, name, Problem::Signature(why));
            }
            Err(error) => return self.found(Check::Promises, None, name, Problem::Signature(error.to_string())),
        };
        let kept = match promise.promised {
            Promised::Leaf(leaf) => log.leaves.contains(&leaf),
            Promised::Commitment(hash) => {
                log.parts.iter().any(|(_, parts)| parts.iter().any(|(_, commitment)| *commitment == hash))
            }
        };
        // The log does not say when an entry was added: one that is there is on time.
        if kept {
            return;
        }
        let (deadline, now) = (promise.deadline().to_string(), self.now.to_string());
        if promise.broken(None, self.now) {
            self.found(Check::Promises, None, name, Problem::PromiseBroken { deadline, now });
        } else {
            self.report.promised.push((name.to_owned(), deadline));
        }
    }

    fn check_proof(&mut self, name: &str, bytes: &[u8], keys: Option<&Keys>, head: &Checkpoint, log: &Log) {
        let Some(keys) = keys else {
            return;
        };
        let read = Proof::parse(bytes).and_then(|proof| {
            let kept = Kept::parse(proof.extra.as_deref().unwrap_or_default())?;
            Ok((kept.entry.leaf()?, proof, kept))
        });
        let (leaf, proof, kept) = match read {
            Ok(read) => read,
            Err(error) => return self.malformed(None, name, &error).unwrap_or_default(),
        };
        let index = Some(proof.index);
        for part in kept.wrong_parts() {
            self.found(Check::Inclusion, index, name, Problem::Opening { part: part.to_owned() });
        }
        let then = match checkpoint::open(proof.checkpoint.as_bytes(), &keys.policy()) {
            Ok(opened) => opened.checkpoint,
            Err(error) => return self.found(Check::Inclusion, index, name, Problem::Signature(error.to_string())),
        };
        if let Err(error) = verify_inclusion(&leaf, proof.index, then.size, &proof.hashes, &then.root) {
            return self.found(Check::Inclusion, index, name, Problem::NotIncluded(error.to_string()));
        }
        let there = usize::try_from(proof.index).ok().and_then(|index| log.leaves.get(index));
        if there != Some(&leaf) {
            let found = there.map_or_else(|| "no entry".to_owned(), Hash::to_base64);
            let why = format!("expected the leaf {leaf}, found {found}");
            self.found(Check::Inclusion, index, name, Problem::NotIncluded(why));
        }
        if let Some(problem) = begins_otherwise(&then, head, log) {
            self.found(Check::Inclusion, index, name, problem);
        }
    }

    fn check_vote(&mut self, name: &str, bytes: &[u8], log: &Log) {
        let vote = match Vote::parse(bytes) {
            Ok(vote) => vote,
            Err(error) => return self.malformed(None, name, &error).unwrap_or_default(),
        };
        // Before the close nothing is published that could contradict the receipt.
        let closes = log.votes.iter().filter(|(_, votes)| votes.closing && votes.reference == vote.reference);
        let Some(index) = closes.map(|(index, _)| *index).next_back() else {
            return;
        };
        let bytes = self.source.read(&Ballots::path(index)).ok().flatten().unwrap_or_default();
        let counted = Ballots::parse(&bytes).is_ok_and(|ballots| ballots.find(&vote).is_some());
        if !counted {
            self.found(Check::Votes, Some(index), name, Problem::VoteNotCounted { reference: vote.reference });
        }
    }
}
