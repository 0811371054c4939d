//! The votes of someone who leaves: withdrawn while their phase is open, counted
//! for nobody once it is over.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use db::WriteTx;
use domain::id::ProcessId;
use domain::process::Counts;
use domain::vote::{self as rule, Cast, Choice};
use entities::{commitment, log_vote, phase, proposal, vote};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::nobody;
use super::words::Erasing;
use crate::error::Result;
use crate::record;

/// Rows of one statement.
const ROWS: usize = 400;

/// Processes in which a vote of theirs stays counted.
pub(super) async fn leave(tx: &WriteTx, account: Uuid, how: Erasing) -> Result<Vec<Uuid>> {
    let votes = vote::Entity::find()
        .filter(vote::Column::AccountId.eq(account))
        .order_by_asc(vote::Column::ObjectId)
        .all(&**tx)
        .await?;
    // Phases come before objects, as for those who vote.
    let ids: BTreeSet<Uuid> = votes.iter().map(|vote| vote.phase_id).collect();
    let phases = phase::Entity::find()
        .filter(phase::Column::Id.is_in(ids))
        .order_by_asc(phase::Column::Id)
        .lock_shared()
        .all(&**tx)
        .await?;
    let open: HashSet<Uuid> = phases.iter().filter(|phase| was_open(phase, how)).map(|phase| phase.id).collect();
    for some in votes.chunks(ROWS) {
        let salts = log_vote::Entity::delete_many();
        salts.filter(log_vote::Column::VoteId.is_in(some.iter().map(|vote| vote.id))).exec(&**tx).await?;
    }
    let (mut withdrawn, mut stays): (BTreeMap<Uuid, i64>, Vec<Uuid>) = (BTreeMap::new(), Vec::new());
    for vote in votes {
        if open.contains(&vote.phase_id) {
            *withdrawn.entry(vote.process_id).or_default() += 1;
            take_back(tx, vote).await?;
        } else {
            let nobody = nobody::for_vote(tx, vote.object_id).await?;
            vote::Entity::update_many()
                .col_expr(vote::Column::AccountId, Expr::value(nobody))
                .filter(vote::Column::Id.eq(vote.id))
                .exec(&**tx)
                .await?;
            stays.push(vote.process_id);
        }
    }
    for (process, count) in withdrawn {
        record::add(tx, ProcessId(process), Counts { votes: -count, ..Counts::default() }).await?;
    }
    Ok(stays)
}

fn was_open(phase: &phase::Model, how: Erasing) -> bool {
    let closed = phase.closed_at.is_some_and(|closed| closed <= how.at);
    !closed && phase.starts_at <= how.at && phase.ends_at.is_none_or(|end| how.at < end)
}

/// As if the voter had taken it back.
async fn take_back(tx: &WriteTx, vote: vote::Model) -> Result<()> {
    let choice = Choice::parse(&vote.choice).ok_or_else(|| anyhow::anyhow!("vote {}: unknown choice", vote.id))?;
    let cast = Cast { choice, revision: vote.revision };
    macro_rules! of {
        ($entity:ident) => {
            $entity::Entity::find_by_id(vote.object_id).lock_exclusive().one(&**tx).await?.map(|row| row.revision)
        };
    }
    let revision = if vote.object_kind == "commitment" { of!(commitment) } else { of!(proposal) };
    let delta = rule::change(Some(cast), None, revision.unwrap_or(vote.revision));
    vote::Entity::delete_by_id(vote.id).exec(&**tx).await?;
    crate::vote::shift(tx, &vote.object_kind, vote.object_id, delta).await
}
