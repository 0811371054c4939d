//! Receipts: of a contribution for anyone who may read it, of a vote for its voter
//! alone, after a page that says what it shows.

use app::log::{self, Given};
use app::{Error, Result, commitment, proposal};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::response::IntoResponse;
use domain::reference::Kind;
use pages::receipt::{VoteReceipt, VotedOn};

use crate::extract::{Path, Req};
use crate::failure::Answer;
use crate::router::Routes;
use crate::web::object;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/log/receipts", about)
        .get("/proposals/{reference}/receipt", receipt)
        .get("/comments/{reference}/receipt", receipt)
        .get("/proposals/{reference}/vote/receipt", on_proposal)
        .post("/proposals/{reference}/vote/receipt", "/proposals/{reference}/vote/receipt", take)
        .get("/commitments/{reference}/vote/receipt", on_commitment)
        .post("/commitments/{reference}/vote/receipt", "/commitments/{reference}/vote/receipt", take)
}

/// What a receipt proves, and what it does not.
async fn about(req: Req) -> Answer {
    Ok(req.page(pages::receipt::about(&req.cx)))
}

async fn receipt(req: Req, Path(reference): Path<String>) -> Answer {
    download(log::promise(&req.ctx, &reference).await?)
}

/// The warning before the receipt of one's vote on a proposal.
async fn on_proposal(req: Req, Path(reference): Path<String>) -> Answer {
    object::is_of(Kind::Proposal, &reference)?;
    req.ctx.account()?;
    let page = proposal::show(&req.ctx, &reference).await?;
    let receipt = state(&req, &reference, page.vote.mine.is_some(), page.vote.until).await?;
    let on = VotedOn { process: &page.process, reference: &page.card.reference, title: &page.card.title };
    Ok(req.page(pages::receipt::vote(&req.cx, on, receipt)))
}

/// The same on a commitment.
async fn on_commitment(req: Req, Path(reference): Path<String>) -> Answer {
    object::is_of(Kind::Commitment, &reference)?;
    req.ctx.account()?;
    let page = commitment::show(&req.ctx, &reference).await?;
    let receipt = state(&req, &reference, page.vote.mine.is_some(), page.vote.until).await?;
    let on = VotedOn { process: &page.process, reference: &page.card.reference, title: &page.card.title };
    Ok(req.page(pages::receipt::vote(&req.cx, on, receipt)))
}

/// How far the receipt of one's vote is.
async fn state(req: &Req, reference: &str, voted: bool, until: Option<domain::Time>) -> Result<VoteReceipt> {
    match log::vote_receipt(&req.ctx, reference).await {
        Ok(_) => Ok(VoteReceipt::Ready),
        Err(Error::NotFound) if voted => Ok(VoteReceipt::NotYet(until)),
        Err(Error::NotFound) => Ok(VoteReceipt::NoVote),
        Err(error) => Err(error),
    }
}

/// The receipt of one's vote. Before there is one, the page that says when.
async fn take(req: Req, Path(reference): Path<String>) -> Answer {
    match log::vote_receipt(&req.ctx, &reference).await {
        Ok(given) => download(given),
        Err(Error::NotFound) if req.want.is_html() => Ok(req.see_other(&req.path, "")),
        Err(error) => Err(error.into()),
    }
}

/// A file to keep. Its name is made of a reference: letters, digits and hyphens.
fn download(given: Given) -> Answer {
    let name =
        HeaderValue::try_from(format!("attachment; filename=\"{}\"", given.name)).map_err(anyhow::Error::from)?;
    let headers: [(HeaderName, HeaderValue); 3] = [
        (CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (CONTENT_DISPOSITION, name),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    Ok((headers, given.text).into_response())
}
