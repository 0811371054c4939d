//! `log_lease`: who may append to the public log: one row.

use sea_orm::entity::prelude::*;

/// Who may append to the public log: one row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "log_lease")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    pub holder: Uuid,
    pub epoch: i64,
    pub until: DateTimeUtc,
    pub signer: String,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
