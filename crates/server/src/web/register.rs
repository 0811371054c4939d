//! The public register of staff acts: a page, JSON page by page, CSV whole. Never a
//! name: those are for the administrators, on the page alone.

use app::{Ctx, operation};
use axum::http::HeaderValue;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use domain::admin::ActKind;
use domain::policy::Actor;
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
    // They are of the whole: whoever reads on has seen them.
    let gone = match asked.after() {
        None => Some(operation::gone(&req.ctx, process.id).await?),
        Some(_) => None,
    };
    let view = page::Register { process: &process, acts: &acts, kind: asked.kind(), after: asked.after(), gone };
    Ok(req.page(page::register(&req.cx, &view)))
}

/// As anyone sees it, whoever asks.
fn anyone(req: &Req) -> Ctx {
    req.ctx.acting(Actor::Visitor)
}

async fn as_json(req: Req, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let (process, acts) = operation::public(&anyone(&req), &slug, asked.kind(), asked.after()).await?;
    let items: Vec<Value> = acts.items.iter().map(api::register::object).collect();
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

async fn as_csv(req: Req, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Answer {
    let (ctx, kind) = (anyone(&req), asked.kind());
    let (process, first) = operation::public(&ctx, &slug, kind, None).await?;
    let name = format!("attachment; filename=\"{}-register.csv\"", process.slug);
    let name = HeaderValue::try_from(name).map_err(anyhow::Error::from)?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present")),
        (CONTENT_DISPOSITION, name),
    ];
    Ok(open((headers, api::register::table(ctx, slug, kind, first)).into_response()))
}
