//! What surrounds every page: header, breadcrumb, what was just done, footer.

use leptos::prelude::*;

use crate::cx::{Cx, Viewer};
use crate::frozen;
use crate::receipt;
use crate::render::{self, Head};
use crate::ui;
use crate::url;

/// The shapes that components refer to.
const SYMBOLS: &str = include_str!("../../style/symbols.svg");

/// What can have been just done: codes of the notice that the next page shows.
#[rustfmt::skip]
pub const FLASHES: &[&str] = &[
    "signed-in", "signed-out", "mail-sent", "confirmed", "password-changed", "session-ended", "account-changed",
    "draft-saved", "draft-deleted", "proposal-published", "proposal-revised", "proposal-withdrawn",
    "vote-cast", "vote-withdrawn", "comment-published", "comment-revised", "comment-withdrawn", "reported",
    "decided", "answered", "hidden", "shown", "commitment-drafted", "commitment-revised", "commitment-published",
    "commitment-adopted", "account-refused", "account-closed", "account-reopened",
    "erasure-asked", "erasure-cancelled", "notices-read",
    "saved", "granted", "revoked",
];

/// A page around its body.
#[derive(Clone, Debug)]
pub struct Page {
    head: Head,
    crumbs: Vec<(String, String)>,
    here: String,
    narrow: bool,
    invalid: bool,
}

impl Page {
    /// A page by its title, which is also the last step of the breadcrumb.
    pub fn new(title: impl Into<String>) -> Self {
        let title = title.into();
        Self {
            here: title.clone(),
            head: Head { title, description: String::new(), indexed: true },
            crumbs: Vec::new(),
            narrow: false,
            invalid: false,
        }
    }

    /// What search engines show below the title.
    #[must_use]
    pub fn describe(mut self, description: impl Into<String>) -> Self {
        self.head.description = description.into();
        self
    }

    /// A step of the breadcrumb, after the home page and those before.
    #[must_use]
    pub fn crumb(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.crumbs.push((label.into(), href.into()));
        self
    }

    /// The last step of the breadcrumb, when the title is too long for it.
    #[must_use]
    pub fn here(mut self, label: impl Into<String>) -> Self {
        self.here = label.into();
        self
    }

    /// The width of forms, texts and errors.
    #[must_use]
    pub fn narrow(mut self) -> Self {
        self.narrow = true;
        self
    }

    /// Not for search engines.
    #[must_use]
    pub fn unlisted(mut self) -> Self {
        self.head.indexed = false;
        self
    }

    /// The form on it was refused: the title says so first, as that is what one hears first.
    #[must_use]
    pub fn invalid(mut self, invalid: bool) -> Self {
        self.invalid = invalid;
        self
    }

    /// Renders the whole document.
    pub fn show(mut self, cx: &Cx, body: impl FnOnce() -> AnyView) -> String {
        if self.invalid {
            self.head.title = cx.ta("shell-title-error", &[("title", self.head.title.as_str().into())]);
        }
        let rendered = render::render(|| self.around(cx, body()));
        render::document(cx, &self.head, &format!("{SYMBOLS}{rendered}"))
    }

    fn around(&self, cx: &Cx, body: AnyView) -> AnyView {
        let class = if self.narrow { "wrap wrap--narrow" } else { "wrap" };
        view! {
            <a class="skip-link" href="#main">{cx.t("shell-skip")}</a>
            {header(cx)}
            {self.breadcrumb(cx)}
            <main class=class id="main" tabindex="-1">
                {flash(cx)}
                {body}
            </main>
            {footer(cx)}
        }
        .into_any()
    }

    fn breadcrumb(&self, cx: &Cx) -> AnyView {
        if cx.path == "/" {
            return ().into_any();
        }
        if cx.frozen.is_some() && self.crumbs.is_empty() {
            return ().into_any();
        }
        // An archive begins at its process.
        let home = cx.frozen.is_none().then(|| view! { <li><a href="/">{cx.t("shell-home")}</a></li> });
        let crumbs = self.crumbs.iter().cloned().map(|(label, href)| view! { <li><a href=href>{label}</a></li> });
        view! {
            <nav class="breadcrumb wrap" aria-label=cx.t("shell-breadcrumb")>
                <ol>
                    {home}
                    {crumbs.collect_view()}
                    <li aria-current="page">{self.here.clone()}</li>
                </ol>
            </nav>
        }
        .into_any()
    }
}

/// The name of the instance, which leads to the first page.
pub(crate) fn brand(cx: &Cx, first: String) -> AnyView {
    view! {
        <a class="brand" href=first>
            <svg class="brand-mark" aria-hidden="true"><use href="#mark"></use></svg>
            <span class="brand-text">
                <span class="brand-name">{cx.site.name.clone()}</span>
                " " <span class="brand-tagline">{cx.t("shell-tagline")}</span>
            </span>
        </a>
    }
    .into_any()
}

fn header(cx: &Cx) -> AnyView {
    if let Some(frozen) = &cx.frozen {
        return frozen::header(cx, frozen);
    }
    view! {
        <header class="site-header">
            <div class="wrap site-header-row">
                {brand(cx, "/".to_owned())}
                {search(cx)}
                <div class="site-account">{language(cx)} {account(cx)}</div>
            </div>
            {navigation(cx)}
            {cx.site.demo.then(|| view! { <p class="wrap small soft">{cx.t("shell-demo")}</p> })}
        </header>
    }
    .into_any()
}

