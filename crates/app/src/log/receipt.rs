//! Receipts: what a person holds against the log. At once a signed promise, later
//! the proof that it was kept; of a vote, what opens its line.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use db::WriteTx;
use domain::author::Author;
use domain::id::ProcessId;
use domain::lineage::ObjectKind;
use domain::moderation::Visibility;
use entities::{
    account, comment, comment_revision, log_opening, log_salt, log_version, log_vote, proposal, proposal_revision,
    theme, version, vote,
};
use ledger::commitment::Opening;
use ledger::entry::Entry;
use ledger::proof::Proof;
use ledger::receipt::{Kept, Promise, Promised};
use ledger::tree::inclusion;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use super::keys::signer;
use super::publish::{Stopped, stopped};
use super::{MAX_DELAY, ours, queue, read, served, stamp, store, votes};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::record;

/// What is given to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The name of the file.
    pub name: String,
    /// What is in it.
    pub text: String,
    /// It proves; otherwise it promises.
    pub proves: bool,
}

/// What a proposal says in a version.
pub(super) fn proposal_text(object: &proposal::Model, words: &proposal_revision::Model, theme: &str) -> Value {
    let mut text = json!({
        "title": words.title, "problem": words.problem, "body": words.body, "effect": words.effect,
        "carrier": words.carrier, "continues": words.continues, "theme": theme,
        "format": words.format, "lang": object.lang,
    });
    if words.sections.as_array().is_some_and(|sections| !sections.is_empty()) {
        text["sections"] = plain(&words.sections);
    }
    if let Some(original) = &words.original {
        text["original"] = plain(original);
    }
    text
}

/// What a comment says in a version.
pub(super) fn comment_text(object: &comment::Model, words: &comment_revision::Model) -> Value {
    let mut text = json!({ "body": words.body, "format": words.format, "lang": object.lang, "stance": object.stance });
    if let Some(original) = &words.original {
        text["original"] = json!(original);
    }
    text
}

/// Who says it, by public name.
pub(super) fn author(author: &Author) -> Value {
    let mut value = json!({ "kind": author.kind.as_str(), "name": author.person });
    if let Some((id, organisation)) = &author.organisation {
        // Its name may change; which one it is does not.
        value["organisation"] = json!(organisation);
        value["organisation_id"] = json!(id);
    }
    value
}

/// JSON whose only numbers are integers, as the log writes it.
fn plain(value: &Value) -> Value {
    match value {
        Value::Number(number) if number.as_i64().is_none_or(|n| n.abs() > ledger::jcs::MAX_INTEGER) => {
            json!(number.to_string())
        }
        Value::Array(items) => Value::Array(items.iter().map(plain).collect()),
        Value::Object(members) => {
            Value::Object(members.iter().map(|(name, value)| (name.clone(), plain(value))).collect())
        }
        other => other.clone(),
    }
}

/// Draws the salts under which a contribution will be committed to, with the
/// contribution: a promise can be made before the log has it.
pub(crate) async fn draw_salts(ctx: &Ctx, tx: &WriteTx, version: Uuid) -> Result<()> {
    let draw = || {
        let mut salt = [0; 32];
        ctx.app.random.fill(&mut salt);
        STANDARD.encode(salt)
    };
    let row = log_salt::ActiveModel { version_id: Set(version), text_salt: Set(draw()), author_salt: Set(draw()) };
    Ok(record::insert(tx, row).await?)
}

/// The salt that was drawn for a part.
pub(super) fn salt_of(row: &log_salt::Model, part: &str) -> Option<[u8; 32]> {
    let text = match part {
        "text" => &row.text_salt,
        "author" => &row.author_salt,
        _ => return None,
    };
    STANDARD.decode(text).ok()?.try_into().ok()
}

/// The last version of something in a process that the one who asks may see.
async fn last_version(ctx: &Ctx, reference: &str) -> Result<version::Model> {
    let rows = version::Entity::find().filter(version::Column::Reference.eq(reference));
    let last = rows.order_by_desc(version::Column::Number).one(ctx.db().read()).await?.ok_or(Error::NotFound)?;
    if let Some(process) = last.process_id {
        crate::process::require_visible(ctx, ProcessId(process)).await?;
    }
    Ok(last)
}

/// The receipt of a contribution, in its last version: the proof when the signed
/// log has it, the promise until then.
///
/// # Errors
/// [`Error::NotFound`] for what is not a contribution that can be read, and
/// [`Error::Unavailable`] while the log stands still: nobody promises then.
pub async fn promise(ctx: &Ctx, reference: &str) -> Result<Given> {
    let connection = ctx.db().read();
    let (of, held) = (last_version(ctx, reference).await?, queue::held(connection).await?);
    // What nobody may know of yet is not logged yet: there is no telling when.
    if of.process_id.is_some_and(|process| held.contains(&process)) {
        return Err(Error::NotFound);
    }
    let stopped = stopped(ctx).await?;
    if !matches!(stopped, Some(Stopped::OtherKey { .. }))
        && let Some(given) = proof(ctx, &of).await?
    {
        return Ok(given);
    }
    if stopped.is_some() {
        return Err(Error::Unavailable("log"));
    }
    let text = text_of(connection, &of).await?.ok_or(Error::NotFound)?;
    let opening = match log_salt::Entity::find_by_id(of.id).one(connection).await? {
        Some(salts) => salt_of(&salts, "text").map(|salt| Opening { salt, value: text }),
        // It is in the log, whose head has yet to be signed.
        None => {
            let rows = log_opening::Entity::find().filter(log_opening::Column::VersionId.eq(of.id));
            let row = rows.filter(log_opening::Column::Part.eq("text")).one(connection).await?;
            row.map(|row| served::opening_of(&row)).transpose()?.flatten()
        }
    };
    let commitment = opening.ok_or(Error::NotFound)?.commitment("text").map_err(ours)?;
    let signer = signer(&ctx.app)?;
    let promise = Promise {
        origin: signer.origin().to_owned(),
        promised: Promised::Commitment(commitment),
        accepted_at: stamp(of.at),
        max_delay: MAX_DELAY,
    };
    let note = promise.note().map_err(ours)?.signed_by(signer.receipt_key(), 0);
    Ok(Given { name: format!("{reference}-{}.receipt.txt", of.number), text: note.to_string(), proves: false })
}

