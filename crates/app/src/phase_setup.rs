//! Changes to a process's calendar. A date that was public changes with a
//! reason, and both dates stay readable; what is over does not begin again
//! without an act that says so; and no change leaves a contribution outside the
//! phase that took it.

use domain::Time;
use domain::field::Problem;
use domain::id::PhaseId;
use domain::phase::PhaseStatus;
use domain::process::REASON_LENGTH;
use entities::{comment, commitment, phase, proposal, vote};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;

use crate::error::{Error, Result};
use crate::gate::phase_of;
use crate::process_plan::PhasePlan;
use crate::process_setup::{Outcome, Work};
use crate::{phase as closing, record};

/// Makes the calendar as described: the n-th phase of a kind is the process's
/// n-th of that kind. A phase that is no longer described is taken out, which
/// is possible until it begins.
pub(crate) async fn apply(work: &mut Work<'_>, plans: &[PhasePlan]) -> Result<()> {
    let mut known = rows(work).await?;
    for (index, plan) in plans.iter().enumerate() {
        let at = format!("phases[{}].", index + 1);
        let rank = plans[..index].iter().filter(|other| other.kind == plan.kind).count() + 1;
        let name = format!("phase {} {rank}", plan.kind);
        match known.iter().position(|row| row.kind == plan.kind.as_str()) {
            Some(found) => update(work, &at, &name, known.remove(found), plan).await?,
            None => add(work, &at, &name, plan).await?,
        }
    }
    for row in known {
        let name = format!("phase {} at position {}", row.kind, row.position);
        take_out(work, "phases", &name, row, &work.reason.clone()).await?;
    }
    order(work).await
}

/// Adds one phase, or changes the one whose id is given.
pub(crate) async fn one(work: &mut Work<'_>, plan: &PhasePlan) -> Result<()> {
    if !work.errors.is_empty() {
        return Ok(());
    }
    let name = format!("phase {}", plan.kind);
    match plan.id {
        Some(id) => {
            let row = rows(work).await?.into_iter().find(|row| row.id == id.0).ok_or(Error::NotFound)?;
            update(work, "", &name, row, plan).await?;
        }
        None => add(work, "", &name, plan).await?,
    }
    order(work).await
}

/// Takes out a phase that has not begun.
pub(crate) async fn remove(work: &mut Work<'_>, id: PhaseId, reason: &str) -> Result<()> {
    let row = rows(work).await?.into_iter().find(|row| row.id == id.0).ok_or(Error::NotFound)?;
    let name = format!("phase {}", row.kind);
    take_out(work, "reason", &name, row, reason).await?;
    order(work).await
}

/// The phases, taken for the rest of the transaction: no contribution is
/// accepted while their dates change.
async fn rows(work: &Work<'_>) -> Result<Vec<phase::Model>> {
    Ok(phase::Entity::find()
        .filter(phase::Column::ProcessId.eq(work.process.id))
        .order_by_asc(phase::Column::Position)
        .lock_exclusive()
        .all(&**work.tx)
        .await?)
}

async fn add(work: &mut Work<'_>, at: &str, name: &str, plan: &PhasePlan) -> Result<()> {
    let Some((starts_at, ends_at)) = dates(work, at, plan) else { return Ok(()) };
    let last = rows(work).await?.last().map_or(0, |row| row.position);
    let row = phase::Model {
        id: work.ctx.id(work.now),
        process_id: work.process.id,
        position: last + 1,
        kind: plan.kind.as_str().to_owned(),
        titles: json!(plan.titles),
        starts_at,
        ends_at,
        closed_at: None,
        edit_window_minutes: plan.edit_window_minutes,
        voting: plan.voting.as_str().to_owned(),
        tallies: plan.tallies.as_str().to_owned(),
    };
    record::insert(work.tx, row.clone().into_active_model().reset_all()).await?;
    closing::schedule(work.ctx, work.tx, PhaseId(row.id), ends_at, work.now).await?;
    let details = json!({ "phase": row.id, "titles": row.titles, "starts_at": starts_at, "ends_at": ends_at });
    work.act("phase.create", &subject(work, &row), &plan.reason, details).await?;
    work.note(name, Outcome::Created);
    Ok(())
}

