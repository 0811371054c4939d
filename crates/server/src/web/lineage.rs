//! « Ce que devient cette contribution », of anything with a reference; its
//! versions; and where decisions and milestones are read.

use api::shapes;
use app::{Ctx, lineage};
use axum::Json;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LINK};
use axum::response::{IntoResponse, Response};
use domain::lineage::ObjectKind;
use domain::policy::Actor;
use domain::reference::Reference;

use crate::extract::{Path, Req};
use crate::failure::Answer;
use crate::router::Routes;

/// No copy is used without asking: what it holds may be hidden or erased since.
const FRESH: HeaderValue = HeaderValue::from_static("public, no-cache");

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
        .get("/proposals/{reference}/provenance", provenance)
        .get("/comments/{reference}/provenance", provenance)
        .get("/commitments/{reference}/provenance", provenance)
        .get("/decisions/{reference}/provenance", provenance)
        .get("/milestones/{reference}/provenance", provenance)
        .get("/processes/{slug}/provenance", of_process)
        .get("/decisions/{reference}/versions/{number}", place_of_version)
        .get("/milestones/{reference}/versions/{number}", place_of_version)
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
    Ok(told(req.page(pages::lineage::page(&req.cx, &page)), page.public, &req.path.replace("/lineage", "/provenance")))
}

/// Says where the provenance of what a page shows is (PROV-AQ), when it is public.
pub(super) fn told(mut response: Response, public: bool, at: &str) -> Response {
    let link = format!("<{at}>; rel=\"http://www.w3.org/ns/prov#has_provenance\"");
    if let Ok(link) = HeaderValue::try_from(link)
        && public
    {
        response.headers_mut().append(LINK, link);
    }
    response
}

/// Public data is the same for everyone, whoever is signed in.
fn anyone(req: &Req) -> Ctx {
    req.ctx.acting(Actor::Visitor)
}

async fn provenance(req: Req, Path(reference): Path<String>) -> Answer {
    is_at_home(&req, &reference)?;
    let page = lineage::page(&anyone(&req), &reference).await?;
    let document = api::prov::document(&page, &req.state.site.public_url);
    Ok(([(CACHE_CONTROL, FRESH)], Json(document)).into_response())
}

/// All of a process, written as it is read.
async fn of_process(req: Req, Path(slug): Path<String>) -> Answer {
    let ctx = anyone(&req);
    let process = app::process::find(&ctx, &slug).await?;
    let headers = [(CONTENT_TYPE, HeaderValue::from_static("application/json")), (CACHE_CONTROL, FRESH)];
    Ok((headers, api::prov::process(ctx, process)).into_response())
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

/// They have one version, which is read there too.
async fn place_of_version(req: Req, Path((reference, number)): Path<(String, String)>) -> Answer {
    if number != "1" {
        return Err(app::Error::NotFound.into());
    }
    place(req, Path(reference)).await
}
