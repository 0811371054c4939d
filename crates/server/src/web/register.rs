//! The public register of staff acts: a page, JSON page by page, CSV whole. Never a
//! name: those are for the administrators, on the page alone.

use app::{Ctx, operation};
use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use chrono::SecondsFormat;
use domain::admin::{ActKind, ActLine};
use domain::policy::Actor;
use futures_util::stream;
use pages::admin_operation as page;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::extract::{Path, Query, Req};
use crate::failure::Answer;
use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/processes/{slug}/acts", moved)
        .get("/processes/{slug}/register", show)
        .get("/processes/{slug}/register.json", as_json)
        .get("/processes/{slug}/register.csv", as_csv)
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    after: String,
    kind: String,
}

impl Asked {
    fn after(&self) -> Option<&str> {
        (!self.after.is_empty()).then_some(self.after.as_str())
    }

    /// A kind that there is not is none: everything is shown.
    fn kind(&self) -> Option<ActKind> {
        ActKind::parse(&self.kind)
    }
}

/// Where the register was: links to it still lead there.
async fn moved(req: Req, Path(slug): Path<String>) -> Answer {
    Ok(req.see_other(&pages::url::register(&slug), ""))
}

async fn show(req: Req, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let (process, acts) = operation::public(&req.ctx, &slug, asked.kind(), asked.after()).await?;
    let gone = operation::gone(&req.ctx, process.id).await?;
    let view = page::Register { process: &process, acts: &acts, kind: asked.kind(), after: asked.after(), gone };
    Ok(req.page(page::register(&req.cx, &view)))
}

/// As anyone sees it, whoever asks.
fn anyone(req: &Req) -> Ctx {
    req.ctx.acting(Actor::Visitor)
}

fn fields(it: &ActLine) -> [(&'static str, Value); 8] {
    let (on, version) = it.on.as_ref().map_or((Value::Null, Value::Null), |(on, version)| (json!(on), json!(version)));
    [
        ("at", json!(it.at.to_rfc3339_opts(SecondsFormat::Micros, true))),
        ("action", json!(it.action)),
        ("role", json!(it.role)),
        ("organisation", json!(it.organisation)),
        ("subject", json!(it.subject)),
        ("on", on),
        ("version", version),
        ("reason", json!(it.reason_text)),
    ]
}

async fn as_json(req: Req, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let (process, acts) = operation::public(&anyone(&req), &slug, asked.kind(), asked.after()).await?;
    let item =
        |it: &ActLine| Value::Object(fields(it).into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
    let items: Vec<Value> = acts.items.iter().map(item).collect();
    let next = acts.next.map(|next| {
        let here = format!("{}{}.json", req.cx.site.public_url, pages::url::register(&process.slug));
        pages::url::query(&here, &[("kind", &asked.kind), ("after", &next)])
    });
    Ok(open(axum::Json(json!({ "items": items, "next": next })).into_response()))
}

/// Data for everyone.
fn open(mut response: Response) -> Response {
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

/// Page after page, as it is read: a long register takes no more memory than a short
/// one.
async fn as_csv(req: Req, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let (ctx, kind) = (anyone(&req), asked.kind());
    let (process, first) = operation::public(&ctx, &slug, kind, None).await?;
    let head = "at,action,role,organisation,subject,on,version,reason\r\n".to_owned();
    let lines = stream::unfold(Some((head, Some(first))), move |state| {
        let (ctx, slug) = (ctx.clone(), slug.clone());
        async move {
            let (before, page) = state?;
            let Some(page) = page else { return Some((Ok(before), None)) };
            let text = page.items.iter().fold(before, |text, it| text + &line(it));
            let Some(next) = page.next else { return Some((Ok(text), None)) };
            match operation::public(&ctx, &slug, kind, Some(&next)).await {
                Ok((_, page)) => Some((Ok(text), Some((String::new(), Some(page))))),
                Err(error) => Some((Err(std::io::Error::other(error)), None)),
            }
        }
    });
    let mut response = open(Body::from_stream(lines).into_response());
    let name = format!("attachment; filename=\"{}-register.csv\"", process.slug);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    if let Ok(name) = HeaderValue::try_from(name) {
        response.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

fn line(it: &ActLine) -> String {
    let cells = fields(it).map(|(_, value)| match value {
        Value::Null => String::new(),
        Value::String(text) => cell(&text),
        other => other.to_string(),
    });
    cells.join(",") + "\r\n"
}

/// RFC 4180; a cell that a spreadsheet would run as a formula is told to be text.
fn cell(text: &str) -> String {
    let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if runs { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_cell_is_text_and_stays_one_cell() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("a, \"b\"\nc"), "\"a, \"\"b\"\"\nc\"");
        assert_eq!(cell("Réponse"), "Réponse");
    }
}
