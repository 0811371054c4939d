//! Visibility is apart from state: what the administration decided about a
//! contribution, and whether its words can be read, are two questions.

use crate::Time;
use crate::author::Staff;
use crate::reference::Reference;

text_enum! {
    /// Whether words can be read.
    pub enum Visibility {
        /// By everyone.
        Public = "public",
        /// Hidden by a moderator, with a rule and a reason.
        Hidden = "hidden",
        /// Taken back by the author.
        Withdrawn = "withdrawn",
        /// Erased at the author's request.
        Erased = "erased",
    }
}

/// The placeholder shown in place of words that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// Why they cannot: hidden, withdrawn or erased.
    pub visibility: Visibility,
    /// Since when.
    pub at: Time,
    /// The decision, when it was one.
    pub decision: Option<Reference>,
    /// The rule of the charter.
    pub rule: Option<String>,
    /// The reason given.
    pub reason: Option<String>,
    /// Who decided (role and administration are public, the name is not).
    pub by: Option<Staff>,
}

/// A report that a moderator has to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportView {
    /// What is reported.
    pub reference: Reference,
    /// Its title or first words.
    pub title: String,
    /// Where it is.
    pub url: String,
    /// Its visibility now.
    pub visibility: Visibility,
    /// Why it was reported.
    pub reason: String,
    /// When.
    pub at: Time,
    /// How many reported it.
    pub count: u64,
}
