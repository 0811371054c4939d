//! `comment_revisions`: what a comment said, version by version.

use sea_orm::entity::prelude::*;

/// What a comment said, version by version.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "comment_revisions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub comment_id: Uuid,
    pub number: i32,
    pub at: DateTimeUtc,
    pub body: String,
    pub format: String,
    pub original: Option<String>,
    pub visibility: String,
    pub version_id: Uuid,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
