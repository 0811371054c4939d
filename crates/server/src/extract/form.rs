//! Forms, JSON bodies and queries, into plain structs. What a client sends can
//! be refused for its size or its kind; it is never a parse error.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use domain::field::{FieldErrors, Problem};
use serde::de::DeserializeOwned;

use crate::extract::{Fields, Slot};
use crate::failure::Failure;

/// The fields of a posted form, or of a JSON object with the same names.
///
/// `T` derives `Default` and `Deserialize` under `#[serde(default)]`, and its
/// fields are `String`, `Option<String>` or `Vec<String>`: what is missing is
/// empty, what is unknown is passed over, and the use case says what is wrong.
#[derive(Clone, Copy, Debug)]
pub struct Form<T>(pub T);

/// The query of an address, read as a form is.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<T, S> FromRequest<S> for Form<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let slot = request.extensions().get::<Slot>().cloned();
        let kind = Kind::of(request.headers())?;
        let bytes = read(request, state).await?;
        let fields = match kind {
            Kind::Urlencoded => Some(Fields::from_urlencoded(&bytes)),
            Kind::Json => Fields::from_json(&bytes),
            Kind::Unnamed => bytes.is_empty().then(Fields::default),
        };
        let fields = match (fields, kind) {
            (Some(fields), _) => fields,
            (None, Kind::Unnamed) => return Err(Failure::NotAForm),
            (None, _) => return Err(malformed()),
        };
        let typed = fields.read();
        if let Some(slot) = slot {
            slot.type_in(fields);
        }
        typed.map(Self).map_err(|_| malformed())
    }
}

impl<T, S> FromRequestParts<S> for Query<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let query = parts.uri.query().unwrap_or_default();
        Fields::from_urlencoded(query.as_bytes()).read().map(Self).map_err(|_| malformed())
    }
}

fn malformed() -> Failure {
    Failure::App(FieldErrors::one("other", Problem::Malformed).into())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Urlencoded,
    Json,
    Unnamed,
}

impl Kind {
    /// A compressed body is not read: nothing of ours sends one, and one of a
    /// kilobyte may hold a gigabyte.
    fn of(headers: &HeaderMap) -> Result<Self, Failure> {
        if headers.get(CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
            return Err(Failure::NotAForm);
        }
        let Some(kind) = headers.get(CONTENT_TYPE) else { return Ok(Self::Unnamed) };
        let kind = kind.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match kind.as_str() {
            "application/x-www-form-urlencoded" => Ok(Self::Urlencoded),
            "application/json" => Ok(Self::Json),
            _ => Err(Failure::NotAForm),
        }
    }
}

async fn read<S: Send + Sync>(request: Request<Body>, state: &S) -> Result<Bytes, Failure> {
    Bytes::from_request(request, state).await.map_err(|refusal| match refusal.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge,
        _ => Failure::NotAForm,
    })
}
