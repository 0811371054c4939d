//! Commitments: drafted by an administration from chosen proposals, with dated
//! milestones; put to consultation; commented and voted on.

mod adopt;
mod facts;
mod milestone;
mod show;
mod version;
mod write;

use domain::id::ProcessId;
use domain::policy::{About, Action};
use domain::proposal::State as ProposalState;
use domain::reference::{Kind, Reference};
use entities::commitment as row;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::ctx::Ctx;
use crate::error::{Error, Result};

pub use adopt::adopt;
pub use show::{FormFacts, form, list, page, show};
pub(crate) use show::{awaited, cards, cards_from, tally_of};
pub use write::{create, edit, publish};

/// What a proposal must be to become a source: an answer, or the rules, speak for it.
pub(crate) const SOURCE_STATES: [ProposalState; 3] =
    [ProposalState::Retained, ProposalState::PartlyRetained, ProposalState::Admissible];

/// Finds the row of a commitment. A draft exists for staff of the process only.
pub(crate) async fn find_row(ctx: &Ctx, reference: &str) -> Result<row::Model> {
    Reference::parse(reference).filter(|(_, kind)| *kind == Kind::Commitment).ok_or(Error::NotFound)?;
    let row = row::Entity::find()
        .filter(row::Column::Reference.eq(reference))
        .one(ctx.db().read())
        .await?
        .ok_or(Error::NotFound)?;
    crate::process::require_visible(ctx, ProcessId(row.process_id)).await?;
    let private = row.published_at.is_none();
    if private && !ctx.may(Action::ReadDraftCommitment, About::process(ProcessId(row.process_id))) {
        return Err(Error::NotFound);
    }
    Ok(row)
}

/// Votes and comments may be about it: it is in consultation, and not final.
pub(crate) fn takes_votes(row: &row::Model) -> bool {
    row.published_at.is_some() && row.state == domain::commitment::State::InConsultation.as_str()
}

/// The one who asks may draft commitments in a process.
#[must_use]
pub fn can_draft(ctx: &Ctx, process: ProcessId) -> bool {
    ctx.may(Action::DraftCommitment, About::process(process))
}
