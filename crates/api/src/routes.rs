//! The reads that anyone may make, and their OpenAPI description. A handler asks
//! the same use case as the page does, as a visitor.

use std::sync::Arc;

use app::{App, Ctx};
use axum::extract::{FromRef, Path, Query, State};
use axum::http::HeaderValue;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS};
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router, middleware};
use domain::field::Problem as Wrong;
use domain::policy::Actor;
use domain::proposal::{ListQuery, Sort, State as ProposalState};
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};

use crate::problem::{Failed, FieldProblem, Problem};
use crate::shapes::{Commitment, CommitmentCard, List, Process, Proposal, ProposalCard};

/// The paths of [`routes`].
pub const ROUTES: &[&str] = &[
    "/api/v1/openapi.json",
    "/api/v1/processes",
    "/api/v1/processes/{slug}",
    "/api/v1/processes/{slug}/proposals",
    "/api/v1/processes/{slug}/commitments",
    "/api/v1/proposals/{reference}",
    "/api/v1/commitments/{reference}",
];

/// Most items of a page.
const LIMIT_MOST: u64 = 100;
/// Items of a page, unless asked otherwise.
const LIMIT: u64 = 20;

/// The routes.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Arc<App>: FromRef<S>,
{
    Router::new()
        .route("/api/v1/openapi.json", get(description))
        .route("/api/v1/processes", get(processes))
        .route("/api/v1/processes/{slug}", get(process))
        .route("/api/v1/processes/{slug}/proposals", get(proposals))
        .route("/api/v1/processes/{slug}/commitments", get(commitments))
        .route("/api/v1/proposals/{reference}", get(proposal))
        .route("/api/v1/commitments/{reference}", get(commitment))
        .layer(middleware::map_response(open_to_all))
}

/// Any page of the web may read what is public.
async fn open_to_all(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("ETag, Link, Retry-After"));
    response
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Parvis",
        description = "What is public in a participation platform: processes, proposals, commitments and what became of them."
    ),
    paths(processes, process, proposals, proposal, commitments, commitment),
    components(schemas(Problem, FieldProblem))
)]
struct Description;

async fn description() -> Json<utoipa::openapi::OpenApi> {
    Json(Description::openapi())
}

fn visitor(app: &Arc<App>) -> Ctx {
    Ctx::system(app, "api").acting(Actor::Visitor)
}

fn base(app: &Arc<App>) -> &str {
    &app.settings.server.public_url
}

/// All public processes, the latest first.
#[utoipa::path(get, path = "/api/v1/processes", responses((status = 200, description = "`{items:[Process], next}`")))]
async fn processes(State(app): State<Arc<App>>) -> Result<Json<List<Process>>, Failed> {
    let ctx = visitor(&app);
    let now = ctx.now();
    let items = app::process::list(&ctx).await?.iter().map(|process| Process::of(process, now)).collect();
    Ok(Json(List { items, next: None }))
}

/// A process.
#[utoipa::path(get, path = "/api/v1/processes/{slug}", params(("slug" = String, Path,)), responses((status = 200, body = Process), (status = 404, body = Problem)))]
async fn process(State(app): State<Arc<App>>, Path(slug): Path<String>) -> Result<Json<Process>, Failed> {
    let ctx = visitor(&app);
    let process = app::process::find(&ctx, &slug).await?;
    Ok(Json(Process::of(&process, ctx.now())))
}

/// What a list of proposals may be asked.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Items of a page, at most 100.
    limit: Option<String>,
    /// Where the page before ended; taken from `next`.
    after: Option<String>,
    /// Words to find.
    q: Option<String>,
    /// Theme, by slug.
    theme: Option<String>,
    /// State, by code.
    state: Option<String>,
    /// `recent`, `supported`, `discussed` or `random`.
    sort: Option<String>,
    /// Where the shuffle of `random` begins.
    seed: Option<String>,
}

