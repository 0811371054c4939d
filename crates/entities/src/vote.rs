//! `votes`: one current vote per account and object.

use sea_orm::entity::prelude::*;

/// One current vote per account and object.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "votes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub object_kind: String,
    pub object_id: Uuid,
    pub process_id: Uuid,
    pub phase_id: Uuid,
    pub account_id: Uuid,
    pub choice: String,
    pub revision: i32,
    pub assurance: String,
    pub cast_at: DateTimeUtc,
    pub changed_at: DateTimeUtc,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
