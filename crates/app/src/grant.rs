//! Dated rights. They are read for each request and never trusted from a
//! cookie, so that taking one back acts at once.

use domain::Time;
use domain::id::{AccountId, OrganisationId, ProcessId};
use domain::policy::{Held, Role};
use entities::grant;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::error::{Error, Result};

/// Grants that hold at an instant: not taken back, not past their date.
#[must_use]
pub fn holds(now: Time) -> Condition {
    Condition::all()
        .add(grant::Column::RevokedAt.is_null())
        .add(Condition::any().add(grant::Column::Until.is_null()).add(grant::Column::Until.gt(now)))
}

/// The roles that an account holds now.
///
/// # Errors
/// When the database fails, or holds a role that the domain does not know.
pub async fn live(connection: &impl ConnectionTrait, account: AccountId, now: Time) -> Result<Vec<Held>> {
    let rows = grant::Entity::find()
        .filter(grant::Column::AccountId.eq(account.0))
        .filter(holds(now))
        .order_by_asc(grant::Column::Id)
        .all(connection)
        .await?;
    rows.iter().map(held).collect()
}

fn held(row: &grant::Model) -> Result<Held> {
    let unknown = || Error::Internal(anyhow::anyhow!("grant {}: unknown role {}", row.id, row.role));
    Ok(Held {
        role: Role::parse(&row.role).ok_or_else(unknown)?,
        process: row.process_id.map(ProcessId),
        organisation: row.organisation_id.map(OrganisationId),
    })
}
