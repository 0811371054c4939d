//! Names every request, and says how it went: in the answer (`x-request-id`), in
//! every line of the log, and in the metrics. Routes are named by their pattern:
//! an address or its query may hold what is nobody's business.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use app::Ctx;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use crate::client::Peer;
use crate::extract::{Req, Slot};
use crate::metrics;
use crate::state::AppState;

/// Requests under way in this process.
static UNDER_WAY: AtomicUsize = AtomicUsize::new(0);

/// Counts a request for as long as it is under way, however it ends.
struct UnderWay;

impl UnderWay {
    fn begin() -> Self {
        metrics::under_way(UNDER_WAY.fetch_add(1, Ordering::Relaxed) + 1);
        Self
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        metrics::under_way(UNDER_WAY.fetch_sub(1, Ordering::Relaxed).saturating_sub(1));
    }
}

/// The layer. An id that comes from outside is not taken up.
pub async fn observe(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let under_way = UnderWay::begin();
    let system = Ctx::system(&state.app, "request");
    let id = system.id(system.now()).to_string();
    let method = method_name(request.method());
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0.ip());
    let client = state.proxies.client(peer, request.headers());
    let visitor = Req::visitor(&state, id.clone(), client, request.method(), request.uri(), request.headers());
    request.extensions_mut().insert(visitor.ctx.clone());
    request.extensions_mut().insert(Slot::new(visitor));
    let span = tracing::info_span!("request", request_id = %id);
    let mut response = next.run(request).instrument(span.clone()).await;
    let took = begun.elapsed();
    let status = response.status().as_u16();
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    span.in_scope(|| tracing::info!(method, route, status, micros, "answered"));
    metrics::answered(method, &route, status, took);
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert("x-request-id", id);
    }
    drop(under_way);
    response
}

/// Methods are whatever a client says; only ours have names of their own.
fn method_name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
