//! What stands in place of words that cannot be read: since when, and why.

use std::collections::HashMap;

use domain::Time;
use domain::moderation::{Placeholder, Visibility};
use domain::reference::Reference;
use domain::triage::DecisionKind;
use entities::{decision, erasure, version};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::author::Authors;
use crate::error::Result;

/// A placeholder without a decision (a withdrawal).
pub(crate) fn bare(visibility: Visibility, at: Time) -> Placeholder {
    Placeholder { visibility, at, decision: None, rule: None, reason: None, by: None }
}

/// The placeholder of an object whose words cannot be read.
pub(crate) async fn placeholder(
    connection: &impl ConnectionTrait,
    id: Uuid,
    visibility: Visibility,
    published: Time,
) -> Result<Option<Placeholder>> {
    let mut found = placeholders(connection, &[id]).await?;
    Ok(Some(found.remove(&id).unwrap_or_else(|| bare(visibility, published))))
}

/// The placeholders of objects whose words cannot be read: from the decision
/// that hid them, else from the version that took them back.
pub(crate) async fn placeholders(
    connection: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Placeholder>> {
    let mut found = HashMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let versions = version::Entity::find()
        .filter(version::Column::ObjectId.is_in(ids.iter().copied()))
        .order_by_asc(version::Column::Number)
        .all(connection)
        .await?;
    found.extend(versions.into_iter().map(|version| (version.object_id, bare(Visibility::Withdrawn, version.at))));
    let decisions = decision::Entity::find()
        .filter(decision::Column::ObjectId.is_in(ids.iter().copied()))
        .filter(decision::Column::Kind.eq(DecisionKind::Visibility.as_str()))
        .filter(decision::Column::Outcome.eq(Visibility::Hidden.as_str()))
        .order_by_asc(decision::Column::At)
        .all(connection)
        .await?;
    let authors = Authors::load(
        connection,
        decisions.iter().map(|row| row.account_id),
        decisions.iter().map(|row| row.organisation_id),
    )
    .await?;
    for row in decisions {
        let by = authors.staff(row.account_id, &row.role, row.organisation_id);
        let latest_is_withdrawal = found.get(&row.object_id).is_some_and(|known: &Placeholder| known.at > row.at);
        if latest_is_withdrawal {
            continue;
        }
        let placeholder = Placeholder {
            visibility: Visibility::Hidden,
            at: row.at,
            decision: Reference::parse(&row.reference).map(|(reference, _)| reference),
            rule: Some(row.rule),
            reason: Some(row.reason),
            by: Some(by),
        };
        found.insert(row.object_id, placeholder);
    }
    // What was erased says nothing else.
    let erased = erasure::Entity::find()
        .filter(erasure::Column::ObjectId.is_in(ids.iter().copied()))
        .filter(erasure::Column::DoneAt.is_not_null())
        .all(connection)
        .await?;
    for row in erased {
        if let Some((object, at)) = row.object_id.zip(row.done_at) {
            found.insert(object, bare(Visibility::Erased, at));
        }
    }
    Ok(found)
}
