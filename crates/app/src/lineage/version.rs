//! One version of a text, whole: what the links of the lineage lead to.

use domain::lineage::{ObjectKind, VersionPage};
use domain::moderation::Visibility;
use domain::policy::{About, Action};
use domain::reference::Reference;
use entities::version as row;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::kinds;
use super::names::Names;
use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// A version of a proposal, of a comment or of a commitment. Hidden words are
/// not among its parts; versions of a draft are staff's.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn version(ctx: &Ctx, reference: &str, number: i32) -> Result<VersionPage> {
    let (_, kind) = Reference::parse(reference).ok_or(Error::NotFound)?;
    let kind = ObjectKind::of(kind);
    let subject = kinds::subject(ctx, kind, reference).await?;
    let process = crate::process::by_id(ctx, subject.process).await?;
    let connection = ctx.db().read();
    let versions = row::Entity::find().filter(row::Column::ObjectId.eq(subject.id)).all(connection).await?;
    let drafts = ctx.may(Action::ReadDraftCommitment, About::process(process.id));
    let names = Names::load(connection, versions, std::iter::empty(), drafts).await?;
    let of = |row: &&row::Model| row.object_id == subject.id && row.number == number;
    let found = names.versions.values().find(of).ok_or(Error::NotFound)?;
    let facts = names.facts.get(&subject.id).ok_or(Error::NotFound)?;
    if facts.public_since.is_some_and(|since| found.at < since) && !drafts {
        return Err(Error::NotFound);
    }
    let node = names.node(found)?;
    let (lang, mut parts) = kinds::words(ctx, &process, kind, (subject.id, number)).await?.ok_or(Error::NotFound)?;
    if node.visibility != Visibility::Public {
        parts.clear();
    }
    parts.retain(|(_, html)| !html.is_empty());
    let last = facts.words.keys().max().copied().unwrap_or(number);
    Ok(VersionPage { url: facts.url.clone(), last, node, lang, parts, process })
}
