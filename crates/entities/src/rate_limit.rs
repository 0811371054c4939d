//! `rate_limits`: theoretical arrival time, in microseconds since 1970, per limited key (GCRA).

use sea_orm::entity::prelude::*;

/// Theoretical arrival time, in microseconds since 1970, per limited key (GCRA).
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "rate_limits")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub arrival: i64,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
