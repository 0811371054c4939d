//! What people are owed: erasures that were asked for, names kept for a while
//! after their owner has left, what the law may oblige to keep, what became of
//! one's words, and whether one wants to hear of it by mail.

use sea_orm_migration::prelude::*;

use crate::table::{self, Column};

/// The change.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261122_000030_rights"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        erasures(manager).await?;
        leftovers(manager).await?;
        notices(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        table::drop(manager, &["mail_choices", "notices", "kept_identities", "name_holds", "erasures"]).await
    }
}

/// What was asked to be erased, and what was. The account is named until it is
/// done and never after; `gone_at` is when no byte was left of it.
async fn erasures(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("id").key(),
        Column::text("scope"),
        Column::uuid("account_id").null(),
        Column::uuid("object_id").null(),
        Column::uuid("process_id").null().of("processes"),
        Column::text("reference"),
        Column::text("reason"),
        Column::time("asked_at"),
        Column::time("due_at"),
        Column::time("begun_at").null(),
        Column::time("done_at").null(),
        Column::time("gone_at").null(),
    ];
    table::create(manager, "erasures", &columns).await?;
    table::index(manager, "erasures", &["account_id"]).await?;
    table::index(manager, "erasures", &["object_id"]).await?;
    table::index(manager, "erasures", &["process_id"]).await?;
    table::index(manager, "erasures", &["done_at", "due_at"]).await
}

/// A keyed digest of each name that is kept, and identities that the law may
/// oblige to keep: no screen and no export reads the latter.
async fn leftovers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    table::create(manager, "name_holds", &[Column::text("digest").key(), Column::time("until")]).await?;
    let identities = [Column::uuid("id").key(), Column::time("until"), Column::json("details")];
    table::create(manager, "kept_identities", &identities).await
}

/// One line per real change of what someone contributed to, and whether they want
/// it by mail.
async fn notices(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("id").key(),
        Column::uuid("account_id").of("accounts"),
        Column::uuid("object_id"),
        Column::uuid("version_id").of("versions"),
        Column::text("change"),
        Column::time("at"),
        Column::time("read_at").null(),
        Column::time("mailed_at").null(),
    ];
    table::create(manager, "notices", &columns).await?;
    table::unique(manager, "notices", &["account_id", "version_id", "object_id"]).await?;
    table::index(manager, "notices", &["account_id", "at"]).await?;
    table::index(manager, "notices", &["object_id"]).await?;
    table::index(manager, "notices", &["version_id"]).await?;
    table::index(manager, "notices", &["mailed_at", "read_at"]).await?;
    let choices =
        [Column::uuid("account_id").key().of("accounts"), Column::bool("changes"), Column::date("last_day").null()];
    table::create(manager, "mail_choices", &choices).await
}
