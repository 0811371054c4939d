//! The sequencer: one at a time, under a lease with an epoch. A transaction holds
//! at most 256 entries; whatever is read for it is read before it begins, for
//! several transactions at once.

use std::sync::atomic::Ordering;

use chrono::TimeDelta;
use db::WriteTx;
use domain::Time;
use entities::{log_ballot, log_count, log_head, log_lease, log_opening, log_salt, log_version, log_vote, outbox};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, TransactionTrait,
};
use uuid::Uuid;

use super::batch::Batch;
use super::build::build;
use super::keys::signer;
use super::known::Known;
use super::publish::other_key;
use super::votes::Counted;
use super::{LEASE, kept, queue, store, votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::{phase, record};

/// How long the lease is ours after each transaction.
const HELD: TimeDelta = TimeDelta::seconds(20);
/// Outbox rows that are read at once, for several transactions.
const ROWS: u64 = 2_000;
/// Between two looks at the votes.
const COUNT_EVERY: TimeDelta = TimeDelta::minutes(1);

/// The right to append, until someone else has taken it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    holder: Uuid,
    epoch: i64,
}

/// Someone else appends now: nothing was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the lease of the log was taken by another process")]
pub struct Lost;

/// Brings the log up to date and publishes its head. Returns how many entries
/// are signed; none when another process is at it.
///
/// # Errors
/// When a head cannot be signed ([`super::Stopped`]), or the database fails.
pub async fn tick(ctx: &Ctx) -> Result<Option<u64>> {
    if !ctx.app.settings.log.sequence {
        return Ok(None);
    }
    if is_due(ctx).await? {
        let Some(lease) = lease(ctx).await? else { return Ok(None) };
        while append(ctx, &lease).await? > 0 {}
    }
    super::publish(ctx).await.map(Some)
}

/// There are rows to settle, or votes to be looked at.
async fn is_due(ctx: &Ctx) -> Result<bool> {
    if queue::waiting(ctx.db().read()).await?.limit(1).one(ctx.db().read()).await?.is_some() {
        return Ok(true);
    }
    let counted = signer(&ctx.app)?.counted_at.load(Ordering::Relaxed);
    Ok(ctx.now().timestamp_micros().saturating_sub(counted) >= COUNT_EVERY.num_microseconds().unwrap_or_default())
}

/// Takes the lease when it is free, or ours. A new holder has a new epoch.
///
/// # Errors
/// When another key signs this log, or the database fails.
pub async fn lease(ctx: &Ctx) -> Result<Option<Lease>> {
    let signer = signer(&ctx.app)?;
    let now = ctx.now();
    let (holder, until) = (signer.holder, now + HELD);
    let tx = ctx.db().write_tx().await?;
    let first = log_lease::ActiveModel {
        id: Set(LEASE),
        holder: Set(holder),
        epoch: Set(0),
        until: Set(now),
        signer: Set(signer.verifier().to_string()),
    };
    let known = OnConflict::column(log_lease::Column::Id).do_nothing().to_owned();
    log_lease::Entity::insert(first).on_conflict(known).exec_without_returning(&*tx).await?;
    let row = log_lease::Entity::find_by_id(LEASE).lock_exclusive().one(&*tx).await?;
    let row = row.ok_or_else(|| anyhow::anyhow!("the lease of the log has no row"))?;
    if let Some(other) = other_key(&signer, row.signer.clone()) {
        return Err(anyhow::Error::from(other).into());
    }
    if row.holder != holder && row.until > now {
        return Ok(None);
    }
    let epoch = if row.holder == holder && row.epoch > 0 { row.epoch } else { row.epoch + 1 };
    let mut taken = row.into_active_model();
    (taken.holder, taken.epoch, taken.until) = (Set(holder), Set(epoch), Set(until));
    log_lease::Entity::update(taken).exec(&*tx).await?;
    tx.commit().await?;
    Ok(Some(Lease { holder, epoch }))
}

