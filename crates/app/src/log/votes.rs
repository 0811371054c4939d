//! Votes in the log: one entry for an object that ten accounts or more have voted
//! on since its last, a quarter of an hour apart, and one at the close whose lines
//! are published. Nobody but the voter can tell which line is whose.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use domain::Time;
use domain::phase::TallyRule;
use entities::{account, commitment, log_count, log_vote, outbox, phase, process, proposal, vote};
use ledger::ballot::{Ballots, Line, Vote};
use ledger::entry::{Entry, Event, Votes};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::batch::Batch;
use super::known::{id_in, of};
use super::{ours, stamp};
use crate::author::Authors;
use crate::ctx::Ctx;
use crate::error::Result;

/// Accounts that have voted since the last count.
const AT_LEAST: i64 = 10;
/// Between two counts of an object.
const APART: TimeDelta = TimeDelta::minutes(15);
/// Objects counted in one transaction.
const OBJECTS: u64 = 100;

/// A count that was made.
#[derive(Debug)]
pub(super) struct Counted {
    pub(super) object: Uuid,
    pub(super) entry: u64,
    pub(super) at: Time,
    /// The outbox row of the close, when it is one.
    pub(super) closed_by: Option<Uuid>,
    /// What a close publishes.
    pub(super) lines: Option<Vec<u8>>,
    /// New salts: vote, salt, of which change.
    pub(super) salts: Vec<(Uuid, String, Time)>,
}

/// An object to be counted.
struct Object {
    id: Uuid,
    reference: String,
    process: Option<String>,
    shown: bool,
}

/// The number of an account, which means nothing outside of its owner's receipt.
pub(super) fn number_of(account: Uuid) -> u64 {
    account.as_bytes()[10..].iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// The counts that are due while voting goes on.
pub(super) async fn due(ctx: &Ctx, base: u64) -> Result<Batch> {
    let connection = ctx.db().read();
    let now = ctx.now();
    let newer =
        Expr::col((vote::Entity, vote::Column::ChangedAt)).gt(Expr::col((log_count::Entity, log_count::Column::At)));
    let last =
        vote::Entity::belongs_to(log_count::Entity).from(vote::Column::ObjectId).to(log_count::Column::ObjectId).into();
    let ids: Vec<Uuid> = vote::Entity::find()
        .select_only()
        .column(vote::Column::ObjectId)
        .join(JoinType::LeftJoin, last)
        .filter(
            Condition::any()
                .add(log_count::Column::At.is_null())
                .add(Condition::all().add(newer).add(log_count::Column::At.lte(now - APART))),
        )
        .group_by(vote::Column::ObjectId)
        .having(vote::Column::Id.count().gte(AT_LEAST))
        .order_by_asc(vote::Column::ObjectId)
        .limit(OBJECTS)
        .into_tuple()
        .all(connection)
        .await?;
    let mut batch = Batch { base, ..Batch::default() };
    count(ctx, &mut batch, ids, None, now).await?;
    Ok(batch)
}

/// The counts of a close: every object of the phase that has votes, a hundred at
/// a time. The row is settled with the last of them.
pub(super) async fn closing(ctx: &Ctx, base: u64, row: &outbox::Model) -> Result<Batch> {
    let connection = ctx.db().read();
    let mut batch = Batch { base, ..Batch::default() };
    let voted: Vec<Uuid> = vote::Entity::find()
        .select_only()
        .column(vote::Column::ObjectId)
        .distinct()
        .filter(vote::Column::PhaseId.eq(id_in(row, "phase").unwrap_or_default()))
        .order_by_asc(vote::Column::ObjectId)
        .into_tuple()
        .all(connection)
        .await?;
    let counted = log_count::Entity::find().filter(log_count::Column::ClosedBy.eq(row.id)).all(connection).await?;
    let mut left: Vec<Uuid> =
        voted.into_iter().filter(|id| counted.iter().all(|counted| counted.object_id != *id)).collect();
    let most = usize::try_from(OBJECTS).unwrap_or(usize::MAX);
    if left.len() <= most {
        batch.rows.push(row.id);
    }
    left.truncate(most);
    count(ctx, &mut batch, left, Some(row.id), row.at).await?;
    Ok(batch)
}

async fn count(ctx: &Ctx, batch: &mut Batch, ids: Vec<Uuid>, closed_by: Option<Uuid>, at: Time) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let connection = ctx.db().read();
    let accounts = account::Entity::find().filter(account::Column::ConfirmedAt.is_not_null()).count(connection).await?;
    for object in objects(connection, &ids, at).await? {
        let votes = vote::Entity::find().filter(vote::Column::ObjectId.eq(object.id)).all(connection).await?;
        let (ballots, salts) = ballots(ctx, &object, &votes).await?;
        let closing = closed_by.is_some();
        let leaves = ballots.lines().len() as u64;
        if leaves > accounts {
            tracing::error!(reference = object.reference, leaves, accounts, "more votes than confirmed accounts");
        }
        let event = Event::Votes(Votes {
            reference: object.reference,
            leaves,
            root: ballots.root(),
            tally: (closing || object.shown).then(|| ballots.tally()),
            accounts,
            closing,
        });
        let entry = batch.push(&Entry { at: stamp(at), process: object.process, event })?;
        let lines = closing.then(|| ballots.encode());
        batch.counts.push(Counted { object: object.id, entry, at, closed_by, lines, salts });
    }
    Ok(())
}

