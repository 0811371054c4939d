//! `decisions`: a decision of staff, with its reference: admissibility, answer, visibility.

use sea_orm::entity::prelude::*;

/// A decision of staff, with its reference: admissibility, answer, visibility.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "decisions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub process_id: Uuid,
    pub number: i32,
    pub reference: String,
    pub kind: String,
    pub outcome: String,
    pub rule: String,
    pub reason: String,
    pub lang: String,
    pub account_id: Uuid,
    pub organisation_id: Option<Uuid>,
    pub role: String,
    pub at: DateTimeUtc,
    pub version_id: Uuid,
    pub object_kind: String,
    pub object_id: Uuid,
    /// The reason names a text: a reference or an address.
    pub names_text: Option<bool>,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
