//! The routes, and the layers around them. Every route is declared through
//! [`Routes`], which keeps the list: tests walk it as every persona.

use std::any::Any;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::{Method, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, http};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::predicate::{Predicate, SizeAbove};
use tower_http::compression::{CompressionLayer, CompressionLevel};

use crate::answer;
use crate::assets;
use crate::extract::{FormPage, Req};
use crate::failure::Failure;
use crate::middleware::guard::{self, BODY_MOST};
use crate::middleware::headers::headers;
use crate::middleware::observe::observe;
use crate::state::AppState;
use crate::web;

/// One route, as tests see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// GET or POST.
    pub method: Method,
    /// Its pattern, with names in braces.
    pub path: &'static str,
    /// The page that holds its form (POST).
    pub form_page: Option<&'static str>,
}

/// Routes of a feature, with the list of them.
#[derive(Default)]
pub struct Routes {
    router: Router<AppState>,
    list: Vec<Route>,
}

impl Routes {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads. Changes nothing.
    #[must_use]
    pub fn get<H, T>(mut self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.list.push(Route { method: Method::GET, path, form_page: None });
        Self { router: self.router.route(path, get(handler)), ..self }
    }

    /// Acts. `form_page` is the page that holds the form, with the same names
    /// in braces: where to go back to, and where one lands after signing in.
    #[must_use]
    pub fn post<H, T>(mut self, path: &'static str, form_page: &'static str, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.list.push(Route { method: Method::POST, path, form_page: Some(form_page) });
        let route = post(handler).layer(Extension(FormPage(form_page)));
        Self { router: self.router.route(path, route), ..self }
    }

    /// These and others.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.list.extend(other.list);
        Self { router: self.router.merge(other.router), list: self.list }
    }
}

/// Every route of the site, the API included.
#[must_use]
pub fn list() -> Vec<Route> {
    let api = api::ROUTES.iter().map(|path| Route { method: Method::GET, path, form_page: None });
    all().list.into_iter().chain(api).collect()
}

fn all() -> Routes {
    assets::routes().merge(web::routes())
}

/// The whole site as one service.
pub fn router(state: AppState) -> Router {
    router_of(all(), state)
}

/// Routes inside the layers that all routes are in.
pub fn router_of(routes: Routes, state: AppState) -> Router {
    routes
        .router
        .merge(api::routes())
        .fallback(nothing_here)
        .method_not_allowed_fallback(not_that_way)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(state.clone(), guard::guard))
        .layer(from_fn(answer::translate))
        .layer(compression())
        .layer(from_fn_with_state(state.clone(), headers))
        .layer(DefaultBodyLimit::max(BODY_MOST))
        .layer(from_fn_with_state(state.clone(), observe))
        .layer(CatchPanicLayer::custom(panicked_for_good))
        .with_state(state)
}

/// Compression of what was not compressed when it was built. Small answers and
/// pictures stay as they are; level 4 costs about what it saves in sending.
fn compression() -> CompressionLayer<impl Predicate> {
    let worth_it = SizeAbove::new(1_024).and(
        |_: StatusCode, _: http::Version, headers: &http::HeaderMap, _: &http::Extensions| {
            let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
            kind.starts_with("text/") || kind.contains("json") || kind.contains("svg") || kind.contains("xml")
        },
    );
    CompressionLayer::new().quality(CompressionLevel::Precise(4)).compress_when(worth_it)
}

/// The session is looked up so that the page knows its reader.
async fn nothing_here(_: Req) -> Failure {
    Failure::NoSuchPage
}

async fn not_that_way(_: Req) -> Failure {
    Failure::NoSuchMethod
}

/// What panicked is logged by the hook, where it happened.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    Failure::Panic.into_response()
}

/// Even the error page failed.
fn panicked_for_good(_: Box<dyn Any + Send>) -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, "Une erreur est survenue. / Something went wrong.").into_response()
}