/// Every vote as a line, and the salts that are new: a changed vote has another.
async fn ballots(ctx: &Ctx, object: &Object, votes: &[vote::Model]) -> Result<(Ballots, Vec<(Uuid, String, Time)>)> {
    let connection = ctx.db().read();
    let authors = Authors::load(connection, votes.iter().map(|vote| vote.account_id), []).await?;
    let known = of::<log_vote::Entity, _>(connection, log_vote::Column::VoteId, votes.iter().map(|vote| vote.id));
    let known: HashMap<Uuid, log_vote::Model> = known.await?.into_iter().map(|row| (row.vote_id, row)).collect();
    let (mut lines, mut salts): (Vec<Line>, _) = (Vec::with_capacity(votes.len()), Vec::new());
    for vote in votes {
        let kept = known.get(&vote.id).filter(|kept| kept.of == vote.changed_at);
        let salt = match kept.and_then(|kept| STANDARD.decode(&kept.salt).ok()).and_then(|salt| salt.try_into().ok()) {
            Some(salt) => salt,
            None => {
                let mut salt = [0; 32];
                ctx.app.random.fill(&mut salt);
                salts.push((vote.id, STANDARD.encode(salt), vote.changed_at));
                salt
            }
        };
        let voter = authors.author(vote.account_id, None).person;
        lines.push(as_known(vote, &object.reference, voter, salt).line().map_err(ours)?);
    }
    Ok((Ballots::new(lines).map_err(ours)?, salts))
}

/// A vote as its voter knows it.
pub(super) fn as_known(row: &vote::Model, reference: &str, voter: String, salt: [u8; 32]) -> Vote {
    Vote {
        reference: reference.to_owned(),
        revision: u32::try_from(row.revision).unwrap_or_default(),
        choice: row.choice.clone(),
        voter,
        account: number_of(row.account_id),
        salt,
    }
}

async fn objects(connection: &impl ConnectionTrait, ids: &[Uuid], at: Time) -> Result<Vec<Object>> {
    let proposals = of::<proposal::Entity, _>(connection, proposal::Column::Id, ids.iter().copied()).await?;
    let commitments = of::<commitment::Entity, _>(connection, commitment::Column::Id, ids.iter().copied()).await?;
    let mut found: Vec<(Uuid, String, Uuid, Option<Uuid>)> = Vec::new();
    found.extend(proposals.into_iter().map(|row| (row.id, row.reference, row.process_id, Some(row.phase_id))));
    found.extend(commitments.into_iter().map(|row| (row.id, row.reference, row.process_id, row.phase_id)));
    let phases = of::<phase::Entity, _>(connection, phase::Column::Id, found.iter().filter_map(|found| found.3));
    let phases: HashMap<Uuid, phase::Model> = phases.await?.into_iter().map(|row| (row.id, row)).collect();
    let processes = of::<process::Entity, _>(connection, process::Column::Id, found.iter().map(|found| found.2));
    let processes: HashMap<Uuid, process::Model> = processes.await?.into_iter().map(|row| (row.id, row)).collect();
    let shown = |phase: &phase::Model| {
        phase.tallies == TallyRule::Live.as_str()
            || phase.closed_at.is_some()
            || phase.ends_at.is_some_and(|end| end <= at)
    };
    let objects = found.into_iter().map(|(id, reference, process, phase)| Object {
        id,
        reference,
        process: processes.get(&process).map(|row| row.code.clone()),
        shown: phase.and_then(|phase| phases.get(&phase)).is_some_and(shown),
    });
    Ok(objects.collect())
}
