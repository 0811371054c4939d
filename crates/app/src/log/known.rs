//! What a batch of outbox rows is about, read in a fixed number of queries per
//! hundreds of rows.

use std::collections::{BTreeSet, HashMap};

use domain::lineage::{ObjectKind, Relation};
use entities::{
    act, comment, comment_revision, commitment, commitment_revision, decision, link, log_opening, log_salt,
    log_version, milestone, organisation, outbox, process, proposal, proposal_revision, source, theme, version,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Value};
use uuid::Uuid;

use super::read;
use crate::author::Authors;
use crate::error::Result;

/// Values in one statement.
const MOST: usize = 400;

/// Rows by what they are about.
#[derive(Default)]
pub(super) struct Known {
    pub(super) acts: HashMap<Uuid, act::Model>,
    pub(super) versions: HashMap<Uuid, version::Model>,
    /// Versions of a reference, by number.
    pub(super) by_reference: HashMap<String, Vec<Uuid>>,
    /// Links to a version.
    pub(super) into: HashMap<Uuid, Vec<link::Model>>,
    /// Milestones that a version of a commitment brought.
    pub(super) milestones_of: HashMap<Uuid, Vec<Uuid>>,
    /// Entries of versions.
    pub(super) logged: HashMap<Uuid, u64>,
    pub(super) salts: HashMap<Uuid, log_salt::Model>,
    pub(super) proposals: HashMap<Uuid, proposal::Model>,
    pub(super) proposal_revisions: HashMap<Uuid, proposal_revision::Model>,
    pub(super) comments: HashMap<Uuid, comment::Model>,
    pub(super) comment_revisions: HashMap<Uuid, comment_revision::Model>,
    pub(super) commitments: HashMap<Uuid, commitment::Model>,
    pub(super) commitment_revisions: HashMap<Uuid, commitment_revision::Model>,
    pub(super) decisions: HashMap<Uuid, decision::Model>,
    pub(super) milestones: HashMap<Uuid, milestone::Model>,
    pub(super) sources: HashMap<Uuid, source::Model>,
    pub(super) processes: HashMap<Uuid, process::Model>,
    pub(super) themes: HashMap<Uuid, String>,
    pub(super) organisations: HashMap<Uuid, String>,
    pub(super) authors: Authors,
    /// What is published, by object.
    pub(super) openings: HashMap<Uuid, Vec<log_opening::Model>>,
}

/// Rows of a table where a column has one of these values.
pub(super) async fn of<E, V>(
    connection: &impl ConnectionTrait,
    column: E::Column,
    values: impl IntoIterator<Item = V>,
) -> Result<Vec<E::Model>>
where
    E: EntityTrait,
    V: Into<Value> + Clone + Ord,
{
    let values: BTreeSet<V> = values.into_iter().collect();
    let values: Vec<V> = values.into_iter().collect();
    let mut found = Vec::new();
    for some in values.chunks(MOST) {
        found.extend(E::find().filter(column.is_in(some.iter().cloned())).all(connection).await?);
    }
    Ok(found)
}

/// A member of a payload that is an id.
pub(super) fn id_in(row: &outbox::Model, member: &str) -> Option<Uuid> {
    row.payload.get(member).and_then(|value| value.as_str()).and_then(|text| text.parse().ok())
}

/// A member of a payload that is a text.
pub(super) fn text_in<'r>(row: &'r outbox::Model, member: &str) -> &'r str {
    row.payload.get(member).and_then(|value| value.as_str()).unwrap_or_default()
}

impl Known {
    /// Reads everything that the rows are about.
    pub(super) async fn load(connection: &impl ConnectionTrait, rows: &[outbox::Model]) -> Result<Self> {
        let mut known = Self::default();
        let acts = of::<act::Entity, _>(connection, act::Column::Id, rows.iter().filter_map(|row| id_in(row, "act")));
        known.acts = acts.await?.into_iter().map(|row| (row.id, row)).collect();
        let references = rows.iter().flat_map(|row| [text_in(row, "ref"), text_in(row, "on")]);
        let references = references.filter(|reference| !reference.is_empty()).map(str::to_owned);
        let mut found = of::<version::Entity, _>(connection, version::Column::Reference, references).await?;
        let ids = known.acts.values().filter_map(|act| act.version_id);
        let ids = ids.chain(rows.iter().filter_map(|row| id_in(row, "version_id")));
        found.extend(of::<version::Entity, _>(connection, version::Column::Id, ids).await?);
        known.follow(connection, found).await?;
        known.contents(connection, rows).await?;
        Ok(known)
    }

