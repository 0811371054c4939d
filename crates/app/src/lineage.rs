//! Lineage: what came from what, read from the links between versions. A new
//! kind of object joins with one arm in [`titles`]; nothing else knows kinds.

use std::collections::{HashMap, HashSet};

use domain::Time;
use domain::id::ProcessId;
use domain::lineage::{Actor, LineagePage, Node, ObjectKind, Relation, Step};
use domain::moderation::Visibility;
use domain::process::Process;
use domain::reference::{Kind, Reference};
use entities::{
    act, comment, commitment, commitment_revision, decision, link, milestone, proposal, proposal_revision, version,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::author::Authors;
use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// How far the thread is followed from its subject.
const DEPTH: usize = 4;

/// Where a comment is read: in the discussion it belongs to.
#[must_use]
pub fn comment_url(target: &Reference, comment: &Reference) -> String {
    let path = if matches!(Reference::parse(target.as_str()), Some((_, Kind::Commitment))) {
        "commitments"
    } else {
        "proposals"
    };
    format!("/{path}/{target}#{comment}")
}

/// The lineage of a proposal or of a commitment.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn page(ctx: &Ctx, reference: &str) -> Result<LineagePage> {
    let subject = subject(ctx, reference).await?;
    let process = crate::process::by_id(ctx, subject.process).await?;
    let (origins, steps) = steps(ctx, &process, subject.id).await?;
    let connection = ctx.db().read();
    let versions = version::Entity::find()
        .filter(version::Column::ObjectId.eq(subject.id))
        .order_by_asc(version::Column::Number)
        .all(connection)
        .await?;
    let last = versions.last().ok_or(Error::NotFound)?;
    let names = Names::load(ctx, connection, &versions).await?;
    let awaited = match subject.state {
        State::Proposal(state, visibility) => crate::proposal::awaited(&process, state, visibility, ctx.now()),
        State::Commitment(state) => crate::commitment::awaited(&process, state, ctx.now()),
    };
    let public = !matches!(subject.state, State::Commitment(domain::commitment::State::Draft));
    Ok(LineagePage {
        subject: names.node(last)?,
        begun: (names.author(subject.id), subject.begun),
        origins,
        steps,
        awaited,
        process,
        public,
    })
}

/// The steps of an object's lineage, for the API: origins first.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn of(ctx: &Ctx, reference: &str) -> Result<Vec<Step>> {
    let subject = subject(ctx, reference).await?;
    let process = crate::process::by_id(ctx, subject.process).await?;
    let (mut origins, steps) = steps(ctx, &process, subject.id).await?;
    origins.extend(steps);
    Ok(origins)
}

/// Where the subject stands.
enum State {
    Proposal(domain::proposal::State, Visibility),
    Commitment(domain::commitment::State),
}

struct Subject {
    id: Uuid,
    process: ProcessId,
    state: State,
    begun: Time,
}

async fn subject(ctx: &Ctx, reference: &str) -> Result<Subject> {
    let unknown = || anyhow::anyhow!("{reference}: unknown word in its row");
    match Reference::parse(reference) {
        Some((_, Kind::Proposal)) => {
            let row = crate::proposal::find_row(ctx, reference).await?;
            let state = domain::proposal::State::parse(&row.state).ok_or_else(unknown)?;
            let visibility = Visibility::parse(&row.visibility).ok_or_else(unknown)?;
            Ok(Subject {
                id: row.id,
                process: ProcessId(row.process_id),
                state: State::Proposal(state, visibility),
                begun: row.published_at,
            })
        }
        Some((_, Kind::Commitment)) => {
            let row = crate::commitment::find_row(ctx, reference).await?;
            let state = domain::commitment::State::parse(&row.state).ok_or_else(unknown)?;
            Ok(Subject {
                id: row.id,
                process: ProcessId(row.process_id),
                state: State::Commitment(state),
                begun: row.created_at,
            })
        }
        _ => Err(Error::NotFound),
    }
}

