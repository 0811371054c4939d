//! The object that an action answers with, to who wants data: the same shape as
//! the API's.

use api::shapes;
use app::{Error, moderation};
use domain::reference::{Kind, Reference};
use serde_json::Value;

use crate::extract::Req;
use crate::failure::Answer;

/// What an address says to be of a kind is of that kind, else there is no such
/// thing: `/proposals/A-E1` names nothing.
pub(crate) fn is_of(kind: Kind, reference: &str) -> Result<(), Error> {
    Reference::parse(reference).filter(|(_, found)| *found == kind).map(drop).ok_or(Error::NotFound)
}

/// Hides or shows a contribution, or the one version of it that is named.
pub(crate) async fn set_visibility(
    req: &Req,
    reference: &str,
    [revision, visibility, rule, reason]: [&str; 4],
) -> Result<Reference, Error> {
    if revision.trim().is_empty() {
        return moderation::set_visibility(&req.ctx, reference, visibility, rule, reason).await;
    }
    moderation::set_revision_visibility(&req.ctx, reference, revision, visibility, rule, reason).await
}

/// A proposal, whole; nothing for who wants a page.
pub(crate) async fn proposal(req: &Req, reference: &str) -> Answer<Value> {
    if req.want.is_html() {
        return Ok(Value::Null);
    }
    let page = app::proposal::show(&req.ctx, reference).await?;
    let steps = app::lineage::of(&req.ctx, reference).await?;
    Ok(json(shapes::Proposal::whole(&page, &steps, &req.state.site.public_url)))
}

/// A comment alone.
pub(crate) async fn comment(req: &Req, reference: &str) -> Answer<Value> {
    if req.want.is_html() {
        return Ok(Value::Null);
    }
    let (view, _) = app::comment::one(&req.ctx, reference).await?;
    Ok(json(shapes::Comment::of(&view)))
}

/// A commitment, whole.
pub(crate) async fn commitment(req: &Req, reference: &str) -> Answer<Value> {
    if req.want.is_html() {
        return Ok(Value::Null);
    }
    let page = app::commitment::show(&req.ctx, reference).await?;
    let steps = app::lineage::of(&req.ctx, reference).await?;
    Ok(json(shapes::Commitment::whole(&page, &steps, &req.state.site.public_url)))
}

/// Shapes hold nothing that JSON cannot say.
fn json(shape: impl serde::Serialize) -> Value {
    serde_json::to_value(shape).unwrap_or_default()
}
