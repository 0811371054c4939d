//! `sources`: a document put forward in support of a proposal.

use sea_orm::entity::prelude::*;

/// A document put forward in support of a proposal.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sources")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub proposal_id: Uuid,
    pub account_id: Uuid,
    pub title: String,
    pub link: String,
    pub category: String,
    pub body: String,
    pub format: String,
    pub published_at: DateTimeUtc,
    pub visibility: String,
    pub imported_votes: i32,
    pub source: Option<String>,
    pub external_id: Option<String>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
