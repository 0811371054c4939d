//! A browser for stories: it keeps cookies, says what a browser says
//! (`Sec-Fetch-Site`, `Accept`), follows redirects when asked, fills in and sends
//! the forms that it finds on a page, and reads pages as people do.
//!
//! ```ignore
//! let site = Site::new(t);                       // of a `TestApp`
//! let browser = site.browser();                  // nobody signed in
//! let page = browser.get("/").await.is(200);
//! assert_eq!(page.h1(), "Démarches");
//! let page = page.form("/sign-in").fill("email", "a@b.fr").send().await;   // 303 or 422
//! let page = page.follow().await;                // what the redirect leads to
//! let answer = browser.json_post("/proposals/A-P1/vote", &json!({"choice": "agree"})).await;
//! ```

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use app::Ctx;
use axum::Router;
use axum::body::Body;
use axum::http::header::{ACCEPT, CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};
use http_body_util::BodyExt;
use scraper::{ElementRef, Html, Selector};
use sea_orm::EntityTrait;
use serde_json::Value;
use server::AppState;
use server::client::Peer;
use server::router::Routes;
use testkit::TestApp;
use tower::ServiceExt;

const BROWSER_ACCEPT: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// The whole site, served without sockets.
#[derive(Clone)]
pub(crate) struct Site {
    router: Router,
}

impl Site {
    /// The site of an application.
    pub(crate) fn new(t: &TestApp) -> Self {
        let state = AppState::new(t.app.clone(), false).expect("the settings of a test");
        Self { router: server::router(state) }
    }

    /// The layers of the site around other routes.
    pub(crate) fn of(t: &TestApp, routes: Routes) -> Self {
        let state = AppState::new(t.app.clone(), false).expect("the settings of a test");
        Self { router: server::router::router_of(routes, state) }
    }

    /// A browser that nobody has used.
    pub(crate) fn browser(&self) -> Browser {
        Browser { site: self.clone(), cookies: Arc::default(), peer: None }
    }

    /// Sends a request as it is.
    pub(crate) async fn send(&self, request: Request<Body>) -> Raw {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("the whole body").to_bytes().to_vec();
        Raw { status: parts.status, headers: parts.headers, body }
    }
}

/// An answer as it came.
pub(crate) struct Raw {
    /// The status.
    pub(crate) status: StatusCode,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The body, compressed if it was asked for.
    pub(crate) body: Vec<u8>,
}

/// A browser and its cookies. Clones share them.
#[derive(Clone)]
pub(crate) struct Browser {
    site: Site,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
    peer: Option<SocketAddr>,
}

impl Browser {
    /// The same browser, seen to come from an address.
    pub(crate) fn from(mut self, peer: &str) -> Self {
        self.peer = Some(SocketAddr::new(peer.parse().expect("an address"), 40_000));
        self
    }

