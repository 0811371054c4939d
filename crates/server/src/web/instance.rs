//! For those who run the instance: does it live, is it ready, how does it fare.

use app::instance;
use axum::Json;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::failure::{Answer, Failure};
use crate::metrics;
use crate::router::Routes;
use crate::state::AppState;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/healthz", healthz).get("/readyz", readyz).get("/metrics", figures)
}

/// The process lives.
async fn healthz() -> Response {
    Json(json!({ "status": "ok" })).into_response()
}

/// The database answers, and its schema is ours.
async fn readyz(State(state): State<AppState>) -> Response {
    match instance::readiness(&state.app).await {
        Ok(()) => Json(json!({ "status": "ready", "database": state.app.db.dialect().name() })).into_response(),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "not ready", "reason": why.as_str() })))
            .into_response(),
    }
}

/// Prometheus' text format. On a public site only to who knows the token; to
/// others there is no such page.
async fn figures(State(state): State<AppState>, headers: HeaderMap) -> Answer {
    let settings = &state.app.settings;
    if settings.server.is_https() && !knows(&headers, &settings.metrics.token) {
        return Err(Failure::NoSuchPage);
    }
    let pools = state.app.db.pools();
    metrics::figure("parvis_database_read_connections", pools.read.0.into());
    metrics::figure("parvis_database_read_connections_idle", pools.read.1.into());
    metrics::figure("parvis_database_write_connections", pools.write.0.into());
    metrics::figure("parvis_database_write_connections_idle", pools.write.1.into());
    let queue = instance::queue(&state.app).await?;
    metrics::figure("parvis_jobs_waiting", queue.waiting);
    metrics::figure("parvis_jobs_dead", queue.dead);
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], state.metrics.render()).into_response())
}

/// Compared by digest: how long it takes tells nothing of the token.
fn knows(headers: &HeaderMap, token: &str) -> bool {
    let given = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    !token.is_empty() && given.is_some_and(|given| Sha256::digest(given) == Sha256::digest(token))
}
