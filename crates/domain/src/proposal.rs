//! Proposals: their parts and limits, their states, and what pages show.

use crate::Time;
use crate::author::Author;
use crate::comment::Discussion;
use crate::field::{FieldErrors, Problem};
use crate::html::SafeHtml;
use crate::locale::Localized;
use crate::moderation::{Placeholder, Visibility};
use crate::process::Process;
use crate::reference::Reference;
use crate::triage::DecisionView;
use crate::vote::{Tally, VoteBox};

/// Characters of a title.
pub const TITLE_LENGTH: std::ops::RangeInclusive<usize> = 10..=150;
/// Characters of the problem.
pub const PROBLEM_LENGTH: std::ops::RangeInclusive<usize> = 20..=3_000;
/// Characters of the proposal itself.
pub const BODY_LENGTH: std::ops::RangeInclusive<usize> = 20..=10_000;
/// Characters of the expected effect.
pub const EFFECT_MOST: usize = 2_000;
/// Characters of who would carry it.
pub const CARRIER_MOST: usize = 200;
/// Characters of the earlier commitment it continues.
pub const CONTINUES_MOST: usize = 200;

text_enum! {
    /// Where a proposal stands.
    pub enum State {
        /// Reçue.
        Received = "received",
        /// Recevable.
        Admissible = "admissible",
        /// Irrecevable.
        Inadmissible = "inadmissible",
        /// En instruction.
        UnderReview = "under_review",
        /// Retenue.
        Retained = "retained",
        /// Partiellement retenue.
        PartlyRetained = "partly_retained",
        /// Non retenue.
        NotRetained = "not_retained",
        /// Regroupée.
        Merged = "merged",
        /// Retirée.
        Withdrawn = "withdrawn",
    }
}

impl State {
    /// Votes and comments may still be about it.
    #[must_use]
    pub fn takes_votes(self) -> bool {
        !matches!(self, Self::Inadmissible | Self::Withdrawn)
    }

    /// Nobody has decided on its words yet: its author may still change them.
    /// A decision quotes the words that it was taken on.
    #[must_use]
    pub fn is_undecided(self) -> bool {
        matches!(self, Self::Received | Self::UnderReview)
    }

    /// What is shown. A withdrawn proposal keeps what the administration decided
    /// of it, beside its visibility.
    #[must_use]
    pub fn shown(self, visibility: Visibility) -> Self {
        if visibility == Visibility::Withdrawn { Self::Withdrawn } else { self }
    }
}

text_enum! {
    /// The order of a list.
    pub enum Sort {
        /// Latest first.
        Recent = "recent",
        /// Most agreement first, imported agreement included.
        Supported = "supported",
        /// Most comments first.
        Discussed = "discussed",
        /// In an order that favours nobody, stable for a visitor.
        Random = "random",
    }
}

/// The words of a proposal, as typed and cleaned.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Words {
    /// Title.
    pub title: String,
    /// The problem to solve. Markdown.
    pub problem: String,
    /// What is proposed. Markdown.
    pub body: String,
    /// The effect expected. Markdown.
    pub effect: String,
    /// Who would carry it.
    pub carrier: String,
    /// The earlier commitment it continues.
    pub continues: String,
    /// Theme, by slug.
    pub theme: String,
}

impl Words {
    /// Checks everything that is asked of a proposal to be published.
    /// `themes` are the slugs of the process; when there are some, one is required.
    #[must_use]
    pub fn problems(&self, themes: &[String]) -> FieldErrors {
        let mut errors = FieldErrors::default();
        errors.check_length("title", &self.title, *TITLE_LENGTH.start(), *TITLE_LENGTH.end());
        errors.check_length("problem", &self.problem, *PROBLEM_LENGTH.start(), *PROBLEM_LENGTH.end());
        errors.check_length("body", &self.body, *BODY_LENGTH.start(), *BODY_LENGTH.end());
        self.optional_problems(&mut errors);
        if themes.is_empty() && self.theme.is_empty() {
            return errors;
        }
        if self.theme.is_empty() {
            errors.add("theme", Problem::Required);
        } else if !themes.contains(&self.theme) {
            errors.add("theme", Problem::NotAChoice);
        }
        errors
    }

    /// Checks what is asked of a draft: only that it can be kept.
    #[must_use]
    pub fn draft_problems(&self) -> FieldErrors {
        let mut errors = FieldErrors::default();
        errors.check_length("title", &self.title, 0, *TITLE_LENGTH.end());
        errors.check_length("problem", &self.problem, 0, *PROBLEM_LENGTH.end());
        errors.check_length("body", &self.body, 0, *BODY_LENGTH.end());
        self.optional_problems(&mut errors);
        errors
    }

    fn optional_problems(&self, errors: &mut FieldErrors) {
        errors.check_length("effect", &self.effect, 0, EFFECT_MOST);
        errors.check_length("carrier", &self.carrier, 0, CARRIER_MOST);
        errors.check_length("continues", &self.continues, 0, CONTINUES_MOST);
    }
}

/// What a list of proposals is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListQuery {
    /// Words to find.
    pub q: String,
    /// Theme, by slug.
    pub theme: Option<String>,
    /// State.
    pub state: Option<State>,
    /// Order.
    pub sort: Sort,
    /// Where the shuffle begins, for [`Sort::Random`].
    pub seed: i32,
    /// Cursor of the page before.
    pub after: Option<String>,
    /// Most items on the page.
    pub limit: u64,
}

impl Default for ListQuery {
    fn default() -> Self {
        Self { q: String::new(), theme: None, state: None, sort: Sort::Recent, seed: 0, after: None, limit: 20 }
    }
}

