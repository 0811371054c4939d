//! Decisions on a proposal, from its page or from the workbench: admissibility,
//! answer, visibility; and the report that asks for one.

use app::triage::NewAnswer;
use app::{Error, moderation, proposal, triage};
use domain::field::FieldErrors;
use domain::reference::Kind;
use pages::proposal::Forms;
use serde::Deserialize;

use crate::extract::{Form, Path, Req};
use crate::failure::Answer;
use crate::router::Routes;
use crate::web::{forms, object};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .post("/proposals/{reference}/admissibility", "/proposals/{reference}", admissibility)
        .post("/proposals/{reference}/answer", "/proposals/{reference}", answer)
        .post("/proposals/{reference}/visibility", "/proposals/{reference}", visibility)
        .post("/proposals/{reference}/report", "/proposals/{reference}", report)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    decision: String,
    outcome: String,
    visibility: String,
    rule: String,
    reason: String,
    on_behalf_of: String,
    revision: String,
}

/// The page of the proposal again, with the form that was refused.
async fn again(req: &Req, reference: &str, forms: Forms) -> Answer {
    let page = proposal::show(&req.ctx, reference).await?;
    Ok(req.invalid(pages::proposal::page(&req.cx, &page, &forms::fresh(req, forms))))
}

/// What is to be corrected, when it is for a page; else the failure.
fn to_correct(req: &Req, error: Error) -> Answer<FieldErrors> {
    match error {
        Error::Invalid(errors) if req.want.is_html() => Ok(errors),
        error => Err(error.into()),
    }
}

async fn decided(req: &Req, reference: &str, flash: &'static str) -> Answer {
    Ok(req.done(&format!("/proposals/{reference}"), flash, &object::proposal(req, reference).await?))
}

async fn admissibility(req: Req, Path(reference): Path<String>, Form(typed): Form<Typed>) -> Answer {
    match triage::admissibility(&req.ctx, &reference, &typed.decision, &typed.reason).await {
        Ok(_) => decided(&req, &reference, "decided").await,
        Err(error) => {
            let admissibility = forms::decision(&typed.decision, "", &typed.reason, to_correct(&req, error)?);
            again(&req, &reference, Forms { admissibility, ..Forms::default() }).await
        }
    }
}

async fn answer(req: Req, Path(reference): Path<String>, Form(typed): Form<Typed>) -> Answer {
    let new = NewAnswer { outcome: &typed.outcome, reason: &typed.reason, on_behalf_of: &typed.on_behalf_of };
    match triage::answer(&req.ctx, &reference, &new).await {
        Ok(_) => decided(&req, &reference, "answered").await,
        Err(error) => {
            let answer = forms::decision(&typed.outcome, "", &typed.reason, to_correct(&req, error)?);
            let answer = pages::decision_form::Typed { on_behalf_of: typed.on_behalf_of.clone(), ..answer };
            again(&req, &reference, Forms { answer, ..Forms::default() }).await
        }
    }
}

async fn visibility(req: Req, Path(reference): Path<String>, Form(typed): Form<Typed>) -> Answer {
    object::is_of(Kind::Proposal, &reference)?;
    match object::set_visibility(&req, &reference, [&typed.revision, &typed.visibility, &typed.rule, &typed.reason])
        .await
    {
        Ok(_) => decided(&req, &reference, if typed.visibility == "hidden" { "hidden" } else { "shown" }).await,
        Err(error) => {
            let visibility = forms::decision(&typed.visibility, &typed.rule, &typed.reason, to_correct(&req, error)?);
            again(&req, &reference, Forms { visibility, ..Forms::default() }).await
        }
    }
}

async fn report(req: Req, Path(reference): Path<String>, Form(typed): Form<Typed>) -> Answer {
    object::is_of(Kind::Proposal, &reference)?;
    match moderation::report(&req.ctx, &reference, &typed.reason).await {
        Ok(_) => decided(&req, &reference, "reported").await,
        Err(error) => {
            let report = forms::decision("", "", &typed.reason, to_correct(&req, error)?);
            again(&req, &reference, Forms { report, ..Forms::default() }).await
        }
    }
}
