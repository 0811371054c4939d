//! What still waits for an answer as CSV (RFC 4180), written as it is read. A cell
//! that a spreadsheet would take for a formula is made text.

use app::{Ctx, Result};
use axum::body::{Body, Bytes};
use domain::orphan::OrphanKind;
use domain::process::Process;
use futures_util::stream;

use crate::shapes::OrphanLine;

/// Lines read at once.
const AT_ONCE: u64 = 400;
const HEAD: &str = "kind,ref,title,since,url\r\n";

/// The body of the file.
pub fn csv(ctx: Ctx, process: Process, kind: Option<OrphanKind>) -> Body {
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
    let mut text = if first { HEAD.to_owned() } else { String::new() };
    for line in &page.items {
        let line = OrphanLine::of(line, base);
        let cells = [line.kind, &line.reference, &line.title, &line.since, &line.url].map(cell);
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    Ok((text, page.next))
}

/// A cell, quoted; what begins like a formula begins with an apostrophe.
fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if formula { "'" } else { "" }, text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_text_whatever_is_in_it() {
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(cell("-2 degrés, dit-elle : \"non\""), "\"'-2 degrés, dit-elle : \"\"non\"\"\"");
        assert_eq!(cell("ligne\nà ligne"), "\"ligne\nà ligne\"");
    }
}
