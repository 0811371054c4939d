//! The loop that does the work: it looks every few seconds, at once when woken,
//! and when asked to stop finishes what it has begun.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use db::Db;
use sea_orm::DbErr;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::lease::{self, Claimed};
use crate::schedule::{self, Every};

/// Jobs under way at once.
const AT_ONCE: usize = 4;
/// Between two looks when nothing wakes us.
const POLL: Duration = Duration::from_secs(5);
/// How long a job is ours.
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// How long a body may take: less than the lease, so that nobody else begins
/// the same job while it runs.
const TIME_LIMIT: Duration = Duration::from_secs(4 * 60);
/// The queue's own housekeeping.
const FORGET: Every = Every { kind: "jobs.forget", period: TimeDelta::days(1) };

/// What the queue is given: the time, ids, and the bodies of the jobs.
pub trait Work: Send + Sync + 'static {
    /// Now.
    fn now(&self) -> DateTime<Utc>;

    /// A fresh id.
    fn id(&self, now: DateTime<Utc>) -> Uuid;

    /// Does one job. What it returns as an error is kept and shown to
    /// administrators: no secret, no address.
    fn run(&self, job: &Claimed) -> impl Future<Output = Result<(), String>> + Send;
}

/// Says when the loop last went round, for who watches over the process.
#[derive(Clone, Debug, Default)]
pub struct Heartbeat(Arc<Mutex<Option<Instant>>>);

impl Heartbeat {
    fn beat(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// How long ago; none when no loop was begun.
    #[must_use]
    pub fn age(&self) -> Option<Duration> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).map(|at| at.elapsed())
    }
}

/// Runs jobs until told to stop.
pub struct Runner<W> {
    db: Db,
    work: Arc<W>,
    wake: Arc<Notify>,
    periodic: Vec<(Every, Option<DateTime<Utc>>)>,
    heartbeat: Heartbeat,
}

impl<W: Work> Runner<W> {
    /// A runner that `wake` wakes.
    #[must_use]
    pub fn new(db: Db, work: W, wake: Arc<Notify>) -> Self {
        Self { db, work: Arc::new(work), wake, periodic: vec![(FORGET, None)], heartbeat: Heartbeat::default() }
    }

    /// The same, which says here that it lives.
    #[must_use]
    pub fn beating(self, heartbeat: Heartbeat) -> Self {
        Self { heartbeat, ..self }
    }

    /// The same, which also sees that these jobs come back.
    #[must_use]
    pub fn with(mut self, periodic: &[Every]) -> Self {
        self.periodic.extend(periodic.iter().map(|every| (*every, None)));
        self
    }

    /// Works until `stop`, then finishes what is under way. A database that
    /// fails is logged and asked again later.
    pub async fn run(mut self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        let wake = self.wake.clone();
        let mut under_way = JoinSet::new();
        loop {
            self.heartbeat.beat();
            if let Err(error) = self.fill(&mut under_way).await {
                tracing::error!(error = %error, "the queue cannot be read");
            }
            tokio::select! {
                biased;
                () = &mut stop => break,
                Some(_) = under_way.join_next() => {}
                () = wake.notified() => {}
                () = tokio::time::sleep(POLL) => {}
            }
        }
        while under_way.join_next().await.is_some() {}
    }

    /// Does everything that is due now, one job after the other. Returns how
    /// many there were. For tests and commands.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn run_due(&self) -> Result<usize, DbErr> {
        let mut count = 0;
        while let Some(job) = lease::claim(&self.db, self.work.now(), LEASE).await? {
            attempt(&self.db, &self.work, job).await;
            count += 1;
        }
        Ok(count)
    }

    /// Takes jobs as long as there are some and hands are free.
    async fn fill(&mut self, under_way: &mut JoinSet<()>) -> Result<(), DbErr> {
        self.schedule().await?;
        while under_way.len() < AT_ONCE {
            let Some(job) = lease::claim(&self.db, self.work.now(), LEASE).await? else {
                break;
            };
            let (db, work) = (self.db.clone(), self.work.clone());
            under_way.spawn(async move { attempt(&db, &work, job).await });
        }
        Ok(())
    }

    /// Asks for the next occurrence of what comes back, when the last one asked
    /// for is past.
    async fn schedule(&mut self) -> Result<(), DbErr> {
        let now = self.work.now();
        if self.periodic.iter().all(|(_, at)| at.is_some_and(|at| at > now)) {
            return Ok(());
        }
        let tx = self.db.write_tx().await?;
        let mut asked = Vec::new();
        for (every, at) in &self.periodic {
            asked.push(match at {
                Some(at) if *at > now => *at,
                _ => schedule::next(&*tx, *every, self.work.id(now), now).await?,
            });
        }
        tx.commit().await?;
        for ((_, at), next) in self.periodic.iter_mut().zip(asked) {
            *at = Some(next);
        }
        Ok(())
    }
}

/// Tries a job and writes down what became of it. When that cannot be written,
/// the lease runs out and the job is tried again.
async fn attempt<W: Work>(db: &Db, work: &Arc<W>, job: Claimed) {
    let outcome = body(db, work, &job).await;
    let now = work.now();
    let written = match &outcome {
        Ok(()) => lease::finish(db, &job, now).await,
        Err(error) => lease::fail(db, &job, error, now).await.map(|dead| {
            if dead {
                tracing::error!(job = %job.id, kind = job.kind, error, "a job failed for the last time");
            } else {
                tracing::warn!(job = %job.id, kind = job.kind, attempt = job.attempt, error, "a job failed and will be tried again");
            }
        }),
    };
    if let Err(error) = written {
        tracing::error!(job = %job.id, kind = job.kind, error = %error, "what became of a job could not be written");
    }
}

/// The body in a task of its own, so that a panic ends the attempt and not the
/// runner.
async fn body<W: Work>(db: &Db, work: &Arc<W>, job: &Claimed) -> Result<(), String> {
    if job.kind == FORGET.kind {
        return forget(db, work.now()).await.map_err(|error| error.to_string());
    }
    let (work, job) = (work.clone(), job.clone());
    let task = tokio::spawn(async move { work.run(&job).await });
    let abort = task.abort_handle();
    match tokio::time::timeout(TIME_LIMIT, task).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err("the body panicked".to_owned()),
        Err(_) => {
            abort.abort();
            Err(format!("it took more than {} s", TIME_LIMIT.as_secs()))
        }
    }
}

async fn forget(db: &Db, now: DateTime<Utc>) -> Result<(), DbErr> {
    let tx = db.write_tx().await?;
    lease::forget(&*tx, now).await?;
    tx.commit().await
}
