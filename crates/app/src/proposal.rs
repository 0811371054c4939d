//! Proposals: published, corrected, withdrawn; kept as drafts; listed; shown.

mod draft;
mod history;
mod list;
mod show;
mod write;

use domain::field::Problem;
use domain::id::{OrganisationId, ProcessId};
use domain::policy::{About, Action, Actor};
use domain::process::Process;
use domain::proposal::Words;
use domain::reference::{Kind, Reference};
use entities::{organisation, proposal as row};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::{Error, Result};

pub use draft::{Draft, delete_draft, draft, save_draft};
pub use history::history;
pub(crate) use history::spans;
pub(crate) use list::{in_state, last_of};
pub use list::{list, list_in, similar, sort_for};
pub(crate) use show::{ImportedParts, StoredSection, awaited, cards, parts, tally_of, web_link, words_of};
pub use show::{cards_of, show, source};
pub(crate) use write::{EXCERPT, index, lock};
pub use write::{edit, preview, publish, withdraw};

/// What someone submits: words, in whose name, and the mark that makes a repeat
/// harmless.
#[derive(Clone, Debug, Default)]
pub struct Submission {
    /// The words.
    pub words: Words,
    /// Organisation spoken for, by slug; empty for oneself.
    pub on_behalf_of: String,
    /// Minted with the form: a repeat by the same account returns the first result.
    pub op: Option<Uuid>,
    /// The draft that this goes on with.
    pub draft: Option<Uuid>,
}

/// Cleans what was typed: what is left is what the author sees and signs.
#[must_use]
pub fn cleaned(words: &Words) -> Words {
    use content::clean::{line, text};
    Words {
        title: line(&words.title),
        problem: text(&words.problem),
        body: text(&words.body),
        effect: text(&words.effect),
        carrier: line(&words.carrier),
        continues: line(&words.continues),
        theme: line(&words.theme),
    }
}

/// Finds the row of a proposal by its reference, in a process that the one who
/// asks may see.
pub(crate) async fn find_row(ctx: &Ctx, reference: &str) -> Result<row::Model> {
    let (reference, _) =
        Reference::parse(reference).filter(|(_, kind)| *kind == Kind::Proposal).ok_or(Error::NotFound)?;
    let found = row::Entity::find()
        .filter(row::Column::Reference.eq(reference.as_str()))
        .one(ctx.db().read())
        .await?
        .ok_or(Error::NotFound)?;
    crate::process::require_visible(ctx, ProcessId(found.process_id)).await?;
    Ok(found)
}

/// What the policy needs to know of a proposal.
pub(crate) fn about(row: &row::Model) -> About {
    About::process(ProcessId(row.process_id))
        .by(domain::id::AccountId(row.account_id))
        .in_the_name_of(row.organisation_id.map(OrganisationId))
}

/// The organisation spoken for, when the one who asks may.
pub(crate) async fn spoken_for(
    ctx: &Ctx,
    connection: &impl ConnectionTrait,
    process: ProcessId,
    slug: &str,
) -> Result<Option<OrganisationId>> {
    let slug = content::clean::line(slug);
    if slug.is_empty() {
        return Ok(None);
    }
    let found = organisation::Entity::find().filter(organisation::Column::Slug.eq(&slug)).one(connection).await?;
    let id = OrganisationId(found.ok_or_else(|| Error::field("on_behalf_of", Problem::NotAChoice))?.id);
    ctx.permit(Action::SpeakFor, About::process(process).for_organisation(id))?;
    Ok(Some(id))
}

/// The organisations one may speak for in a process: slug and name.
pub(crate) async fn speaks_for(ctx: &Ctx, process: ProcessId) -> Result<Vec<(String, String)>> {
    use domain::policy::Role;
    let ids: Vec<Uuid> = [Role::Delegate, Role::Instructor, Role::Owner]
        .into_iter()
        .flat_map(|role| ctx.actor.organisations(role, process))
        .map(|id| id.0)
        .collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = organisation::Entity::find().filter(organisation::Column::Id.is_in(ids)).all(ctx.db().read()).await?;
    Ok(rows.into_iter().map(|row| (row.slug, row.name)).collect())
}

/// What the form of a new proposal has to know.
#[derive(Clone, Debug)]
pub struct FormFacts {
    /// The process.
    pub process: Process,
    /// Organisations one may speak for: slug and name.
    pub speaks_for: Vec<(String, String)>,
}

/// Opens the form of a new proposal. A visitor may begin to write: what they
/// post is kept while they sign in.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Denied`] to whom the policy forbids drafts.
pub async fn form(ctx: &Ctx, slug: &str) -> Result<FormFacts> {
    let process = crate::process::find(ctx, slug).await?;
    if ctx.actor != Actor::Visitor {
        ctx.permit(Action::KeepDraft, About::process(process.id))?;
    }
    Ok(FormFacts { speaks_for: speaks_for(ctx, process.id).await?, process })
}
