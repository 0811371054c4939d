//! `proposals`: the current state of a proposal; its words are in its revisions.

use sea_orm::entity::prelude::*;

/// The current state of a proposal; its words are in its revisions.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "proposals")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub process_id: Uuid,
    pub phase_id: Uuid,
    pub number: i32,
    pub reference: String,
    pub account_id: Uuid,
    pub organisation_id: Option<Uuid>,
    pub theme_id: Option<Uuid>,
    pub state: String,
    pub visibility: String,
    pub lang: String,
    pub title: String,
    pub excerpt: String,
    pub published_at: DateTimeUtc,
    pub editable_until: DateTimeUtc,
    pub revision: i32,
    pub agree: i32,
    pub mixed: i32,
    pub disagree: i32,
    pub on_earlier_revision: i32,
    pub imported_agree: Option<i32>,
    pub imported_mixed: Option<i32>,
    pub imported_disagree: Option<i32>,
    pub support: i32,
    pub comments_count: i32,
    pub shuffle: i32,
    pub op: Option<Uuid>,
    pub source: Option<String>,
    pub external_id: Option<String>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
