//! A version of a commitment: its words, its facts, the act that made it.

use db::WriteTx;
use domain::Time;
use domain::commitment::Words;
use domain::id::{AccountId, ActId, OrganisationId, VersionId};
use domain::lineage::ObjectKind;
use domain::policy::Permit;
use domain::process::Process;
use domain::reference::Reference;
use entities::{commitment as row, commitment_revision as revision};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::facts::Facts;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::record::{self, NewAct, NewVersion};

/// A new version of a commitment.
pub(super) struct Rev<'a> {
    pub(super) id: Uuid,
    pub(super) reference: &'a Reference,
    pub(super) number: i32,
    pub(super) account: AccountId,
    pub(super) lead: OrganisationId,
    pub(super) words: &'a Words,
    pub(super) now: Time,
}

/// Makes the version, that what comes from it can be linked to.
pub(super) async fn add_version(ctx: &Ctx, tx: &WriteTx, process: &Process, rev: &Rev<'_>) -> Result<VersionId> {
    let new = NewVersion {
        process: process.id,
        kind: ObjectKind::Commitment,
        object: rev.id,
        reference: rev.reference,
        number: rev.number,
    };
    let version = record::version(ctx, tx, new, rev.now).await?;
    let payload = serde_json::json!({ "kind": "commitment", "ref": rev.reference, "version": rev.number });
    record::outbox(ctx, tx, "version", Some(process.id), payload, rev.now).await?;
    Ok(version)
}

/// Keeps the words of the version, and its facts once they are in place.
pub(super) async fn add_revision(ctx: &Ctx, tx: &WriteTx, version: VersionId, rev: &Rev<'_>) -> Result<()> {
    let facts = Facts::of(&**tx, rev.id, rev.lead.0).await?;
    let row = revision::ActiveModel {
        id: Set(ctx.id(rev.now)),
        commitment_id: Set(rev.id),
        number: Set(rev.number),
        at: Set(rev.now),
        account_id: Set(rev.account.0),
        title: Set(rev.words.title.clone()),
        problem: Set(rev.words.problem.clone()),
        body: Set(rev.words.text.clone()),
        version_id: Set(version.0),
        facts: Set(Some(serde_json::to_value(facts)?)),
    };
    record::insert(tx, row).await?;
    Ok(())
}

/// The act that a version was made by.
pub(super) async fn act(
    ctx: &Ctx,
    tx: &WriteTx,
    permit: &Permit,
    (action, reason): (&'static str, &str),
    process: &Process,
    version: VersionId,
    rev: &Rev<'_>,
) -> Result<ActId> {
    let act = NewAct {
        action,
        process: Some(process.id),
        version: Some(version),
        subject: rev.reference.as_str(),
        reason,
        details: serde_json::json!({}),
    };
    record::act(ctx, tx, permit, act, rev.now).await
}

/// The words of the last version.
pub(super) async fn last_words(tx: &WriteTx, commitment: Uuid) -> Result<Words> {
    let last = revision::Entity::find()
        .filter(revision::Column::CommitmentId.eq(commitment))
        .order_by_desc(revision::Column::Number)
        .one(&**tx)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(Words { title: last.title, problem: last.problem, text: last.body, ..Words::default() })
}

/// Takes the row for the rest of the transaction.
pub(super) async fn lock(tx: &WriteTx, id: Uuid) -> Result<row::Model> {
    row::Entity::find_by_id(id).lock_exclusive().one(&**tx).await?.ok_or(Error::NotFound)
}
