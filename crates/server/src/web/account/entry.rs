//! Signing up, in and out, and the language of the screen.

use app::account::{self, SignIn, SignUp};
use app::{Error, session};
use axum::http::HeaderMap;
use axum::http::header::{SET_COOKIE, USER_AGENT};
use axum::response::Response;
use domain::field::{FieldErrors, Problem};
use domain::locale::Locale;
use pages::account as page;
use serde::Deserialize;
use serde_json::json;

use super::mailed;
use crate::cookie;
use crate::extract::{Form, Query, Req};
use crate::failure::Answer;
use crate::next;

/// Where one is after signing in, when nowhere in particular.
const HOME: &str = "/account";
/// Seconds for which a browser remembers the language.
const LOCALE_SECONDS: i64 = 365 * 24 * 60 * 60;

/// Someone signed in has no use for these pages.
fn already(req: &Req, next: &str) -> Option<Response> {
    req.cx.viewer.as_ref().map(|_| req.see_other(next::local(next).unwrap_or(HOME), ""))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TypedSignUp {
    email: String,
    name: String,
    password: String,
    terms: String,
    op: String,
}

impl TypedSignUp {
    fn shown(self, errors: FieldErrors) -> page::SignUp {
        page::SignUp { email: self.email, name: self.name, terms: self.terms, op: self.op, errors }
    }
}

pub(super) async fn signing_up(req: Req) -> Answer {
    let op = req.ctx.id(req.ctx.now()).to_string();
    let empty = page::SignUp { op, ..page::SignUp::default() };
    Ok(already(&req, "").unwrap_or_else(|| req.page(page::sign_up(&req.cx, &empty))))
}

pub(super) async fn sign_up(req: Req, Form(typed): Form<TypedSignUp>) -> Answer {
    let TypedSignUp { email, name, password, terms, op } = typed.clone();
    match account::sign_up(&req.ctx, SignUp { email, name, password, terms, op }).await {
        Ok(()) => Ok(mailed(&req, "/sign-up/check-mail")),
        Err(Error::Invalid(errors)) if req.want.is_html() => {
            Ok(req.invalid(page::sign_up(&req.cx, &typed.shown(errors))))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn check_mail(req: Req) -> Answer {
    Ok(req.page(page::check_mail(&req.cx)))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TypedSignIn {
    email: String,
    password: String,
    next: String,
}

impl TypedSignIn {
    fn shown(self, req: &Req, errors: FieldErrors) -> page::SignIn {
        let next = next::local(&self.next).unwrap_or_default().to_owned();
        page::SignIn { email: self.email, next, kept: req.kept.is_some(), errors }
    }
}

pub(super) async fn signing_in(req: Req, Query(typed): Query<TypedSignIn>) -> Answer {
    if let Some(answer) = already(&req, &typed.next) {
        return Ok(answer);
    }
    let empty = TypedSignIn { next: typed.next, ..TypedSignIn::default() };
    Ok(req.page(page::sign_in(&req.cx, &empty.shown(&req, FieldErrors::default()))))
}

pub(super) async fn sign_in(req: Req, headers: HeaderMap, Form(typed): Form<TypedSignIn>) -> Answer {
    let user_agent = headers.get(USER_AGENT).and_then(|says| says.to_str().ok()).unwrap_or_default().to_owned();
    let TypedSignIn { email, password, next } = typed.clone();
    match account::sign_in(&req.ctx, SignIn { email, password, user_agent }).await {
        Ok(opened) => {
            let object = json!({ "name": opened.name, "confirmed": opened.confirmed, "locale": opened.locale });
            let mut response = req.done(next::local(&next).unwrap_or(HOME), "signed-in", &object);
            let jar = req.state.jar;
            response.headers_mut().append(SET_COOKIE, jar.set(jar.session(), &opened.token, opened.max_age));
            Ok(response)
        }
        Err(Error::Invalid(errors)) if req.want.is_html() => {
            let shown = typed.shown(&req, errors);
            Ok(req.invalid(page::sign_in(&req.cx, &shown)))
        }
        Err(error) => Err(error.into()),
    }
}

/// What was kept for this browser goes too: the next person may be another.
pub(super) async fn sign_out(req: Req) -> Answer {
    session::sign_out(&req.ctx).await?;
    let mut response = req.done("/", "signed-out", &json!({}));
    let jar = req.state.jar;
    for name in [jar.session(), cookie::KEPT] {
        response.headers_mut().append(SET_COOKIE, jar.clear(name));
    }
    Ok(response)
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct TypedLanguage {
    locale: String,
    next: String,
}

pub(super) async fn language(req: Req, Form(typed): Form<TypedLanguage>) -> Answer {
    let locale = Locale::parse(&typed.locale).ok_or_else(|| Error::field("locale", Problem::NotAChoice))?;
    if req.cx.viewer.is_some() {
        account::change_locale(&req.ctx, locale).await?;
    }
    let mut response = req.done(next::local(&typed.next).unwrap_or("/"), "", &json!({ "locale": locale }));
    let cookie = req.state.jar.set(cookie::LOCALE, locale.as_str(), LOCALE_SECONDS);
    response.headers_mut().append(SET_COOKIE, cookie);
    Ok(response)
}
