//! The calendar of a process.

use app::Error;
use app::phase_words::PhaseWords;
use app::process_edit::{self, Edited};
use app::process_setup::{self, Change};
use domain::field::FieldErrors;
use domain::id::PhaseId;
use domain::phase::Phase;
use domain::process::Process;
use pages::admin_phase::Typed;
use pages::url;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::extract::{Form, Path, Req};
use crate::failure::Answer;
use crate::router::Routes;
use crate::web::admin::{Fields, field, texts};
use crate::web::admin_process::languages;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/admin/processes/{slug}/phases", calendar)
        .post("/admin/processes/{slug}/phases", "/admin/processes/{slug}/phases", add)
        .get("/admin/processes/{slug}/phases/{id}", edit)
        .post("/admin/processes/{slug}/phases/{id}", "/admin/processes/{slug}/phases/{id}", change)
        .post("/admin/processes/{slug}/phases/{id}/remove", "/admin/processes/{slug}/phases/{id}", remove)
}

fn words(fields: &Fields, langs: &[String]) -> PhaseWords {
    PhaseWords {
        kind: field(fields, "kind"),
        titles: texts(fields, "titles", langs),
        starts_at: field(fields, "starts_at"),
        ends_at: field(fields, "ends_at"),
        edit_window_minutes: field(fields, "edit_window_minutes"),
        voting: field(fields, "voting"),
        tallies: field(fields, "tallies"),
        reason: field(fields, "reason"),
    }
}

fn typed(words: PhaseWords, errors: FieldErrors) -> Typed {
    Typed {
        kind: words.kind,
        titles: words.titles,
        starts_at: words.starts_at,
        ends_at: words.ends_at,
        edit_window_minutes: words.edit_window_minutes,
        voting: words.voting,
        tallies: words.tallies,
        reason: words.reason,
        errors,
    }
}

/// Writes what was typed; an invalid form comes back as its problems.
async fn write(req: &Req, slug: &str, words: &PhaseWords, id: Option<PhaseId>) -> app::Result<()> {
    let plan = words.plan(id)?;
    process_setup::change(&req.ctx, slug, Change::Phase(plan)).await.map(drop)
}

async fn calendar(req: Req, Path(slug): Path<String>) -> Answer {
    let Edited { process, words: start, .. } = process_edit::show(&req.ctx, &slug).await?;
    let langs = languages(&start);
    let kept: Option<Fields> = req.kept_form(&req.path).await?;
    let words = kept.map_or_else(PhaseWords::fresh, |kept| words(&kept, &langs));
    let typed = typed(words, FieldErrors::default());
    Ok(req.page(pages::admin_phase::calendar(&req.cx, &process, &langs, &typed)))
}

async fn add(req: Req, Path(slug): Path<String>, Form(fields): Form<Fields>) -> Answer {
    let Edited { process, words: start, .. } = process_edit::show(&req.ctx, &slug).await?;
    let langs = languages(&start);
    let words = words(&fields, &langs);
    match write(&req, &slug, &words, None).await {
        Ok(()) => Ok(req.done(&url::admin_phases(&slug), "saved", &json!({ "slug": slug }))),
        Err(Error::Invalid(errors)) if req.want.is_html() => {
            Ok(req.invalid(pages::admin_phase::calendar(&req.cx, &process, &langs, &typed(words, errors))))
        }
        Err(error) => Err(error.into()),
    }
}

fn the_phase(process: &Process, id: &str) -> app::Result<Phase> {
    let id = Uuid::try_parse(id).map_err(|_| Error::NotFound)?;
    process.phases.iter().find(|phase| phase.id == PhaseId(id)).cloned().ok_or(Error::NotFound)
}

async fn edit(req: Req, Path((slug, id)): Path<(String, String)>) -> Answer {
    let Edited { process, words: start, .. } = process_edit::show(&req.ctx, &slug).await?;
    let (phase, langs) = (the_phase(&process, &id)?, languages(&start));
    let now = PhaseWords::of(&phase, start.zone().unwrap_or_default());
    let kept: Option<Fields> = req.kept_form(&req.path).await?;
    let typed = typed(kept.map_or(now, |kept| words(&kept, &langs)), FieldErrors::default());
    Ok(req.page(pages::admin_phase::edit(&req.cx, &process, &phase, &langs, &typed)))
}

async fn change(req: Req, Path((slug, id)): Path<(String, String)>, Form(fields): Form<Fields>) -> Answer {
    let Edited { process, words: start, .. } = process_edit::show(&req.ctx, &slug).await?;
    let (phase, langs) = (the_phase(&process, &id)?, languages(&start));
    let words = PhaseWords { kind: phase.kind.to_string(), ..words(&fields, &langs) };
    match write(&req, &slug, &words, Some(phase.id)).await {
        Ok(()) => Ok(req.done(&url::admin_phases(&slug), "saved", &json!({ "slug": slug }))),
        Err(Error::Invalid(errors)) if req.want.is_html() => {
            Ok(req.invalid(pages::admin_phase::edit(&req.cx, &process, &phase, &langs, &typed(words, errors))))
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Removal {
    reason: String,
}

async fn remove(req: Req, Path((slug, id)): Path<(String, String)>, Form(removal): Form<Removal>) -> Answer {
    let Edited { process, words: start, .. } = process_edit::show(&req.ctx, &slug).await?;
    let (phase, langs) = (the_phase(&process, &id)?, languages(&start));
    let asked = Change::RemovePhase(phase.id, removal.reason.clone());
    match process_setup::change(&req.ctx, &slug, asked).await {
        Ok(_) => Ok(req.done(&url::admin_phases(&slug), "saved", &json!({ "slug": slug }))),
        Err(Error::Invalid(errors)) if req.want.is_html() => {
            let now = PhaseWords::of(&phase, start.zone().unwrap_or_default());
            let words = PhaseWords { reason: removal.reason, ..now };
            Ok(req.invalid(pages::admin_phase::edit(&req.cx, &process, &phase, &langs, &typed(words, errors))))
        }
        Err(error) => Err(error.into()),
    }
}
