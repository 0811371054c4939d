//! Commitments: drafted by an administration from chosen proposals, with dated
//! milestones; put to consultation; commented and voted on.

mod show;
mod write;

use domain::id::ProcessId;
use domain::policy::{About, Action};
use domain::reference::{Kind, Reference};
use entities::commitment as row;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::ctx::Ctx;
use crate::error::{Error, Result};

pub use show::{FormFacts, form, list, show};
pub(crate) use show::{awaited, cards, cards_from, tally_of};
pub use write::{create, edit, publish};

/// Finds the row of a commitment. A draft exists for staff of the process only.
pub(crate) async fn find_row(ctx: &Ctx, reference: &str) -> Result<row::Model> {
    Reference::parse(reference).filter(|(_, kind)| *kind == Kind::Commitment).ok_or(Error::NotFound)?;
    let row = row::Entity::find()
        .filter(row::Column::Reference.eq(reference))
        .one(ctx.db().read())
        .await?
        .ok_or(Error::NotFound)?;
    let private = row.published_at.is_none();
    if private && !ctx.may(Action::ReadDraftCommitment, About::process(ProcessId(row.process_id))) {
        return Err(Error::NotFound);
    }
    Ok(row)
}

/// The one who asks may draft commitments in a process.
#[must_use]
pub fn can_draft(ctx: &Ctx, process: ProcessId) -> bool {
    ctx.may(Action::DraftCommitment, About::process(process))
}
