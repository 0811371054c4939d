//! Bringing the schema up to date, under a lock, so that two instances may
//! start together.

use std::fs::File;
use std::time::Duration;

use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbErr};

use crate::{Db, Dialect, dialect};

/// Any number that no other program is likely to lock.
const LOCK: i64 = 0x7061_7276_6973;

/// Applies what is missing; does nothing on a schema that is up to date.
///
/// # Errors
/// When the lock cannot be had or a change fails (nothing of it is kept).
pub async fn migrate(db: &Db, url: &str) -> Result<(), DbErr> {
    match db.dialect() {
        Dialect::Sqlite => {
            let _lock = match dialect::sqlite_path(url) {
                Some(path) => Some(lock_file(format!("{path}.migrate-lock")).await?),
                None => None,
            };
            Migrator::up(db.writer(), None).await
        }
        Dialect::Postgres => {
            // A session lock needs one session: a pool of one, for this alone.
            let mut options = ConnectOptions::new(url);
            options.max_connections(1).min_connections(1).connect_timeout(Duration::from_secs(10)).sqlx_logging(false);
            let session = Database::connect(options).await?;
            session.execute_unprepared(&format!("SELECT pg_advisory_lock({LOCK})")).await?;
            let applied = Migrator::up(&session, None).await;
            session.execute_unprepared(&format!("SELECT pg_advisory_unlock({LOCK})")).await?;
            session.close().await?;
            applied
        }
    }
}

/// How many changes of the schema are still to be applied. Writes nothing.
///
/// # Errors
/// When the database fails, or was never migrated.
pub async fn pending(db: &Db) -> Result<usize, DbErr> {
    let applied = dialect::applied_migrations(db.read(), db.dialect()).await?;
    Ok(Migrator::migrations().iter().filter(|known| !applied.iter().any(|name| name == known.name())).count())
}

/// Changes that were applied and that this version does not know: the database
/// comes from a later one.
///
/// # Errors
/// When the database fails, or was never migrated.
pub async fn unknown_migrations(db: &Db) -> Result<Vec<String>, DbErr> {
    let known = Migrator::migrations();
    let applied = dialect::applied_migrations(db.read(), db.dialect()).await?;
    Ok(applied.into_iter().filter(|name| !known.iter().any(|known| known.name() == name)).collect())
}

/// An exclusive lock on a file beside the database, let go when dropped.
async fn lock_file(path: String) -> Result<File, DbErr> {
    tokio::task::spawn_blocking(move || {
        let file = File::create(&path)?;
        file.lock()?;
        Ok(file)
    })
    .await
    .map_err(|error| DbErr::Custom(error.to_string()))?
    .map_err(|error: std::io::Error| DbErr::Custom(format!("migration lock: {error}")))
}
