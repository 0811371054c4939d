//! The gate of a phase: what is written during a phase takes the phase's row
//! first, so that the act of closing and a last-second contribution are one
//! after the other, never half and half.

use db::WriteTx;
use domain::Time;
use domain::id::{PhaseId, ProcessId};
use domain::phase::{self, Phase, PhaseKind, PhaseStatus};
use domain::refusal::Refusal;
use entities::phase as row;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// Milliseconds by which our clock may differ from the database's.
const CLOCK_TOLERANCE: i64 = 500;

/// Reads a phase from its row.
///
/// # Errors
/// When the row holds a word that the domain does not know.
pub fn phase_of(row: row::Model) -> Result<Phase> {
    let unknown = |word: &str| Error::Internal(anyhow::anyhow!("phase {}: unknown word {word}", row.id));
    Ok(Phase {
        id: PhaseId(row.id),
        position: row.position,
        kind: PhaseKind::parse(&row.kind).ok_or_else(|| unknown(&row.kind))?,
        titles: serde_json::from_value(row.titles.clone())?,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        closed_at: row.closed_at,
        edit_window_minutes: row.edit_window_minutes,
        voting: phase::Voting::parse(&row.voting).ok_or_else(|| unknown(&row.voting))?,
        tallies: phase::TallyRule::parse(&row.tallies).ok_or_else(|| unknown(&row.tallies))?,
    })
}

/// Takes the open phase of a kind for the rest of the transaction.
///
/// # Errors
/// [`Refusal::PhaseNotOpen`] or [`Refusal::PhaseClosed`] when there is none;
/// 503 when our clock cannot be trusted.
pub async fn open_phase(ctx: &Ctx, tx: &WriteTx, process: ProcessId, kind: PhaseKind, now: Time) -> Result<Phase> {
    let rows = row::Entity::find()
        .filter(row::Column::ProcessId.eq(process.0))
        .filter(row::Column::Kind.eq(kind.as_str()))
        .order_by_asc(row::Column::Position)
        .lock_shared()
        .all(&**tx)
        .await?;
    let phases = rows.into_iter().map(phase_of).collect::<Result<Vec<_>>>()?;
    let open = phase::open_of(&phases, kind, now).cloned().ok_or_else(|| why_closed(&phases, now))?;
    check_clock(ctx, tx, now).await?;
    Ok(open)
}

/// Takes one phase for the rest of the transaction; it must be open.
///
/// # Errors
/// As [`open_phase`].
pub async fn this_phase(ctx: &Ctx, tx: &WriteTx, id: PhaseId, now: Time) -> Result<Phase> {
    let row = row::Entity::find_by_id(id.0).lock_shared().one(&**tx).await?.ok_or(Error::NotFound)?;
    let phase = phase_of(row)?;
    if !phase.is_open(now) {
        return Err(why_closed(&[phase], now));
    }
    check_clock(ctx, tx, now).await?;
    Ok(phase)
}

fn why_closed(phases: &[Phase], now: Time) -> Error {
    let upcoming = phases.iter().any(|phase| phase.status(now) == PhaseStatus::Upcoming);
    let closed = phases.iter().any(|phase| phase.status(now) == PhaseStatus::Closed);
    Error::Refused(if upcoming && !closed { Refusal::PhaseNotOpen } else { Refusal::PhaseClosed })
}

/// On PostgreSQL several instances share the database: one whose clock is off
/// would accept what another refuses. A set clock (tests, seeding) is exempt.
async fn check_clock(ctx: &Ctx, tx: &WriteTx, now: Time) -> Result<()> {
    if !ctx.app.clock.is_real() {
        return Ok(());
    }
    match db::dialect::server_micros(&**tx, tx.dialect()).await? {
        Some(theirs) if (theirs - ctx.now().timestamp_micros()).abs() > CLOCK_TOLERANCE * 1_000 => {
            tracing::error!(now = %now, "this instance's clock differs from the database's by more than {CLOCK_TOLERANCE} ms");
            Err(Error::Unavailable("clock"))
        }
        _ => Ok(()),
    }
}
