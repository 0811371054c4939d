//! Full-text search: one row per public object, its folded text, and each
//! database's own index over it (FTS5, tsvector).

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// The change.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261121_000009_search"
    }
}

/// Rows carry an integer key because FTS5 joins on it. The index is external:
/// words are stored once, and triggers keep it in step with the table.
const SQLITE: &str = "
CREATE TABLE search_documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    object_id uuid_text NOT NULL UNIQUE,
    process_id uuid_text NOT NULL REFERENCES processes (id),
    words TEXT NOT NULL
);
CREATE INDEX ix_search_documents_process_id ON search_documents (process_id);
CREATE VIRTUAL TABLE search_index USING fts5(
    words, content='search_documents', content_rowid='id', tokenize='unicode61 remove_diacritics 0'
);
CREATE TRIGGER search_documents_insert AFTER INSERT ON search_documents BEGIN
    INSERT INTO search_index (rowid, words) VALUES (new.id, new.words);
END;
CREATE TRIGGER search_documents_delete AFTER DELETE ON search_documents BEGIN
    INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', old.id, old.words);
END;
CREATE TRIGGER search_documents_update AFTER UPDATE ON search_documents BEGIN
    INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', old.id, old.words);
    INSERT INTO search_index (rowid, words) VALUES (new.id, new.words);
END;
INSERT INTO search_index (search_index, rank) VALUES ('secure-delete', 1);
";

/// The `simple` configuration: words are folded and stemmed before they come here.
const POSTGRES: &str = "
CREATE TABLE search_documents (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind TEXT NOT NULL,
    object_id UUID NOT NULL UNIQUE,
    process_id UUID NOT NULL REFERENCES processes (id),
    words TEXT NOT NULL,
    vector TSVECTOR GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED
);
CREATE INDEX ix_search_documents_process_id ON search_documents (process_id);
CREATE INDEX ix_search_documents_vector ON search_documents USING GIN (vector);
";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let script = match connection.get_database_backend() {
            DbBackend::Sqlite => SQLITE,
            _ => POSTGRES,
        };
        connection.execute_unprepared(script).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        if connection.get_database_backend() == DbBackend::Sqlite {
            connection.execute_unprepared("DROP TABLE search_index").await?;
        }
        connection.execute_unprepared("DROP TABLE search_documents").await?;
        Ok(())
    }
}
