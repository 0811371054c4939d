//! What waits to be logged. Nothing of a process leaves before the process is
//! public: what was imported into it, or decided on it, is logged when it is
//! published. Once something of it is in the log, the rest follows, whatever
//! becomes of the process: what is erased there has to be explained.

use entities::{log_version, outbox, process, version};
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, Select};
use uuid::Uuid;

use crate::error::Result;

/// The topic of what was erased.
pub(super) const ERASED: &str = "part_erased";

/// It has no entry yet.
pub(super) fn is_waiting() -> SimpleExpr {
    outbox::Column::SequencedAt.is_null()
}

/// The rows that can be logged now.
///
/// # Errors
/// When the database fails.
pub(crate) async fn waiting(connection: &impl ConnectionTrait) -> Result<Select<outbox::Entity>> {
    let held = held(connection).await?;
    let waiting = outbox::Entity::find().filter(is_waiting());
    if held.is_empty() {
        return Ok(waiting);
    }
    let free = Condition::any().add(outbox::Column::ProcessId.is_null()).add(outbox::Column::ProcessId.is_not_in(held));
    Ok(waiting.filter(free))
}

/// The rows that wait and say what was erased.
pub(super) async fn erased(connection: &impl ConnectionTrait) -> Result<Vec<Uuid>> {
    let rows = outbox::Entity::find().filter(is_waiting()).filter(outbox::Column::Topic.eq(ERASED));
    Ok(rows.select_only().column(outbox::Column::Id).into_tuple().all(connection).await?)
}

/// Processes that nobody may know of yet.
pub(super) async fn held(connection: &impl ConnectionTrait) -> Result<Vec<Uuid>> {
    let unpublished: Vec<Uuid> = process::Entity::find()
        .select_only()
        .column(process::Column::Id)
        .filter(process::Column::Published.eq(false))
        .into_tuple()
        .all(connection)
        .await?;
    let mut held = Vec::new();
    for id in unpublished {
        let logged = version::Entity::belongs_to(log_version::Entity);
        let logged = logged.from(version::Column::Id).to(log_version::Column::VersionId).into();
        let one = version::Entity::find().join(JoinType::InnerJoin, logged).filter(version::Column::ProcessId.eq(id));
        if one.limit(1).one(connection).await?.is_none() {
            held.push(id);
        }
    }
    Ok(held)
}
