//! What every write leaves behind it: a reference, a version, a link to what it
//! came from, the act of staff, the figures, and a line for the public log.
//! All in the transaction of the act.

use db::WriteTx;
use domain::Time;
use domain::id::{AccountId, ActId, ProcessId, VersionId};
use domain::lineage::{ObjectKind, Relation};
use domain::policy::Permit;
use domain::process::Counts;
use domain::reference::{Kind, ProcessCode, Reference};
use entities::{act, link, outbox, participation, process_count, reference_counter, version};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::Value;
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::Result;

/// Rows over which the figures of a process are spread.
const SHARDS: i32 = 16;
/// Rows in one statement: SQLite takes 32,766 values, and no table has 80 columns.
const ROWS: usize = 400;

/// Mints the next reference of a kind, and its number.
///
/// # Errors
/// When the database fails.
pub async fn reference(tx: &WriteTx, process: ProcessId, code: &ProcessCode, kind: Kind) -> Result<(Reference, i32)> {
    let first = reference_counter::ActiveModel {
        process_id: Set(process.0),
        kind: Set(kind.letter().to_owned()),
        last: Set(1),
    };
    let next = OnConflict::columns([reference_counter::Column::ProcessId, reference_counter::Column::Kind])
        .value(
            reference_counter::Column::Last,
            Expr::col((reference_counter::Entity, reference_counter::Column::Last)).add(1),
        )
        .to_owned();
    let counter = reference_counter::Entity::insert(first).on_conflict(next).exec_with_returning(&**tx).await?;
    Ok((Reference::new(code, kind, counter.last), counter.last))
}

/// Reserves the next `count` numbers of a kind for rows written together, and
/// returns the first.
///
/// # Errors
/// When the database fails.
pub async fn reserve(tx: &WriteTx, process: ProcessId, kind: Kind, count: i32) -> Result<i32> {
    let first = reference_counter::ActiveModel {
        process_id: Set(process.0),
        kind: Set(kind.letter().to_owned()),
        last: Set(count),
    };
    let next = OnConflict::columns([reference_counter::Column::ProcessId, reference_counter::Column::Kind])
        .value(
            reference_counter::Column::Last,
            Expr::col((reference_counter::Entity, reference_counter::Column::Last)).add(count),
        )
        .to_owned();
    let counter = reference_counter::Entity::insert(first).on_conflict(next).exec_with_returning(&**tx).await?;
    Ok(counter.last - count + 1)
}

/// What a new version is of.
#[derive(Clone, Debug)]
pub struct NewVersion<'a> {
    /// In which process.
    pub process: ProcessId,
    /// What it is.
    pub kind: ObjectKind,
    /// Which one.
    pub object: Uuid,
    /// Its reference.
    pub reference: &'a Reference,
    /// Which version, from 1.
    pub number: i32,
}

/// Writes a version.
///
/// # Errors
/// When the database fails.
pub async fn version(ctx: &Ctx, tx: &WriteTx, new: NewVersion<'_>, at: Time) -> Result<VersionId> {
    let id = ctx.id(at);
    let row = version::ActiveModel {
        id: Set(id),
        process_id: Set(Some(new.process.0)),
        kind: Set(new.kind.as_str().to_owned()),
        object_id: Set(new.object),
        reference: Set(new.reference.as_str().to_owned()),
        number: Set(new.number),
        at: Set(at),
    };
    version::Entity::insert(row).exec_without_returning(&**tx).await?;
    if matches!(new.kind, ObjectKind::Proposal | ObjectKind::Comment) {
        crate::log::draw_salts(ctx, tx, id).await?;
    }
    Ok(VersionId(id))
}

/// The last version of an object.
///
/// # Errors
/// When the database fails or the object has no version (which is our fault).
pub async fn last_version(tx: &WriteTx, object: Uuid) -> Result<VersionId> {
    use sea_orm::QueryOrder;
    let row = version::Entity::find()
        .filter(version::Column::ObjectId.eq(object))
        .order_by_desc(version::Column::Number)
        .one(&**tx)
        .await?
        .ok_or_else(|| anyhow::anyhow!("object {object} has no version"))?;
    Ok(VersionId(row.id))
}

/// Links a version to one made in this transaction, so that edges go forward in
/// time.
///
/// # Errors
/// When the database fails.
pub async fn link(
    ctx: &Ctx,
    tx: &WriteTx,
    relation: Relation,
    from: VersionId,
    to: VersionId,
    why: Why<'_>,
    at: Time,
) -> Result<()> {
    let row = link::ActiveModel {
        id: Set(ctx.id(at)),
        relation: Set(relation.as_str().to_owned()),
        from_version: Set(from.0),
        to_version: Set(to.0),
        at: Set(at),
        reason: Set(why.reason.to_owned()),
        act_id: Set(why.act.map(|act| act.0)),
    };
    link::Entity::insert(row).exec_without_returning(&**tx).await?;
    crate::notice::of_link(ctx, tx, relation, from, to, at).await
}

/// Why a link was made.
#[derive(Clone, Copy, Debug, Default)]
pub struct Why<'a> {
    /// The reason; empty when none is owed.
    pub reason: &'a str,
    /// The act of staff that made it.
    pub act: Option<ActId>,
}

/// What staff did.
#[derive(Clone, Debug)]
pub struct NewAct<'a> {
    /// By code: `proposal.answer`, `grant.add`…
    pub action: &'static str,
    /// In which process.
    pub process: Option<ProcessId>,
    /// On which version.
    pub version: Option<VersionId>,
    /// On what, for people: a reference or a slug.
    pub subject: &'a str,
    /// Why.
    pub reason: &'a str,
    /// What else there is to know, such as values before and after.
    pub details: Value,
}

