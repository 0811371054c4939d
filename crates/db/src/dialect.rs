//! The one place where the two databases differ for those above. Raw SQL lives
//! here and, for the lock around migrations, in `migrate`; nowhere else.

use sea_orm::sea_query::{Expr, ExprTrait, IntoColumnRef, SimpleExpr};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Statement};

use crate::Db;

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Embedded, one file.
    Sqlite,
    /// A server.
    Postgres,
}

impl Dialect {
    /// The dialect of a database address.
    #[must_use]
    pub fn of_url(url: &str) -> Option<Self> {
        if url.starts_with("sqlite:") {
            Some(Self::Sqlite)
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Some(Self::Postgres)
        } else {
            None
        }
    }

    /// Its name in logs and metrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }

    fn backend(self) -> sea_orm::DbBackend {
        match self {
            Self::Sqlite => sea_orm::DbBackend::Sqlite,
            Self::Postgres => sea_orm::DbBackend::Postgres,
        }
    }
}

/// The file of a SQLite address; none for a database in memory.
#[must_use]
pub fn sqlite_path(url: &str) -> Option<&str> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    let path = path.split('?').next().unwrap_or(path);
    (!path.is_empty() && path != ":memory:").then_some(path)
}

/// A database address fit for a log.
#[must_use]
pub fn without_password(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, rest))) => format!("{scheme}://…@{rest}"),
        _ => url.to_owned(),
    }
}

/// A question for the full-text index, in the words of each dialect.
#[derive(Clone, Debug)]
pub struct Words {
    /// For FTS5's MATCH.
    pub fts5: String,
    /// For `to_tsquery('simple', …)`.
    pub tsquery: String,
}

/// The condition "this object's words answer the question".
#[must_use]
pub fn matches(dialect: Dialect, object_id: impl IntoColumnRef, words: &Words) -> SimpleExpr {
    let found = match dialect {
        Dialect::Sqlite => Expr::cust_with_values(
            "(SELECT d.object_id FROM search_index i JOIN search_documents d ON d.id = i.rowid WHERE search_index MATCH ?)",
            [words.fts5.clone()],
        ),
        Dialect::Postgres => Expr::cust_with_values(
            "(SELECT object_id FROM search_documents WHERE vector @@ to_tsquery('simple', $1))",
            [words.tsquery.clone()],
        ),
    };
    Expr::col(object_id).binary(sea_orm::sea_query::BinOper::In, found)
}

/// One answer of the full-text index over the whole site.
#[derive(Clone, Debug)]
pub struct Hit {
    /// `proposal`, `comment` or `commitment`.
    pub kind: String,
    /// The object.
    pub object_id: sea_orm::prelude::Uuid,
}

/// The best answers first; `limit` at most.
///
/// # Errors
/// When the database fails.
pub async fn search(
    connection: &impl ConnectionTrait,
    dialect: Dialect,
    words: &Words,
    limit: u64,
) -> Result<Vec<Hit>, DbErr> {
    let (sql, question) = match dialect {
        Dialect::Sqlite => (
            "SELECT d.kind, d.object_id FROM search_index i JOIN search_documents d ON d.id = i.rowid \
             WHERE search_index MATCH ? ORDER BY bm25(search_index), d.id DESC LIMIT ?",
            &words.fts5,
        ),
        Dialect::Postgres => (
            "SELECT kind, object_id FROM search_documents, to_tsquery('simple', $1) question \
             WHERE vector @@ question ORDER BY ts_rank_cd(vector, question, 1) DESC, id DESC LIMIT $2",
            &words.tsquery,
        ),
    };
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let statement = Statement::from_sql_and_values(dialect.backend(), sql, [question.clone().into(), limit.into()]);
    let rows = connection.query_all_raw(statement).await?;
    rows.iter().map(hit).collect()
}

fn hit(row: &QueryResult) -> Result<Hit, DbErr> {
    Ok(Hit { kind: row.try_get("", "kind")?, object_id: row.try_get("", "object_id")? })
}

/// Keeps the words of an object findable, or forgets them (`None`).
///
/// # Errors
/// When the database fails.
pub async fn index(
    connection: &impl ConnectionTrait,
    dialect: Dialect,
    kind: &str,
    object_id: sea_orm::prelude::Uuid,
    process_id: sea_orm::prelude::Uuid,
    words: Option<&str>,
) -> Result<(), DbErr> {
    let statement = match words {
        Some(words) => {
            let sql = match dialect {
                Dialect::Sqlite => {
                    "INSERT INTO search_documents (kind, object_id, process_id, words) VALUES (?, ?, ?, ?) \
                     ON CONFLICT (object_id) DO UPDATE SET words = excluded.words"
                }
                Dialect::Postgres => {
                    "INSERT INTO search_documents (kind, object_id, process_id, words) VALUES ($1, $2, $3, $4) \
                     ON CONFLICT (object_id) DO UPDATE SET words = excluded.words"
                }
            };
            let values = [kind.into(), object_id.into(), process_id.into(), words.into()];
            Statement::from_sql_and_values(dialect.backend(), sql, values)
        }
        None => {
            let sql = match dialect {
                Dialect::Sqlite => "DELETE FROM search_documents WHERE object_id = ?",
                Dialect::Postgres => "DELETE FROM search_documents WHERE object_id = $1",
            };
            Statement::from_sql_and_values(dialect.backend(), sql, [object_id.into()])
        }
    };
    connection.execute_raw(statement).await?;
    Ok(())
}

