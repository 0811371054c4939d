//! The public log: every published version, every act of staff, every part that
//! was withdrawn and every count of votes, in a list that only grows and whose
//! head is signed (formats: the crate `ledger`).
//!
//! It is written behind the acts: a transaction leaves rows in `outbox`, and the
//! sequencer ([`tick`]) turns them into entries. It claims rows by
//! `sequenced_at IS NULL`, never by a watermark, for rows commit late. Entries,
//! tiles and head commit together, under a lease whose epoch a paused sequencer
//! no longer has. Only a committed head is signed, what was signed is in a file
//! outside of the database before anyone sees it, and nothing smaller is ever
//! signed after it: a database restored from a copy cannot fork the log.
//!
//! No page reads the log, but those under `/log`.

mod batch;
mod build;
mod keys;
mod known;
mod publish;
mod queue;
mod receipt;
mod results;
mod said;
mod sequence;
mod served;
mod settled;
mod shown;
mod store;
mod votes;
mod witness;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use db::WriteTx;
use domain::Time;
use domain::id::{ProcessId, VersionId};
use entities::{log_opening, log_salt};
use ledger::Timestamp;
use sea_orm::sea_query::{Expr, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use crate::ctx::{App, Ctx};
use crate::error::Result;
use crate::record;

pub(crate) use keys::place;
pub(crate) use queue::waiting;
pub(crate) use receipt::draw_salts;

pub use keys::{Signer, signer};
pub use publish::{Stopped, publish, stopped};
pub use receipt::{Given, promise, proof, vote_receipt};
pub use sequence::{Lease, Lost, append, lease, release, tick};
pub use served::{Served, Status, ballots, checkpoint, openings, status, tile};
pub use settled::{Settled, settled};
pub use shown::{LINES, objects};

/// Seconds within which a contribution is promised to be in the log.
pub const MAX_DELAY: u64 = 3_600;
/// The one row of the lease.
const LEASE: i32 = 1;
/// Between two looks at the outbox.
const EVERY: Duration = Duration::from_secs(2);
/// After a failure.
const BREATH: Duration = Duration::from_secs(30);

/// Keeps the log up to date until `stop`. What fails is told and tried again: the
/// site lives without its log, and the log says how late it is.
pub async fn run(app: Arc<App>, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    loop {
        let ctx = Ctx::system(&app, "log");
        let pause = match tick(&ctx).await {
            Ok(_) => EVERY,
            Err(error) => {
                tracing::error!("the public log stands still: {error:#}");
                BREATH
            }
        };
        tokio::select! {
            biased;
            () = &mut stop => break,
            () = tokio::time::sleep(pause) => {}
        }
    }
    if let Err(error) = release(&Ctx::system(&app, "log")).await {
        tracing::warn!("the log's lease was not given back: {error:#}");
    }
}

/// Withdraws parts of a version for good, in the transaction that erases them:
/// their salts and values go now, the entry that says why follows.
///
/// # Errors
/// When the database fails.
pub async fn erase(
    ctx: &Ctx,
    tx: &WriteTx,
    process: Option<ProcessId>,
    version: VersionId,
    parts: &[&str],
    reason: &str,
    now: Time,
) -> Result<()> {
    forget(tx, log_opening::Column::VersionId.eq(version.0), parts, reason).await?;
    log_salt::Entity::delete_by_id(version.0).exec(&**tx).await?;
    let payload = json!({ "version_id": version, "parts": parts, "reason": reason });
    record::outbox(ctx, tx, queue::ERASED, process, payload, now).await
}

/// The same, of a document that was imported: it has no versions.
///
/// # Errors
/// When the database fails.
pub async fn erase_document(
    ctx: &Ctx,
    tx: &WriteTx,
    process: Option<ProcessId>,
    document: Uuid,
    reason: &str,
    now: Time,
) -> Result<()> {
    let parts = ["text", "author"];
    forget(tx, log_opening::Column::ObjectId.eq(document), &parts, reason).await?;
    let payload = json!({ "document": document, "parts": parts, "reason": reason });
    record::outbox(ctx, tx, queue::ERASED, process, payload, now).await
}

async fn forget(tx: &WriteTx, which: SimpleExpr, parts: &[&str], reason: &str) -> Result<()> {
    log_opening::Entity::update_many()
        .col_expr(log_opening::Column::Salt, Expr::value(None::<String>))
        .col_expr(log_opening::Column::Value, Expr::value(None::<String>))
        .col_expr(log_opening::Column::Withheld, Expr::value(reason))
        .col_expr(log_opening::Column::ExplainedBy, Expr::value(None::<i64>))
        .filter(which)
        .filter(log_opening::Column::Part.is_in(parts.iter().copied()))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// The instant as the log writes it.
fn stamp(at: Time) -> Timestamp {
    Timestamp::from_micros(at.timestamp_micros())
}

/// A number as the database keeps it.
fn kept(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A number of the database.
fn read(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

/// What the log's own crate refuses is our fault.
fn ours(error: ledger::Error) -> crate::Error {
    crate::Error::Internal(error.into())
}
