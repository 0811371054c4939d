//! What is owed to oneself: erasing.

use app::{Error, account, erasure};
use domain::field::FieldErrors;
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
