//! Counts of votes in the lineage. No version of a count is written: it is read
//! from what is public at the time, and not shown before that.

use std::collections::HashSet;

use domain::Time;
use domain::html::SafeHtml;
use domain::lineage::{Count, Node, ObjectKind, Relation, Step};
use domain::moderation::Visibility;
use domain::process::Process;
use domain::vote::Counts;
use entities::{commitment, imported_tally, proposal, version};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::names::Names;
use crate::ctx::Ctx;
use crate::error::Result;

/// A count of the votes on an object.
pub(super) struct Counted {
    pub(super) of: Uuid,
    /// The version that could be voted on last.
    revision: i32,
    count: Count,
    at: Time,
}

/// The counts of everything that was met: two queries, or three with imports.
pub(super) async fn load(ctx: &Ctx, process: &Process, names: &Names) -> Result<Vec<Counted>> {
    let connection = ctx.db().read();
    let now = ctx.now();
    let of = |kind: ObjectKind| -> HashSet<Uuid> {
        let of_kind = names.versions.values().filter(|row| row.kind == kind.as_str());
        of_kind.filter(|row| !names.is_out_of_sight(row)).map(|row| row.object_id).collect()
    };
    let mut counts = Vec::new();
    let mut imported = Vec::new();
    let ids = of(ObjectKind::Proposal);
    if !ids.is_empty() {
        let rows = proposal::Entity::find().filter(proposal::Column::Id.is_in(ids)).all(connection).await?;
        for row in rows {
            let tally = crate::proposal::tally_of(&row);
            let revision = names.voted_on(row.id);
            counts.extend(live(process, row.id, revision, row.phase_id, &tally, now));
            imported
                .extend(tally.imported.filter(|counts| counts.total() > 0).map(|counts| (row.id, revision, counts)));
        }
    }
    let ids = of(ObjectKind::Commitment);
    if !ids.is_empty() {
        let rows = commitment::Entity::find().filter(commitment::Column::Id.is_in(ids)).all(connection).await?;
        for row in rows {
            let Some(phase) = row.phase_id else { continue };
            let tally = crate::commitment::tally_of(&row);
            counts.extend(live(process, row.id, names.put_to_the_vote(row.id, row.published_at), phase, &tally, now));
        }
    }
    if !imported.is_empty() {
        let rows = imported_tally::Entity::find()
            .filter(imported_tally::Column::ObjectId.is_in(imported.iter().map(|(id, _, _)| *id)))
            .all(connection)
            .await?;
        for (id, revision, sum) in imported {
            let Some(at) = rows.iter().filter(|row| row.object_id == id).map(|row| row.as_of).max() else { continue };
            let count = Count { counts: sum, on_earlier_revision: 0, imported: true, over: true };
            counts.push(Counted { of: id, revision, count, at });
        }
    }
    Ok(counts)
}

/// Votes cast here: as of the close of the phase, or as of now where figures are
/// public meanwhile.
fn live(
    process: &Process,
    of: Uuid,
    revision: i32,
    phase: Uuid,
    tally: &domain::vote::Tally,
    now: Time,
) -> Option<Counted> {
    let phase = process.phases.iter().find(|it| it.id.0 == phase)?;
    if !phase.shows_tallies(now) || tally.cast.total() == 0 {
        return None;
    }
    let closed = phase.closed_at.or(phase.ends_at).filter(|end| *end <= now);
    let counts = Counts { agree: tally.cast.agree, mixed: tally.cast.mixed, disagree: tally.cast.disagree };
    let on_earlier_revision = tally.on_earlier_revision;
    let count = Count { counts, on_earlier_revision, imported: false, over: closed.is_some() };
    Some(Counted { of, revision, count, at: closed.unwrap_or(now) })
}

impl Names {
    /// The last version with words of its own: the one that is voted on.
    fn voted_on(&self, object: Uuid) -> i32 {
        self.facts.get(&object).and_then(|facts| facts.words.keys().max().copied()).unwrap_or(1)
    }

    /// The version of a commitment that was put to consultation.
    fn put_to_the_vote(&self, object: Uuid, published: Option<Time>) -> i32 {
        let of = self.versions.values().filter(|row| row.object_id == object);
        let first = of.filter(|row| published.is_some_and(|at| row.at >= at)).map(|row| row.number).min();
        first.unwrap_or_else(|| self.voted_on(object))
    }
}

impl Counted {
    /// The version that was voted on leads to the count, and the count to what
    /// was decided once it was over.
    pub(super) fn steps(&self, names: &Names) -> Result<Vec<Step>> {
        let of = |row: &&version::Model| row.object_id == self.of && row.number == self.revision;
        // Where a part alone of the versions was read, the count is told with its own.
        let Some(voted) = names.versions.values().find(of) else { return Ok(Vec::new()) };
        let voted = names.node(voted)?;
        let node = Node {
            kind: ObjectKind::Tally,
            title: String::new(),
            url: format!("/{}/{}#vote", voted.kind.about().path, voted.reference),
            at: self.at,
            visibility: Visibility::Public,
            author: None,
            outcome: None,
            count: Some(self.count),
            ..voted.clone()
        };
        let step = |relation, from: &Node, to: &Node, at| Step {
            relation,
            from: from.clone(),
            to: to.clone(),
            at,
            reason: String::new(),
            reason_html: SafeHtml::default(),
            outcome: to.outcome.clone(),
            actor: None,
        };
        let mut steps = vec![step(Relation::CountedIn, &voted, &node, self.at)];
        if self.count.over {
            for decided in names.decided_after(self.of, self.at) {
                let decided = names.node(decided)?;
                steps.push(step(Relation::KnownTo, &node, &decided, decided.at));
            }
        }
        Ok(steps)
    }
}
