//! A copy of one's data: the page that asks for it, and the copy as a document that
//! can be read without this site.

use domain::Time;
use domain::account::Assurance;
use domain::comment::Stance;
use domain::erasure::Scope;
use domain::field::FieldErrors;
use domain::locale::Locale;
use domain::moderation::Visibility;
use domain::my_data::{Part, Written};
use domain::notice::Change;
use domain::proposal::State;
use domain::vote::Choice;
use leptos::prelude::*;
use serde_json::{Map, Value};

use crate::cx::Cx;
use crate::format::{self, Dates};
use crate::message::OUTCOMES;
use crate::shell::Page;
use crate::ui::{self, Field, Opt};
use crate::{admin_operation, render};

/// Where it is.
pub const HERE: &str = "/account/data";

/// The fields that have a name, in the order in which they are read; any other comes
/// last, under its own.
#[rustfmt::skip]
pub(crate) const NAMES: &[&str] = &[
    "kind", "action", "change", "role", "reference", "on", "subject", "process", "theme", "number", "email", "name",
    "title", "choice", "stance", "outcome", "reason", "problem", "body", "effect", "carrier", "continues", "words",
    "state", "visibility", "organisation", "lang", "locale", "revision", "assurance", "browser", "wanted", "last_day",
    "at", "created_at", "updated_at", "confirmed_at", "terms_version", "terms_accepted_at", "password", "expires_at",
    "used_at", "last_seen_at", "until", "revoked_at", "handled_at", "read_at", "mailed_at", "due_at", "published",
    "url", "receipt", "revisions",
];
/// Those of them that hold an instant.
#[rustfmt::skip]
const INSTANTS: &[&str] = &[
    "created_at", "confirmed_at", "terms_accepted_at", "at", "expires_at", "used_at", "last_seen_at", "until",
    "revoked_at", "updated_at", "handled_at", "read_at", "mailed_at", "due_at",
];
/// What mails are: that of the day, and those that carry a link.
pub(crate) const MAILS: [&str; 4] = ["changes", "confirm", "reset", "stop"];

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
    let zone = Dates::of_site(cx).zone_name();
    let body = render::render(|| {
        let parts = Part::ALL.iter().map(|part| self::part(cx, *part, &copy[part.as_str()]));
        view! {
            <h1>{title.clone()}</h1>
            <p>{cx.t("data-document-lead")} " " {cx.ta("data-document-zone", &[("zone", zone.as_str().into())])}</p>
            {parts.collect_view()}
        }
        .into_any()
    });
    let title = render::render(|| title.clone().into_any());
    format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title></head><body><main>{body}</main></body></html>\n"
    )
}

fn part(cx: &Cx, part: Part, lines: &Value) -> AnyView {
    let lines = lines.as_array().map(Vec::as_slice).unwrap_or_default();
    let body = if lines.is_empty() {
        view! { <p>{cx.t("data-nothing")}</p> }.into_any()
    } else {
        let items = lines.iter().map(|line| view! { <li>{value(cx, part, line)}</li> });
        view! { <ol>{items.collect_view()}</ol> }.into_any()
    };
    view! { <section><h2>{cx.term("data-part", part.as_str())}</h2>{body}</section> }.into_any()
}

fn value(cx: &Cx, part: Part, it: &Value) -> AnyView {
    match it {
        Value::Null => view! { <span>"–"</span> }.into_any(),
        Value::Bool(true) => cx.t("data-yes").into_any(),
        Value::Bool(false) => cx.t("data-no").into_any(),
        Value::Number(number) => number.to_string().into_any(),
        Value::String(text) => text.lines().map(|line| view! { {line.to_owned()} <br/> }).collect_view().into_any(),
        Value::Array(items) => {
            let items = items.iter().map(|item| view! { <li>{value(cx, part, item)}</li> });
            view! { <ol>{items.collect_view()}</ol> }.into_any()
        }
        Value::Object(members) => object(cx, part, members),
    }
}

fn object(cx: &Cx, part: Part, members: &Map<String, Value>) -> AnyView {
    let filled = members.iter().filter(|(_, it)| !it.is_null() && **it != Value::String(String::new()));
    let mut filled: Vec<_> = filled.collect();
    // As they are read: a title before its text.
    filled.sort_by_key(|(name, _)| NAMES.iter().position(|known| *known == name.as_str()).unwrap_or(NAMES.len()));
    let lines = filled.into_iter().map(|(name, it)| {
        let label = if NAMES.contains(&name.as_str()) { cx.term("data-name", name) } else { name.clone() };
        let words = it.as_str().and_then(|text| said(cx, part, members, name, text));
        let shown = words.map_or_else(|| value(cx, part, it), IntoAny::into_any);
        view! { <dt>{label}</dt> <dd>{shown}</dd> }
    });
    view! { <dl>{lines.collect_view()}</dl> }.into_any()
}

