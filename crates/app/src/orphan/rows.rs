//! The rows of each kind of orphan: a query for those there could be, and a
//! condition for those there are.

use std::collections::HashMap;

use domain::lineage::Relation;
use domain::moderation::Visibility;
use domain::organisation::OrganisationKind;
use domain::orphan::{Orphan, OrphanKind};
use domain::phase::PhaseStatus;
use domain::process::Process;
use domain::proposal::State;
use domain::reference::Reference;
use domain::triage::{DecisionKind, Outcome};
use entities::{comment, comment_revision, commitment, decision, link, organisation, proposal, version};
use sea_orm::sea_query::{Expr, Func, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// Characters of a comment that stand for it.
const FIRST_WORDS: usize = 120;
/// States of a proposal that nobody has answered.
const WAITING: [State; 3] = [State::Received, State::Admissible, State::UnderReview];
/// States of one that should lead somewhere.
const KEPT: [State; 2] = [State::Retained, State::PartlyRetained];

/// How many there are, and of how many: both in one walk.
pub(super) async fn count(ctx: &Ctx, process: &Process, kind: OrphanKind) -> Result<(i64, i64)> {
    macro_rules! count {
        ($all:expr, $missing:expr) => {{
            let missing = Func::count(Expr::case($missing, 1));
            let both = $all.select_only().expr(missing).expr(Func::count(Expr::val(1)));
            both.into_tuple::<(i64, i64)>().one(ctx.db().read()).await?
        }};
    }
    let both = match kind {
        OrphanKind::Unanswered => count!(answerable(ctx, process), unanswered()),
        OrphanKind::NotTakenUp => count!(kept(process), not_taken_up(process)),
        OrphanKind::CommentUnanswered => count!(comments(process), without_reply(process)),
        OrphanKind::WithoutSource => count!(published(process), without_source(process)),
        OrphanKind::AnswerWithoutText => count!(favourable(process), names_nothing()),
    };
    Ok(both.unwrap_or_default())
}

/// Some of them after a number, with their number.
pub(super) async fn some(
    ctx: &Ctx,
    process: &Process,
    kind: OrphanKind,
    after: i32,
    limit: u64,
) -> Result<Vec<(i32, Orphan)>> {
    let connection = ctx.db().read();
    macro_rules! rows {
        ($table:ident, $query:expr) => {
            $query
                .filter($table::Column::Number.gt(after))
                .order_by_asc($table::Column::Number)
                .limit(limit)
                .all(connection)
                .await?
        };
    }
    match kind {
        OrphanKind::Unanswered => {
            of_proposals(kind, rows!(proposal, answerable(ctx, process).filter(unanswered())), |row| {
                format!("/proposals/{}", row.reference)
            })
        }
        OrphanKind::NotTakenUp => {
            of_proposals(kind, rows!(proposal, kept(process).filter(not_taken_up(process))), |_| {
                format!("/processes/{}/commitments/new", process.slug)
            })
        }
        OrphanKind::CommentUnanswered => {
            of_comments(ctx, rows!(comment, comments(process).filter(without_reply(process)))).await
        }
        OrphanKind::WithoutSource => rows!(commitment, published(process).filter(without_source(process)))
            .into_iter()
            .map(|row| {
                let line = Orphan {
                    kind,
                    reference: parsed(&row.reference)?,
                    url: format!("/commitments/{}", row.reference),
                    since: row.published_at.unwrap_or(row.created_at),
                    title: row.title,
                    lang: row.lang,
                    act: None,
                };
                Ok((row.number, line))
            })
            .collect(),
        OrphanKind::AnswerWithoutText => {
            of_answers(ctx, rows!(decision, favourable(process).filter(names_nothing()))).await
        }
    }
}

/// Public proposals whose phase is over.
fn answerable(ctx: &Ctx, process: &Process) -> Select<proposal::Entity> {
    proposals(process).filter(proposal::Column::PhaseId.is_in(over(ctx, process)))
}

/// How many public proposals without an answer are of a phase that is not over.
pub(super) async fn open(ctx: &Ctx, process: &Process) -> Result<i64> {
    let open = proposals(process).filter(unanswered()).filter(proposal::Column::PhaseId.is_not_in(over(ctx, process)));
    Ok(i64::try_from(open.count(ctx.db().read()).await?).unwrap_or(i64::MAX))
}

/// The phases that are over.
fn over(ctx: &Ctx, process: &Process) -> Vec<Uuid> {
    let now = ctx.now();
    process.phases.iter().filter(|phase| phase.status(now) == PhaseStatus::Closed).map(|phase| phase.id.0).collect()
}

fn proposals(process: &Process) -> Select<proposal::Entity> {
    proposal::Entity::find()
        .filter(proposal::Column::ProcessId.eq(process.id.0))
        .filter(proposal::Column::Visibility.eq(Visibility::Public.as_str()))
}

fn unanswered() -> Condition {
    Condition::all().add(proposal::Column::State.is_in(WAITING.map(State::as_str)))
}

fn kept(process: &Process) -> Select<proposal::Entity> {
    proposals(process).filter(proposal::Column::State.is_in(KEPT.map(State::as_str)))
}

fn not_taken_up(process: &Process) -> Condition {
    let sources = sources(process).select_only().column(link::Column::FromVersion).into_query();
    Condition::all().add(proposal::Column::Id.not_in_subquery(objects(sources)))
}

/// Links from a contribution to a public commitment.
fn sources(process: &Process) -> Select<link::Entity> {
    let commitments = published(process).select_only().column(commitment::Column::Id).into_query();
    let versions = version::Entity::find()
        .select_only()
        .column(version::Column::Id)
        .filter(version::Column::ObjectId.in_subquery(commitments));
    link::Entity::find()
        .filter(link::Column::Relation.eq(Relation::SourceOf.as_str()))
        .filter(link::Column::ToVersion.in_subquery(versions.into_query()))
}

/// The objects that these versions are of.
fn objects(versions: SelectStatement) -> SelectStatement {
    let of = version::Entity::find().select_only().column(version::Column::ObjectId);
    of.filter(version::Column::Id.in_subquery(versions)).into_query()
}

/// Public comments on the public commitments of a process; replies are not.
fn comments(process: &Process) -> Select<comment::Entity> {
    let commitments = published(process).select_only().column(commitment::Column::Id).into_query();
    comment::Entity::find()
        .filter(comment::Column::ProcessId.eq(process.id.0))
        .filter(comment::Column::TargetId.in_subquery(commitments))
        .filter(comment::Column::Visibility.eq(Visibility::Public.as_str()))
        .filter(comment::Column::ParentId.is_null())
}

fn without_reply(process: &Process) -> Condition {
    let administrations = organisation::Entity::find()
        .select_only()
        .column(organisation::Column::Id)
        .filter(organisation::Column::Kind.eq(OrganisationKind::Administration.as_str()));
    let replied = comment::Entity::find()
        .select_only()
        .column(comment::Column::ParentId)
        .filter(comment::Column::ProcessId.eq(process.id.0))
        .filter(comment::Column::ParentId.is_not_null())
        .filter(comment::Column::Visibility.eq(Visibility::Public.as_str()))
        .filter(comment::Column::OrganisationId.in_subquery(administrations.into_query()));
    Condition::all().add(comment::Column::Id.not_in_subquery(replied.into_query()))
}

fn published(process: &Process) -> Select<commitment::Entity> {
    commitment::Entity::find()
        .filter(commitment::Column::ProcessId.eq(process.id.0))
        .filter(commitment::Column::PublishedAt.is_not_null())
}

fn without_source(process: &Process) -> Condition {
    let to = sources(process).select_only().column(link::Column::ToVersion).into_query();
    Condition::all().add(commitment::Column::Id.not_in_subquery(objects(to)))
}

/// Answers that retain a proposal, at least partly.
fn favourable(process: &Process) -> Select<decision::Entity> {
    let kept = [Outcome::Retained, Outcome::PartlyRetained].map(Outcome::as_str);
    decision::Entity::find()
        .filter(decision::Column::ProcessId.eq(process.id.0))
        .filter(decision::Column::Kind.eq(DecisionKind::Answer.as_str()))
        .filter(decision::Column::Outcome.is_in(kept))
}

/// The reason names no text ([`domain::orphan::names_text`]).
fn names_nothing() -> Condition {
    Condition::all().add(decision::Column::NamesText.eq(false))
}

fn parsed(reference: &str) -> Result<Reference> {
    let parsed = Reference::parse(reference).map(|(reference, _)| reference);
    parsed.ok_or_else(|| Error::Internal(anyhow::anyhow!("{reference}: malformed reference")))
}

fn of_proposals(
    kind: OrphanKind,
    rows: Vec<proposal::Model>,
    act: impl Fn(&proposal::Model) -> String,
) -> Result<Vec<(i32, Orphan)>> {
    let line = |row: proposal::Model| {
        let line = Orphan {
            kind,
            reference: parsed(&row.reference)?,
            url: format!("/proposals/{}", row.reference),
            since: row.published_at,
            act: Some(act(&row)),
            title: row.title,
            lang: row.lang,
        };
        Ok((row.number, line))
    };
    rows.into_iter().map(line).collect()
}

async fn of_comments(ctx: &Ctx, rows: Vec<comment::Model>) -> Result<Vec<(i32, Orphan)>> {
    let connection = ctx.db().read();
    let words = comment_revision::Entity::find()
        .filter(comment_revision::Column::CommentId.is_in(rows.iter().map(|row| row.id)))
        .filter(comment_revision::Column::Visibility.eq(Visibility::Public.as_str()))
        .all(connection)
        .await?;
    let words: HashMap<(Uuid, i32), String> =
        words.into_iter().map(|row| ((row.comment_id, row.number), row.body)).collect();
    let on = commitment::Entity::find().filter(commitment::Column::Id.is_in(rows.iter().map(|row| row.target_id)));
    let on: HashMap<Uuid, String> = on.all(connection).await?.into_iter().map(|row| (row.id, row.reference)).collect();
    let line = |row: comment::Model| {
        let body = words.get(&(row.id, row.revision)).map(String::as_str).unwrap_or_default();
        let target = on.get(&row.target_id).map(String::as_str).unwrap_or_default();
        let line = Orphan {
            kind: OrphanKind::CommentUnanswered,
            reference: parsed(&row.reference)?,
            title: content::plain::excerpt(&content::plain::from_markdown(body), FIRST_WORDS),
            url: format!("/commitments/{target}#{}", row.reference),
            act: Some(format!("/comments/{}/reply", row.reference)),
            since: row.published_at,
            lang: row.lang,
        };
        Ok((row.number, line))
    };
    rows.into_iter().map(line).collect()
}

async fn of_answers(ctx: &Ctx, rows: Vec<decision::Model>) -> Result<Vec<(i32, Orphan)>> {
    let on = proposal::Entity::find().filter(proposal::Column::Id.is_in(rows.iter().map(|row| row.object_id)));
    let on: HashMap<Uuid, proposal::Model> =
        on.all(ctx.db().read()).await?.into_iter().map(|row| (row.id, row)).collect();
    let line = |row: decision::Model| {
        let of = on.get(&row.object_id);
        let readable = of.filter(|of| of.visibility == Visibility::Public.as_str());
        let place = of.map(|of| format!("/proposals/{}", of.reference)).unwrap_or_default();
        let line = Orphan {
            kind: OrphanKind::AnswerWithoutText,
            reference: parsed(&row.reference)?,
            title: readable.map(|of| of.title.clone()).unwrap_or_default(),
            lang: row.lang,
            url: format!("{place}#{}", row.reference),
            since: row.at,
            act: Some(place),
        };
        Ok((row.number, line))
    };
    rows.into_iter().map(line).collect()
}
