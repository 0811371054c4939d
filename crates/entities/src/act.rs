//! `acts`: one row per act of staff, written in the act's transaction.

use sea_orm::entity::prelude::*;

/// One row per act of staff, written in the act's transaction.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "acts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub at: DateTimeUtc,
    pub account_id: Option<Uuid>,
    pub role: String,
    pub organisation_id: Option<Uuid>,
    pub action: String,
    pub process_id: Option<Uuid>,
    pub version_id: Option<Uuid>,
    pub subject: String,
    pub reason: String,
    pub details: Json,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
