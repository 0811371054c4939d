//! `comments`: a comment with a stance, on a proposal or on a commitment; two levels.

use sea_orm::entity::prelude::*;

/// A comment with a stance, on a proposal or on a commitment; two levels.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "comments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub process_id: Uuid,
    pub phase_id: Uuid,
    pub number: i32,
    pub reference: String,
    pub target_kind: String,
    pub target_id: Uuid,
    pub parent_id: Option<Uuid>,
    pub account_id: Uuid,
    pub organisation_id: Option<Uuid>,
    pub stance: String,
    pub visibility: String,
    pub lang: String,
    pub published_at: DateTimeUtc,
    pub editable_until: DateTimeUtc,
    pub revision: i32,
    pub imported_votes: Option<i32>,
    pub op: Option<Uuid>,
    pub source: Option<String>,
    pub external_id: Option<String>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
