//! What is owed to oneself: a copy of what is held, and erasing.

use app::{Error, account, erasure, my_data};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use domain::field::{FieldErrors, Problem};
use pages::account::data;
use pages::account::erasure as page;
use serde::Deserialize;
use serde_json::json;

use crate::extract::{Form, Path, Query, Req};
use crate::failure::Answer;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    after: String,
}

/// What was asked, and what can be.
pub(super) async fn erasures(req: Req, Query(which): Query<Which>) -> Answer {
    let after = (!which.after.is_empty()).then_some(which.after.as_str());
    let (asked, own) = tokio::try_join!(erasure::asked(&req.ctx), account::contributions(&req.ctx, after))?;
    Ok(req.page(page::overview(&req.cx, &asked, &own, after)))
}

/// What it means, before one asks.
pub(super) async fn before(req: Req, Path(what): Path<String>) -> Answer {
    let before = erasure::before(&req.ctx, &what).await?;
    Ok(req.page(page::before(&req.cx, &before, &FieldErrors::default())))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    current_password: String,
}

pub(super) async fn ask(req: Req, Path(what): Path<String>, Form(typed): Form<Typed>) -> Answer {
    match erasure::ask(&req.ctx, &what, typed.current_password).await {
        Ok(asked) => Ok(req.done(page::HERE, "erasure-asked", &json!({ "what": what, "due_at": asked.due_at }))),
        Err(Error::Invalid(errors)) if req.want.is_html() => {
            let before = erasure::before(&req.ctx, &what).await?;
            Ok(req.invalid(page::before(&req.cx, &before, &errors)))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn cancel(req: Req, Path(what): Path<String>) -> Answer {
    erasure::cancel(&req.ctx, &what).await?;
    Ok(req.done(page::HERE, "erasure-cancelled", &json!({})))
}

pub(super) async fn copying(req: Req) -> Answer {
    req.ctx.account()?;
    Ok(req.page(data::page(&req.cx, "", &FieldErrors::default())))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    format: String,
    current_password: String,
}

/// A file to keep: a document, or JSON.
pub(super) async fn copy(req: Req, Form(typed): Form<Wanted>) -> Answer {
    let is_json = match typed.format.as_str() {
        "json" => true,
        "html" => false,
        "" => !req.want.is_html(),
        _ => return refused(&req, &typed, FieldErrors::one("format", Problem::NotAChoice)),
    };
    match my_data::copy(&req.ctx, typed.current_password.clone()).await {
        Ok(copy) if is_json => {
            let text = serde_json::to_string_pretty(&copy).map_err(Error::from)?;
            Ok(file("application/json", "parvis-data.json", text))
        }
        Ok(copy) => Ok(file("text/html; charset=utf-8", "parvis-data.html", data::document(&req.cx, &copy))),
        Err(Error::Invalid(errors)) => refused(&req, &typed, errors),
        Err(error) => Err(error.into()),
    }
}

fn refused(req: &Req, typed: &Wanted, errors: FieldErrors) -> Answer {
    if req.want.is_html() {
        return Ok(req.invalid(data::page(&req.cx, &typed.format, &errors)));
    }
    Err(Error::Invalid(errors).into())
}

fn file(kind: &'static str, name: &'static str, text: String) -> Response {
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(name) = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    response
}
