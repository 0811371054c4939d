//! `versions`: one row per version of anything that can be linked.

use sea_orm::entity::prelude::*;

/// One row per version of anything that can be linked.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub process_id: Option<Uuid>,
    pub kind: String,
    pub object_id: Uuid,
    pub reference: String,
    pub number: i32,
    pub at: DateTimeUtc,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
