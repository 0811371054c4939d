//! The milestones of a commitment, put in place version by version. Each keeps
//! its reference whatever its words become; one that is taken out keeps its row,
//! for a reference is never of nothing.

use db::WriteTx;
use domain::Time;
use domain::commitment::Planned;
use domain::field::{FieldErrors, Problem};
use domain::id::VersionId;
use domain::lineage::{ObjectKind, Relation};
use domain::process::Process;
use domain::reference::Kind;
use entities::milestone;
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::Set;
use sea_orm::IntoActiveModel;
use uuid::Uuid;

use super::facts::milestones;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::record::{self, NewVersion, Why};

/// Positions of milestones that were taken out: below all others, each its own.
const REMOVED: i32 = -1_000_000;

/// What the milestones of a version are to be.
pub(super) struct Steps<'a> {
    pub(super) process: &'a Process,
    pub(super) commitment: Uuid,
    pub(super) version: VersionId,
    pub(super) wanted: &'a [Planned],
    pub(super) why: Why<'a>,
    pub(super) now: Time,
}

/// Which of the known milestones each wanted one is: the one it names, else, for
/// those who name none, the one of the same title.
pub(super) fn matched(known: &[milestone::Model], wanted: &[Planned]) -> Vec<Option<usize>> {
    let mut taken = vec![false; known.len()];
    let mut found: Vec<Option<usize>> = wanted
        .iter()
        .map(|plan| {
            let place = known.iter().position(|row| !plan.reference.is_empty() && row.reference == plan.reference);
            place.filter(|place| !std::mem::replace(&mut taken[*place], true))
        })
        .collect();
    for (plan, place) in wanted.iter().zip(&mut found).filter(|(plan, _)| plan.reference.is_empty()) {
        let same = (0..known.len()).find(|index| !taken[*index] && known[*index].title == plan.title);
        *place = same.inspect(|index| taken[*index] = true);
    }
    found
}

/// A reference that is named is of a milestone of this commitment, once.
pub(super) fn check(known: &[milestone::Model], wanted: &[Planned]) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    let matches = matched(known, wanted);
    for (index, (plan, found)) in wanted.iter().zip(matches).enumerate() {
        if !plan.reference.is_empty() && found.is_none() {
            errors.add(format!("milestone_title-{}", index + 1), Problem::Unknown);
        }
    }
    errors.unless_any(())
}

/// The milestones are what is wanted already, in this order.
pub(super) fn unchanged(known: &[milestone::Model], wanted: &[Planned]) -> bool {
    let same = |(index, (plan, found)): (usize, (&Planned, Option<usize>))| {
        found == Some(index) && known[index].title == plan.title && known[index].due == plan.due
    };
    known.len() == wanted.len() && wanted.iter().zip(matched(known, wanted)).enumerate().all(same)
}

/// Puts the milestones in place: known ones keep their reference, new ones get
/// one and are linked from this version, the others are taken out.
pub(super) async fn put(ctx: &Ctx, tx: &WriteTx, steps: Steps<'_>) -> Result<()> {
    let known = milestones(&**tx, steps.commitment).await?;
    // Positions are UNIQUE: the known ones move out of the way first.
    for (index, row) in known.iter().enumerate() {
        let mut moved = row.clone().into_active_model();
        moved.position = Set(-1 - i32::try_from(index).unwrap_or_default());
        moved.update(&**tx).await?;
    }
    let matches = matched(&known, steps.wanted);
    for (index, plan) in steps.wanted.iter().enumerate() {
        let position = i32::try_from(index).unwrap_or_default() + 1;
        match matches[index] {
            Some(place) => {
                let mut kept = known[place].clone().into_active_model();
                kept.position = Set(position);
                kept.title = Set(plan.title.clone());
                kept.due = Set(plan.due);
                kept.update(&**tx).await?;
            }
            None => add(ctx, tx, &steps, plan, position).await?,
        }
    }
    let gone = known.into_iter().enumerate().filter(|(index, _)| !matches.contains(&Some(*index)));
    for (_, row) in gone {
        let number = row.number;
        let mut removed = row.into_active_model();
        removed.position = Set(REMOVED - number);
        removed.removed_at = Set(Some(steps.now));
        removed.update(&**tx).await?;
    }
    Ok(())
}

async fn add(ctx: &Ctx, tx: &WriteTx, steps: &Steps<'_>, plan: &Planned, position: i32) -> Result<()> {
    let process = steps.process;
    let (reference, number) = record::reference(tx, process.id, &process.code, Kind::Milestone).await?;
    let id = ctx.id(steps.now);
    let row = milestone::ActiveModel {
        id: Set(id),
        commitment_id: Set(steps.commitment),
        number: Set(number),
        reference: Set(reference.as_str().to_owned()),
        position: Set(position),
        title: Set(plan.title.clone()),
        due: Set(plan.due),
        done: Set(None),
        removed_at: Set(None),
    };
    record::insert(tx, row).await?;
    let new =
        NewVersion { process: process.id, kind: ObjectKind::Milestone, object: id, reference: &reference, number: 1 };
    let to = record::version(ctx, tx, new, steps.now).await?;
    record::link(ctx, tx, Relation::HasMilestone, steps.version, to, steps.why, steps.now).await
}
