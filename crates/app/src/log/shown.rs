//! What pages show, read from the rows that pages read and not from the log: held
//! against each other, they show whether something was changed, added or removed in
//! silence.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::TimeDelta;
use domain::Time;
use domain::lineage::{ObjectKind, Relation};
use entities::{act, decision, link, log_version, outbox, process, version};
use ledger::entry::{Link, Target};
use ledger::verify::{PublicObject, Shown};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::known::{Known, of};
use super::{MAX_DELAY, Served, ours, queue, results, served, stamp};
use crate::ctx::Ctx;
use crate::erasure::is_nobody;
use crate::error::Result;

/// Versions in a file.
pub const LINES: u64 = 500;
/// What opens the log to a process.
const PUBLISHED: &str = "process.publish";

/// A file of what is shown: versions in the order in which they were made.
///
/// # Errors
/// When the database fails.
pub async fn objects(ctx: &Ctx, file: u64) -> Result<Served> {
    let connection = ctx.db().read();
    // A number that no database has.
    let Some(before) = file.checked_mul(LINES).filter(|before| i64::try_from(*before).is_ok()) else {
        return Ok(Served::Missing);
    };
    let rows = version::Entity::find().order_by_asc(version::Column::Id).offset(before).limit(LINES);
    let rows = rows.all(connection).await?;
    if rows.is_empty() && file > 0 {
        return Ok(Served::Missing);
    }
    let mut order: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let known = Known::of_versions(connection, rows).await?;
    order.retain(|id| known.versions.get(id).is_some_and(|row| is_public(&known, row)));
    let news = News::load(ctx, &known).await?;
    let links = links(connection, &known).await?;
    let mut text = String::new();
    for row in order.iter().filter_map(|id| known.versions.get(id)) {
        text.push_str(&Shown::Object(known.shown(row, &news, &links)?).line().map_err(ours)?);
    }
    let firsts: Vec<Uuid> = order
        .iter()
        .filter_map(|id| known.versions.get(id))
        .filter(|row| row.number == 1)
        .map(|row| row.object_id)
        .collect();
    for result in results::of(connection, &known, &firsts, news.waiting).await? {
        text.push_str(&Shown::Result(result).line().map_err(ours)?);
    }
    Ok(Served::Found(text.into_bytes()))
}

/// What is public, or was when it was logged: a process that is withdrawn from the
/// site does not leave the log.
fn is_public(known: &Known, row: &version::Model) -> bool {
    let process = row.process_id.and_then(|id| known.processes.get(&id));
    let published = process.is_some_and(|process: &process::Model| process.published);
    (published || known.logged.contains_key(&row.id)) && !known.is_private(row)
}

/// What may be too new for a reader to find it in the log.
struct News {
    /// Entries that everyone can read.
    signed: u64,
    /// What happened after it may be missing from what someone read.
    recent: Time,
    /// Since when something waits.
    waiting: Option<Time>,
    /// When each process with something new was published.
    published: HashMap<Uuid, Time>,
    /// When something was last decided of each proposal.
    decided: HashMap<Uuid, Time>,
}

impl News {
    async fn load(ctx: &Ctx, known: &Known) -> Result<Self> {
        let connection = ctx.db().read();
        let signed = served::signed(connection).await?;
        let waiting = queue::waiting(connection).await?.order_by_asc(outbox::Column::At).one(connection).await?;
        let new = known.versions.values().filter(|row| known.logged.get(&row.id).is_none_or(|entry| *entry >= signed));
        let processes: Vec<Uuid> = new.filter_map(|row| row.process_id).collect();
        let acts = of::<act::Entity, _>(connection, act::Column::ProcessId, processes);
        let acts = acts.await?.into_iter().filter(|row| row.action == PUBLISHED);
        let proposals: Vec<Uuid> = known.proposals.keys().copied().collect();
        let decisions = of::<decision::Entity, _>(connection, decision::Column::ObjectId, proposals).await?;
        Ok(Self {
            signed,
            recent: ctx.now() - TimeDelta::seconds(i64::try_from(MAX_DELAY).unwrap_or(i64::MAX)),
            waiting: waiting.map(|row| row.at),
            published: latest(acts.filter_map(|row| Some((row.process_id?, row.at)))),
            decided: latest(decisions.into_iter().map(|row| (row.object_id, row.at))),
        })
    }

    /// Since when a version is shown as it is, when the log may not say so yet.
    fn since(&self, known: &Known, row: &version::Model, imported: bool) -> Option<Time> {
        let commitment = match ObjectKind::parse(&row.kind) {
            Some(ObjectKind::Milestone) => known.milestones.get(&row.object_id).map(|object| object.commitment_id),
            _ => Some(row.object_id),
        };
        let commitment = commitment.and_then(|id| known.commitments.get(&id)).and_then(|object| object.published_at);
        // What was imported has dates of its own: it waits since it was brought in.
        let said = if imported { self.waiting.unwrap_or(row.at) } else { row.at };
        let process = row.process_id.and_then(|id| self.published.get(&id)).copied();
        let shown = [Some(said), commitment, process].into_iter().flatten().max().unwrap_or(said);
        let decided = self.decided.get(&row.object_id).copied().filter(|at| *at > self.recent);
        let is_new = shown > self.recent || known.logged.get(&row.id).is_none_or(|entry| *entry >= self.signed);
        decided.max(is_new.then_some(shown))
    }
}

