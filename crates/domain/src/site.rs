//! Pages that the operator edits: legal notice, privacy, charter…

use crate::Time;
use crate::html::SafeHtml;

text_enum! {
    /// Which page.
    pub enum SitePage {
        /// Who publishes the site.
        Legal = "legal",
        /// What is done with personal data.
        Privacy = "privacy",
        /// The terms of use, accepted at sign-up.
        Terms = "terms",
        /// The declaration of accessibility.
        Accessibility = "accessibility",
        /// How to reach the operator.
        Contact = "contact",
    }
}

/// A page, ready to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteText {
    /// Which page.
    pub page: SitePage,
    /// Its title.
    pub title: String,
    /// Its words as typed (Markdown).
    pub source: String,
    /// Its words, rendered.
    pub body: SafeHtml,
    /// Their language.
    pub lang: String,
    /// When they were last changed; none for the text that comes with Parvis.
    pub updated_at: Option<Time>,
}
