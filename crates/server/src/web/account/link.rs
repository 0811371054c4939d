//! Mailed links: a page with a button, then what the button does.

use app::Error;
use app::account::{self, Reset};
use axum::http::header::SET_COOKIE;
use domain::account::TokenPurpose;
use domain::field::FieldErrors;
use pages::account as page;
use serde::Deserialize;
use serde_json::json;

use super::mailed;
use crate::extract::{Form, Path, Req};
use crate::failure::Answer;

/// The page of the link, as it is now.
async fn link_page(req: &Req, token: &str) -> app::Result<String> {
    let (state, name) = account::to_confirm(&req.ctx, token).await?;
    Ok(page::confirm(&req.cx, token, state, &name))
}

pub(super) async fn confirming(req: Req, Path(token): Path<String>) -> Answer {
    Ok(req.page(link_page(&req, &token).await?))
}

pub(super) async fn confirm(req: Req, Path(token): Path<String>) -> Answer {
    match account::confirm(&req.ctx, &token).await {
        Ok(()) => {
            let to = if req.cx.viewer.is_some() { "/account" } else { "/sign-in" };
            Ok(req.done(to, "confirmed", &json!({})))
        }
        Err(Error::Invalid(_)) if req.want.is_html() => Ok(req.invalid(link_page(&req, &token).await?)),
        Err(error) => Err(error.into()),
    }
}

/// The page that asks before the account goes.
pub(super) async fn refusing(req: Req, Path(token): Path<String>) -> Answer {
    let (state, name) = account::to_confirm(&req.ctx, &token).await?;
    Ok(req.page(page::refuse(&req.cx, &token, state, &name)))
}

/// Someone else gave this address: the account goes.
pub(super) async fn refuse(req: Req, Path(token): Path<String>) -> Answer {
    match account::refuse(&req.ctx, &token).await {
        Ok(()) => Ok(req.done("/", "account-refused", &json!({}))),
        Err(Error::Invalid(_)) if req.want.is_html() => Ok(req.invalid(link_page(&req, &token).await?)),
        Err(error) => Err(error.into()),
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    email: String,
    password: String,
}

pub(super) async fn asking(req: Req) -> Answer {
    Ok(req.page(page::reset_request(&req.cx, "", &FieldErrors::default())))
}

pub(super) async fn ask(req: Req, Form(typed): Form<Typed>) -> Answer {
    match account::request_reset(&req.ctx, &typed.email).await {
        Ok(()) => Ok(mailed(&req, "/reset/check-mail")),
        Err(Error::Invalid(errors)) if req.want.is_html() => {
            Ok(req.invalid(page::reset_request(&req.cx, &typed.email, &errors)))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn asked(req: Req) -> Answer {
    Ok(req.page(page::reset_sent(&req.cx)))
}

pub(super) async fn choosing(req: Req, Path(token): Path<String>) -> Answer {
    let state = account::peek_link(&req.ctx, &token, TokenPurpose::Reset).await?;
    Ok(req.page(page::reset(&req.cx, &token, state, &FieldErrors::default())))
}

/// Every session of the account has ended, this browser's too if it had one.
pub(super) async fn choose(req: Req, Path(token): Path<String>, Form(typed): Form<Typed>) -> Answer {
    match account::reset(&req.ctx, Reset { token: token.clone(), password: typed.password }).await {
        Ok(()) => {
            let mut response = req.done("/sign-in", "password-changed", &json!({}));
            let still_there = app::session::list(&req.ctx).await.is_ok_and(|own| own.iter().any(|one| one.current));
            if !still_there {
                let jar = req.state.jar;
                response.headers_mut().append(SET_COOKIE, jar.clear(jar.session()));
            }
            Ok(response)
        }
        Err(Error::Invalid(errors)) if req.want.is_html() => {
            let state = account::peek_link(&req.ctx, &token, TokenPurpose::Reset).await?;
            Ok(req.invalid(page::reset(&req.cx, &token, state, &errors)))
        }
        Err(error) => Err(error.into()),
    }
}
