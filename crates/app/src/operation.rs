//! What an operator watches: jobs that failed, and the register of staff acts,
//! of which the part about a process is public.

use std::collections::HashMap;

use domain::admin::{ActKind, ActLine, Gone, JobLine};
use domain::commitment::State;
use domain::erasure::Reason;
use domain::id::{JobId, ProcessId};
use domain::lineage::Relation;
use domain::locale::Localized;
use domain::moderation::Visibility;
use domain::paging::Paged;
use domain::policy::{About, Action};
use domain::process::Process;
use domain::refusal::Refusal;
use entities::{account, act, comment, commitment, erasure, job, link, organisation, process, proposal, version};
use sea_orm::sea_query::SelectStatement;
use sea_orm::{
    ActiveValue::Set, ActiveValue::Unchanged, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
};
use serde_json::json;
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::page_key::PageKey;
use crate::record::{self, NewAct};

/// Lines of one page.
const LINES: u64 = 50;
/// Failed jobs shown at once: more than these tell nothing more.
const FAILED: u64 = 200;

/// Jobs that failed at least once and are not done, those given up first.
///
/// # Errors
/// [`Error::Denied`] for anyone but an administrator.
pub async fn jobs(ctx: &Ctx) -> Result<Vec<JobLine>> {
    ctx.permit(Action::SeeOperation, About::default())?;
    let failed = Condition::any().add(job::Column::DeadAt.is_not_null()).add(job::Column::LastError.is_not_null());
    let mut rows = job::Entity::find()
        .filter(job::Column::DoneAt.is_null())
        .filter(failed)
        .order_by_desc(job::Column::CreatedAt)
        .limit(FAILED)
        .all(ctx.db().read())
        .await?;
    rows.sort_by_key(|row| row.dead_at.is_none());
    Ok(rows.into_iter().map(line).collect())
}

fn line(row: job::Model) -> JobLine {
    JobLine {
        id: JobId(row.id),
        kind: row.kind,
        created_at: row.created_at,
        attempts: row.attempts,
        run_at: row.run_at,
        last_error: row.last_error.unwrap_or_default(),
        dead: row.dead_at.is_some(),
    }
}

/// Has a job that failed tried again at once.
///
/// # Errors
/// [`Error::NotFound`]; [`Refusal::Unchanged`] when it did not fail, or was done or
/// begun in between;
/// [`Error::Denied`].
pub async fn retry(ctx: &Ctx, id: JobId) -> Result<()> {
    let now = ctx.now();
    let permit = ctx.permit(Action::SeeOperation, About::default())?;
    let tx = ctx.db().write_tx().await?;
    let row = job::Entity::find_by_id(id.0).lock_exclusive().one(&*tx).await?.ok_or(Error::NotFound)?;
    let under_way = row.locked_until.is_some_and(|until| until > now);
    let failed = row.dead_at.is_some() || row.last_error.is_some();
    // One that waits for its time has it for a reason: a phase ends then.
    if !failed || row.done_at.is_some() || under_way {
        return Err(Refusal::Unchanged.into());
    }
    let again = job::ActiveModel {
        id: Unchanged(row.id),
        run_at: Set(now),
        attempts: Set(0),
        dead_at: Set(None),
        ..Default::default()
    };
    job::Entity::update(again).exec(&*tx).await?;
    let details = json!({ "job": row.id, "attempts": row.attempts });
    let act = NewAct { action: "job.retry", process: None, version: None, subject: &row.kind, reason: "", details };
    record::act(ctx, &tx, &permit, act, now).await?;
    tx.commit().await?;
    ctx.app.wake_jobs.notify_one();
    Ok(())
}

/// All acts, the latest first, with names.
///
/// # Errors
/// [`Error::Denied`] for anyone but an administrator.
pub async fn acts(ctx: &Ctx, after: Option<&str>) -> Result<Paged<ActLine>> {
    ctx.permit(Action::SeeOperation, About::default())?;
    page(ctx, None, None, after, true).await
}

/// The public register of the acts about a process, the latest first: what was
/// done, in which role, for which administration and why. Names are for the
/// administrators.
///
/// # Errors
/// [`Error::NotFound`] without such a process, or when it is not public yet.
pub async fn public(
    ctx: &Ctx,
    slug: &str,
    kind: Option<ActKind>,
    after: Option<&str>,
) -> Result<(Process, Paged<ActLine>)> {
    let process = crate::process::find(ctx, slug).await?;
    let names = ctx.may(Action::SeeOperation, About::process(process.id));
    let lines = page(ctx, Some(process.id), kind, after, names).await?;
    Ok((process, lines))
}

