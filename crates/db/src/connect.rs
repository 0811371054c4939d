//! Opening the pools with the settings that durability and fairness ask for.

use std::path::Path;
use std::time::Duration;

use sea_orm::{ConnectOptions, Database, DbErr};

use crate::{Db, Dialect};

/// What may be chosen about the connections.
#[derive(Clone, Debug)]
pub struct Options {
    /// Most connections open at once for reading (SQLite) or for all (PostgreSQL).
    pub connections: u32,
    /// How long one statement may run (PostgreSQL).
    pub statement_timeout: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { connections: 8, statement_timeout: Duration::from_secs(15) }
    }
}

/// Rows that SQLite's thread reads ahead of whoever takes them.
const ROWS: usize = 512;
/// How long to wait for a free connection before giving up.
const ACQUIRE: Duration = Duration::from_secs(10);

/// Opens `sqlite://PATH?mode=rwc` or `postgres://…`. A missing folder of a
/// SQLite file is created.
///
/// # Errors
/// When the address is of another kind or the database does not answer.
pub async fn connect(url: &str, options: &Options) -> Result<Db, DbErr> {
    match Dialect::of_url(url) {
        Some(Dialect::Sqlite) => sqlite(url, options).await,
        Some(Dialect::Postgres) => postgres(url, options).await,
        None => Err(DbErr::Custom("the database URL must begin with sqlite:// or postgres://".into())),
    }
}

fn common(url: &str) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .acquire_timeout(ACQUIRE)
        .connect_timeout(ACQUIRE)
        .sqlx_logging(false)
        .test_before_acquire_if_idle_for(Duration::from_secs(30));
    options
}

/// One connection writes, the others cannot. FULL: what was answered is on the
/// disk. `secure_delete`: what was erased is not in the file's free pages.
async fn sqlite(url: &str, options: &Options) -> Result<Db, DbErr> {
    if let Some(folder) = crate::dialect::sqlite_path(url).and_then(|path| Path::new(path).parent()) {
        std::fs::create_dir_all(folder).map_err(|error| DbErr::Custom(format!("{}: {error}", folder.display())))?;
    }
    if url.contains("mode=rwc")
        && let Some(path) = crate::dialect::sqlite_path(url)
    {
        crate::dialect::private_file(path).map_err(|error| DbErr::Custom(format!("{path}: {error}")))?;
    }
    let set = |read_only: bool| {
        move |connection: sqlx::sqlite::SqliteConnectOptions| {
            let connection = connection
                .journal_mode(sqlx::sqlite::SqliteJournalMode::Wal)
                .synchronous(sqlx::sqlite::SqliteSynchronous::Full)
                .busy_timeout(ACQUIRE)
                .foreign_keys(true)
                .row_buffer_size(ROWS)
                .pragma("temp_store", "MEMORY")
                .pragma("secure_delete", "ON")
                .pragma("cache_size", "-8192");
            if read_only { connection.pragma("query_only", "ON") } else { connection }
        }
    };
    let mut write = common(url);
    write.max_connections(1).min_connections(1).map_sqlx_sqlite_opts(set(false));
    let write = Database::connect(write).await?;
    let mut read = common(url);
    read.max_connections(options.connections).min_connections(1).map_sqlx_sqlite_opts(set(true));
    let read = Database::connect(read).await?;
    Ok(Db { read, write, dialect: Dialect::Sqlite, url: url.to_owned() })
}

async fn postgres(url: &str, options: &Options) -> Result<Db, DbErr> {
    let mut all = common(url);
    all.max_connections(options.connections.max(4))
        .statement_timeout(options.statement_timeout)
        .set_application_name("parvis");
    let write = Database::connect(all).await?;
    Ok(Db { read: write.clone(), write, dialect: Dialect::Postgres, url: crate::dialect::without_password(url) })
}
