//! The public JSON of Parvis: what the contract promises to other programs, and
//! its description. Reads only; no session, no cookie; open to every origin.

pub mod problem;

use axum::Router;
use axum::extract::FromRef;
use std::sync::Arc;

/// The paths of [`routes`].
pub const ROUTES: &[&str] = &[];

/// The routes. The edge puts a visitor's [`app::Ctx`] into each request.
pub fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Arc<app::App>: FromRef<S>,
{
    Router::new()
}
