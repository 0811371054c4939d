//! The answers of handlers that succeed.

use axum::Json;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use serde::Serialize;

use crate::cookie;
use crate::extract::{Req, Want};
use crate::middleware::headers::HasIslands;

/// Seconds for which a page may still say what was just done.
const FLASH_SECONDS: i64 = 60;

impl Req {
    /// A page.
    #[must_use]
    pub fn page(&self, html: String) -> Response {
        self.page_with(StatusCode::OK, html)
    }

    /// The page of a form again, with what was typed and what is wrong: 422.
    #[must_use]
    pub fn invalid(&self, html: String) -> Response {
        self.page_with(StatusCode::UNPROCESSABLE_ENTITY, html)
    }

    /// A page under any status. What was just done has been said by it.
    #[must_use]
    pub fn page_with(&self, status: StatusCode, html: String) -> Response {
        // The shell names the client on the pages that need it, and nowhere else
        // can this be: `<` is escaped in what people write.
        let has_islands = self.cx.viewer.is_some() && html.contains("<script type=\"module\" id=\"boot\"");
        let mut response = (status, Html(html)).into_response();
        if has_islands {
            response.extensions_mut().insert(HasIslands);
        }
        if self.cx.flash.is_some() {
            response.headers_mut().append(SET_COOKIE, self.state.jar.clear(cookie::FLASH));
        }
        response
    }

    /// Something was done: 303 to where it can be seen, which then says so (`flash` is
    /// one of [`pages::shell::FLASHES`], with what it made: [`pages::receipt::made`]; or
    /// empty). To who wants data: 200 and the object.
    #[must_use]
    pub fn done(&self, to: &str, flash: &str, object: &impl Serialize) -> Response {
        match self.want {
            Want::Html => self.see_other(to, flash),
            Want::Json => self.settled((StatusCode::OK, Json(object)).into_response()),
        }
    }

    /// Something was made: as [`Req::done`], but 201 and its address to who wants data.
    #[must_use]
    pub fn created(&self, at: &str, flash: &str, object: &impl Serialize) -> Response {
        match self.want {
            Want::Html => self.see_other(at, flash),
            Want::Json => {
                // A script goes to what was made, whose page then says so.
                let mut response = (StatusCode::CREATED, [(LOCATION, address(at))], Json(object)).into_response();
                self.flash(&mut response, flash);
                self.settled(response)
            }
        }
    }

    /// 303 to one of our own addresses.
    #[must_use]
    pub fn see_other(&self, to: &str, flash: &str) -> Response {
        let mut response = (StatusCode::SEE_OTHER, [(LOCATION, address(to))]).into_response();
        self.flash(&mut response, flash);
        self.settled(response)
    }

    fn flash(&self, response: &mut Response, flash: &str) {
        if !flash.is_empty() {
            response.headers_mut().append(SET_COOKIE, self.state.jar.set(cookie::FLASH, flash, FLASH_SECONDS));
        }
    }

    /// A form that was kept has been sent: the browser forgets it.
    fn settled(&self, mut response: Response) -> Response {
        if self.sends_kept_form() {
            response.headers_mut().append(SET_COOKIE, self.state.jar.clear(cookie::KEPT));
        }
        response
    }
}

fn address(to: &str) -> HeaderValue {
    HeaderValue::try_from(to).unwrap_or_else(|_| HeaderValue::from_static("/"))
}
