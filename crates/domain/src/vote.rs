//! Votes: one current vote per account and object. Pure arithmetic of what a
//! vote changes in the tally; uniqueness is the database's constraint.

use serde::Serialize;

text_enum! {
    /// What a person can say of a proposal or of a draft commitment.
    pub enum Choice {
        /// D’accord.
        Agree = "agree",
        /// Mitigé.
        Mixed = "mixed",
        /// Pas d’accord.
        Disagree = "disagree",
    }
}

/// Counts by choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// D’accord.
    pub agree: i64,
    /// Mitigé.
    pub mixed: i64,
    /// Pas d’accord.
    pub disagree: i64,
}

impl Counts {
    /// All choices together.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.agree + self.mixed + self.disagree
    }

    /// The count of one choice.
    #[must_use]
    pub fn of(&self, choice: Choice) -> i64 {
        match choice {
            Choice::Agree => self.agree,
            Choice::Mixed => self.mixed,
            Choice::Disagree => self.disagree,
        }
    }

    fn add(&mut self, choice: Choice, by: i64) {
        match choice {
            Choice::Agree => self.agree += by,
            Choice::Mixed => self.mixed += by,
            Choice::Disagree => self.disagree += by,
        }
    }
}

/// The tally of an object: all current votes count; those cast on an earlier
/// revision are shown beside, and those of another platform stay apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Current votes cast here.
    #[serde(flatten)]
    pub cast: Counts,
    /// Of which cast on an earlier revision.
    pub on_earlier_revision: i64,
    /// Votes counted on another platform.
    pub imported: Option<Counts>,
}

/// A vote that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cast {
    /// What was said.
    pub choice: Choice,
    /// Of which revision.
    pub revision: i32,
}

/// What a new vote changes in the tally.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delta {
    /// By choice.
    pub cast: Counts,
    /// Among votes on an earlier revision.
    pub on_earlier_revision: i64,
    /// In the number of votes.
    pub votes: i64,
}

/// What changes when `before` (if any) gives way to `after` (none: the vote is
/// taken back), on an object whose revision is `revision`. The same vote again
/// changes nothing.
#[must_use]
pub fn change(before: Option<Cast>, after: Option<Choice>, revision: i32) -> Delta {
    let mut delta = Delta::default();
    if let Some(cast) = before {
        delta.cast.add(cast.choice, -1);
        delta.votes -= 1;
        delta.on_earlier_revision -= i64::from(cast.revision < revision);
    }
    if let Some(choice) = after {
        delta.cast.add(choice, 1);
        delta.votes += 1;
    }
    delta
}

/// What the vote box shows to the one who looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoteBox {
    /// `/proposals/{ref}/vote` or `/commitments/{ref}/vote`.
    pub action: String,
    /// Their vote.
    pub mine: Option<Cast>,
    /// Whether they can vote now.
    pub gate: Gate,
    /// Until when.
    pub until: Option<crate::Time>,
    /// The counts, when they may be shown.
    pub tally: Option<Tally>,
    /// The revision a vote would be on.
    pub revision: i32,
}

/// Whether something can be done now, and if not, what to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Yes.
    Open,
    /// After signing in.
    SignIn,
    /// After confirming the address.
    Confirm,
    /// The phase has not begun.
    NotYet,
    /// The phase is over.
    Closed,
    /// This object takes none (withdrawn, inadmissible, hidden).
    Unavailable,
    /// Not for this person.
    NotAllowed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_vote_counts_one() {
        let delta = change(None, Some(Choice::Agree), 1);
        assert_eq!(delta, Delta { cast: Counts { agree: 1, ..Counts::default() }, on_earlier_revision: 0, votes: 1 });
    }

    #[test]
    fn the_same_vote_again_changes_nothing() {
        let before = Some(Cast { choice: Choice::Mixed, revision: 2 });
        assert_eq!(change(before, Some(Choice::Mixed), 2), Delta::default());
    }

    #[test]
    fn changing_ones_mind_moves_one_vote() {
        let delta = change(Some(Cast { choice: Choice::Agree, revision: 1 }), Some(Choice::Disagree), 1);
        assert_eq!(delta.cast, Counts { agree: -1, mixed: 0, disagree: 1 });
        assert_eq!(delta.votes, 0);
    }

    #[test]
    fn voting_again_after_a_revision_brings_the_vote_up_to_date() {
        let delta = change(Some(Cast { choice: Choice::Agree, revision: 1 }), Some(Choice::Agree), 2);
        assert_eq!(delta, Delta { cast: Counts::default(), on_earlier_revision: -1, votes: 0 });
    }

    #[test]
    fn a_vote_taken_back_is_no_longer_counted() {
        let delta = change(Some(Cast { choice: Choice::Disagree, revision: 1 }), None, 3);
        assert_eq!(
            delta,
            Delta { cast: Counts { disagree: -1, ..Counts::default() }, on_earlier_revision: -1, votes: -1 }
        );
        assert_eq!(change(None, None, 1), Delta::default());
    }
}
