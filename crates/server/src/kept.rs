//! A form posted by someone who is not signed in is kept for an hour, under a
//! secret that only their browser has, and shown again filled after sign-in. It
//! is never sent again by itself.

use app::Result;
use app::kept_post::{self, KEPT_MINUTES, KeptPost};
use axum::http::{HeaderValue, Method};
use serde::de::DeserializeOwned;

use crate::cookie;
use crate::extract::{Fields, Req};
use crate::failure::Answer;

/// Keeps what was typed; returns the cookie that finds it.
///
/// # Errors
/// When it was done too often, or the database fails.
pub(crate) async fn keep(req: &Req, typed: Option<&Fields>) -> Result<Option<HeaderValue>> {
    let Some(typed) = typed else { return Ok(None) };
    let form = KeptPost { path: req.path.clone(), body: typed.to_urlencoded() };
    let secret = kept_post::keep(&req.ctx, &form).await?;
    Ok(secret.map(|secret| req.state.jar.set(cookie::KEPT, &secret, KEPT_MINUTES * 60)))
}

/// This answer to a POST settles the form that was kept.
pub(crate) fn is_settled_by(req: &Req) -> bool {
    req.method == Method::POST && req.cx.viewer.is_some()
}

impl Req {
    /// What was posted to `path` before signing in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kept_form<T: DeserializeOwned>(&self, path: &str) -> Answer<Option<T>> {
        let Some(secret) = self.kept.as_ref().filter(|_| self.cx.viewer.is_some()) else { return Ok(None) };
        let kept = kept_post::find(&self.ctx, secret).await?.filter(|kept| kept.path == path);
        Ok(kept.and_then(|kept| Fields::from_urlencoded(kept.body.as_bytes()).read().ok()))
    }
}
