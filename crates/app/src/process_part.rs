//! The parts of a process that are lists: its themes, and the organisations
//! that take part in it.

use domain::field::Problem;
use entities::{organisation, process_organisation, proposal, proposal_revision, theme};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder,
};
use serde_json::json;

use crate::error::{Error, Result};
use crate::organisation::{self as organisations_of_site, Words};
use crate::process_plan::{OrganisationPlan, ThemePlan};
use crate::process_setup::{Outcome, Work};
use crate::record;

/// Makes the themes as described, in that order.
pub(crate) async fn themes(work: &mut Work<'_>, plans: &[ThemePlan]) -> Result<()> {
    for row in theme_rows(work).await? {
        if !plans.iter().any(|plan| plan.slug == row.slug) {
            take_theme_out(work, "themes", row).await?;
        }
    }
    let rows = theme_rows(work).await?;
    for (position, plan) in (1..).zip(plans) {
        put_theme(work, &rows, plan, Some(position)).await?;
    }
    Ok(())
}

/// Adds a theme at the end, or renames it.
pub(crate) async fn theme(work: &mut Work<'_>, plan: &ThemePlan) -> Result<()> {
    if !work.errors.is_empty() {
        return Ok(());
    }
    let rows = theme_rows(work).await?;
    put_theme(work, &rows, plan, None).await
}

/// Takes out a theme that no proposal has.
pub(crate) async fn remove_theme(work: &mut Work<'_>, slug: &str) -> Result<()> {
    let row = theme_rows(work).await?.into_iter().find(|row| row.slug == slug).ok_or(Error::NotFound)?;
    take_theme_out(work, "slug", row).await
}

async fn theme_rows(work: &Work<'_>) -> Result<Vec<theme::Model>> {
    let rows = theme::Entity::find()
        .filter(theme::Column::ProcessId.eq(work.process.id))
        .order_by_asc(theme::Column::Position);
    Ok(rows.all(&**work.tx).await?)
}

/// `rows` are the themes that are there.
async fn put_theme(work: &mut Work<'_>, rows: &[theme::Model], plan: &ThemePlan, position: Option<i32>) -> Result<()> {
    let name = format!("theme {}", plan.slug);
    let titles = json!(plan.titles);
    let Some(before) = rows.iter().find(|row| row.slug == plan.slug) else {
        let position = position.unwrap_or_else(|| rows.last().map_or(0, |row| row.position) + 1);
        let row = theme::Model {
            id: work.ctx.id(work.now),
            process_id: work.process.id,
            slug: plan.slug.clone(),
            titles,
            position,
        };
        record::insert(work.tx, row.clone().into_active_model().reset_all()).await?;
        work.act("theme.create", &plan.slug, "", json!({ "titles": row.titles })).await?;
        work.note(name, Outcome::Created);
        return Ok(());
    };
    let after = theme::Model { titles, position: position.unwrap_or(before.position), ..before.clone() };
    if *before == after {
        work.note(name, Outcome::Unchanged);
        return Ok(());
    }
    theme::Entity::update(after.clone().into_active_model().reset_all()).exec(&**work.tx).await?;
    let details = json!({ "titles": [before.titles, after.titles], "position": [before.position, after.position] });
    work.act("theme.change", &plan.slug, "", details).await?;
    work.note(name, Outcome::Changed);
    Ok(())
}

async fn take_theme_out(work: &mut Work<'_>, field: &str, row: theme::Model) -> Result<()> {
    let now = proposal::Entity::find().filter(proposal::Column::ThemeId.eq(row.id)).count(&**work.tx).await?;
    let once = proposal_revision::Entity::find()
        .filter(proposal_revision::Column::ThemeId.eq(row.id))
        .count(&**work.tx)
        .await?;
    if now + once > 0 {
        work.wrong(field, Problem::Fixed);
        return Ok(());
    }
    theme::Entity::delete_by_id(row.id).exec(&**work.tx).await?;
    work.act("theme.remove", &row.slug, "", json!({ "titles": row.titles })).await?;
    work.note(format!("theme {}", row.slug), Outcome::Removed);
    Ok(())
}

