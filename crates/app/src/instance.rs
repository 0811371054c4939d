//! What those who run the instance need to know: is it ready, does it hold a
//! demonstration, is it empty, how long is the queue.

use std::sync::Arc;
use std::time::Duration;

use entities::{account, job, process};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::ctx::App;
use crate::error::Result;

/// Why requests should not be sent here yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotReady {
    /// The database does not answer.
    Database,
    /// Its schema is not up to date.
    Schema,
    /// The job runner of this process no longer goes round: no mail would leave.
    Jobs,
}

/// For the job runner to go round once: it does so every few seconds.
const ROUND: Duration = Duration::from_secs(60);

impl NotReady {
    /// In a word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Database => "database",
            Self::Schema => "schema",
            Self::Jobs => "jobs",
        }
    }
}

/// Whether requests can be answered.
///
/// # Errors
/// Why not.
pub async fn readiness(app: &Arc<App>) -> Result<(), NotReady> {
    if !db::dialect::answers(&app.db).await {
        return Err(NotReady::Database);
    }
    match db::pending(&app.db).await {
        Ok(0) if !goes_round(app.heartbeat.age()) => Err(NotReady::Jobs),
        Ok(0) => Ok(()),
        Ok(_) | Err(_) => Err(NotReady::Schema),
    }
}

/// Whether a job runner that last went round so long ago still does; one that
/// was never begun is not missed.
#[must_use]
pub fn goes_round(age: Option<Duration>) -> bool {
    age.is_none_or(|age| age <= ROUND)
}

/// The length of the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    /// Jobs to be done.
    pub waiting: i64,
    /// Jobs that failed too often.
    pub dead: i64,
}

/// How long the queue is.
///
/// # Errors
/// When the database fails.
pub async fn queue(app: &Arc<App>) -> Result<Queue> {
    let to_do = job::Entity::find().filter(job::Column::DoneAt.is_null()).filter(job::Column::DeadAt.is_null());
    let waiting = to_do.count(app.db.read()).await?;
    let dead = job::Entity::find().filter(job::Column::DeadAt.is_not_null()).count(app.db.read()).await?;
    let number = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    Ok(Queue { waiting: number(waiting), dead: number(dead) })
}

/// How many accounts of the demonstration there are: their password is public.
///
/// # Errors
/// When the database fails.
pub async fn demo_accounts(app: &Arc<App>) -> Result<u64> {
    Ok(account::Entity::find().filter(account::Column::Demo.eq(true)).count(app.db.read()).await?)
}

/// There is no process yet.
///
/// # Errors
/// When the database fails.
pub async fn is_empty(app: &Arc<App>) -> Result<bool> {
    Ok(process::Entity::find().count(app.db.read()).await? == 0)
}

/// By how many milliseconds our clock is ahead of the database's (0 on SQLite,
/// whose clock is ours).
///
/// # Errors
/// When the database fails.
pub async fn clock_skew(app: &Arc<App>) -> Result<i64> {
    let theirs = db::dialect::server_micros(app.db.read(), app.db.dialect()).await?;
    let ours = app.clock.now().timestamp_micros();
    Ok(theirs.map_or(0, |theirs| (ours - theirs) / 1_000))
}
