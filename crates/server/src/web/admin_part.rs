//! The lists of a process: its themes, and the organisations that take part.

use app::process_edit::{self, Edited};
use app::process_plan::{OrganisationPlan, ThemePlan};
use app::process_setup::{self, Change};
use app::{Error, organisation};
use domain::field::{FieldErrors, Problem};
use domain::organisation::Part;
use pages::admin_part::{PartTyped, ThemeTyped};
use pages::url;
use serde::Deserialize;
use serde_json::json;

use crate::extract::{Form, Path, Req};
use crate::failure::Answer;
use crate::router::Routes;
use crate::web::admin::{Fields, field, texts};
use crate::web::admin_process::languages;

pub(crate) fn routes() -> Routes {
    const THEMES: &str = "/admin/processes/{slug}/themes";
    const PARTS: &str = "/admin/processes/{slug}/organisations";
    Routes::new()
        .get(THEMES, themes)
        .post(THEMES, THEMES, put_theme)
        .post("/admin/processes/{slug}/themes/{theme}/remove", THEMES, remove_theme)
        .get(PARTS, parts)
        .post(PARTS, PARTS, put_part)
        .post("/admin/processes/{slug}/organisations/{organisation}/remove", PARTS, remove_part)
}

async fn themes(req: Req, Path(slug): Path<String>) -> Answer {
    let kept: Option<Fields> = req.kept_form(&req.path).await?;
    let Edited { process, words, .. } = process_edit::show(&req.ctx, &slug).await?;
    let langs = languages(&words);
    let typed = kept.map(|kept| theme(&kept, &langs, FieldErrors::default())).unwrap_or_default();
    Ok(req.page(pages::admin_part::themes(&req.cx, &process, &langs, &typed)))
}

fn theme(fields: &Fields, langs: &[String], errors: FieldErrors) -> ThemeTyped {
    ThemeTyped { slug: field(fields, "slug"), titles: texts(fields, "titles", langs), errors }
}

/// The list again, with the form that was refused.
async fn themes_again(req: &Req, slug: &str, refused: ThemeTyped) -> Answer {
    let Edited { process, words, .. } = process_edit::show(&req.ctx, slug).await?;
    Ok(req.invalid(pages::admin_part::themes(&req.cx, &process, &languages(&words), &refused)))
}

async fn put_theme(req: Req, Path(slug): Path<String>, Form(fields): Form<Fields>) -> Answer {
    let langs = languages(&process_edit::show(&req.ctx, &slug).await?.words);
    let typed = theme(&fields, &langs, FieldErrors::default());
    let plan = ThemePlan { slug: typed.slug.clone(), titles: typed.titles.clone() };
    match process_setup::change(&req.ctx, &slug, Change::Theme(plan)).await {
        Ok(_) => Ok(req.done(&url::admin_themes(&slug), "saved", &json!({ "slug": typed.slug }))),
        Err(Error::Invalid(errors)) if req.want.is_html() => {
            themes_again(&req, &slug, ThemeTyped { errors, ..typed }).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn remove_theme(req: Req, Path((slug, theme)): Path<(String, String)>) -> Answer {
    match process_setup::change(&req.ctx, &slug, Change::RemoveTheme(theme.clone())).await {
        Ok(_) => Ok(req.done(&url::admin_themes(&slug), "saved", &json!({ "slug": theme }))),
        Err(Error::Invalid(errors)) if req.want.is_html() => {
            let Edited { process, .. } = process_edit::show(&req.ctx, &slug).await?;
            let known = process.themes.into_iter().find(|known| known.slug == theme);
            let titles = known.map(|known| known.titles).unwrap_or_default();
            themes_again(&req, &slug, ThemeTyped { slug: theme, titles, errors }).await
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    slug: String,
    part: String,
}

async fn parts_page(req: &Req, slug: &str, typed: Typed, errors: FieldErrors) -> Answer<String> {
    let Edited { process, taking, .. } = process_edit::show(&req.ctx, slug).await?;
    let all = organisation::list(&req.ctx).await?;
    let typed = PartTyped { slug: typed.slug, part: typed.part, errors };
    Ok(pages::admin_part::organisations(&req.cx, &process, &taking, &all, &typed))
}

async fn parts(req: Req, Path(slug): Path<String>) -> Answer {
    let kept: Option<Typed> = req.kept_form(&req.path).await?;
    Ok(req.page(parts_page(&req, &slug, kept.unwrap_or_default(), FieldErrors::default()).await?))
}

async fn put_part(req: Req, Path(slug): Path<String>, Form(typed): Form<Typed>) -> Answer {
    let made = match plan(&req, &typed).await {
        Ok(plan) => process_setup::change(&req.ctx, &slug, Change::Organisation(plan)).await.map(drop),
        Err(error) => Err(error),
    };
    match made {
        Ok(()) => Ok(req.done(&url::admin_parts(&slug), "saved", &json!({ "slug": typed.slug }))),
        Err(Error::Invalid(errors)) if req.want.is_html() => {
            Ok(req.invalid(parts_page(&req, &slug, typed, errors).await?))
        }
        Err(error) => Err(error.into()),
    }
}

/// Only an organisation that exists is given a part here.
async fn plan(req: &Req, typed: &Typed) -> app::Result<OrganisationPlan> {
    let mut errors = FieldErrors::default();
    if typed.slug.is_empty() {
        errors.add("slug", Problem::Required);
    } else if organisation::get(&req.ctx, &typed.slug).await.is_err() {
        errors.add("slug", Problem::NotAChoice);
    }
    let part = Part::parse(&typed.part);
    if part.is_none() {
        errors.add("part", if typed.part.is_empty() { Problem::Required } else { Problem::NotAChoice });
    }
    let part = part.unwrap_or(Part::Partner);
    Ok(errors.unless_any(OrganisationPlan { slug: typed.slug.clone(), name: None, kind: None, summary: None, part })?)
}

async fn remove_part(req: Req, Path((slug, organisation)): Path<(String, String)>) -> Answer {
    process_setup::change(&req.ctx, &slug, Change::RemoveOrganisation(organisation.clone())).await?;
    Ok(req.done(&url::admin_parts(&slug), "saved", &json!({ "slug": organisation })))
}
