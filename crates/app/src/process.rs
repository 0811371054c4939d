//! Processes, read: what lists, gates and pages need. Setting one up is
//! `process_setup`.

use std::collections::HashMap;

use domain::id::{OrganisationId, ProcessId, ThemeId};
use domain::locale::Localized;
use domain::moderation::Visibility;
use domain::organisation::Part;
use domain::paging::Paged;
use domain::phase::{self, PhaseStatus};
use domain::policy::{About, Action, Role};
use domain::process::{Counts, DateChange, HomePage, Process, ProcessPage, RecentAnswer, Theme};
use domain::proposal::ListQuery;
use domain::reference::{ProcessCode, Reference};
use domain::triage::{DecisionKind, Outcome};
use entities::{
    act, decision, organisation, phase as phase_row, process as row, process_count, process_organisation,
    proposal as proposal_row, theme,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::gate::phase_of;
use crate::page_key::PageKey;

/// The answers that the home page recalls.
const RECENT_ANSWERS: u64 = 4;
/// The proposals that the process page shows.
const LATEST: u64 = 6;

/// Finds a process by its slug. One that is not published exists for its
/// administrators only.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn find(ctx: &Ctx, slug: &str) -> Result<Process> {
    let row =
        row::Entity::find().filter(row::Column::Slug.eq(slug)).one(ctx.db().read()).await?.ok_or(Error::NotFound)?;
    visible(ctx, row).await
}

/// Finds a process by its id.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn by_id(ctx: &Ctx, id: ProcessId) -> Result<Process> {
    let row = row::Entity::find_by_id(id.0).one(ctx.db().read()).await?.ok_or(Error::NotFound)?;
    visible(ctx, row).await
}

/// Refuses, as if it did not exist, what belongs to a process that the one who
/// asks may not see. Whatever goes by the reference of a contribution finds its
/// row through here: `find_row` of each kind asks.
///
/// # Errors
/// [`Error::NotFound`].
pub(crate) async fn require_visible(ctx: &Ctx, id: ProcessId) -> Result<()> {
    let published: Option<bool> = row::Entity::find_by_id(id.0)
        .select_only()
        .column(row::Column::Published)
        .into_tuple()
        .one(ctx.db().read())
        .await?;
    let published = published.ok_or(Error::NotFound)?;
    if published || ctx.may(Action::ReadUnpublished, About::process(id)) { Ok(()) } else { Err(Error::NotFound) }
}

/// Processes that are not public, and not for the one who asks either.
pub(crate) async fn unseen(ctx: &Ctx) -> Result<Vec<Uuid>> {
    let private = row::Entity::find().select_only().column(row::Column::Id).filter(row::Column::Published.eq(false));
    let private: Vec<Uuid> = private.into_tuple().all(ctx.db().read()).await?;
    Ok(private.into_iter().filter(|id| !ctx.may(Action::ReadUnpublished, About::process(ProcessId(*id)))).collect())
}

async fn visible(ctx: &Ctx, row: row::Model) -> Result<Process> {
    if !row.published && !ctx.may(Action::ReadUnpublished, About::process(ProcessId(row.id))) {
        return Err(Error::NotFound);
    }
    assemble(ctx.db().read(), vec![row]).await?.pop().ok_or(Error::NotFound)
}

/// All processes that the one who asks may see, the latest first.
///
/// # Errors
/// When the database fails.
pub async fn list(ctx: &Ctx) -> Result<Vec<Process>> {
    let rows = row::Entity::find().order_by_desc(row::Column::CreatedAt).all(ctx.db().read()).await?;
    let seen = rows
        .into_iter()
        .filter(|row| row.published || ctx.may(Action::ReadUnpublished, About::process(ProcessId(row.id))));
    assemble(ctx.db().read(), seen.collect()).await
}