fn search(cx: &Cx) -> AnyView {
    view! {
        <form class="site-search" role="search" action="/search">
            <label class="visually-hidden" for="site-q">{cx.t("shell-search-label")}</label>
            <input type="search" id="site-q" name="q"/>
            <button class="button">{ui::sign("search")}<span class="visually-hidden">{cx.t("shell-search")}</span></button>
        </form>
    }
    .into_any()
}

/// The code of the other language, and its own name for itself.
pub(crate) fn other_language(cx: &Cx) -> (&'static str, &'static str) {
    use domain::locale::Locale;
    match cx.locale {
        Locale::Fr => ("en", "English"),
        Locale::En => ("fr", "Français"),
    }
}

/// Offers the other language, in its own words.
fn language(cx: &Cx) -> AnyView {
    let (code, name) = other_language(cx);
    view! {
        <form method="post" action="/language">
            {ui::hidden("next", &cx.path)}
            <button class="button button--plain" name="locale" value=code lang=code>{name}</button>
        </form>
    }
    .into_any()
}

fn account(cx: &Cx) -> AnyView {
    match &cx.viewer {
        Some(Viewer { name, .. }) => view! {
            <a href="/account"><span class="visually-hidden">{cx.t("shell-account")} " "</span>{name.clone()}</a>
            " "
            {ui::post_button(cx.t("shell-sign-out"), "/sign-out".to_owned(), "button button--plain")}
        }
        .into_any(),
        None => view! {
            <a href=url::sign_in(&cx.path)>{cx.t("shell-sign-in")}</a>
            " "
            <a class="button" href="/sign-up">{cx.t("shell-sign-up")}</a>
        }
        .into_any(),
    }
}

fn navigation(cx: &Cx) -> AnyView {
    let mut links = vec![(cx.t("shell-processes"), "/".to_owned())];
    if let Some(viewer) = &cx.viewer {
        if viewer.menu.desk {
            links.push((cx.t("shell-desk"), url::desk()));
        }
        if viewer.menu.admin {
            links.push((cx.t("shell-admin"), url::admin()));
        }
    }
    let here = cx.path.split('?').next().unwrap_or_default();
    let links = links.into_iter().map(|(label, href)| {
        let current = (href == here).then_some("page");
        view! { <li><a href=href aria-current=current>{label}</a></li> }
    });
    view! { <nav class="site-nav wrap" aria-label=cx.t("shell-navigation")><ul>{links.collect_view()}</ul></nav> }
        .into_any()
}

/// What was just done. A code without words shows nothing.
fn flash(cx: &Cx) -> AnyView {
    let (code, made) = receipt::read(cx.flash.as_deref().unwrap_or_default());
    if !FLASHES.contains(&code) {
        return ().into_any();
    }
    let text = cx.term("flash", code);
    let offer = made.map(|reference| receipt::offer(cx, &reference));
    view! { <div class="notice notice--success" role="status"><p>{text}</p>{offer}</div> }.into_any()
}

fn footer(cx: &Cx) -> AnyView {
    let link = |label: String, href: String| view! { <li><a href=href>{label}</a></li> };
    view! {
        <footer class="site-footer">
            <div class="wrap">
                <p class="site-footer-brand">{cx.site.name.clone()}</p>
                <p>{cx.t("shell-footer")}</p>
                <nav aria-label=cx.t("shell-footer-navigation")>
                    <ul class="links">
                        {link(cx.term("accessibility", cx.site.accessibility.as_str()), "/accessibility".into())}
                        {link(cx.t("shell-legal"), "/legal".into())}
                        {link(cx.t("shell-privacy"), "/privacy".into())}
                        {link(cx.t("shell-terms"), "/terms".into())}
                        {link(cx.t("shell-contact"), "/contact".into())}
                        {link(cx.t("shell-log"), "/log".into())}
                        {link(cx.t("shell-open-data"), "/api/v1/openapi.json".into())}
                        {(!cx.site.source_url.is_empty()).then(|| link(cx.t("shell-source"), cx.site.source_url.clone()))}
                    </ul>
                </nav>
            </div>
        </footer>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn page(cx: &Cx) -> String {
        Page::new("Essai").crumb("Démarche", "/processes/x").show(cx, || view! { <h1>"Essai"</h1> }.into_any())
    }

    #[test]
    fn the_language_form_comes_back_to_the_same_page() {
        let mut cx = sample::cx();
        cx.path = "/search?q=\"x".into();
        let html = page(&cx);
        assert!(html.contains("<form method=\"post\" action=\"/language\"><input type=\"hidden\" name=\"next\" value=\"/search?q=&quot;x\">"), "{html}");
        assert!(html.contains("href=\"/sign-in?next=%2Fsearch%3Fq%3D%22x\""), "{html}");
    }

    #[test]
    fn signing_out_is_a_post() {
        let html = page(&sample::participant());
        assert!(html.contains("<form method=\"post\" action=\"/sign-out\">"), "{html}");
        assert!(!html.contains("/sign-in"));
    }

    #[test]
    fn only_known_codes_are_said_to_have_been_done() {
        let mut cx = sample::participant();
        cx.flash = Some("vote-cast".into());
        assert!(page(&cx).contains("<p>Votre vote est enregistré.</p>"));
        cx.flash = Some("comment-published.PAN27-C3".into());
        let html = page(&cx);
        assert!(html.contains("href=\"/comments/PAN27-C3/receipt\"") && html.contains("/log/receipts"), "{html}");
        cx.flash = Some("<script>".into());
        assert!(!page(&cx).contains("role=\"status\""));
    }

    #[test]
    fn staff_find_their_work_in_the_header() {
        let html = page(&sample::staff());
        assert!(html.contains("href=\"/desk\"") && html.contains("href=\"/admin\""), "{html}");
    }
}
