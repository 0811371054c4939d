//! `milestones`: a dated step of a commitment.

use sea_orm::entity::prelude::*;

/// A dated step of a commitment.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "milestones")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub commitment_id: Uuid,
    pub number: i32,
    pub reference: String,
    pub position: i32,
    pub title: String,
    pub due: Date,
    pub done: Option<Date>,
    pub removed_at: Option<DateTimeUtc>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
