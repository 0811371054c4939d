//! What one has published and what one is still writing, for one's own eyes:
//! where it stands, and where to read or go on with it.

use std::collections::HashMap;

use domain::account::{OwnContribution, OwnDraft};
use domain::id::AccountId;
use domain::lineage::ObjectKind;
use domain::moderation::Visibility;
use domain::paging::Paged;
use domain::proposal::State;
use domain::reference::Reference;
use entities::{comment, commitment, draft, process, proposal};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::lineage::comment_url;
use crate::page_key::PageKey;

/// Contributions of one page.
const LINES: u64 = 30;
/// Drafts shown, the latest.
const DRAFTS: u64 = 100;

/// A contribution with its place in the list.
struct Line {
    key: PageKey,
    shown: OwnContribution,
}

/// One's proposals and comments, the latest first.
///
/// # Errors
/// [`crate::Error::Denied`] for a visitor.
pub async fn contributions(ctx: &Ctx, after: Option<&str>) -> Result<Paged<OwnContribution>> {
    let account = ctx.account()?;
    let connection = ctx.db().read();
    let after = after.and_then(PageKey::parse);
    // Of each kind as many as a page can show, and one more.
    let mut lines = proposals(connection, account, after).await?;
    lines.extend(comments(connection, account, after).await?);
    lines.sort_by_key(|line| std::cmp::Reverse((line.key.at, line.key.id)));
    Ok(PageKey::page(lines, LINES, |line| line.key).map(|line| line.shown))
}

async fn proposals(connection: &impl ConnectionTrait, account: AccountId, after: Option<PageKey>) -> Result<Vec<Line>> {
    use proposal::Column as C;
    let mut query = proposal::Entity::find().filter(C::AccountId.eq(account.0));
    if let Some(after) = after {
        query = query.filter(after.before(C::PublishedAt, C::Id));
    }
    let rows = query.order_by_desc(C::PublishedAt).order_by_desc(C::Id).limit(LINES + 1).all(connection).await?;
    rows.into_iter()
        .map(|row| {
            let reference = parsed(&row.reference)?;
            let shown = visibility(&row.visibility)?;
            Ok(Line {
                key: PageKey { at: row.published_at, id: row.id },
                shown: OwnContribution {
                    url: format!("/proposals/{reference}"),
                    reference,
                    kind: ObjectKind::Proposal,
                    title: row.title,
                    at: row.published_at,
                    state: State::parse(&row.state).map(|state| state.shown(shown)),
                    visibility: shown,
                },
            })
        })
        .collect()
}

async fn comments(connection: &impl ConnectionTrait, account: AccountId, after: Option<PageKey>) -> Result<Vec<Line>> {
    use comment::Column as C;
    let mut query = comment::Entity::find().filter(C::AccountId.eq(account.0));
    if let Some(after) = after {
        query = query.filter(after.before(C::PublishedAt, C::Id));
    }
    let rows = query.order_by_desc(C::PublishedAt).order_by_desc(C::Id).limit(LINES + 1).all(connection).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let words = crate::comment::first_words(connection, &ids).await?;
    let targets = targets(connection, &rows).await?;
    rows.into_iter()
        .map(|row| {
            let reference = parsed(&row.reference)?;
            let target = targets.get(&row.target_id).ok_or_else(|| anyhow::anyhow!("{reference} is about nothing"))?;
            Ok(Line {
                key: PageKey { at: row.published_at, id: row.id },
                shown: OwnContribution {
                    url: comment_url(&parsed(target)?, &reference),
                    reference,
                    kind: ObjectKind::Comment,
                    title: words.get(&row.id).cloned().unwrap_or_default(),
                    at: row.published_at,
                    state: None,
                    visibility: visibility(&row.visibility)?,
                },
            })
        })
        .collect()
}

/// The references of what comments are about.
async fn targets(connection: &impl ConnectionTrait, rows: &[comment::Model]) -> Result<HashMap<Uuid, String>> {
    let ids = || rows.iter().map(|row| row.target_id);
    let proposals: Vec<(Uuid, String)> = proposal::Entity::find()
        .select_only()
        .columns([proposal::Column::Id, proposal::Column::Reference])
        .filter(proposal::Column::Id.is_in(ids()))
        .into_tuple()
        .all(connection)
        .await?;
    let commitments: Vec<(Uuid, String)> = commitment::Entity::find()
        .select_only()
        .columns([commitment::Column::Id, commitment::Column::Reference])
        .filter(commitment::Column::Id.is_in(ids()))
        .into_tuple()
        .all(connection)
        .await?;
    Ok(proposals.into_iter().chain(commitments).collect())
}

/// One's drafts that are not published, the latest saved first.
///
/// # Errors
/// [`crate::Error::Denied`] for a visitor.
pub async fn drafts(ctx: &Ctx) -> Result<Vec<OwnDraft>> {
    let account = ctx.account()?;
    let connection = ctx.db().read();
    let rows = draft::Entity::find()
        .filter(draft::Column::AccountId.eq(account.0))
        .filter(draft::Column::PublishedAs.is_null())
        .order_by_desc(draft::Column::UpdatedAt)
        .order_by_desc(draft::Column::Id)
        .limit(DRAFTS)
        .all(connection)
        .await?;
    let processes = process::Entity::find()
        .filter(process::Column::Id.is_in(rows.iter().map(|row| row.process_id)))
        .all(connection)
        .await?;
    rows.into_iter()
        .map(|row| {
            let process = processes.iter().find(|process| process.id == row.process_id);
            Ok(OwnDraft {
                url: format!("/drafts/{}", row.id),
                title: row.fields["words"]["title"].as_str().unwrap_or_default().to_owned(),
                process: process
                    .map(|found| serde_json::from_value(found.titles.clone()))
                    .transpose()?
                    .unwrap_or_default(),
                updated_at: row.updated_at,
            })
        })
        .collect()
}

fn parsed(reference: &str) -> Result<Reference> {
    let found = Reference::parse(reference).map(|(reference, _)| reference);
    Ok(found.ok_or_else(|| anyhow::anyhow!("{reference} is not a reference"))?)
}

fn visibility(code: &str) -> Result<Visibility> {
    Ok(Visibility::parse(code).ok_or_else(|| anyhow::anyhow!("unknown visibility {code}"))?)
}
