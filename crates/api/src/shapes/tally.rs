//! Counts of votes. Votes cast here and counts from another platform are apart.

use serde::Serialize;
use utoipa::ToSchema;

/// Counts by choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Choices {
    /// D’accord.
    pub agree: i64,
    /// Mitigé.
    pub mixed: i64,
    /// Pas d’accord.
    pub disagree: i64,
}

/// The votes of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Tally {
    /// Current votes: d’accord.
    pub agree: i64,
    /// Current votes: mitigé.
    pub mixed: i64,
    /// Current votes: pas d’accord.
    pub disagree: i64,
    /// Of all these, how many were cast on an earlier revision.
    pub on_earlier_revision: i64,
    /// Votes counted on another platform; null when there are none.
    pub imported: Option<Choices>,
}

impl From<domain::vote::Counts> for Choices {
    fn from(counts: domain::vote::Counts) -> Self {
        Self { agree: counts.agree, mixed: counts.mixed, disagree: counts.disagree }
    }
}

impl Tally {
    /// The shape of a tally.
    #[must_use]
    pub fn of(tally: &domain::vote::Tally) -> Self {
        let Choices { agree, mixed, disagree } = tally.cast.into();
        Self {
            agree,
            mixed,
            disagree,
            on_earlier_revision: tally.on_earlier_revision,
            imported: tally.imported.map(Choices::from),
        }
    }
}
