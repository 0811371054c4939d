//! What still waits for an answer as CSV, written as it is read.

use app::{Ctx, Result};
use axum::body::{Body, Bytes};
use content::csv::{self, BOM};
use domain::orphan::OrphanKind;
use domain::process::Process;
use futures_util::stream;

use crate::shapes::OrphanLine;

/// Lines read at once.
const AT_ONCE: u64 = 400;
const COLUMNS: [&str; 5] = ["kind", "ref", "title", "since", "url"];

/// The body of the file.
pub fn table(ctx: Ctx, process: Process, kind: Option<OrphanKind>) -> Body {
    let state = Some((ctx, process, None::<String>, true));
    Body::from_stream(stream::try_unfold(state, move |state| async move {
        let Some((ctx, process, after, first)) = state else { return Ok::<_, app::Error>(None) };
        let (text, next) = some(&ctx, &process, kind, after.as_deref(), first).await?;
        let state = next.map(|next| (ctx, process, Some(next), false));
        Ok(Some((Bytes::from(text), state)))
    }))
}

async fn some(
    ctx: &Ctx,
    process: &Process,
    kind: Option<OrphanKind>,
    after: Option<&str>,
    first: bool,
) -> Result<(String, Option<String>)> {
    let page = app::orphan::lines(ctx, process, kind, after, AT_ONCE).await?;
    let base = &ctx.app.settings.server.public_url;
    let mut text = if first { format!("{BOM}{}", csv::line(COLUMNS)) } else { String::new() };
    for line in &page.items {
        let line = OrphanLine::of(line, base);
        text.push_str(&csv::line([line.kind, &line.reference, &line.title, &line.since, &line.url]));
    }
    Ok((text, page.next))
}