/// Gives the lease back, so that the next process need not wait for it.
///
/// # Errors
/// When the database fails.
pub async fn release(ctx: &Ctx) -> Result<()> {
    let Some(signer) = ctx.app.signer.get() else { return Ok(()) };
    let tx = ctx.db().write_tx().await?;
    log_lease::Entity::update_many()
        .col_expr(log_lease::Column::Until, Expr::value(ctx.now()))
        .filter(log_lease::Column::Holder.eq(signer.holder))
        .exec(&*tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Appends what was read at once, in transactions of at most 256 entries. Returns
/// how many rows and entries that was; 0 when there is nothing left.
///
/// # Errors
/// [`Lost`] when another process took the lease, or the database fails.
pub async fn append(ctx: &Ctx, lease: &Lease) -> Result<usize> {
    let next = next(ctx).await?;
    let mut done = 0;
    for batch in next.batches {
        let size = batch.rows.len() + batch.entries.len();
        if size > 0 && !commit(ctx, lease, batch, &next.erased).await? {
            // Something was erased since this was read.
            return Ok(done + 1);
        }
        done += size;
    }
    Ok(done)
}

/// What comes next.
struct Next {
    batches: Vec<Batch>,
    /// The rows that said what was erased when this was read.
    erased: Vec<Uuid>,
}

/// The next rows, up to a close: votes are counted apart.
async fn next(ctx: &Ctx) -> Result<Next> {
    // One connection, and one state of the database.
    let connection = ctx.db().read().begin().await?;
    let (base, _) = store::head(&connection).await?;
    let erased = queue::erased(&connection).await?;
    let rows = queue::waiting(&connection).await?.order_by_asc(outbox::Column::Id).limit(ROWS);
    let mut rows = rows.all(&connection).await?;
    let close = rows.iter().position(|row| row.topic == phase::CLOSE);
    if close == Some(0) || rows.is_empty() {
        drop(connection);
        let batches = vec![votes_of(ctx, base, rows.first()).await?];
        return Ok(Next { batches, erased });
    }
    rows.truncate(close.unwrap_or(rows.len()));
    let known = Known::load(&connection, &rows).await?;
    Ok(Next { batches: build(ctx, &known, base, &rows)?, erased })
}

/// The votes of a close, which may need several transactions, or those that are due.
async fn votes_of(ctx: &Ctx, base: u64, close: Option<&outbox::Model>) -> Result<Batch> {
    let batch = match close {
        Some(close) => votes::closing(ctx, base, close).await?,
        None => votes::due(ctx, base).await?,
    };
    if close.is_none() && batch.entries.is_empty() {
        signer(&ctx.app)?.counted_at.store(ctx.now().timestamp_micros(), Ordering::Relaxed);
    }
    Ok(batch)
}

/// Entries, tiles, head and all that goes with them, or nothing: not when something
/// was erased since it was read, whose words would come back.
async fn commit(ctx: &Ctx, lease: &Lease, batch: Batch, erased: &[Uuid]) -> Result<bool> {
    let now = ctx.now();
    let tx = ctx.db().write_tx().await?;
    let held = log_lease::Entity::update_many()
        .col_expr(log_lease::Column::Until, Expr::value(now + HELD))
        .filter(log_lease::Column::Id.eq(LEASE))
        .filter(log_lease::Column::Holder.eq(lease.holder))
        .filter(log_lease::Column::Epoch.eq(lease.epoch))
        .exec(&*tx)
        .await?;
    // The row is ours until the end of the transaction: nobody else appends.
    let (here, _) = store::head(&*tx).await?;
    if held.rows_affected != 1 || here != batch.base {
        return Err(anyhow::Error::from(Lost).into());
    }
    if queue::erased(&*tx).await?.iter().any(|id| !erased.contains(id)) {
        return Ok(false);
    }
    if !batch.rows.is_empty() {
        let settled = outbox::Entity::update_many()
            .col_expr(outbox::Column::SequencedAt, Expr::value(now))
            .filter(outbox::Column::Id.is_in(batch.rows.iter().copied()))
            .filter(queue::is_waiting())
            .exec(&*tx)
            .await?;
        if settled.rows_affected != batch.rows.len() as u64 {
            return Err(anyhow::Error::from(Lost).into());
        }
    }
    write(&tx, lease, batch, now).await?;
    tx.commit().await?;
    Ok(true)
}

async fn write(tx: &WriteTx, lease: &Lease, batch: Batch, now: Time) -> Result<()> {
    if batch.entries.is_empty() {
        return Ok(());
    }
    let size = batch.base + batch.entries.len() as u64;
    let root = store::append(tx, batch.base, &batch.entries).await?;
    let head = log_head::ActiveModel {
        size: Set(kept(size)),
        previous: Set(kept(batch.base)),
        root: Set(root.to_base64()),
        epoch: Set(lease.epoch),
        at: Set(now),
    };
    record::insert(tx, head).await?;
    let logged: Vec<Uuid> = batch.versions.iter().map(|(version, _)| *version).collect();
    if !logged.is_empty() {
        // A receipt is now in the log; its salts open what is published.
        let spent = log_salt::Entity::delete_many().filter(log_salt::Column::VersionId.is_in(logged));
        spent.exec(&**tx).await?;
    }
    let versions = batch
        .versions
        .into_iter()
        .map(|(version, entry)| log_version::ActiveModel { version_id: Set(version), entry: Set(kept(entry)) });
    record::insert_all(tx, versions.collect()).await?;
    let openings = batch.openings.into_iter().map(|row| row.into_active_model().reset_all());
    record::insert_all(tx, openings.collect()).await?;
    for row in batch.changed {
        withhold(tx, row).await?;
    }
    for counted in batch.counts {
        keep_count(tx, counted).await?;
    }
    Ok(())
}

/// Notes why an opening is not published, or that it is again. Salt and value are
/// never written back: what was erased meanwhile stays so.
async fn withhold(tx: &WriteTx, row: log_opening::Model) -> Result<()> {
    let forget = row.withheld.is_some() && row.value.is_none();
    let mut update = log_opening::Entity::update_many()
        .col_expr(log_opening::Column::Withheld, Expr::value(row.withheld))
        .col_expr(log_opening::Column::ExplainedBy, Expr::value(row.explained_by))
        .filter(log_opening::Column::Entry.eq(row.entry))
        .filter(log_opening::Column::Part.eq(row.part));
    if forget {
        update = update
            .col_expr(log_opening::Column::Salt, Expr::value(None::<String>))
            .col_expr(log_opening::Column::Value, Expr::value(None::<String>));
    }
    update.exec(&**tx).await?;
    Ok(())
}

async fn keep_count(tx: &WriteTx, counted: Counted) -> Result<()> {
    for (vote, salt, of) in counted.salts {
        let row = log_vote::ActiveModel { vote_id: Set(vote), salt: Set(salt), of: Set(of) };
        let changed = OnConflict::column(log_vote::Column::VoteId)
            .update_columns([log_vote::Column::Salt, log_vote::Column::Of])
            .to_owned();
        log_vote::Entity::insert(row).on_conflict(changed).exec_without_returning(&**tx).await?;
    }
    let row = log_count::ActiveModel {
        object_id: Set(counted.object),
        entry: Set(kept(counted.entry)),
        at: Set(counted.at),
        closed_by: Set(counted.closed_by),
    };
    let newer = OnConflict::column(log_count::Column::ObjectId)
        .update_columns([log_count::Column::Entry, log_count::Column::At, log_count::Column::ClosedBy])
        .to_owned();
    log_count::Entity::insert(row).on_conflict(newer).exec_without_returning(&**tx).await?;
    if let Some(lines) = counted.lines {
        record::insert(tx, log_ballot::ActiveModel { entry: Set(kept(counted.entry)), lines: Set(lines) }).await?;
    }
    Ok(())
}