/// A page of the processes that everyone may see, the latest first. `after` is
/// the slug of the last one of the page before.
///
/// # Errors
/// When the database fails.
pub async fn published_page(ctx: &Ctx, after: Option<&str>, limit: u64) -> Result<Paged<Process>> {
    use row::Column as C;
    let connection = ctx.db().read();
    let mut query = row::Entity::find().filter(C::Published.eq(true));
    if let Some(after) = after {
        let last = query.clone().filter(C::Slug.eq(after)).one(connection).await?;
        if let Some(last) = last {
            let key = PageKey { at: last.created_at, id: last.id };
            query = query.filter(key.before(C::CreatedAt, C::Id));
        }
    }
    let mut rows = query.order_by_desc(C::CreatedAt).order_by_desc(C::Id).limit(limit + 1).all(connection).await?;
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).map(|row| row.slug.clone());
    Ok(Paged { items: assemble(connection, rows).await?, next })
}

/// The organisations that answer and carry commitments in a process. None when
/// it lists none: then any administration of the instance does.
///
/// # Errors
/// When the database fails.
async fn answering(connection: &impl ConnectionTrait, process: ProcessId) -> Result<Option<Vec<OrganisationId>>> {
    let parts = [Part::Leads.as_str(), Part::Answers.as_str()];
    let rows = process_organisation::Entity::find()
        .filter(process_organisation::Column::ProcessId.eq(process.0))
        .filter(process_organisation::Column::Part.is_in(parts))
        .all(connection)
        .await?;
    let ids: Vec<OrganisationId> = rows.into_iter().map(|row| OrganisationId(row.organisation_id)).collect();
    Ok(Some(ids).filter(|ids| !ids.is_empty()))
}

/// Whether an organisation may answer or lead in a process.
///
/// # Errors
/// When the database fails.
pub(crate) async fn answers_in(
    connection: &impl ConnectionTrait,
    process: ProcessId,
    organisation: OrganisationId,
) -> Result<bool> {
    Ok(answering(connection, process).await?.is_none_or(|known| known.contains(&organisation)))
}

/// The administrations in whose name the one who asks may act in a process, in
/// this role: those where the role is held and that take part.
///
/// # Errors
/// When the database fails.
pub(crate) async fn acts_for(
    ctx: &Ctx,
    connection: &impl ConnectionTrait,
    process: ProcessId,
    role: Role,
) -> Result<Vec<organisation::Model>> {
    let mut held = ctx.actor.organisations(role, process);
    if held.is_empty() {
        return Ok(Vec::new());
    }
    if let Some(known) = answering(connection, process).await? {
        held.retain(|id| known.contains(id));
    }
    Ok(organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(held.into_iter().map(|id| id.0)))
        .order_by_asc(organisation::Column::Name)
        .all(connection)
        .await?)
}

