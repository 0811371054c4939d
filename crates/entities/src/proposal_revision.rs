//! `proposal_revisions`: what a proposal said, version by version.

use sea_orm::entity::prelude::*;

/// What a proposal said, version by version.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "proposal_revisions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub proposal_id: Uuid,
    pub number: i32,
    pub at: DateTimeUtc,
    pub account_id: Uuid,
    pub title: String,
    pub problem: String,
    pub body: String,
    pub effect: String,
    pub carrier: String,
    pub continues: String,
    pub theme_id: Option<Uuid>,
    pub format: String,
    pub sections: Json,
    pub original: Option<Json>,
    pub visibility: String,
    pub version_id: Uuid,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