/// A proposal in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Its reference.
    pub reference: Reference,
    /// Its title; empty when its words cannot be read.
    pub title: String,
    /// Its first words; empty when they cannot be read.
    pub excerpt: String,
    /// The language of the words.
    pub lang: String,
    /// Where it stands.
    pub state: State,
    /// Whether it can be read.
    pub visibility: Visibility,
    /// Its theme: slug and name.
    pub theme: Option<(String, Localized)>,
    /// Who proposes.
    pub author: Author,
    /// When it was published.
    pub published_at: Time,
    /// Which version, from 1.
    pub revision: i32,
    /// The counts, when they may be shown.
    pub tally: Option<Tally>,
    /// How many comments.
    pub comments_count: i64,
}

/// A titled part that came with an import (appendix, text before and after).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its title.
    pub title: String,
    /// Its words.
    pub body: SafeHtml,
}

/// The parts of a version, rendered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The problem.
    pub problem: SafeHtml,
    /// The proposal.
    pub body: SafeHtml,
    /// The expected effect.
    pub effect: SafeHtml,
    /// Who would carry it.
    pub carrier: String,
    /// The earlier commitment it continues.
    pub continues: String,
    /// Other parts.
    pub sections: Vec<Section>,
}

/// One version in the list of versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RevisionLine {
    /// From 1.
    pub number: i32,
    /// When.
    pub at: Time,
    /// Whether it can be read.
    pub visibility: Visibility,
}

/// A document put forward in support.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceView {
    /// Its title.
    pub title: String,
    /// Its address, http or https; empty when there is none.
    pub link: String,
    /// What kind of document.
    pub category: String,
    /// What is said of it.
    pub body: SafeHtml,
    /// Who put it forward.
    pub author: Author,
    /// When.
    pub published_at: Time,
    /// Votes it had on another platform.
    pub imported_votes: i64,
}

/// What the one who looks may do with a proposal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProposalCan {
    /// Correct it (within the edit window).
    pub edit: bool,
    /// Take it back.
    pub withdraw: bool,
    /// Report it.
    pub report: bool,
    /// Hide or show it.
    pub moderate: bool,
    /// Decide on its admissibility.
    pub triage: bool,
    /// Answer it.
    pub answer: bool,
}

/// A proposal, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposalPage {
    /// Its process.
    pub process: Process,
    /// What lists show.
    pub card: Card,
    /// The words, rendered; empty when they cannot be read.
    pub parts: Parts,
    /// The words as typed, for the API; empty when they cannot be read.
    pub words: Words,
    /// What stands in their place when they cannot.
    pub placeholder: Option<Placeholder>,
    /// All versions.
    pub revisions: Vec<RevisionLine>,
    /// Documents.
    pub sources: Vec<SourceView>,
    /// Decisions about it, in order.
    pub decisions: Vec<DecisionView>,
    /// Commitments it became part of.
    pub commitments: Vec<crate::commitment::Card>,
    /// The vote box.
    pub vote: VoteBox,
    /// The comments.
    pub discussion: Discussion,
    /// Until when its author may correct it.
    pub editable_until: Time,
    /// It is the work of the one who looks.
    pub mine: bool,
    /// What may be done.
    pub can: ProposalCan,
    /// The administrations in whose name the one who looks may answer: slug and name.
    pub answers_for: Vec<(String, String)>,
    /// What is awaited next.
    pub awaited: Option<crate::lineage::Awaited>,
}

/// A version and what it changed, on the history page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionDiff {
    /// The version.
    pub line: RevisionLine,
    /// Changed parts: the part's field name, and the words by kind of change.
    /// Empty for the first version and for one that cannot be read.
    pub changes: Vec<(&'static str, Vec<DiffSpan>)>,
}

/// Words that stayed, went or came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiffSpan {
    /// In both.
    Same(String),
    /// Only before.
    Removed(String),
    /// Only after.
    Added(String),
}

/// The new-proposal form, as shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposalForm {
    /// What was typed so far.
    pub words: Words,
    /// Organisation spoken for, by slug; empty for oneself.
    pub on_behalf_of: String,
    /// Minted when the form was made: a repeat returns the first result.
    pub op: String,
    /// What is wrong.
    pub errors: FieldErrors,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Words {
        Words {
            title: "Publier les algorithmes publics".into(),
            problem: "On ne sait pas comment les décisions sont prises.".into(),
            body: "Publier le code et une explication en langage clair.".into(),
            theme: "numerique".into(),
            ..Words::default()
        }
    }

    #[test]
    fn a_complete_proposal_has_no_problem() {
        assert!(good().problems(&["numerique".into()]).is_empty());
    }

    #[test]
    fn limits_count_characters_not_bytes() {
        let words = Words { title: "é".repeat(150), ..good() };
        assert!(words.problems(&["numerique".into()]).is_empty());
        let words = Words { title: "é".repeat(164), ..good() };
        assert_eq!(
            words.problems(&["numerique".into()]).of("title"),
            Some(&Problem::TooLong { length: 164, most: 150 })
        );
    }

    #[test]
    fn a_theme_is_asked_for_where_there_are_themes() {
        let words = Words { theme: String::new(), ..good() };
        assert_eq!(words.problems(&["numerique".into()]).of("theme"), Some(&Problem::Required));
        assert!(words.problems(&[]).is_empty());
        assert_eq!(good().problems(&["climat".into()]).of("theme"), Some(&Problem::NotAChoice));
    }

    #[test]
    fn a_draft_may_be_empty_but_not_endless() {
        assert!(Words::default().draft_problems().is_empty());
        let words = Words { body: "a".repeat(10_001), ..Words::default() };
        assert!(words.draft_problems().of("body").is_some());
    }
}
