//! Triage, answers, moderation and reports.

use sea_orm_migration::prelude::*;

use crate::table::{self, Column};

/// The change.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261121_000006_decisions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        decisions(manager).await?;
        reports(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        table::drop(manager, &["reports", "decisions"]).await
    }
}

/// A decision of staff, with its reference: admissibility, answer, visibility.
async fn decisions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("id").key(),
        Column::uuid("process_id").of("processes"),
        Column::int("number"),
        Column::text("reference").unique(),
        Column::text("kind"),
        Column::text("outcome"),
        Column::text("rule"),
        Column::text("reason"),
        Column::text("lang"),
        Column::uuid("account_id").of("accounts"),
        Column::uuid("organisation_id").null().of("organisations"),
        Column::text("role"),
        Column::time("at"),
        Column::uuid("version_id").of("versions"),
        Column::text("object_kind"),
        Column::uuid("object_id"),
    ];
    table::create(manager, "decisions", &columns).await?;
    table::index(manager, "decisions", &["object_id", "at"]).await?;
    table::unique(manager, "decisions", &["process_id", "number"]).await?;
    table::index(manager, "decisions", &["account_id"]).await?;
    table::index(manager, "decisions", &["organisation_id"]).await?;
    table::index(manager, "decisions", &["version_id"]).await?;
    Ok(())
}

/// A contribution that someone asks a moderator to look at.
async fn reports(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("id").key(),
        Column::uuid("process_id").of("processes"),
        Column::text("object_kind"),
        Column::uuid("object_id"),
        Column::uuid("account_id").of("accounts"),
        Column::text("reason"),
        Column::time("at"),
        Column::time("handled_at").null(),
    ];
    table::create(manager, "reports", &columns).await?;
    table::unique(manager, "reports", &["object_id", "account_id"]).await?;
    table::index(manager, "reports", &["process_id", "handled_at"]).await?;
    table::index(manager, "reports", &["account_id"]).await?;
    Ok(())
}
