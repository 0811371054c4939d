//! A copy of one's data: the page that asks for it, and the copy as a document that
//! can be read without this site.

use domain::field::FieldErrors;
use leptos::prelude::*;
use serde_json::{Map, Value};

use crate::cx::Cx;
use crate::render;
use crate::shell::Page;
use crate::ui::{self, Field, Opt};

/// Where it is.
pub const HERE: &str = "/account/data";

/// The parts of the copy that have a title.
pub(crate) const PARTS: &[&str] = &[
    "account",
    "mails",
    "sessions",
    "rights",
    "drafts",
    "proposals",
    "comments",
    "votes",
    "reports",
    "changes",
    "acts",
    "written",
    "participations",
    "erasures",
];

/// The fields that have a name; any other is shown by its own.
#[rustfmt::skip]
pub(crate) const NAMES: &[&str] = &[
    "email", "name", "locale", "created_at", "confirmed_at", "terms_version", "terms_accepted_at", "password",
    "kind", "wanted", "last_day", "at", "expires_at", "used_at", "browser", "last_seen_at", "role", "process",
    "organisation", "until", "revoked_at", "updated_at", "words", "url", "published", "reference", "state",
    "visibility", "receipt", "revisions", "number", "title", "problem", "body", "effect", "carrier", "continues",
    "theme", "on", "stance", "choice", "revision", "assurance", "reason", "handled_at", "change", "read_at",
    "mailed_at", "action", "subject", "outcome", "due_at",
];

/// `/account/data`.
#[must_use]
pub fn page(cx: &Cx, format: &str, errors: &FieldErrors) -> String {
    let title = cx.t("data-title");
    let page = Page::new(title.clone()).crumb(cx.t("account-title"), "/account").narrow().unlisted();
    page.invalid(!errors.is_empty()).show(cx, || {
        let formats = vec![Opt::new("html", cx.t("data-html")), Opt::new("json", cx.t("data-json"))];
        let format = if format.is_empty() { "html" } else { format };
        let password = Field::new("current_password", cx.t("account-current-password"))
            .kind("password")
            .autocomplete("current-password")
            .errors(errors);
        view! {
            {ui::error_summary(cx, "", errors, &[])}
            <header class="page-head"><h1>{title}</h1><p class="lead">{cx.t("data-lead")}</p></header>
            <p>{cx.t("data-what")}</p>
            <p>{cx.t("data-not")}</p>
            <form class="form" method="post" action=HERE>
                {Field::new("format", cx.t("data-format")).value(format).errors(errors).radios(cx, formats)}
                {password.text(cx)}
                <div class="submit-bar">
                    <p class="submit-note">{cx.t("data-note")}</p>
                    <div class="actions">{ui::primary_button(cx.t("data-send"))}</div>
                </div>
            </form>
        }
        .into_any()
    })
}

/// The copy, as a document that stands alone.
#[must_use]
pub fn document(cx: &Cx, copy: &Value) -> String {
    let title = cx.ta("data-document", &[("site", cx.site.name.as_str().into())]);
    let lang = cx.locale.as_str();
    let body = render::render(|| {
        let parts = PARTS.iter().map(|part| self::part(cx, part, &copy[*part]));
        view! { <h1>{title.clone()}</h1> <p>{cx.t("data-document-lead")}</p> {parts.collect_view()} }.into_any()
    });
    let title = render::render(|| title.clone().into_any());
    format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title></head><body><main>{body}</main></body></html>\n"
    )
}

fn part(cx: &Cx, name: &'static str, lines: &Value) -> AnyView {
    let lines = lines.as_array().map(Vec::as_slice).unwrap_or_default();
    let body = if lines.is_empty() {
        view! { <p>{cx.t("data-nothing")}</p> }.into_any()
    } else {
        let items = lines.iter().map(|line| view! { <li>{value(cx, line)}</li> });
        view! { <ol>{items.collect_view()}</ol> }.into_any()
    };
    view! { <section><h2>{cx.term("data-part", name)}</h2>{body}</section> }.into_any()
}

fn value(cx: &Cx, it: &Value) -> AnyView {
    match it {
        Value::Null => view! { <span>"–"</span> }.into_any(),
        Value::Bool(true) => cx.t("data-yes").into_any(),
        Value::Bool(false) => cx.t("data-no").into_any(),
        Value::Number(number) => number.to_string().into_any(),
        Value::String(text) => text.lines().map(|line| view! { {line.to_owned()} <br/> }).collect_view().into_any(),
        Value::Array(items) => {
            let items = items.iter().map(|item| view! { <li>{value(cx, item)}</li> });
            view! { <ol>{items.collect_view()}</ol> }.into_any()
        }
        Value::Object(members) => object(cx, members),
    }
}

fn object(cx: &Cx, members: &Map<String, Value>) -> AnyView {
    let said = members.iter().filter(|(_, it)| !it.is_null() && **it != Value::String(String::new()));
    let lines = said.map(|(name, it)| {
        let label = if NAMES.contains(&name.as_str()) { cx.term("data-name", name) } else { name.clone() };
        view! { <dt>{label}</dt> <dd>{value(cx, it)}</dd> }
    });
    view! { <dl>{lines.collect_view()}</dl> }.into_any()
}