    /// Reads what these versions say, and nothing around them.
    pub(super) async fn of_versions(connection: &impl ConnectionTrait, rows: Vec<version::Model>) -> Result<Self> {
        let mut known = Self::default();
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        known.versions = rows.into_iter().map(|row| (row.id, row)).collect();
        let logged = of::<log_version::Entity, _>(connection, log_version::Column::VersionId, ids).await?;
        known.logged = logged.into_iter().map(|row| (row.version_id, read(row.entry))).collect();
        known.contents(connection, &[]).await?;
        Ok(known)
    }

    /// A commitment, and its milestones, are public once they are put to
    /// consultation; a milestone that was taken out before never is.
    pub(super) fn is_private(&self, row: &version::Model) -> bool {
        let milestone = self.milestones.get(&row.object_id);
        let commitment = match ObjectKind::parse(&row.kind) {
            Some(ObjectKind::Commitment) => Some(row.object_id),
            Some(ObjectKind::Milestone) => milestone.map(|milestone| milestone.commitment_id),
            _ => return false,
        };
        let published = commitment.and_then(|id| self.commitments.get(&id)).and_then(|row| row.published_at);
        let removed = milestone.and_then(|milestone| milestone.removed_at);
        published.is_none_or(|published| removed.is_some_and(|removed| removed <= published))
    }

    /// Adds versions, those that they come from as far back as something is not
    /// in the log, and milestones that they bring.
    async fn follow(&mut self, connection: &impl ConnectionTrait, mut found: Vec<version::Model>) -> Result<()> {
        while !found.is_empty() {
            let ids: Vec<Uuid> = found.iter().map(|row| row.id).filter(|id| !self.versions.contains_key(id)).collect();
            for row in found {
                if self.versions.contains_key(&row.id) {
                    continue;
                }
                self.by_reference.entry(row.reference.clone()).or_default().push(row.id);
                self.versions.insert(row.id, row);
            }
            let logged = of::<log_version::Entity, _>(connection, log_version::Column::VersionId, ids.iter().copied());
            self.logged.extend(logged.await?.into_iter().map(|row| (row.version_id, read(row.entry))));
            let new: Vec<Uuid> = ids.into_iter().filter(|id| !self.logged.contains_key(id)).collect();
            let mut wanted = BTreeSet::new();
            for row in of::<link::Entity, _>(connection, link::Column::ToVersion, new.iter().copied()).await? {
                wanted.insert(row.from_version);
                self.into.entry(row.to_version).or_default().push(row);
            }
            for row in of::<link::Entity, _>(connection, link::Column::FromVersion, new.iter().copied()).await? {
                if row.relation == Relation::HasMilestone.as_str() {
                    wanted.insert(row.to_version);
                    self.milestones_of.entry(row.from_version).or_default().push(row.to_version);
                }
            }
            wanted.retain(|id| !self.versions.contains_key(id));
            found = of::<version::Entity, _>(connection, version::Column::Id, wanted).await?;
        }
        for (versions, numbers) in self.by_reference.values_mut().map(|ids| (ids, &self.versions)) {
            versions.sort_by_key(|id| numbers.get(id).map_or(0, |row| row.number));
        }
        for list in self.into.values_mut() {
            list.sort_by_key(|row| row.id);
        }
        for list in self.milestones_of.values_mut() {
            list.sort();
        }
        Ok(())
    }

