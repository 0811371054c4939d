//! `links`: an edge of the lineage, forward in time: its target was made in the same transaction.

use sea_orm::entity::prelude::*;

/// An edge of the lineage, forward in time: its target was made in the same transaction.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "links")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub relation: String,
    pub from_version: Uuid,
    pub to_version: Uuid,
    pub at: DateTimeUtc,
    pub reason: String,
    pub act_id: Option<Uuid>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