/// Follows the links from an object, back to what it came from and on to what
/// became of it: one query per generation, never one per link.
async fn steps(ctx: &Ctx, process: &Process, object: Uuid) -> Result<(Vec<Step>, Vec<Step>)> {
    let connection = ctx.db().read();
    let own: Vec<Uuid> = version::Entity::find()
        .filter(version::Column::ObjectId.eq(object))
        .all(connection)
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    let back = walk(connection, &own, true).await?;
    let on = walk(connection, &own, false).await?;
    let ids: HashSet<Uuid> = back.iter().chain(&on).flat_map(|link| [link.from_version, link.to_version]).collect();
    let versions = by_ids(connection, &ids.into_iter().collect::<Vec<_>>()).await?;
    let mut names = Names::load(ctx, connection, &versions).await?;
    names.load_acts(connection, back.iter().chain(&on).filter_map(|link| link.act_id)).await?;
    let versions: HashMap<Uuid, version::Model> = versions.into_iter().map(|row| (row.id, row)).collect();
    let public = |links: Vec<link::Model>| -> Result<Vec<Step>> {
        let mut steps: Vec<Step> = Vec::new();
        for link in links {
            let (Some(from), Some(to)) = (versions.get(&link.from_version), versions.get(&link.to_version)) else {
                continue;
            };
            if names.is_private(from, ctx, process) || names.is_private(to, ctx, process) {
                continue;
            }
            if [from, to].iter().any(|version| names.removed.contains(&version.object_id)) {
                continue;
            }
            steps.push(names.step(&link, from, to)?);
        }
        steps.sort_by(|a, b| (a.at, &a.to.reference).cmp(&(b.at, &b.to.reference)));
        Ok(steps)
    };
    Ok((public(back)?, public(on)?))
}

/// The links reached from these versions, generation by generation.
async fn walk(connection: &impl ConnectionTrait, from: &[Uuid], back: bool) -> Result<Vec<link::Model>> {
    let mut found: Vec<link::Model> = Vec::new();
    let mut seen: HashSet<Uuid> = HashSet::new();
    let mut front: Vec<Uuid> = from.to_vec();
    for depth in 0..DEPTH {
        let column = if back { link::Column::ToVersion } else { link::Column::FromVersion };
        let mut next = Vec::new();
        for some in front.chunks(500) {
            let links = link::Entity::find()
                .filter(column.is_in(some.iter().copied()))
                .order_by_asc(link::Column::At)
                .all(connection)
                .await?;
            for link in links.into_iter().filter(|link| seen.insert(link.id)) {
                let relation = Relation::parse(&link.relation);
                // Further on, comments are the other object's own story.
                let aside = depth > 0
                    && matches!(relation, Some(Relation::CommentedBy | Relation::RepliedBy | Relation::HasMilestone))
                    && !back;
                let revision_before = back && depth == 0 && relation == Some(Relation::RevisedAs);
                if aside || revision_before {
                    continue;
                }
                next.push(if back { link.from_version } else { link.to_version });
                found.push(link);
            }
        }
        if next.is_empty() {
            break;
        }
        front = next;
    }
    // An object's own versions follow one another: that is what became of it.
    let own: HashSet<Uuid> = from.iter().copied().collect();
    let within = |link: &link::Model| own.contains(&link.from_version) && own.contains(&link.to_version);
    if back {
        found.retain(|link| !within(link));
    }
    Ok(found)
}

