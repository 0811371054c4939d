//! Organisations, grants, processes and their parts.

use sea_orm_migration::prelude::*;

use crate::table::{self, Column};

/// The change.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261121_000002_processes"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        organisations(manager).await?;
        processes(manager).await?;
        phases(manager).await?;
        themes(manager).await?;
        process_organisations(manager).await?;
        grants(manager).await?;
        reference_counters(manager).await?;
        process_counts(manager).await?;
        participations(manager).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        table::drop(
            manager,
            &[
                "participations",
                "process_counts",
                "reference_counters",
                "grants",
                "process_organisations",
                "themes",
                "phases",
                "processes",
                "organisations",
            ],
        )
        .await
    }
}

/// An organisation; an administration is one of that kind.
async fn organisations(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("id").key(),
        Column::text("slug").unique(),
        Column::text("name"),
        Column::text("name_key").unique(),
        Column::text("kind"),
        Column::text("summary"),
        Column::time("created_at"),
    ];
    table::create(manager, "organisations", &columns).await?;
    Ok(())
}

/// One undertaking with a calendar, rules and a result.
async fn processes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("id").key(),
        Column::text("slug").unique(),
        Column::text("code").unique(),
        Column::text("lang"),
        Column::text("time_zone"),
        Column::json("languages"),
        Column::json("titles"),
        Column::json("summaries"),
        Column::json("promises"),
        Column::json("charters"),
        Column::bool("published"),
        Column::time("created_at"),
        Column::text("source").null(),
        Column::bool("fictional"),
    ];
    table::create(manager, "processes", &columns).await?;
    Ok(())
}

/// A dated part of a process, open on [starts_at, ends_at).
async fn phases(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("id").key(),
        Column::uuid("process_id").of("processes"),
        Column::int("position"),
        Column::text("kind"),
        Column::json("titles"),
        Column::time("starts_at"),
        Column::time("ends_at").null(),
        Column::time("closed_at").null(),
        Column::int("edit_window_minutes"),
        Column::text("voting"),
        Column::text("tallies"),
    ];
    table::create(manager, "phases", &columns).await?;
    table::unique(manager, "phases", &["process_id", "position"]).await?;
    Ok(())
}

/// The taxonomy of a process.
async fn themes(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("id").key(),
        Column::uuid("process_id").of("processes"),
        Column::text("slug"),
        Column::json("titles"),
        Column::int("position"),
    ];
    table::create(manager, "themes", &columns).await?;
    table::unique(manager, "themes", &["process_id", "slug"]).await?;
    Ok(())
}

/// The organisations and administrations that take part in a process.
async fn process_organisations(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("process_id").key().of("processes"),
        Column::uuid("organisation_id").key().of("organisations"),
        Column::text("part"),
    ];
    table::create(manager, "process_organisations", &columns).await?;
    table::index(manager, "process_organisations", &["organisation_id"]).await?;
    Ok(())
}

/// A dated right of an account: role and scope (instance when both scopes are null).
async fn grants(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("id").key(),
        Column::uuid("account_id").of("accounts"),
        Column::text("role"),
        Column::uuid("process_id").null().of("processes"),
        Column::uuid("organisation_id").null().of("organisations"),
        Column::uuid("granted_by").null().of("accounts"),
        Column::time("granted_at"),
        Column::time("until").null(),
        Column::time("revoked_at").null(),
        Column::uuid("revoked_by").null().of("accounts"),
    ];
    table::create(manager, "grants", &columns).await?;
    table::index(manager, "grants", &["account_id"]).await?;
    table::index(manager, "grants", &["organisation_id"]).await?;
    table::index(manager, "grants", &["process_id"]).await?;
    table::index(manager, "grants", &["granted_by"]).await?;
    table::index(manager, "grants", &["revoked_by"]).await?;
    Ok(())
}

/// The last number given to each kind of reference of a process.
async fn reference_counters(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [Column::uuid("process_id").key().of("processes"), Column::text("kind").key(), Column::int("last")];
    table::create(manager, "reference_counters", &columns).await?;
    Ok(())
}

/// Counts of a process, spread over sixteen rows so that votes do not queue for one.
async fn process_counts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("process_id").key().of("processes"),
        Column::int("shard").key(),
        Column::int("proposals"),
        Column::int("comments"),
        Column::int("votes"),
        Column::int("imported_votes"),
        Column::int("participants"),
    ];
    table::create(manager, "process_counts", &columns).await?;
    Ok(())
}

/// Who contributed to a process: one row per account, so that participants are counted once.
async fn participations(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let columns = [
        Column::uuid("process_id").key().of("processes"),
        Column::uuid("account_id").key().of("accounts"),
        Column::time("at"),
    ];
    table::create(manager, "participations", &columns).await?;
    table::index(manager, "participations", &["account_id"]).await?;
    Ok(())
}
