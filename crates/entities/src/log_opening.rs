//! `log_openings`: what opens a part of an entry.

use sea_orm::entity::prelude::*;

/// What opens a part of an entry.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "log_openings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub entry: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub part: String,
    pub version_id: Option<Uuid>,
    pub object_id: Option<Uuid>,
    pub salt: Option<String>,
    pub value: Option<String>,
    pub withheld: Option<String>,
    pub explained_by: Option<i64>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
