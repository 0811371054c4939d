//! Votes: the published lines against the logged root, number and result.

use std::collections::BTreeMap;

use super::walk::{Log, entry_path};
use super::{Check, Problem, Stage, Verifier};
use crate::ballot::Ballots;
use crate::entry::Votes;

impl Verifier<'_> {
    /// Every count of votes; those of a close with their lines.
    pub(super) fn check_ballots(&mut self, log: &Log) {
        let count = log.votes.len() as u64;
        for (done, (index, votes)) in (1..).zip(&log.votes) {
            if votes.leaves > votes.accounts {
                let problem = Problem::MoreVotesThanAccounts { votes: votes.leaves, accounts: votes.accounts };
                self.found(Check::Accounts, Some(*index), &entry_path(*index, log), problem);
            }
            if votes.closing && !log.elsewhere.contains(index) {
                self.check_lines(*index, votes);
            }
            self.tell(Stage::Ballots, done, count);
        }
    }

    fn check_lines(&mut self, index: u64, votes: &Votes) {
        let path = Ballots::path(index);
        let Some(bytes) = self.read(Some(index), &path, true) else {
            return;
        };
        let ballots = match Ballots::parse(&bytes) {
            Ok(ballots) => ballots,
            Err(error) => {
                return self.malformed(Some(index), &path, &error).unwrap_or_default();
            }
        };
        let found = ballots.lines().len() as u64;
        if found != votes.leaves {
            let problem = Problem::BallotCount { logged: votes.leaves, found };
            self.found(Check::Ballots, Some(index), &path, problem);
        }
        let root = ballots.root();
        if root != votes.root {
            let problem = Problem::BallotRoot { logged: votes.root, found: root };
            self.found(Check::Ballots, Some(index), &path, problem);
        }
        let (logged, found_tally) = (show(votes.tally.as_ref()), show(Some(&ballots.tally())));
        if logged != found_tally {
            let problem = Problem::Tally { logged, found: found_tally };
            self.found(Check::Tallies, Some(index), &path, problem);
        }
        self.report.recounted += found;
    }
}

/// A tally in words. A choice that nobody made counts as absent.
pub(super) fn show(tally: Option<&BTreeMap<String, u64>>) -> String {
    let counts = tally.into_iter().flatten().filter(|(_, count)| **count > 0);
    let counts: Vec<String> = counts.map(|(choice, count)| format!("{choice} {count}")).collect();
    if counts.is_empty() { "no vote".to_owned() } else { counts.join(", ") }
}