/// A date in full, or the words for a code; nothing for what is text already.
fn said(cx: &Cx, part: Part, members: &Map<String, Value>, name: &str, text: &str) -> Option<String> {
    if INSTANTS.contains(&name) {
        let at = text.parse::<Time>().ok()?;
        return Some(Dates::of_site(cx).moment(at));
    }
    match (part, name) {
        (_, "last_day") => text.parse().ok().map(|day| format::date(cx.locale, day)),
        (_, "locale" | "lang") => Locale::parse(text).map(|_| cx.term("account-language", text)),
        (_, "role") => Some(admin_operation::role(cx, text)),
        (_, "state") => State::parse(text).map(|_| cx.term("state", text)),
        (_, "visibility") => Visibility::parse(text).map(|_| cx.term("data-visibility", text)),
        (_, "stance") => Stance::parse(text).map(|_| cx.term("stance", text)),
        (_, "choice") => Choice::parse(text).map(|choice| super::contributions::choice(cx, choice)),
        (_, "assurance") => Assurance::parse(text).map(|_| cx.term("data-assurance", text)),
        (_, "change") => Change::parse(text).map(|_| cx.term("change", text)),
        (Part::Mails, "kind") => MAILS.contains(&text).then(|| cx.term("data-mail", text)),
        (Part::Written, "kind") => Written::parse(text).map(|_| cx.term("data-written", text)),
        (Part::Written, "outcome") => OUTCOMES.contains(&text).then(|| cx.term("graph-outcome", text)),
        (Part::Erasures, "kind") => Scope::parse(text).map(|_| cx.term("data-erasure", text)),
        (Part::Acts, "action") => Some(admin_operation::action(cx, text)),
        (Part::Acts, "subject") => {
            let action = members.get("action").and_then(Value::as_str).unwrap_or_default();
            Some(admin_operation::subject_words(cx, action, text))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use scraper::Html;
    use serde_json::json;

    use super::*;
    use crate::sample;

    /// What the document says, without its markup.
    fn read(cx: &Cx, copy: &Value) -> String {
        Html::parse_document(&document(cx, copy)).root_element().text().collect::<Vec<_>>().join("|")
    }

    #[test]
    fn codes_are_in_words_and_dates_in_full() {
        let lines =
            |name: &str, codes: Vec<&str>| codes.into_iter().map(|code| json!({ name: code })).collect::<Value>();
        let cases = [
            (Part::Account, "locale", vec!["fr", "en"]),
            (Part::Mails, "kind", MAILS.to_vec()),
            (Part::Rights, "role", vec!["instructor", "owner", "admin"]),
            (Part::Proposals, "state", vec!["received", "under_review", "partly_retained"]),
            (Part::Proposals, "visibility", vec!["public", "hidden", "withdrawn", "erased"]),
            (Part::Comments, "stance", vec!["for", "against", "neutral"]),
            (Part::Votes, "choice", vec!["agree", "mixed", "disagree"]),
            (Part::Votes, "assurance", vec!["email"]),
            (Part::Changes, "change", vec!["decided", "replied", "adopted"]),
            (Part::Acts, "action", vec!["moderation.visibility", "grant.add", "account.close"]),
            (Part::Written, "kind", Written::ALL.iter().map(|kind| kind.as_str()).collect()),
            (Part::Written, "outcome", OUTCOMES.to_vec()),
            (Part::Erasures, "kind", vec!["account", "comment"]),
        ];
        for (part, name, codes) in cases {
            let said = read(&sample::cx(), &json!({ part.as_str(): lines(name, codes.clone()) }));
            for code in codes {
                // A word that a language writes as its code is no code.
                let raw = said.split('|').any(|text| text == code);
                assert!(!raw, "{name} {code} in {said}");
            }
        }
        let cx = sample::cx();
        let said = read(
            &cx,
            &json!({ "votes": [{ "at": "2027-03-15T12:00:00.000000Z" }], "mails": [{ "last_day": "2027-03-01" }] }),
        );
        assert!(said.contains("15 mars 2027 à 13\u{a0}h") && said.contains("1er mars 2027"), "{said}");
        assert!(said.contains("heure de Paris") && !said.contains("2027-03"), "{said}");
    }
}
