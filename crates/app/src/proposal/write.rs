//! Publishing, correcting and withdrawing a proposal.

use db::WriteTx;
use domain::Time;
use domain::field::FieldErrors;
use domain::html::SafeHtml;
use domain::id::{AccountId, OrganisationId, ProcessId, VersionId};
use domain::lineage::{ObjectKind, Relation};
use domain::moderation::Visibility;
use domain::phase::{Phase, PhaseKind};
use domain::policy::{About, Action};
use domain::process::{Counts, Process};
use domain::proposal::{Parts, State, Words};
use domain::reference::{Kind, Reference};
use domain::refusal::Refusal;
use entities::{draft, proposal as row, proposal_revision as revision};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Submission, about, cleaned, find_row, spoken_for};
use crate::ctx::Ctx;
use crate::error::{Error, Result, is_taken};
use crate::record::{self, NewVersion, Why};
use crate::{gate, limit, search};

/// Characters of the excerpt that lists show.
pub(crate) const EXCERPT: usize = 240;

/// Publishes a proposal, and returns its reference and whether it is new.
///
/// # Errors
/// 403 when the account may not, 409 when ideation is not open, 422 when words
/// are missing, 429.
pub async fn publish(ctx: &Ctx, slug: &str, submission: &Submission) -> Result<(Reference, bool)> {
    let process = crate::process::find(ctx, slug).await?;
    ctx.permit(Action::SubmitProposal, About::process(process.id))?;
    let account = ctx.account()?;
    if let Some(first) = first_result(ctx, account, submission.op).await? {
        return Ok((first, false));
    }
    let words = checked(&process, &submission.words)?;
    let organisation = spoken_for(ctx, ctx.db().read(), process.id, &submission.on_behalf_of).await?;

    let tx = ctx.db().write_tx().await?;
    let now = ctx.now();
    let phase = gate::open_phase(ctx, &tx, process.id, PhaseKind::Ideation, now).await;
    let draft = match submission.draft {
        Some(id) => take_draft(&tx, account, process.id, id).await?,
        None => None,
    };
    if let Some(first) = draft.as_ref().and_then(|draft| draft.published_as) {
        let row = row::Entity::find_by_id(first).one(&*tx).await?.ok_or(Error::NotFound)?;
        let (first, _) = Reference::parse(&row.reference).ok_or(Error::NotFound)?;
        return Ok((first, false));
    }
    let phase = phase?;
    limit::spend(ctx, &tx, limit::PROPOSE, &account.to_string(), now).await?;
    let new = New { process: &process, phase: &phase, account, organisation, words: &words, op: submission.op, now };
    match insert(ctx, &tx, &new).await {
        Err(Error::Internal(error)) if error.downcast_ref().is_some_and(is_taken) => {
            drop(tx);
            let first = first_result(ctx, account, submission.op).await?;
            first.map(|first| (first, false)).ok_or(Error::Internal(error))
        }
        Err(error) => Err(error),
        Ok((reference, id)) => {
            if let Some(draft) = draft {
                close_draft(&tx, draft, id).await?;
            }
            tx.commit().await?;
            Ok((reference, true))
        }
    }
}

/// The first result of a submission that is repeated.
async fn first_result(ctx: &Ctx, account: AccountId, op: Option<Uuid>) -> Result<Option<Reference>> {
    let Some(op) = op else { return Ok(None) };
    let found = row::Entity::find()
        .filter(row::Column::AccountId.eq(account.0))
        .filter(row::Column::Op.eq(op))
        .one(ctx.db().read())
        .await?;
    Ok(found.and_then(|row| Reference::parse(&row.reference)).map(|(reference, _)| reference))
}

fn checked(process: &Process, words: &Words) -> Result<Words, FieldErrors> {
    let words = cleaned(words);
    let themes: Vec<String> = process.themes.iter().map(|theme| theme.slug.clone()).collect();
    words.problems(&themes).unless_any(words)
}

/// What an accepted proposal is made of.
struct New<'a> {
    process: &'a Process,
    phase: &'a Phase,
    account: AccountId,
    organisation: Option<OrganisationId>,
    words: &'a Words,
    op: Option<Uuid>,
    now: Time,
}

