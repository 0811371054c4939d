//! Commitments: drafted from proposals, discussed in consultation, dated by
//! milestones.

use chrono::NaiveDate;

use crate::Time;
use crate::comment::Discussion;
use crate::field::{FieldErrors, Problem};
use crate::html::SafeHtml;
use crate::proposal;
use crate::reference::Reference;
use crate::vote::{Tally, VoteBox};

/// Characters of a title.
pub const TITLE_LENGTH: std::ops::RangeInclusive<usize> = 10..=150;
/// Characters of the problem.
pub const PROBLEM_LENGTH: std::ops::RangeInclusive<usize> = 20..=5_000;
/// Characters of the text.
pub const TEXT_LENGTH: std::ops::RangeInclusive<usize> = 20..=30_000;
/// Characters of a milestone.
pub const MILESTONE_LENGTH: std::ops::RangeInclusive<usize> = 3..=300;
/// Most milestones of a commitment.
pub const MILESTONES_MOST: usize = 30;

text_enum! {
    /// Where a commitment stands.
    pub enum State {
        /// Being written: seen by staff only.
        Draft = "draft",
        /// Put to consultation.
        InConsultation = "in_consultation",
        /// Final text.
        Adopted = "adopted",
    }
}

/// A milestone as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MilestoneWords {
    /// Its reference, when it is there already; empty for a new one.
    pub reference: String,
    /// What will be done.
    pub title: String,
    /// By when, `YYYY-MM-DD`.
    pub due: String,
}

/// A milestone that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The reference of the one it changes; empty for a new one.
    pub reference: String,
    /// What will be done.
    pub title: String,
    /// By when.
    pub due: NaiveDate,
}

/// The words of a commitment, as typed and cleaned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Title.
    pub title: String,
    /// The problem. Markdown.
    pub problem: String,
    /// What the administration commits to. Markdown.
    pub text: String,
    /// Lead administration, by slug.
    pub lead: String,
    /// Proposals it comes from, by reference.
    pub sources: Vec<String>,
    /// Milestones; rows left empty do not count.
    pub milestones: Vec<MilestoneWords>,
}

impl Words {
    /// Checks everything but what only the database knows (lead, sources).
    ///
    /// # Errors
    /// What is wrong, by field: `milestone_title` and `milestone_due` are
    /// numbered from 1 (`milestone_title-2`).
    pub fn check(&self) -> Result<Vec<Planned>, FieldErrors> {
        let mut errors = FieldErrors::default();
        errors.check_length("title", &self.title, *TITLE_LENGTH.start(), *TITLE_LENGTH.end());
        errors.check_length("problem", &self.problem, *PROBLEM_LENGTH.start(), *PROBLEM_LENGTH.end());
        errors.check_length("text", &self.text, *TEXT_LENGTH.start(), *TEXT_LENGTH.end());
        if self.lead.is_empty() {
            errors.add("lead", Problem::Required);
        }
        let mut milestones = Vec::new();
        for (index, milestone) in self.milestones.iter().enumerate() {
            if milestone.title.is_empty() && milestone.due.is_empty() {
                continue;
            }
            let number = index + 1;
            let title = format!("milestone_title-{number}");
            errors.check_length(&title, &milestone.title, *MILESTONE_LENGTH.start(), *MILESTONE_LENGTH.end());
            match parse_date(&milestone.due) {
                Some(due) => milestones.push(Planned {
                    reference: milestone.reference.clone(),
                    title: milestone.title.clone(),
                    due,
                }),
                None if milestone.due.is_empty() => errors.add(format!("milestone_due-{number}"), Problem::Required),
                None => errors.add(format!("milestone_due-{number}"), Problem::NotADate),
            }
        }
        if milestones.len() > MILESTONES_MOST {
            errors.add("milestone_title-1", Problem::TooLong { length: milestones.len(), most: MILESTONES_MOST });
        }
        errors.unless_any(milestones)
    }
}

/// Reads `YYYY-MM-DD`, of a year that a plan can be about.
#[must_use]
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    use chrono::Datelike;
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (1900..=2200).contains(&date.year()).then_some(date)
}

/// A milestone as shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// Its reference.
    pub reference: Reference,
    /// What will be done.
    pub title: String,
    /// By when.
    pub due: NaiveDate,
    /// When it was done.
    pub done: Option<NaiveDate>,
}

/// A commitment in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Its reference.
    pub reference: Reference,
    /// Its title.
    pub title: String,
    /// Its first words.
    pub excerpt: String,
    /// The language of the words.
    pub lang: String,
    /// Where it stands.
    pub state: State,
    /// The lead administration's name.
    pub lead: String,
    /// Which version, from 1.
    pub version: i32,
    /// When it was put to consultation.
    pub published_at: Option<Time>,
    /// The counts, when they may be shown.
    pub tally: Option<Tally>,
    /// How many comments.
    pub comments_count: i64,
    /// Its milestones, in order.
    pub milestones: Vec<Milestone>,
}

/// A commitment, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitmentPage {
    /// Its process.
    pub process: crate::process::Process,
    /// What lists show.
    pub card: Card,
    /// The problem, rendered.
    pub problem: SafeHtml,
    /// The text, rendered.
    pub text: SafeHtml,
    /// The words as typed, for the API and the edit form.
    pub words: Words,
    /// The proposals it comes from.
    pub sources: Vec<proposal::Card>,
    /// All versions, with what each changed.
    pub revisions: Vec<proposal::RevisionDiff>,
    /// The vote box.
    pub vote: VoteBox,
    /// The comments.
    pub discussion: Discussion,
    /// What the one who looks may do.
    pub can: CommitmentCan,
    /// What is awaited next.
    pub awaited: Option<crate::lineage::Awaited>,
}

/// What the one who looks may do with a commitment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CommitmentCan {
    /// Change its words.
    pub edit: bool,
    /// Put it to consultation.
    pub publish: bool,
    /// Make it final.
    pub adopt: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(milestones: &[(&str, &str)]) -> Words {
        Words {
            title: "Publier les données de transport".into(),
            problem: "Les horaires ne sont pas réutilisables.".into(),
            text: "Le ministère publie les horaires chaque jour.".into(),
            lead: "transports".into(),
            sources: Vec::new(),
            milestones: milestones
                .iter()
                .map(|(title, due)| MilestoneWords {
                    title: (*title).into(),
                    due: (*due).into(),
                    ..MilestoneWords::default()
                })
                .collect(),
        }
    }

    #[test]
    fn milestones_left_empty_do_not_count() {
        let milestones = words(&[("Ouvrir la plateforme", "2027-06-30"), ("", "")]).check().expect("good");
        assert_eq!(milestones.len(), 1);
    }

    #[test]
    fn a_milestone_says_what_and_when() {
        let errors = words(&[("Ouvrir", ""), ("", "2027-02-30")]).check().expect_err("bad");
        assert_eq!(errors.of("milestone_due-1"), Some(&Problem::Required));
        assert_eq!(errors.of("milestone_title-2"), Some(&Problem::Required));
        assert_eq!(errors.of("milestone_due-2"), Some(&Problem::NotADate));
    }
}
