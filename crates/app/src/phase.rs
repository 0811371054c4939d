//! Closing a phase is an act: a job takes the phase's row once its last write
//! can no longer be under way, and says in the log that nothing more comes.

use chrono::TimeDelta;
use db::WriteTx;
use domain::Time;
use domain::id::{PhaseId, ProcessId};
use domain::policy::{About, Action};
use entities::{job, phase, process};
use sea_orm::{
    ActiveValue::Set, ActiveValue::Unchanged, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::record::{self, NewAct};

/// The job that closes one phase; its payload is `{"phase": id}`.
pub const CLOSE: &str = "phase.close";
/// The periodic job that closes what was missed.
pub const SWEEP: &str = "phase.sweep";
/// Seconds after the end: the longest that a write begun in time may take.
const GRACE: i64 = settings::REQUEST_TIMEOUT_MOST.cast_signed();
/// Phases closed by one sweep.
const SWEPT: u64 = 100;

/// Asks for the closing at the end of a phase, instead of whatever was asked
/// before; without an end there is nothing to ask.
///
/// # Errors
/// When the database fails.
pub async fn schedule(ctx: &Ctx, tx: &WriteTx, id: PhaseId, ends_at: Option<Time>, now: Time) -> Result<()> {
    let key = format!("{CLOSE}:{id}");
    job::Entity::delete_many().filter(job::Column::DedupKey.eq(&key)).exec(&**tx).await?;
    let Some(ends_at) = ends_at else { return Ok(()) };
    let payload = json!({ "phase": id });
    let new = jobs::NewJob { id: ctx.id(now), kind: CLOSE, payload, run_at: due(ends_at), dedup_key: Some(&key), now };
    jobs::enqueue(&**tx, new).await?;
    Ok(())
}

/// When the last write begun in time is over.
fn due(ends_at: Time) -> Time {
    ends_at + TimeDelta::seconds(GRACE)
}

/// Closes a phase whose end has passed. True when this call did it; false when
/// it was closed already, no longer exists, or now ends later.
///
/// # Errors
/// [`Error::Denied`] for anyone but the platform; when the database fails.
pub async fn close(ctx: &Ctx, id: PhaseId) -> Result<bool> {
    let now = ctx.now();
    let tx = ctx.db().write_tx().await?;
    let Some(row) = phase::Entity::find_by_id(id.0).lock_exclusive().one(&*tx).await? else { return Ok(false) };
    let permit = ctx.permit(Action::ManageProcess, About::process(ProcessId(row.process_id)))?;
    if row.closed_at.is_some() || row.ends_at.is_none_or(|end| now < due(end)) {
        return Ok(false);
    }
    let closed = phase::ActiveModel { id: Unchanged(row.id), closed_at: Set(Some(now)), ..Default::default() };
    phase::Entity::update(closed).exec(&*tx).await?;
    let process = process::Entity::find_by_id(row.process_id).one(&*tx).await?.ok_or(Error::NotFound)?;
    let of = Some(ProcessId(process.id));
    let details = json!({ "phase": row.id, "titles": row.titles, "ends_at": row.ends_at, "closed_at": now });
    let subject = subject(&process.slug, &row.kind);
    let act = NewAct { action: CLOSE, process: of, version: None, subject: &subject, reason: "", details };
    record::act(ctx, &tx, &permit, act, now).await?;
    let payload = json!({ "phase": row.id, "kind": row.kind, "ends_at": row.ends_at, "closed_at": now });
    record::outbox(ctx, &tx, CLOSE, of, payload, now).await?;
    tx.commit().await?;
    Ok(true)
}

/// The body of [`CLOSE`].
///
/// # Errors
/// When the payload names no phase, or the database fails.
pub async fn close_asked(ctx: &Ctx, job: &jobs::Claimed) -> Result<()> {
    let id = job.payload.get("phase").cloned().unwrap_or_default();
    close(ctx, serde_json::from_value(id)?).await?;
    Ok(())
}

/// Closes what no job closed (a restored backup, a queue that was down). Returns
/// how many.
///
/// # Errors
/// When the database fails.
pub async fn sweep(ctx: &Ctx) -> Result<u64> {
    let late = ctx.now() - TimeDelta::seconds(GRACE);
    let rows = phase::Entity::find()
        .filter(phase::Column::ClosedAt.is_null())
        .filter(phase::Column::EndsAt.lte(late))
        .order_by_asc(phase::Column::EndsAt)
        .limit(SWEPT)
        .all(ctx.db().read())
        .await?;
    let mut closed = 0;
    for row in rows {
        closed += u64::from(close(ctx, PhaseId(row.id)).await?);
    }
    Ok(closed)
}

/// How the register names a phase: `plan-2027/ideation`.
pub(crate) fn subject(process: &str, kind: &str) -> String {
    format!("{process}/{kind}")
}
