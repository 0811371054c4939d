//! Commitments, their versions and milestones.

use sea_orm_migration::prelude::*;

use crate::table::{self, Column};

/// The change.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261121_000007_commitments"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        commitments(manager).await?;
        commitment_revisions(manager).await?;
        milestones(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        table::drop(manager, &["milestones", "commitment_revisions", "commitments"]).await
    }
}

/// The current state of a commitment; its words are in its revisions.
async fn commitments(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("id").key(),
        Column::uuid("process_id").of("processes"),
        Column::uuid("phase_id").null().of("phases"),
        Column::int("number"),
        Column::text("reference").unique(),
        Column::text("state"),
        Column::uuid("account_id").of("accounts"),
        Column::uuid("lead_id").of("organisations"),
        Column::text("lang"),
        Column::text("title"),
        Column::text("excerpt"),
        Column::int("revision"),
        Column::time("created_at"),
        Column::time("published_at").null(),
        Column::int("agree"),
        Column::int("mixed"),
        Column::int("disagree"),
        Column::int("on_earlier_revision"),
        Column::int("support"),
        Column::int("comments_count"),
    ];
    table::create(manager, "commitments", &columns).await?;
    table::unique(manager, "commitments", &["process_id", "number"]).await?;
    table::index(manager, "commitments", &["phase_id"]).await?;
    table::index(manager, "commitments", &["account_id"]).await?;
    table::index(manager, "commitments", &["lead_id"]).await?;
    Ok(())
}

/// What a commitment said, version by version.
async fn commitment_revisions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("id").key(),
        Column::uuid("commitment_id").of("commitments"),
        Column::int("number"),
        Column::time("at"),
        Column::uuid("account_id").of("accounts"),
        Column::text("title"),
        Column::text("problem"),
        Column::text("body"),
        Column::uuid("version_id").of("versions"),
    ];
    table::create(manager, "commitment_revisions", &columns).await?;
    table::unique(manager, "commitment_revisions", &["commitment_id", "number"]).await?;
    table::index(manager, "commitment_revisions", &["account_id"]).await?;
    table::index(manager, "commitment_revisions", &["version_id"]).await?;
    Ok(())
}

/// A dated step of a commitment.
async fn milestones(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("id").key(),
        Column::uuid("commitment_id").of("commitments"),
        Column::int("number"),
        Column::text("reference").unique(),
        Column::int("position"),
        Column::text("title"),
        Column::date("due"),
        Column::date("done").null(),
    ];
    table::create(manager, "milestones", &columns).await?;
    table::unique(manager, "milestones", &["commitment_id", "position"]).await?;
    Ok(())
}
