//! What is turned away before a handler sees it: too many at once, a body too
//! large, a form from another site, a client too slow, an answer too long.

use std::error::Error;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, HOST, ORIGIN};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::LengthLimitError;
use tokio::time::{Instant, timeout_at};

use crate::extract::Slot;
use crate::failure::Failure;
use crate::state::AppState;

/// Bytes of a body, at most: the longest form is a quarter of that.
pub const BODY_MOST: usize = 256 * 1024;

/// The layer.
pub async fn guard(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let answer = admit(&state, request, next).await;
    answer.unwrap_or_else(IntoResponse::into_response)
}

async fn admit(state: &AppState, request: Request, next: Next) -> Result<Response, Failure> {
    // Whether we live is asked when there is much to do.
    let is_probe = matches!(request.uri().path(), "/healthz" | "/readyz" | "/metrics");
    let client = request.extensions().get::<Slot>().map(|slot| slot.req().ctx.client.clone()).unwrap_or_default();
    let _one_of_theirs = if is_probe { None } else { Some(state.crowd.of_client(&client).ok_or(Failure::Busy)?) };
    let writes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let may_be_anywhere = is_one_click(request.uri().path());
    if writes && !may_be_anywhere && !is_from_here(request.headers(), &state.site.public_url) {
        return Err(Failure::CrossSite);
    }
    if length(request.headers()).is_some_and(|length| length > BODY_MOST as u64) {
        return Err(Failure::TooLarge);
    }
    let deadline = Instant::now() + Duration::from_secs(state.app.settings.server.request_timeout);
    // Whoever sends slowly waits outside: a place is for what can be done.
    let request =
        if writes { timeout_at(deadline, whole(request)).await.map_err(|_| Failure::Slow)?? } else { request };
    let _place = if is_probe { None } else { Some(state.crowd.enter().ok_or(Failure::Busy)?) };
    timeout_at(deadline, next.run(request)).await.map_err(|_| Failure::Busy)
}

/// The request, once its body is here.
async fn whole(request: Request) -> Result<Request, Failure> {
    let (parts, body) = request.into_parts();
    match to_bytes(body, BODY_MOST).await {
        Ok(bytes) => Ok(Request::from_parts(parts, Body::from(bytes))),
        Err(error) if error.source().is_some_and(|cause| cause.is::<LengthLimitError>()) => Err(Failure::TooLarge),
        Err(_) => Err(Failure::NotAForm),
    }
}

fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Mail programs stop a mail by themselves, from wherever they are (RFC 8058). The
/// secret in the address is all that it takes, no cookie is looked at, and it does
/// nothing else: a page elsewhere that posts there would have to know it.
fn is_one_click(path: &str) -> bool {
    path.strip_prefix("/stop/").is_some_and(|token| !token.is_empty() && !token.contains('/'))
}

/// A form is ours when the browser says that it is on our own page. Programs
/// that are not browsers say nothing, and carry no cookie by themselves.
fn is_from_here(headers: &HeaderMap, public_url: &str) -> bool {
    let site = headers.get("sec-fetch-site").map(|value| value.to_str().unwrap_or_default());
    if !matches!(site, None | Some("same-origin" | "none")) {
        return false;
    }
    let Some(origin) = headers.get(ORIGIN) else { return true };
    let origin = origin.to_str().unwrap_or_default();
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    if origin == origin_of(public_url) {
        return true;
    }
    // On a developer's machine the host has several names; over https it has one.
    let authority = origin.strip_prefix("http://");
    public_url.starts_with("http://") && authority.is_some() && authority == host
}

/// Scheme and authority, without the path.
fn origin_of(url: &str) -> &str {
    let path = url.split_once("://").and_then(|(scheme, rest)| rest.find('/').map(|at| scheme.len() + 3 + at));
    path.map_or(url, |path| &url[..path])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_here_at(public_url: &str, pairs: &[(&'static str, &str)]) -> bool {
        let headers = pairs
            .iter()
            .map(|(name, value)| (axum::http::HeaderName::from_static(name), value.parse().expect("a header")))
            .collect();
        is_from_here(&headers, public_url)
    }

    fn from_here(pairs: &[(&'static str, &str)]) -> bool {
        from_here_at("https://parvis.example", pairs)
    }

    #[test]
    fn only_the_link_that_stops_a_mail_is_followed_from_anywhere() {
        assert!(is_one_click("/stop/abc"));
        for other in ["/stop/", "/stop", "/stop/abc/def", "/stops/abc", "/account", "/x/stop/abc", ""] {
            assert!(!is_one_click(other), "{other}");
        }
    }

    #[test]
    fn a_form_on_our_page_is_ours() {
        assert!(from_here(&[]));
        assert!(from_here(&[("sec-fetch-site", "same-origin")]));
        assert!(from_here(&[("sec-fetch-site", "none")]));
        assert!(from_here(&[("origin", "https://parvis.example")]));
        assert!(from_here(&[("sec-fetch-site", "same-origin"), ("origin", "https://parvis.example")]));
        assert!(from_here_at(
            "http://127.0.0.1:3000",
            &[("origin", "http://localhost:3000"), ("host", "localhost:3000")]
        ));
    }

    #[test]
    fn a_form_on_another_page_is_not() {
        for site in ["cross-site", "same-site", "", "SAME-ORIGIN", "nonsense"] {
            assert!(!from_here(&[("sec-fetch-site", site)]), "{site}");
        }
        for origin in [
            "null",
            "",
            "https://evil.example",
            "https://parvis.example.evil.example",
            "http://parvis.example",
            "https://parvis.example:444",
            "parvis.example",
        ] {
            assert!(!from_here(&[("origin", origin), ("host", "parvis.example")]), "{origin}");
        }
        assert!(!from_here(&[
            ("sec-fetch-site", "same-origin"),
            ("origin", "https://evil.example"),
            ("host", "parvis.example")
        ]));
        assert!(!from_here_at("http://127.0.0.1:3000", &[("origin", "null"), ("host", "null")]));
        assert!(!from_here_at(
            "http://127.0.0.1:3000",
            &[("origin", "http://evil.example"), ("host", "127.0.0.1:3000")]
        ));
    }
}
