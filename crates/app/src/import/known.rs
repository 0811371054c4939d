//! What earlier runs brought in, by external id.

use std::collections::{HashMap, HashSet};

use domain::vote::Counts;
use entities::{account, comment, proposal, source};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::SOURCE;
use crate::error::Result;

/// Records that are there, without the scope in front of their ids.
pub(super) struct Known {
    /// With the votes brought in with them.
    pub(super) proposals: HashMap<String, (Uuid, Counts)>,
    pub(super) comments: HashSet<String>,
    pub(super) sources: HashSet<String>,
    pub(super) accounts: HashMap<String, Uuid>,
}

type Tallied = (Uuid, Option<String>, Option<i32>, Option<i32>, Option<i32>);

impl Known {
    pub(super) async fn load(connection: &impl ConnectionTrait, scope: &str) -> Result<Self> {
        let own = |id: Option<String>| id.and_then(|id| id.strip_prefix(scope).map(str::to_owned));
        let proposals: Vec<Tallied> = proposal::Entity::find()
            .select_only()
            .columns([proposal::Column::Id, proposal::Column::ExternalId])
            .columns([
                proposal::Column::ImportedAgree,
                proposal::Column::ImportedMixed,
                proposal::Column::ImportedDisagree,
            ])
            .filter(proposal::Column::Source.eq(SOURCE))
            .filter(proposal::Column::ExternalId.starts_with(scope))
            .into_tuple()
            .all(connection)
            .await?;
        let comments: Vec<Option<String>> = comment::Entity::find()
            .select_only()
            .column(comment::Column::ExternalId)
            .filter(comment::Column::Source.eq(SOURCE))
            .filter(comment::Column::ExternalId.starts_with(scope))
            .into_tuple()
            .all(connection)
            .await?;
        let sources: Vec<Option<String>> = source::Entity::find()
            .select_only()
            .column(source::Column::ExternalId)
            .filter(source::Column::Source.eq(SOURCE))
            .filter(source::Column::ExternalId.starts_with(scope))
            .into_tuple()
            .all(connection)
            .await?;
        let accounts: Vec<(Uuid, Option<String>)> = account::Entity::find()
            .select_only()
            .columns([account::Column::Id, account::Column::ExternalId])
            .filter(account::Column::Source.eq(SOURCE))
            .filter(account::Column::ExternalId.starts_with(scope))
            .into_tuple()
            .all(connection)
            .await?;
        let count = |votes: Option<i32>| i64::from(votes.unwrap_or_default());
        Ok(Self {
            proposals: proposals
                .into_iter()
                .filter_map(|(id, external, agree, mixed, disagree)| {
                    Some((
                        own(external)?,
                        (id, Counts { agree: count(agree), mixed: count(mixed), disagree: count(disagree) }),
                    ))
                })
                .collect(),
            comments: comments.into_iter().filter_map(own).collect(),
            sources: sources.into_iter().filter_map(own).collect(),
            accounts: accounts.into_iter().filter_map(|(id, external)| Some((own(external)?, id))).collect(),
        })
    }
}
