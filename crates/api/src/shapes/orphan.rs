//! What nothing answers, takes up or cites.

use domain::orphan::{self, OrphanPage};
use serde::Serialize;
use utoipa::ToSchema;

use crate::time::stamp;

/// A page of what still waits for an answer; the first one with figures of the whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Orphans {
    /// How many there are of each kind: the lines of all pages, counted. Empty on pages
    /// after the first.
    pub figures: Vec<OrphanFigure>,
    /// What is on this page, kind by kind, by number.
    pub items: Vec<OrphanLine>,
    /// The address of the next page; null on the last.
    pub next: Option<String>,
}

/// How many there are of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OrphanFigure {
    /// `proposal_unanswered`, `proposal_not_taken_up`, `comment_unanswered`,
    /// `commitment_without_source` or `answer_without_text`.
    pub kind: &'static str,
    /// How many.
    pub count: i64,
    /// Of how many there could be.
    pub of: i64,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OrphanLine {
    /// The kind, as in the figures.
    pub kind: &'static str,
    /// What it is about.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Its title, or its first words.
    pub title: String,
    /// Since when it waits (RFC 3339, UTC).
    pub since: String,
    /// Where it is read.
    pub url: String,
}

impl OrphanLine {
    /// One line. `base` is the public URL.
    #[must_use]
    pub fn of(line: &orphan::Orphan, base: &str) -> Self {
        Self {
            kind: line.kind.as_str(),
            reference: line.reference.as_str().to_owned(),
            title: line.title.clone(),
            since: stamp(line.since),
            url: format!("{base}{}", line.url),
        }
    }
}

impl Orphans {
    /// A page. `next` is the address of the one after it.
    #[must_use]
    pub fn of(page: &OrphanPage, base: &str, next: Option<String>) -> Self {
        let figure = |it: &orphan::Figure| OrphanFigure { kind: it.kind.as_str(), count: it.count, of: it.of };
        Self {
            figures: page.figures.iter().map(figure).collect(),
            items: page.lines.items.iter().map(|line| OrphanLine::of(line, base)).collect(),
            next,
        }
    }
}
