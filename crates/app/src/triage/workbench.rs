//! What waits to be sorted and answered in a process, with how much of it there is.

use domain::id::ProcessId;
use domain::moderation::Visibility;
use domain::policy::{About, Action, Role};
use domain::proposal::State;
use domain::triage::{QueueLine, Workbench};
use entities::proposal;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::ctx::Ctx;
use crate::error::Result;
use crate::proposal as proposals;

/// Proposals on one page.
const LINES: u64 = 50;

/// The triage workbench of a process: the oldest waiting first.
///
/// # Errors
/// 403 for others than staff of the process.
pub async fn workbench(ctx: &Ctx, slug: &str, state: Option<State>, after: Option<&str>) -> Result<Workbench> {
    let process = crate::process::find(ctx, slug).await?;
    ctx.permit(Action::SeeTriage, About::process(process.id))?;
    let connection = ctx.db().read();
    let mut query = proposal::Entity::find().filter(proposal::Column::ProcessId.eq(process.id.0));
    if let Some(state) = state {
        query = query.filter(proposals::in_state(state));
    }
    if let Some(after) = after.and_then(|after| after.parse::<i32>().ok()) {
        query = query.filter(proposal::Column::Number.gt(after));
    }
    let mut rows = query.order_by_asc(proposal::Column::Number).limit(LINES + 1).all(connection).await?;
    let next = proposals::last_of(&mut rows, LINES, |row| row.number);
    let can_decide: Vec<bool> =
        rows.iter().map(|row| ctx.may(Action::DecideAdmissibility, proposals::about(row))).collect();
    let cards = proposals::cards(ctx, &process, rows).await?;
    let lines = cards
        .into_iter()
        .zip(can_decide)
        .map(|(card, can_decide)| QueueLine { waiting_since: card.published_at, card, can_decide })
        .collect();
    Ok(Workbench {
        by_state: by_state(connection, process.id).await?,
        answers_for: crate::process::acts_for(ctx, connection, process.id, Role::Instructor)
            .await?
            .into_iter()
            .map(|row| (row.slug, row.name))
            .collect(),
        lines,
        next,
        process,
    })
}

async fn by_state(connection: &impl ConnectionTrait, process: ProcessId) -> Result<Vec<(State, i64)>> {
    let counts: Vec<(String, String, i64)> = proposal::Entity::find()
        .select_only()
        .column(proposal::Column::State)
        .column(proposal::Column::Visibility)
        .column_as(proposal::Column::Id.count(), "count")
        .filter(proposal::Column::ProcessId.eq(process.0))
        .group_by(proposal::Column::State)
        .group_by(proposal::Column::Visibility)
        .into_tuple()
        .all(connection)
        .await?;
    let shown = |state: &str, visibility: &str| {
        State::parse(state).zip(Visibility::parse(visibility)).map(|(state, visibility)| state.shown(visibility))
    };
    let count_of = |wanted: State| {
        let such = counts.iter().filter(|(state, visibility, _)| shown(state, visibility) == Some(wanted));
        such.map(|(_, _, count)| *count).sum()
    };
    Ok(State::ALL.iter().map(|state| (*state, count_of(*state))).collect())
}
