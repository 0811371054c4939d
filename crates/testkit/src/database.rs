//! A fresh, migrated database for one story: a copy of a SQLite file, or a
//! PostgreSQL database made from a template.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use tokio::sync::OnceCell;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Embedded.
    Sqlite,
    /// At `TEST_DATABASE_URL`.
    Postgres,
}

/// A database of one's own, with a folder for files.
pub struct TestDatabase {
    /// Its address.
    pub url: String,
    folder: tempfile::TempDir,
}

static SQLITE_TEMPLATE: OnceCell<tempfile::TempDir> = OnceCell::const_new();
static POSTGRES_TEMPLATE: OnceCell<String> = OnceCell::const_new();
static NUMBER: AtomicU32 = AtomicU32::new(0);

impl TestDatabase {
    /// Makes one; none, with a notice, when there is no such server.
    pub async fn new(kind: Kind) -> Option<Self> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = match kind {
            Kind::Sqlite => sqlite(folder.path()).await,
            Kind::Postgres => postgres().await?,
        };
        Some(Self { url, folder })
    }

    /// A folder that goes with the database.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }
}

async fn migrate(url: &str) {
    let db = db::connect(url, &db::Options::default()).await.expect("a database to migrate");
    db::migrate(&db, url).await.expect("migrated");
    db.close().await.expect("closed");
}

async fn sqlite(folder: &Path) -> String {
    let template = SQLITE_TEMPLATE
        .get_or_init(|| async {
            let folder = tempfile::tempdir().expect("a temporary folder");
            migrate(&format!("sqlite://{}?mode=rwc", folder.path().join("template.sqlite").display())).await;
            folder
        })
        .await;
    let file = folder.join("test.sqlite");
    std::fs::copy(template.path().join("template.sqlite"), &file).expect("a copy of the template");
    format!("sqlite://{}?mode=rwc", file.display())
}

/// The server's address and the connection that makes databases there.
async fn server() -> Option<(String, DatabaseConnection)> {
    let Ok(url) = std::env::var("TEST_DATABASE_URL") else {
        eprintln!("skipped on PostgreSQL: TEST_DATABASE_URL is not set");
        return None;
    };
    let mut options = ConnectOptions::new(&url);
    options.max_connections(1).sqlx_logging(false);
    let connection = Database::connect(options).await.expect("the PostgreSQL server of TEST_DATABASE_URL");
    Some((url, connection))
}

fn named(url: &str, name: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, None), |(base, query)| (base, Some(query)));
    let base = base.rsplit_once('/').map_or(base, |(base, _)| base);
    query.map_or_else(|| format!("{base}/{name}"), |query| format!("{base}/{name}?{query}"))
}

/// The template is made once per test process; its name carries the process, so
/// that several may run at once. Databases are left to the private cluster,
/// which is thrown away whole.
async fn postgres() -> Option<String> {
    let (url, connection) = server().await?;
    let process = std::process::id();
    let template = POSTGRES_TEMPLATE
        .get_or_init(|| async {
            let name = format!("parvis_template_{process}");
            connection.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.expect("dropped");
            connection.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a template");
            migrate(&named(&url, &name)).await;
            name
        })
        .await;
    let name = format!("parvis_test_{process}_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    connection.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.expect("dropped");
    connection.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await.expect("a database");
    connection.close().await.expect("closed");
    Some(named(&url, &name))
}
