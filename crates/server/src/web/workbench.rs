//! Where staff work: their desk, the triage of proposals, and the moderators' queue. The
//! decisions themselves are posted to what they are about.

use app::{Error, moderation, proposal, triage};
use domain::field::FieldErrors;
use domain::proposal::State;
use pages::moderation::Open;
use pages::triage::Asked;
use pages::url;
use serde::Deserialize;
use serde_json::json;

use crate::extract::{Form, Path, Query, Req};
use crate::failure::Answer;
use crate::router::Routes;
use crate::web::forms;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/desk", desk)
        .get("/processes/{slug}/triage", bench)
        .get("/processes/{slug}/moderation", queue)
        .post("/processes/{slug}/moderation/dismiss", "/processes/{slug}/moderation", dismiss)
}

/// What waits, in every process of one's own.
async fn desk(req: Req) -> Answer {
    let lines = app::desk::show(&req.ctx).await?;
    Ok(req.page(pages::desk::page(&req.cx, &lines)))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Filter {
    state: String,
    after: Option<String>,
    open: String,
}

/// The queue, and the proposal that is open beside it. One that is not of this
/// process, or cannot be seen, is not opened.
async fn bench(req: Req, Path(slug): Path<String>, Query(filter): Query<Filter>) -> Answer {
    let state = State::parse(&filter.state);
    let after = filter.after.as_deref().filter(|after| !after.is_empty());
    let bench = triage::workbench(&req.ctx, &slug, state, after).await?;
    let open = match filter.open.as_str() {
        "" => None,
        reference => match proposal::show(&req.ctx, reference).await {
            Ok(page) => Some(page).filter(|page| page.process.id == bench.process.id),
            Err(Error::NotFound) => None,
            Err(error) => return Err(error.into()),
        },
    };
    Ok(req.page(pages::triage::page(&req.cx, &bench, Asked { state, after }, open.as_ref())))
}

async fn reports(req: &Req, slug: &str, after: Option<&str>, open: Open<'_>) -> Answer<String> {
    let (process, reports) = moderation::queue(&req.ctx, slug, after).await?;
    Ok(pages::moderation::page(&req.cx, &process, &reports, after, open))
}

async fn queue(req: Req, Path(slug): Path<String>, Query(filter): Query<Filter>) -> Answer {
    let kept: Option<Dismissal> = req.kept_form(&format!("{}/dismiss", req.path)).await?;
    let kept = kept.unwrap_or_default();
    let open = if filter.open.is_empty() { &kept.reference } else { &filter.open };
    let typed = forms::decision("", "", &kept.reason, FieldErrors::default());
    let after = filter.after.as_deref().filter(|after| !after.is_empty());
    Ok(req.page(reports(&req, &slug, after, Open { reference: open, dismissal: &typed }).await?))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Dismissal {
    reference: String,
    reason: String,
}

async fn dismiss(req: Req, Path(slug): Path<String>, Form(typed): Form<Dismissal>) -> Answer {
    match moderation::dismiss(&req.ctx, &typed.reference, &typed.reason).await {
        Ok(()) => Ok(req.done(&url::moderation(&slug), "saved", &json!({ "ref": typed.reference }))),
        Err(Error::Invalid(errors)) if req.want.is_html() => {
            let refused = forms::decision("", "", &typed.reason, errors);
            let open = Open { reference: &typed.reference, dismissal: &refused };
            Ok(req.invalid(reports(&req, &slug, None, open).await?))
        }
        Err(error) => Err(error.into()),
    }
}