async fn insert(ctx: &Ctx, tx: &WriteTx, new: &New<'_>) -> Result<(Reference, Uuid)> {
    let (process, words, now) = (new.process, new.words, new.now);
    let (reference, number) = record::reference(tx, process.id, &process.code, Kind::Proposal).await?;
    let id = ctx.id(now);
    let proposal = row::ActiveModel {
        id: Set(id),
        process_id: Set(process.id.0),
        phase_id: Set(new.phase.id.0),
        number: Set(number),
        reference: Set(reference.as_str().to_owned()),
        account_id: Set(new.account.0),
        organisation_id: Set(new.organisation.map(|organisation| organisation.0)),
        theme_id: Set(theme_id(process, &words.theme)),
        state: Set(State::Received.as_str().to_owned()),
        visibility: Set(Visibility::Public.as_str().to_owned()),
        lang: Set(process.lang.clone()),
        title: Set(words.title.clone()),
        excerpt: Set(excerpt(words)),
        published_at: Set(now),
        editable_until: Set(new.phase.editable_until(now)),
        revision: Set(1),
        agree: Set(0),
        mixed: Set(0),
        disagree: Set(0),
        on_earlier_revision: Set(0),
        imported_agree: Set(None),
        imported_mixed: Set(None),
        imported_disagree: Set(None),
        support: Set(0),
        comments_count: Set(0),
        shuffle: Set(ctx.shuffle()),
        op: Set(new.op),
        source: Set(None),
        external_id: Set(None),
    };
    record::insert(tx, proposal).await?;
    add_revision(ctx, tx, process, Rev { id, reference: &reference, number: 1, account: new.account, words, now })
        .await?;
    let counts = Counts { proposals: 1, ..Counts::default() };
    record::count(tx, process.id, new.account, counts, now).await?;
    Ok((reference, id))
}

/// A new version of a proposal's words.
struct Rev<'a> {
    id: Uuid,
    reference: &'a Reference,
    number: i32,
    account: AccountId,
    words: &'a Words,
    now: Time,
}

async fn add_revision(ctx: &Ctx, tx: &WriteTx, process: &Process, rev: Rev<'_>) -> Result<VersionId> {
    let new = NewVersion {
        process: process.id,
        kind: ObjectKind::Proposal,
        object: rev.id,
        reference: rev.reference,
        number: rev.number,
    };
    let version = record::version(ctx, tx, new, rev.now).await?;
    let words = rev.words;
    let row = revision::ActiveModel {
        id: Set(ctx.id(rev.now)),
        proposal_id: Set(rev.id),
        number: Set(rev.number),
        at: Set(rev.now),
        account_id: Set(rev.account.0),
        title: Set(words.title.clone()),
        problem: Set(words.problem.clone()),
        body: Set(words.body.clone()),
        effect: Set(words.effect.clone()),
        carrier: Set(words.carrier.clone()),
        continues: Set(words.continues.clone()),
        theme_id: Set(theme_id(process, &words.theme)),
        format: Set("markdown".to_owned()),
        sections: Set(serde_json::json!([])),
        original: Set(None),
        visibility: Set(Visibility::Public.as_str().to_owned()),
        version_id: Set(version.0),
    };
    record::insert(tx, row).await?;
    index(tx, process.id, rev.id, rev.reference, words).await?;
    let payload = serde_json::json!({ "kind": "proposal", "ref": rev.reference, "version": rev.number });
    record::outbox(ctx, tx, "version", Some(process.id), payload, rev.now).await?;
    Ok(version)
}

pub(crate) async fn index(
    tx: &WriteTx,
    process: ProcessId,
    id: Uuid,
    reference: &Reference,
    words: &Words,
) -> Result<()> {
    let texts = [
        reference.as_str(),
        &words.title,
        &words.problem,
        &words.body,
        &words.effect,
        &words.carrier,
        &words.continues,
    ];
    search::index(tx, ObjectKind::Proposal, id, process, &texts).await
}

fn theme_id(process: &Process, slug: &str) -> Option<Uuid> {
    process.themes.iter().find(|theme| theme.slug == slug).map(|theme| theme.id.0)
}

fn excerpt(words: &Words) -> String {
    content::plain::excerpt(&content::plain::from_markdown(&words.body), EXCERPT)
}

/// Takes one's draft for the rest of the transaction: two windows that publish it
/// come one after the other. One that was thrown away meanwhile is no hindrance.
async fn take_draft(tx: &WriteTx, account: AccountId, process: ProcessId, id: Uuid) -> Result<Option<draft::Model>> {
    let mine = draft::Entity::find_by_id(id)
        .filter(draft::Column::AccountId.eq(account.0))
        .filter(draft::Column::ProcessId.eq(process.0));
    Ok(mine.lock_exclusive().one(&**tx).await?)
}

/// The draft keeps what it was published as, and no words.
async fn close_draft(tx: &WriteTx, draft: draft::Model, proposal: Uuid) -> Result<()> {
    let mut closed = draft.into_active_model();
    closed.published_as = Set(Some(proposal));
    closed.fields = Set(serde_json::json!({}));
    closed.update(&**tx).await?;
    Ok(())
}

/// Shows what a submission would look like, without keeping anything.
///
/// # Errors
/// As [`publish`], of what can be known before.
pub async fn preview(ctx: &Ctx, slug: &str, submission: &Submission) -> Result<(Process, Words, Parts)> {
    let process = crate::process::find(ctx, slug).await?;
    ctx.permit(Action::KeepDraft, About::process(process.id))?;
    let words = checked(&process, &submission.words)?;
    let parts = rendered(&words);
    Ok((process, words, parts))
}

pub(crate) fn rendered(words: &Words) -> Parts {
    let html = |text: &str| if text.is_empty() { SafeHtml::default() } else { content::html::markdown(text) };
    Parts {
        problem: html(&words.problem),
        body: html(&words.body),
        effect: html(&words.effect),
        carrier: words.carrier.clone(),
        continues: words.continues.clone(),
        sections: Vec::new(),
    }
}

