//! Drafting, changing and publishing a commitment.

use chrono::NaiveDate;
use db::WriteTx;
use domain::Time;
use domain::commitment::{State, Words};
use domain::field::{FieldErrors, Problem};
use domain::id::{OrganisationId, ProcessId, VersionId};
use domain::lineage::{ObjectKind, Relation};
use domain::moderation::Visibility;
use domain::organisation::OrganisationKind;
use domain::phase::PhaseKind;
use domain::policy::{About, Action};
use domain::process::Process;
use domain::reference::{Kind, Reference};
use domain::refusal::Refusal;
use entities::{commitment as row, commitment_revision as revision, milestone, organisation, proposal};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::find_row;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::record::{self, NewAct, NewVersion, Why};
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
            .map(|milestone| domain::commitment::MilestoneWords {
                title: line(&milestone.title),
                due: line(&milestone.due),
            })
            .collect(),
    }
}

/// What was checked with the database's help.
struct Checked {
    words: Words,
    milestones: Vec<(String, NaiveDate)>,
    lead: OrganisationId,
    sources: Vec<proposal::Model>,
}

async fn check(connection: &impl ConnectionTrait, process: &Process, words: &Words) -> Result<Checked> {
    let words = cleaned(words);
    let (milestones, mut errors) = match words.check() {
        Ok(milestones) => (milestones, FieldErrors::default()),
        Err(errors) => (Vec::new(), errors),
    };
    let lead = organisation::Entity::find()
        .filter(organisation::Column::Slug.eq(&words.lead))
        .filter(organisation::Column::Kind.eq(OrganisationKind::Administration.as_str()))
        .one(connection)
        .await?;
    if lead.is_none() && errors.of("lead").is_none() {
        errors.add("lead", Problem::NotAChoice);
    }
    let sources = proposal::Entity::find()
        .filter(proposal::Column::ProcessId.eq(process.id.0))
        .filter(proposal::Column::Reference.is_in(words.sources.iter().map(String::as_str)))
        .filter(proposal::Column::Visibility.eq(Visibility::Public.as_str()))
        .order_by_asc(proposal::Column::Number)
        .all(connection)
        .await?;
    if words.sources.iter().any(|wanted| sources.iter().all(|found| found.reference != *wanted)) {
        errors.add("source", Problem::Unknown);
    }
    match lead {
        Some(lead) if errors.is_empty() => Ok(Checked { words, milestones, lead: OrganisationId(lead.id), sources }),
        _ => Err(Error::Invalid(errors)),
    }
}

/// Drafts a commitment from chosen proposals. The lead is an administration
/// that one drafts for.
///
/// # Errors
/// 403 for others than an owner of the lead administration; 422.
pub async fn create(ctx: &Ctx, slug: &str, words: &Words) -> Result<Reference> {
    let process = crate::process::find(ctx, slug).await?;
    ctx.permit(Action::DraftCommitment, About::process(process.id))?;
    let checked = check(ctx.db().read(), &process, words).await?;
    let permit = ctx.permit(Action::DraftCommitment, About::process(process.id).for_organisation(checked.lead))?;
    let account = ctx.account()?;

    let tx = ctx.db().write_tx().await?;
    let now = ctx.now();
    let (reference, number) = record::reference(&tx, process.id, &process.code, Kind::Commitment).await?;
    let id = ctx.id(now);
    let commitment = row::ActiveModel {
        id: Set(id),
        process_id: Set(process.id.0),
        phase_id: Set(None),
        number: Set(number),
        reference: Set(reference.as_str().to_owned()),
        state: Set(State::Draft.as_str().to_owned()),
        account_id: Set(account.0),
        lead_id: Set(checked.lead.0),
        lang: Set(process.lang.clone()),
        title: Set(checked.words.title.clone()),
        excerpt: Set(excerpt(&checked.words)),
        revision: Set(1),
        created_at: Set(now),
        published_at: Set(None),
        agree: Set(0),
        mixed: Set(0),
        disagree: Set(0),
        on_earlier_revision: Set(0),
        support: Set(0),
        comments_count: Set(0),
    };
    record::insert(&tx, commitment).await?;
    let version = add_revision(
        ctx,
        &tx,
        &process,
        Rev { id, reference: &reference, number: 1, account: account.0, words: &checked.words, now },
    )
    .await?;
    let act = NewAct {
        action: "commitment.draft",
        process: Some(process.id),
        version: Some(version),
        subject: reference.as_str(),
        reason: "",
        details: serde_json::json!({}),
    };
    let act = record::act(ctx, &tx, &permit, act, now).await?;
    let why = Why { reason: "", act: Some(act) };
    for source in &checked.sources {
        let from = record::last_version(&tx, source.id).await?;
        record::link(ctx, &tx, Relation::SourceOf, from, version, why, now).await?;
    }
    set_milestones(ctx, &tx, &process, id, version, &checked.milestones, why, now).await?;
    tx.commit().await?;
    Ok(reference)
}

