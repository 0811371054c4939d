//! The lineage of a whole process, some versions at a time.

use std::collections::HashSet;

use domain::lineage::{Node, Step};
use domain::policy::{About, Action};
use domain::process::Process;
use entities::{link, version};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::names::Names;
use super::tally;
use crate::ctx::Ctx;
use crate::error::Result;

/// Some versions of a process, and how they came about.
#[derive(Clone, Debug, Default)]
pub struct Slice {
    /// The versions; counts of votes with the first version of what was voted on.
    pub nodes: Vec<Node>,
    /// The steps that lead to them, and those that took words of theirs away.
    pub steps: Vec<Step>,
    /// After which version to go on; none at the end.
    pub next: Option<Uuid>,
}

/// The next versions of a process, by id: a fixed number of queries.
///
/// # Errors
/// When the database fails.
pub async fn slice(ctx: &Ctx, process: &Process, after: Option<Uuid>, limit: u64) -> Result<Slice> {
    let connection = ctx.db().read();
    let mut query = version::Entity::find().filter(version::Column::ProcessId.eq(process.id.0));
    if let Some(after) = after {
        query = query.filter(version::Column::Id.gt(after));
    }
    let mut own = query.order_by_asc(version::Column::Id).limit(limit + 1).all(connection).await?;
    let more = u64::try_from(own.len()).unwrap_or_default() > limit;
    own.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = own.last().filter(|_| more).map(|row| row.id);
    let ids: Vec<Uuid> = own.iter().map(|row| row.id).collect();
    // What led to them; and what was done to them, which may have ended them.
    let mut links = Vec::new();
    for some in ids.chunks(500) {
        let into = link::Entity::find().filter(link::Column::ToVersion.is_in(some.iter().copied()));
        links.extend(into.all(connection).await?);
        let on = link::Entity::find().filter(link::Column::FromVersion.is_in(some.iter().copied()));
        links.extend(on.all(connection).await?);
    }
    let mut seen = HashSet::new();
    links.retain(|link| seen.insert(link.id));
    let known: HashSet<Uuid> = ids.iter().copied().collect();
    let others: HashSet<Uuid> =
        links.iter().flat_map(|link| [link.from_version, link.to_version]).filter(|id| !known.contains(id)).collect();
    let mut versions = own.clone();
    for some in others.into_iter().collect::<Vec<_>>().chunks(500) {
        let query = version::Entity::find().filter(version::Column::Id.is_in(some.iter().copied()));
        versions.extend(query.all(connection).await?);
    }
    let drafts = ctx.may(Action::ReadDraftCommitment, About::process(process.id));
    let names = Names::load(connection, versions, links.iter(), drafts).await?;
    let mut nodes = Vec::new();
    for row in own.iter().filter(|row| !names.is_out_of_sight(row)) {
        nodes.push(names.node(row)?);
    }
    let here: HashSet<String> = nodes.iter().map(Node::id).collect();
    let mut steps = names.steps(&links)?;
    for count in tally::load(ctx, process, &names).await? {
        for step in count.steps(&names)? {
            // Told once, with the version that was voted on.
            if step.to.count.is_some() && here.contains(&step.from.id()) {
                nodes.push(step.to.clone());
            }
            steps.push(step);
        }
    }
    Ok(Slice { nodes, steps, next })
}
