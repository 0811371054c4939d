//! Phases: dated parts of a process, open on `[starts_at, ends_at)`.

use crate::Time;
use crate::id::PhaseId;
use crate::locale::Localized;

text_enum! {
    /// What a phase is for.
    pub enum PhaseKind {
        /// Proposals are submitted.
        Ideation = "ideation",
        /// Proposals are sorted and answered.
        Triage = "triage",
        /// Draft commitments are discussed.
        Consultation = "consultation",
        /// Administrations agree on the final text.
        Arbitration = "arbitration",
        /// The result is published.
        Publication = "publication",
        /// The commitments are carried out in the open.
        FollowUp = "follow_up",
    }
}

text_enum! {
    /// Where a phase stands at an instant.
    pub enum PhaseStatus {
        /// Not begun.
        Upcoming = "upcoming",
        /// Now.
        Open = "open",
        /// Over.
        Closed = "closed",
    }
}

text_enum! {
    /// How people vote in a phase.
    pub enum Voting {
        /// Agree, mixed, disagree.
        Opinion = "opinion",
        /// Nobody votes.
        None = "none",
    }
}

text_enum! {
    /// When the counts of a phase's votes are shown.
    pub enum TallyRule {
        /// At once.
        Live = "live",
        /// After the phase.
        AfterClose = "after_close",
    }
}

/// A phase as pages show it and as gates read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phase {
    /// The phase.
    pub id: PhaseId,
    /// Its place in the process, from 1.
    pub position: i32,
    /// What it is for.
    pub kind: PhaseKind,
    /// Its name.
    pub titles: Localized,
    /// First instant at which it is open.
    pub starts_at: Time,
    /// First instant at which it no longer is; none when it has no end yet.
    pub ends_at: Option<Time>,
    /// When the act of closing was done.
    pub closed_at: Option<Time>,
    /// Minutes during which an author may correct after publication.
    pub edit_window_minutes: i32,
    /// How people vote.
    pub voting: Voting,
    /// When counts are shown.
    pub tallies: TallyRule,
}

impl Phase {
    /// Where it stands at `now`. A closed phase stays closed whatever the clock.
    #[must_use]
    pub fn status(&self, now: Time) -> PhaseStatus {
        if self.closed_at.is_some() || self.ends_at.is_some_and(|end| now >= end) {
            PhaseStatus::Closed
        } else if now < self.starts_at {
            PhaseStatus::Upcoming
        } else {
            PhaseStatus::Open
        }
    }

    /// A write may be accepted at `now`.
    #[must_use]
    pub fn is_open(&self, now: Time) -> bool {
        self.status(now) == PhaseStatus::Open
    }

    /// Until when an author may correct what is published at `now`: the window,
    /// never past the end of the phase.
    #[must_use]
    pub fn editable_until(&self, now: Time) -> Time {
        let window = now + chrono::TimeDelta::minutes(i64::from(self.edit_window_minutes));
        self.ends_at.map_or(window, |end| window.min(end))
    }

    /// Counts may be shown at `now`.
    #[must_use]
    pub fn shows_tallies(&self, now: Time) -> bool {
        self.tallies == TallyRule::Live || self.status(now) == PhaseStatus::Closed
    }
}

/// The phase to put forward at `now`: the open one (the last, if several), else
/// the next to come, else the last that closed.
#[must_use]
pub fn current(phases: &[Phase], now: Time) -> Option<&Phase> {
    let with = |status| phases.iter().filter(move |phase| phase.status(now) == status);
    with(PhaseStatus::Open)
        .next_back()
        .or_else(|| with(PhaseStatus::Upcoming).min_by_key(|phase| phase.starts_at))
        .or_else(|| with(PhaseStatus::Closed).max_by_key(|phase| phase.ends_at))
}

/// The next phase to begin after `now`.
#[must_use]
pub fn upcoming(phases: &[Phase], now: Time) -> Option<&Phase> {
    phases.iter().filter(|phase| phase.status(now) == PhaseStatus::Upcoming).min_by_key(|phase| phase.starts_at)
}

/// The open phase of a kind, where something of that kind may be written.
#[must_use]
pub fn open_of(phases: &[Phase], kind: PhaseKind, now: Time) -> Option<&Phase> {
    phases.iter().find(|phase| phase.kind == kind && phase.is_open(now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{TimeDelta, TimeZone, Utc};

    fn phase() -> Phase {
        Phase {
            id: PhaseId(uuid::Uuid::nil()),
            position: 1,
            kind: PhaseKind::Ideation,
            titles: Localized::default(),
            starts_at: Utc.timestamp_opt(1_000, 0).single().expect("a time"),
            ends_at: Utc.timestamp_opt(2_000, 0).single(),
            closed_at: None,
            edit_window_minutes: 60,
            voting: Voting::Opinion,
            tallies: TallyRule::AfterClose,
        }
    }

    #[test]
    fn a_phase_is_open_from_its_start_to_just_before_its_end() {
        let phase = phase();
        let end = phase.ends_at.expect("an end");
        let tick = TimeDelta::microseconds(1);
        assert_eq!(phase.status(phase.starts_at - tick), PhaseStatus::Upcoming);
        assert!(phase.is_open(phase.starts_at));
        assert!(phase.is_open(end - tick));
        assert!(!phase.is_open(end));
    }

    #[test]
    fn closing_is_an_act_that_a_slow_clock_does_not_undo() {
        let mut phase = phase();
        phase.closed_at = phase.ends_at;
        assert_eq!(phase.status(phase.starts_at + TimeDelta::seconds(1)), PhaseStatus::Closed);
    }

    #[test]
    fn the_edit_window_never_outlives_the_phase() {
        let phase = phase();
        let end = phase.ends_at.expect("an end");
        assert_eq!(phase.editable_until(end - TimeDelta::minutes(5)), end);
        let early = phase.starts_at - TimeDelta::hours(3);
        assert_eq!(phase.editable_until(early), early + TimeDelta::hours(1));
    }

    #[test]
    fn counts_kept_for_after_the_close_are_not_shown_before() {
        let phase = phase();
        assert!(!phase.shows_tallies(phase.starts_at));
        assert!(phase.shows_tallies(phase.ends_at.expect("an end")));
    }
}
