//! `commitment_revisions`: what a commitment said, version by version.

use sea_orm::entity::prelude::*;

/// What a commitment said, version by version.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "commitment_revisions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub commitment_id: Uuid,
    pub number: i32,
    pub at: DateTimeUtc,
    pub account_id: Uuid,
    pub title: String,
    pub problem: String,
    pub body: String,
    pub version_id: Uuid,
    pub facts: Option<Json>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
