//! The events of the three processes, in the order in which they happened.

use domain::Time;
use domain::triage::Admissibility;
use domain::vote::Choice;

use super::ballot::{self, Ballot};
use super::file::{Comment, Commitment, File, Proposal};
use crate::moment::Moment;

/// Seconds between the end of a phase and the act of closing it.
const CLOSING: i64 = 31;
/// Days between drafting a commitment and putting it to consultation.
const DRAFTED_BEFORE: f64 = 1.5;
/// Days since a draft that is still private was begun.
const DRAFTED_AGO: f64 = 1.0;
/// Days between the creation of a process and its first phase.
const PREPARED_BEFORE: f64 = 1.0;

/// Something that happened.
pub(super) struct Event<'a> {
    pub(super) at: Time,
    /// The process, by its place among the files.
    pub(super) process: usize,
    pub(super) act: Act<'a>,
}

/// What happened. Proposals and commitments are known by their keys.
pub(super) enum Act<'a> {
    SetUp,
    Close(usize),
    Propose(&'a Proposal),
    Revise(&'a Proposal),
    Withdraw(&'a Proposal),
    Sort(&'a Proposal),
    Answer(&'a Proposal),
    Draft(&'a Commitment),
    Publish(&'a Commitment),
    Adopt(&'a Commitment),
    Comment { on: &'a str, index: usize, comment: &'a Comment },
    Hide { on: &'a str, index: usize, comment: &'a Comment },
    Vote { on: &'a str, voter: usize, choice: Choice },
}

/// All of them.
pub(super) struct Story<'a> {
    pub(super) begins: Time,
    pub(super) events: Vec<Event<'a>>,
    pub(super) now: Time,
}

impl<'a> Story<'a> {
    /// Tells the story of the files, seen from `now`.
    pub(super) fn of(files: &'a [File], now: Time) -> Self {
        let mut telling = Telling { now, events: Vec::new(), objects: 0 };
        for (process, file) in files.iter().enumerate() {
            telling.process(process, file);
        }
        let mut events = telling.events;
        // Stable: what happened at the same instant stays in the order of the file.
        events.sort_by_key(|event| event.at);
        Self { begins: events.first().map_or(now, |event| event.at), events, now }
    }

    /// The events, those that may be written together in one: consecutive votes.
    pub(super) fn scenes(&self) -> impl Iterator<Item = &[Event<'a>]> {
        let together = |a: &Event<'_>, b: &Event<'_>| matches!((&a.act, &b.act), (Act::Vote { .. }, Act::Vote { .. }));
        self.events.chunk_by(together)
    }
}

/// So many days from now; a negative number is past.
pub(super) fn in_days(now: Time, days: f64) -> Time {
    #[expect(clippy::cast_possible_truncation, reason = "days of a story are few")]
    let seconds = (days * 86_400.0).round() as i64;
    now + chrono::TimeDelta::seconds(seconds)
}

/// The beginning of the day on the clocks of the story: its dates are counted from
/// there, so that phases end at midnight, as people expect of them.
pub(super) fn midnight(now: Time) -> Time {
    begins(now.with_timezone(&ZONE).date_naive()).unwrap_or(now)
}

/// When a phase begins or ends: at midnight, whatever the clocks did in between.
pub(super) fn edge(now: Time, days: f64) -> Time {
    let about = in_days(now, days);
    let nearest = (about.with_timezone(&ZONE) + chrono::TimeDelta::hours(12)).date_naive();
    begins(nearest).unwrap_or(about)
}

fn begins(day: chrono::NaiveDate) -> Option<Time> {
    Moment::Day(day).start(ZONE)
}

/// The zone of the processes of the story.
const ZONE: chrono_tz::Tz = chrono_tz::Europe::Paris;

struct Telling<'a> {
    now: Time,
    events: Vec<Event<'a>>,
    /// How many objects were voted on, so that each has other voters.
    objects: usize,
}

impl<'a> Telling<'a> {
    fn add(&mut self, process: usize, days_ago: f64, act: Act<'a>) {
        self.events.push(Event { at: in_days(self.now, -days_ago), process, act });
    }

    fn process(&mut self, process: usize, file: &'a File) {
        let first = file.phases.first().map_or(0.0, |phase| phase.starts_in_days);
        self.add(process, PREPARED_BEFORE - first, Act::SetUp);
        for (index, phase) in file.phases.iter().enumerate() {
            let closing = phase.ends_in_days.map(|days| edge(self.now, days) + chrono::TimeDelta::seconds(CLOSING));
            if let Some(at) = closing.filter(|at| *at <= self.now) {
                self.events.push(Event { at, process, act: Act::Close(index) });
            }
        }
        for proposal in &file.proposals {
            self.proposal(process, file, proposal);
        }
        for commitment in &file.commitments {
            self.commitment(process, file, commitment);
        }
    }

    fn proposal(&mut self, process: usize, file: &File, proposal: &'a Proposal) {
        self.add(process, proposal.days_ago, Act::Propose(proposal));
        if let Some(revision) = &proposal.revision {
            self.add(process, revision.days_ago, Act::Revise(proposal));
        }
        if let Some(days) = proposal.withdrawn_days_ago {
            self.add(process, days, Act::Withdraw(proposal));
        }
        if let Some(decision) = &proposal.admissibility {
            self.add(process, decision.days_ago, Act::Sort(proposal));
        }
        if let Some(answer) = &proposal.answer {
            self.add(process, answer.days_ago, Act::Answer(proposal));
        }
        self.comments(process, &proposal.key, &proposal.comments);
        let refused = proposal.admissibility.as_ref().filter(|it| it.decision == Admissibility::Inadmissible.as_str());
        let until = [proposal.withdrawn_days_ago, refused.map(|it| it.days_ago)];
        self.votes(process, file, (&proposal.key, proposal.days_ago, until), proposal.votes);
    }

    fn commitment(&mut self, process: usize, file: &File, commitment: &'a Commitment) {
        let drafted = commitment.published_days_ago.map_or(DRAFTED_AGO, |days| days + DRAFTED_BEFORE);
        self.add(process, drafted, Act::Draft(commitment));
        if let Some(days) = commitment.published_days_ago {
            self.add(process, days, Act::Publish(commitment));
            self.comments(process, &commitment.key, &commitment.comments);
            self.votes(process, file, (&commitment.key, days, [None, None]), commitment.votes);
        }
        if let Some(days) = commitment.adopted_days_ago {
            self.add(process, days, Act::Adopt(commitment));
        }
    }

    fn comments(&mut self, process: usize, on: &'a str, comments: &'a [Comment]) {
        for (index, comment) in comments.iter().enumerate() {
            self.add(process, comment.days_ago, Act::Comment { on, index, comment });
            if let Some(hidden) = &comment.hidden {
                self.add(process, hidden.days_ago, Act::Hide { on, index, comment });
            }
        }
    }

    /// Votes fall between publication and whatever ends them first.
    fn votes(
        &mut self,
        process: usize,
        file: &File,
        (on, published, until): (&'a str, f64, [Option<f64>; 2]),
        votes: super::file::Votes,
    ) {
        let from = in_days(self.now, -published);
        let phase = file.phases.iter().find(|phase| {
            let ends = phase.ends_in_days.map(|days| edge(self.now, days));
            edge(self.now, phase.starts_in_days) <= from && ends.is_none_or(|end| from < end)
        });
        let phase_end = phase.and_then(|phase| phase.ends_in_days).map(|days| edge(self.now, days));
        let ends = until.iter().flatten().map(|days| in_days(self.now, -days)).chain(phase_end);
        let end = ends.fold(self.now, std::cmp::min);
        for Ballot { at, voter, choice } in ballot::spread(votes, (from, end), self.objects) {
            self.events.push(Event { at, process, act: Act::Vote { on, voter, choice } });
        }
        self.objects += 1;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use chrono::{TimeZone, Utc};

    use super::*;

    fn now() -> Time {
        Utc.with_ymd_and_hms(2027, 3, 15, 12, 0, 0).single().expect("a time")
    }

    #[test]
    fn what_happened_is_past_and_in_order() {
        let files = super::super::file::all().expect("readable");
        let story = Story::of(&files, now());
        assert!(story.events.is_sorted_by_key(|event| event.at));
        assert!(story.events.iter().all(|event| event.at <= now()));
        assert_eq!(story.scenes().map(<[Event<'_>]>::len).sum::<usize>(), story.events.len());
    }

    #[test]
    fn each_votes_once_on_an_object_and_the_totals_are_those_of_the_files() {
        let files = super::super::file::all().expect("readable");
        let story = Story::of(&files, now());
        let mut seen = HashSet::new();
        for event in &story.events {
            if let Act::Vote { on, voter, .. } = event.act {
                assert!(seen.insert((event.process, on, voter)), "{on} {voter}");
            }
        }
        let wanted = files.iter().flat_map(|file| {
            file.proposals.iter().map(|it| it.votes).chain(file.commitments.iter().map(|it| it.votes))
        });
        assert_eq!(seen.len(), wanted.map(|votes| votes.agree + votes.mixed + votes.disagree).sum::<usize>());
    }
}
