//! The public register of a process as data: objects page by page, or one table,
//! written as it is read: a long register takes no more memory than a short one. Never
//! a name: those are for the administrators.

use app::{Ctx, Result, operation};
use axum::body::{Body, Bytes};
use content::csv::{self, BOM};
use domain::admin::{ActKind, ActLine};
use domain::paging::Paged;
use futures_util::stream;
use serde_json::{Value, json};

use crate::time::stamp;

const COLUMNS: [&str; 8] = ["at", "action", "role", "organisation", "subject", "on", "version", "reason"];

fn values(it: &ActLine) -> [Value; 8] {
    let (on, version) = it.on.as_ref().map_or((Value::Null, Value::Null), |(on, version)| (json!(on), json!(version)));
    [
        json!(stamp(it.at)),
        json!(it.action),
        json!(it.role),
        json!(it.organisation),
        json!(it.subject),
        on,
        version,
        json!(it.reason_text),
    ]
}

/// One act.
#[must_use]
pub fn object(it: &ActLine) -> Value {
    COLUMNS.into_iter().map(str::to_owned).zip(values(it)).collect::<serde_json::Map<_, _>>().into()
}

/// The body of the table, from its first page on.
pub fn table(ctx: Ctx, slug: String, kind: Option<ActKind>, first: Paged<ActLine>) -> Body {
    let head = format!("{BOM}{}", csv::line(COLUMNS));
    let state = Some((ctx, slug, head, first));
    Body::from_stream(stream::try_unfold(state, move |state| async move {
        let Some((ctx, slug, before, page)) = state else { return Ok::<_, app::Error>(None) };
        let text = page.items.iter().fold(before, |text, it| text + &line(it));
        let state = match page.next {
            Some(next) => {
                let page = next_page(&ctx, &slug, kind, &next).await?;
                Some((ctx, slug, String::new(), page))
            }
            None => None,
        };
        Ok(Some((Bytes::from(text), state)))
    }))
}

async fn next_page(ctx: &Ctx, slug: &str, kind: Option<ActKind>, after: &str) -> Result<Paged<ActLine>> {
    Ok(operation::public(ctx, slug, kind, Some(after)).await?.1)
}

fn line(it: &ActLine) -> String {
    csv::line(values(it).map(|value| match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    }))
}