/// Takes the row for the rest of the transaction.
pub(crate) async fn lock(tx: &WriteTx, id: Uuid) -> Result<row::Model> {
    row::Entity::find_by_id(id).lock_exclusive().one(&**tx).await?.ok_or(Error::NotFound)
}

/// Corrects a proposal, within its edit window. Words that did not change make
/// no new version.
///
/// # Errors
/// 403 for others than the author, 409 when the window is over, 422.
pub async fn edit(ctx: &Ctx, reference: &str, words: &Words) -> Result<Reference> {
    let found = find_row(ctx, reference).await?;
    ctx.permit(Action::EditProposal, about(&found))?;
    let account = ctx.account()?;
    let process = crate::process::by_id(ctx, ProcessId(found.process_id)).await?;
    let words = checked(&process, words)?;
    let (reference, _) = Reference::parse(&found.reference).ok_or(Error::NotFound)?;

    let tx = ctx.db().write_tx().await?;
    let now = ctx.now();
    gate::this_phase(ctx, &tx, domain::id::PhaseId(found.phase_id), now).await?;
    let current = lock(&tx, found.id).await?;
    limit::spend(ctx, &tx, limit::PROPOSE, &account.to_string(), now).await?;
    can_change(&current)?;
    // A decision quotes the words that it was taken on.
    if !State::parse(&current.state).is_some_and(State::is_undecided) {
        return Err(Refusal::NotDecidable.into());
    }
    if now >= current.editable_until {
        return Err(Refusal::EditWindowOver.into());
    }
    let before = record::last_version(&tx, current.id).await?;
    let last = revision::Entity::find()
        .filter(revision::Column::ProposalId.eq(current.id))
        .filter(revision::Column::Number.eq(current.revision))
        .one(&*tx)
        .await?
        .ok_or(Error::NotFound)?;
    if super::show::words_of(&last, &process) == words {
        return Ok(reference);
    }
    let number = current.revision + 1;
    let after = add_revision(
        ctx,
        &tx,
        &process,
        Rev { id: current.id, reference: &reference, number, account, words: &words, now },
    )
    .await?;
    record::link(ctx, &tx, Relation::RevisedAs, before, after, Why::default(), now).await?;
    let votes = current.agree + current.mixed + current.disagree;
    let mut changed = current.into_active_model();
    changed.revision = Set(number);
    changed.title = Set(words.title.clone());
    changed.excerpt = Set(excerpt(&words));
    changed.theme_id = Set(theme_id(&process, &words.theme));
    changed.on_earlier_revision = Set(votes);
    changed.update(&*tx).await?;
    tx.commit().await?;
    Ok(reference)
}

/// A proposal that was hidden or withdrawn cannot be changed by its author.
fn can_change(row: &row::Model) -> Result<()> {
    match Visibility::parse(&row.visibility) {
        Some(Visibility::Public) => Ok(()),
        Some(Visibility::Hidden) => Err(Refusal::Hidden.into()),
        _ => Err(Refusal::Withdrawn.into()),
    }
}

/// Takes a proposal back: its words can no longer be read, a dated placeholder
/// stays. Not once it was answered: the answer quotes it.
///
/// # Errors
/// 403 for others than the author, 409 when it is too late.
pub async fn withdraw(ctx: &Ctx, reference: &str) -> Result<Reference> {
    let found = find_row(ctx, reference).await?;
    ctx.permit(Action::WithdrawProposal, about(&found))?;
    let (reference, _) = Reference::parse(&found.reference).ok_or(Error::NotFound)?;
    let tx = ctx.db().write_tx().await?;
    let now = ctx.now();
    let current = lock(&tx, found.id).await?;
    can_change(&current)?;
    if matches!(
        State::parse(&current.state),
        Some(State::Retained | State::PartlyRetained | State::NotRetained | State::Merged)
    ) {
        return Err(Refusal::NotDecidable.into());
    }
    let process = ProcessId(current.process_id);
    let before = record::last_version(&tx, current.id).await?;
    let new = NewVersion {
        process,
        kind: ObjectKind::Proposal,
        object: current.id,
        reference: &reference,
        number: current.revision + 1,
    };
    let after = record::version(ctx, &tx, new, now).await?;
    record::link(ctx, &tx, Relation::WithdrawnBy, before, after, Why::default(), now).await?;
    search::forget(&tx, current.id).await?;
    let payload = serde_json::json!({ "kind": "proposal", "ref": reference, "visibility": "withdrawn" });
    record::outbox(ctx, &tx, "visibility", Some(process), payload, now).await?;
    crate::moderation::handle_reports(&tx, current.id, now).await?;
    let mut changed = current.into_active_model();
    changed.visibility = Set(Visibility::Withdrawn.as_str().to_owned());
    changed.update(&*tx).await?;
    tx.commit().await?;
    Ok(reference)
}
