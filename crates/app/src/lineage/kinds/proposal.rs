//! Proposals in the lineage.

use std::collections::HashMap;

use domain::html::SafeHtml;
use domain::id::ProcessId;
use domain::moderation::Visibility;
use domain::process::Process;
use domain::proposal::State;
use entities::{proposal as row, proposal_revision as revision};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Facts, Said, unknown};
use crate::author::Authors;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::lineage::{Stands, Subject};
use crate::proposal;

pub(super) async fn subject(ctx: &Ctx, reference: &str) -> Result<Subject> {
    let found = proposal::find_row(ctx, reference).await?;
    Ok(Subject {
        id: found.id,
        process: ProcessId(found.process_id),
        begun: found.published_at,
        stands: stands(&found)?,
        public: true,
    })
}

pub(super) fn stands(row: &row::Model) -> Result<Stands> {
    let state = State::parse(&row.state).ok_or_else(|| unknown(&row.reference))?;
    let visibility = Visibility::parse(&row.visibility).ok_or_else(|| unknown(&row.reference))?;
    Ok(Stands::Proposal(state, visibility))
}

pub(super) async fn facts(connection: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Facts>> {
    let rows = row::Entity::find().filter(row::Column::Id.is_in(ids.iter().copied())).all(connection).await?;
    let authors =
        Authors::load(connection, rows.iter().map(|row| row.account_id), rows.iter().map(|row| row.organisation_id))
            .await?;
    let mut found: HashMap<Uuid, Facts> = HashMap::new();
    for row in rows {
        let url = format!("/proposals/{}", row.reference);
        let facts = Facts {
            base: url.clone(),
            url,
            author: super::participant(&authors.author(row.account_id, row.organisation_id)),
            visibility: Visibility::parse(&row.visibility).ok_or_else(|| unknown(&row.reference))?,
            ..Facts::default()
        };
        found.insert(row.id, facts);
    }
    // The words stay where they are: they can be long.
    let revisions: Vec<(Uuid, i32, String, String)> = revision::Entity::find()
        .select_only()
        .columns([
            revision::Column::ProposalId,
            revision::Column::Number,
            revision::Column::Title,
            revision::Column::Visibility,
        ])
        .filter(revision::Column::ProposalId.is_in(ids.iter().copied()))
        .into_tuple()
        .all(connection)
        .await?;
    for (of, number, title, visibility) in revisions {
        let visibility = Visibility::parse(&visibility).unwrap_or(Visibility::Hidden);
        if let Some(facts) = found.get_mut(&of) {
            facts.words.insert(number, Said { title, visibility });
        }
    }
    Ok(found)
}

pub(super) async fn words(
    ctx: &Ctx,
    process: &Process,
    object: Uuid,
    number: i32,
) -> Result<Option<(String, Vec<(&'static str, SafeHtml)>)>> {
    let connection = ctx.db().read();
    let Some(found) = row::Entity::find_by_id(object).one(connection).await? else { return Ok(None) };
    let said = revision::Entity::find()
        .filter(revision::Column::ProposalId.eq(object))
        .filter(revision::Column::Number.eq(number))
        .one(connection)
        .await?;
    let Some(said) = said else { return Ok(None) };
    let words = proposal::words_of(&said, process);
    let parts = proposal::parts(&said, &words)?;
    let line = |text: &str| if text.is_empty() { SafeHtml::default() } else { content::html::plain(text) };
    let mut all = vec![
        ("title", line(&words.title)),
        ("problem", parts.problem),
        ("body", parts.body),
        ("effect", parts.effect),
        ("carrier", line(&parts.carrier)),
        ("continues", line(&parts.continues)),
    ];
    all.extend(parts.sections.into_iter().map(|section| ("body", section.body)));
    Ok(Some((found.lang, all)))
}
