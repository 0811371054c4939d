//! `erasures`: what was asked to be erased, and what was.

use sea_orm::entity::prelude::*;

/// What was asked to be erased, and what was.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "erasures")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub scope: String,
    pub account_id: Option<Uuid>,
    pub object_id: Option<Uuid>,
    pub process_id: Option<Uuid>,
    pub reference: String,
    pub reason: String,
    pub asked_at: DateTimeUtc,
    pub due_at: DateTimeUtc,
    pub begun_at: Option<DateTimeUtc>,
    pub done_at: Option<DateTimeUtc>,
    pub gone_at: Option<DateTimeUtc>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