fn excerpt(words: &Words) -> String {
    content::plain::excerpt(&content::plain::from_markdown(&words.text), EXCERPT)
}

/// A new version of a commitment's words.
struct Rev<'a> {
    id: Uuid,
    reference: &'a Reference,
    number: i32,
    account: Uuid,
    words: &'a Words,
    now: Time,
}

async fn add_revision(ctx: &Ctx, tx: &WriteTx, process: &Process, rev: Rev<'_>) -> Result<VersionId> {
    let new = NewVersion {
        process: process.id,
        kind: ObjectKind::Commitment,
        object: rev.id,
        reference: rev.reference,
        number: rev.number,
    };
    let version = record::version(ctx, tx, new, rev.now).await?;
    let row = revision::ActiveModel {
        id: Set(ctx.id(rev.now)),
        commitment_id: Set(rev.id),
        number: Set(rev.number),
        at: Set(rev.now),
        account_id: Set(rev.account),
        title: Set(rev.words.title.clone()),
        problem: Set(rev.words.problem.clone()),
        body: Set(rev.words.text.clone()),
        version_id: Set(version.0),
    };
    record::insert(tx, row).await?;
    let payload = serde_json::json!({ "kind": "commitment", "ref": rev.reference, "version": rev.number });
    record::outbox(ctx, tx, "version", Some(process.id), payload, rev.now).await?;
    Ok(version)
}

/// Puts the milestones in place: known ones (by title) keep their reference,
/// new ones get one and are linked from this version.
#[expect(clippy::too_many_arguments, reason = "one call when drafting and one when changing")]
async fn set_milestones(
    ctx: &Ctx,
    tx: &WriteTx,
    process: &Process,
    commitment: Uuid,
    version: VersionId,
    wanted: &[(String, NaiveDate)],
    why: Why<'_>,
    now: Time,
) -> Result<()> {
    let known = milestone::Entity::find().filter(milestone::Column::CommitmentId.eq(commitment)).all(&**tx).await?;
    // Positions are UNIQUE: move the known ones out of the way first.
    for (index, row) in known.iter().enumerate() {
        let mut moved = row.clone().into_active_model();
        moved.position = Set(-1 - i32::try_from(index).unwrap_or_default());
        moved.update(&**tx).await?;
    }
    let mut left = known;
    for (index, (title, due)) in wanted.iter().enumerate() {
        let position = i32::try_from(index).unwrap_or_default() + 1;
        if let Some(place) = left.iter().position(|row| row.title == *title) {
            let mut kept = left.remove(place).into_active_model();
            kept.position = Set(position);
            kept.due = Set(*due);
            kept.update(&**tx).await?;
            continue;
        }
        let (reference, number) = record::reference(tx, process.id, &process.code, Kind::Milestone).await?;
        let id = ctx.id(now);
        let row = milestone::ActiveModel {
            id: Set(id),
            commitment_id: Set(commitment),
            number: Set(number),
            reference: Set(reference.as_str().to_owned()),
            position: Set(position),
            title: Set(title.clone()),
            due: Set(*due),
            done: Set(None),
        };
        record::insert(tx, row).await?;
        let new = NewVersion {
            process: process.id,
            kind: ObjectKind::Milestone,
            object: id,
            reference: &reference,
            number: 1,
        };
        let to = record::version(ctx, tx, new, now).await?;
        record::link(ctx, tx, Relation::HasMilestone, version, to, why, now).await?;
    }
    for gone in left {
        milestone::Entity::delete_by_id(gone.id).exec(&**tx).await?;
    }
    Ok(())
}

