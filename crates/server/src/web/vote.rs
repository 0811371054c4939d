//! Votes on proposals and on commitments: one action, never a toggle.

use app::{Error, vote};
use domain::field::Problem;
use domain::vote::Choice;
use serde::Deserialize;
use serde_json::json;

use crate::extract::{Form, Path, Req};
use crate::failure::Answer;
use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().post("/proposals/{reference}/vote", "/proposals/{reference}", on_proposal).post(
        "/commitments/{reference}/vote",
        "/commitments/{reference}",
        on_commitment,
    )
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    choice: String,
}

async fn on_proposal(req: Req, Path(reference): Path<String>, Form(typed): Form<Typed>) -> Answer {
    cast(&req, "proposals", &reference, &typed).await
}

async fn on_commitment(req: Req, Path(reference): Path<String>, Form(typed): Form<Typed>) -> Answer {
    cast(&req, "commitments", &reference, &typed).await
}

async fn cast(req: &Req, path: &str, reference: &str, typed: &Typed) -> Answer {
    let choice = match typed.choice.as_str() {
        "none" => None,
        code => Some(Choice::parse(code).ok_or_else(|| Error::field("choice", Problem::NotAChoice))?),
    };
    let receipt = vote::cast(&req.ctx, reference, choice).await?;
    let flash = if receipt.choice.is_some() { "vote-cast" } else { "vote-withdrawn" };
    let choice = receipt.choice.map_or("none", Choice::as_str);
    let tally = receipt.tally.as_ref().map(api::shapes::Tally::of);
    let object = json!({ "choice": choice, "revision": receipt.revision, "tally": tally });
    Ok(req.done(&format!("/{path}/{reference}#vote"), flash, &object))
}
