//! `parvis serve`.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use app::App;
use clap::Args;
use settings::Settings;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::cli::{Global, demo, open};
use crate::serve::{serve, stop_signal};
use crate::state::AppState;

/// Serve the site.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Address and port to listen on
    #[arg(long, value_name = "ADDRESS:PORT")]
    bind: Option<String>,
    /// Write the demonstration first, when there is no process yet
    #[arg(long)]
    seed_demo: bool,
}

impl Serve {
    pub(super) async fn run(self, global: &Global) -> Result<ExitCode> {
        let settings = self.settings(global)?;
        crate::log::begin(&settings.log)?;
        if settings.server.is_https() && !settings.mail.is_chosen() {
            bail!(
                "mail.transport is not set: choose smtp, or file and a folder. With a public address in https, mails and their links do not go into a folder that nobody chose"
            );
        }
        let opened = open::open_migrated(settings).await?;
        let app = &opened.app;
        if self.seed_demo && app::instance::is_empty(app).await? {
            demo::show(&demo::seed(app).await?, &app.settings.server.public_url);
        }
        let demo = app::instance::demo_accounts(app).await?;
        if demo > 0 && app.settings.server.is_https() {
            bail!(
                "the database holds {demo} demonstration accounts, whose password is public: refused with a public address in https"
            );
        }
        let state = AppState::new(app.clone(), demo > 0)?;
        let bind = &app.settings.server.bind;
        let listener = TcpListener::bind(bind).await.with_context(|| format!("listening on {bind}"))?;
        app::mail::mailer(app).map_err(anyhow::Error::from).context("the mail settings")?;
        let mut stop = stop_signal()?;
        greet(&state, &listener)?;
        let runner = app::work::runner(app);
        let told = stop.clone();
        let mut jobs = tokio::spawn(runner.run(async move {
            let _ = stop.wait_for(|stop| *stop).await;
        }));
        let mut log_told = told.clone();
        let mut log = tokio::spawn(app::log::run(app.clone(), async move {
            let _ = log_told.wait_for(|stop| *stop).await;
        }));
        let told_at = tokio::spawn(moment(told.clone()));
        let ended = both(serve(state, listener, told.clone()), &mut jobs, told).await;
        drain(app, jobs, told_at).await;
        // At most one transaction is under way; what it had not finished is done again.
        if tokio::time::timeout(LOG_ENDS, &mut log).await.is_err() {
            log.abort();
            tracing::warn!("the public log was still at work; it goes on at the next start");
        }
        opened.close().await?;
        ended?;
        tracing::info!("stopped");
        Ok(ExitCode::SUCCESS)
    }

    fn settings(&self, global: &Global) -> Result<Settings> {
        let flags: Vec<_> = self.bind.iter().map(|bind| ("server.bind", bind.clone())).collect();
        open::settings(global, &flags)
    }
}

/// For the public log to end what it has begun.
const LOG_ENDS: Duration = Duration::from_secs(5);

/// Serves as long as jobs are done: a site that sends no mail and closes no
/// phase has to be started again, and whoever watches it will.
async fn both(
    serving: impl Future<Output = Result<()>>,
    jobs: &mut JoinHandle<()>,
    told: watch::Receiver<bool>,
) -> Result<()> {
    tokio::pin!(serving);
    tokio::select! {
        served = &mut serving => served,
        ended = jobs => {
            if *told.borrow() {
                return serving.await;
            }
            match ended {
                Ok(()) => bail!("the job runner ended by itself"),
                Err(error) => Err(error).context("the job runner"),
            }
        }
    }
}

/// When the process was asked to end.
async fn moment(mut told: watch::Receiver<bool>) -> Instant {
    let _ = told.wait_for(|stop| *stop).await;
    Instant::now()
}

/// Jobs under way are given the same time as requests, not as much again. One
/// that is cut is done again by the next server, once its lease is over.
async fn drain(app: &Arc<App>, mut jobs: JoinHandle<()>, told_at: JoinHandle<Instant>) {
    if jobs.is_finished() {
        told_at.abort();
        return;
    }
    let time = Duration::from_secs(app.settings.server.drain_timeout);
    let until = told_at.await.unwrap_or_else(|_| Instant::now()) + time;
    if tokio::time::timeout_at(until, &mut jobs).await.is_err() {
        tracing::warn!("jobs were still under way after {} s; they will be done again", time.as_secs());
        jobs.abort();
    }
}

/// Says what is served where, and what is not as on a public site.
fn greet(state: &AppState, listener: &TcpListener) -> Result<()> {
    let settings = &state.app.settings;
    if !state.jar.secure {
        tracing::warn!("the public address is plain http: the session cookie is not Secure");
    }
    if settings.limits.factor == 0.0 {
        tracing::warn!("rate limits are off (limits.factor = 0)");
    }
    if !state.assets.are_built() {
        tracing::warn!(
            folder = settings.server.assets,
            "no built assets: pages are served with the binary's own stylesheet, without islands"
        );
    }
    let listening = listener.local_addr()?.to_string();
    tracing::info!(
        listening,
        public_url = settings.server.public_url,
        database = state.app.db.shown_url(),
        "{} is served",
        settings.server.name
    );
    Ok(())
}
