//! What waits for someone with a role: one line per process in which they have
//! something to do, and how long the oldest has waited.

use std::collections::HashMap;

use domain::Time;
use domain::commitment;
use domain::desk::{DeskLine, Queue};
use domain::moderation::Visibility;
use domain::phase::PhaseKind;
use domain::policy::{About, Action, Denial};
use domain::process::Process;
use domain::proposal::State;
use entities::{commitment as commitment_row, proposal, report};
use sea_orm::sea_query::{Expr, Func};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Select};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// The processes in which the one who asks sorts, moderates or drafts, the
/// latest first. Three queries, however many processes there are.
///
/// # Errors
/// 401 for a visitor; 403 for someone without such a role.
pub async fn show(ctx: &Ctx) -> Result<Vec<DeskLine>> {
    ctx.account()?;
    let connection = ctx.db().read();
    let triage = queues(
        connection,
        unanswered(),
        proposal::Column::Id,
        proposal::Column::ProcessId,
        proposal::Column::PublishedAt,
    )
    .await?;
    let reports =
        queues(connection, open_reports(), report::Column::ObjectId, report::Column::ProcessId, report::Column::At)
            .await?;
    let drafts =
        commitment_row::Entity::find().filter(commitment_row::Column::State.eq(commitment::State::Draft.as_str()));
    let drafts = queues(
        connection,
        drafts,
        commitment_row::Column::Id,
        commitment_row::Column::ProcessId,
        commitment_row::Column::CreatedAt,
    )
    .await?;
    let lines = crate::process::list(ctx).await?.into_iter().map(|process| {
        let about = About::process(process.id);
        let queue = |action: Action, queues: &HashMap<Uuid, Queue>| {
            ctx.may(action, about).then(|| queues.get(&process.id.0).copied().unwrap_or_default())
        };
        DeskLine {
            triage: queue(Action::SeeTriage, &triage).filter(|_| is_triaged(&process)),
            moderation: queue(Action::Moderate, &reports),
            commitments: queue(Action::DraftCommitment, &drafts),
            process,
        }
    });
    let lines: Vec<DeskLine> = lines.filter(DeskLine::is_theirs).collect();
    if lines.is_empty() { Err(Error::Denied(Denial::Role)) } else { Ok(lines) }
}

/// A consultation that was imported, for instance, is not: nothing waits there.
fn is_triaged(process: &Process) -> bool {
    process.phases.iter().any(|phase| phase.kind == PhaseKind::Triage)
}

fn unanswered() -> Select<proposal::Entity> {
    let waiting = [State::Received, State::Admissible, State::UnderReview];
    proposal::Entity::find()
        .filter(proposal::Column::State.is_in(waiting.map(State::as_str)))
        .filter(proposal::Column::Visibility.eq(Visibility::Public.as_str()))
}

fn open_reports() -> Select<report::Entity> {
    report::Entity::find().filter(report::Column::HandledAt.is_null())
}

/// How many different things wait in each process, and since when.
async fn queues<E: EntityTrait>(
    connection: &impl ConnectionTrait,
    rows: Select<E>,
    thing: E::Column,
    process: E::Column,
    at: E::Column,
) -> Result<HashMap<Uuid, Queue>> {
    let rows: Vec<(Uuid, i64, Option<Time>)> = rows
        .select_only()
        .column(process)
        .expr_as(Func::count_distinct(Expr::col(thing.as_column_ref())), "count")
        .column_as(at.min(), "since")
        .group_by(process)
        .into_tuple()
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|(process, count, since)| (process, Queue { count, since })).collect())
}
