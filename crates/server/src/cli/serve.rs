//! `parvis serve`.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;
use settings::Settings;
use tokio::net::TcpListener;

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
        greet(&state, &listener)?;
        let mut stop = stop_signal()?;
        let jobs = app::work::runner(app);
        let told = stop.clone();
        let jobs = tokio::spawn(jobs.run(async move {
            let _ = stop.wait_for(|stop| *stop).await;
        }));
        serve(state, listener, told).await?;
        jobs.await.context("the job runner")?;
        opened.close().await?;
        tracing::info!("stopped");
        Ok(ExitCode::SUCCESS)
    }

    /// The settings. Listening elsewhere on this machine than at the default
    /// address moves the default public address with it, so that links in mails
    /// and data lead here.
    fn settings(&self, global: &Global) -> Result<Settings> {
        let flags: Vec<_> = self.bind.iter().map(|bind| ("server.bind", bind.clone())).collect();
        let mut settings = open::settings(global, &flags)?;
        let listens_here = settings
            .server
            .bind
            .parse::<std::net::SocketAddr>()
            .is_ok_and(|address| address.ip().is_loopback() && address.port() != 0);
        if listens_here && settings.server.public_url == DEFAULT_URL {
            settings.server.public_url = format!("http://{}", settings.server.bind);
        }
        Ok(settings)
    }
}

/// The public address of the defaults (`config/default.toml`).
const DEFAULT_URL: &str = "http://127.0.0.1:3000";

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
