//! Drafting, changing and publishing a commitment.

use db::WriteTx;
use domain::Time;
use domain::commitment::{MilestoneWords, Planned, State, Words};
use domain::field::{FieldErrors, Problem};
use domain::id::{AccountId, OrganisationId, ProcessId, VersionId};
use domain::lineage::{ObjectKind, Relation};
use domain::moderation::Visibility;
use domain::organisation::OrganisationKind;
use domain::phase::PhaseKind;
use domain::policy::{About, Action, Denial, Permit};
use domain::process::Process;
use domain::reference::{Kind, Reference};
use domain::refusal::Refusal;
use entities::{commitment as row, organisation, proposal};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::facts::milestones;
use super::milestone::{self, Steps};
use super::version::{Rev, act, add_revision, add_version, last_words, lock};
use super::{SOURCE_STATES, find_row};
use crate::ctx::Ctx;
use crate::error::{Error, Result, is_taken};
use crate::record::{self, Why};
use crate::{gate, search};

/// Characters of the excerpt that lists show.
const EXCERPT: usize = 240;

fn cleaned(words: &Words) -> Words {
    use content::clean::{line, text};
    Words {
        title: line(&words.title),
        problem: text(&words.problem),
        text: text(&words.text),
        lead: line(&words.lead),
        sources: words.sources.iter().map(|source| line(source)).filter(|source| !source.is_empty()).collect(),
        milestones: words
            .milestones
            .iter()
            .map(|milestone| MilestoneWords {
                reference: line(&milestone.reference),
                title: line(&milestone.title),
                due: line(&milestone.due),
            })
            .collect(),
    }
}

/// What was checked with the database's help.
struct Checked {
    words: Words,
    milestones: Vec<Planned>,
    /// Proposals that are not sources yet.
    sources: Vec<proposal::Model>,
}

/// Checks everything but the lead. `known` are the sources that it has already:
/// what became of them since is no reason to refuse.
async fn check(
    connection: &impl ConnectionTrait,
    process: &Process,
    words: Words,
    known: &[Uuid],
    mut errors: FieldErrors,
) -> Result<Checked> {
    let milestones = words.check().unwrap_or_else(|wrong| {
        errors.0.extend(wrong.0);
        Vec::new()
    });
    let named = proposal::Entity::find()
        .filter(proposal::Column::ProcessId.eq(process.id.0))
        .filter(proposal::Column::Reference.is_in(words.sources.iter().map(String::as_str)))
        .order_by_asc(proposal::Column::Number)
        .all(connection)
        .await?;
    let fit = |row: &proposal::Model| {
        let public = row.visibility == Visibility::Public.as_str();
        known.contains(&row.id) || (public && SOURCE_STATES.iter().any(|state| row.state == state.as_str()))
    };
    if words.sources.iter().any(|wanted| named.iter().all(|found| found.reference != *wanted)) {
        errors.add("source", Problem::Unknown);
    } else if !named.iter().all(fit) {
        errors.add("source", Problem::NotAChoice);
    }
    errors.unless_any(())?;
    let sources = named.into_iter().filter(|row| !known.contains(&row.id)).collect();
    Ok(Checked { words, milestones, sources })
}

/// The administration that leads, which takes part in the process.
async fn lead(
    connection: &impl ConnectionTrait,
    process: &Process,
    slug: &str,
    errors: &mut FieldErrors,
) -> Result<Option<OrganisationId>> {
    let found = organisation::Entity::find()
        .filter(organisation::Column::Slug.eq(slug))
        .filter(organisation::Column::Kind.eq(OrganisationKind::Administration.as_str()))
        .one(connection)
        .await?
        .map(|row| OrganisationId(row.id));
    if let Some(id) = found
        && crate::process::answers_in(connection, process.id, id).await?
    {
        return Ok(found);
    }
    if !slug.is_empty() {
        errors.add("lead", Problem::NotAChoice);
    }
    Ok(None)
}

