//! What every handler shares.

use std::sync::Arc;

use anyhow::Context;
use app::App;
use axum::extract::FromRef;

use crate::assets::Assets;
use crate::client::Proxies;
use crate::cookie::Jar;
use crate::metrics::Metrics;
use crate::middleware::crowd::Crowd;

/// What every handler shares; cloning is cheap.
#[derive(Clone)]
pub struct AppState {
    /// The application.
    pub app: Arc<App>,
    /// The instance, as pages show it.
    pub site: Arc<pages::Site>,
    /// Stylesheet, icon and client.
    pub assets: Arc<Assets>,
    /// The proxies that are believed.
    pub proxies: Arc<Proxies>,
    /// Who is here.
    pub crowd: Arc<Crowd>,
    /// What is measured.
    pub metrics: Metrics,
    /// How cookies are written.
    pub jar: Jar,
    /// The pages are made for an archive.
    pub frozen: Option<Arc<pages::Frozen>>,
}

impl AppState {
    /// Puts the shared parts together. `demo`: the instance holds a demonstration.
    ///
    /// # Errors
    /// When a setting cannot be used (a proxy that is not an address).
    pub fn new(app: Arc<App>, demo: bool) -> anyhow::Result<Self> {
        let server = &app.settings.server;
        let assets = Assets::load(std::path::Path::new(&server.assets));
        let site = pages::Site {
            name: server.name.clone(),
            public_url: server.public_url.clone(),
            css: assets.path("app.css"),
            favicon: "/favicon.svg".to_owned(),
            boot: assets.boot(),
            accessibility: pages::Accessibility::parse(&server.accessibility)
                .context("server.accessibility is none, partly or fully")?,
            time_zone: server.time_zone.clone(),
            source_url: server.source_url.clone(),
            demo,
        };
        Ok(Self {
            site: Arc::new(site),
            assets: Arc::new(assets),
            proxies: Arc::new(Proxies::parse(&server.trusted_proxies)?),
            crowd: Arc::new(Crowd::new(server.connections)),
            metrics: Metrics::shared(),
            jar: Jar { secure: server.is_https() },
            frozen: None,
            app,
        })
    }
}

impl FromRef<AppState> for Arc<App> {
    fn from_ref(state: &AppState) -> Self {
        state.app.clone()
    }
}
