//! Jobs, leases and pages that the operator edits.

use sea_orm_migration::prelude::*;

use crate::table::{self, Column};

/// The change.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261121_000008_operation"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        jobs(manager).await?;
        site_pages(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        table::drop(manager, &["site_pages", "jobs"]).await
    }
}

/// Work to be done after the transaction that asked for it.
async fn jobs(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("id").key(),
        Column::text("kind"),
        Column::json("payload"),
        Column::time("run_at"),
        Column::int("attempts"),
        Column::time("locked_until").null(),
        Column::text("last_error").null(),
        Column::text("dedup_key").null().unique(),
        Column::time("created_at"),
        Column::time("done_at").null(),
        Column::time("dead_at").null(),
    ];
    table::create(manager, "jobs", &columns).await?;
    table::index(manager, "jobs", &["done_at", "dead_at", "run_at"]).await?;
    Ok(())
}

/// Legal pages in the operator's words, one row per page and language.
async fn site_pages(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::text("slug").key(),
        Column::text("lang").key(),
        Column::text("title"),
        Column::text("body"),
        Column::time("updated_at"),
        Column::uuid("updated_by").null().of("accounts"),
    ];
    table::create(manager, "site_pages", &columns).await?;
    table::index(manager, "site_pages", &["updated_by"]).await?;
    Ok(())
}
