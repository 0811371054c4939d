//! The public log: its files as anyone fetches them, its own page, and receipts.

use app::log::{self, Given, Served};
use app::{Ctx, Result};
use axum::extract::{Path as Named, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::extract::{Path, Req};
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
        .get("/log/receipts", about_receipts)
        .get("/log/key", key)
        .get("/log/checkpoint", checkpoint)
        .get("/log/tile/{*path}", tile)
        .get("/log/openings/{entry}", openings)
        .get("/log/ballots/{entry}", ballots)
        .get("/log/objects/{file}", objects)
        .get("/proposals/{reference}/receipt", receipt)
        .get("/comments/{reference}/receipt", receipt)
        .get("/proposals/{reference}/vote/receipt", vote_receipt)
        .get("/commitments/{reference}/vote/receipt", vote_receipt)
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
    let still = status.stands_still();
    let view = pages::log::View {
        origin: status.origin,
        key: status.key,
        signed: status.signed,
        waiting: status.waiting,
        waiting_since: status.waiting_since,
        withheld: status.withheld,
        still,
    };
    Ok(req.page(pages::log::page(&req.cx, &view)))
}

/// What a receipt proves, and what it does not.
async fn about_receipts(req: Req) -> Answer {
    Ok(req.page(pages::log::receipts(&req.cx)))
}

async fn receipt(req: Req, Path(reference): Path<String>) -> Answer {
    download(log::promise(&req.ctx, &reference).await)
}

async fn vote_receipt(req: Req, Path(reference): Path<String>) -> Answer {
    download(log::vote_receipt(&req.ctx, &reference).await)
}

/// A file to keep. Its name is made of a reference: letters, digits and hyphens.
fn download(given: Result<Given>) -> Answer {
    let given = given?;
    let name =
        HeaderValue::try_from(format!("attachment; filename=\"{}\"", given.name)).map_err(anyhow::Error::from)?;
    let headers: [(HeaderName, HeaderValue); 3] = [
        (CONTENT_TYPE, HeaderValue::from_static(TEXT)),
        (CONTENT_DISPOSITION, name),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    Ok((headers, given.text).into_response())
}
