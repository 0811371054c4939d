//! A phase as typed in a form: every field a text, read into a plan or told
//! what is wrong with it.

use chrono_tz::Tz;
use domain::field::{FieldErrors, Problem};
use domain::id::PhaseId;
use domain::locale::Localized;
use domain::phase::{Phase, PhaseKind, TallyRule, Voting};

use crate::moment::{Moment, on_clocks};
use crate::process_plan::PhasePlan;

/// What was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PhaseWords {
    /// What it is for, by code.
    pub kind: String,
    /// Its name.
    pub titles: Localized,
    /// When it begins, on the clocks of the process.
    pub starts_at: String,
    /// When it is over; empty for no end yet.
    pub ends_at: String,
    /// Minutes.
    pub edit_window_minutes: String,
    /// How people vote, by code.
    pub voting: String,
    /// When counts are shown, by code.
    pub tallies: String,
    /// Why it changes.
    pub reason: String,
}

impl PhaseWords {
    /// A phase as it is.
    #[must_use]
    pub fn of(phase: &Phase, zone: Tz) -> Self {
        Self {
            kind: phase.kind.to_string(),
            titles: phase.titles.clone(),
            starts_at: on_clocks(phase.starts_at, zone),
            ends_at: phase.ends_at.map(|end| on_clocks(end, zone)).unwrap_or_default(),
            edit_window_minutes: phase.edit_window_minutes.to_string(),
            voting: phase.voting.to_string(),
            tallies: phase.tallies.to_string(),
            reason: String::new(),
        }
    }

    /// What a new phase begins with.
    #[must_use]
    pub fn fresh() -> Self {
        Self { edit_window_minutes: "60".into(), voting: "opinion".into(), tallies: "live".into(), ..Self::default() }
    }

    /// The plan that was typed.
    ///
    /// # Errors
    /// What cannot be read, field by field.
    pub fn plan(&self, id: Option<PhaseId>) -> Result<PhasePlan, FieldErrors> {
        let mut errors = FieldErrors::default();
        let kind = choice(&mut errors, "kind", &self.kind, PhaseKind::parse);
        let starts_at = moment(&mut errors, "starts_at", &self.starts_at);
        if self.starts_at.trim().is_empty() {
            errors.add("starts_at", Problem::Required);
        }
        let ends_at = moment(&mut errors, "ends_at", &self.ends_at);
        let minutes = self.edit_window_minutes.trim().parse().ok();
        if minutes.is_none() {
            errors.add("edit_window_minutes", Problem::Malformed);
        }
        let voting = choice(&mut errors, "voting", &self.voting, Voting::parse);
        let tallies = choice(&mut errors, "tallies", &self.tallies, TallyRule::parse);
        match (kind, starts_at, minutes, voting, tallies) {
            (Some(kind), Some(starts_at), Some(edit_window_minutes), Some(voting), Some(tallies)) => {
                let (titles, reason) = (self.titles.clone(), self.reason.clone());
                errors.unless_any(PhasePlan {
                    id,
                    kind,
                    titles,
                    starts_at,
                    ends_at,
                    edit_window_minutes,
                    voting,
                    tallies,
                    reason,
                })
            }
            _ => Err(errors),
        }
    }
}

fn choice<T>(errors: &mut FieldErrors, field: &str, code: &str, parse: fn(&str) -> Option<T>) -> Option<T> {
    let found = parse(code.trim());
    if found.is_none() {
        errors.add(field, if code.trim().is_empty() { Problem::Required } else { Problem::NotAChoice });
    }
    found
}

/// Empty for none; what else cannot be read is said.
fn moment(errors: &mut FieldErrors, field: &str, text: &str) -> Option<Moment> {
    let found = Moment::parse(text);
    if found.is_none() && !text.trim().is_empty() {
        errors.add(field, Problem::NotADate);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_cannot_be_read_is_named_at_once() {
        let words = PhaseWords {
            kind: "sieste".into(),
            starts_at: "demain".into(),
            ends_at: "2027-02-30".into(),
            edit_window_minutes: "une heure".into(),
            ..PhaseWords::default()
        };
        let errors = words.plan(None).expect_err("wrong");
        let found: Vec<_> = errors.0.iter().map(|(field, problem)| (field.as_str(), problem.code())).collect();
        let expected = [
            ("kind", "not-a-choice"),
            ("starts_at", "not-a-date"),
            ("ends_at", "not-a-date"),
            ("edit_window_minutes", "malformed"),
            ("voting", "required"),
            ("tallies", "required"),
        ];
        assert_eq!(found, expected);
        assert_eq!(PhaseWords::fresh().plan(None).expect_err("wrong").of("starts_at"), Some(&Problem::Required));
    }
}