/// Puts processes together from their rows: three more queries, however many.
async fn assemble(connection: &impl ConnectionTrait, rows: Vec<row::Model>) -> Result<Vec<Process>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let phases = phase_row::Entity::find()
        .filter(phase_row::Column::ProcessId.is_in(ids.clone()))
        .order_by_asc(phase_row::Column::Position)
        .all(connection)
        .await?;
    let themes = theme::Entity::find()
        .filter(theme::Column::ProcessId.is_in(ids.clone()))
        .order_by_asc(theme::Column::Position)
        .all(connection)
        .await?;
    let counts =
        process_count::Entity::find().filter(process_count::Column::ProcessId.is_in(ids)).all(connection).await?;

    let mut phases_of: HashMap<Uuid, Vec<phase::Phase>> = HashMap::new();
    for row in phases {
        phases_of.entry(row.process_id).or_default().push(phase_of(row)?);
    }
    let mut themes_of: HashMap<Uuid, Vec<Theme>> = HashMap::new();
    for row in themes {
        let titles = serde_json::from_value(row.titles)?;
        themes_of.entry(row.process_id).or_default().push(Theme { id: ThemeId(row.id), slug: row.slug, titles });
    }
    let mut counts_of: HashMap<Uuid, Counts> = HashMap::new();
    for row in counts {
        let sum = counts_of.entry(row.process_id).or_default();
        sum.proposals += i64::from(row.proposals);
        sum.comments += i64::from(row.comments);
        sum.votes += i64::from(row.votes);
        sum.imported_votes += i64::from(row.imported_votes);
        sum.participants += i64::from(row.participants);
    }
    rows.into_iter()
        .map(|row| {
            let code = ProcessCode::parse(&row.code).ok_or_else(|| anyhow::anyhow!("process {}: bad code", row.id))?;
            Ok(Process {
                id: ProcessId(row.id),
                slug: row.slug,
                code,
                lang: row.lang,
                time_zone: row.time_zone,
                titles: serde_json::from_value(row.titles)?,
                summaries: serde_json::from_value(row.summaries)?,
                fictional: row.fictional,
                published: row.published,
                source: row.source,
                phases: phases_of.remove(&row.id).unwrap_or_default(),
                themes: themes_of.remove(&row.id).unwrap_or_default(),
                counts: counts_of.remove(&row.id).unwrap_or_default(),
            })
        })
        .collect()
}

/// What the process page shows.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn page(ctx: &Ctx, slug: &str) -> Result<ProcessPage> {
    let process = find(ctx, slug).await?;
    let connection = ctx.db().read();
    let row = row::Entity::find_by_id(process.id.0).one(connection).await?.ok_or(Error::NotFound)?;
    let rendered = |texts: serde_json::Value| -> Result<_> {
        let texts: Localized = serde_json::from_value(texts)?;
        Ok(texts.pick(ctx.locale).map(|(lang, text)| (lang.to_owned(), content::html::markdown(text))))
    };
    // Some to spare: what can no longer be read is not news.
    let latest = ListQuery { limit: 2 * LATEST, ..ListQuery::default() };
    let latest = crate::proposal::list_in(ctx, &process, &latest).await?.items.into_iter();
    let latest = latest.filter(|card| card.visibility == Visibility::Public);
    Ok(ProcessPage {
        promise: rendered(row.promises)?,
        charter: rendered(row.charters)?,
        organisations: organisations(connection, process.id).await?,
        latest: latest.take(usize::try_from(LATEST).unwrap_or_default()).collect(),
        commitments: crate::commitment::cards(ctx, &process).await?,
        date_changes: date_changes(connection, &process).await?,
        process,
    })
}

/// The rules of participation, rendered, with their language.
///
/// # Errors
/// When the database fails.
pub async fn charter(ctx: &Ctx, process: ProcessId) -> Result<Option<(String, domain::html::SafeHtml)>> {
    let row = row::Entity::find_by_id(process.0).one(ctx.db().read()).await?.ok_or(Error::NotFound)?;
    let charter: Localized = serde_json::from_value(row.charters)?;
    Ok(charter.pick(ctx.locale).map(|(lang, text)| (lang.to_owned(), content::html::markdown(text))))
}

async fn organisations(
    connection: &impl ConnectionTrait,
    process: ProcessId,
) -> Result<Vec<domain::organisation::Organisation>> {
    let parts = process_organisation::Entity::find()
        .filter(process_organisation::Column::ProcessId.eq(process.0))
        .all(connection)
        .await?;
    let ids = parts.iter().map(|part| part.organisation_id);
    let rows = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(ids))
        .order_by_asc(organisation::Column::Name)
        .all(connection)
        .await?;
    rows.into_iter().map(crate::author::organisation_of).collect()
}

