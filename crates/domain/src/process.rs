//! A process: purpose, promise, calendar, themes, rules and figures.

use crate::Time;
use crate::html::SafeHtml;
use crate::id::{ProcessId, ThemeId};
use crate::locale::Localized;
use crate::phase::{Phase, PhaseKind, PhaseStatus};
use crate::reference::ProcessCode;

/// Characters of the title of a process, a phase or a theme.
pub const TITLE_LENGTH: std::ops::RangeInclusive<usize> = 3..=150;
/// Characters of the summary.
pub const SUMMARY_MOST: usize = 600;
/// Characters of the promise.
pub const PROMISE_MOST: usize = 8_000;
/// Characters of the charter.
pub const CHARTER_MOST: usize = 20_000;
/// Minutes of the longest edit window: a week.
pub const EDIT_WINDOW_MOST: i32 = 7 * 24 * 60;
/// Characters of the reason for a change of dates or rules.
pub const REASON_LENGTH: std::ops::RangeInclusive<usize> = 10..=1_000;

/// A theme of a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// The theme.
    pub id: ThemeId,
    /// Its place in URLs and forms.
    pub slug: String,
    /// Its name.
    pub titles: Localized,
}

/// The figures of a process. All can be recomputed from the open data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Proposals published, those set aside or withdrawn included.
    pub proposals: i64,
    /// Comments published.
    pub comments: i64,
    /// Current votes cast here.
    pub votes: i64,
    /// Votes counted on another platform.
    pub imported_votes: i64,
    /// Accounts that proposed, commented or voted.
    pub participants: i64,
}

/// A process with its calendar, as lists, gates and the API need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// The process.
    pub id: ProcessId,
    /// Its place in URLs.
    pub slug: String,
    /// The beginning of its references.
    pub code: ProcessCode,
    /// The language in which it is conducted (BCP 47).
    pub lang: String,
    /// IANA name; dates are shown in it.
    pub time_zone: String,
    /// Its name.
    pub titles: Localized,
    /// One or two sentences.
    pub summaries: Localized,
    /// It is a demonstration, and says so.
    pub fictional: bool,
    /// It can be seen by everyone.
    pub published: bool,
    /// The platform it was imported from.
    pub source: Option<String>,
    /// Its calendar, in order.
    pub phases: Vec<Phase>,
    /// Its themes, in order.
    pub themes: Vec<Theme>,
    /// Its figures.
    pub counts: Counts,
}

impl Process {
    /// The counts of some of its proposals are kept for after the vote. No order
    /// may follow them meanwhile: an order tells the counts it is made of.
    ///
    /// Proposals are in ideation phases, and in the consultation of an import.
    #[must_use]
    pub fn keeps_support_secret(&self, now: Time) -> bool {
        self.phases.iter().any(|phase| {
            let has_proposals = match phase.kind {
                PhaseKind::Ideation => phase.status(now) != PhaseStatus::Upcoming,
                PhaseKind::Consultation => self.source.is_some(),
                PhaseKind::Triage | PhaseKind::Arbitration | PhaseKind::Publication | PhaseKind::FollowUp => false,
            };
            has_proposals && !phase.shows_tallies(now)
        })
    }
}

/// What the process page shows beside the process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProcessPage {
    /// The process.
    pub process: Process,
    /// The promise: who decides, what is done with contributions, when one
    /// hears back. Rendered; with its language.
    pub promise: Option<(String, SafeHtml)>,
    /// The rules of participation. Rendered; with their language.
    pub charter: Option<(String, SafeHtml)>,
    /// Those who take part.
    pub organisations: Vec<crate::organisation::Organisation>,
    /// The latest proposals.
    pub latest: Vec<crate::proposal::Card>,
    /// Published commitments.
    pub commitments: Vec<crate::commitment::Card>,
    /// Changes made to published dates, latest first.
    pub date_changes: Vec<DateChange>,
}

/// A published date that was changed: public history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateChange {
    /// When it was changed.
    pub at: Time,
    /// The phase.
    pub phase: Localized,
    /// Start before and after.
    pub starts_at: (Time, Time),
    /// End before and after.
    pub ends_at: (Option<Time>, Option<Time>),
    /// Why.
    pub reason: String,
}

/// What the home page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HomePage {
    /// Processes with an open or coming phase, the most urgent first.
    pub open: Vec<Process>,
    /// Processes that are over, the latest first.
    pub closed: Vec<Process>,
    /// The latest answers: what participation changed.
    pub answers: Vec<RecentAnswer>,
}

/// A recent answer to a proposal, on the home page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecentAnswer {
    /// The proposal.
    pub proposal: crate::reference::Reference,
    /// Its title.
    pub title: String,
    /// What was decided.
    pub outcome: crate::triage::Outcome,
    /// Who answers.
    pub organisation: Option<String>,
    /// The first words of the reason.
    pub excerpt: String,
    /// When.
    pub at: Time,
}
