//! Triage: admissibility by the charter, then a reasoned answer.

use crate::Time;
use crate::author::Staff;
use crate::html::SafeHtml;
use crate::proposal::State;
use crate::reference::Reference;

/// Characters of a reason: short ones explain nothing.
pub const REASON_LENGTH: std::ops::RangeInclusive<usize> = 10..=5_000;

text_enum! {
    /// Whether a proposal is within the rules.
    pub enum Admissibility {
        /// Recevable.
        Admissible = "admissible",
        /// Irrecevable.
        Inadmissible = "inadmissible",
    }
}

text_enum! {
    /// What is done with a proposal.
    pub enum Outcome {
        /// Retenue.
        Retained = "retained",
        /// Partiellement retenue.
        PartlyRetained = "partly_retained",
        /// Non retenue.
        NotRetained = "not_retained",
    }
}

impl Outcome {
    /// The state it leads to.
    #[must_use]
    pub const fn state(self) -> State {
        match self {
            Self::Retained => State::Retained,
            Self::PartlyRetained => State::PartlyRetained,
            Self::NotRetained => State::NotRetained,
        }
    }
}

text_enum! {
    /// What a decision is about.
    pub enum DecisionKind {
        /// Admissibility.
        Admissibility = "admissibility",
        /// The reasoned answer.
        Answer = "answer",
        /// Hiding or showing.
        Visibility = "visibility",
    }
}

/// The state after a decision on admissibility, or none when the proposal is
/// past it: once answered, it is no longer a question of admissibility.
#[must_use]
pub fn after_admissibility(state: State, decision: Admissibility) -> Option<State> {
    match state {
        State::Received | State::Admissible | State::Inadmissible | State::UnderReview => Some(match decision {
            Admissibility::Admissible => State::Admissible,
            Admissibility::Inadmissible => State::Inadmissible,
        }),
        State::Retained | State::PartlyRetained | State::NotRetained | State::Merged | State::Withdrawn => None,
    }
}

/// The state after an answer, or none when it cannot be answered. An answer may
/// be replaced by a later one: both stay public.
#[must_use]
pub fn after_answer(state: State, outcome: Outcome) -> Option<State> {
    match state {
        State::Received
        | State::Admissible
        | State::UnderReview
        | State::Retained
        | State::PartlyRetained
        | State::NotRetained => Some(outcome.state()),
        State::Inadmissible | State::Merged | State::Withdrawn => None,
    }
}

/// A decision as shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionView {
    /// Its reference.
    pub reference: Reference,
    /// What it is about.
    pub kind: DecisionKind,
    /// Its outcome, by code (of [`Admissibility`], [`Outcome`] or visibility).
    pub outcome: String,
    /// The rule of the charter, when one is named.
    pub rule: String,
    /// The reason, rendered.
    pub reason: SafeHtml,
    /// The language of the reason.
    pub lang: String,
    /// Who decided.
    pub by: Staff,
    /// When.
    pub at: Time,
}

/// A line of the triage queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueLine {
    /// The proposal.
    pub card: crate::proposal::Card,
    /// How long it has waited for its next decision.
    pub waiting_since: Time,
    /// Whether the one who looks may decide (not on an own contribution).
    pub can_decide: bool,
}

/// The triage workbench.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workbench {
    /// The process.
    pub process: crate::process::Process,
    /// The proposals asked for.
    pub lines: Vec<QueueLine>,
    /// Cursor of the next page.
    pub next: Option<String>,
    /// How many there are in each state.
    pub by_state: Vec<(State, i64)>,
    /// The administrations one may answer for: slug and name.
    pub answers_for: Vec<(String, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inadmissible_proposal_can_be_readmitted_but_not_answered() {
        assert_eq!(after_admissibility(State::Inadmissible, Admissibility::Admissible), Some(State::Admissible));
        assert_eq!(after_answer(State::Inadmissible, Outcome::Retained), None);
    }

    #[test]
    fn nothing_is_decided_on_what_was_withdrawn() {
        for decision in Admissibility::ALL {
            assert_eq!(after_admissibility(State::Withdrawn, *decision), None);
        }
        for outcome in Outcome::ALL {
            assert_eq!(after_answer(State::Withdrawn, *outcome), None);
        }
    }

    #[test]
    fn an_answered_proposal_keeps_its_admissibility() {
        assert_eq!(after_admissibility(State::Retained, Admissibility::Inadmissible), None);
        assert_eq!(after_answer(State::Retained, Outcome::NotRetained), Some(State::NotRetained));
    }
}
