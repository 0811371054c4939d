//! Triage: admissibility by the charter, then a reasoned answer. Each is a
//! decision with its reference and version, linked from the version it is about.

use db::WriteTx;
use domain::Time;
use domain::field::{FieldErrors, Problem};
use domain::id::{AccountId, OrganisationId, ProcessId};
use domain::lineage::{ObjectKind, Relation};
use domain::moderation::Visibility;
use domain::policy::{About, Action, Permit, Role};
use domain::process::Process;
use domain::proposal::State;
use domain::reference::{Kind, Reference};
use domain::refusal::Refusal;
use domain::triage::{
    Admissibility, DecisionKind, DecisionView, Outcome, QueueLine, REASON_LENGTH, Workbench, after_admissibility,
    after_answer,
};
use entities::{decision, organisation, proposal};
use mailer::Mail;
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::author::Authors;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::proposal as proposals;
use crate::record::{self, NewAct, NewVersion, Why};
use crate::{mail, work};

/// Proposals on one page of the workbench.
const LINES: u64 = 50;

/// A decision to be written.
pub(crate) struct NewDecision<'a> {
    /// In which process.
    pub process: &'a Process,
    /// What it is about.
    pub kind: DecisionKind,
    /// Its outcome, by code.
    pub outcome: &'a str,
    /// The rule of the charter; empty when none is named.
    pub rule: &'a str,
    /// The reason. Markdown.
    pub reason: &'a str,
    /// The code of the act.
    pub action: &'static str,
}

/// What was written.
pub(crate) struct Made {
    /// The reference of the decision.
    pub reference: Reference,
}

/// Writes a decision: reference, version, act, and the link from the last
/// version of what it is about.
pub(crate) async fn decide(
    ctx: &Ctx,
    tx: &WriteTx,
    permit: &Permit,
    new: &NewDecision<'_>,
    (object_kind, object): (ObjectKind, Uuid),
    relation: Relation,
    now: Time,
) -> Result<Made> {
    let account = permit.account().ok_or_else(|| anyhow::anyhow!("a decision is taken by a person"))?;
    let (reference, number) = record::reference(tx, new.process.id, &new.process.code, Kind::Decision).await?;
    let id = ctx.id(now);
    let before = record::last_version(tx, object).await?;
    let made = NewVersion {
        process: new.process.id,
        kind: ObjectKind::Decision,
        object: id,
        reference: &reference,
        number: 1,
    };
    let version = record::version(ctx, tx, made, now).await?;
    let row = decision::ActiveModel {
        id: Set(id),
        process_id: Set(new.process.id.0),
        number: Set(number),
        reference: Set(reference.as_str().to_owned()),
        kind: Set(new.kind.as_str().to_owned()),
        outcome: Set(new.outcome.to_owned()),
        rule: Set(new.rule.to_owned()),
        reason: Set(new.reason.to_owned()),
        lang: Set(new.process.lang.clone()),
        account_id: Set(account.0),
        organisation_id: Set(permit.organisation().map(|organisation| organisation.0)),
        role: Set(permit.role().as_str().to_owned()),
        at: Set(now),
        version_id: Set(version.0),
        object_kind: Set(object_kind.as_str().to_owned()),
        object_id: Set(object),
    };
    record::insert(tx, row).await?;
    let act = NewAct {
        action: new.action,
        process: Some(new.process.id),
        version: Some(version),
        subject: reference.as_str(),
        reason: new.reason,
        details: serde_json::json!({ "outcome": new.outcome, "rule": new.rule }),
    };
    let act = record::act(ctx, tx, permit, act, now).await?;
    record::link(ctx, tx, relation, before, version, Why { reason: new.reason, act: Some(act) }, now).await?;
    Ok(Made { reference })
}

fn reason_checked(reason: &str, mut errors: FieldErrors) -> Result<String, FieldErrors> {
    let reason = content::clean::text(reason);
    errors.check_length("reason", &reason, *REASON_LENGTH.start(), *REASON_LENGTH.end());
    errors.unless_any(reason)
}

