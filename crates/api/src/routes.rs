//! The routes, each a use case and a shape.

use std::sync::{Arc, LazyLock};

use app::{App, Ctx, Error};
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRef, Path, RawQuery};
use axum::http::header::{ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use axum::{Extension, Json, Router};
use domain::reference::{Kind, Reference};
use serde::Serialize;
use utoipa::OpenApi;

use crate::problem::{Failed, Problem};
use crate::query::{self, Pairs};
use crate::shapes::{Commitment, CommitmentCard, Lineage, List, Orphans, Process, Proposal, ProposalCard};

/// The paths of [`routes`].
pub const ROUTES: &[&str] = &[
    "/api/v1/openapi.json",
    "/api/v1/processes",
    "/api/v1/processes/{slug}",
    "/api/v1/processes/{slug}/proposals",
    "/api/v1/processes/{slug}/commitments",
    "/api/v1/processes/{slug}/orphans",
    "/api/v1/proposals/{reference}",
    "/api/v1/commitments/{reference}",
    "/api/v1/proposals/{reference}/lineage",
    "/api/v1/comments/{reference}/lineage",
    "/api/v1/commitments/{reference}/lineage",
    "/api/v1/decisions/{reference}/lineage",
    "/api/v1/milestones/{reference}/lineage",
];

/// The routes. The edge puts a visitor's [`Ctx`] into each request, and tells
/// every origin that it may read.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Arc<App>: FromRef<S>,
{
    let handlers: [MethodRouter<S>; ROUTES.len()] = [
        get(openapi),
        get(processes),
        get(process),
        get(proposals),
        get(commitments),
        get(orphans),
        get(proposal),
        get(commitment),
        get(lineage_of_proposal),
        get(lineage_of_comment),
        get(lineage_of_commitment),
        get(lineage_of_decision),
        get(lineage_of_milestone),
    ];
    ROUTES
        .iter()
        .zip(handlers)
        .fold(Router::new(), |router, (path, handler)| router.route(path, handler.options(preflight)))
}

/// What reads of this API return.
type Answer = Result<Response, Failed>;
/// A name in the address; what cannot be read names nothing.
type Named = Result<Path<String>, PathRejection>;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Parvis",
        description = "Public data of a consultation: processes, proposals, commitments and what became of each contribution. \
                       Contributions are under the Licence Ouverte 2.0.",
        license(name = "AGPL-3.0-or-later", identifier = "AGPL-3.0-or-later")
    ),
    paths(
        processes,
        process,
        proposals,
        proposal,
        commitments,
        commitment,
        orphans,
        lineage_of_proposal,
        lineage_of_comment,
        lineage_of_commitment,
        lineage_of_decision,
        lineage_of_milestone
    ),
    components(schemas(Problem))
)]
struct Description;

static DESCRIPTION: LazyLock<String> = LazyLock::new(|| Description::openapi().to_json().unwrap_or_default());

async fn openapi() -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static("application/json")), (CACHE_CONTROL, FRESH)], DESCRIPTION.as_str())
        .into_response()
}

/// All processes, the latest first, page by page.
#[utoipa::path(
    get,
    path = "/api/v1/processes",
    params(
        ("limit" = Option<u64>, Query, description = "Items of a page, 1 to 100; 100 by default"),
        ("after" = Option<String>, Query, description = "Cursor of the page before; follow `next` instead of making one")
    ),
    responses(
        (status = 200, body = List<Process>),
        (status = 422, body = Problem, content_type = "application/problem+json")
    )
)]
async fn processes(Extension(ctx): Extension<Ctx>, RawQuery(query): RawQuery) -> Answer {
    let now = ctx.now();
    let pairs = Pairs::of(query.as_deref());
    let (limit, after) = pairs.page().map_err(Error::from)?;
    let page = app::process::published_page(&ctx, after, limit).await?;
    let next = page.next.map(|after| format!("{}/api/v1/processes?{}", base(&ctx), query::next_page(limit, &after)));
    let items = page.items.iter().map(|process| Process::of(process, now)).collect();
    Ok(json(&List { items, next }))
}

/// One process.
#[utoipa::path(
    get,
    path = "/api/v1/processes/{slug}",
    params(("slug" = String, Path, description = "Its place in addresses")),
    responses((status = 200, body = Process), (status = 404, body = Problem, content_type = "application/problem+json"))
)]
async fn process(Extension(ctx): Extension<Ctx>, slug: Named) -> Answer {
    let process = app::process::find(&ctx, &named(slug)?).await?;
    Ok(json(&Process::of(&process, ctx.now())))
}

/// Proposals like a title, at most.
const SIMILAR_MOST: u64 = 20;

