//! A process as its administrators see it, for forms to start from.

use domain::field::{FieldErrors, Problem};
use domain::organisation::{Organisation, Part};
use domain::policy::{About, Action};
use domain::process::Process;
use entities::{organisation, process_organisation};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::author::organisation_of;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::process_plan::{ProcessPlan, ProcessWords};
use crate::process_setup::{about, find, words_of};

/// What the forms of a process start from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The process with its calendar and themes.
    pub process: Process,
    /// Its names and texts, in every language.
    pub words: ProcessWords,
    /// Those who take part, by name, and as what.
    pub taking: Vec<(Organisation, Part)>,
}

/// Reads a process for its administrator.
///
/// # Errors
/// [`Error::Denied`] for anyone but an administrator; [`Error::NotFound`].
pub async fn show(ctx: &Ctx, slug: &str) -> Result<Edited> {
    let connection = ctx.db().read();
    let row = find(connection, slug).await?;
    ctx.permit(Action::ManageProcess, row.as_ref().map_or_else(About::default, about))?;
    let row = row.ok_or(Error::NotFound)?;
    let parts = process_organisation::Entity::find()
        .filter(process_organisation::Column::ProcessId.eq(row.id))
        .all(connection)
        .await?;
    let organisations = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(parts.iter().map(|part| part.organisation_id)))
        .order_by_asc(organisation::Column::NameKey)
        .all(connection)
        .await?;
    let taking = organisations.into_iter().map(|organisation| {
        let part = parts.iter().find(|part| part.organisation_id == organisation.id);
        let part = part.and_then(|part| Part::parse(&part.part)).unwrap_or(Part::Partner);
        Ok((organisation_of(organisation)?, part))
    });
    let taking = taking.collect::<Result<Vec<_>>>()?;
    Ok(Edited { words: words_of(&row)?, process: crate::process::find(ctx, slug).await?, taking })
}

/// Creates a process from a screen: one whose slug is in use is not changed by
/// mistake, as a file would.
///
/// # Errors
/// What is wrong with the words; [`Error::Denied`] for anyone but an
/// administrator of the instance.
pub async fn create(ctx: &Ctx, words: &ProcessWords) -> Result<()> {
    ctx.permit(Action::ManageProcess, About::default())?;
    if find(ctx.db().read(), words.slug.trim()).await?.is_some() {
        return Err(Error::field("slug", Problem::Taken));
    }
    let plan = ProcessPlan { process: words.clone(), ..ProcessPlan::default() };
    let made = crate::process_setup::apply(ctx, &plan).await;
    made.map(drop).map_err(|error| match error {
        Error::Invalid(errors) => Error::Invalid(FieldErrors(
            errors.0.into_iter().map(|(field, problem)| (field.replacen("process.", "", 1), problem)).collect(),
        )),
        other => other,
    })
}
