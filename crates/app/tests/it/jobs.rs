//! The queue: a job is done once, tried again when it fails, and never lost.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use entities::job;
use jobs::{Claimed, Every, MOST_ATTEMPTS, NewJob, Runner, Work};
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use testkit::TestApp;
use tokio::sync::{Notify, watch};

/// Bodies that do as they are told.
struct Told {
    app: Arc<app::App>,
    fails: AtomicBool,
    done: Arc<Mutex<BTreeMap<Uuid, u32>>>,
}

impl Told {
    fn new(t: &TestApp) -> Self {
        Self { app: t.app.clone(), fails: AtomicBool::new(false), done: Arc::default() }
    }
}

impl Work for Told {
    fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }

    fn id(&self, now: DateTime<Utc>) -> Uuid {
        app::Ctx::system(&self.app, "test").id(now)
    }

    async fn run(&self, job: &Claimed) -> Result<(), String> {
        assert_ne!(job.kind, "panic", "as told");
        tokio::time::sleep(Duration::from_millis(2)).await;
        if self.fails.load(Ordering::Relaxed) {
            return Err(format!("attempt {}", job.attempt));
        }
        *self.done.lock().expect("the list").entry(job.id).or_default() += 1;
        Ok(())
    }
}

async fn ask(t: &TestApp, kind: &str, key: Option<&str>) -> bool {
    let ctx = t.system();
    let now = ctx.now();
    let tx = t.app.db.write_tx().await.expect("a transaction");
    let payload = serde_json::json!({ "secret": "rose" });
    let new = NewJob { id: ctx.id(now), kind, payload, run_at: now, dedup_key: key, now };
    let asked = jobs::enqueue(&*tx, new).await.expect("asked");
    tx.commit().await.expect("committed");
    asked
}

async fn only(t: &TestApp) -> job::Model {
    job::Entity::find().one(t.app.db.read()).await.expect("read").expect("a job")
}

fn runner(t: &TestApp, work: Told) -> Runner<Told> {
    Runner::new(t.app.db.clone(), work, Arc::default())
}

