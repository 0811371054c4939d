//! A process, its calendar and its figures.

use domain::Time;
use domain::locale::{Locale, Localized};
use serde::Serialize;
use utoipa::ToSchema;

use crate::time::stamp;

/// A process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Process {
    /// Its place in addresses.
    pub slug: String,
    /// The beginning of its references.
    pub code: String,
    /// Its name, in its language.
    pub title: String,
    /// Its language (BCP 47).
    pub lang: String,
    /// Its calendar, in order.
    pub phases: Vec<Phase>,
    /// Its themes, in order.
    pub themes: Vec<Theme>,
    /// Its figures.
    pub counts: ProcessCounts,
}

/// A phase, open on `[starts_at, ends_at)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Phase {
    /// `ideation`, `triage`, `consultation`, `arbitration`, `publication` or `follow_up`.
    pub kind: &'static str,
    /// Its name, in the language of the process.
    pub title: String,
    /// First instant at which it is open (RFC 3339, UTC).
    pub starts_at: String,
    /// First instant at which it no longer is; null when it has no end yet.
    pub ends_at: Option<String>,
    /// `upcoming`, `open` or `closed`.
    pub status: &'static str,
}

/// A theme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Theme {
    /// Its code.
    pub slug: String,
    /// Its name, in the language of the process.
    pub title: String,
}

/// The figures of a process. Each can be counted again from the open data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProcessCounts {
    /// Proposals published, those withdrawn or set aside included.
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

impl Process {
    /// The shape at an instant, which says what is open.
    #[must_use]
    pub fn of(process: &domain::process::Process, now: Time) -> Self {
        let text = |titles: &Localized| in_language(titles, &process.lang);
        let phase = |phase: &domain::phase::Phase| Phase {
            kind: phase.kind.as_str(),
            title: text(&phase.titles),
            starts_at: stamp(phase.starts_at),
            ends_at: phase.ends_at.map(stamp),
            status: phase.status(now).as_str(),
        };
        let counts = &process.counts;
        Self {
            slug: process.slug.clone(),
            code: process.code.as_str().to_owned(),
            title: text(&process.titles),
            lang: process.lang.clone(),
            phases: process.phases.iter().map(phase).collect(),
            themes: process
                .themes
                .iter()
                .map(|theme| Theme { slug: theme.slug.clone(), title: text(&theme.titles) })
                .collect(),
            counts: ProcessCounts {
                proposals: counts.proposals,
                comments: counts.comments,
                votes: counts.votes,
                imported_votes: counts.imported_votes,
                participants: counts.participants,
            },
        }
    }
}

/// A text in a language, else in the first there is.
fn in_language(text: &Localized, lang: &str) -> String {
    let exact = text.exact(lang);
    if exact.is_empty() { text.text(Locale::Fr).to_owned() } else { exact.to_owned() }
}
