//! Proposals: listed, shown, written, corrected, withdrawn.

mod write;

use app::proposal;
use domain::proposal::{ListQuery, Sort, State};
use serde::Deserialize;

use crate::extract::{Path, Query, Req};
use crate::failure::Answer;
use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/processes/{slug}/proposals", list)
        .get("/proposals/{reference}", show)
        .get("/proposals/{reference}/history", history)
        .merge(write::routes())
}

/// The query of a list, as an address has it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    q: String,
    theme: String,
    state: String,
    sort: String,
    seed: String,
    after: String,
}

impl Asked {
    /// What cannot be read is as if absent: an old address still leads somewhere.
    fn query(&self, req: &Req) -> ListQuery {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        ListQuery {
            q: self.q.clone(),
            theme: text(&self.theme),
            state: State::parse(&self.state),
            sort: Sort::parse(&self.sort).unwrap_or(Sort::Recent),
            seed: self.seed.parse().unwrap_or_else(|_| req.ctx.shuffle()),
            after: text(&self.after),
            ..ListQuery::default()
        }
    }
}

/// A page of the proposals of a process. A random order without a seed gets
/// one, in the address, so that it stays the same from page to page.
async fn list(req: Req, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let query = asked.query(&req);
    if query.sort == Sort::Random && asked.seed.is_empty() {
        let pairs = [
            ("q", asked.q.as_str()),
            ("theme", &asked.theme),
            ("state", &asked.state),
            ("sort", "random"),
            ("seed", &query.seed.to_string()),
        ];
        return Ok(req.see_other(&pages::url::query(&pages::url::proposals(&slug), &pairs), ""));
    }
    let (process, page, count) = proposal::list(&req.ctx, &slug, &query).await?;
    let query = ListQuery { sort: proposal::sort_for(&req.ctx, &process, query.sort), ..query };
    Ok(req.page(pages::proposal_list::page(&req.cx, &process, &query, &page, count)))
}

/// A proposal, whole.
async fn show(req: Req, Path(reference): Path<String>) -> Answer {
    let page = proposal::show(&req.ctx, &reference).await?;
    let html = pages::proposal::page(&req.cx, &page, &super::forms::of_proposal(&req).await?);
    Ok(super::lineage::told(req.page(html), true, &format!("{}/provenance", req.path)))
}

/// Its versions and what each changed.
async fn history(req: Req, Path(reference): Path<String>) -> Answer {
    let (process, card, revisions) = proposal::history(&req.ctx, &reference).await?;
    Ok(req.page(pages::history::page(&req.cx, &process, &card, &revisions)))
}