/// Makes the list of those who take part as described.
pub(crate) async fn organisations(work: &mut Work<'_>, plans: &[OrganisationPlan]) -> Result<()> {
    let known = process_organisation::Entity::find()
        .filter(process_organisation::Column::ProcessId.eq(work.process.id))
        .all(&**work.tx)
        .await?;
    let ids = known.iter().map(|row| row.organisation_id);
    let rows = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(ids))
        .order_by_asc(organisation::Column::Slug)
        .all(&**work.tx)
        .await?;
    for row in rows {
        if !plans.iter().any(|plan| plan.slug == row.slug) {
            take_out(work, &row).await?;
        }
    }
    for (index, plan) in plans.iter().enumerate() {
        organisation(work, &format!("organisations[{}].", index + 1), plan).await?;
    }
    Ok(())
}

/// Gives an organisation its part. When it does not exist yet it is made, and
/// when it is described otherwise it is changed, which takes the right to.
pub(crate) async fn organisation(work: &mut Work<'_>, at: &str, plan: &OrganisationPlan) -> Result<()> {
    if work.errors.0.iter().any(|(field, _)| field.starts_with(at)) {
        return Ok(());
    }
    let Some(row) = the_organisation(work, at, plan).await? else { return Ok(()) };
    let key = (work.process.id, row.id);
    let part = plan.part.as_str();
    let name = format!("{} takes part", row.slug);
    let before = process_organisation::Entity::find_by_id(key).one(&**work.tx).await?;
    let was = before.as_ref().map(|before| before.part.clone());
    if was.as_deref() == Some(part) {
        work.note(name, Outcome::Unchanged);
        return Ok(());
    }
    let now = process_organisation::ActiveModel {
        process_id: Set(key.0),
        organisation_id: Set(key.1),
        part: Set(part.to_owned()),
    };
    match &before {
        Some(_) => drop(process_organisation::Entity::update(now).exec(&**work.tx).await?),
        None => record::insert(work.tx, now).await?,
    }
    work.act("process.organisation", &row.slug, "", json!({ "part": [was, part] })).await?;
    work.note(name, if before.is_some() { Outcome::Changed } else { Outcome::Created });
    Ok(())
}

/// Takes an organisation out of the process. Rights held in it are another
/// matter, and another act.
pub(crate) async fn remove_organisation(work: &mut Work<'_>, slug: &str) -> Result<()> {
    let row = organisations_of_site::find(&**work.tx, slug).await?.ok_or(Error::NotFound)?;
    take_out(work, &row).await
}

async fn take_out(work: &mut Work<'_>, row: &organisation::Model) -> Result<()> {
    let gone = process_organisation::Entity::delete_by_id((work.process.id, row.id)).exec(&**work.tx).await?;
    if gone.rows_affected > 0 {
        work.act("process.organisation", &row.slug, "", json!({ "part": null })).await?;
        work.note(format!("{} takes part", row.slug), Outcome::Removed);
    }
    Ok(())
}

/// The organisation described; none when something is wrong, which was said.
async fn the_organisation(
    work: &mut Work<'_>,
    at: &str,
    plan: &OrganisationPlan,
) -> Result<Option<organisation::Model>> {
    let known = organisations_of_site::find(&**work.tx, &plan.slug).await?;
    let described = plan.name.is_some() || plan.kind.is_some() || plan.summary.is_some();
    let words = match &known {
        Some(row) if !described => return Ok(Some(row.clone())),
        Some(row) => Words {
            slug: row.slug.clone(),
            name: plan.name.clone().unwrap_or_else(|| row.name.clone()),
            kind: plan.kind.map_or_else(|| row.kind.clone(), |kind| kind.as_str().to_owned()),
            summary: plan.summary.clone().unwrap_or_else(|| row.summary.clone()),
        },
        None => Words {
            slug: plan.slug.clone(),
            name: plan.name.clone().unwrap_or_default(),
            kind: plan.kind.map_or_else(String::new, |kind| kind.as_str().to_owned()),
            summary: plan.summary.clone().unwrap_or_default(),
        },
    };
    match organisations_of_site::put(work.ctx, work.tx, known, &words, work.now).await {
        Ok((row, outcome)) => {
            work.note(format!("organisation {}", row.slug), outcome);
            Ok(Some(row))
        }
        Err(Error::Invalid(errors)) => {
            errors.0.into_iter().for_each(|(field, problem)| work.wrong(format!("{at}{field}"), problem));
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
