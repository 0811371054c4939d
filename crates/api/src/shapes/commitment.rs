//! A commitment: in a list, and alone with its text and its lineage.

use domain::commitment::{Card, CommitmentPage};
use domain::lineage::Step;
use serde::Serialize;
use utoipa::ToSchema;

use crate::shapes::{Comment, Link, Tally};

/// A commitment in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CommitmentCard {
    /// Its reference.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Its title.
    pub title: String,
    /// `draft`, `in_consultation` or `adopted`.
    pub state: &'static str,
    /// The lead administration’s name.
    pub lead: String,
    /// Which version, from 1.
    pub version: i32,
    /// Its milestones, in order.
    pub milestones: Vec<Milestone>,
    /// The votes; null as long as they are not shown.
    pub tally: Option<Tally>,
    /// How many comments.
    pub comments_count: i64,
    /// Its page.
    pub url: String,
}

/// A milestone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Milestone {
    /// Its reference.
    #[serde(rename = "ref")]
    pub reference: String,
    /// What will be done.
    pub title: String,
    /// By when (a date).
    pub due: String,
}

/// A commitment alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Commitment {
    /// What lists show.
    #[serde(flatten)]
    pub card: CommitmentCard,
    /// The language of the words (BCP 47).
    pub lang: String,
    /// The problem, as typed (Markdown).
    pub problem: String,
    /// What the administration commits to, as typed (Markdown).
    pub text: String,
    /// The proposals it comes from.
    pub sources: Vec<String>,
    /// All comments; a reply follows what it replies to.
    pub comments: Vec<Comment>,
    /// What it came from and what became of it.
    pub lineage: Vec<Link>,
}

impl CommitmentCard {
    /// The shape of a line of a list. `base` is the address of the instance.
    #[must_use]
    pub fn of(card: &Card, base: &str) -> Self {
        let milestone = |milestone: &domain::commitment::Milestone| Milestone {
            reference: milestone.reference.as_str().to_owned(),
            title: milestone.title.clone(),
            due: milestone.due.to_string(),
        };
        Self {
            reference: card.reference.as_str().to_owned(),
            title: card.title.clone(),
            state: card.state.as_str(),
            lead: card.lead.clone(),
            version: card.version,
            milestones: card.milestones.iter().map(milestone).collect(),
            tally: card.tally.as_ref().map(Tally::of),
            comments_count: card.comments_count,
            url: format!("{base}/commitments/{}", card.reference),
        }
    }
}

impl Commitment {
    /// The shape of a whole commitment.
    #[must_use]
    pub fn whole(page: &CommitmentPage, lineage: &[Step], base: &str) -> Self {
        Self {
            card: CommitmentCard::of(&page.card, base),
            lang: page.card.lang.clone(),
            problem: page.words.problem.clone(),
            text: page.words.text.clone(),
            sources: page.words.sources.clone(),
            comments: Comment::all(&page.discussion.comments),
            lineage: lineage.iter().map(Link::from).collect(),
        }
    }
}
