//! The public log: its files as anyone fetches them, and its own page.

use app::Ctx;
use app::log::{self, Served};
use axum::extract::{Path as Named, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::archive;
use crate::extract::Req;
use crate::failure::Answer;
use crate::router::Routes;
use crate::state::AppState;

/// What never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// What is asked for again each time.
const AFRESH: &str = "no-cache";
const TEXT: &str = "text/plain; charset=utf-8";
const BYTES: &str = "application/octet-stream";
const JSON: &str = "application/json";
const LINES: &str = "application/jsonl";
/// Seconds within which a withdrawal is explained.
const SOON: &str = "5";

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/log", page)
        .get("/log/verify.py", verifier)
        .get("/log/key", key)
        .get("/log/checkpoint", checkpoint)
        .get("/log/tile/{*path}", tile)
        .get("/log/openings/{entry}", openings)
        .get("/log/ballots/{entry}", ballots)
        .get("/log/objects/{file}", objects)
}

/// Nobody's session matters to what everyone reads.
fn anyone(state: &AppState) -> Ctx {
    Ctx::system(&state.app, "log")
}

fn file(served: Served, kind: &'static str, cached: &'static str) -> Response {
    let plain = |status, text: &'static str| (status, [(CONTENT_TYPE, TEXT), (CACHE_CONTROL, AFRESH)], text);
    match served {
        Served::Found(bytes) => ([(CONTENT_TYPE, kind), (CACHE_CONTROL, cached)], bytes).into_response(),
        Served::Missing => plain(StatusCode::NOT_FOUND, "not in the log\n").into_response(),
        Served::NotYet => {
            let text = "withdrawn; the entry that says why is on its way\n";
            ([(RETRY_AFTER, SOON)], plain(StatusCode::SERVICE_UNAVAILABLE, text)).into_response()
        }
    }
}

/// Who signs.
async fn key(State(state): State<AppState>) -> Answer {
    let keys = log::signer(&state.app)?.keys().to_string();
    Ok(file(Served::Found(keys.into_bytes()), TEXT, AFRESH))
}

/// The signed head.
async fn checkpoint(State(state): State<AppState>) -> Answer {
    let note = log::checkpoint(&anyone(&state)).await?;
    Ok(file(note.map_or(Served::Missing, |note| Served::Found(note.into_bytes())), TEXT, AFRESH))
}

/// Hashes and entries. A partial tile is the beginning of the full one: whatever
/// its width, it never changes.
async fn tile(State(state): State<AppState>, Named(path): Named<String>) -> Answer {
    Ok(file(log::tile(&anyone(&state), &format!("tile/{path}")).await?, BYTES, FOR_EVER))
}

/// What opens the commitments of an entry, as long as it is public.
async fn openings(State(state): State<AppState>, Named(name): Named<String>) -> Answer {
    let served = match number(name.strip_suffix(".json").unwrap_or_default()) {
        Some(entry) => log::openings(&anyone(&state), entry).await?,
        None => Served::Missing,
    };
    Ok(file(served, JSON, AFRESH))
}

/// The lines that the entry of a close counted.
async fn ballots(State(state): State<AppState>, Named(name): Named<String>) -> Answer {
    let served = match number(&name) {
        Some(entry) => log::ballots(&anyone(&state), entry).await?,
        None => Served::Missing,
    };
    Ok(file(served, TEXT, FOR_EVER))
}

/// What pages show, for whoever holds it against the log.
async fn objects(State(state): State<AppState>, Named(name): Named<String>) -> Answer {
    let served = match number(name.strip_suffix(".jsonl").unwrap_or_default()) {
        Some(file) => log::objects(&anyone(&state), file).await?,
        None => Served::Missing,
    };
    Ok(file(served, LINES, AFRESH))
}

/// A number as the log writes it: no sign, no zero too many.
fn number(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number: &u64| number.to_string() == text)
}

/// How the log fares, what it shows and what it cannot.
async fn page(req: Req) -> Answer {
    let status = log::status(&req.ctx).await?;
    let view = pages::log::View {
        origin: status.origin,
        key: status.key,
        signed: status.signed,
        waiting: status.waiting,
        waiting_since: status.waiting_since,
        withheld: status.withheld,
        witnesses: status.witnesses,
        quorum: status.quorum,
        still: status.stopped.is_some(),
    };
    Ok(req.page(pages::log::page(&req.cx, &view)))
}

/// The second verifier, for who wants to check without us.
async fn verifier() -> Response {
    let name = HeaderValue::from_static("attachment; filename=\"verify.py\"");
    let headers = [(CONTENT_TYPE, HeaderValue::from_static(TEXT)), (CONTENT_DISPOSITION, name)];
    (headers, archive::VERIFIER).into_response()
}
