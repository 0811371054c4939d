//! The parts of an address. What cannot be read names nothing: 404.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::failure::Failure;

/// The parts of an address, as `axum::extract::Path` gives them.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<T, S> FromRequestParts<S> for Path<T>
where
    T: DeserializeOwned + Send,
    S: Send + Sync,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        // A database may refuse it, and nothing is named by it.
        if parts.uri.path().contains("%00") {
            return Err(Failure::NoSuchPage);
        }
        let axum::extract::Path(value) =
            axum::extract::Path::<T>::from_request_parts(parts, state).await.map_err(|_| Failure::NoSuchPage)?;
        Ok(Self(value))
    }
}