    /// The value of a cookie.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().expect("cookies").get(name).cloned()
    }

    /// Signs in as someone of the stories, without a password: a session is
    /// opened as the use case opens it.
    pub(crate) async fn sign_in(&self, person: &Ctx) -> &Self {
        let id = person.account().expect("someone").0;
        let row =
            entities::account::Entity::find_by_id(id).one(person.db().read()).await.expect("read").expect("an account");
        let tx = person.db().write_tx().await.expect("a transaction");
        let opened = app::session::open(person, &tx, &row, "story", person.now()).await.expect("a session");
        tx.commit().await.expect("committed");
        let https = person.app.settings.server.is_https();
        self.set_cookie(if https { "__Host-parvis" } else { "parvis" }, &opened.token);
        self
    }

    /// Sets a cookie, as someone who tampers would.
    pub(crate) fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().expect("cookies").insert(name.to_owned(), value.to_owned());
    }

    /// Asks for a page.
    pub(crate) async fn get(&self, path: &str) -> Page {
        self.request(Method::GET, path, &[(ACCEPT, BROWSER_ACCEPT)], Vec::new()).await
    }

    /// Asks for data.
    pub(crate) async fn json(&self, path: &str) -> Page {
        self.request(Method::GET, path, &[(ACCEPT, "application/json")], Vec::new()).await
    }

    /// Sends a form.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.request(
            Method::POST,
            path,
            &[(ACCEPT, BROWSER_ACCEPT), (CONTENT_TYPE, "application/x-www-form-urlencoded")],
            body.into_bytes(),
        )
        .await
    }

    /// Sends a form and asks for data.
    pub(crate) async fn post_for_json(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.request(
            Method::POST,
            path,
            &[(ACCEPT, "application/json"), (CONTENT_TYPE, "application/x-www-form-urlencoded")],
            body.into_bytes(),
        )
        .await
    }

    /// Sends data and asks for data.
    pub(crate) async fn json_post(&self, path: &str, body: &Value) -> Page {
        self.request(
            Method::POST,
            path,
            &[(ACCEPT, "application/json"), (CONTENT_TYPE, "application/json")],
            body.to_string().into_bytes(),
        )
        .await
    }

    /// Any request, with this browser's cookies.
    pub(crate) async fn request(
        &self,
        method: Method,
        path: &str,
        headers: &[(HeaderName, &str)],
        body: Vec<u8>,
    ) -> Page {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "127.0.0.1:3000")
            .header("sec-fetch-site", "same-origin");
        for (name, value) in headers {
            if let Some(known) = request.headers_mut() {
                known.insert(name, HeaderValue::from_str(value).expect("a header"));
            }
        }
        let cookies: Vec<_> =
            self.cookies.lock().expect("cookies").iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies.join("; "));
        }
        let mut request = request.body(Body::from(body)).expect("a request");
        if let Some(peer) = self.peer {
            request.extensions_mut().insert(Peer(peer));
        }
        let raw = self.site.send(request).await;
        self.keep_cookies(&raw.headers);
        Page {
            browser: self.clone(),
            path: path.to_owned(),
            status: raw.status,
            headers: raw.headers,
            body: String::from_utf8(raw.body).expect("a text"),
        }
    }

    fn keep_cookies(&self, headers: &HeaderMap) {
        let mut cookies = self.cookies.lock().expect("cookies");
        for line in headers.get_all(SET_COOKIE) {
            let line = line.to_str().expect("a cookie");
            let (name, value) = line.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            if value.is_empty() || line.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// An answer, as the browser holds it.
pub(crate) struct Page {
    /// Who asked.
    pub(crate) browser: Browser,
    /// What was asked for.
    pub(crate) path: String,
    /// The status.
    pub(crate) status: StatusCode,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The text.
    pub(crate) body: String,
}

impl Page {
    /// Asserts the status; shows the page when it is another.
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{} answered:\n{}", self.path, self.body);
        self
    }

    /// Where a redirect leads.
    #[track_caller]
    pub(crate) fn location(&self) -> &str {
        self.header(LOCATION.as_str())
            .unwrap_or_else(|| panic!("{} is no redirect but {}:\n{}", self.path, self.status, self.body))
    }

    /// Asserts a 303 and goes where it leads.
    pub(crate) async fn follow(self) -> Page {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{} answered:\n{}", self.path, self.body);
        let to = self.location().split('#').next().unwrap_or_default().to_owned();
        self.browser.get(&to).await
    }

    /// A header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("a header in ASCII"))
    }

    /// The body as JSON.
    #[track_caller]
    pub(crate) fn data(&self) -> Value {
        serde_json::from_str(&self.body)
            .unwrap_or_else(|error| panic!("{} is not JSON ({error}):\n{}", self.path, self.body))
    }

    fn dom(&self) -> Html {
        Html::parse_document(&self.body)
    }

    /// The texts of the elements that a selector finds.
    pub(crate) fn texts(&self, selector: &str) -> Vec<String> {
        self.dom().select(&css(selector)).map(|element| text_of(&element)).collect()
    }

    /// The text of the first element that a selector finds; empty without one.
    pub(crate) fn text(&self, selector: &str) -> String {
        self.texts(selector).into_iter().next().unwrap_or_default()
    }

    /// The values of an attribute of the elements that a selector finds.
    pub(crate) fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        self.dom().select(&css(selector)).filter_map(|element| element.attr(name)).map(str::to_owned).collect()
    }

    /// The main heading.
    pub(crate) fn h1(&self) -> String {
        self.text("h1")
    }

    /// The title of the document.
    pub(crate) fn title(&self) -> String {
        self.text("title")
    }

    /// Something matches a selector.
    pub(crate) fn has(&self, selector: &str) -> bool {
        self.dom().select(&css(selector)).next().is_some()
    }

    /// What the error summary says, line by line.
    pub(crate) fn errors(&self) -> Vec<String> {
        self.texts(".error-summary li")
    }

    /// What was just done, as the page says it.
    pub(crate) fn flash(&self) -> String {
        self.text(".notice--success[role=status]")
    }

    /// The addresses of this site that the page links to, each once, without
    /// fragments.
    pub(crate) fn links(&self) -> Vec<String> {
        let mut links: Vec<String> = self.attributes("a[href]", "href");
        for link in &mut links {
            link.truncate(link.find('#').unwrap_or(link.len()));
        }
        links.retain(|link| link.starts_with('/'));
        links.sort();
        links.dedup();
        links
    }

    /// The forms of the page, as they are filled in.
    pub(crate) fn forms(&self) -> Vec<Form> {
        self.dom().select(&css("form")).map(|form| Form::read(&self.browser, &self.path, &form)).collect()
    }

    /// The form that goes to an address.
    #[track_caller]
    pub(crate) fn form(&self, action: &str) -> Form {
        let forms = self.forms();
        let known: Vec<_> = forms.iter().map(|form| form.action.clone()).collect();
        forms
            .into_iter()
            .find(|form| form.action == action)
            .unwrap_or_else(|| panic!("{} has no form to {action}, only to {known:?}", self.path))
    }
}

