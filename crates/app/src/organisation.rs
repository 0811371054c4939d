//! Organisations and administrations: made and changed by an administrator of
//! the instance, named once each, in a way that no other name can imitate.

use db::WriteTx;
use domain::Time;
use domain::field::{FieldErrors, Problem};
use domain::organisation::{NAME_LENGTH, Organisation, OrganisationKind, SUMMARY_MOST};
use domain::policy::{About, Action};
use entities::organisation;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder,
};
use serde_json::json;

use crate::author::organisation_of;
use crate::ctx::Ctx;
use crate::error::{Error, Result, is_taken};
use crate::process_plan::check_slug;
use crate::process_setup::Outcome;
use crate::record::{self, NewAct};

/// The words of an organisation, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Its place in URLs and forms; it never changes.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it is, by code.
    pub kind: String,
    /// One sentence on it.
    pub summary: String,
}

/// All of them, by name.
///
/// # Errors
/// When the database fails or holds a kind that the domain does not know.
pub async fn list(ctx: &Ctx) -> Result<Vec<Organisation>> {
    let rows = organisation::Entity::find().order_by_asc(organisation::Column::NameKey).all(ctx.db().read()).await?;
    rows.into_iter().map(organisation_of).collect()
}

/// One of them.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(ctx: &Ctx, slug: &str) -> Result<Organisation> {
    organisation_of(find(ctx.db().read(), slug).await?.ok_or(Error::NotFound)?)
}

/// Makes one.
///
/// # Errors
/// What is wrong with the words; [`Error::Denied`].
pub async fn create(ctx: &Ctx, words: &Words) -> Result<Organisation> {
    ctx.permit(Action::ManageProcess, About::default())?;
    let now = ctx.now();
    let tx = ctx.db().write_tx().await?;
    if find(&*tx, words.slug.trim()).await?.is_some() {
        return Err(Error::field("slug", Problem::Taken));
    }
    let (row, _) = put(ctx, &tx, None, words, now).await?;
    tx.commit().await?;
    organisation_of(row)
}

/// Changes one; says whether there was anything to change.
///
/// # Errors
/// What is wrong with the words; [`Error::NotFound`]; [`Error::Denied`].
pub async fn update(ctx: &Ctx, slug: &str, words: &Words) -> Result<Outcome> {
    ctx.permit(Action::ManageProcess, About::default())?;
    let now = ctx.now();
    let tx = ctx.db().write_tx().await?;
    let known = find(&*tx, slug).await?.ok_or(Error::NotFound)?;
    let words = Words { slug: known.slug.clone(), ..words.clone() };
    let (_, outcome) = put(ctx, &tx, Some(known), &words, now).await?;
    tx.commit().await?;
    Ok(outcome)
}

/// The row of a slug.
pub(crate) async fn find(connection: &impl ConnectionTrait, slug: &str) -> Result<Option<organisation::Model>> {
    Ok(organisation::Entity::find().filter(organisation::Column::Slug.eq(slug)).one(connection).await?)
}

/// Makes or changes one, with the act that says so. One that is so already asks
/// for no right.
pub(crate) async fn put(
    ctx: &Ctx,
    tx: &WriteTx,
    known: Option<organisation::Model>,
    words: &Words,
    now: Time,
) -> Result<(organisation::Model, Outcome)> {
    let words = clean(words);
    let row = organisation::Model {
        id: known.as_ref().map_or_else(|| ctx.id(now), |row| row.id),
        slug: words.slug.clone(),
        name_key: content::name::skeleton(&words.name),
        name: words.name.clone(),
        kind: words.kind.clone(),
        summary: words.summary.clone(),
        created_at: known.as_ref().map_or(now, |row| row.created_at),
    };
    if known.as_ref() == Some(&row) {
        return Ok((row, Outcome::Unchanged));
    }
    let permit = ctx.permit(Action::ManageProcess, About::default())?;
    check(&words)?;
    let same_name = organisation::Entity::find()
        .filter(organisation::Column::NameKey.eq(&row.name_key))
        .filter(organisation::Column::Id.ne(row.id));
    if same_name.count(&**tx).await? > 0 {
        return Err(Error::field("name", Problem::Taken));
    }
    let shown = |row: &organisation::Model| json!({ "name": row.name, "kind": row.kind, "summary": row.summary });
    let (action, outcome, details) = match &known {
        Some(before) => {
            ("organisation.change", Outcome::Changed, json!({ "before": shown(before), "after": shown(&row) }))
        }
        None => ("organisation.create", Outcome::Created, shown(&row)),
    };
    let model = row.clone().into_active_model().reset_all();
    let written = match known {
        Some(_) => organisation::Entity::update(model).exec(&**tx).await.map(drop),
        None => record::insert(tx, model).await,
    };
    written.map_err(|error| if is_taken(&error) { Error::field("name", Problem::Taken) } else { error.into() })?;
    let act = NewAct { action, process: None, version: None, subject: &row.slug, reason: "", details };
    record::act(ctx, tx, &permit, act, now).await?;
    Ok((row, outcome))
}

fn clean(words: &Words) -> Words {
    Words {
        slug: words.slug.trim().to_owned(),
        name: content::clean::line(&words.name),
        kind: words.kind.trim().to_owned(),
        summary: content::clean::line(&words.summary),
    }
}

fn check(words: &Words) -> Result<(), FieldErrors> {
    let mut errors = FieldErrors::default();
    check_slug(&mut errors, "slug".into(), &words.slug);
    errors.check_length("name", &words.name, *NAME_LENGTH.start(), *NAME_LENGTH.end());
    if content::name::problems(&words.name) == Some(content::name::NameProblem::MixedScripts) {
        errors.add("name", Problem::Deceptive);
    }
    if words.kind.is_empty() {
        errors.add("kind", Problem::Required);
    } else if OrganisationKind::parse(&words.kind).is_none() {
        errors.add("kind", Problem::NotAChoice);
    }
    errors.check_length("summary", &words.summary, 0, SUMMARY_MOST);
    errors.unless_any(())
}
