//! What waits for the log is looked at by topic, in each transaction of the
//! sequencer.

use sea_orm_migration::prelude::*;

use crate::table;

/// The change.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261122_000050_queue"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        table::index(manager, "outbox", &["sequenced_at", "topic"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::drop().name("ix_outbox_sequenced_at_topic").table("outbox").to_owned();
        manager.drop_index(index).await
    }
}
