//! Commitments as pages and the API show them.

use std::collections::HashMap;

use domain::commitment::{Card, CommitmentCan, CommitmentPage, Milestone, MilestoneWords, State, Words};
use domain::id::{OrganisationId, ProcessId};
use domain::lineage::{Awaited, AwaitedWhat, Relation};
use domain::paging::Paged;
use domain::phase::PhaseKind;
use domain::policy::{About, Action, Role};
use domain::process::Process;
use domain::proposal::{DiffSpan, RevisionDiff, RevisionLine};
use domain::reference::Reference;
use domain::vote::{Counts, Tally};
use entities::{commitment as row, commitment_revision as revision, link, milestone, organisation, proposal, version};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::facts::Facts;
use super::find_row;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::{comment, proposal as proposals, vote};

/// The tally kept in the row.
pub(crate) fn tally_of(row: &row::Model) -> Tally {
    let cast = Counts { agree: row.agree.into(), mixed: row.mixed.into(), disagree: row.disagree.into() };
    Tally { cast, on_earlier_revision: row.on_earlier_revision.into(), imported: None }
}

/// The commitments of a process that the one who asks may read.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn list(ctx: &Ctx, slug: &str) -> Result<(Process, Vec<Card>)> {
    let process = crate::process::find(ctx, slug).await?;
    let cards = cards(ctx, &process).await?;
    Ok((process, cards))
}

/// As [`list`], of a process that was found.
pub(crate) async fn cards(ctx: &Ctx, process: &Process) -> Result<Vec<Card>> {
    let rows = row::Entity::find()
        .filter(readable(ctx, process))
        .order_by_asc(row::Column::Number)
        .all(ctx.db().read())
        .await?;
    from_rows(ctx, process, rows).await
}

/// Drafts are for staff of the process.
fn readable(ctx: &Ctx, process: &Process) -> Condition {
    let filter = Condition::all().add(row::Column::ProcessId.eq(process.id.0));
    if ctx.may(Action::ReadDraftCommitment, About::process(process.id)) {
        return filter;
    }
    filter.add(row::Column::PublishedAt.is_not_null())
}

/// A page of the commitments of a process, by number.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn page(ctx: &Ctx, slug: &str, after: Option<&str>, limit: u64) -> Result<Paged<Card>> {
    let process = crate::process::find(ctx, slug).await?;
    let mut query = row::Entity::find().filter(readable(ctx, &process));
    if let Some(after) = after.and_then(|after| after.parse::<i32>().ok()) {
        query = query.filter(row::Column::Number.gt(after));
    }
    let mut rows = query.order_by_asc(row::Column::Number).limit(limit + 1).all(ctx.db().read()).await?;
    let next = proposals::last_of(&mut rows, limit, |row| row.number);
    Ok(Paged { items: from_rows(ctx, &process, rows).await?, next })
}

/// The published commitments that a proposal became part of.
pub(crate) async fn cards_from(ctx: &Ctx, process: &Process, proposal: Uuid) -> Result<Vec<Card>> {
    let connection = ctx.db().read();
    let from: Vec<Uuid> = version::Entity::find()
        .filter(version::Column::ObjectId.eq(proposal))
        .all(connection)
        .await?
        .into_iter()
        .map(|version| version.id)
        .collect();
    let links = link::Entity::find()
        .filter(link::Column::FromVersion.is_in(from))
        .filter(link::Column::Relation.eq(Relation::SourceOf.as_str()))
        .all(connection)
        .await?;
    if links.is_empty() {
        return Ok(Vec::new());
    }
    let to = version::Entity::find()
        .filter(version::Column::Id.is_in(links.iter().map(|link| link.to_version)))
        .all(connection)
        .await?;
    let rows = row::Entity::find()
        .filter(row::Column::Id.is_in(to.iter().map(|version| version.object_id)))
        .filter(row::Column::PublishedAt.is_not_null())
        .order_by_asc(row::Column::Number)
        .all(connection)
        .await?;
    from_rows(ctx, process, rows).await
}

