//! Comments in the lineage: they wait for what they are about.

use std::collections::{HashMap, HashSet};

use domain::comment::TargetKind;
use domain::html::SafeHtml;
use domain::id::ProcessId;
use domain::moderation::Visibility;
use entities::{comment as row, comment_revision as revision, commitment, proposal};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Facts, Said, unknown};
use crate::author::Authors;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::lineage::{Stands, Subject};

/// Characters of a comment that stand for it.
const FIRST_WORDS: usize = 80;

pub(super) async fn subject(ctx: &Ctx, reference: &str) -> Result<Subject> {
    let found = crate::comment::find_row(ctx, reference).await?;
    let public = found.visibility == Visibility::Public.as_str();
    Ok(Subject {
        id: found.id,
        process: ProcessId(found.process_id),
        begun: found.published_at,
        stands: if public { stands_of_target(ctx, &found).await? } else { Stands::Nothing },
        public: true,
    })
}

pub(super) async fn stands_of_target(ctx: &Ctx, comment: &row::Model) -> Result<Stands> {
    let connection = ctx.db().read();
    if TargetKind::parse(&comment.target_kind) == Some(TargetKind::Commitment) {
        let on = commitment::Entity::find_by_id(comment.target_id).one(connection).await?.ok_or(Error::NotFound)?;
        return super::commitment::stands(connection, &on).await;
    }
    let on = proposal::Entity::find_by_id(comment.target_id).one(connection).await?.ok_or(Error::NotFound)?;
    super::proposal::stands(&on)
}

pub(super) async fn facts(connection: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Facts>> {
    let rows = row::Entity::find().filter(row::Column::Id.is_in(ids.iter().copied())).all(connection).await?;
    let authors =
        Authors::load(connection, rows.iter().map(|row| row.account_id), rows.iter().map(|row| row.organisation_id))
            .await?;
    let places = places(connection, rows.iter().map(|row| row.target_id).collect()).await?;
    let mut found: HashMap<Uuid, Facts> = HashMap::new();
    for row in rows {
        let place = places.get(&row.target_id).map(String::as_str).unwrap_or_default();
        let facts = Facts {
            url: format!("{place}#{}", row.reference),
            base: format!("/comments/{}", row.reference),
            author: super::participant(&authors.author(row.account_id, row.organisation_id)),
            visibility: Visibility::parse(&row.visibility).ok_or_else(|| unknown(&row.reference))?,
            ..Facts::default()
        };
        found.insert(row.id, facts);
    }
    let revisions: Vec<(Uuid, i32, String, String, String)> = revision::Entity::find()
        .select_only()
        .columns([revision::Column::CommentId, revision::Column::Number, revision::Column::Visibility])
        .columns([revision::Column::Body, revision::Column::Format])
        .filter(revision::Column::CommentId.is_in(ids.iter().copied()))
        .into_tuple()
        .all(connection)
        .await?;
    for (of, number, visibility, body, format) in revisions {
        let visibility = Visibility::parse(&visibility).unwrap_or(Visibility::Hidden);
        if let Some(facts) = found.get_mut(&of) {
            // It has no title: its first words stand for it, as long as anyone may read them.
            let is_read = visibility == Visibility::Public && facts.visibility == Visibility::Public;
            let title = if is_read { first_words(&body, &format) } else { String::new() };
            facts.words.insert(number, Said { title, visibility });
        }
    }
    Ok(found)
}

/// As the page shows them.
fn first_words(body: &str, format: &str) -> String {
    match format {
        "html" | "text" => content::plain::excerpt(body, FIRST_WORDS),
        _ => content::plain::excerpt(&content::plain::from_markdown(body), FIRST_WORDS),
    }
}

/// The pages of what comments are about.
async fn places(connection: &impl ConnectionTrait, targets: HashSet<Uuid>) -> Result<HashMap<Uuid, String>> {
    let proposals = proposal::Entity::find().filter(proposal::Column::Id.is_in(targets.iter().copied()));
    let commitments = commitment::Entity::find().filter(commitment::Column::Id.is_in(targets));
    let mut places: HashMap<Uuid, String> = HashMap::new();
    places.extend(
        proposals.all(connection).await?.into_iter().map(|row| (row.id, format!("/proposals/{}", row.reference))),
    );
    places.extend(
        commitments.all(connection).await?.into_iter().map(|row| (row.id, format!("/commitments/{}", row.reference))),
    );
    Ok(places)
}

pub(super) async fn words(
    ctx: &Ctx,
    object: Uuid,
    number: i32,
) -> Result<Option<(String, Vec<(&'static str, SafeHtml)>)>> {
    let connection = ctx.db().read();
    let Some(found) = row::Entity::find_by_id(object).one(connection).await? else { return Ok(None) };
    let said = revision::Entity::find()
        .filter(revision::Column::CommentId.eq(object))
        .filter(revision::Column::Number.eq(number))
        .one(connection)
        .await?;
    Ok(said.map(|said| {
        let body = match said.format.as_str() {
            "html" => content::html::imported(said.original.as_deref().unwrap_or(&said.body)),
            "text" => content::html::plain(&said.body),
            _ => content::html::markdown(&said.body),
        };
        (found.lang, vec![("text", body)])
    }))
}
