//! A commitment's history: what each version named beside its words, milestones
//! that were taken out but not forgotten, and the mark that makes a repeated
//! draft harmless.

use sea_orm_migration::prelude::*;

use crate::table::{self, Column};

/// The change.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261121_000010_commitment_history"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        table::add(manager, "milestones", Column::time("removed_at").null()).await?;
        table::add(manager, "commitment_revisions", Column::json("facts").null()).await?;
        table::add(manager, "commitments", Column::uuid("op").null()).await?;
        table::unique(manager, "commitments", &["account_id", "op"]).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("uq_commitments_account_id_op").table("commitments").to_owned()).await?;
        for (table, column) in [("commitments", "op"), ("commitment_revisions", "facts"), ("milestones", "removed_at")]
        {
            manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