async fn from_rows(ctx: &Ctx, process: &Process, rows: Vec<row::Model>) -> Result<Vec<Card>> {
    let connection = ctx.db().read();
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let found = milestone::Entity::find()
        .filter(milestone::Column::CommitmentId.is_in(rows.iter().map(|row| row.id)))
        .filter(milestone::Column::RemovedAt.is_null())
        .order_by_asc(milestone::Column::Position)
        .all(connection)
        .await?;
    let mut milestones: HashMap<Uuid, Vec<Milestone>> = HashMap::new();
    for row in found {
        let Some((reference, _)) = Reference::parse(&row.reference) else { continue };
        milestones.entry(row.commitment_id).or_default().push(Milestone {
            reference,
            title: row.title,
            due: row.due,
            done: row.done,
        });
    }
    let leads = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(rows.iter().map(|row| row.lead_id)))
        .all(connection)
        .await?;
    let now = ctx.now();
    rows.into_iter()
        .map(|row| {
            let unknown = || Error::Internal(anyhow::anyhow!("commitment {}: unknown word in its row", row.reference));
            let phase = process.phases.iter().find(|phase| Some(phase.id.0) == row.phase_id);
            Ok(Card {
                reference: Reference::parse(&row.reference).map(|(reference, _)| reference).ok_or_else(unknown)?,
                state: State::parse(&row.state).ok_or_else(unknown)?,
                lead: leads
                    .iter()
                    .find(|lead| lead.id == row.lead_id)
                    .map(|lead| lead.name.clone())
                    .unwrap_or_default(),
                tally: phase.filter(|phase| phase.shows_tallies(now)).map(|_| tally_of(&row)),
                milestones: milestones.remove(&row.id).unwrap_or_default(),
                version: row.revision,
                published_at: row.published_at,
                comments_count: row.comments_count.into(),
                title: row.title,
                excerpt: row.excerpt,
                lang: row.lang,
            })
        })
        .collect()
}

/// The proposals that a commitment comes from.
pub(crate) async fn source_ids(connection: &impl ConnectionTrait, commitment: Uuid) -> Result<Vec<Uuid>> {
    let to: Vec<Uuid> = version::Entity::find()
        .filter(version::Column::ObjectId.eq(commitment))
        .all(connection)
        .await?
        .into_iter()
        .map(|version| version.id)
        .collect();
    let links = link::Entity::find()
        .filter(link::Column::ToVersion.is_in(to))
        .filter(link::Column::Relation.eq(Relation::SourceOf.as_str()))
        .all(connection)
        .await?;
    let from = version::Entity::find()
        .filter(version::Column::Id.is_in(links.iter().map(|link| link.from_version)))
        .all(connection)
        .await?;
    Ok(from.into_iter().map(|version| version.object_id).collect())
}

/// Everything the page of a commitment shows.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn show(ctx: &Ctx, reference: &str) -> Result<CommitmentPage> {
    let connection = ctx.db().read();
    let row = find_row(ctx, reference).await?;
    let process = crate::process::by_id(ctx, ProcessId(row.process_id)).await?;
    let card = from_rows(ctx, &process, vec![row.clone()]).await?.pop().ok_or(Error::NotFound)?;
    let revisions = revision::Entity::find()
        .filter(revision::Column::CommitmentId.eq(row.id))
        .order_by_asc(revision::Column::Number)
        .all(connection)
        .await?;
    let last = revisions.last().ok_or_else(|| anyhow::anyhow!("commitment {reference} has no revision"))?;
    let sources = proposals::cards_of(ctx, &process, source_ids(connection, row.id).await?).await?;
    let lead = organisation::Entity::find_by_id(row.lead_id).one(connection).await?;
    let phase = process.phases.iter().find(|phase| Some(phase.id.0) == row.phase_id);
    let takes = super::takes_votes(&row);
    let about = About::process(process.id).for_organisation(OrganisationId(row.lead_id));
    let private = row.published_at.is_none();
    let words = Words {
        title: last.title.clone(),
        problem: last.problem.clone(),
        text: last.body.clone(),
        lead: lead.map(|lead| lead.slug).unwrap_or_default(),
        sources: sources.iter().map(|card| card.reference.to_string()).collect(),
        milestones: card
            .milestones
            .iter()
            .map(|milestone| MilestoneWords {
                reference: milestone.reference.to_string(),
                title: milestone.title.clone(),
                due: milestone.due.to_string(),
            })
            .collect(),
    };
    Ok(CommitmentPage {
        problem: content::html::markdown(&last.problem),
        text: content::html::markdown(&last.body),
        vote: vote::vote_box(
            ctx,
            vote::Target::commitment(&card),
            row.id,
            phase,
            takes,
            About::process(process.id),
            card.tally,
        )
        .await?,
        discussion: comment::discussion(ctx, &process, comment::On::commitment(&card, row.id), phase, takes).await?,
        revisions: diffs(
            &revisions,
            row.published_at.is_some() && !ctx.may(Action::ReadDraftCommitment, About::process(process.id)),
            row.published_at,
        ),
        can: CommitmentCan {
            edit: private && ctx.may(Action::DraftCommitment, about),
            publish: private && ctx.may(Action::PublishCommitment, about),
            adopt: card.state == State::InConsultation
                && super::adopt::may_begin(&process, ctx.now())
                && ctx.may(Action::AdoptCommitment, about),
        },
        awaited: awaited(&process, card.state, ctx.now()),
        words,
        sources,
        card,
        process,
    })
}

