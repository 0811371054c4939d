//! What browsers are told about every answer: run nothing that is not ours, put
//! us in no frame, keep no copy unless told to.

use axum::extract::{Request, State};
use axum::http::header;
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::state::AppState;

/// Marks an answer whose page has islands: their code is WebAssembly.
#[derive(Clone, Copy, Debug)]
pub struct HasIslands;

const PLAIN: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'",
);
const ISLANDS: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'",
);
const ALWAYS: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
];
const RESOURCE_POLICY: &str = "cross-origin-resource-policy";
const TWO_YEARS: HeaderValue = HeaderValue::from_static("max-age=63072000");
/// Said only where it was asked for: services beside this one may not be https.
const AND_BELOW: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");

/// The layer. A header that the handler set (but for the policy) stays.
pub async fn headers(State(state): State<AppState>, request: Request, next: Next) -> Response {
    // Public data, the files of the public log among it, is anyone's to read.
    let path = request.uri().path();
    let is_api = path.starts_with("/api/")
        || (path.starts_with("/log/") && path != "/log/receipts")
        || path.ends_with("/provenance");
    let mut response = next.run(request).await;
    let policy = if response.extensions().get::<HasIslands>().is_some() { ISLANDS } else { PLAIN };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    for (name, value) in ALWAYS {
        headers.insert(*name, HeaderValue::from_static(value));
    }
    let shared_with = if is_api { "cross-origin" } else { "same-origin" };
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static(shared_with));
    if state.jar.secure {
        let promise = if state.app.settings.server.hsts_subdomains { AND_BELOW } else { TWO_YEARS };
        headers.insert(header::STRICT_TRANSPORT_SECURITY, promise);
    }
    // No copy is kept by default, errors included; who sets a cookie is never shared.
    if !headers.contains_key(header::CACHE_CONTROL) || headers.contains_key(header::SET_COOKIE) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    }
    if is_api {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after, x-request-id"));
    } else {
        vary(headers);
    }
    response
}

/// Pages differ by what is wanted and by who asks. What compression adds stays.
fn vary(headers: &mut HeaderMap) {
    for name in ["accept", "cookie"] {
        let mut named =
            headers.get_all(header::VARY).iter().filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(','));
        if !named.any(|known| known.trim().eq_ignore_ascii_case(name)) {
            headers.append(header::VARY, HeaderValue::from_static(name));
        }
    }
}
