//! A form posted by someone who is not signed in is kept for an hour, under a
//! secret that only their browser has, and shown again filled after sign-in. It
//! is never sent again by itself.

use app::Result;
use app::kept_post::{self, KEPT_MINUTES, KeptPost};
use axum::http::HeaderValue;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::cookie;
use crate::extract::{Fields, Req};

/// What became of a form.
pub(crate) enum Outcome {
    /// There was nothing in it.
    Empty,
    /// It is kept; this cookie finds it again.
    Kept(HeaderValue),
    /// It is too large to be kept.
    TooLarge,
}

/// Keeps what was typed, but for passwords.
///
/// # Errors
/// When it happens too often, or the database fails.
pub(crate) async fn keep(req: &Req, typed: Option<&Fields>) -> Result<Outcome> {
    let typed =
        typed.map(|fields| fields.without(|name| name.contains("password") || name == "token")).unwrap_or_default();
    if typed.pairs().iter().all(|(_, value)| value.is_empty()) {
        return Ok(Outcome::Empty);
    }
    let form = KeptPost { path: req.path.clone(), body: typed.to_urlencoded() };
    Ok(match kept_post::keep(&req.ctx, &form).await? {
        Some(token) => {
            let value = format!("{token}.{}", mark(&req.path));
            Outcome::Kept(req.state.jar.set(cookie::KEPT, &value, KEPT_MINUTES * 60))
        }
        None => Outcome::TooLarge,
    })
}

impl Req {
    /// What this browser posted to `action` before its owner signed in. The page
    /// of the form shows it again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn kept_form<T: DeserializeOwned>(&self, action: &str) -> Result<Option<T>> {
        let Some((token, of)) = self.kept.as_deref().and_then(|kept| kept.split_once('.')) else { return Ok(None) };
        if of != mark(action) || self.cx.viewer.is_none() {
            return Ok(None);
        }
        let kept = kept_post::find(&self.ctx, token).await?.filter(|kept| kept.path == action);
        Ok(kept.and_then(|kept| Fields::from_urlencoded(kept.body.as_bytes()).read().ok()))
    }

    /// This POST sends the form that was kept.
    pub(crate) fn sends_kept_form(&self) -> bool {
        self.kept.as_deref().and_then(|kept| kept.split_once('.')).is_some_and(|(_, of)| of == mark(&self.path))
    }
}

/// Tells in the cookie which form is kept, so that other pages need not look.
fn mark(path: &str) -> String {
    Sha256::digest(path).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}
