//! Commitments in the lineage: drafts are staff's.

use std::collections::HashMap;

use domain::commitment::State;
use domain::html::SafeHtml;
use domain::id::ProcessId;
use domain::lineage::Actor;
use domain::moderation::Visibility;
use entities::{commitment as row, commitment_revision as revision, milestone, organisation};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{Facts, Said, unknown};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::lineage::{Stands, Subject};

pub(super) async fn subject(ctx: &Ctx, reference: &str) -> Result<Subject> {
    let found = crate::commitment::find_row(ctx, reference).await?;
    Ok(Subject {
        id: found.id,
        process: ProcessId(found.process_id),
        begun: found.created_at,
        stands: stands(ctx.db().read(), &found).await?,
        public: found.published_at.is_some(),
    })
}

pub(super) async fn stands(connection: &impl ConnectionTrait, row: &row::Model) -> Result<Stands> {
    let state = State::parse(&row.state).ok_or_else(|| unknown(&row.reference))?;
    let next = milestone::Entity::find()
        .filter(milestone::Column::CommitmentId.eq(row.id))
        .filter(milestone::Column::RemovedAt.is_null())
        .filter(milestone::Column::Done.is_null())
        .order_by_asc(milestone::Column::Due)
        .one(connection)
        .await?;
    Ok(Stands::Commitment(state, next.map(|row| row.due)))
}

pub(super) async fn facts(connection: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Facts>> {
    let rows = row::Entity::find().filter(row::Column::Id.is_in(ids.iter().copied())).all(connection).await?;
    let leads = organisation::Entity::find().filter(organisation::Column::Id.is_in(rows.iter().map(|row| row.lead_id)));
    let leads: HashMap<Uuid, String> = leads.all(connection).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let mut found: HashMap<Uuid, Facts> = HashMap::new();
    for row in rows {
        let url = format!("/commitments/{}", row.reference);
        let facts = Facts {
            base: url.clone(),
            url,
            author: leads.get(&row.lead_id).cloned().map(Actor::Administration),
            private: row.published_at.is_none(),
            public_since: row.published_at,
            ..Facts::default()
        };
        found.insert(row.id, facts);
    }
    let revisions: Vec<(Uuid, i32, String)> = revision::Entity::find()
        .select_only()
        .columns([revision::Column::CommitmentId, revision::Column::Number, revision::Column::Title])
        .filter(revision::Column::CommitmentId.is_in(ids.iter().copied()))
        .into_tuple()
        .all(connection)
        .await?;
    for (of, number, title) in revisions {
        if let Some(facts) = found.get_mut(&of) {
            facts.words.insert(number, Said { title, visibility: Visibility::Public });
        }
    }
    Ok(found)
}

pub(super) async fn words(
    ctx: &Ctx,
    object: Uuid,
    number: i32,
) -> Result<Option<(String, Vec<(&'static str, SafeHtml)>)>> {
    let connection = ctx.db().read();
    let Some(found) = row::Entity::find_by_id(object).one(connection).await? else { return Ok(None) };
    let said = revision::Entity::find()
        .filter(revision::Column::CommitmentId.eq(object))
        .filter(revision::Column::Number.eq(number))
        .one(connection)
        .await?;
    let parts = |said: revision::Model| {
        vec![
            ("title", content::html::plain(&said.title)),
            ("problem", content::html::markdown(&said.problem)),
            ("text", content::html::markdown(&said.body)),
        ]
    };
    Ok(said.map(|said| (found.lang, parts(said))))
}
