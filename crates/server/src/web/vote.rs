//! Votes on proposals and on commitments: one action, never a toggle.

use app::{Error, commitment, proposal, vote};
use domain::field::{FieldErrors, Problem};
use domain::reference::Kind;
use domain::vote::Choice;
use pages::discussion;
use pages::proposal::Forms;
use serde::Deserialize;
use serde_json::json;

use crate::extract::{Form, Path, Req};
use crate::failure::Answer;
use crate::router::Routes;
use crate::web::{forms, object};

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
    cast(&req, Kind::Proposal, &reference, &typed).await
}

async fn on_commitment(req: Req, Path(reference): Path<String>, Form(typed): Form<Typed>) -> Answer {
    cast(&req, Kind::Commitment, &reference, &typed).await
}

async fn cast(req: &Req, kind: Kind, reference: &str, typed: &Typed) -> Answer {
    object::is_of(kind, reference)?;
    let choice = match (typed.choice.as_str(), Choice::parse(&typed.choice)) {
        ("none", _) => None,
        (_, Some(choice)) => Some(choice),
        // Who may not vote is told so before what is wrong with the vote.
        (_, None) => {
            vote::may(&req.ctx, reference).await?;
            return again(req, kind, reference).await;
        }
    };
    let path = if kind == Kind::Commitment { "commitments" } else { "proposals" };
    let receipt = vote::cast(&req.ctx, reference, choice).await?;
    let flash = if receipt.choice.is_some() { "vote-cast" } else { "vote-withdrawn" };
    let choice = receipt.choice.map_or("none", Choice::as_str);
    let tally = receipt.tally.as_ref().map(api::shapes::Tally::of);
    let object = json!({ "choice": choice, "revision": receipt.revision, "tally": tally });
    Ok(req.done(&format!("/{path}/{reference}#vote"), flash, &object))
}

/// The page that has the vote box, saying that this is no choice.
async fn again(req: &Req, kind: Kind, reference: &str) -> Answer {
    let errors = FieldErrors::one("choice", Problem::NotAChoice);
    if !req.want.is_html() {
        return Err(Error::Invalid(errors).into());
    }
    let html = if kind == Kind::Commitment {
        let comment = forms::comment(req, discussion::Typed { errors, ..discussion::Typed::default() });
        let typed = pages::commitment::Forms { comment, ..pages::commitment::Forms::default() };
        pages::commitment::page(&req.cx, &commitment::show(&req.ctx, reference).await?, &typed)
    } else {
        let typed = Forms { vote_errors: errors, ..Forms::default() };
        pages::proposal::page(&req.cx, &proposal::show(&req.ctx, reference).await?, &forms::fresh(req, typed))
    };
    Ok(req.invalid(html))
}
