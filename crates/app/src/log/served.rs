//! What is published of the log, as far as its signed head reaches.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::Time;
use domain::lineage::ObjectKind;
use entities::{
    comment, comment_revision, log_ballot, log_checkpoint, log_opening, outbox, proposal, proposal_revision, version,
};
use ledger::checkpoint::Checkpoint;
use ledger::commitment::{Opening, Openings};
use ledger::note::Note;
use ledger::tile::Tile;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::keys::signer;
use super::publish::{Stopped, stopped};
use super::said::withheld;
use super::{kept, queue, read, store};
use crate::ctx::Ctx;
use crate::error::Result;

/// What is at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Served {
    /// These bytes.
    Found(Vec<u8>),
    /// Nothing.
    Missing,
    /// Something was withdrawn, and the entry that says why is on its way.
    NotYet,
}

/// The last signed head.
///
/// # Errors
/// When the database fails.
pub async fn checkpoint(ctx: &Ctx) -> Result<Option<String>> {
    Ok(last(ctx.db().read()).await?.map(|row| row.note))
}

async fn last(connection: &impl ConnectionTrait) -> Result<Option<log_checkpoint::Model>> {
    Ok(log_checkpoint::Entity::find().order_by_desc(log_checkpoint::Column::Size).one(connection).await?)
}

/// Entries that are signed, and published.
pub(super) async fn signed(connection: &impl ConnectionTrait) -> Result<u64> {
    Ok(last(connection).await?.map_or(0, |row| read(row.size)))
}

/// A tile or a bundle, by its path (`tile/0/000.p/5`).
///
/// # Errors
/// When the database fails.
pub async fn tile(ctx: &Ctx, path: &str) -> Result<Served> {
    let connection = ctx.db().read();
    let Ok(wanted) = Tile::parse(path) else { return Ok(Served::Missing) };
    let widest = Tile::of_tree(wanted.row, wanted.index, signed(connection).await?);
    if widest.is_none_or(|widest| wanted.width > widest.width) {
        return Ok(Served::Missing);
    }
    Ok(store::tile(connection, &wanted).await?.map_or(Served::Missing, Served::Found))
}

/// What opens an entry.
///
/// # Errors
/// When the database fails.
pub async fn openings(ctx: &Ctx, entry: u64) -> Result<Served> {
    let connection = ctx.db().read();
    let signed = signed(connection).await?;
    if entry >= signed {
        return Ok(Served::Missing);
    }
    let rows = log_opening::Entity::find().filter(log_opening::Column::Entry.eq(kept(entry))).all(connection).await?;
    let mut parts = BTreeMap::new();
    for row in rows {
        // What it says is logged, and nobody can read there yet why it was withdrawn, or
        // that it is back.
        let explained = row.explained_by.map(|entry| read(entry) < signed);
        if explained == Some(false) || (row.withheld.is_some() && explained.is_none()) {
            return Ok(Served::NotYet);
        }
        if row.withheld.is_some() {
            continue;
        }
        if is_out_of_sight(connection, &row).await? {
            return Ok(Served::NotYet);
        }
        if let Some(opening) = opening_of(&row)? {
            parts.insert(row.part, opening);
        }
    }
    if parts.is_empty() {
        return Ok(Served::Missing);
    }
    Ok(Served::Found(Openings(parts).encode().map_err(super::ours)?))
}

/// What a row opens; nothing once it was erased.
pub(super) fn opening_of(row: &log_opening::Model) -> Result<Option<Opening>> {
    let (Some(salt), Some(value)) = (&row.salt, &row.value) else { return Ok(None) };
    let salt = STANDARD.decode(salt).ok().and_then(|salt| salt.try_into().ok());
    let salt = salt.ok_or_else(|| anyhow::anyhow!("entry {}: its salt is not 32 bytes", row.entry))?;
    Ok(Some(Opening { salt, value: serde_json::from_str(value)? }))
}

