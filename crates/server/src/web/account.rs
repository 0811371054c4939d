//! Accounts: coming in, going out, mailed links, one's own page. No GET changes
//! anything: links in mails lead to a page with a button.

mod entry;
mod link;
mod own;
mod rights;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::extract::Req;
use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/sign-up", entry::signing_up)
        .post("/sign-up", "/sign-up", entry::sign_up)
        .get("/sign-up/check-mail", entry::check_mail)
        .get("/sign-in", entry::signing_in)
        .post("/sign-in", "/sign-in", entry::sign_in)
        .post("/sign-out", "/", entry::sign_out)
        .post("/language", "/", entry::language)
        .get("/confirm/{token}", link::confirming)
        .post("/confirm/{token}", "/confirm/{token}", link::confirm)
        .get("/confirm/{token}/refuse", link::refusing)
        .post("/confirm/{token}/refuse", "/confirm/{token}/refuse", link::refuse)
        .get("/reset", link::asking)
        .post("/reset", "/reset", link::ask)
        .get("/reset/check-mail", link::asked)
        .get("/reset/{token}", link::choosing)
        .post("/reset/{token}", "/reset/{token}", link::choose)
        .get("/account", own::show)
        .post("/account/password", "/account", own::change_password)
        .post("/account/sessions/{key}/end", "/account", own::end_session)
        .get("/account/data", rights::copying)
        .post("/account/data", "/account/data", rights::copy)
        .get("/account/erasure", rights::erasures)
        .get("/account/erasure/{what}", rights::before)
        .post("/account/erasure/{what}", "/account/erasure/{what}", rights::ask)
        .post("/account/erasure/{what}/cancel", "/account/erasure", rights::cancel)
        .post("/account/resend-confirmation", "/account", own::resend)
}

/// Something will come by mail: 303 to the page that says so, or 202.
fn mailed(req: &Req, to: &str) -> Response {
    if req.want.is_html() {
        req.see_other(to, "")
    } else {
        (StatusCode::ACCEPTED, axum::Json(json!({}))).into_response()
    }
}