/// The versions, latest first; those from before the publication are staff's.
fn diffs(revisions: &[revision::Model], public_only: bool, published: Option<domain::Time>) -> Vec<RevisionDiff> {
    let shown: Vec<&revision::Model> =
        revisions.iter().filter(|row| !public_only || published.is_some_and(|at| row.at >= at)).collect();
    let mut diffs: Vec<RevisionDiff> = Vec::new();
    for (index, after) in shown.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| shown.get(index));
        let changes = before.map_or_else(Vec::new, |before| {
            [
                ("title", &before.title, &after.title),
                ("problem", &before.problem, &after.problem),
                ("text", &before.body, &after.body),
            ]
            .into_iter()
            .filter(|(_, before, after)| before != after)
            .map(|(field, before, after)| (field, proposals::spans(before, after)))
            .chain(fact_changes(before, after))
            .collect()
        });
        let line =
            RevisionLine { number: after.number, at: after.at, visibility: domain::moderation::Visibility::Public };
        diffs.push(RevisionDiff { line, changes });
    }
    diffs.reverse();
    diffs
}

/// What changed beside the words; nothing where a version kept no facts.
fn fact_changes(before: &revision::Model, after: &revision::Model) -> Vec<(&'static str, Vec<DiffSpan>)> {
    let facts = |row: &revision::Model| -> Option<Facts> { serde_json::from_value(row.facts.clone()?).ok() };
    let Some((before, after)) = facts(before).zip(facts(after)) else { return Vec::new() };
    before
        .words()
        .into_iter()
        .zip(after.words())
        .filter(|((_, before), (_, after))| before != after)
        .map(|((field, before), (_, after))| (field, proposals::spans(&before, &after)))
        .collect()
}

/// What a commitment still waits for.
pub(crate) fn awaited(process: &Process, state: State, now: domain::Time) -> Option<Awaited> {
    let end_of = |kind: PhaseKind| {
        process.phases.iter().filter(|phase| phase.kind == kind).filter_map(|phase| phase.ends_at).max()
    };
    let coming = |what, kind| end_of(kind).filter(|by| *by > now).map(|by| Awaited { what, by: Some(by) });
    match state {
        State::Draft => coming(AwaitedWhat::Consultation, PhaseKind::Consultation),
        State::InConsultation => coming(AwaitedWhat::Consultation, PhaseKind::Consultation)
            .or_else(|| coming(AwaitedWhat::Publication, PhaseKind::Publication)),
        State::Adopted => process
            .phases
            .iter()
            .any(|phase| phase.kind == PhaseKind::FollowUp)
            .then_some(Awaited { what: AwaitedWhat::FollowUp, by: None }),
    }
}

/// What the form of a draft commitment has to know.
#[derive(Clone, Debug)]
pub struct FormFacts {
    /// The process.
    pub process: Process,
    /// Administrations one drafts for: slug and name.
    pub leads: Vec<(String, String)>,
    /// Proposals that may be sources: those retained, at least partly, first.
    pub sources: Vec<domain::proposal::Card>,
}

/// Opens the form of a draft commitment.
///
/// # Errors
/// 403 for others than owners.
pub async fn form(ctx: &Ctx, slug: &str) -> Result<FormFacts> {
    let process = crate::process::find(ctx, slug).await?;
    ctx.permit(Action::DraftCommitment, About::process(process.id))?;
    let connection = ctx.db().read();
    let leads = crate::process::acts_for(ctx, connection, process.id, Role::Owner).await?;
    let retained = proposal::Entity::find()
        .filter(proposal::Column::ProcessId.eq(process.id.0))
        .filter(proposal::Column::Visibility.eq("public"))
        .filter(proposal::Column::State.is_in(super::SOURCE_STATES.map(domain::proposal::State::as_str)))
        .order_by_asc(proposal::Column::Number)
        .all(connection)
        .await?;
    let mut sources = proposals::cards(ctx, &process, retained).await?;
    sources.sort_by_key(|card| card.state == domain::proposal::State::Admissible);
    let leads = leads.into_iter().map(|row| (row.slug, row.name)).collect();
    Ok(FormFacts { process, leads, sources })
}
