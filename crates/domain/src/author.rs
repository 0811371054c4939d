//! Who speaks: a person, alone or in an organisation's name.

use crate::id::{AccountId, OrganisationId};

text_enum! {
    /// The kind of author shown beside a contribution.
    pub enum AuthorKind {
        /// A person.
        Citizen = "citizen",
        /// A person in an organisation's name.
        Organisation = "organisation",
        /// A person in an administration's name.
        Administration = "administration",
        /// An author on another platform, under the name used there.
        Imported = "imported",
    }
}

/// The author of a contribution, as shown: « Association X, par Y ».
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The person's account.
    pub account: AccountId,
    /// The person's public name.
    pub person: String,
    /// The organisation spoken for.
    pub organisation: Option<(OrganisationId, String)>,
    /// Which kind.
    pub kind: AuthorKind,
}

impl Author {
    /// The name that answers for the words: the organisation's, else the person's.
    #[must_use]
    pub fn name(&self) -> &str {
        self.organisation.as_ref().map_or(&self.person, |(_, name)| name)
    }
}

/// A member of staff who acted, and in which capacity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// The person's public name.
    pub name: String,
    /// The role under which the act was done.
    pub role: crate::policy::Role,
    /// The administration acted for.
    pub organisation: Option<String>,
}
