//! What became of one's words, and the mail of the day: stopped by a link that needs
//! no session (RFC 8058), which is why this one POST may come from anywhere.

use app::{account, notice};
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use pages::account::contributions as page;
use serde::Deserialize;
use serde_json::json;

use crate::extract::{Form, Path, Query, Req};
use crate::failure::Answer;
use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/account/contributions", contributions)
        .post("/account/contributions/read", "/account/contributions", read)
        .post("/account/contributions/mails", "/account/contributions", mails)
        .get("/account/votes", votes)
        .get("/stop/{token}", stopping)
        .post("/stop/{token}", "/stop/{token}", stop)
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Which {
    after: String,
}

impl Which {
    fn after(&self) -> Option<&str> {
        (!self.after.is_empty()).then_some(self.after.as_str())
    }
}

async fn contributions(req: Req, Query(which): Query<Which>) -> Answer {
    let after = which.after();
    let (notices, unread, contributions, mails) = tokio::try_join!(
        notice::mine(&req.ctx, after),
        notice::unread(&req.ctx),
        account::contributions(&req.ctx, None),
        notice::wants(&req.ctx),
    )?;
    let view = page::View { notices: &notices, after, unread, contributions: &contributions, mails };
    Ok(req.page(page::page(&req.cx, &view)))
}

async fn votes(req: Req, Query(which): Query<Which>) -> Answer {
    let votes = notice::votes(&req.ctx, which.after()).await?;
    Ok(req.page(page::votes(&req.cx, &votes, which.after())))
}

async fn read(req: Req) -> Answer {
    notice::mark_read(&req.ctx).await?;
    Ok(req.done(page::HERE, "notices-read", &json!({})))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    changes: String,
}

async fn mails(req: Req, Form(typed): Form<Typed>) -> Answer {
    let wanted = typed.changes == "on";
    notice::choose(&req.ctx, wanted).await?;
    Ok(req.done(page::HERE, "account-changed", &json!({ "changes": wanted })))
}

/// The page that a link of the mail leads to: opening it changes nothing.
async fn stopping(req: Req, Path(token): Path<String>) -> Answer {
    let stopped = notice::is_stopped(&req.ctx, &token).await?;
    Ok(req.page(page::stop(&req.cx, &token, stopped)))
}

/// By the button of the page, or by a mail program, which wants no redirection.
async fn stop(req: Req, Path(token): Path<String>, body: Bytes) -> Answer {
    notice::stop(&req.ctx, &token).await?;
    if is_one_click(&body) {
        return Ok(StatusCode::OK.into_response());
    }
    Ok::<Response, _>(req.done(&format!("/stop/{}", pages::url::encode(&token)), "", &json!({})))
}

/// `List-Unsubscribe=One-Click`, in either form that RFC 8058 allows.
fn is_one_click(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body);
    text.contains("List-Unsubscribe") && text.contains("One-Click")
}
