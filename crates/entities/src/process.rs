//! `processes`: one undertaking with a calendar, rules and a result.

use sea_orm::entity::prelude::*;

/// One undertaking with a calendar, rules and a result.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "processes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub slug: String,
    pub code: String,
    pub lang: String,
    pub time_zone: String,
    pub languages: Json,
    pub titles: Json,
    pub summaries: Json,
    pub promises: Json,
    pub charters: Json,
    pub published: bool,
    pub created_at: DateTimeUtc,
    pub source: Option<String>,
    pub fictional: bool,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
