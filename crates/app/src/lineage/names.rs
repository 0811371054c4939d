//! What versions are called, where they are read and who answers for them: one
//! load for a whole page, a fixed number of queries for each kind.

use std::collections::{HashMap, HashSet};

use domain::Time;
use domain::lineage::{Actor, Node, ObjectKind, Relation, Step};
use domain::moderation::Visibility;
use domain::reference::Reference;
use entities::{act, link, version};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::kinds::{self, Facts};
use crate::author::Authors;
use crate::error::{Error, Result};

/// What a count of votes that is over may have been known to.
const DECIDES: [Relation; 3] = [Relation::DecidedBy, Relation::AnsweredBy, Relation::AdoptedAs];

/// Names of the versions of a page.
pub(crate) struct Names {
    pub(super) versions: HashMap<Uuid, version::Model>,
    pub(super) facts: HashMap<Uuid, Facts>,
    acts: HashMap<Uuid, Actor>,
    /// What was decided on which object: objects, and versions of decisions.
    decided: Vec<(Uuid, Uuid)>,
    /// The one who asks may read draft commitments.
    drafts: bool,
}

impl Names {
    /// Reads everything that there is to say of these versions and links.
    pub(super) async fn load(
        connection: &impl ConnectionTrait,
        versions: Vec<version::Model>,
        links: impl Iterator<Item = &link::Model>,
        drafts: bool,
    ) -> Result<Self> {
        let versions: HashMap<Uuid, version::Model> = versions.into_iter().map(|row| (row.id, row)).collect();
        let mut facts = HashMap::new();
        for kind in ObjectKind::ALL {
            let of: HashSet<Uuid> =
                versions.values().filter(|row| row.kind == kind.as_str()).map(|row| row.object_id).collect();
            if !of.is_empty() {
                facts.extend(kinds::facts(connection, *kind, &of.into_iter().collect::<Vec<_>>()).await?);
            }
        }
        let links: Vec<&link::Model> = links.collect();
        let acts = acts(connection, links.iter().filter_map(|link| link.act_id)).await?;
        let decided = links.iter().filter(|link| DECIDES.iter().any(|relation| link.relation == relation.as_str()));
        let decided =
            decided.filter_map(|link| versions.get(&link.from_version).map(|from| (from.object_id, link.to_version)));
        Ok(Self { decided: decided.collect(), versions, facts, acts, drafts })
    }

    /// The last version of an object.
    pub(super) fn last_of(&self, object: Uuid) -> Option<&version::Model> {
        self.versions.values().filter(|row| row.object_id == object).max_by_key(|row| row.number)
    }

    /// Whether a step on the way leads to this object, or it is the subject.
    pub(super) fn is_after(&self, object: Uuid, reached: &HashSet<Uuid>, subject: Uuid) -> bool {
        let led_to = |id: &Uuid| self.versions.get(id).is_some_and(|row| row.object_id == object);
        object == subject || reached.iter().any(led_to)
    }

    /// The decisions on an object since then, and its final text.
    pub(super) fn decided_after(&self, object: Uuid, at: Time) -> impl Iterator<Item = &version::Model> {
        let on_it =
            self.decided.iter().filter(move |(of, _)| *of == object).filter_map(|(_, id)| self.versions.get(id));
        on_it.filter(move |row| row.at >= at)
    }

    /// What the one who asks may not see: a draft commitment and its milestones
    /// are staff's, and a milestone that was taken out is no longer there.
    pub(super) fn is_out_of_sight(&self, row: &version::Model) -> bool {
        self.facts.get(&row.object_id).is_none_or(|facts| (facts.private && !self.drafts) || facts.removed)
    }

    /// Who answers for a version's object.
    pub(super) fn author(&self, row: &version::Model) -> Option<Actor> {
        self.facts.get(&row.object_id).and_then(|facts| facts.author.clone())
    }

    /// A version, as it is shown.
    pub(crate) fn node(&self, row: &version::Model) -> Result<Node> {
        let unknown = || Error::Internal(anyhow::anyhow!("version {}: unknown kind or reference", row.id));
        let none = Facts::default();
        let facts = self.facts.get(&row.object_id).unwrap_or(&none);
        let said = facts.words.get(&row.number);
        // Of a draft that has since been published, those who wrote it alone see the words.
        let draft = facts.public_since.is_some_and(|since| row.at < since) && !self.drafts;
        let visibility = match (facts.visibility, said) {
            (Visibility::Public, Some(said)) => said.visibility,
            (whole, _) => whole,
        };
        let title = said.filter(|_| visibility == Visibility::Public && !draft).map(|said| said.title.clone());
        Ok(Node {
            reference: Reference::parse(&row.reference).map(|(reference, _)| reference).ok_or_else(unknown)?,
            version: row.number,
            kind: ObjectKind::parse(&row.kind).ok_or_else(unknown)?,
            title: title.unwrap_or_default(),
            url: if draft { facts.url.clone() } else { facts.address(row.number) },
            at: row.at,
            visibility,
            author: facts.author.clone(),
            outcome: facts.outcome.clone(),
            count: None,
        })
    }

    /// What was done, of the links that the one who asks may see.
    pub(super) fn steps(&self, links: &[link::Model]) -> Result<Vec<Step>> {
        let mut steps = Vec::new();
        for link in links {
            let (Some(from), Some(to)) = (self.versions.get(&link.from_version), self.versions.get(&link.to_version))
            else {
                continue;
            };
            if !self.is_out_of_sight(from) && !self.is_out_of_sight(to) {
                steps.push(self.step(link, from, to)?);
            }
        }
        super::order(&mut steps);
        Ok(steps)
    }

    fn step(&self, link: &link::Model, from: &version::Model, to: &version::Model) -> Result<Step> {
        let relation =
            Relation::parse(&link.relation).ok_or_else(|| anyhow::anyhow!("link {}: unknown relation", link.id))?;
        let actor = match link.act_id {
            Some(act) => self.acts.get(&act).cloned(),
            None => self.author(to),
        };
        let to = self.node(to)?;
        Ok(Step {
            relation,
            from: self.node(from)?,
            at: link.at,
            reason_html: content::html::markdown(&link.reason),
            reason: link.reason.clone(),
            outcome: to.outcome.clone(),
            actor,
            to,
        })
    }
}

/// Who did these acts.
async fn acts(connection: &impl ConnectionTrait, ids: impl Iterator<Item = Uuid>) -> Result<HashMap<Uuid, Actor>> {
    let ids: Vec<Uuid> = ids.collect();
    let mut rows = Vec::new();
    for some in ids.chunks(500) {
        rows.extend(act::Entity::find().filter(act::Column::Id.is_in(some.iter().copied())).all(connection).await?);
    }
    let accounts = rows.iter().filter_map(|row| row.account_id);
    let authors = Authors::load(connection, accounts, rows.iter().map(|row| row.organisation_id)).await?;
    let actor = |row: &act::Model| {
        row.account_id
            .map_or(Actor::System, |account| Actor::Staff(authors.staff(account, &row.role, row.organisation_id)))
    };
    Ok(rows.iter().map(|row| (row.id, actor(row))).collect())
}