/// Drafts a commitment from chosen proposals, and returns its reference and
/// whether it is new. The lead is an administration that one drafts for. `op` is
/// minted with the form: a repeat by the same account returns the first result.
///
/// # Errors
/// 403 for others than an owner of the lead administration; 422.
pub async fn create(ctx: &Ctx, slug: &str, words: &Words, op: Option<Uuid>) -> Result<(Reference, bool)> {
    let process = crate::process::find(ctx, slug).await?;
    ctx.permit(Action::DraftCommitment, About::process(process.id))?;
    let account = ctx.account()?;
    if let Some(first) = first_result(ctx, account, op).await? {
        return Ok((first, false));
    }
    let words = cleaned(words);
    let mut errors = FieldErrors::default();
    let lead = lead(ctx.db().read(), &process, &words.lead, &mut errors).await?;
    let checked = check(ctx.db().read(), &process, words, &[], errors).await?;
    milestone::check(&[], &checked.milestones)?;
    let lead = lead.ok_or_else(|| Error::field("lead", Problem::NotAChoice))?;
    let permit = ctx.permit(Action::DraftCommitment, About::process(process.id).for_organisation(lead))?;

    let tx = ctx.db().write_tx().await?;
    let now = ctx.now();
    let new = New { process: &process, account, lead, checked: &checked, op, now };
    match insert(ctx, &tx, &permit, &new).await {
        // The same draft, sent at the same time, was first.
        Err(Error::Internal(error)) if error.downcast_ref().is_some_and(is_taken) => {
            drop(tx);
            let first = first_result(ctx, account, op).await?;
            first.map(|first| (first, false)).ok_or(Error::Internal(error))
        }
        Err(error) => Err(error),
        Ok(reference) => {
            tx.commit().await?;
            Ok((reference, true))
        }
    }
}

async fn first_result(ctx: &Ctx, account: AccountId, op: Option<Uuid>) -> Result<Option<Reference>> {
    let Some(op) = op else { return Ok(None) };
    let mine = row::Entity::find().filter(row::Column::AccountId.eq(account.0)).filter(row::Column::Op.eq(op));
    let found = mine.one(ctx.db().read()).await?;
    Ok(found.and_then(|row| Reference::parse(&row.reference)).map(|(reference, _)| reference))
}

/// What a draft is made of.
struct New<'a> {
    process: &'a Process,
    account: AccountId,
    lead: OrganisationId,
    checked: &'a Checked,
    op: Option<Uuid>,
    now: Time,
}

async fn insert(ctx: &Ctx, tx: &WriteTx, permit: &Permit, new: &New<'_>) -> Result<Reference> {
    let (process, words, now) = (new.process, &new.checked.words, new.now);
    let (reference, number) = record::reference(tx, process.id, &process.code, Kind::Commitment).await?;
    let id = ctx.id(now);
    let commitment = row::ActiveModel {
        id: Set(id),
        process_id: Set(process.id.0),
        phase_id: Set(None),
        number: Set(number),
        reference: Set(reference.as_str().to_owned()),
        state: Set(State::Draft.as_str().to_owned()),
        account_id: Set(new.account.0),
        lead_id: Set(new.lead.0),
        lang: Set(process.lang.clone()),
        title: Set(words.title.clone()),
        excerpt: Set(excerpt(words)),
        revision: Set(1),
        created_at: Set(now),
        published_at: Set(None),
        agree: Set(0),
        mixed: Set(0),
        disagree: Set(0),
        on_earlier_revision: Set(0),
        support: Set(0),
        comments_count: Set(0),
        op: Set(new.op),
    };
    record::insert(tx, commitment).await?;
    let rev = Rev { id, reference: &reference, number: 1, account: new.account, lead: new.lead, words, now };
    let version = add_version(ctx, tx, process, &rev).await?;
    let act = act(ctx, tx, permit, ("commitment.draft", ""), process, version, &rev).await?;
    let why = Why { reason: "", act: Some(act) };
    put_parts(ctx, tx, process, new.checked, version, why, &rev).await?;
    add_revision(ctx, tx, version, &rev).await?;
    Ok(reference)
}

fn excerpt(words: &Words) -> String {
    content::plain::excerpt(&content::plain::from_markdown(&words.text), EXCERPT)
}

/// Links the proposals that become sources, and puts the milestones in place.
async fn put_parts(
    ctx: &Ctx,
    tx: &WriteTx,
    process: &Process,
    checked: &Checked,
    version: VersionId,
    why: Why<'_>,
    rev: &Rev<'_>,
) -> Result<()> {
    for source in &checked.sources {
        let from = record::last_version(tx, source.id).await?;
        record::link(ctx, tx, Relation::SourceOf, from, version, why, rev.now).await?;
    }
    let wanted = &checked.milestones;
    milestone::put(ctx, tx, Steps { process, commitment: rev.id, version, wanted, why, now: rev.now }).await
}