fn latest(rows: impl Iterator<Item = (Uuid, Time)>) -> HashMap<Uuid, Time> {
    let mut latest: HashMap<Uuid, Time> = HashMap::new();
    for (id, at) in rows {
        let last = latest.entry(id).or_insert(at);
        *last = at.max(*last);
    }
    latest
}

/// What each version is shown to come from: links from what is logged, as long as
/// what is shown still hangs on it.
async fn links(connection: &impl ConnectionTrait, known: &Known) -> Result<HashMap<Uuid, Vec<Link>>> {
    let rows = of::<link::Entity, _>(connection, link::Column::ToVersion, known.versions.keys().copied()).await?;
    let from = of::<version::Entity, _>(connection, version::Column::Id, rows.iter().map(|row| row.from_version));
    let from: HashMap<Uuid, version::Model> = from.await?.into_iter().map(|row| (row.id, row)).collect();
    let logged = of::<log_version::Entity, _>(connection, log_version::Column::VersionId, from.keys().copied()).await?;
    let logged: HashSet<Uuid> = logged.into_iter().map(|row| row.version_id).collect();
    let mut links: HashMap<Uuid, Vec<Link>> = HashMap::new();
    for row in rows.iter().filter(|row| logged.contains(&row.from_version)) {
        let (Some(from), Some(to)) = (from.get(&row.from_version), known.versions.get(&row.to_version)) else {
            continue;
        };
        let comment = known.comments.get(&to.object_id);
        let is_elsewhere = comment.is_some_and(|comment| match Relation::parse(&row.relation) {
            Some(Relation::CommentedBy) => comment.target_id != from.object_id,
            Some(Relation::RepliedBy) => comment.parent_id != Some(from.object_id),
            _ => false,
        });
        if !is_elsewhere {
            let link = Link { relation: row.relation.clone(), target: target(from)? };
            links.entry(row.to_version).or_default().push(link);
        }
    }
    for links in links.values_mut() {
        links.sort();
        links.dedup();
    }
    Ok(links)
}

fn target(row: &version::Model) -> Result<Target> {
    let version = u32::try_from(row.number).map_err(anyhow::Error::from)?;
    Ok(Target { reference: row.reference.clone(), version })
}

impl Known {
    fn shown(&self, row: &version::Model, news: &News, links: &HashMap<Uuid, Vec<Link>>) -> Result<PublicObject> {
        let said = self.said(row);
        let since = news.since(self, row, said.source.is_some());
        let first = row.number == 1;
        let published = self.proposals.get(&row.object_id).map(|object| object.published_at);
        let published = published.or(self.comments.get(&row.object_id).map(|object| object.published_at));
        let state = self.proposals.get(&row.object_id).filter(|_| first).map(|object| object.state.clone());
        let lead = self.commitments.get(&row.object_id).filter(|object| object.revision == row.number);
        let facts = (self.decisions.contains_key(&row.id) || lead.is_some()).then_some(said.facts.clone());
        Ok(PublicObject {
            target: target(row)?,
            since: since.map(stamp),
            at: Some(stamp(published.filter(|_| first).unwrap_or(row.at))),
            links: Some(links.get(&row.id).cloned().unwrap_or_default()),
            state,
            parts: self.shown_parts(row, &said),
            facts: facts.unwrap_or_default(),
        })
    }

    /// The parts that can be read. Where an organisation speaks, the person may be gone.
    fn shown_parts(&self, row: &version::Model, said: &super::said::Said) -> BTreeMap<String, serde_json::Value> {
        let account = self.proposals.get(&row.object_id).map(|object| object.account_id);
        let account = account.or(self.comments.get(&row.object_id).map(|object| object.account_id));
        let is_left = account.is_some_and(is_nobody);
        let parts = said.parts.iter().filter(|(part, _)| said.withheld.is_none() && !(is_left && *part == "author"));
        let mut parts: BTreeMap<_, _> = parts.map(|(part, value)| ((*part).to_owned(), value.clone())).collect();
        // Lists show the title that is kept beside the state; it has to be the same.
        if let (Some(title), Some(text)) = (self.title_in_lists(row), parts.get_mut("text"))
            && text["title"] != title
        {
            text["title_in_lists"] = serde_json::Value::from(title);
        }
        parts
    }

    fn title_in_lists(&self, row: &version::Model) -> Option<&str> {
        let proposal = self.proposals.get(&row.object_id).zip(self.proposal_revisions.get(&row.id));
        let proposal = proposal.filter(|(object, words)| object.revision == words.number);
        let commitment = self.commitments.get(&row.object_id).zip(self.commitment_revisions.get(&row.id));
        let commitment = commitment.filter(|(object, words)| object.revision == words.number);
        let title = proposal.map(|(object, _)| object.title.as_str());
        title.or(commitment.map(|(object, _)| object.title.as_str()))
    }
}
