//! The page of a process.

use app::process;

use crate::extract::{Path, Req};
use crate::failure::Answer;
use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/processes/{slug}", show)
}

/// Its promise, its calendar, its figures, and what one can do in it now.
async fn show(req: Req, Path(slug): Path<String>) -> Answer {
    let page = process::page(&req.ctx, &slug).await?;
    let html = pages::process::page(&req.cx, &page);
    Ok(super::lineage::told(req.page(html), page.process.published, &format!("{}/provenance", req.path)))
}