/// How much of a process can no longer be read, by reason.
///
/// # Errors
/// When the database fails.
pub async fn gone(ctx: &Ctx, process: ProcessId) -> Result<Gone> {
    use erasure::Column as C;
    let connection = ctx.db().read();
    // In an organisation's name the words stay: such a row names no contribution.
    let erased: Vec<(String, i64)> = erasure::Entity::find()
        .select_only()
        .column(C::Reason)
        .expr(C::Id.count())
        .filter(C::ProcessId.eq(process.0))
        .filter(C::DoneAt.is_not_null())
        .filter(C::ObjectId.is_not_null())
        .group_by(C::Reason)
        .into_tuple()
        .all(connection)
        .await?;
    macro_rules! seen {
        ($entity:ident) => {{
            let unreadable = [Visibility::Hidden, Visibility::Withdrawn].map(Visibility::as_str);
            $entity::Entity::find()
                .select_only()
                .column($entity::Column::Visibility)
                .expr($entity::Column::Id.count())
                .filter($entity::Column::ProcessId.eq(process.0))
                .filter($entity::Column::Visibility.is_in(unreadable))
                .group_by($entity::Column::Visibility)
                .into_tuple::<(String, i64)>()
                .all(connection)
                .await?
        }};
    }
    let seen = [seen!(proposal), seen!(comment)].concat();
    let sum = |counts: &[(String, i64)], code: &str| {
        let of = counts.iter().filter(|(of, _)| of == code).map(|(_, count)| *count);
        u64::try_from(of.sum::<i64>()).unwrap_or_default()
    };
    Ok(Gone {
        erased: sum(&erased, Reason::Contribution.as_str()),
        with_account: sum(&erased, Reason::Account.as_str()),
        hidden: sum(&seen, Visibility::Hidden.as_str()),
        withdrawn: sum(&seen, Visibility::Withdrawn.as_str()),
    })
}

async fn page(
    ctx: &Ctx,
    process: Option<ProcessId>,
    kind: Option<ActKind>,
    after: Option<&str>,
    names: bool,
) -> Result<Paged<ActLine>> {
    let mut found = act::Entity::find();
    if let Some(kind) = kind {
        found = found.filter(act::Column::Action.starts_with(format!("{kind}.")));
    }
    if let Some(process) = process {
        found = found.filter(act::Column::ProcessId.eq(process.0));
        if !ctx.may(Action::ReadDraftCommitment, About::process(process)) {
            found = found.filter(act::Column::Subject.not_in_subquery(drafts(process)));
        }
    }
    if let Some(after) = after.and_then(PageKey::parse) {
        found = found.filter(after.before(act::Column::At, act::Column::Id));
    }
    let rows = found
        .order_by_desc(act::Column::At)
        .order_by_desc(act::Column::Id)
        .limit(LINES + 1)
        .all(ctx.db().read())
        .await?;
    let page = PageKey::page(rows, LINES, |row| PageKey { at: row.at, id: row.id });
    Ok(Paged { items: lines(ctx, page.items, names).await?, next: page.next })
}

/// The references of commitments that are not public yet.
fn drafts(process: ProcessId) -> SelectStatement {
    let drafts = commitment::Entity::find().select_only().column(commitment::Column::Reference);
    let here = drafts.filter(commitment::Column::ProcessId.eq(process.0));
    here.filter(commitment::Column::State.eq(State::Draft.as_str())).into_query()
}

/// Whose right an act gave or took back.
fn concerned(row: &act::Model) -> Option<Uuid> {
    row.details.get("account").and_then(|id| id.as_str()).and_then(|id| Uuid::try_parse(id).ok())
}

/// The version that each act is about: of a decision, that of what it judged.
async fn versions(connection: &impl ConnectionTrait, rows: &[act::Model]) -> Result<HashMap<Uuid, (String, i32)>> {
    let judged = [Relation::DecidedBy, Relation::AnsweredBy, Relation::ModeratedBy].map(Relation::as_str);
    let links = link::Entity::find()
        .filter(link::Column::ActId.is_in(rows.iter().map(|row| row.id)))
        .filter(link::Column::Relation.is_in(judged))
        .all(connection)
        .await?;
    let of = |row: &act::Model| {
        let link = links.iter().find(|link| link.act_id == Some(row.id));
        link.map(|link| link.from_version).or(row.version_id)
    };
    let ids: Vec<Uuid> = rows.iter().filter_map(of).collect();
    let found = version::Entity::find().filter(version::Column::Id.is_in(ids)).all(connection).await?;
    let named = |row: &act::Model| {
        let version = found.iter().find(|version| Some(version.id) == of(row))?;
        Some((row.id, (version.reference.clone(), version.number)))
    };
    Ok(rows.iter().filter_map(named).collect())
}

async fn lines(ctx: &Ctx, rows: Vec<act::Model>, names: bool) -> Result<Vec<ActLine>> {
    let connection = ctx.db().read();
    let people: Vec<Uuid> =
        rows.iter().flat_map(|row| [row.account_id, concerned(row)]).flatten().filter(|_| names).collect();
    let accounts = account::Entity::find().filter(account::Column::Id.is_in(people)).all(connection).await?;
    let name =
        |id: Option<Uuid>| accounts.iter().find(|account| Some(account.id) == id).map(|account| account.name.clone());
    let organisations = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(rows.iter().filter_map(|row| row.organisation_id)))
        .all(connection)
        .await?;
    let versions = versions(connection, &rows).await?;
    let processes = process::Entity::find()
        .filter(process::Column::Id.is_in(rows.iter().filter_map(|row| row.process_id)))
        .all(connection)
        .await?;
    rows.into_iter()
        .map(|row| {
            let process = processes.iter().find(|process| Some(process.id) == row.process_id);
            let titles = |row: &process::Model| -> Result<(String, Localized)> {
                Ok((row.slug.clone(), serde_json::from_value(row.titles.clone())?))
            };
            Ok(ActLine {
                at: row.at,
                name: name(row.account_id),
                about: name(concerned(&row)),
                organisation: organisations
                    .iter()
                    .find(|organisation| Some(organisation.id) == row.organisation_id)
                    .map(|organisation| organisation.name.clone()),
                process: process.map(titles).transpose()?,
                on: versions.get(&row.id).cloned(),
                action: row.action,
                role: row.role,
                subject: row.subject,
                reason: content::html::markdown(&row.reason),
                reason_text: row.reason,
            })
        })
        .collect()
}
