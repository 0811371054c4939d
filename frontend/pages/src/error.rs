//! What went wrong, that nothing was lost (or what was), and what to do next.
//! What was typed is given back, to be copied.

use domain::policy::Denial;
use domain::refusal::Refusal;
use leptos::prelude::*;

use crate::cx::Cx;
use crate::shell::Page;
use crate::ui::{self, Field};
use crate::url;

/// Errors of the server itself; those of the rules are in `domain`.
pub const CODES: &[&str] = &[
    "not-found", "method", "bad-request", "cross-site", "too-large", "timeout", "too-many", "internal", "unavailable",
];

/// An error page, as shown.
#[derive(Clone, Debug, Default)]
pub struct ErrorPage {
    /// HTTP status.
    pub status: u16,
    /// One of [`CODES`], of [`Denial`] or of [`Refusal`]; anything else is said as « internal ».
    pub code: String,
    /// Seconds to wait.
    pub retry_after: Option<u64>,
    /// Fields that were typed: name and value.
    pub typed: Vec<(String, String)>,
    /// The button that helps.
    pub action: Option<Action>,
    /// Quoted to whoever helps.
    pub request_id: Option<String>,
}

/// What may help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Sign in, and come back to this path.
    SignIn(String),
    /// Send the confirmation mail again.
    Confirm,
    /// Go back to a page.
    Back(String),
}

/// The page.
#[must_use]
pub fn page(cx: &Cx, it: &ErrorPage) -> String {
    let code = known(&it.code);
    let title = cx.term("error-title", code);
    Page::new(title.clone()).narrow().unlisted().show(cx, || {
        view! {
            <div class="page-error">
                <p class="kicker"><span class="ref">{cx.ta("error-status", &[("status", it.status.to_string().into())])}</span></p>
                <h1>{title}</h1>
                <p class="lead">{cx.term("error-text", code)}</p>
                {wait(cx, it)}
                <div class="actions">{action(cx, it)} " " {ui::link_button(cx.t("error-home"), "/".to_owned())}</div>
                {typed(cx, &it.typed)}
                {request(cx, it)}
            </div>
        }
        .into_any()
    })
}

/// A code that has words.
fn known(code: &str) -> &str {
    let ours = CODES.contains(&code) || Denial::parse(code).is_some() || Refusal::parse(code).is_some();
    if ours { code } else { "internal" }
}

fn wait(cx: &Cx, it: &ErrorPage) -> AnyView {
    let Some(seconds) = it.retry_after else { return ().into_any() };
    let text = if seconds <= 90 {
        cx.ta("error-wait-seconds", &[("count", seconds.into())])
    } else {
        cx.ta("error-wait-minutes", &[("count", seconds.div_ceil(60).into())])
    };
    view! { <p>{text}</p> }.into_any()
}

fn action(cx: &Cx, it: &ErrorPage) -> AnyView {
    match &it.action {
        Some(Action::SignIn(next)) => ui::primary_link(cx.t("shell-sign-in"), url::sign_in(next)),
        Some(Action::Confirm) => ui::post_button(cx.t("ui-resend"), url::RESEND.to_owned(), "button button--primary"),
        Some(Action::Back(path)) => ui::primary_link(cx.t("error-back"), path.clone()),
        None => ().into_any(),
    }
}

/// What was typed, field by field. Empty fields have nothing to give back.
fn typed(cx: &Cx, typed: &[(String, String)]) -> AnyView {
    let fields: Vec<AnyView> = typed
        .iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .enumerate()
        .map(|(index, (name, value))| {
            let label = crate::message::capitalised(&crate::message::subject(cx.locale, name));
            Field::new(format!("typed-{}", index + 1), label).value(value).kept(cx)
        })
        .collect();
    if fields.is_empty() {
        return ().into_any();
    }
    ui::section("typed", cx.t("error-typed"), view! { <p>{cx.t("error-typed-text")}</p> <div class="form">{fields}</div> }.into_any())
}

fn request(cx: &Cx, it: &ErrorPage) -> AnyView {
    let Some(id) = it.request_id.clone() else { return ().into_any() };
    view! { <p class="small soft">{cx.t("error-request")} " " <code>{id}</code></p> }.into_any()
}