/// The changes made to dates after publication, from the acts that made them.
async fn date_changes(connection: &impl ConnectionTrait, process: &Process) -> Result<Vec<DateChange>> {
    let acts = act::Entity::find()
        .filter(act::Column::ProcessId.eq(process.id.0))
        .filter(act::Column::Action.eq("phase.dates"))
        .order_by_desc(act::Column::At)
        .all(connection)
        .await?;
    acts.into_iter()
        .map(|act| {
            let details: PhaseDates = serde_json::from_value(act.details)?;
            Ok(DateChange {
                at: act.at,
                phase: details.titles,
                starts_at: (details.before.0, details.after.0),
                ends_at: (details.before.1, details.after.1),
                reason: act.reason,
            })
        })
        .collect()
}

/// The details of an act `phase.dates`: start and end, before and after.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PhaseDates {
    /// The phase's name.
    pub titles: Localized,
    /// Start and end before.
    pub before: (domain::Time, Option<domain::Time>),
    /// Start and end after.
    pub after: (domain::Time, Option<domain::Time>),
}

/// What the home page shows: what one can do today first.
///
/// # Errors
/// When the database fails.
pub async fn home(ctx: &Ctx) -> Result<HomePage> {
    let now = ctx.now();
    let all: Vec<Process> = list(ctx).await?.into_iter().filter(|process| process.published).collect();
    let (mut open, mut closed): (Vec<_>, Vec<_>) = all.into_iter().partition(|process| {
        process.phases.is_empty() || process.phases.iter().any(|phase| phase.status(now) != PhaseStatus::Closed)
    });
    // What can be answered now comes first, the nearest end before the others.
    open.sort_by_key(|process| {
        let current = phase::current(&process.phases, now);
        let writable = current.is_some_and(|phase| {
            phase.is_open(now) && matches!(phase.kind, phase::PhaseKind::Ideation | phase::PhaseKind::Consultation)
        });
        (!writable, current.and_then(|phase| phase.ends_at).is_none(), current.and_then(|phase| phase.ends_at))
    });
    closed.sort_by_key(|process| std::cmp::Reverse(process.phases.iter().filter_map(|phase| phase.ends_at).max()));
    Ok(HomePage { answers: recent_answers(ctx).await?, open, closed })
}

async fn recent_answers(ctx: &Ctx) -> Result<Vec<RecentAnswer>> {
    let connection = ctx.db().read();
    let public =
        row::Entity::find().select_only().column(row::Column::Id).filter(row::Column::Published.eq(true)).into_query();
    let found = decision::Entity::find()
        .filter(decision::Column::Kind.eq(DecisionKind::Answer.as_str()))
        .filter(decision::Column::ProcessId.in_subquery(public))
        .order_by_desc(decision::Column::At)
        .limit(RECENT_ANSWERS * 3)
        .all(connection)
        .await?;
    let proposals = proposal_row::Entity::find()
        .filter(proposal_row::Column::Id.is_in(found.iter().map(|decision| decision.object_id)))
        .filter(proposal_row::Column::Visibility.eq("public"))
        .all(connection)
        .await?;
    let organisations = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(found.iter().filter_map(|d| d.organisation_id)))
        .all(connection)
        .await?;
    let mut answers: Vec<RecentAnswer> = Vec::new();
    for decision in found {
        let Some(proposal) = proposals.iter().find(|proposal| proposal.id == decision.object_id) else { continue };
        let (Some(outcome), Some((reference, _))) =
            (Outcome::parse(&decision.outcome), Reference::parse(&proposal.reference))
        else {
            continue;
        };
        if answers.iter().any(|answer| answer.proposal == reference) || answers.len() as u64 == RECENT_ANSWERS {
            continue;
        }
        let by = organisations.iter().find(|organisation| Some(organisation.id) == decision.organisation_id);
        answers.push(RecentAnswer {
            proposal: reference,
            title: proposal.title.clone(),
            outcome,
            organisation: by.map(|organisation| organisation.name.clone()),
            excerpt: content::plain::excerpt(&content::plain::from_markdown(&decision.reason), 220),
            at: decision.at,
        });
    }
    Ok(answers)
}
