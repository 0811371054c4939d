//! `kept_identities`: what the law may oblige to keep of someone who left.

use sea_orm::entity::prelude::*;

/// What the law may oblige to keep of someone who left.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "kept_identities")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub until: DateTimeUtc,
    pub details: Json,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