/// Decides whether a proposal is within the rules, with a reason.
///
/// # Errors
/// 403 for others than staff of the process and on one's own; 409 when it was
/// answered, withdrawn or hidden; 422 without a reason.
pub async fn admissibility(ctx: &Ctx, reference: &str, decision: &str, reason: &str) -> Result<Reference> {
    let found = proposals::find_row(ctx.db().read(), reference).await?;
    let permit = ctx.permit(Action::DecideAdmissibility, proposals::about(&found))?;
    let mut errors = FieldErrors::default();
    let decision = Admissibility::parse(decision);
    if decision.is_none() {
        errors.add("decision", Problem::NotAChoice);
    }
    let reason = reason_checked(reason, errors)?;
    let decision = decision.ok_or_else(|| Error::field("decision", Problem::NotAChoice))?;
    let process = crate::process::by_id(ctx, ProcessId(found.process_id)).await?;

    let tx = ctx.db().write_tx().await?;
    let now = ctx.now();
    let (current, state) = take(&tx, found.id).await?;
    let next = after_admissibility(state, decision).ok_or(Refusal::NotDecidable)?;
    if next == state {
        return Err(Refusal::Unchanged.into());
    }
    let new = NewDecision {
        process: &process,
        kind: DecisionKind::Admissibility,
        outcome: decision.as_str(),
        rule: "",
        reason: &reason,
        action: "proposal.admissibility",
    };
    finish(ctx, tx, &permit, &new, current, next, Relation::DecidedBy, now).await
}

/// Answers a proposal in an administration's name, with a mandatory reason. The
/// author is mailed.
///
/// # Errors
/// 403 for others than an instructor of the process and on one's own; 409 when
/// it is inadmissible, withdrawn or hidden; 422 without a reason.
pub async fn answer(ctx: &Ctx, reference: &str, outcome: &str, reason: &str) -> Result<Reference> {
    let found = proposals::find_row(ctx.db().read(), reference).await?;
    let permit = ctx.permit(Action::Answer, proposals::about(&found))?;
    let mut errors = FieldErrors::default();
    let outcome = Outcome::parse(outcome);
    if outcome.is_none() {
        errors.add("outcome", Problem::NotAChoice);
    }
    let reason = reason_checked(reason, errors)?;
    let outcome = outcome.ok_or_else(|| Error::field("outcome", Problem::NotAChoice))?;
    let process = crate::process::by_id(ctx, ProcessId(found.process_id)).await?;

    let tx = ctx.db().write_tx().await?;
    let now = ctx.now();
    let (current, state) = take(&tx, found.id).await?;
    let next = after_answer(state, outcome).ok_or(Refusal::NotDecidable)?;
    let told = Mail::ProposalAnswered {
        reference: current.reference.clone(),
        title: current.title.clone(),
        path: format!("/proposals/{}/lineage", current.reference),
        outcome,
    };
    mail::queue(ctx, &tx, AccountId(current.account_id), told, now).await?;
    let new = NewDecision {
        process: &process,
        kind: DecisionKind::Answer,
        outcome: outcome.as_str(),
        rule: "",
        reason: &reason,
        action: "proposal.answer",
    };
    finish(ctx, tx, &permit, &new, current, next, Relation::AnsweredBy, now).await
}

/// Takes a proposal that can be decided on.
async fn take(tx: &WriteTx, id: Uuid) -> Result<(proposal::Model, State)> {
    let current = proposals::lock(tx, id).await?;
    match Visibility::parse(&current.visibility) {
        Some(Visibility::Public) => {}
        Some(Visibility::Hidden) => return Err(Refusal::Hidden.into()),
        _ => return Err(Refusal::Withdrawn.into()),
    }
    let state =
        State::parse(&current.state).ok_or_else(|| anyhow::anyhow!("proposal {}: unknown state", current.reference))?;
    Ok((current, state))
}

