//! « Ce que devient cette contribution », of anything with a reference; its
//! versions; and where decisions and milestones are read.

use api::shapes;
use app::lineage;
use axum::Json;
use axum::response::IntoResponse;
use domain::lineage::ObjectKind;
use domain::reference::Reference;

use crate::extract::{Path, Req};
use crate::failure::Answer;
use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/proposals/{reference}/lineage", show)
        .get("/comments/{reference}/lineage", show)
        .get("/commitments/{reference}/lineage", show)
        .get("/decisions/{reference}/lineage", show)
        .get("/milestones/{reference}/lineage", show)
        .get("/proposals/{reference}/versions/{number}", version)
        .get("/comments/{reference}/versions/{number}", version)
        .get("/commitments/{reference}/versions/{number}", version)
        .get("/decisions/{reference}", place)
        .get("/milestones/{reference}", place)
}

/// What an address says to be of a kind is of that kind, else there is no such
/// thing.
fn is_at_home(req: &Req, reference: &str) -> Result<(), app::Error> {
    let (_, kind) = Reference::parse(reference).ok_or(app::Error::NotFound)?;
    let home = format!("/{}/", ObjectKind::of(kind).about().path);
    if req.path.starts_with(&home) { Ok(()) } else { Err(app::Error::NotFound) }
}

async fn show(req: Req, Path(reference): Path<String>) -> Answer {
    is_at_home(&req, &reference)?;
    let page = lineage::page(&req.ctx, &reference).await?;
    if req.want.is_json() {
        return Ok(Json(shapes::Lineage::of(&page, &req.state.site.public_url)).into_response());
    }
    Ok(req.page(pages::lineage::page(&req.cx, &page)))
}

/// One version of a text, whole.
async fn version(req: Req, Path((reference, number)): Path<(String, String)>) -> Answer {
    is_at_home(&req, &reference)?;
    let number = number.parse().map_err(|_| app::Error::NotFound)?;
    let page = lineage::version(&req.ctx, &reference, number).await?;
    Ok(req.page(pages::lineage::version_page(&req.cx, &page)))
}

/// A decision and a milestone are read on the page of what they are part of.
async fn place(req: Req, Path(reference): Path<String>) -> Answer {
    is_at_home(&req, &reference)?;
    Ok(req.see_other(&lineage::place(&req.ctx, &reference).await?, ""))
}
