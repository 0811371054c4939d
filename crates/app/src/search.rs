//! Full-text search: one function folds words for both databases, fills the
//! index and rewrites the question.

use db::WriteTx;
use db::dialect::{self, Words};
use domain::id::ProcessId;
use domain::lineage::ObjectKind;
use domain::locale::Localized;
use domain::reference::Reference;
use domain::search::{Hit, QUESTION_MOST};
use entities::{commitment, process, proposal};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::Result;

/// Answers shown on the search page.
pub const HITS: u64 = 50;

/// Rewrites what someone typed for both databases; none when there is nothing
/// to look for.
#[must_use]
pub fn question(typed: &str) -> Option<Words> {
    let typed: String = content::clean::line(typed).chars().take(QUESTION_MOST).collect();
    let terms = content::search::query(&typed);
    Some(Words { fts5: content::search::fts5_match(&terms)?, tsquery: content::search::tsquery(&terms)? })
}

/// Keeps an object findable by these texts.
///
/// # Errors
/// When the database fails.
pub async fn index(tx: &WriteTx, kind: ObjectKind, object: Uuid, process: ProcessId, texts: &[&str]) -> Result<()> {
    let words: Vec<String> = texts.iter().map(|text| content::search::fold(text)).collect();
    dialect::index(&**tx, tx.dialect(), kind.as_str(), object, process.0, Some(&words.join(" "))).await?;
    Ok(())
}

/// Forgets the words of an object.
///
/// # Errors
/// When the database fails.
pub async fn forget(tx: &WriteTx, object: Uuid) -> Result<()> {
    dialect::index(&**tx, tx.dialect(), "", object, Uuid::nil(), None).await?;
    Ok(())
}

/// What is found on the whole site, the best answers first.
///
/// # Errors
/// When the database fails.
pub async fn site(ctx: &Ctx, typed: &str) -> Result<Vec<Hit>> {
    let Some(words) = question(typed) else { return Ok(Vec::new()) };
    let connection = ctx.db().read();
    let found = dialect::search(connection, ctx.db().dialect(), &words, HITS).await?;
    let ids = |kind: ObjectKind| found.iter().filter(move |hit| hit.kind == kind.as_str()).map(|hit| hit.object_id);
    let proposals = proposal::Entity::find()
        .filter(proposal::Column::Id.is_in(ids(ObjectKind::Proposal)))
        .filter(proposal::Column::Visibility.eq("public"))
        .all(connection)
        .await?;
    let commitments = commitment::Entity::find()
        .filter(commitment::Column::Id.is_in(ids(ObjectKind::Commitment)))
        .filter(commitment::Column::PublishedAt.is_not_null())
        .all(connection)
        .await?;
    let processes = process::Entity::find().filter(process::Column::Published.eq(true)).all(connection).await?;
    let title_of = |id: Uuid| -> Option<Localized> {
        let row = processes.iter().find(|process| process.id == id)?;
        serde_json::from_value(row.titles.clone()).ok()
    };
    let hits = found.iter().filter_map(|hit| {
        if let Some(row) = proposals.iter().find(|row| row.id == hit.object_id) {
            let (reference, _) = Reference::parse(&row.reference)?;
            let url = format!("/proposals/{reference}");
            let (title, excerpt, lang) = (row.title.clone(), row.excerpt.clone(), row.lang.clone());
            return Some(Hit {
                kind: ObjectKind::Proposal,
                reference,
                title,
                excerpt,
                lang,
                url,
                process: title_of(row.process_id)?,
            });
        }
        let row = commitments.iter().find(|row| row.id == hit.object_id)?;
        let (reference, _) = Reference::parse(&row.reference)?;
        let url = format!("/commitments/{reference}");
        let (title, excerpt, lang) = (row.title.clone(), row.excerpt.clone(), row.lang.clone());
        Some(Hit {
            kind: ObjectKind::Commitment,
            reference,
            title,
            excerpt,
            lang,
            url,
            process: title_of(row.process_id)?,
        })
    });
    Ok(hits.collect())
}
