//! `process_counts`: counts of a process, spread over sixteen rows so that votes do not queue for one.

use sea_orm::entity::prelude::*;

/// Counts of a process, spread over sixteen rows so that votes do not queue for one.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "process_counts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub process_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub shard: i32,
    pub proposals: i32,
    pub comments: i32,
    pub votes: i32,
    pub imported_votes: i32,
    pub participants: i32,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
