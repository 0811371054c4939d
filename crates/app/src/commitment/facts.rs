//! What a version of a commitment names beside its words: who leads it, the
//! proposals it comes from, its milestones. Kept with the version, so that a
//! later one can be compared with it.

use entities::{milestone, organisation, proposal};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::Result;

/// The facts of one version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Facts {
    /// The name of the lead administration.
    pub(super) lead: String,
    /// References of the proposals it comes from.
    pub(super) sources: Vec<String>,
    /// Its milestones, in order.
    pub(super) milestones: Vec<Step>,
}

/// A milestone as it was then.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Step {
    /// Its reference.
    #[serde(rename = "ref")]
    pub(super) reference: String,
    /// What would be done.
    pub(super) title: String,
    /// By when, `YYYY-MM-DD`.
    pub(super) due: String,
}

impl Facts {
    /// The facts as they stand.
    pub(super) async fn of(connection: &impl ConnectionTrait, commitment: Uuid, lead: Uuid) -> Result<Self> {
        let lead = organisation::Entity::find_by_id(lead).one(connection).await?;
        let ids = super::show::source_ids(connection, commitment).await?;
        let sources = proposal::Entity::find()
            .filter(proposal::Column::Id.is_in(ids))
            .order_by_asc(proposal::Column::Number)
            .all(connection)
            .await?;
        let steps = milestones(connection, commitment).await?.into_iter().map(|row| Step {
            reference: row.reference,
            title: row.title,
            due: row.due.to_string(),
        });
        Ok(Self {
            lead: lead.map(|lead| lead.name).unwrap_or_default(),
            sources: sources.into_iter().map(|row| row.reference).collect(),
            milestones: steps.collect(),
        })
    }

    /// Each fact in words, by the name of what it is about.
    pub(super) fn words(&self) -> [(&'static str, String); 3] {
        let step = |step: &Step| format!("{} {} ({})", step.reference, step.title, step.due);
        [
            ("lead", self.lead.clone()),
            ("sources", self.sources.join(", ")),
            ("milestones", self.milestones.iter().map(step).collect::<Vec<_>>().join("\n")),
        ]
    }
}

/// The milestones of a commitment that were not taken out, in order.
pub(super) async fn milestones(connection: &impl ConnectionTrait, commitment: Uuid) -> Result<Vec<milestone::Model>> {
    let rows = milestone::Entity::find()
        .filter(milestone::Column::CommitmentId.eq(commitment))
        .filter(milestone::Column::RemovedAt.is_null())
        .order_by_asc(milestone::Column::Position);
    Ok(rows.all(connection).await?)
}
