//! The home page, the site's search and the living style page.

use app::{process, search};
use axum::response::Response;
use serde::Deserialize;

use crate::extract::{Query, Req};
use crate::failure::{Answer, Failure};
use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/", home).get("/search", results).get("/styleguide", styleguide)
}

/// What one can do here today.
async fn home(req: Req) -> Answer {
    let home = process::home(&req.ctx).await?;
    Ok(req.page(pages::home::page(&req.cx, &home)))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
}

/// What is found on the whole site.
async fn results(req: Req, Query(asked): Query<Asked>) -> Answer {
    let hits = search::site(&req.ctx, &asked.q).await?;
    let more = hits.len() as u64 >= search::HITS;
    Ok(req.page(pages::search::page(&req.cx, &asked.q, &hits, more)))
}

/// Every component, for those who work on them: on a development machine only.
async fn styleguide(req: Req) -> Answer<Response> {
    if !req.ctx.app.settings.server.is_loopback() {
        return Err(Failure::NoSuchPage);
    }
    Ok(req.page(pages::styleguide::page(&req.cx)))
}
