//! The form of a process: names, texts, languages, publication.

use app::Error;
use app::process_edit::{self, Edited};
use app::process_plan::ProcessWords;
use app::process_setup::{self, Change};
use domain::field::FieldErrors;
use domain::policy::{About, Action};
use pages::admin_process::Typed;
use pages::url;
use serde_json::json;

use crate::extract::{Form, Path, Req};
use crate::failure::Answer;
use crate::router::Routes;
use crate::web::admin::{Fields, field, texts};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/admin/processes/new", new)
        .post("/admin/processes/new", "/admin/processes/new", create)
        .get("/admin/processes/{slug}", edit)
        .post("/admin/processes/{slug}", "/admin/processes/{slug}", change)
}

/// The languages of a form: the process's own first, then French and English,
/// then those that its file declares.
pub(crate) fn languages(words: &ProcessWords) -> Vec<String> {
    let mut languages = vec![words.lang.clone()];
    for lang in ["fr", "en"].map(str::to_owned).iter().chain(&words.languages) {
        if !languages.contains(lang) {
            languages.push(lang.clone());
        }
    }
    languages
}

/// What was typed, over what the form started from. A language without words is
/// not one of the process's.
fn words(fields: &Fields, start: &ProcessWords) -> ProcessWords {
    let langs = languages(start);
    let mut words = ProcessWords {
        slug: field(fields, "slug"),
        code: field(fields, "code"),
        lang: field(fields, "lang"),
        time_zone: field(fields, "time_zone"),
        languages: Vec::new(),
        published: field(fields, "published") == "yes",
        fictional: field(fields, "fictional") == "yes",
        reason: field(fields, "reason"),
        titles: texts(fields, "titles", &langs),
        summaries: texts(fields, "summaries", &langs),
        promises: texts(fields, "promises", &langs),
        charters: texts(fields, "charters", &langs),
        source: start.source.clone(),
    };
    let all = [&words.titles, &words.summaries, &words.promises, &words.charters];
    let written = |lang: &&String| all.iter().any(|texts| !texts.exact(lang).trim().is_empty());
    words.languages = langs.iter().filter(written).cloned().collect();
    words
}

fn typed(words: ProcessWords, start: &ProcessWords, errors: FieldErrors) -> Typed {
    Typed {
        languages: languages(start),
        slug: words.slug,
        code: words.code,
        lang: words.lang,
        time_zone: words.time_zone,
        published: words.published,
        fictional: words.fictional,
        reason: words.reason,
        titles: words.titles,
        summaries: words.summaries,
        promises: words.promises,
        charters: words.charters,
        errors,
    }
}

fn empty() -> ProcessWords {
    ProcessWords { published: false, ..ProcessWords::default() }
}

async fn new(req: Req) -> Answer {
    req.ctx.permit(Action::ManageProcess, About::default())?;
    let kept: Option<Fields> = req.kept_form(&url::admin_new_process()).await?;
    let start = kept.map_or_else(empty, |kept| words(&kept, &empty()));
    Ok(req.page(pages::admin_process::new(&req.cx, &typed(start, &empty(), FieldErrors::default()))))
}

async fn create(req: Req, Form(fields): Form<Fields>) -> Answer {
    let words = words(&fields, &empty());
    match process_edit::create(&req.ctx, &words).await {
        Ok(()) => {
            let slug = words.slug.trim();
            Ok(req.created(&url::admin_phases(slug), "saved", &json!({ "slug": slug })))
        }
        Err(Error::Invalid(errors)) if req.want.is_html() => {
            Ok(req.invalid(pages::admin_process::new(&req.cx, &typed(words, &empty(), errors))))
        }
        Err(error) => Err(error.into()),
    }
}

async fn edit(req: Req, Path(slug): Path<String>) -> Answer {
    let Edited { process, words: start, .. } = process_edit::show(&req.ctx, &slug).await?;
    let kept: Option<Fields> = req.kept_form(&req.path).await?;
    let now = kept.map_or_else(|| start.clone(), |kept| words(&kept, &start));
    Ok(req.page(pages::admin_process::edit(&req.cx, &process, &typed(now, &start, FieldErrors::default()))))
}

async fn change(req: Req, Path(slug): Path<String>, Form(fields): Form<Fields>) -> Answer {
    let Edited { process, words: start, .. } = process_edit::show(&req.ctx, &slug).await?;
    let words = words(&fields, &start);
    match process_setup::change(&req.ctx, &slug, Change::Words(words.clone())).await {
        Ok(_) => Ok(req.done(&url::admin_process(&slug), "saved", &json!({ "slug": slug }))),
        Err(Error::Invalid(errors)) if req.want.is_html() => {
            Ok(req.invalid(pages::admin_process::edit(&req.cx, &process, &typed(words, &start, errors))))
        }
        Err(error) => Err(error.into()),
    }
}