async fn update(work: &mut Work<'_>, at: &str, name: &str, before: phase::Model, plan: &PhasePlan) -> Result<()> {
    let Some((starts_at, ends_at)) = dates(work, at, plan) else { return Ok(()) };
    let after = phase::Model {
        titles: json!(plan.titles),
        starts_at,
        ends_at,
        edit_window_minutes: plan.edit_window_minutes,
        voting: plan.voting.as_str().to_owned(),
        tallies: plan.tallies.as_str().to_owned(),
        ..before.clone()
    };
    let changes = Changes::between(&before, &after, work)?;
    if !changes.any() {
        work.note(name, Outcome::Unchanged);
        return Ok(());
    }
    if changes.owe_a_reason && work.errors.of(&format!("{at}reason")).is_none() {
        let (least, most) = (*REASON_LENGTH.start(), *REASON_LENGTH.end());
        work.errors.check_length(&format!("{at}reason"), &plan.reason, least, most);
    }
    if changes.dates {
        check_nothing_left_outside(work, at, &before, &after).await?;
    }
    if work.errors.is_empty() {
        write(work, &before, after, &changes, &plan.reason).await?;
        work.note(name, Outcome::Changed);
    }
    Ok(())
}

/// What differs, and whether people were told otherwise.
struct Changes {
    dates: bool,
    reopened: bool,
    rules: bool,
    titles: bool,
    owe_a_reason: bool,
}

impl Changes {
    fn between(before: &phase::Model, after: &phase::Model, work: &Work<'_>) -> Result<Self> {
        let was = phase_of(before.clone())?.status(work.now);
        let becomes = phase_of(phase::Model { closed_at: None, ..after.clone() })?.status(work.now);
        let dates = before.starts_at != after.starts_at || before.ends_at != after.ends_at;
        let reopened = dates && was == PhaseStatus::Closed && becomes != PhaseStatus::Closed;
        let rules = (before.edit_window_minutes, &before.voting, &before.tallies)
            != (after.edit_window_minutes, &after.voting, &after.tallies);
        let titles = before.titles != after.titles;
        let begun = was != PhaseStatus::Upcoming;
        Ok(Self {
            dates,
            reopened,
            rules,
            titles,
            owe_a_reason: reopened || (work.public && (dates || (rules && begun))),
        })
    }

    fn any(&self) -> bool {
        self.dates || self.rules || self.titles
    }
}

async fn write(
    work: &mut Work<'_>,
    before: &phase::Model,
    mut after: phase::Model,
    changes: &Changes,
    reason: &str,
) -> Result<()> {
    if changes.reopened {
        after.closed_at = None;
    }
    phase::Entity::update(after.clone().into_active_model().reset_all()).exec(&**work.tx).await?;
    let subject = subject(work, &after);
    if changes.dates {
        closing::schedule(work.ctx, work.tx, PhaseId(after.id), after.ends_at, work.now).await?;
        let details = json!({
            "phase": after.id,
            "titles": after.titles,
            "before": [json!(before.starts_at), json!(before.ends_at)],
            "after": [json!(after.starts_at), json!(after.ends_at)],
        });
        // What nobody could read yet is no public history.
        let action = if work.public { "phase.dates" } else { "phase.plan" };
        work.act(action, &subject, reason, details).await?;
    }
    if changes.reopened {
        let details = json!({ "phase": after.id, "titles": after.titles, "closed_at": before.closed_at });
        work.act("phase.reopen", &subject, reason, details).await?;
    }
    if changes.rules || changes.titles {
        let shown = |row: &phase::Model| json!({ "titles": row.titles, "edit_window_minutes": row.edit_window_minutes, "voting": row.voting, "tallies": row.tallies });
        let details = json!({ "phase": after.id, "before": shown(before), "after": shown(&after) });
        work.act("phase.change", &subject, reason, details).await?;
    }
    Ok(())
}

async fn take_out(work: &mut Work<'_>, field: &str, name: &str, row: phase::Model, reason: &str) -> Result<()> {
    let begun = phase_of(row.clone())?.status(work.now) != PhaseStatus::Upcoming;
    if (begun && work.public) || holds(work, &row, Outside::Any).await? {
        work.wrong(field, Problem::Fixed);
        return Ok(());
    }
    if work.public {
        let field = if field == "reason" { "reason" } else { "process.reason" };
        work.errors.check_length(field, reason, *REASON_LENGTH.start(), *REASON_LENGTH.end());
    }
    let details = json!({ "phase": row.id, "titles": row.titles, "starts_at": row.starts_at, "ends_at": row.ends_at });
    work.act("phase.remove", &subject(work, &row), reason, details).await?;
    closing::schedule(work.ctx, work.tx, PhaseId(row.id), None, work.now).await?;
    phase::Entity::delete_by_id(row.id).exec(&**work.tx).await?;
    work.note(name, Outcome::Removed);
    Ok(())
}