/// Writes an act of staff, in the capacity that the permit gives.
///
/// # Errors
/// When the database fails.
pub async fn act(ctx: &Ctx, tx: &WriteTx, permit: &Permit, new: NewAct<'_>, at: Time) -> Result<ActId> {
    let id = ctx.id(at);
    let row = act::ActiveModel {
        id: Set(id),
        at: Set(at),
        account_id: Set(permit.account().map(|account| account.0)),
        role: Set(permit.account().map_or("system", |_| permit.role().as_str()).to_owned()),
        organisation_id: Set(permit.organisation().map(|organisation| organisation.0)),
        action: Set(new.action.to_owned()),
        process_id: Set(new.process.map(|process| process.0)),
        version_id: Set(new.version.map(|version| version.0)),
        subject: Set(new.subject.to_owned()),
        reason: Set(new.reason.to_owned()),
        details: Set(new.details.clone()),
    };
    act::Entity::insert(row).exec_without_returning(&**tx).await?;
    let payload = serde_json::json!({ "act": id, "action": new.action, "subject": new.subject });
    outbox(ctx, tx, "act", new.process, payload, at).await?;
    Ok(ActId(id))
}

/// Tells the public log, through its outbox.
///
/// # Errors
/// When the database fails.
pub async fn outbox(
    ctx: &Ctx,
    tx: &WriteTx,
    topic: &str,
    process: Option<ProcessId>,
    payload: Value,
    at: Time,
) -> Result<()> {
    let row = outbox::ActiveModel {
        id: Set(ctx.id(at)),
        at: Set(at),
        topic: Set(topic.to_owned()),
        process_id: Set(process.map(|process| process.0)),
        payload: Set(payload),
        sequenced_at: Set(None),
    };
    outbox::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Adds to the figures of a process. `account` is counted as a participant the
/// first time. Comes last in a transaction: it holds the most shared rows.
///
/// # Errors
/// When the database fails.
pub async fn count(tx: &WriteTx, process: ProcessId, account: AccountId, mut counts: Counts, at: Time) -> Result<()> {
    let row = participation::ActiveModel { process_id: Set(process.0), account_id: Set(account.0), at: Set(at) };
    let known = OnConflict::columns([participation::Column::ProcessId, participation::Column::AccountId])
        .do_nothing()
        .to_owned();
    let new = participation::Entity::insert(row).on_conflict(known).exec_without_returning(&**tx).await?;
    counts.participants += i64::try_from(new).unwrap_or_default();
    if counts == Counts::default() {
        return Ok(());
    }
    let shard = i32::from(account.0.as_bytes()[15]) % SHARDS;
    add_counts(tx, process, shard, counts).await
}

/// The same for many people at once, each with the time since when they take
/// part (an import). An empty list and no count change nothing.
///
/// # Errors
/// When the database fails.
pub async fn count_all(
    tx: &WriteTx,
    process: ProcessId,
    people: &[(AccountId, Time)],
    mut counts: Counts,
) -> Result<()> {
    for some in people.chunks(ROWS) {
        let rows = some.iter().map(|(account, at)| participation::ActiveModel {
            process_id: Set(process.0),
            account_id: Set(account.0),
            at: Set(*at),
        });
        let known = OnConflict::columns([participation::Column::ProcessId, participation::Column::AccountId])
            .do_nothing()
            .to_owned();
        let new = participation::Entity::insert_many(rows).on_conflict(known).exec_without_returning(&**tx).await?;
        counts.participants += i64::try_from(new).unwrap_or_default();
    }
    if counts == Counts::default() {
        return Ok(());
    }
    add_counts(tx, process, 0, counts).await
}

/// Adds to the figures of a process, whoever takes part.
pub(crate) async fn add(tx: &WriteTx, process: ProcessId, counts: Counts) -> Result<()> {
    add_counts(tx, process, 0, counts).await
}

async fn add_counts(tx: &WriteTx, process: ProcessId, shard: i32, counts: Counts) -> Result<()> {
    use process_count::Column as C;
    let number = |value: i64| i32::try_from(value).unwrap_or_default();
    let row = process_count::ActiveModel {
        process_id: Set(process.0),
        shard: Set(shard),
        proposals: Set(number(counts.proposals)),
        comments: Set(number(counts.comments)),
        votes: Set(number(counts.votes)),
        imported_votes: Set(number(counts.imported_votes)),
        participants: Set(number(counts.participants)),
    };
    let mut add = OnConflict::columns([C::ProcessId, C::Shard]);
    for (column, value) in [
        (C::Proposals, counts.proposals),
        (C::Comments, counts.comments),
        (C::Votes, counts.votes),
        (C::ImportedVotes, counts.imported_votes),
        (C::Participants, counts.participants),
    ] {
        add.value(column, Expr::col((process_count::Entity, column)).add(number(value)));
    }
    process_count::Entity::insert(row).on_conflict(add).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Inserts a row whose key cannot exist yet.
///
/// # Errors
/// When the database fails.
pub async fn insert<A>(tx: &WriteTx, row: A) -> Result<(), sea_orm::DbErr>
where
    A: ActiveModelTrait,
{
    <A::Entity as EntityTrait>::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Inserts rows whose keys cannot exist yet, some hundreds by statement.
///
/// # Errors
/// When the database fails.
pub async fn insert_all<A>(tx: &WriteTx, mut rows: Vec<A>) -> Result<(), sea_orm::DbErr>
where
    A: ActiveModelTrait,
{
    while !rows.is_empty() {
        let rest = rows.split_off(rows.len().min(ROWS));
        <A::Entity as EntityTrait>::insert_many(rows).exec_without_returning(&**tx).await?;
        rows = rest;
    }
    Ok(())
}