    /// What the versions say, and who says it.
    async fn contents(&mut self, connection: &impl ConnectionTrait, rows: &[outbox::Model]) -> Result<()> {
        let versions: Vec<Uuid> = self.versions.keys().copied().collect();
        let objects: Vec<Uuid> = self.versions.values().map(|row| row.object_id).collect();
        macro_rules! load {
            ($field:ident, $table:ident, $column:ident, $values:expr, $key:ident) => {
                let found = of::<$table::Entity, _>(connection, $table::Column::$column, $values).await?;
                self.$field = found.into_iter().map(|row| (row.$key, row)).collect();
            };
        }
        load!(salts, log_salt, VersionId, versions.clone(), version_id);
        load!(proposals, proposal, Id, objects.clone(), id);
        load!(comments, comment, Id, objects.clone(), id);
        load!(commitments, commitment, Id, objects.clone(), id);
        load!(milestones, milestone, Id, objects.clone(), id);
        load!(proposal_revisions, proposal_revision, VersionId, versions.clone(), version_id);
        load!(comment_revisions, comment_revision, VersionId, versions.clone(), version_id);
        load!(commitment_revisions, commitment_revision, VersionId, versions.clone(), version_id);
        load!(decisions, decision, VersionId, versions.clone(), version_id);
        load!(sources, source, Id, rows.iter().filter_map(|row| id_in(row, "id")), id);
        // Milestones that are not among the versions may belong to a draft.
        let drafts: Vec<Uuid> = self.milestones.values().map(|row| row.commitment_id).collect();
        let drafts = of::<commitment::Entity, _>(connection, commitment::Column::Id, drafts).await?;
        self.commitments.extend(drafts.into_iter().map(|row| (row.id, row)));
        let themes = self.proposal_revisions.values().filter_map(|row| row.theme_id);
        let themes = of::<theme::Entity, _>(connection, theme::Column::Id, themes.collect::<Vec<_>>()).await?;
        self.themes = themes.into_iter().map(|row| (row.id, row.slug)).collect();
        let processes = rows.iter().filter_map(|row| row.process_id);
        let processes = processes.chain(self.versions.values().filter_map(|row| row.process_id));
        let processes =
            of::<process::Entity, _>(connection, process::Column::Id, processes.collect::<Vec<_>>()).await?;
        self.processes = processes.into_iter().map(|row| (row.id, row)).collect();
        self.people(connection).await?;
        let changed = rows.iter().filter(|row| matches!(row.topic.as_str(), "visibility" | "part_erased"));
        let changed = changed.flat_map(|row| self.objects_of(row)).collect::<Vec<_>>();
        let openings = log_opening::Entity::find().order_by_asc(log_opening::Column::Entry);
        for some in changed.chunks(MOST) {
            let found = openings.clone().filter(log_opening::Column::ObjectId.is_in(some.iter().copied()));
            for row in found.all(connection).await? {
                if let Some(object) = row.object_id {
                    self.openings.entry(object).or_default().push(row);
                }
            }
        }
        Ok(())
    }

    async fn people(&mut self, connection: &impl ConnectionTrait) -> Result<()> {
        let accounts = self.proposals.values().map(|row| row.account_id);
        let accounts = accounts.chain(self.comments.values().map(|row| row.account_id));
        let accounts = accounts.chain(self.sources.values().map(|row| row.account_id)).collect::<Vec<_>>();
        let organisations = self.proposals.values().map(|row| row.organisation_id);
        let organisations = organisations.chain(self.comments.values().map(|row| row.organisation_id));
        self.authors = Authors::load(connection, accounts, organisations.collect::<Vec<_>>()).await?;
        let slugs = self.commitments.values().map(|row| row.lead_id);
        let slugs = slugs.chain(self.decisions.values().filter_map(|row| row.organisation_id));
        let slugs = of::<organisation::Entity, _>(connection, organisation::Column::Id, slugs.collect::<Vec<_>>());
        self.organisations = slugs.await?.into_iter().map(|row| (row.id, row.slug)).collect();
        Ok(())
    }

    /// The objects whose words a row withdraws or gives back.
    pub(super) fn objects_of(&self, row: &outbox::Model) -> Vec<Uuid> {
        let named = self.by_reference.get(text_in(row, "ref")).into_iter().flatten().copied();
        let versions = named.chain(id_in(row, "version_id"));
        let objects: BTreeSet<Uuid> = versions
            .filter_map(|id| self.versions.get(&id))
            .map(|version| version.object_id)
            .chain(id_in(row, "document"))
            .collect();
        objects.into_iter().collect()
    }
}
