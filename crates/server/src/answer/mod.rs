//! Answers. [`translate`] is the one place where a [`Failure`] becomes a status,
//! a page or a problem; the methods of [`Req`] make the answers of handlers.

mod success;
mod verdict;

use std::sync::Arc;

use api::problem::{Failed, FieldProblem, Problem};
use axum::extract::Request;
use axum::http::header::{ALLOW, LOCATION, RETRY_AFTER, SET_COOKIE, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::policy::Denial;
use domain::reference::{Kind, Reference};
use pages::error::Trouble;
use pages::{message, problem_text, url};

use crate::extract::{Fields, Req, Slot, Want};
use crate::failure::{Failure, Untranslated};
use crate::kept::{self, Outcome};

pub use verdict::Verdict;

/// The layer that translates failures, wherever they come from.
pub async fn translate(request: Request, next: Next) -> Response {
    let slot = request.extensions().get::<Slot>().cloned();
    let is_api = request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    let Some(slot) = slot else { return response };
    let req = slot.req();
    let mut translated = if let Some(Untranslated(failure)) = response.extensions().get() {
        let failure = Arc::clone(failure);
        answer(req, &failure, slot.typed(), is_api).await
    } else if let Some(Failed(error)) = response.extensions().get() {
        let verdict = Verdict::of_error(error);
        verdict.log(&req.ctx.request_id, Some(error));
        problem(req, verdict)
    } else {
        return response;
    };
    // The router says what an address takes instead.
    if let Some(allowed) = response.headers().get(ALLOW) {
        translated.headers_mut().insert(ALLOW, allowed.clone());
    }
    translated
}

async fn answer(req: &Req, failure: &Failure, typed: Option<&Fields>, is_api: bool) -> Response {
    let verdict = Verdict::of(failure);
    verdict.log(&req.ctx.request_id, failure.error());
    if is_api || req.want == Want::Json {
        return problem(req, verdict);
    }
    if verdict.code == Denial::SignIn.as_str() {
        return sign_in_first(req, typed).await;
    }
    page(req, verdict, typed)
}

/// Reading leads to sign-in and back. Writing too, and what was typed is kept
/// meanwhile; when it cannot be, it is given back at once.
async fn sign_in_first(req: &Req, typed: Option<&Fields>) -> Response {
    if req.method != Method::POST {
        return to_sign_in(&req.cx.path);
    }
    let kept = match kept::keep(req, typed).await {
        Ok(kept) => kept,
        Err(error) => {
            let verdict = Verdict::of_error(&error);
            verdict.log(&req.ctx.request_id, Some(&error));
            return page(req, verdict, typed);
        }
    };
    let mut response = to_sign_in(&page_of_form(req, typed));
    match kept {
        Outcome::Empty => {}
        Outcome::Kept(cookie) => {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        Outcome::TooLarge => return page(req, Verdict::of(&Denial::SignIn.into()), typed),
    }
    response
}

/// The page that will show the form again: a reply is written on a page of its
/// own, named by the comment that it answers.
fn page_of_form(req: &Req, typed: Option<&Fields>) -> String {
    let parent = typed.and_then(|fields| fields.pairs().iter().find(|(name, _)| name == "parent"));
    match parent.and_then(|(_, parent)| Reference::parse(parent)) {
        Some((parent, Kind::Comment)) => format!("{}/reply", url::comment(&parent)),
        _ => req.form_page.clone(),
    }
}

fn to_sign_in(next: &str) -> Response {
    let to = HeaderValue::try_from(url::sign_in(next)).unwrap_or_else(|_| HeaderValue::from_static("/sign-in"));
    (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response()
}

/// The failure as a page, with what was typed.
fn page(req: &Req, verdict: Verdict, typed: Option<&Fields>) -> Response {
    let trouble = Trouble {
        code: verdict.code,
        status: verdict.status.as_u16(),
        request_id: req.ctx.request_id.clone(),
        back: if req.method == Method::POST { req.form_page.clone() } else { String::new() },
        wait: verdict.wait,
        typed: typed.map(|fields| fields.pairs().to_vec()).unwrap_or_default(),
        errors: verdict.errors.clone(),
    };
    let mut response = req.page_with(verdict.status, pages::error::page(&req.cx, &trouble));
    wait(&mut response, &verdict);
    response
}

/// The failure as data (RFC 9457).
fn problem(req: &Req, verdict: Verdict) -> Response {
    let locale = req.cx.locale;
    let minutes = i64::try_from(verdict.wait.unwrap_or_default().div_ceil(60)).unwrap_or_default();
    let words =
        |part: &str| message::text(locale, &format!("error-{part}-{}", verdict.code), &[("minutes", minutes.into())]);
    let errors = verdict
        .errors
        .0
        .iter()
        .map(|(field, wrong)| FieldProblem::new(field, problem_text(locale, field, wrong), wrong.code()))
        .collect();
    let problem = Problem {
        title: words("title"),
        detail: words("text"),
        status: verdict.status.as_u16(),
        code: verdict.code.to_owned(),
        request_id: req.ctx.request_id.clone(),
        errors,
        ..Problem::default()
    };
    let mut response = problem.into_response();
    if verdict.status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Session realm=\"parvis\""));
    }
    wait(&mut response, &verdict);
    response
}

fn wait(response: &mut Response, verdict: &Verdict) {
    if let Some(seconds) = verdict.wait {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
}
