//! `phases`: a dated part of a process, open on [starts_at, ends_at).

use sea_orm::entity::prelude::*;

/// A dated part of a process, open on [starts_at, ends_at).
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "phases")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub process_id: Uuid,
    pub position: i32,
    pub kind: String,
    pub titles: Json,
    pub starts_at: DateTimeUtc,
    pub ends_at: Option<DateTimeUtc>,
    pub closed_at: Option<DateTimeUtc>,
    pub edit_window_minutes: i32,
    pub voting: String,
    pub tallies: String,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
