//! Organisations and administrations, and their part in a process.

use crate::id::OrganisationId;

text_enum! {
    /// What an organisation is.
    pub enum OrganisationKind {
        /// An association, company, union, local authority, research body…
        Organisation = "organisation",
        /// A part of the State, which answers and commits.
        Administration = "administration",
    }
}

text_enum! {
    /// What an organisation does in a process.
    pub enum Part {
        /// It conducts the process.
        Leads = "leads",
        /// It sorts, answers and carries commitments.
        Answers = "answers",
        /// It helps: relays, workshops, expertise.
        Partner = "partner",
    }
}

/// Characters of a name.
pub const NAME_LENGTH: std::ops::RangeInclusive<usize> = 2..=120;
/// Characters of the sentence on it.
pub const SUMMARY_MOST: usize = 500;

/// An organisation, as lists and choices show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// The organisation.
    pub id: OrganisationId,
    /// Its place in URLs and forms.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// One sentence on it.
    pub summary: String,
}

/// A slug: lower-case letters, digits and single hyphens, 2 to 60 of them.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    (2..=60).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_slug_is_plain() {
        for good in ["plan-action-2027", "a1"] {
            assert!(super::is_slug(good), "{good}");
        }
        for bad in ["", "a", "-a", "a-", "a--b", "À-b", "a b", "A1", "a/../b"] {
            assert!(!super::is_slug(bad), "{bad}");
        }
    }
}