/// What a contribution says in a version, as the log commits to it; none for
/// what cannot be read.
async fn text_of(connection: &impl ConnectionTrait, of: &version::Model) -> Result<Option<Value>> {
    let seen = |object: &str, words: &str| object == Visibility::Public.as_str() && words == object;
    match ObjectKind::parse(&of.kind) {
        Some(ObjectKind::Proposal) => {
            let object = proposal::Entity::find_by_id(of.object_id).one(connection).await?;
            let words = proposal_revision::Entity::find().filter(proposal_revision::Column::VersionId.eq(of.id));
            let Some((object, words)) = object.zip(words.one(connection).await?) else { return Ok(None) };
            let theme = match words.theme_id {
                Some(id) => theme::Entity::find_by_id(id).one(connection).await?.map(|theme| theme.slug),
                None => None,
            };
            let text = proposal_text(&object, &words, &theme.unwrap_or_default());
            Ok(seen(&object.visibility, &words.visibility).then_some(text))
        }
        Some(ObjectKind::Comment) => {
            let object = comment::Entity::find_by_id(of.object_id).one(connection).await?;
            let words = comment_revision::Entity::find().filter(comment_revision::Column::VersionId.eq(of.id));
            let Some((object, words)) = object.zip(words.one(connection).await?) else { return Ok(None) };
            Ok(seen(&object.visibility, &words.visibility).then(|| comment_text(&object, &words)))
        }
        _ => Ok(None),
    }
}

/// The proof that a version is in the signed log, with what opens it today; none
/// before it is.
///
/// # Errors
/// When the database fails.
pub async fn proof(ctx: &Ctx, of: &version::Model) -> Result<Option<Given>> {
    let connection = ctx.db().read();
    let Some(logged) = log_version::Entity::find_by_id(of.id).one(connection).await? else { return Ok(None) };
    let Some(note) = served::checkpoint(ctx).await? else { return Ok(None) };
    let (index, size) = (read(logged.entry), signer(&ctx.app)?.open(&note)?.head.size);
    if index >= size {
        return Ok(None);
    }
    let bytes = store::entry(connection, index).await?;
    let entry = Entry::parse(&bytes.ok_or_else(|| anyhow::anyhow!("entry {index} is missing"))?).map_err(ours)?;
    let hashes = store::with_nodes(connection, size, |nodes| inclusion(nodes, index, size)).await?;
    let mut openings = BTreeMap::new();
    if matches!(served::openings(ctx, index).await?, served::Served::Found(_)) {
        let rows = log_opening::Entity::find().filter(log_opening::Column::Entry.eq(logged.entry));
        for row in rows.all(connection).await?.into_iter().filter(|row| row.withheld.is_none()) {
            if let Some(opening) = served::opening_of(&row)? {
                openings.insert(row.part, opening);
            }
        }
    }
    let extra = Kept { entry, openings }.encode().map_err(ours)?;
    let proof = Proof { extra: Some(extra), index, hashes, checkpoint: note };
    let name = format!("{}-{}.tlog-proof", of.reference, of.number);
    Ok(Some(Given { name, text: proof.to_string(), proves: true }))
}

/// The receipt of one's own vote, once it was counted in the log: it shows how one
/// voted, and is for the voter alone.
///
/// # Errors
/// 401; [`Error::NotFound`] without a vote, or before it was counted as it is.
pub async fn vote_receipt(ctx: &Ctx, reference: &str) -> Result<Given> {
    let account = ctx.account()?;
    let connection = ctx.db().read();
    let of = last_version(ctx, reference).await?;
    let row = vote::Entity::find()
        .filter(vote::Column::ObjectId.eq(of.object_id))
        .filter(vote::Column::AccountId.eq(account.0))
        .one(connection)
        .await?
        .ok_or(Error::NotFound)?;
    let kept = log_vote::Entity::find_by_id(row.id).one(connection).await?;
    let kept = kept.filter(|kept| kept.of == row.changed_at).ok_or(Error::NotFound)?;
    let salt = STANDARD.decode(&kept.salt).ok().and_then(|salt| salt.try_into().ok());
    let salt = salt.ok_or_else(|| anyhow::anyhow!("vote {}: its salt is not 32 bytes", row.id))?;
    let voter = account::Entity::find_by_id(account.0).one(connection).await?.ok_or(Error::NotFound)?.name;
    let bytes = votes::as_known(&row, reference, voter, salt).encode().map_err(ours)?;
    let text = String::from_utf8(bytes).map_err(anyhow::Error::from)?;
    Ok(Given { name: format!("{reference}-vote.json"), text: format!("{text}\n"), proves: false })
}