/// Changes a draft before it is put to consultation. Its lead and its sources
/// stay: they say where it comes from.
///
/// # Errors
/// 403; 409 once it is in consultation; 422.
pub async fn edit(ctx: &Ctx, reference: &str, words: &Words) -> Result<Reference> {
    let found = find_row(ctx, reference).await?;
    let process = crate::process::by_id(ctx, ProcessId(found.process_id)).await?;
    let about = About::process(process.id).for_organisation(OrganisationId(found.lead_id));
    let permit = ctx.permit(Action::DraftCommitment, about)?;
    let account = ctx.account()?;
    let checked = check(ctx.db().read(), &process, words).await?;
    let (reference, _) = Reference::parse(&found.reference).ok_or(Error::NotFound)?;

    let tx = ctx.db().write_tx().await?;
    let now = ctx.now();
    let current = row::Entity::find_by_id(found.id).lock_exclusive().one(&*tx).await?.ok_or(Error::NotFound)?;
    if current.published_at.is_some() {
        return Err(Refusal::InConsultation.into());
    }
    let before = record::last_version(&tx, current.id).await?;
    let number = current.revision + 1;
    let version = add_revision(
        ctx,
        &tx,
        &process,
        Rev { id: current.id, reference: &reference, number, account: account.0, words: &checked.words, now },
    )
    .await?;
    let act = NewAct {
        action: "commitment.edit",
        process: Some(process.id),
        version: Some(version),
        subject: reference.as_str(),
        reason: "",
        details: serde_json::json!({}),
    };
    let act = record::act(ctx, &tx, &permit, act, now).await?;
    let why = Why { reason: "", act: Some(act) };
    record::link(ctx, &tx, Relation::RevisedAs, before, version, why, now).await?;
    add_sources(ctx, &tx, current.id, version, &checked.sources, why, now).await?;
    set_milestones(ctx, &tx, &process, current.id, version, &checked.milestones, why, now).await?;
    let mut changed = current.into_active_model();
    changed.revision = Set(number);
    changed.title = Set(checked.words.title.clone());
    changed.excerpt = Set(excerpt(&checked.words));
    changed.update(&*tx).await?;
    tx.commit().await?;
    Ok(reference)
}

/// Links the proposals that were not yet sources.
async fn add_sources(
    ctx: &Ctx,
    tx: &WriteTx,
    commitment: Uuid,
    version: VersionId,
    sources: &[proposal::Model],
    why: Why<'_>,
    now: Time,
) -> Result<()> {
    let known = super::show::source_ids(&**tx, commitment).await?;
    for source in sources.iter().filter(|source| !known.contains(&source.id)) {
        let from = record::last_version(tx, source.id).await?;
        record::link(ctx, tx, Relation::SourceOf, from, version, why, now).await?;
    }
    Ok(())
}

/// Puts a draft to the consultation phase, which must be open: from now on it is
/// read, commented and voted on, and its text no longer changes unseen.
///
/// # Errors
/// 403; 409 when it was published already or consultation is not open.
pub async fn publish(ctx: &Ctx, reference: &str) -> Result<Reference> {
    let found = find_row(ctx, reference).await?;
    let process = crate::process::by_id(ctx, ProcessId(found.process_id)).await?;
    let about = About::process(process.id).for_organisation(OrganisationId(found.lead_id));
    let permit = ctx.permit(Action::PublishCommitment, about)?;
    let account = ctx.account()?;
    let (reference, _) = Reference::parse(&found.reference).ok_or(Error::NotFound)?;

    let tx = ctx.db().write_tx().await?;
    let now = ctx.now();
    let phase = gate::open_phase(ctx, &tx, process.id, PhaseKind::Consultation, now).await?;
    let current = row::Entity::find_by_id(found.id).lock_exclusive().one(&*tx).await?.ok_or(Error::NotFound)?;
    if current.published_at.is_some() {
        return Err(Refusal::AlreadyPublished.into());
    }
    let last = revision::Entity::find()
        .filter(revision::Column::CommitmentId.eq(current.id))
        .order_by_desc(revision::Column::Number)
        .one(&*tx)
        .await?
        .ok_or(Error::NotFound)?;
    let words = Words { title: last.title, problem: last.problem, text: last.body, ..Words::default() };
    let before = record::last_version(&tx, current.id).await?;
    let number = current.revision + 1;
    let version = add_revision(
        ctx,
        &tx,
        &process,
        Rev { id: current.id, reference: &reference, number, account: account.0, words: &words, now },
    )
    .await?;
    let act = NewAct {
        action: "commitment.publish",
        process: Some(process.id),
        version: Some(version),
        subject: reference.as_str(),
        reason: "",
        details: serde_json::json!({}),
    };
    let act = record::act(ctx, &tx, &permit, act, now).await?;
    record::link(ctx, &tx, Relation::PublishedAs, before, version, Why { reason: "", act: Some(act) }, now).await?;
    search::index(
        &tx,
        ObjectKind::Commitment,
        current.id,
        process.id,
        &[reference.as_str(), &words.title, &words.problem, &words.text],
    )
    .await?;
    let mut changed = current.into_active_model();
    changed.revision = Set(number);
    changed.state = Set(State::InConsultation.as_str().to_owned());
    changed.phase_id = Set(Some(phase.id.0));
    changed.published_at = Set(Some(now));
    changed.update(&*tx).await?;
    tx.commit().await?;
    Ok(reference)
}