/// Start and end as instants; none when they are wrong, which was said.
fn dates(work: &Work<'_>, at: &str, plan: &PhasePlan) -> Option<(Time, Option<Time>)> {
    let wrong = ["starts_at", "ends_at"].iter().any(|field| work.errors.of(&format!("{at}{field}")).is_some());
    let starts_at = plan.starts_at.start(work.zone)?;
    let ends_at = plan.ends_at.as_ref().map(|end| end.end(work.zone));
    match ends_at {
        _ if wrong => None,
        Some(None) => None,
        Some(end) => Some((starts_at, end)),
        None => Some((starts_at, None)),
    }
}

/// What was accepted in the phase stays inside its dates.
async fn check_nothing_left_outside(
    work: &mut Work<'_>,
    at: &str,
    before: &phase::Model,
    after: &phase::Model,
) -> Result<()> {
    if after.starts_at > before.starts_at && holds(work, before, Outside::Before(after.starts_at)).await? {
        work.wrong(format!("{at}starts_at"), Problem::Fixed);
    }
    if let Some(end) = after.ends_at
        && before.ends_at.is_none_or(|was| end < was)
        && holds(work, before, Outside::From(end)).await?
    {
        work.wrong(format!("{at}ends_at"), Problem::Fixed);
    }
    Ok(())
}

/// Which contributions of a phase are looked for.
#[derive(Clone, Copy)]
enum Outside {
    /// All of them: the phase is to go.
    Any,
    /// Those of before an instant.
    Before(Time),
    /// Those of an instant and later.
    From(Time),
}

impl Outside {
    fn of(self, at: impl ColumnTrait) -> Condition {
        match self {
            Self::Any => Condition::all(),
            Self::Before(start) => Condition::all().add(at.lt(start)),
            Self::From(end) => Condition::all().add(at.gte(end)),
        }
    }
}

/// The phase took contributions or votes of that time.
async fn holds(work: &Work<'_>, row: &phase::Model, time: Outside) -> Result<bool> {
    let tx = &**work.tx;
    let proposals = proposal::Entity::find()
        .filter(proposal::Column::PhaseId.eq(row.id))
        .filter(time.of(proposal::Column::PublishedAt));
    let comments = comment::Entity::find()
        .filter(comment::Column::PhaseId.eq(row.id))
        .filter(time.of(comment::Column::PublishedAt));
    let commitments = commitment::Entity::find()
        .filter(commitment::Column::PhaseId.eq(row.id))
        .filter(time.of(commitment::Column::PublishedAt));
    let cast = match time {
        Outside::From(_) => vote::Column::ChangedAt,
        Outside::Any | Outside::Before(_) => vote::Column::CastAt,
    };
    let votes = vote::Entity::find().filter(vote::Column::PhaseId.eq(row.id)).filter(time.of(cast));
    Ok(proposals.count(tx).await? > 0
        || comments.count(tx).await? > 0
        || commitments.count(tx).await? > 0
        || votes.count(tx).await? > 0)
}

/// Phases are numbered in the order in which they begin. Positions are unique,
/// so they step aside before they take their places.
async fn order(work: &mut Work<'_>) -> Result<()> {
    let mut phases = rows(work).await?;
    phases.sort_by_key(|row| (row.starts_at, row.position));
    let wanted: Vec<_> = (1..)
        .zip(&phases)
        .filter(|(position, row)| *position != row.position)
        .map(|(position, row)| (position, row.id))
        .collect();
    for sign in [-1, 1] {
        for (position, id) in &wanted {
            let step = phase::ActiveModel { id: Unchanged(*id), position: Set(sign * position), ..Default::default() };
            phase::Entity::update(step).exec(&**work.tx).await?;
        }
    }
    Ok(())
}

/// How the register names a phase.
fn subject(work: &Work<'_>, row: &phase::Model) -> String {
    closing::subject(&work.process.slug, &row.kind)
}
