//! What can stand in the way of an answer: what the use cases say, and what only
//! this edge knows. A handler returns it with `?`; the layer of [`crate::answer`]
//! translates it, once, into a page or a problem.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// Why there is no answer.
#[derive(Debug)]
pub enum Failure {
    /// A use case says why.
    App(app::Error),
    /// Nothing is at this address: 404.
    NoSuchPage,
    /// The address does not take this method: 405.
    NoSuchMethod,
    /// The body is too large: 413.
    TooLarge,
    /// The body is neither a form nor JSON: 415.
    NotAForm,
    /// The form was posted from another site: 403.
    CrossSite,
    /// The client did not send its request in time: 408.
    Slow,
    /// There is too much to do, or it took too long: 503.
    Busy,
    /// The handler panicked: 500.
    Panic,
}

/// What a handler returns.
pub type Answer<T = Response> = Result<T, Failure>;

macro_rules! from {
    ($($error:ty),+) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::App(error.into())
            }
        }
    )+};
}

from!(app::Error, anyhow::Error, domain::field::FieldErrors, domain::policy::Denial, domain::refusal::Refusal);

/// The failure on its way to the layer that translates it.
#[derive(Clone, Debug)]
pub(crate) struct Untranslated(pub(crate) Arc<Failure>);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(Untranslated(Arc::new(self)));
        response
    }
}
