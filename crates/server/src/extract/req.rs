//! The request as a handler sees it: who asks ([`Ctx`]), what a page needs to
//! know of them ([`Cx`]), and how they want the answer.

use std::ops::Deref;
use std::sync::Arc;

use app::Ctx;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri};
use domain::locale::Locale;
use domain::policy::Actor;
use pages::{Cx, Viewer};

use crate::cookie;
use crate::extract::{Slot, Want};
use crate::failure::Failure;
use crate::state::AppState;

/// The request; the first argument of every handler. Cloning is cheap.
#[derive(Clone)]
pub struct Req(Arc<ReqParts>);

/// What a request says.
#[derive(Clone)]
pub struct ReqParts {
    /// What handlers share.
    pub state: AppState,
    /// For the use cases.
    pub ctx: Ctx,
    /// For the pages.
    pub cx: Cx,
    /// Page or data.
    pub want: Want,
    /// GET, POST…
    pub method: Method,
    /// The path, without the query.
    pub path: String,
    /// The page that holds the form of this POST (a GET: this page).
    pub form_page: String,
    /// The secret of a form kept for this browser.
    pub kept: Option<String>,
    token: Option<String>,
    chosen: Option<Locale>,
}

impl Deref for Req {
    type Target = ReqParts;

    fn deref(&self) -> &ReqParts {
        &self.0
    }
}

/// The page that holds the form of a POST route: its path, with the same names
/// in braces. Set where the route is declared.
#[derive(Clone, Copy, Debug)]
pub struct FormPage(pub &'static str);

impl FormPage {
    /// The path, with the names taken from a path that matched `route`.
    #[must_use]
    pub fn of(self, route: &str, path: &str) -> String {
        let given: Vec<(&str, &str)> =
            route.split('/').zip(path.split('/')).filter(|(name, _)| name.starts_with('{')).collect();
        let part =
            |name: &'static str| given.iter().find(|(given, _)| *given == name).map_or(name, |(_, value)| *value);
        self.0.split('/').map(part).collect::<Vec<_>>().join("/")
    }
}

impl Req {
    /// The request of someone of whom no session was looked up.
    #[must_use]
    pub fn visitor(
        state: &AppState,
        request_id: String,
        client: String,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> Self {
        let chosen = cookie::get(headers, cookie::LOCALE).and_then(Locale::parse);
        let locale = chosen.unwrap_or_default();
        let ctx = Ctx { app: state.app.clone(), actor: Actor::Visitor, locale, request_id, client, session: None };
        let shown = if method == Method::POST { "/" } else { uri.path_and_query().map_or("/", |both| both.as_str()) };
        let cx = Cx {
            locale,
            viewer: None,
            path: shown.to_owned(),
            flash: cookie::get(headers, cookie::FLASH).map(str::to_owned),
            now: state.app.clock.now(),
            site: state.site.clone(),
            frozen: state.frozen.clone(),
        };
        Self(Arc::new(ReqParts {
            state: state.clone(),
            ctx,
            cx,
            want: Want::of(headers),
            method: method.clone(),
            path: uri.path().to_owned(),
            form_page: shown.to_owned(),
            kept: cookie::get(headers, cookie::KEPT).map(str::to_owned),
            token: cookie::get(headers, state.jar.session()).map(str::to_owned),
            chosen,
        }))
    }

    /// The same request, of whom its cookie says.
    async fn known(&self, form_page: Option<String>) -> Result<Self, Failure> {
        let mut parts = ReqParts::clone(&self.0);
        if let Some(page) = form_page {
            parts.cx.path.clone_from(&page);
            parts.form_page = page;
        }
        if let Some(token) = &self.token
            && let Some(found) = app::session::find(&self.ctx, token).await?
        {
            let locale = self.chosen.unwrap_or(found.locale);
            parts.ctx = Ctx { actor: found.actor, locale, session: Some(found.key), ..parts.ctx };
            parts.cx.locale = locale;
            let menu = crate::menu::of(&parts.ctx);
            parts.cx.viewer = Some(Viewer { name: found.name, confirmed: found.confirmed, menu });
        }
        Ok(Self(Arc::new(parts)))
    }
}

impl FromRequestParts<AppState> for Req {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Failure> {
        let slot = parts
            .extensions
            .get::<Slot>()
            .cloned()
            .ok_or_else(|| anyhow::anyhow!("the request went round the layer that notes it"))?;
        if let Some(known) = slot.known() {
            return Ok(known.clone());
        }
        let form_page = parts.extensions.get::<FormPage>().copied();
        let route = parts.extensions.get::<axum::extract::MatchedPath>();
        let form_page = form_page.zip(route).map(|(page, route)| page.of(route.as_str(), parts.uri.path()));
        let req = slot.req().known(form_page).await?;
        slot.know(req.clone());
        Ok(req)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_knows_the_page_of_its_form() {
        let page = FormPage("/proposals/{reference}");
        assert_eq!(page.of("/proposals/{reference}/vote", "/proposals/PAN17-P1/vote"), "/proposals/PAN17-P1");
        let page = FormPage("/processes/{slug}/proposals/new");
        assert_eq!(
            page.of("/processes/{slug}/proposals", "/processes/pan-2017/proposals"),
            "/processes/pan-2017/proposals/new"
        );
    }
}
