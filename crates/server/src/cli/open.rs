//! Settings, log, database and application, for the commands.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use app::ambient::{SystemClock, SystemRandom};
use app::{App, Ctx, erasure};
use settings::Settings;

use crate::cli::Global;
use crate::cli::lock::Lock;

/// What a command works with.
pub struct Opened {
    /// The application.
    pub app: Arc<App>,
    lock: Option<Lock>,
}

/// For the last statements to end, when the database is closed.
const CLOSING: Duration = Duration::from_secs(5);

/// Reads the settings: defaults, the file of the environment, the environment's
/// variables, the flags.
///
/// # Errors
/// When they cannot be used; the key is named.
pub(super) fn settings(global: &Global, flags: &[(&str, String)]) -> Result<Settings> {
    let environment = std::env::var("PARVIS_ENV").unwrap_or_else(|_| "development".to_owned());
    let file = global.config_dir.join(format!("{environment}.toml"));
    let mut flags = flags.to_vec();
    if let Some(url) = &global.database_url {
        flags.push(("database.url", url.clone()));
    }
    Ok(settings::load(
        &[Path::new(&file)],
        std::env::vars_os().filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?))),
        &flags,
    )?)
}

/// Opens the database as it is.
///
/// # Errors
/// When it cannot be had.
pub(super) async fn open(settings: Settings) -> Result<Opened> {
    let lock = Lock::shared(&settings.database.url)?;
    let options = db::Options { connections: settings.database.connections, ..db::Options::default() };
    let db = db::connect(&settings.database.url, &options)
        .await
        .with_context(|| format!("opening {}", db::dialect::without_password(&settings.database.url)))?;
    Ok(Opened { app: App::new(db, settings, Arc::new(SystemClock), Arc::new(SystemRandom)), lock })
}

/// Opens a database that is there: reading makes none.
///
/// # Errors
/// When there is none, or it cannot be had.
pub(super) async fn open_existing(settings: Settings) -> Result<Opened> {
    if let Some(path) = db::dialect::sqlite_path(&settings.database.url) {
        ensure!(Path::new(path).exists(), "there is no database at {path}");
    }
    open(settings).await
}

/// Opens the database and brings its schema up to date.
///
/// # Errors
/// When it cannot be had or a change fails.
pub(super) async fn open_migrated(settings: Settings) -> Result<Opened> {
    let url = settings.database.url.clone();
    let opened = open(settings).await?;
    db::migrate(&opened.app.db, &url).await.context("migrating the database")?;
    // It may be a copy that was restored: what was erased since is erased again,
    // before anyone reads it.
    let ctx = Ctx::system(&opened.app, "restored copy");
    erasure::reapply(&ctx).await.context("erasing again what was erased since this copy was made")?;
    Ok(opened)
}

impl Opened {
    /// Closes the database, so that SQLite folds its journal back.
    ///
    /// # Errors
    /// When it reports a failure.
    pub async fn close(self) -> Result<()> {
        let closing = self.app.db.clone().close();
        match tokio::time::timeout(CLOSING, closing).await {
            Ok(closed) => closed.context("closing the database")?,
            Err(_) => tracing::warn!("the database was still in use; it is left as it is"),
        }
        drop(self.lock);
        Ok(())
    }
}