/// The time on the database's server, in microseconds since 1970. None on
/// SQLite, whose clock is ours.
///
/// # Errors
/// When the database fails.
pub async fn server_micros(connection: &impl ConnectionTrait, dialect: Dialect) -> Result<Option<i64>, DbErr> {
    match dialect {
        Dialect::Sqlite => Ok(None),
        Dialect::Postgres => {
            let sql = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS micros";
            let row = connection.query_one_raw(Statement::from_string(dialect.backend(), sql)).await?;
            row.map(|row| row.try_get("", "micros")).transpose()
        }
    }
}

/// Copies the whole database into a new file, consistently, while it is in use.
///
/// # Errors
/// On PostgreSQL (use `pg_dump`), or when the file exists or cannot be written.
pub async fn backup(db: &Db, file: &str) -> Result<(), DbErr> {
    match db.dialect() {
        Dialect::Postgres => Err(DbErr::Custom("use pg_dump to back up PostgreSQL (see README.md)".into())),
        Dialect::Sqlite => {
            // SQLite writes into an empty file, and leaves whose it is.
            private_file(file).map_err(|error| DbErr::Custom(error.to_string()))?;
            let statement = Statement::from_sql_and_values(db.dialect().backend(), "VACUUM INTO ?", [file.into()]);
            db.writer().execute_raw(statement).await?;
            Ok(())
        }
    }
}

/// Makes a file that its owner alone reads, unless it is there: addresses and
/// password hashes are in it. What SQLite puts beside it is as private.
pub(crate) fn private_file(path: &str) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    match std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// True when the file is whole. PostgreSQL looks after its own files.
///
/// # Errors
/// When the database fails.
pub async fn inspect(db: &Db) -> Result<bool, DbErr> {
    if db.dialect() == Dialect::Postgres {
        return Ok(true);
    }
    let statement = Statement::from_string(db.dialect().backend(), "PRAGMA quick_check(1)");
    let row = db.read().query_one_raw(statement).await?;
    let verdict: Option<String> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(verdict.as_deref() == Some("ok"))
}

/// What the database asks for from time to time.
///
/// # Errors
/// When the database fails.
pub async fn maintain(db: &Db) -> Result<(), DbErr> {
    if db.dialect() == Dialect::Sqlite {
        db.writer().execute_unprepared("PRAGMA optimize").await?;
    }
    Ok(())
}

/// Leaves no byte of what was deleted in the files of the database: the file is
/// written anew, for pages that were split may hold what moved away from them,
/// and the journal is emptied. PostgreSQL looks after its own pages, in its time.
///
/// # Errors
/// When the database fails, or is read from for so long that the journal cannot be
/// emptied: to be tried again.
pub async fn scrub(db: &Db) -> Result<(), DbErr> {
    if db.dialect() == Dialect::Postgres {
        return Ok(());
    }
    let writer = db.writer();
    writer.execute_unprepared("INSERT INTO search_index (search_index) VALUES ('optimize')").await?;
    // A large database is not copied through memory.
    writer.execute_unprepared("PRAGMA temp_store = FILE").await?;
    let written = writer.execute_unprepared("VACUUM").await;
    writer.execute_unprepared("PRAGMA temp_store = MEMORY").await?;
    written?;
    let statement = Statement::from_string(db.dialect().backend(), "PRAGMA wal_checkpoint(TRUNCATE)");
    let row = writer.query_one_raw(statement).await?;
    let busy: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    if busy == Some(0) { Ok(()) } else { Err(DbErr::Custom("the journal is in use and could not be emptied".into())) }
}

/// True when the database answers.
pub async fn answers(db: &Db) -> bool {
    db.read().execute_unprepared("SELECT 1").await.is_ok()
}

/// The changes of the schema that were applied, by name.
///
/// # Errors
/// When the database fails, or was never migrated.
pub async fn applied_migrations(connection: &impl ConnectionTrait, dialect: Dialect) -> Result<Vec<String>, DbErr> {
    let rows = connection
        .query_all_raw(Statement::from_string(dialect.backend(), "SELECT version FROM seaql_migrations"))
        .await?;
    rows.iter().map(|row| row.try_get("", "version")).collect()
}

/// Connections of a pool: open, and idle among them.
pub(crate) fn pool_size(connection: &sea_orm::DatabaseConnection, dialect: Dialect) -> (u32, u32) {
    let (open, idle) = match dialect {
        Dialect::Sqlite => {
            let pool = connection.get_sqlite_connection_pool();
            (pool.size(), pool.num_idle())
        }
        Dialect::Postgres => {
            let pool = connection.get_postgres_connection_pool();
            (pool.size(), pool.num_idle())
        }
    };
    (open, u32::try_from(idle).unwrap_or(u32::MAX))
}
