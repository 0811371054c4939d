//! `accounts`: a person who may sign in, or an imported author who may not.

use sea_orm::entity::prelude::*;

/// A person who may sign in, or an imported author who may not.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub email: Option<String>,
    pub email_key: Option<String>,
    pub name: String,
    pub name_key: Option<String>,
    pub password_hash: Option<String>,
    pub locale: String,
    pub confirmed_at: Option<DateTimeUtc>,
    pub terms_version: Option<String>,
    pub terms_accepted_at: Option<DateTimeUtc>,
    pub created_at: DateTimeUtc,
    pub disabled_at: Option<DateTimeUtc>,
    pub source: Option<String>,
    pub external_id: Option<String>,
    pub demo: bool,
}

/// Joins are written where they are used.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
