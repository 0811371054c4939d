//! Triage: admissibility by the charter, then a reasoned answer. Each is a
//! decision with its reference and version, linked from the version it is about.

mod workbench;

use db::WriteTx;
use domain::Time;
use domain::field::{FieldErrors, Problem};
use domain::id::{AccountId, OrganisationId, ProcessId, VersionId};
use domain::lineage::{ObjectKind, Relation};
use domain::moderation::Visibility;
use domain::orphan::names_text;
use domain::policy::{Action, Denial, Permit, Role};
use domain::process::Process;
use domain::proposal::State;
use domain::reference::{Kind, Reference};
use domain::refusal::Refusal;
use domain::triage::{
    Admissibility, DecisionKind, DecisionView, Outcome, REASON_LENGTH, after_admissibility, after_answer,
};
use entities::{decision, proposal};
use mailer::Mail;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::author::Authors;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::proposal as proposals;
use crate::record::{self, NewAct, NewVersion, Why};
use crate::{mail, work};

pub use workbench::workbench;

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
    /// The version it is about; the last one, when it is not said.
    pub of_version: Option<VersionId>,
}

/// What was written.
pub(crate) struct Made {
    /// The reference of the decision.
    pub reference: Reference,
}

/// Writes a decision: reference, version, act, and the link from the version that
/// it is about.
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
    let before = match new.of_version {
        Some(version) => version,
        None => record::last_version(tx, object).await?,
    };
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
        names_text: Set(Some(names_text(new.reason))),
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

/// Decides whether a proposal is within the rules, with a reason. The author of
/// one that is not is mailed. The same decision sent again returns the first.
///
/// # Errors
/// 403 for others than staff of the process and on one's own; 409 when it was
/// answered, withdrawn or hidden; 422 without a reason.
pub async fn admissibility(ctx: &Ctx, reference: &str, decision: &str, reason: &str) -> Result<Reference> {
    let found = proposals::find_row(ctx, reference).await?;
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
    let repeat = (DecisionKind::Admissibility, decision.as_str(), reason.as_str());
    if let Some(first) = repeated(&tx, &permit, &current, repeat).await? {
        return Ok(first);
    }
    let next = after_admissibility(state, decision).ok_or(Refusal::NotDecidable)?;
    if next == state {
        return Err(Refusal::Unchanged.into());
    }
    if decision == Admissibility::Inadmissible {
        let told = Mail::ProposalInadmissible {
            reference: current.reference.clone(),
            title: current.title.clone(),
            path: format!("/proposals/{}/lineage", current.reference),
            reason: reason.clone(),
        };
        mail::queue(ctx, &tx, AccountId(current.account_id), told, now).await?;
    }
    let new = NewDecision {
        process: &process,
        kind: DecisionKind::Admissibility,
        outcome: decision.as_str(),
        rule: "",
        reason: &reason,
        action: "proposal.admissibility",
        of_version: None,
    };
    finish(ctx, tx, &permit, &new, current, next, Relation::DecidedBy, now).await
}

/// An answer as typed.
#[derive(Clone, Copy, Debug, Default)]
pub struct NewAnswer<'a> {
    /// The outcome, by code.
    pub outcome: &'a str,
    /// The reason. Markdown.
    pub reason: &'a str,
    /// The administration that answers, by slug; it may be left out by someone
    /// who answers for one only.
    pub on_behalf_of: &'a str,
}

impl<'a> NewAnswer<'a> {
    /// An answer by someone who answers for one administration.
    #[must_use]
    pub const fn of(outcome: &'a str, reason: &'a str) -> Self {
        Self { outcome, reason, on_behalf_of: "" }
    }
}

/// Answers a proposal in an administration's name, with a mandatory reason. The same
/// answer sent again returns the first.
///
/// # Errors
/// 403 for others than an instructor of an administration that takes part in the
/// process, and on one's own; 409 when it is inadmissible, withdrawn or hidden;
/// 422 without a reason, or without saying for which of several administrations.
pub async fn answer(ctx: &Ctx, reference: &str, new: &NewAnswer<'_>) -> Result<Reference> {
    let found = proposals::find_row(ctx, reference).await?;
    let about = proposals::about(&found);
    ctx.permit(Action::Answer, about)?;
    let process = crate::process::by_id(ctx, ProcessId(found.process_id)).await?;
    let mut errors = FieldErrors::default();
    let outcome = Outcome::parse(new.outcome);
    if outcome.is_none() {
        errors.add("outcome", Problem::NotAChoice);
    }
    let organisation = in_whose_name(ctx, process.id, new.on_behalf_of, &mut errors).await?;
    let reason = reason_checked(new.reason, errors)?;
    let outcome = outcome.ok_or_else(|| Error::field("outcome", Problem::NotAChoice))?;
    let about = organisation.map_or(about, |organisation| about.for_organisation(organisation));
    let permit = ctx.permit(Action::Answer, about)?;

    let tx = ctx.db().write_tx().await?;
    let now = ctx.now();
    let (current, state) = take(&tx, found.id).await?;
    if let Some(first) = repeated(&tx, &permit, &current, (DecisionKind::Answer, outcome.as_str(), &reason)).await? {
        return Ok(first);
    }
    let next = after_answer(state, outcome).ok_or(Refusal::NotDecidable)?;
    let new = NewDecision {
        process: &process,
        kind: DecisionKind::Answer,
        outcome: outcome.as_str(),
        rule: "",
        reason: &reason,
        action: "proposal.answer",
        of_version: None,
    };
    finish(ctx, tx, &permit, &new, current, next, Relation::AnsweredBy, now).await
}

/// The administration that answers: the one named, else the only one.
async fn in_whose_name(
    ctx: &Ctx,
    process: ProcessId,
    slug: &str,
    errors: &mut FieldErrors,
) -> Result<Option<OrganisationId>> {
    let slug = content::clean::line(slug);
    let choices = crate::process::acts_for(ctx, ctx.db().read(), process, Role::Instructor).await?;
    let chosen = match (slug.as_str(), choices.as_slice()) {
        ("", [only]) => Some(only),
        // A role that is held in no organisation answers for none.
        ("", []) if ctx.actor.organisations(Role::Instructor, process).is_empty() => None,
        (_, []) => return Err(Denial::Role.into()),
        ("", _) => {
            errors.add("on_behalf_of", Problem::Required);
            None
        }
        (slug, choices) => {
            let chosen = choices.iter().find(|choice| choice.slug == slug);
            if chosen.is_none() {
                errors.add("on_behalf_of", Problem::NotAChoice);
            }
            chosen
        }
    };
    Ok(chosen.map(|chosen| OrganisationId(chosen.id)))
}

/// The decision that this one repeats: the last one on the same proposal, when
/// the same person took it in the same words. A form sent twice decides once.
async fn repeated(
    tx: &WriteTx,
    permit: &Permit,
    current: &proposal::Model,
    (kind, outcome, reason): (DecisionKind, &str, &str),
) -> Result<Option<Reference>> {
    let last = decision::Entity::find()
        .filter(decision::Column::ObjectId.eq(current.id))
        .order_by_desc(decision::Column::Number)
        .one(&**tx)
        .await?;
    let same = |last: &decision::Model| {
        last.kind == kind.as_str()
            && last.outcome == outcome
            && last.reason == reason
            && permit.account().is_some_and(|account| account.0 == last.account_id)
            && permit.organisation().map(|organisation| organisation.0) == last.organisation_id
    };
    Ok(last.filter(same).and_then(|last| Reference::parse(&last.reference)).map(|(reference, _)| reference))
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
