//! `reports`: a contribution that someone asks a moderator to look at.

use sea_orm::entity::prelude::*;

/// A contribution that someone asks a moderator to look at.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub process_id: Uuid,
    pub object_kind: String,
    pub object_id: Uuid,
    pub account_id: Uuid,
    pub reason: String,
    pub at: DateTimeUtc,
    pub handled_at: Option<DateTimeUtc>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
