//! Versions, links, acts and the log's outbox.

use sea_orm_migration::prelude::*;

use crate::table::{self, Column};

/// The change.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261121_000003_lineage"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        versions(manager).await?;
        acts(manager).await?;
        links(manager).await?;
        outbox(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        table::drop(manager, &["outbox", "links", "acts", "versions"]).await
    }
}

/// One row per version of anything that can be linked.
async fn versions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("id").key(),
        Column::uuid("process_id").null().of("processes"),
        Column::text("kind"),
        Column::uuid("object_id"),
        Column::text("reference"),
        Column::int("number"),
        Column::time("at"),
    ];
    table::create(manager, "versions", &columns).await?;
    table::unique(manager, "versions", &["object_id", "number"]).await?;
    table::index(manager, "versions", &["reference"]).await?;
    table::index(manager, "versions", &["process_id"]).await?;
    Ok(())
}

/// One row per act of staff, written in the act's transaction.
async fn acts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("id").key(),
        Column::time("at"),
        Column::uuid("account_id").null().of("accounts"),
        Column::text("role"),
        Column::uuid("organisation_id").null().of("organisations"),
        Column::text("action"),
        Column::uuid("process_id").null().of("processes"),
        Column::uuid("version_id").null().of("versions"),
        Column::text("subject"),
        Column::text("reason"),
        Column::json("details"),
    ];
    table::create(manager, "acts", &columns).await?;
    table::index(manager, "acts", &["process_id", "at"]).await?;
    table::index(manager, "acts", &["version_id"]).await?;
    table::index(manager, "acts", &["account_id"]).await?;
    table::index(manager, "acts", &["organisation_id"]).await?;
    Ok(())
}

/// An edge of the lineage, forward in time: its target was made in the same transaction.
async fn links(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("id").key(),
        Column::text("relation"),
        Column::uuid("from_version").of("versions"),
        Column::uuid("to_version").of("versions"),
        Column::time("at"),
        Column::text("reason"),
        Column::uuid("act_id").null().of("acts"),
    ];
    table::create(manager, "links", &columns).await?;
    table::index(manager, "links", &["from_version"]).await?;
    table::index(manager, "links", &["to_version"]).await?;
    table::index(manager, "links", &["act_id"]).await?;
    Ok(())
}

/// What the public log has yet to record.
async fn outbox(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("id").key(),
        Column::time("at"),
        Column::text("topic"),
        Column::uuid("process_id").null().of("processes"),
        Column::json("payload"),
        Column::time("sequenced_at").null(),
    ];
    table::create(manager, "outbox", &columns).await?;
    table::index(manager, "outbox", &["sequenced_at"]).await?;
    table::index(manager, "outbox", &["process_id"]).await?;
    Ok(())
}
