//! Taking a job, and saying what became of it. A lease is a date in the row: the
//! job is someone's until then. What became of it is written only while the
//! lease is still the same, so that one who was too slow changes nothing.

use chrono::{DateTime, TimeDelta, Utc};
use db::Db;
use entities::job::{self, Column};
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use crate::{DEAD_DAYS, DONE_DAYS, MOST_ATTEMPTS};

/// Seconds before the second attempt; doubled before each one after it.
const FIRST_WAIT: i64 = 30;
/// Seconds between two attempts, at most.
const LONGEST_WAIT: i64 = 6 * 60 * 60;
/// Characters kept of an error.
const ERROR_LENGTH: usize = 500;

/// A job that is ours until the end of its lease.
#[derive(Clone, Debug, PartialEq)]
pub struct Claimed {
    /// The job.
    pub id: Uuid,
    /// Which body does it.
    pub kind: String,
    /// What the body needs.
    pub payload: Value,
    /// Which attempt this is, from 1.
    pub attempt: i32,
    /// Until when it is ours.
    pub until: DateTime<Utc>,
}

/// How long to wait after so many failed attempts.
#[must_use]
pub fn backoff(attempts: i32) -> TimeDelta {
    let doublings = attempts.clamp(1, 20) - 1;
    TimeDelta::seconds((FIRST_WAIT << doublings).min(LONGEST_WAIT))
}

/// Jobs whose time has come and that are nobody's.
fn due(now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(Column::DoneAt.is_null())
        .add(Column::DeadAt.is_null())
        .add(Column::RunAt.lte(now))
        .add(Condition::any().add(Column::LockedUntil.is_null()).add(Column::LockedUntil.lte(now)))
}

/// Takes the oldest job that is due, for as long as `lease`. None when there is
/// none, which costs one read.
///
/// # Errors
/// When the database fails.
pub async fn claim(db: &Db, now: DateTime<Utc>, lease: TimeDelta) -> Result<Option<Claimed>, DbErr> {
    let any = job::Entity::find().filter(due(now)).select_only().column(Column::Id).into_tuple::<Uuid>().one(db.read());
    if any.await?.is_none() {
        return Ok(None);
    }
    let tx = db.write_tx().await?;
    let found = job::Entity::find()
        .filter(due(now))
        .order_by_asc(Column::RunAt)
        .order_by_asc(Column::Id)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .one(&*tx)
        .await?;
    let Some(job) = found else { return Ok(None) };
    if job.attempts >= MOST_ATTEMPTS {
        // Whoever tried last did not live to say what went wrong.
        set_apart(&*tx, ours(job.id, job.locked_until), "the attempt did not end", now).await?;
        tx.commit().await?;
        return Box::pin(claim(db, now, lease)).await;
    }
    let claimed =
        Claimed { id: job.id, kind: job.kind, payload: job.payload, attempt: job.attempts + 1, until: now + lease };
    job::Entity::update_many()
        .col_expr(Column::Attempts, Expr::value(claimed.attempt))
        .col_expr(Column::LockedUntil, Expr::value(claimed.until))
        .filter(Column::Id.eq(claimed.id))
        .exec(&*tx)
        .await?;
    tx.commit().await?;
    Ok(Some(claimed))
}

/// The row, as long as nobody else has taken it over.
fn ours(id: Uuid, until: Option<DateTime<Utc>>) -> Condition {
    let lease = until.map_or_else(|| Column::LockedUntil.is_null(), |until| Column::LockedUntil.eq(until));
    Condition::all().add(Column::Id.eq(id)).add(lease)
}

/// It is done: the payload is erased, for it may hold what nobody should find
/// later.
///
/// # Errors
/// When the database fails.
pub async fn finish(db: &Db, job: &Claimed, now: DateTime<Utc>) -> Result<(), DbErr> {
    let tx = db.write_tx().await?;
    job::Entity::update_many()
        .col_expr(Column::DoneAt, Expr::value(now))
        .col_expr(Column::Payload, Expr::value(Value::Object(serde_json::Map::new())))
        .col_expr(Column::LockedUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(ours(job.id, Some(job.until)))
        .exec(&*tx)
        .await?;
    tx.commit().await
}

/// It failed: it will be tried again later, or is set apart. Returns true when
/// it is set apart.
///
/// # Errors
/// When the database fails.
pub async fn fail(db: &Db, job: &Claimed, error: &str, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let tx = db.write_tx().await?;
    let mine = ours(job.id, Some(job.until));
    let dead = job.attempt >= MOST_ATTEMPTS;
    if dead {
        set_apart(&*tx, mine, error, now).await?;
    } else {
        job::Entity::update_many()
            .col_expr(Column::LastError, Expr::value(shortened(error)))
            .col_expr(Column::RunAt, Expr::value(now + backoff(job.attempt)))
            .col_expr(Column::LockedUntil, Expr::value(None::<DateTime<Utc>>))
            .filter(mine)
            .exec(&*tx)
            .await?;
    }
    tx.commit().await?;
    Ok(dead)
}

async fn set_apart(tx: &impl ConnectionTrait, which: Condition, error: &str, now: DateTime<Utc>) -> Result<(), DbErr> {
    job::Entity::update_many()
        .col_expr(Column::DeadAt, Expr::value(now))
        .col_expr(Column::LastError, Expr::value(shortened(error)))
        .col_expr(Column::LockedUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(which)
        .exec(tx)
        .await?;
    Ok(())
}

fn shortened(error: &str) -> String {
    error.chars().take(ERROR_LENGTH).collect()
}

/// Tries again a job that was set apart, from the first attempt. False when it
/// is not there.
///
/// # Errors
/// When the database fails.
pub async fn revive(connection: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<bool, DbErr> {
    let done = job::Entity::update_many()
        .col_expr(Column::DeadAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(Column::Attempts, Expr::value(0))
        .col_expr(Column::RunAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::DeadAt.is_not_null())
        .exec(connection)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Forgets jobs that were done or set apart long ago.
///
/// # Errors
/// When the database fails.
pub async fn forget(connection: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<(), DbErr> {
    let old = Condition::any()
        .add(Column::DoneAt.lt(now - TimeDelta::days(DONE_DAYS)))
        .add(Column::DeadAt.lt(now - TimeDelta::days(DEAD_DAYS)));
    job::Entity::delete_many().filter(old).exec(connection).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wait_is_twice_the_one_before_up_to_six_hours() {
        let waits: Vec<i64> = (1..MOST_ATTEMPTS).map(|attempts| backoff(attempts).num_seconds()).collect();
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1_920, 3_840, 7_680, 15_360, 21_600]);
        assert_eq!(backoff(i32::MAX).num_seconds(), 21_600);
        assert_eq!(backoff(i32::MIN).num_seconds(), 30);
    }
}
