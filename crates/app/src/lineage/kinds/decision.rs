//! Decisions and answers in the lineage: they are read where they were taken.

use std::collections::HashMap;

use domain::id::ProcessId;
use domain::lineage::{Actor, ObjectKind};
use domain::triage::DecisionKind;
use entities::{comment, decision as row, proposal};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::Facts;
use crate::author::Authors;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::lineage::{Stands, Subject};

pub(super) async fn subject(ctx: &Ctx, reference: &str) -> Result<Subject> {
    let connection = ctx.db().read();
    let found = row::Entity::find()
        .filter(row::Column::Reference.eq(reference))
        .one(connection)
        .await?
        .ok_or(Error::NotFound)?;
    let process = ProcessId(found.process_id);
    crate::process::require_visible(ctx, process).await?;
    let stands = match ObjectKind::parse(&found.object_kind) {
        Some(ObjectKind::Proposal) => {
            let on = proposal::Entity::find_by_id(found.object_id).one(connection).await?.ok_or(Error::NotFound)?;
            super::proposal::stands(&on)?
        }
        Some(ObjectKind::Comment) => {
            let on = comment::Entity::find_by_id(found.object_id).one(connection).await?.ok_or(Error::NotFound)?;
            super::comment::stands_of_target(ctx, &on).await?
        }
        _ => Stands::Nothing,
    };
    Ok(Subject { id: found.id, process, begun: found.at, stands, public: true })
}

pub(super) async fn facts(connection: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Facts>> {
    let rows = row::Entity::find().filter(row::Column::Id.is_in(ids.iter().copied())).all(connection).await?;
    let authors =
        Authors::load(connection, rows.iter().map(|row| row.account_id), rows.iter().map(|row| row.organisation_id))
            .await?;
    let mut places: HashMap<Uuid, String> = HashMap::new();
    for kind in [ObjectKind::Proposal, ObjectKind::Comment, ObjectKind::Commitment] {
        let on: Vec<Uuid> =
            rows.iter().filter(|row| row.object_kind == kind.as_str()).map(|row| row.object_id).collect();
        if !on.is_empty() {
            // One step: no kind that decisions are about is a decision.
            let found = Box::pin(super::facts(connection, kind, &on)).await?;
            places.extend(found.into_iter().map(|(id, facts)| (id, facts.url)));
        }
    }
    let facts = |row: row::Model| {
        let place = places.get(&row.object_id).cloned().unwrap_or_default();
        // A decision on visibility is told by the placeholder, where the words were.
        let has_place = row.kind != DecisionKind::Visibility.as_str() && !place.contains('#');
        let facts = Facts {
            url: if has_place { format!("{place}#{}", row.reference) } else { place },
            author: Some(Actor::Staff(authors.staff(row.account_id, &row.role, row.organisation_id))),
            outcome: Some(row.outcome),
            ..Facts::default()
        };
        (row.id, facts)
    };
    Ok(rows.into_iter().map(facts).collect())
}