async fn by_ids(connection: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<version::Model>> {
    let mut found = Vec::new();
    for some in ids.chunks(500) {
        found.extend(
            version::Entity::find().filter(version::Column::Id.is_in(some.iter().copied())).all(connection).await?,
        );
    }
    Ok(found)
}

/// Titles, addresses, authors and acts of the versions of a page.
struct Names {
    titles: HashMap<(Uuid, i32), String>,
    urls: HashMap<Uuid, String>,
    authors: HashMap<Uuid, Actor>,
    outcomes: HashMap<Uuid, String>,
    private: HashSet<Uuid>,
    hidden: HashSet<Uuid>,
    /// Milestones that were taken out of a commitment.
    removed: HashSet<Uuid>,
    acts: HashMap<Uuid, Actor>,
}

impl Names {
    async fn load(ctx: &Ctx, connection: &impl ConnectionTrait, versions: &[version::Model]) -> Result<Self> {
        let mut names = Self {
            titles: HashMap::new(),
            urls: HashMap::new(),
            authors: HashMap::new(),
            outcomes: HashMap::new(),
            private: HashSet::new(),
            hidden: HashSet::new(),
            removed: HashSet::new(),
            acts: HashMap::new(),
        };
        let of = |kind: ObjectKind| -> Vec<Uuid> {
            let ids: HashSet<Uuid> =
                versions.iter().filter(|row| row.kind == kind.as_str()).map(|row| row.object_id).collect();
            ids.into_iter().collect()
        };
        names.proposals(connection, of(ObjectKind::Proposal)).await?;
        names.comments(connection, of(ObjectKind::Comment)).await?;
        names.commitments(connection, of(ObjectKind::Commitment)).await?;
        names.milestones(connection, of(ObjectKind::Milestone)).await?;
        names.decisions(connection, of(ObjectKind::Decision)).await?;
        tracing::trace!(request_id = %ctx.request_id, versions = versions.len(), "lineage read");
        Ok(names)
    }

    async fn proposals(&mut self, connection: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<()> {
        let rows = proposal::Entity::find().filter(proposal::Column::Id.is_in(ids.clone())).all(connection).await?;
        let authors = Authors::load(
            connection,
            rows.iter().map(|row| row.account_id),
            rows.iter().map(|row| row.organisation_id),
        )
        .await?;
        for row in rows {
            self.urls.insert(row.id, format!("/proposals/{}", row.reference));
            self.authors.insert(
                row.id,
                Actor::Participant(authors.author(row.account_id, row.organisation_id).name().to_owned()),
            );
            if row.visibility != Visibility::Public.as_str() {
                self.hidden.insert(row.id);
            }
        }
        let revisions = proposal_revision::Entity::find()
            .filter(proposal_revision::Column::ProposalId.is_in(ids))
            .all(connection)
            .await?;
        for row in revisions {
            let readable = row.visibility == Visibility::Public.as_str() && !self.hidden.contains(&row.proposal_id);
            self.titles.insert((row.proposal_id, row.number), if readable { row.title } else { String::new() });
        }
        Ok(())
    }

    async fn comments(&mut self, connection: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<()> {
        let mut rows = Vec::new();
        for some in ids.chunks(500) {
            rows.extend(
                comment::Entity::find().filter(comment::Column::Id.is_in(some.iter().copied())).all(connection).await?,
            );
        }
        let authors = Authors::load(
            connection,
            rows.iter().map(|row| row.account_id),
            rows.iter().map(|row| row.organisation_id),
        )
        .await?;
        let targets: HashSet<Uuid> = rows.iter().map(|row| row.target_id).collect();
        let proposals = proposal::Entity::find()
            .filter(proposal::Column::Id.is_in(targets.iter().copied()))
            .all(connection)
            .await?;
        let commitments =
            commitment::Entity::find().filter(commitment::Column::Id.is_in(targets)).all(connection).await?;
        let mut places: HashMap<Uuid, String> =
            proposals.into_iter().map(|row| (row.id, format!("/proposals/{}", row.reference))).collect();
        places.extend(commitments.into_iter().map(|row| (row.id, format!("/commitments/{}", row.reference))));
        for row in rows {
            let place = places.get(&row.target_id).cloned().unwrap_or_default();
            self.urls.insert(row.id, format!("{place}#{}", row.reference));
            self.authors.insert(
                row.id,
                Actor::Participant(authors.author(row.account_id, row.organisation_id).name().to_owned()),
            );
        }
        Ok(())
    }

    async fn commitments(&mut self, connection: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<()> {
        let rows = commitment::Entity::find().filter(commitment::Column::Id.is_in(ids.clone())).all(connection).await?;
        for row in rows {
            self.urls.insert(row.id, format!("/commitments/{}", row.reference));
            if row.published_at.is_none() {
                self.private.insert(row.id);
            }
        }
        let revisions = commitment_revision::Entity::find()
            .filter(commitment_revision::Column::CommitmentId.is_in(ids))
            .all(connection)
            .await?;
        self.titles.extend(revisions.into_iter().map(|row| ((row.commitment_id, row.number), row.title)));
        Ok(())
    }

    async fn milestones(&mut self, connection: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<()> {
        let rows = milestone::Entity::find().filter(milestone::Column::Id.is_in(ids)).all(connection).await?;
        for row in rows {
            if let Some(url) = self.urls.get(&row.commitment_id).cloned() {
                self.urls.insert(row.id, format!("{url}#{}", row.reference));
            }
            if self.private.contains(&row.commitment_id) {
                self.private.insert(row.id);
            }
            if row.removed_at.is_some() {
                self.removed.insert(row.id);
            }
            self.titles.insert((row.id, 1), row.title);
        }
        Ok(())
    }

    async fn decisions(&mut self, connection: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<()> {
        let rows = decision::Entity::find().filter(decision::Column::Id.is_in(ids)).all(connection).await?;
        for row in rows {
            if let Some(url) = self.urls.get(&row.object_id).cloned() {
                self.urls.insert(row.id, format!("{url}#{}", row.reference));
            }
            self.outcomes.insert(row.id, row.outcome);
        }
        Ok(())
    }

    async fn load_acts(&mut self, connection: &impl ConnectionTrait, ids: impl Iterator<Item = Uuid>) -> Result<()> {
        let rows = act::Entity::find().filter(act::Column::Id.is_in(ids)).all(connection).await?;
        let authors = Authors::load(
            connection,
            rows.iter().filter_map(|row| row.account_id),
            rows.iter().map(|row| row.organisation_id),
        )
        .await?;
        for row in rows {
            let actor = row
                .account_id
                .map_or(Actor::System, |account| Actor::Staff(authors.staff(account, &row.role, row.organisation_id)));
            self.acts.insert(row.id, actor);
        }
        Ok(())
    }

    /// A draft commitment and its milestones are staff's.
    fn is_private(&self, row: &version::Model, ctx: &Ctx, process: &Process) -> bool {
        use domain::policy::{About, Action};
        self.private.contains(&row.object_id) && !ctx.may(Action::ReadDraftCommitment, About::process(process.id))
    }

    fn author(&self, object: Uuid) -> Option<Actor> {
        // One who was erased is not said.
        let erased = |actor: &Actor| matches!(actor, Actor::Participant(name) if name.is_empty());
        self.authors.get(&object).filter(|actor| !erased(actor)).cloned()
    }

    fn node(&self, row: &version::Model) -> Result<Node> {
        let unknown = || Error::Internal(anyhow::anyhow!("version {}: unknown kind or reference", row.id));
        Ok(Node {
            reference: Reference::parse(&row.reference).map(|(reference, _)| reference).ok_or_else(unknown)?,
            version: row.number,
            kind: ObjectKind::parse(&row.kind).ok_or_else(unknown)?,
            title: self.titles.get(&(row.object_id, row.number)).cloned().unwrap_or_default(),
            url: self.urls.get(&row.object_id).cloned().unwrap_or_default(),
        })
    }

    fn step(&self, link: &link::Model, from: &version::Model, to: &version::Model) -> Result<Step> {
        let relation =
            Relation::parse(&link.relation).ok_or_else(|| anyhow::anyhow!("link {}: unknown relation", link.id))?;
        let actor = match link.act_id {
            Some(act) => self.acts.get(&act).cloned(),
            None => self.author(to.object_id).or_else(|| self.author(from.object_id)),
        };
        Ok(Step {
            relation,
            from: self.node(from)?,
            to: self.node(to)?,
            at: link.at,
            reason_html: content::html::markdown(&link.reason),
            reason: link.reason.clone(),
            outcome: self.outcomes.get(&to.object_id).cloned(),
            actor,
        })
    }
}
