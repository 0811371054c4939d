//! Milestones in the lineage: as public as their commitment.

use std::collections::HashMap;

use domain::id::ProcessId;
use domain::moderation::Visibility;
use entities::{commitment, milestone as row, version};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Facts, Said};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::lineage::{Stands, Subject};

pub(super) async fn subject(ctx: &Ctx, reference: &str) -> Result<Subject> {
    let connection = ctx.db().read();
    let found = row::Entity::find()
        .filter(row::Column::Reference.eq(reference))
        .filter(row::Column::RemovedAt.is_null())
        .one(connection)
        .await?
        .ok_or(Error::NotFound)?;
    let of = commitment::Entity::find_by_id(found.commitment_id).one(connection).await?.ok_or(Error::NotFound)?;
    // Whoever may not see the commitment does not see its milestones.
    let of = crate::commitment::find_row(ctx, &of.reference).await?;
    let set = version::Entity::find()
        .filter(version::Column::ObjectId.eq(found.id))
        .one(connection)
        .await?
        .ok_or(Error::NotFound)?;
    let stands = match found.done {
        Some(_) => super::commitment::stands(connection, &of).await?,
        None => Stands::Milestone(found.due),
    };
    Ok(Subject {
        id: found.id,
        process: ProcessId(of.process_id),
        begun: set.at,
        stands,
        public: of.published_at.is_some(),
    })
}

pub(super) async fn facts(connection: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Facts>> {
    let rows = row::Entity::find().filter(row::Column::Id.is_in(ids.iter().copied())).all(connection).await?;
    let of = commitment::Entity::find().filter(commitment::Column::Id.is_in(rows.iter().map(|row| row.commitment_id)));
    let of: HashMap<Uuid, commitment::Model> = of.all(connection).await?.into_iter().map(|row| (row.id, row)).collect();
    let mut found = HashMap::new();
    for row in rows {
        let Some(of) = of.get(&row.commitment_id) else { continue };
        let facts = Facts {
            url: format!("/commitments/{}#{}", of.reference, row.reference),
            private: of.published_at.is_none(),
            removed: row.removed_at.is_some(),
            words: HashMap::from([(1, Said { title: row.title, visibility: Visibility::Public })]),
            ..Facts::default()
        };
        found.insert(row.id, facts);
    }
    Ok(found)
}