/// Changes a draft before it is put to consultation. Its lead and the sources it
/// has stay: they say where it comes from. What did not change makes no version.
///
/// # Errors
/// 403; 409 once it is in consultation; 422.
pub async fn edit(ctx: &Ctx, reference: &str, words: &Words) -> Result<Reference> {
    let found = find_row(ctx, reference).await?;
    let process = crate::process::by_id(ctx, ProcessId(found.process_id)).await?;
    let lead = OrganisationId(found.lead_id);
    let permit = ctx.permit(Action::DraftCommitment, About::process(process.id).for_organisation(lead))?;
    let account = ctx.account()?;
    let connection = ctx.db().read();
    let mut words = cleaned(words);
    let mut errors = FieldErrors::default();
    let leads = organisation::Entity::find_by_id(lead.0).one(connection).await?.ok_or(Error::NotFound)?.slug;
    if !words.lead.is_empty() && words.lead != leads {
        errors.add("lead", Problem::Fixed);
    }
    words.lead = leads;
    let known = super::show::source_ids(connection, found.id).await?;
    let checked = check(connection, &process, words, &known, errors).await?;
    let (reference, _) = Reference::parse(&found.reference).ok_or(Error::NotFound)?;

    let tx = ctx.db().write_tx().await?;
    let now = ctx.now();
    let current = lock(&tx, found.id).await?;
    if current.published_at.is_some() {
        return Err(Refusal::InConsultation.into());
    }
    let steps = milestones(&*tx, current.id).await?;
    milestone::check(&steps, &checked.milestones)?;
    let before = last_words(&tx, current.id).await?;
    let after = &checked.words;
    let same_words = (&before.title, &before.problem, &before.text) == (&after.title, &after.problem, &after.text);
    if same_words && checked.sources.is_empty() && milestone::unchanged(&steps, &checked.milestones) {
        return Ok(reference);
    }
    let before = record::last_version(&tx, current.id).await?;
    let number = current.revision + 1;
    let rev = Rev { id: current.id, reference: &reference, number, account, lead, words: after, now };
    let version = add_version(ctx, &tx, &process, &rev).await?;
    let act = act(ctx, &tx, &permit, ("commitment.edit", ""), &process, version, &rev).await?;
    let why = Why { reason: "", act: Some(act) };
    record::link(ctx, &tx, Relation::RevisedAs, before, version, why, now).await?;
    put_parts(ctx, &tx, &process, &checked, version, why, &rev).await?;
    add_revision(ctx, &tx, version, &rev).await?;
    let mut changed = current.into_active_model();
    changed.revision = Set(number);
    changed.title = Set(after.title.clone());
    changed.excerpt = Set(excerpt(after));
    changed.update(&*tx).await?;
    tx.commit().await?;
    Ok(reference)
}

/// Puts a draft to the consultation phase, which must be open: from now on it is
/// read, commented and voted on, and its text no longer changes unseen.
///
/// # Errors
/// 403; 409 when it was published already or consultation is not open.
pub async fn publish(ctx: &Ctx, reference: &str) -> Result<Reference> {
    let found = find_row(ctx, reference).await?;
    let process = crate::process::by_id(ctx, ProcessId(found.process_id)).await?;
    let lead = OrganisationId(found.lead_id);
    let permit = ctx.permit(Action::PublishCommitment, About::process(process.id).for_organisation(lead))?;
    if !crate::process::answers_in(ctx.db().read(), process.id, lead).await? {
        return Err(Denial::Role.into());
    }
    let account = ctx.account()?;
    let (reference, _) = Reference::parse(&found.reference).ok_or(Error::NotFound)?;

    let tx = ctx.db().write_tx().await?;
    let now = ctx.now();
    let phase = gate::open_phase(ctx, &tx, process.id, PhaseKind::Consultation, now).await?;
    let current = lock(&tx, found.id).await?;
    if current.published_at.is_some() {
        return Err(Refusal::AlreadyPublished.into());
    }
    let words = last_words(&tx, current.id).await?;
    let before = record::last_version(&tx, current.id).await?;
    let number = current.revision + 1;
    let rev = Rev { id: current.id, reference: &reference, number, account, lead, words: &words, now };
    let version = add_version(ctx, &tx, &process, &rev).await?;
    let act = act(ctx, &tx, &permit, ("commitment.publish", ""), &process, version, &rev).await?;
    record::link(ctx, &tx, Relation::PublishedAs, before, version, Why { reason: "", act: Some(act) }, now).await?;
    add_revision(ctx, &tx, version, &rev).await?;
    let texts = [reference.as_str(), &words.title, &words.problem, &words.text];
    search::index(&tx, ObjectKind::Commitment, current.id, process.id, &texts).await?;
    let mut changed = current.into_active_model();
    changed.revision = Set(number);
    changed.state = Set(State::InConsultation.as_str().to_owned());
    changed.phase_id = Set(Some(phase.id.0));
    changed.published_at = Set(Some(now));
    changed.update(&*tx).await?;
    tx.commit().await?;
    Ok(reference)
}