/// A form as it is filled in, with the buttons that can send it.
#[derive(Clone)]
pub(crate) struct Form {
    browser: Browser,
    /// GET or POST.
    pub(crate) method: Method,
    /// Where it goes.
    pub(crate) action: String,
    /// What it holds.
    pub(crate) fields: Vec<(String, String)>,
    /// Every control: name, kind (`text`, `textarea`, `select`, `radio`, …), the
    /// values that can be chosen, and whether it has to be filled in.
    pub(crate) controls: Vec<Control>,
    /// The buttons that say something: name and value.
    pub(crate) buttons: Vec<(String, String)>,
}

/// A control of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Control {
    /// Its name.
    pub(crate) name: String,
    /// Its kind.
    pub(crate) kind: String,
    /// What can be chosen.
    pub(crate) choices: Vec<String>,
    /// It has to be filled in.
    pub(crate) required: bool,
}

impl Form {
    fn read(browser: &Browser, path: &str, form: &ElementRef<'_>) -> Self {
        let method = if form.attr("method").is_some_and(|method| method.eq_ignore_ascii_case("post")) {
            Method::POST
        } else {
            Method::GET
        };
        let action = form.attr("action").unwrap_or(path).to_owned();
        let mut read = Self {
            browser: browser.clone(),
            method,
            action,
            fields: Vec::new(),
            controls: Vec::new(),
            buttons: Vec::new(),
        };
        for control in form.select(&css("input, textarea, select, button")) {
            read.control(&control);
        }
        read
    }

    fn control(&mut self, control: &ElementRef<'_>) {
        let Some(name) = control.attr("name").map(str::to_owned) else { return };
        let required = control.attr("required").is_some();
        let value = control.attr("value").unwrap_or_default().to_owned();
        let kind = match control.value().name() {
            "input" => control.attr("type").unwrap_or("text").to_owned(),
            other => other.to_owned(),
        };
        let mut choices = Vec::new();
        match kind.as_str() {
            "button" | "submit" => {
                self.buttons.push((name, value));
                return;
            }
            "radio" | "checkbox" => {
                let value = if value.is_empty() { "on".to_owned() } else { value };
                if control.attr("checked").is_some() {
                    self.fields.push((name.clone(), value.clone()));
                }
                choices.push(value);
            }
            "select" => {
                let options: Vec<_> = control.select(&css("option")).collect();
                let value_of =
                    |option: &ElementRef<'_>| option.attr("value").map_or_else(|| text_of(option), str::to_owned);
                choices = options.iter().map(value_of).collect();
                let chosen = options.iter().find(|option| option.attr("selected").is_some()).or(options.first());
                self.fields.extend(chosen.map(|option| (name.clone(), value_of(option))));
            }
            "textarea" => {
                let text: String = control.text().collect();
                self.fields.push((name.clone(), text));
            }
            _ => self.fields.push((name.clone(), value)),
        }
        match self.controls.iter_mut().find(|known| known.name == name && known.kind == kind && !choices.is_empty()) {
            Some(known) => known.choices.extend(choices),
            None => self.controls.push(Control { name, kind, choices, required }),
        }
    }

    /// What a field holds.
    #[track_caller]
    pub(crate) fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Fills a field in, or presses it; it has to be there.
    #[must_use]
    #[track_caller]
    pub(crate) fn fill(mut self, name: &str, value: &str) -> Self {
        let there =
            self.controls.iter().any(|control| control.name == name) || self.buttons.iter().any(|(key, _)| key == name);
        assert!(there, "the form to {} has no field {name}, only {:?}", self.action, self.controls);
        match self.fields.iter_mut().find(|(key, _)| key == name) {
            Some((_, known)) => value.clone_into(known),
            None => self.fields.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    /// Sends it.
    pub(crate) async fn send(self) -> Page {
        let fields: Vec<(&str, &str)> =
            self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        if self.method == Method::POST {
            return self.browser.post(&self.action, &fields).await;
        }
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.browser.get(&format!("{}?{query}", self.action)).await
    }
}

fn css(selector: &str) -> Selector {
    Selector::parse(selector).unwrap_or_else(|error| panic!("{selector}: {error}"))
}

/// The words of an element, with white space as people see it (a no-break space
/// is kept).
fn text_of(element: &ElementRef<'_>) -> String {
    let text: String = element.text().collect();
    text.split([' ', '\n', '\t', '\r']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
