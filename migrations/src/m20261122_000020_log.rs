//! The public log: its tree as tiles, its heads, and what opens its commitments.

use sea_orm_migration::prelude::*;

use crate::table::{self, Column};

/// The change.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261122_000020_log"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        tree(manager).await?;
        heads(manager).await?;
        openings(manager).await?;
        votes(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let votes = ["log_ballots", "log_counts", "log_votes"];
        table::drop(manager, &votes).await?;
        table::drop(manager, &["log_salts", "log_openings", "log_versions"]).await?;
        table::drop(manager, &["log_checkpoints", "log_heads", "log_lease"]).await?;
        table::drop(manager, &["log_tiles", "log_bundles"]).await
    }
}

/// Entries by 256, and the hashes over them. The last of each row grows in place.
async fn tree(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let bundles = [Column::big("number").key(), Column::int("width"), Column::blob("entries")];
    table::create(manager, "log_bundles", &bundles).await?;
    let tiles = [Column::int("level").key(), Column::big("number").key(), Column::int("width"), Column::blob("hashes")];
    table::create(manager, "log_tiles", &tiles).await
}

/// Who may append, every committed head (two cannot follow the same one), and
/// the heads that were signed.
async fn heads(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let lease = [
        Column::int("id").key(),
        Column::uuid("holder"),
        Column::big("epoch"),
        Column::time("until"),
        Column::text("signer"),
    ];
    table::create(manager, "log_lease", &lease).await?;
    let heads = [
        Column::big("size").key(),
        Column::big("previous").unique(),
        Column::text("root"),
        Column::big("epoch"),
        Column::time("at"),
    ];
    table::create(manager, "log_heads", &heads).await?;
    let checkpoints = [Column::big("size").key(), Column::text("note"), Column::time("at")];
    table::create(manager, "log_checkpoints", &checkpoints).await
}

/// Which entry has a version, and what opens its parts: gone with the salt once
/// a part is erased.
async fn openings(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let versions = [Column::uuid("version_id").key().of("versions"), Column::big("entry").unique()];
    table::create(manager, "log_versions", &versions).await?;
    let openings = [
        Column::big("entry").key(),
        Column::text("part").key(),
        Column::uuid("version_id").null().of("versions"),
        Column::uuid("object_id").null(),
        Column::text("salt").null(),
        Column::text("value").null(),
        Column::text("withheld").null(),
        Column::big("explained_by").null(),
    ];
    table::create(manager, "log_openings", &openings).await?;
    table::index(manager, "log_openings", &["object_id"]).await?;
    table::index(manager, "log_openings", &["version_id"]).await?;
    table::index(manager, "log_openings", &["withheld"]).await?;
    let salts =
        [Column::uuid("version_id").key().of("versions"), Column::text("text_salt"), Column::text("author_salt")];
    table::create(manager, "log_salts", &salts).await
}

/// The salt of each counted vote, the last count of each object, and the lines
/// that a close publishes.
async fn votes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let votes = [Column::uuid("vote_id").key(), Column::text("salt"), Column::time("of")];
    table::create(manager, "log_votes", &votes).await?;
    let counts =
        [Column::uuid("object_id").key(), Column::big("entry"), Column::time("at"), Column::uuid("closed_by").null()];
    table::create(manager, "log_counts", &counts).await?;
    let ballots = [Column::big("entry").key(), Column::blob("lines")];
    table::create(manager, "log_ballots", &ballots).await
}
