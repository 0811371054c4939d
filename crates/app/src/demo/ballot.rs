//! Votes of the story: totals in the files, made into ballots of people, each at
//! a time of its own; and the people who cast them. The same totals make the
//! same ballots.

use chrono::TimeDelta;
use domain::Time;
use domain::vote::Choice;

use super::file::{File, Votes};
use super::set_up;

/// How many more people there are than the most votes on one object.
const SPARE: usize = 10;
/// The fractional part of the golden ratio: its multiples spread evenly.
const GOLDEN: f64 = 0.618_033_988_749_895;

/// A vote to be cast.
pub(super) struct Ballot {
    pub(super) at: Time,
    /// Who, by the place among voters.
    pub(super) voter: usize,
    pub(super) choice: Choice,
}

/// The ballots of one object, between two instants: many at first, then fewer.
pub(super) fn spread(votes: Votes, (from, end): (Time, Time), object: usize) -> Vec<Ballot> {
    let choices = [(Choice::Agree, votes.agree), (Choice::Mixed, votes.mixed), (Choice::Disagree, votes.disagree)];
    let choices = choices.into_iter().flat_map(|(choice, count)| std::iter::repeat_n(choice, count));
    let margin = TimeDelta::minutes(1);
    let room = (end - from - margin * 2).num_milliseconds().max(1);
    let cast = choices.enumerate().map(|(index, choice)| {
        #[expect(clippy::cast_precision_loss, reason = "places and milliseconds of a story are small")]
        let (place, room) = (index as f64, room as f64);
        let share = (place * GOLDEN + 0.5).fract();
        #[expect(clippy::cast_possible_truncation, reason = "a share of the room")]
        let after = (share * share * room) as i64;
        Ballot { at: from + margin + TimeDelta::milliseconds(after), voter: object * 7 + index, choice }
    });
    cast.collect()
}

/// How many silent voters are needed beside the named people who vote.
pub(super) fn silent_voters(files: &[File]) -> usize {
    let objects = files
        .iter()
        .flat_map(|file| file.proposals.iter().map(|it| it.votes).chain(file.commitments.iter().map(|it| it.votes)));
    let most = objects.map(|votes| votes.agree + votes.mixed + votes.disagree).max().unwrap_or(0);
    (most + SPARE).saturating_sub(set_up::voting_people(files).count())
}
