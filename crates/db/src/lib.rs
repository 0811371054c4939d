//! The two databases behind one handle: SQLite embedded by default, PostgreSQL
//! in production. Everything above speaks sea-orm and does not know which; what
//! must differ is in [`dialect`], and nowhere else.

mod connect;
pub mod dialect;
mod migrate;

pub use connect::{Options, connect};
pub use dialect::Dialect;
pub use migrate::{migrate, pending, unknown_migrations};

use std::ops::Deref;

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

/// The handle that the whole application shares; cloning is cheap.
#[derive(Clone, Debug)]
pub struct Db {
    read: DatabaseConnection,
    write: DatabaseConnection,
    dialect: Dialect,
    url: String,
}

impl Db {
    /// Connections for reading. On SQLite they refuse to write (`query_only`).
    #[must_use]
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// Which database this is.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The address that was opened, with any password left out.
    #[must_use]
    pub fn shown_url(&self) -> &str {
        &self.url
    }

    /// Opens a write transaction: the only way to write.
    ///
    /// On SQLite it is `BEGIN IMMEDIATE` on the one writing connection, so it
    /// cannot fail half-way for a lock; hold it briefly, and never open a second
    /// one inside. On PostgreSQL it is READ COMMITTED; take row locks in the
    /// order that ARCHITECTURE.md gives. Dropped without
    /// [`WriteTx::commit`], it rolls back.
    ///
    /// # Errors
    /// When no connection can be had in time.
    pub async fn write_tx(&self) -> Result<WriteTx, DbErr> {
        let options = TransactionOptions {
            isolation_level: None,
            access_mode: None,
            sqlite_transaction_mode: match self.dialect {
                Dialect::Sqlite => Some(SqliteTransactionMode::Immediate),
                Dialect::Postgres => None,
            },
        };
        let tx = self.write.begin_with_options(options).await?;
        Ok(WriteTx { tx, dialect: self.dialect })
    }

    /// Calls this after each statement, without its values: for tests that count them.
    pub fn watch(&mut self, seen: impl Fn(&str) + Clone + Send + Sync + 'static) {
        let again = seen.clone();
        self.read.set_metric_callback(move |info| again(&info.statement.sql));
        self.write.set_metric_callback(move |info| seen(&info.statement.sql));
    }

    /// Closes both pools, so that SQLite can fold its journal back.
    ///
    /// # Errors
    /// When the database reports a failure while closing.
    pub async fn close(self) -> Result<(), DbErr> {
        if self.dialect == Dialect::Sqlite {
            self.read.close().await?;
        }
        self.write.close().await
    }

    /// How many connections are open and how many of them idle.
    #[must_use]
    pub fn pools(&self) -> Pools {
        Pools {
            read: dialect::pool_size(&self.read, self.dialect),
            write: dialect::pool_size(&self.write, self.dialect),
        }
    }

    /// The writing connection, for maintenance that cannot run in a transaction.
    pub(crate) fn writer(&self) -> &DatabaseConnection {
        &self.write
    }
}

/// Connections of the two pools: open, and idle among them. On PostgreSQL they
/// are one pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pools {
    /// For reading.
    pub read: (u32, u32),
    /// For writing.
    pub write: (u32, u32),
}

/// A transaction that may write.
#[derive(Debug)]
pub struct WriteTx {
    tx: DatabaseTransaction,
    dialect: Dialect,
}

impl WriteTx {
    /// Makes everything written durable.
    ///
    /// # Errors
    /// When the database refuses; nothing was kept then.
    pub async fn commit(self) -> Result<(), DbErr> {
        self.tx.commit().await
    }

    /// Which database this is.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }
}

impl Deref for WriteTx {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.tx
    }
}