/// The proposals of a process, page by page.
#[utoipa::path(
    get,
    path = "/api/v1/processes/{slug}/proposals",
    params(
        ("slug" = String, Path, description = "The process"),
        ("limit" = Option<u64>, Query, description = "Items of a page, 1 to 100; 20 by default"),
        ("after" = Option<String>, Query, description = "Cursor of the page before; follow `next` instead of making one"),
        ("q" = Option<String>, Query, description = "Words to find"),
        ("like" = Option<String>, Query, description = "A title: the proposals closest to it, best first, in one page of at most 20; only `limit` counts beside it"),
        ("theme" = Option<String>, Query, description = "Theme, by slug"),
        ("state" = Option<String>, Query, description = "State, by code"),
        ("sort" = Option<String>, Query, description = "`recent` (default), `supported`, `discussed` or `random`"),
        ("seed" = Option<i32>, Query, description = "Where a random order begins; `next` carries it")
    ),
    responses(
        (status = 200, body = List<ProposalCard>),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")
    )
)]
async fn proposals(Extension(ctx): Extension<Ctx>, slug: Named, RawQuery(query): RawQuery) -> Answer {
    let slug = named(slug)?;
    let pairs = Pairs::of(query.as_deref());
    let query = pairs.list_query(ctx.shuffle()).map_err(Error::from)?;
    let process = app::process::find(&ctx, &slug).await?;
    let base = base(&ctx);
    if let Some(title) = pairs.like() {
        let cards = app::proposal::similar(&ctx, &process, title, query.limit.min(SIMILAR_MOST)).await?;
        let items = cards.iter().map(|card| ProposalCard::of(card, base)).collect();
        return Ok(json(&List { items, next: None }));
    }
    let page = app::proposal::list_in(&ctx, &process, &query).await?;
    let next =
        page.next.map(|after| format!("{base}/api/v1/processes/{slug}/proposals?{}", query::next(&query, &after)));
    let items = page.items.iter().map(|card| ProposalCard::of(card, base)).collect();
    Ok(json(&List { items, next }))
}

/// One proposal, with its versions, comments, documents and lineage.
#[utoipa::path(
    get,
    path = "/api/v1/proposals/{ref}",
    params(("ref" = String, Path, description = "Its reference, such as PAN17-P42")),
    responses((status = 200, body = Proposal), (status = 404, body = Problem, content_type = "application/problem+json"))
)]
async fn proposal(Extension(ctx): Extension<Ctx>, reference: Named) -> Answer {
    let reference = named(reference)?;
    let page = app::proposal::show(&ctx, &reference).await?;
    let lineage = app::lineage::of(&ctx, &reference).await?;
    Ok(json(&Proposal::whole(&page, &lineage, base(&ctx))))
}

/// The published commitments of a process, page by page.
#[utoipa::path(
    get,
    path = "/api/v1/processes/{slug}/commitments",
    params(
        ("slug" = String, Path, description = "The process"),
        ("limit" = Option<u64>, Query, description = "Items of a page, 1 to 100; 100 by default"),
        ("after" = Option<String>, Query, description = "Cursor of the page before; follow `next` instead of making one")
    ),
    responses(
        (status = 200, body = List<CommitmentCard>),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")
    )
)]
async fn commitments(Extension(ctx): Extension<Ctx>, slug: Named, RawQuery(query): RawQuery) -> Answer {
    let slug = named(slug)?;
    let pairs = Pairs::of(query.as_deref());
    let (limit, after) = pairs.page().map_err(Error::from)?;
    let page = app::commitment::page(&ctx, &slug, after, limit).await?;
    let base = base(&ctx);
    let next = page
        .next
        .map(|after| format!("{base}/api/v1/processes/{slug}/commitments?{}", query::next_page(limit, &after)));
    let items = page.items.iter().map(|card| CommitmentCard::of(card, base)).collect();
    Ok(json(&List { items, next }))
}

/// One commitment, with its text, its comments and its lineage.
#[utoipa::path(
    get,
    path = "/api/v1/commitments/{ref}",
    params(("ref" = String, Path, description = "Its reference, such as PAN17-E3")),
    responses((status = 200, body = Commitment), (status = 404, body = Problem, content_type = "application/problem+json"))
)]
async fn commitment(Extension(ctx): Extension<Ctx>, reference: Named) -> Answer {
    let reference = named(reference)?;
    let page = app::commitment::show(&ctx, &reference).await?;
    let lineage = app::lineage::of(&ctx, &reference).await?;
    Ok(json(&Commitment::whole(&page, &lineage, base(&ctx))))
}

/// Where a proposal comes from and what became of it, as a graph.
#[utoipa::path(
    get,
    path = "/api/v1/proposals/{ref}/lineage",
    params(("ref" = String, Path, description = "Its reference, such as PAN17-P42")),
    responses((status = 200, body = Lineage), (status = 404, body = Problem, content_type = "application/problem+json"))
)]
async fn lineage_of_proposal(Extension(ctx): Extension<Ctx>, reference: Named) -> Answer {
    lineage(&ctx, reference, Kind::Proposal).await
}