impl Asked {
    /// A program is told what it got wrong; a page would show something else.
    fn query(&self, ctx: &Ctx) -> Result<ListQuery, app::Error> {
        let bad = |field: &str| app::Error::field(field, Wrong::NotAChoice);
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let limit = match given(&self.limit) {
            Some(limit) => {
                limit.parse().ok().filter(|limit| (1..=LIMIT_MOST).contains(limit)).ok_or_else(|| bad("limit"))?
            }
            None => LIMIT,
        };
        let state =
            given(&self.state).map(|code| ProposalState::parse(&code).ok_or_else(|| bad("state"))).transpose()?;
        let sort = given(&self.sort).map(|code| Sort::parse(&code).ok_or_else(|| bad("sort"))).transpose()?;
        let seed = given(&self.seed).map(|seed| seed.parse().map_err(|_| bad("seed"))).transpose()?;
        Ok(ListQuery {
            q: self.q.clone().unwrap_or_default(),
            theme: given(&self.theme),
            state,
            sort: sort.unwrap_or(Sort::Recent),
            seed: seed.unwrap_or_else(|| ctx.shuffle()),
            after: given(&self.after),
            limit,
        })
    }
}

/// The address of the next page of a list.
fn next_page(base: &str, slug: &str, query: &ListQuery, after: &str) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    pairs.append_pair("limit", &query.limit.to_string());
    pairs.append_pair("sort", query.sort.as_str());
    if query.sort == Sort::Random {
        pairs.append_pair("seed", &query.seed.to_string());
    }
    if !query.q.is_empty() {
        pairs.append_pair("q", &query.q);
    }
    if let Some(theme) = &query.theme {
        pairs.append_pair("theme", theme);
    }
    if let Some(state) = query.state {
        pairs.append_pair("state", state.as_str());
    }
    pairs.append_pair("after", after);
    format!("{base}/api/v1/processes/{slug}/proposals?{}", pairs.finish())
}

/// The proposals of a process.
#[utoipa::path(
    get, path = "/api/v1/processes/{slug}/proposals", params(("slug" = String, Path,), Asked),
    responses((status = 200, description = "`{items:[ProposalCard], next}`"), (status = 404, body = Problem), (status = 422, body = Problem))
)]
async fn proposals(
    State(app): State<Arc<App>>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Json<List<ProposalCard>>, Failed> {
    let ctx = visitor(&app);
    let query = asked.query(&ctx)?;
    let (process, page, _) = app::proposal::list(&ctx, &slug, &query).await?;
    let next = page.next.map(|after| next_page(base(&app), &process.slug, &query, &after));
    let items = page.items.iter().map(|card| ProposalCard::of(card, base(&app))).collect();
    Ok(Json(List { items, next }))
}

/// A proposal, whole.
#[utoipa::path(get, path = "/api/v1/proposals/{reference}", params(("reference" = String, Path,)), responses((status = 200, body = Proposal), (status = 404, body = Problem)))]
async fn proposal(State(app): State<Arc<App>>, Path(reference): Path<String>) -> Result<Json<Proposal>, Failed> {
    let ctx = visitor(&app);
    let page = app::proposal::show(&ctx, &reference).await?;
    let steps = app::lineage::of(&ctx, &reference).await?;
    Ok(Json(Proposal::whole(&page, &steps, base(&app))))
}

/// The published commitments of a process.
#[utoipa::path(
    get, path = "/api/v1/processes/{slug}/commitments", params(("slug" = String, Path,)),
    responses((status = 200, description = "`{items:[CommitmentCard], next}`"), (status = 404, body = Problem))
)]
async fn commitments(
    State(app): State<Arc<App>>,
    Path(slug): Path<String>,
) -> Result<Json<List<CommitmentCard>>, Failed> {
    let (_, cards) = app::commitment::list(&visitor(&app), &slug).await?;
    let items = cards.iter().map(|card| CommitmentCard::of(card, base(&app))).collect();
    Ok(Json(List { items, next: None }))
}

/// A commitment, whole.
#[utoipa::path(get, path = "/api/v1/commitments/{reference}", params(("reference" = String, Path,)), responses((status = 200, body = Commitment), (status = 404, body = Problem)))]
async fn commitment(State(app): State<Arc<App>>, Path(reference): Path<String>) -> Result<Json<Commitment>, Failed> {
    let ctx = visitor(&app);
    let page = app::commitment::show(&ctx, &reference).await?;
    let steps = app::lineage::of(&ctx, &reference).await?;
    Ok(Json(Commitment::whole(&page, &steps, base(&app))))
}
