//! Comments and votes.

use sea_orm_migration::prelude::*;

use crate::table::{self, Column};

/// The change.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261121_000005_comments"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        comments(manager).await?;
        comment_revisions(manager).await?;
        votes(manager).await?;
        imported_tallies(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        table::drop(manager, &["imported_tallies", "votes", "comment_revisions", "comments"]).await
    }
}

/// A comment with a stance, on a proposal or on a commitment; two levels.
async fn comments(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("id").key(),
        Column::uuid("process_id").of("processes"),
        Column::uuid("phase_id").of("phases"),
        Column::int("number"),
        Column::text("reference").unique(),
        Column::text("target_kind"),
        Column::uuid("target_id"),
        Column::uuid("parent_id").null().of("comments"),
        Column::uuid("account_id").of("accounts"),
        Column::uuid("organisation_id").null().of("organisations"),
        Column::text("stance"),
        Column::text("visibility"),
        Column::text("lang"),
        Column::time("published_at"),
        Column::time("editable_until"),
        Column::int("revision"),
        Column::int("imported_votes").null(),
        Column::uuid("op").null(),
        Column::text("source").null(),
        Column::text("external_id").null(),
    ];
    table::create(manager, "comments", &columns).await?;
    table::index(manager, "comments", &["target_id", "number"]).await?;
    table::unique(manager, "comments", &["account_id", "op"]).await?;
    table::unique(manager, "comments", &["source", "external_id"]).await?;
    table::index(manager, "comments", &["process_id"]).await?;
    table::index(manager, "comments", &["phase_id"]).await?;
    table::index(manager, "comments", &["parent_id"]).await?;
    table::index(manager, "comments", &["organisation_id"]).await?;
    Ok(())
}

/// What a comment said, version by version.
async fn comment_revisions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("id").key(),
        Column::uuid("comment_id").of("comments"),
        Column::int("number"),
        Column::time("at"),
        Column::text("body"),
        Column::text("format"),
        Column::text("original").null(),
        Column::text("visibility"),
        Column::uuid("version_id").of("versions"),
    ];
    table::create(manager, "comment_revisions", &columns).await?;
    table::unique(manager, "comment_revisions", &["comment_id", "number"]).await?;
    table::index(manager, "comment_revisions", &["version_id"]).await?;
    Ok(())
}

/// One current vote per account and object.
async fn votes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("id").key(),
        Column::text("object_kind"),
        Column::uuid("object_id"),
        Column::uuid("process_id").of("processes"),
        Column::uuid("phase_id").of("phases"),
        Column::uuid("account_id").of("accounts"),
        Column::text("choice"),
        Column::int("revision"),
        Column::text("assurance"),
        Column::time("cast_at"),
        Column::time("changed_at"),
    ];
    table::create(manager, "votes", &columns).await?;
    table::unique(manager, "votes", &["object_id", "account_id"]).await?;
    table::index(manager, "votes", &["account_id"]).await?;
    table::index(manager, "votes", &["process_id"]).await?;
    table::index(manager, "votes", &["phase_id"]).await?;
    Ok(())
}

/// Votes counted on another platform, never mixed with votes cast here.
async fn imported_tallies(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("object_id").key(),
        Column::text("source").key(),
        Column::text("choice").key(),
        Column::text("object_kind"),
        Column::int("count"),
        Column::time("as_of"),
    ];
    table::create(manager, "imported_tallies", &columns).await?;
    Ok(())
}
