//! The jobs: which body does which kind of work, and what comes back at
//! intervals. The bodies are in the file of their feature; this is the list.

use std::future::Future;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::Time;
use jobs::{Claimed, Every, Runner, Work};
use sea_orm::prelude::Uuid;

use crate::ctx::{App, Ctx};
use crate::error::Result;
use crate::{account, erasure, kept_post, limit, mail, notice, phase, session};

/// Forgetting what is over: sessions, links, accounts that nobody confirmed, kept
/// forms, limits.
const FORGET: Every = Every { kind: "forget", period: TimeDelta::hours(1) };
/// What the database asks for.
const MAINTAIN: Every = Every { kind: "database.maintain", period: TimeDelta::hours(6) };
/// Closing the phases that no job closed.
const SWEEP: Every = Every { kind: phase::SWEEP, period: TimeDelta::minutes(5) };
/// Looking whether the batch of erasures is due: it is at one hour of the day, and one
/// that could not end is taken up again.
const ERASE: Every = Every { kind: erasure::RUN, period: TimeDelta::minutes(15) };
/// Looking whether someone has the mail of the day coming.
const CHANGES: Every = Every { kind: notice::MAIL, period: TimeDelta::minutes(15) };
/// Everything that comes back.
const PERIODIC: [Every; 5] = [FORGET, MAINTAIN, SWEEP, ERASE, CHANGES];

/// The runner of this application's jobs. [`Runner::run`] it as long as the
/// server lives.
#[must_use]
pub fn runner(app: &Arc<App>) -> Runner<Bodies> {
    Runner::new(app.db.clone(), Bodies(app.clone()), app.wake_jobs.clone())
        .with(&PERIODIC)
        .beating(app.heartbeat.clone())
}

/// Has the runner of this process look at once. For after the commit.
pub fn wake(ctx: &Ctx) {
    ctx.app.wake_jobs.notify_one();
}

/// The bodies of the jobs.
pub struct Bodies(Arc<App>);

impl Work for Bodies {
    fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    fn id(&self, now: Time) -> Uuid {
        Ctx::system(&self.0, "queue").id(now)
    }

    fn run(&self, job: &Claimed) -> impl Future<Output = Result<(), String>> + Send {
        let mut ctx = Ctx::system(&self.0, "job");
        ctx.request_id = job.id.to_string();
        async move { body(&ctx, job).await.map_err(|error| format!("{error:#}")) }
    }
}

async fn body(ctx: &Ctx, job: &Claimed) -> Result<()> {
    match job.kind.as_str() {
        mail::SEND => mail::send(ctx, job).await,
        phase::CLOSE => phase::close_asked(ctx, job).await,
        notice::MAIL => notice::digest(ctx).await.map(drop),
        erasure::RUN => erasure::run(ctx, erasure::Which::Due).await.map(drop),
        kind if kind == FORGET.kind => forget(ctx).await,
        kind if kind == SWEEP.kind => phase::sweep(ctx).await.map(drop),
        kind if kind == MAINTAIN.kind => Ok(db::dialect::maintain(ctx.db()).await?),
        // Asked for by a newer version: it is left for one that knows it.
        kind => Err(anyhow::anyhow!("no body for {kind}").into()),
    }
}

async fn forget(ctx: &Ctx) -> Result<()> {
    session::forget(ctx).await?;
    account::forget_links(ctx).await?;
    account::forget_unconfirmed(ctx).await?;
    kept_post::forget(ctx).await?;
    limit::forget(ctx).await
}
