//! The queue: work to be done after the transaction that asked for it, once or
//! at intervals. It knows nothing of what the work is.
//!
//! A job is a row written in the business transaction ([`enqueue`]), so it exists
//! exactly when the rest does. A [`Runner`] claims it under a lease, tries it,
//! tries again later and later when it fails, and after [`MOST_ATTEMPTS`] sets
//! it apart where people see it. A process that dies in the middle loses the
//! lease and another takes the job over: a body may run twice, and must be
//! written for it.

mod lease;
mod runner;
mod schedule;

use chrono::{DateTime, Utc};
use entities::job;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, TryInsertResult};
use serde_json::Value;
use uuid::Uuid;

pub use lease::{Claimed, backoff, claim, fail, finish, forget, revive};
pub use runner::{Heartbeat, Runner, Work};
pub use schedule::{Every, next};

/// Attempts after which a job is set apart.
pub const MOST_ATTEMPTS: i32 = 12;
/// Days during which a job that is done can be seen (without its payload).
pub const DONE_DAYS: i64 = 7;
/// Days during which a job that was set apart can be seen and tried again.
pub const DEAD_DAYS: i64 = 90;

/// Work to be done.
#[derive(Clone, Debug)]
pub struct NewJob<'a> {
    /// A fresh id.
    pub id: Uuid,
    /// Which body does it.
    pub kind: &'a str,
    /// What the body needs. Erased once it is done.
    pub payload: Value,
    /// Not before.
    pub run_at: DateTime<Utc>,
    /// When a job with this key exists, done or not, this one is not added.
    pub dedup_key: Option<&'a str>,
    /// The time of the act.
    pub now: DateTime<Utc>,
}

/// Asks for work, in the transaction of the act. False when a job with this key
/// is there already: it is left alone.
///
/// # Errors
/// When the database fails.
pub async fn enqueue(connection: &impl ConnectionTrait, new: NewJob<'_>) -> Result<bool, DbErr> {
    let row = job::ActiveModel {
        id: Set(new.id),
        kind: Set(new.kind.to_owned()),
        payload: Set(new.payload),
        run_at: Set(new.run_at),
        attempts: Set(0),
        locked_until: Set(None),
        last_error: Set(None),
        dedup_key: Set(new.dedup_key.map(str::to_owned)),
        created_at: Set(new.now),
        done_at: Set(None),
        dead_at: Set(None),
    };
    let inserted = job::Entity::insert(row)
        .on_conflict_do_nothing_on([job::Column::DedupKey])
        .exec_without_returning(connection)
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1..)))
}
