//! From version to version along the links: two queries for each generation of
//! objects, however many links it has.

use std::collections::{HashMap, HashSet};

use domain::lineage::Relation;
use entities::{link, version};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::error::Result;

/// Objects on the way from the subject to the farthest, at most: twice what any
/// process has from a first idea to the last milestone, so that nothing is cut.
const GENERATIONS: usize = 16;
/// Values in one statement.
const MOST: usize = 500;

/// How far the thread is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// As the contract's `lineage` has it.
    Near,
    /// Replies in the subject's discussion and milestones too.
    Whole,
}

/// What was met on the way.
#[derive(Default)]
pub(super) struct Found {
    pub(super) links: Vec<link::Model>,
    pub(super) versions: Vec<version::Model>,
}

/// What an object's versions came from. Its own versions follow one another:
/// that is what became of it, and is left out.
pub(super) async fn back(connection: &impl ConnectionTrait, own: &[version::Model]) -> Result<Found> {
    follow(connection, own, true, |_, _| true).await
}

/// What became of an object's versions. Further on, comments are the other
/// object's own story.
pub(super) async fn on(connection: &impl ConnectionTrait, own: &[version::Model], reach: Reach) -> Result<Found> {
    let whole = reach == Reach::Whole;
    follow(connection, own, false, |relation, generation| match relation {
        Relation::CommentedBy => generation == 0,
        Relation::RepliedBy => generation == 0 || (whole && generation == 1),
        Relation::HasMilestone => generation == 0 || whole,
        _ => true,
    })
    .await
}

async fn follow(
    connection: &impl ConnectionTrait,
    own: &[version::Model],
    back: bool,
    wanted: impl Fn(Relation, usize) -> bool,
) -> Result<Found> {
    let mut found = Found::default();
    let mut known: HashMap<Uuid, Uuid> = own.iter().map(|row| (row.id, row.object_id)).collect();
    let mut seen: HashSet<Uuid> = HashSet::new();
    let mut front: Vec<Uuid> = own.iter().map(|row| row.id).collect();
    for generation in 0..GENERATIONS {
        let links: Vec<link::Model> = links(connection, &front, back)
            .await?
            .into_iter()
            .filter(|link| Relation::parse(&link.relation).is_some_and(|relation| wanted(relation, generation)))
            .filter(|link| seen.insert(link.id))
            .collect();
        let other = |link: &link::Model| if back { link.from_version } else { link.to_version };
        let new: HashSet<Uuid> = links.iter().map(other).filter(|id| !known.contains_key(id)).collect();
        let rows = with_their_other_versions(connection, new).await?;
        front = front_of(&links.iter().map(other).collect::<Vec<_>>(), &rows, &known, back);
        known.extend(rows.iter().map(|row| (row.id, row.object_id)));
        found.links.extend(links);
        found.versions.extend(rows);
        if front.is_empty() {
            break;
        }
    }
    if back {
        let own: HashSet<Uuid> = own.iter().map(|row| row.id).collect();
        found.links.retain(|link| !(own.contains(&link.from_version) && own.contains(&link.to_version)));
    }
    Ok(found)
}

async fn links(connection: &impl ConnectionTrait, front: &[Uuid], back: bool) -> Result<Vec<link::Model>> {
    let column = if back { link::Column::ToVersion } else { link::Column::FromVersion };
    let mut links = Vec::new();
    for some in front.chunks(MOST) {
        let query = link::Entity::find().filter(column.is_in(some.iter().copied())).order_by_asc(link::Column::At);
        links.extend(query.all(connection).await?);
    }
    Ok(links)
}

/// Versions, and the others of the same objects.
async fn with_their_other_versions(
    connection: &impl ConnectionTrait,
    ids: HashSet<Uuid>,
) -> Result<Vec<version::Model>> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let mut rows: HashMap<Uuid, version::Model> = HashMap::new();
    for some in ids.chunks(MOST) {
        let objects = version::Entity::find()
            .select_only()
            .column(version::Column::ObjectId)
            .filter(version::Column::Id.is_in(some.iter().copied()));
        let query = version::Entity::find().filter(version::Column::ObjectId.in_subquery(objects.into_query()));
        rows.extend(query.all(connection).await?.into_iter().map(|row| (row.id, row)));
    }
    Ok(rows.into_values().collect())
}

/// Where to go on from: the versions that were reached and, of the same objects,
/// those before (going back) or after (going on).
fn front_of(reached: &[Uuid], rows: &[version::Model], known: &HashMap<Uuid, Uuid>, back: bool) -> Vec<Uuid> {
    let mut ends: HashMap<Uuid, i32> = HashMap::new();
    let reached: HashSet<Uuid> = reached.iter().copied().collect();
    for row in rows.iter().filter(|row| reached.contains(&row.id)) {
        let end = ends.entry(row.object_id).or_insert(row.number);
        *end = if back { (*end).max(row.number) } else { (*end).min(row.number) };
    }
    let on_the_way = |row: &&version::Model| {
        ends.get(&row.object_id).is_some_and(|end| if back { row.number <= *end } else { row.number >= *end })
    };
    rows.iter().filter(on_the_way).map(|row| row.id).filter(|id| !known.contains_key(id)).collect()
}
