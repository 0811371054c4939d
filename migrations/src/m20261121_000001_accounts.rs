//! Accounts, sessions, mail tokens, kept posts and rate limits.

use sea_orm_migration::prelude::*;

use crate::table::{self, Column};

/// The change.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261121_000001_accounts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        accounts(manager).await?;
        sessions(manager).await?;
        mail_tokens(manager).await?;
        kept_posts(manager).await?;
        rate_limits(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        table::drop(manager, &["rate_limits", "kept_posts", "mail_tokens", "sessions", "accounts"]).await
    }
}

/// A person who may sign in, or an imported author who may not.
async fn accounts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("id").key(),
        Column::text("kind"),
        Column::text("email").null(),
        Column::text("email_key").null().unique(),
        Column::text("name"),
        Column::text("name_key").null().unique(),
        Column::text("password_hash").null(),
        Column::text("locale"),
        Column::time("confirmed_at").null(),
        Column::text("terms_version").null(),
        Column::time("terms_accepted_at").null(),
        Column::time("created_at"),
        Column::time("disabled_at").null(),
        Column::text("source").null(),
        Column::text("external_id").null(),
        Column::bool("demo"),
    ];
    table::create(manager, "accounts", &columns).await?;
    table::unique(manager, "accounts", &["source", "external_id"]).await?;
    Ok(())
}

/// One signed-in browser. The key is the SHA-256 of the cookie's token.
async fn sessions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::text("id").key(),
        Column::uuid("account_id").of("accounts"),
        Column::time("created_at"),
        Column::time("last_seen_at"),
        Column::time("expires_at"),
        Column::int("auth_level"),
        Column::text("browser"),
    ];
    table::create(manager, "sessions", &columns).await?;
    table::index(manager, "sessions", &["account_id"]).await?;
    Ok(())
}

/// Links sent by mail: confirmation and reset. The key is the SHA-256 of the token.
async fn mail_tokens(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::text("id").key(),
        Column::uuid("account_id").of("accounts"),
        Column::text("purpose"),
        Column::time("created_at"),
        Column::time("expires_at"),
        Column::time("used_at").null(),
    ];
    table::create(manager, "mail_tokens", &columns).await?;
    table::index(manager, "mail_tokens", &["account_id"]).await?;
    Ok(())
}

/// A form posted without a session, kept for an hour to be shown again.
async fn kept_posts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::text("id").key(),
        Column::text("path"),
        Column::text("body"),
        Column::time("created_at"),
        Column::time("expires_at"),
    ];
    table::create(manager, "kept_posts", &columns).await?;
    table::index(manager, "kept_posts", &["expires_at"]).await?;
    Ok(())
}

/// Theoretical arrival time, in microseconds since 1970, per limited key (GCRA).
async fn rate_limits(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [Column::text("id").key(), Column::big("arrival")];
    table::create(manager, "rate_limits", &columns).await?;
    table::index(manager, "rate_limits", &["arrival"]).await?;
    Ok(())
}
