//! `commitments`: the current state of a commitment; its words are in its revisions.

use sea_orm::entity::prelude::*;

/// The current state of a commitment; its words are in its revisions.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "commitments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub process_id: Uuid,
    pub phase_id: Option<Uuid>,
    pub number: i32,
    pub reference: String,
    pub state: String,
    pub account_id: Uuid,
    pub lead_id: Uuid,
    pub lang: String,
    pub title: String,
    pub excerpt: String,
    pub revision: i32,
    pub created_at: DateTimeUtc,
    pub published_at: Option<DateTimeUtc>,
    pub agree: i32,
    pub mixed: i32,
    pub disagree: i32,
    pub on_earlier_revision: i32,
    pub support: i32,
    pub comments_count: i32,
    pub op: Option<Uuid>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