testkit::db_test! {
    async fn a_runner_says_that_it_lives_and_the_site_is_ready(t) {
        let heartbeat = t.app.heartbeat.clone();
        assert_eq!(heartbeat.age(), None, "a process without jobs is not asked for them");
        app::instance::readiness(&t.app).await.expect("ready");
        let (tell, mut told) = watch::channel(false);
        let runner = tokio::spawn(runner(t, Told::new(t)).beating(heartbeat.clone()).run(async move {
            let _ = told.wait_for(|stop| *stop).await;
        }));
        while heartbeat.age().is_none() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        app::instance::readiness(&t.app).await.expect("ready");
        tell.send(true).expect("told");
        runner.await.expect("ended");
        assert!(!app::instance::goes_round(Some(Duration::from_secs(61))), "one that no longer goes round is seen");
    }

    async fn a_job_that_is_rolled_back_was_never_asked_for(t) {
        let ctx = t.system();
        let tx = t.app.db.write_tx().await.expect("a transaction");
        let new = NewJob { id: ctx.id(ctx.now()), kind: "test", payload: serde_json::json!({}), run_at: ctx.now(), dedup_key: None, now: ctx.now() };
        assert!(jobs::enqueue(&*tx, new).await.expect("asked"));
        drop(tx);
        assert_eq!(runner(t, Told::new(t)).run_due().await.expect("ran"), 0);
    }

    async fn a_job_with_the_key_of_another_is_left_out(t) {
        assert!(ask(t, "test", Some("once")).await);
        assert!(!ask(t, "test", Some("once")).await);
        assert!(ask(t, "test", Some("twice")).await);
        assert!(ask(t, "test", None).await);
        assert!(ask(t, "test", None).await);
        assert_eq!(runner(t, Told::new(t)).run_due().await.expect("ran"), 4);
        assert!(!ask(t, "test", Some("once")).await, "even when it is done");
    }

    async fn what_is_done_keeps_no_payload(t) {
        ask(t, "test", None).await;
        assert_eq!(only(t).await.payload["secret"], "rose");
        runner(t, Told::new(t)).run_due().await.expect("ran");
        let job = only(t).await;
        assert_eq!(job.payload, serde_json::json!({}));
        assert_eq!((job.done_at, job.locked_until), (Some(testkit::noon()), None));
    }

    async fn a_job_that_fails_is_tried_again_later_and_later_then_set_apart(t) {
        ask(t, "test", None).await;
        let told = Told::new(t);
        told.fails.store(true, Ordering::Relaxed);
        let runner = runner(t, told);
        for attempt in 1..=MOST_ATTEMPTS {
            assert_eq!(runner.run_due().await.expect("ran"), 1, "attempt {attempt}");
            assert_eq!(runner.run_due().await.expect("ran"), 0, "not before its time");
            let job = only(t).await;
            assert_eq!((job.attempts, job.last_error.as_deref()), (attempt, Some(format!("attempt {attempt}").as_str())));
            if attempt < MOST_ATTEMPTS {
                assert_eq!(job.run_at, t.clock_now() + jobs::backoff(attempt));
                assert_eq!(job.dead_at, None);
                t.clock.set(job.run_at);
            } else {
                assert_eq!(job.dead_at, Some(t.clock_now()));
            }
        }
        t.clock.advance(TimeDelta::days(1));
        assert_eq!(runner.run_due().await.expect("ran"), 0, "it is left to people");

        let dead = only(t).await;
        let tx = t.app.db.write_tx().await.expect("a transaction");
        assert!(jobs::revive(&*tx, dead.id, t.clock_now()).await.expect("revived"));
        tx.commit().await.expect("committed");
        let told = Told::new(t);
        assert_eq!(self::runner(t, told).run_due().await.expect("ran"), 1);
        assert!(only(t).await.done_at.is_some());
    }

    async fn a_body_that_panics_is_an_attempt_that_failed(t) {
        ask(t, "panic", None).await;
        assert_eq!(runner(t, Told::new(t)).run_due().await.expect("ran"), 1);
        let job = only(t).await;
        assert_eq!((job.attempts, job.done_at), (1, None));
        assert!(job.last_error.is_some_and(|error| error.contains("panicked")));
    }

    async fn a_runner_that_died_loses_its_job_to_another_which_the_first_cannot_undo(t) {
        ask(t, "test", None).await;
        let lease = TimeDelta::minutes(5);
        let first = jobs::claim(&t.app.db, t.clock_now(), lease).await.expect("read").expect("a job");
        assert_eq!(jobs::claim(&t.app.db, t.clock_now(), lease).await.expect("read"), None);
        t.clock.advance(lease);
        let second = jobs::claim(&t.app.db, t.clock_now(), lease).await.expect("read").expect("the same job");
        assert_eq!((second.id, second.attempt), (first.id, 2));
        jobs::fail(&t.app.db, &first, "too late", t.clock_now()).await.expect("answered");
        jobs::finish(&t.app.db, &first, t.clock_now()).await.expect("answered");
        let job = only(t).await;
        assert_eq!((job.done_at, job.last_error, job.locked_until), (None, None, Some(second.until)));
        jobs::finish(&t.app.db, &second, t.clock_now()).await.expect("done");
        assert!(only(t).await.done_at.is_some());
    }

    async fn a_job_that_kills_its_runner_each_time_is_set_apart_too(t) {
        ask(t, "test", None).await;
        let lease = TimeDelta::minutes(5);
        for _ in 0..MOST_ATTEMPTS {
            assert!(jobs::claim(&t.app.db, t.clock_now(), lease).await.expect("read").is_some());
            t.clock.advance(lease);
        }
        assert_eq!(jobs::claim(&t.app.db, t.clock_now(), lease).await.expect("read"), None);
        assert!(only(t).await.dead_at.is_some());
    }

    async fn two_runners_never_do_one_job_twice(t) {
        const JOBS: usize = 40;
        for _ in 0..JOBS {
            ask(t, "test", None).await;
        }
        let done = Arc::new(Mutex::new(BTreeMap::new()));
        let (stop, stopped) = watch::channel(false);
        let mut runners = tokio::task::JoinSet::new();
        for _ in 0..2 {
            let db = db::connect(&t.database.url, &db::Options::default()).await.expect("another instance");
            let told = Told { done: done.clone(), ..Told::new(t) };
            let mut stopped = stopped.clone();
            let stop = async move {
                stopped.wait_for(|stopped| *stopped).await.expect("told to stop");
            };
            runners.spawn(Runner::new(db, told, Arc::default()).run(stop));
        }
        let left = async || job::Entity::find().filter(job::Column::Kind.eq("test")).filter(job::Column::DoneAt.is_null()).count(t.app.db.read()).await.expect("counted");
        let deadline = std::time::Instant::now() + Duration::from_secs(60);
        while left().await > 0 {
            assert!(std::time::Instant::now() < deadline, "the jobs are not done");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        stop.send_replace(true);
        runners.join_all().await;
        let done = done.lock().expect("the list").clone();
        assert_eq!(done.len(), JOBS);
        assert!(done.values().all(|times| *times == 1), "{done:?}");
    }

    async fn a_runner_that_is_woken_does_not_wait_and_one_that_stops_finishes(t) {
        let wake = Arc::new(Notify::new());
        let stop = Arc::new(Notify::new());
        let told = Told::new(t);
        let done = told.done.clone();
        let running = {
            let stop = stop.clone();
            tokio::spawn(Runner::new(t.app.db.clone(), told, wake.clone()).run(async move { stop.notified().await }))
        };
        tokio::time::sleep(Duration::from_millis(100)).await;
        ask(t, "test", None).await;
        wake.notify_one();
        let begun = std::time::Instant::now();
        while done.lock().expect("the list").is_empty() {
            assert!(begun.elapsed() < Duration::from_secs(4), "it waited for its next look");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        stop.notify_one();
        running.await.expect("it stopped");
        assert!(only_of(t, "test").await.done_at.is_some());
    }

    async fn what_comes_back_is_asked_for_once_by_all_instances(t) {
        let every = Every { kind: "hourly", period: TimeDelta::hours(1) };
        for _ in 0..3 {
            let ctx = t.system();
            let tx = t.app.db.write_tx().await.expect("a transaction");
            let at = jobs::next(&*tx, every, ctx.id(ctx.now()), ctx.now()).await.expect("asked");
            tx.commit().await.expect("committed");
            assert_eq!(at, testkit::noon() + TimeDelta::hours(1));
        }
        let runner = runner(t, Told::new(t));
        assert_eq!(runner.run_due().await.expect("ran"), 0);
        t.clock.advance(TimeDelta::hours(1));
        assert_eq!(runner.run_due().await.expect("ran"), 1);
    }

    async fn what_was_done_is_forgotten_after_a_week(t) {
        ask(t, "test", None).await;
        runner(t, Told::new(t)).run_due().await.expect("ran");
        for (days, kept) in [(7, 1), (1, 0)] {
            t.clock.advance(TimeDelta::days(days));
            let tx = t.app.db.write_tx().await.expect("a transaction");
            jobs::forget(&*tx, t.clock_now()).await.expect("forgotten");
            tx.commit().await.expect("committed");
            assert_eq!(job::Entity::find().count(t.app.db.read()).await.expect("counted"), kept);
        }
    }

    async fn the_platforms_own_jobs_come_back_and_have_bodies(t) {
        let stop = Arc::new(Notify::new());
        let seen = Arc::new(AtomicU32::new(0));
        let running = {
            let stop = stop.clone();
            tokio::spawn(app::work::runner(&t.app).run(async move { stop.notified().await }))
        };
        while seen.load(Ordering::Relaxed) < 3 {
            tokio::time::sleep(Duration::from_millis(20)).await;
            let count = job::Entity::find().count(t.app.db.read()).await.expect("counted");
            seen.store(u32::try_from(count).expect("few"), Ordering::Relaxed);
        }
        stop.notify_one();
        running.await.expect("it stopped");
        t.clock.advance(TimeDelta::days(1));
        t.run_jobs().await;
        let left = job::Entity::find().filter(job::Column::DoneAt.is_null()).all(t.app.db.read()).await.expect("read");
        assert!(left.is_empty(), "{left:?}");
    }
}

async fn only_of(t: &TestApp, kind: &str) -> job::Model {
    job::Entity::find().filter(job::Column::Kind.eq(kind)).one(t.app.db.read()).await.expect("read").expect("a job")
}
