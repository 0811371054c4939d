//! « Ce que devient cette contribution », of a proposal and of a commitment.

use app::lineage;

use crate::extract::{Path, Req};
use crate::failure::Answer;
use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/proposals/{reference}/lineage", show).get("/commitments/{reference}/lineage", show)
}

async fn show(req: Req, Path(reference): Path<String>) -> Answer {
    let page = lineage::page(&req.ctx, &reference).await?;
    // A commitment is not found under /proposals, nor the reverse.
    let expected = match page.subject.kind {
        domain::lineage::ObjectKind::Commitment => "/commitments/",
        _ => "/proposals/",
    };
    if !req.path.starts_with(expected) {
        return Err(app::Error::NotFound.into());
    }
    Ok(req.page(pages::lineage::page(&req.cx, &page)))
}
