//! Drafts, proposals, their revisions and sources.

use sea_orm_migration::prelude::*;

use crate::table::{self, Column};

/// The change.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261121_000004_proposals"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drafts(manager).await?;
        proposals(manager).await?;
        proposal_revisions(manager).await?;
        sources(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        table::drop(manager, &["sources", "proposal_revisions", "proposals", "drafts"]).await
    }
}

/// A proposal that its author has not published: seen by the author only.
async fn drafts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("id").key(),
        Column::uuid("account_id").of("accounts"),
        Column::uuid("process_id").of("processes"),
        Column::json("fields"),
        Column::time("created_at"),
        Column::time("updated_at"),
        Column::uuid("op").null(),
        Column::uuid("published_as").null(),
    ];
    table::create(manager, "drafts", &columns).await?;
    table::index(manager, "drafts", &["account_id"]).await?;
    table::unique(manager, "drafts", &["account_id", "op"]).await?;
    table::index(manager, "drafts", &["process_id"]).await?;
    Ok(())
}

/// The current state of a proposal; its words are in its revisions.
async fn proposals(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("id").key(),
        Column::uuid("process_id").of("processes"),
        Column::uuid("phase_id").of("phases"),
        Column::int("number"),
        Column::text("reference").unique(),
        Column::uuid("account_id").of("accounts"),
        Column::uuid("organisation_id").null().of("organisations"),
        Column::uuid("theme_id").null().of("themes"),
        Column::text("state"),
        Column::text("visibility"),
        Column::text("lang"),
        Column::text("title"),
        Column::text("excerpt"),
        Column::time("published_at"),
        Column::time("editable_until"),
        Column::int("revision"),
        Column::int("agree"),
        Column::int("mixed"),
        Column::int("disagree"),
        Column::int("on_earlier_revision"),
        Column::int("imported_agree").null(),
        Column::int("imported_mixed").null(),
        Column::int("imported_disagree").null(),
        Column::int("support"),
        Column::int("comments_count"),
        Column::int("shuffle"),
        Column::uuid("op").null(),
        Column::text("source").null(),
        Column::text("external_id").null(),
    ];
    table::create(manager, "proposals", &columns).await?;
    table::unique(manager, "proposals", &["process_id", "number"]).await?;
    table::unique(manager, "proposals", &["account_id", "op"]).await?;
    table::unique(manager, "proposals", &["source", "external_id"]).await?;
    table::index(manager, "proposals", &["process_id", "support", "number"]).await?;
    table::index(manager, "proposals", &["process_id", "comments_count", "number"]).await?;
    table::index(manager, "proposals", &["process_id", "shuffle", "number"]).await?;
    table::index(manager, "proposals", &["account_id"]).await?;
    table::index(manager, "proposals", &["phase_id"]).await?;
    table::index(manager, "proposals", &["organisation_id"]).await?;
    table::index(manager, "proposals", &["theme_id"]).await?;
    Ok(())
}

/// What a proposal said, version by version.
async fn proposal_revisions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("id").key(),
        Column::uuid("proposal_id").of("proposals"),
        Column::int("number"),
        Column::time("at"),
        Column::uuid("account_id").of("accounts"),
        Column::text("title"),
        Column::text("problem"),
        Column::text("body"),
        Column::text("effect"),
        Column::text("carrier"),
        Column::text("continues"),
        Column::uuid("theme_id").null().of("themes"),
        Column::text("format"),
        Column::json("sections"),
        Column::json("original").null(),
        Column::text("visibility"),
        Column::uuid("version_id").of("versions"),
    ];
    table::create(manager, "proposal_revisions", &columns).await?;
    table::unique(manager, "proposal_revisions", &["proposal_id", "number"]).await?;
    table::index(manager, "proposal_revisions", &["account_id"]).await?;
    table::index(manager, "proposal_revisions", &["theme_id"]).await?;
    table::index(manager, "proposal_revisions", &["version_id"]).await?;
    Ok(())
}

/// A document put forward in support of a proposal.
async fn sources(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("id").key(),
        Column::uuid("proposal_id").of("proposals"),
        Column::uuid("account_id").of("accounts"),
        Column::text("title"),
        Column::text("link"),
        Column::text("category"),
        Column::text("body"),
        Column::text("format"),
        Column::time("published_at"),
        Column::text("visibility"),
        Column::int("imported_votes"),
        Column::text("source").null(),
        Column::text("external_id").null(),
    ];
    table::create(manager, "sources", &columns).await?;
    table::index(manager, "sources", &["proposal_id"]).await?;
    table::unique(manager, "sources", &["source", "external_id"]).await?;
    table::index(manager, "sources", &["account_id"]).await?;
    Ok(())
}
