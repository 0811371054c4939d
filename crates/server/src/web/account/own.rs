//! One's own account.

use app::account::{self, ChangePassword};
use app::{Error, session};
use axum::http::header::SET_COOKIE;
use domain::field::FieldErrors;
use pages::account::{self as page, Own};
use serde::Deserialize;
use serde_json::json;

use super::mailed;
use crate::extract::{Form, Path, Query, Req};
use crate::failure::Answer;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    after: String,
}

pub(super) async fn show(req: Req, Query(which): Query<Which>) -> Answer {
    Ok(req.page(own(&req, &which.after, &FieldErrors::default()).await?))
}

async fn own(req: &Req, after: &str, errors: &FieldErrors) -> app::Result<String> {
    let after = (!after.is_empty()).then_some(after);
    let (account, contributions, drafts, sessions) = tokio::try_join!(
        account::own(&req.ctx),
        account::contributions(&req.ctx, after),
        account::drafts(&req.ctx),
        session::list(&req.ctx),
    )?;
    let it =
        Own { account: &account, contributions: &contributions, after, drafts: &drafts, sessions: &sessions, errors };
    Ok(page::page(&req.cx, &it))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    current_password: String,
    password: String,
}

pub(super) async fn change_password(req: Req, Form(typed): Form<Typed>) -> Answer {
    let Typed { current_password, password } = typed;
    match account::change_password(&req.ctx, ChangePassword { current_password, password }).await {
        Ok(renewed) => {
            let mut response = req.done("/account", "password-changed", &json!({}));
            let jar = req.state.jar;
            if let Some(renewed) = renewed {
                response.headers_mut().append(SET_COOKIE, jar.set(jar.session(), &renewed.token, renewed.max_age));
            }
            Ok(response)
        }
        Err(Error::Invalid(errors)) if req.want.is_html() => Ok(req.invalid(own(&req, "", &errors).await?)),
        Err(error) => Err(error.into()),
    }
}

/// One of one's sessions by its key, or all the others.
pub(super) async fn end_session(req: Req, Path(key): Path<String>) -> Answer {
    if key == "others" {
        session::end_others(&req.ctx).await?;
    } else {
        session::end(&req.ctx, &key).await?;
    }
    Ok(req.done("/account", "session-ended", &json!({})))
}

pub(super) async fn resend(req: Req) -> Answer {
    account::resend_confirmation(&req.ctx).await?;
    if req.want.is_html() {
        let confirmed = req.cx.viewer.as_ref().is_some_and(|viewer| viewer.confirmed);
        return Ok(req.see_other("/account", if confirmed { "confirmed" } else { "mail-sent" }));
    }
    Ok(mailed(&req, "/account"))
}
