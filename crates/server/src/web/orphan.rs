//! « Ce qui attend encore une réponse », of a process: a page, and the same as a table.

use app::orphan;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use domain::policy::Actor;
use serde::Deserialize;

use crate::extract::{Path, Query, Req};
use crate::failure::Answer;
use crate::router::Routes;

/// Lines on one page.
const LINES: u64 = 50;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/processes/{slug}/orphans", show).get("/processes/{slug}/orphans.csv", table)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    kind: String,
    after: String,
}

async fn show(req: Req, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let after = Some(asked.after.as_str()).filter(|after| !after.is_empty());
    let page = orphan::page(&req.ctx, &slug, orphan::kind_of(&asked.kind)?, after, LINES).await?;
    Ok(req.page(pages::orphan::page(&req.cx, &page, after)))
}

/// Public data is the same for everyone, whoever is signed in.
async fn table(req: Req, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let ctx = req.ctx.acting(Actor::Visitor);
    let process = app::process::find(&ctx, &slug).await?;
    let kind = orphan::kind_of(&asked.kind)?;
    let name = format!("attachment; filename=\"orphans-{}.csv\"", process.slug);
    let name = HeaderValue::try_from(name).map_err(anyhow::Error::from)?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present")),
        (CONTENT_DISPOSITION, name),
        (CACHE_CONTROL, HeaderValue::from_static("public, no-cache")),
    ];
    Ok((headers, api::orphan::table(ctx, process, kind)).into_response())
}
