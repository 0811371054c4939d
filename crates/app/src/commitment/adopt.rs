//! The final text: what was put to consultation is adopted, and waits to be kept.

use domain::commitment::State;
use domain::field::FieldErrors;
use domain::id::{OrganisationId, ProcessId};
use domain::lineage::Relation;
use domain::phase::{PhaseKind, PhaseStatus};
use domain::policy::{About, Action};
use domain::process::Process;
use domain::reference::Reference;
use domain::refusal::Refusal;
use domain::triage::REASON_LENGTH;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, IntoActiveModel};

use super::find_row;
use super::version::{Rev, act, add_revision, add_version, last_words, lock};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::record::{self, Why};

/// Administrations agree on final texts from the arbitration on.
pub(super) fn may_begin(process: &Process, now: domain::Time) -> bool {
    let of_adoption = |kind| matches!(kind, PhaseKind::Arbitration | PhaseKind::Publication);
    process.phases.iter().any(|phase| of_adoption(phase.kind) && phase.status(now) != PhaseStatus::Upcoming)
}

/// Adopts a commitment that is in consultation, from the arbitration on. The
/// reason is optional.
///
/// # Errors
/// 403 for others than an owner of the lead administration or an administrator;
/// 409 before the arbitration, when it is a draft, or when it was adopted.
pub async fn adopt(ctx: &Ctx, reference: &str, reason: &str) -> Result<Reference> {
    let found = find_row(ctx, reference).await?;
    let process = crate::process::by_id(ctx, ProcessId(found.process_id)).await?;
    let lead = OrganisationId(found.lead_id);
    let permit = ctx.permit(Action::AdoptCommitment, About::process(process.id).for_organisation(lead))?;
    let account = ctx.account()?;
    let reason = content::clean::text(reason);
    let mut errors = FieldErrors::default();
    errors.check_length("reason", &reason, 0, *REASON_LENGTH.end());
    errors.unless_any(())?;
    let (reference, _) = Reference::parse(&found.reference).ok_or(Error::NotFound)?;

    let tx = ctx.db().write_tx().await?;
    let now = ctx.now();
    let current = lock(&tx, found.id).await?;
    match State::parse(&current.state) {
        Some(State::InConsultation) => {}
        Some(State::Adopted) => return Err(Refusal::Unchanged.into()),
        _ => return Err(Refusal::NotInConsultation.into()),
    }
    if !may_begin(&process, now) {
        return Err(Refusal::PhaseNotOpen.into());
    }
    let words = last_words(&tx, current.id).await?;
    let before = record::last_version(&tx, current.id).await?;
    let number = current.revision + 1;
    let rev = Rev { id: current.id, reference: &reference, number, account, lead, words: &words, now };
    let version = add_version(ctx, &tx, &process, &rev).await?;
    let act = act(ctx, &tx, &permit, ("commitment.adopt", &reason), &process, version, &rev).await?;
    let why = Why { reason: &reason, act: Some(act) };
    record::link(ctx, &tx, Relation::AdoptedAs, before, version, why, now).await?;
    add_revision(ctx, &tx, version, &rev).await?;
    // Votes were cast on the draft: the final text is a later version.
    let votes = current.agree + current.mixed + current.disagree;
    let mut changed = current.into_active_model();
    changed.revision = Set(number);
    changed.state = Set(State::Adopted.as_str().to_owned());
    changed.on_earlier_revision = Set(votes);
    changed.update(&*tx).await?;
    tx.commit().await?;
    Ok(reference)
}