#[expect(clippy::too_many_arguments, reason = "the common end of two decisions")]
async fn finish(
    ctx: &Ctx,
    tx: WriteTx,
    permit: &Permit,
    new: &NewDecision<'_>,
    current: proposal::Model,
    next: State,
    relation: Relation,
    now: Time,
) -> Result<Reference> {
    let made = decide(ctx, &tx, permit, new, (ObjectKind::Proposal, current.id), relation, now).await?;
    let mut changed = current.into_active_model();
    changed.state = Set(next.as_str().to_owned());
    changed.update(&*tx).await?;
    tx.commit().await?;
    work::wake(ctx);
    Ok(made.reference)
}

/// A proposal in this state can be answered.
#[must_use]
pub(crate) fn answerable(state: State) -> bool {
    after_answer(state, Outcome::Retained).is_some()
}

/// The decisions about an object, in order; those on visibility are in its
/// placeholder.
pub(crate) async fn decisions(connection: &impl ConnectionTrait, object: Uuid) -> Result<Vec<DecisionView>> {
    let rows = decision::Entity::find()
        .filter(decision::Column::ObjectId.eq(object))
        .filter(decision::Column::Kind.ne(DecisionKind::Visibility.as_str()))
        .order_by_asc(decision::Column::At)
        .all(connection)
        .await?;
    let authors =
        Authors::load(connection, rows.iter().map(|row| row.account_id), rows.iter().map(|row| row.organisation_id))
            .await?;
    rows.into_iter()
        .map(|row| {
            let unknown = || Error::Internal(anyhow::anyhow!("decision {}: unknown word in its row", row.reference));
            Ok(DecisionView {
                reference: Reference::parse(&row.reference).map(|(reference, _)| reference).ok_or_else(unknown)?,
                kind: DecisionKind::parse(&row.kind).ok_or_else(unknown)?,
                by: authors.staff(row.account_id, &row.role, row.organisation_id),
                reason: content::html::markdown(&row.reason),
                outcome: row.outcome,
                rule: row.rule,
                lang: row.lang,
                at: row.at,
            })
        })
        .collect()
}

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
        query = query.filter(proposal::Column::State.eq(state.as_str()));
    }
    if let Some(after) = after.and_then(|after| after.parse::<i32>().ok()) {
        query = query.filter(proposal::Column::Number.gt(after));
    }
    let mut rows = query.order_by_asc(proposal::Column::Number).limit(LINES + 1).all(connection).await?;
    let more = rows.len() as u64 > LINES;
    rows.truncate(usize::try_from(LINES).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).map(|row| row.number.to_string());
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
        answers_for: answers_for(ctx, process.id).await?,
        lines,
        next,
        process,
    })
}

async fn by_state(connection: &impl ConnectionTrait, process: ProcessId) -> Result<Vec<(State, i64)>> {
    let counts: Vec<(String, i64)> = proposal::Entity::find()
        .select_only()
        .column(proposal::Column::State)
        .column_as(proposal::Column::Id.count(), "count")
        .filter(proposal::Column::ProcessId.eq(process.0))
        .group_by(proposal::Column::State)
        .into_tuple()
        .all(connection)
        .await?;
    let count_of = |state: State| counts.iter().find(|(code, _)| code == state.as_str()).map_or(0, |(_, count)| *count);
    Ok(State::ALL.iter().map(|state| (*state, count_of(*state))).collect())
}

async fn answers_for(ctx: &Ctx, process: ProcessId) -> Result<Vec<(String, String)>> {
    let ids: Vec<OrganisationId> = ctx.actor.organisations(Role::Instructor, process);
    let rows = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(ids.into_iter().map(|id| id.0)))
        .all(ctx.db().read())
        .await?;
    Ok(rows.into_iter().map(|row| (row.slug, row.name)).collect())
}