/// Words that a page no longer shows are not shown here either, whatever the log
/// has had the time to say.
async fn is_out_of_sight(connection: &impl ConnectionTrait, row: &log_opening::Model) -> Result<bool> {
    let Some(id) = row.version_id.filter(|_| row.part == "text") else { return Ok(false) };
    let Some(of) = version::Entity::find_by_id(id).one(connection).await? else { return Ok(true) };
    macro_rules! seen {
        ($object:ident, $revision:ident) => {{
            let object = $object::Entity::find_by_id(of.object_id).one(connection).await?;
            let revision =
                $revision::Entity::find().filter($revision::Column::VersionId.eq(id)).one(connection).await?;
            object.zip(revision).map(|(object, revision)| withheld(&object.visibility, &revision.visibility))
        }};
    }
    let hidden = match ObjectKind::parse(&of.kind) {
        Some(ObjectKind::Proposal) => seen!(proposal, proposal_revision),
        Some(ObjectKind::Comment) => seen!(comment, comment_revision),
        _ => return Ok(false),
    };
    Ok(hidden.is_none_or(|reason| reason.is_some()))
}

/// The lines counted by the entry of a close.
///
/// # Errors
/// When the database fails.
pub async fn ballots(ctx: &Ctx, entry: u64) -> Result<Served> {
    let connection = ctx.db().read();
    if entry >= signed(connection).await? {
        return Ok(Served::Missing);
    }
    let found = log_ballot::Entity::find_by_id(kept(entry)).one(connection).await?;
    Ok(found.map_or(Served::Missing, |row| Served::Found(row.lines)))
}

/// How the log fares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Its name.
    pub origin: String,
    /// The key that signs it.
    pub key: String,
    /// Entries in the database.
    pub size: u64,
    /// The last signed head: entries, root, when.
    pub signed: Option<(u64, String, Time)>,
    /// Why nothing more is signed; none when the log goes on.
    pub stopped: Option<Stopped>,
    /// What has yet to be logged.
    pub waiting: u64,
    /// Since when.
    pub waiting_since: Option<Time>,
    /// Parts that are not published, by reason.
    pub withheld: Vec<(String, u64)>,
    /// The witnesses, and when each cosigned the published head.
    pub witnesses: Vec<(String, Option<Time>)>,
    /// Witnesses without whom no head is published.
    pub quorum: usize,
}

/// How the log fares.
///
/// # Errors
/// When the keys cannot be read or the database fails.
pub async fn status(ctx: &Ctx) -> Result<Status> {
    let connection = ctx.db().read();
    let signer = signer(&ctx.app)?;
    let waiting = queue::waiting(connection).await?;
    let oldest = waiting.clone().order_by_asc(outbox::Column::At).one(connection).await?;
    let withheld: Vec<(String, i64)> = log_opening::Entity::find()
        .select_only()
        .column(log_opening::Column::Withheld)
        .column_as(log_opening::Column::Entry.count(), "count")
        .filter(log_opening::Column::Withheld.is_not_null())
        .group_by(log_opening::Column::Withheld)
        .order_by_asc(log_opening::Column::Withheld)
        .into_tuple()
        .all(connection)
        .await?;
    let published = last(connection).await?;
    let witnesses = signer.witnesses.who_signed(published.as_ref().map(|row| row.note.as_str()))?;
    let signed = published.map(|row| -> Result<_> {
        // Shown as it was published, by whatever key.
        let head =
            Note::parse(row.note.as_bytes()).and_then(|note| Checkpoint::parse(note.text())).map_err(super::ours)?;
        Ok((read(row.size), head.root.to_base64(), row.at))
    });
    Ok(Status {
        origin: signer.origin().to_owned(),
        key: signer.verifier().to_string(),
        size: store::head(connection).await?.0,
        signed: signed.transpose()?,
        stopped: stopped(ctx).await?,
        waiting: waiting.count(connection).await?,
        waiting_since: oldest.map(|row| row.at),
        witnesses,
        quorum: signer.witnesses.quorum(),
        withheld: withheld.into_iter().map(|(reason, count)| (reason, read(count))).collect(),
    })
}
