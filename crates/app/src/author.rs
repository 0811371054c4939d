//! Who speaks, read in one go for a whole page: accounts and organisations by
//! id, never one query per line.

use std::collections::HashMap;

use domain::author::{Author, AuthorKind, Staff};
use domain::id::{AccountId, OrganisationId};
use domain::organisation::{Organisation, OrganisationKind};
use domain::policy::Role;
use entities::{account, organisation};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::error::Result;

/// Names by id.
#[derive(Debug, Default)]
pub struct Authors {
    people: HashMap<Uuid, (String, bool)>,
    organisations: HashMap<Uuid, (String, OrganisationKind)>,
}

/// Reads an organisation from its row.
///
/// # Errors
/// When the row holds a kind that the domain does not know.
pub fn organisation_of(row: organisation::Model) -> Result<Organisation> {
    let kind =
        OrganisationKind::parse(&row.kind).ok_or_else(|| anyhow::anyhow!("organisation {}: unknown kind", row.id))?;
    Ok(Organisation { id: OrganisationId(row.id), slug: row.slug, name: row.name, kind, summary: row.summary })
}

impl Authors {
    /// Reads the names of these accounts and organisations: two queries at most.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(
        connection: &impl ConnectionTrait,
        accounts: impl IntoIterator<Item = Uuid>,
        organisations: impl IntoIterator<Item = Option<Uuid>>,
    ) -> Result<Self> {
        let mut found = Self::default();
        let mut accounts: Vec<Uuid> = accounts.into_iter().collect();
        accounts.sort_unstable();
        accounts.dedup();
        for some in accounts.chunks(500) {
            let people: Vec<(Uuid, String, String)> = account::Entity::find()
                .select_only()
                .columns([account::Column::Id, account::Column::Name, account::Column::Kind])
                .filter(account::Column::Id.is_in(some.iter().copied()))
                .into_tuple()
                .all(connection)
                .await?;
            found.people.extend(people.into_iter().map(|(id, name, kind)| (id, (name, kind == "imported"))));
        }
        let mut organisations: Vec<Uuid> = organisations.into_iter().flatten().collect();
        organisations.sort_unstable();
        organisations.dedup();
        if !organisations.is_empty() {
            let rows = organisation::Entity::find()
                .filter(organisation::Column::Id.is_in(organisations))
                .all(connection)
                .await?;
            for row in rows {
                let organisation = organisation_of(row)?;
                found.organisations.insert(organisation.id.0, (organisation.name, organisation.kind));
            }
        }
        Ok(found)
    }

    /// The author of a contribution.
    #[must_use]
    pub fn author(&self, account: Uuid, organisation: Option<Uuid>) -> Author {
        let (person, imported) = self.people.get(&account).cloned().unwrap_or_default();
        let spoken_for = organisation.and_then(|id| self.organisations.get(&id).map(|found| (id, found)));
        let kind = match spoken_for {
            _ if imported => AuthorKind::Imported,
            Some((_, (_, OrganisationKind::Administration))) => AuthorKind::Administration,
            Some(_) => AuthorKind::Organisation,
            None => AuthorKind::Citizen,
        };
        let organisation = spoken_for.map(|(id, (name, _))| (OrganisationId(id), name.clone()));
        Author { account: AccountId(account), person, organisation, kind }
    }

    /// A member of staff, in a role. Moderators apply a published rule: the role
    /// answers for the decision, and their names are not public, on any page nor
    /// in any data. Another platform is no person, and is named.
    #[must_use]
    pub fn staff(&self, account: Uuid, role: &str, organisation: Option<Uuid>) -> Staff {
        let role = Role::parse(role).unwrap_or(Role::Admin);
        let name = self.people.get(&account).filter(|(_, imported)| *imported || role != Role::Moderator);
        Staff {
            name: name.map(|(name, _)| name.clone()).unwrap_or_default(),
            role,
            organisation: organisation.and_then(|id| self.organisations.get(&id)).map(|(name, _)| name.clone()),
        }
    }
}