/// Where a comment comes from and what became of it, as a graph.
#[utoipa::path(
    get,
    path = "/api/v1/comments/{ref}/lineage",
    params(("ref" = String, Path, description = "Its reference, such as PAN17-C7")),
    responses((status = 200, body = Lineage), (status = 404, body = Problem, content_type = "application/problem+json"))
)]
async fn lineage_of_comment(Extension(ctx): Extension<Ctx>, reference: Named) -> Answer {
    lineage(&ctx, reference, Kind::Comment).await
}

/// Where a commitment comes from and what became of it, as a graph.
#[utoipa::path(
    get,
    path = "/api/v1/commitments/{ref}/lineage",
    params(("ref" = String, Path, description = "Its reference, such as PAN17-E3")),
    responses((status = 200, body = Lineage), (status = 404, body = Problem, content_type = "application/problem+json"))
)]
async fn lineage_of_commitment(Extension(ctx): Extension<Ctx>, reference: Named) -> Answer {
    lineage(&ctx, reference, Kind::Commitment).await
}

/// Where a decision comes from and what became of it, as a graph.
#[utoipa::path(
    get,
    path = "/api/v1/decisions/{ref}/lineage",
    params(("ref" = String, Path, description = "Its reference, such as PAN17-D12")),
    responses((status = 200, body = Lineage), (status = 404, body = Problem, content_type = "application/problem+json"))
)]
async fn lineage_of_decision(Extension(ctx): Extension<Ctx>, reference: Named) -> Answer {
    lineage(&ctx, reference, Kind::Decision).await
}

/// Where a milestone comes from and what became of it, as a graph.
#[utoipa::path(
    get,
    path = "/api/v1/milestones/{ref}/lineage",
    params(("ref" = String, Path, description = "Its reference, such as PAN17-M4")),
    responses((status = 200, body = Lineage), (status = 404, body = Problem, content_type = "application/problem+json"))
)]
async fn lineage_of_milestone(Extension(ctx): Extension<Ctx>, reference: Named) -> Answer {
    lineage(&ctx, reference, Kind::Milestone).await
}

async fn lineage(ctx: &Ctx, reference: Named, kind: Kind) -> Answer {
    let reference = named(reference)?;
    Reference::parse(&reference).filter(|(_, found)| *found == kind).ok_or(Error::NotFound)?;
    let page = app::lineage::page(ctx, &reference).await?;
    Ok(json(&Lineage::of(&page, base(ctx))))
}

/// What nothing answers, takes up or cites in a process, page by page, with figures on
/// the first.
#[utoipa::path(
    get,
    path = "/api/v1/processes/{slug}/orphans",
    params(
        ("slug" = String, Path, description = "The process"),
        ("kind" = Option<String>, Query, description = "What is missing, by code; all kinds one after the other by default"),
        ("limit" = Option<u64>, Query, description = "Items of a page, 1 to 100; 100 by default"),
        ("after" = Option<String>, Query, description = "Cursor of the page before; follow `next` instead of making one")
    ),
    responses(
        (status = 200, body = Orphans),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json")
    )
)]
async fn orphans(Extension(ctx): Extension<Ctx>, slug: Named, RawQuery(query): RawQuery) -> Answer {
    let slug = named(slug)?;
    let pairs = Pairs::of(query.as_deref());
    let (limit, after) = pairs.page().map_err(Error::from)?;
    let kind = pairs.orphans().map_err(Error::from)?;
    let page = app::orphan::page(&ctx, &slug, kind, after, limit).await?;
    let base = base(&ctx);
    let of_kind = kind.map(|kind| format!("&kind={kind}")).unwrap_or_default();
    let next = page.lines.next.as_ref();
    let next =
        next.map(|after| format!("{base}/api/v1/processes/{slug}/orphans?{}{of_kind}", query::next_page(limit, after)));
    Ok(json(&Orphans::of(&page, base, next)))
}

/// Browsers ask before they send headers of their own.
async fn preflight() -> Response {
    let headers = [
        (ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD")),
        (ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*")),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

fn named(name: Named) -> Result<String, Error> {
    let name = name.map(|Path(name)| name).ok();
    name.filter(|name| !name.chars().any(char::is_control)).ok_or(Error::NotFound)
}

fn base(ctx: &Ctx) -> &str {
    &ctx.app.settings.server.public_url
}

/// A copy may be kept, and is asked about before it is used.
const FRESH: HeaderValue = HeaderValue::from_static("public, no-cache");

fn json(shape: &impl Serialize) -> Response {
    ([(CACHE_CONTROL, FRESH)], Json(shape)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_tells_every_route() {
        let description: serde_json::Value = serde_json::from_str(&DESCRIPTION).expect("JSON");
        let described = description["paths"].as_object().expect("paths");
        for route in ROUTES.iter().filter(|route| !route.ends_with("openapi.json")) {
            assert!(described.contains_key(&route.replace("{reference}", "{ref}")), "{route}");
        }
        assert_eq!(described.len(), ROUTES.len() - 1);
    }
}
