//! When something cannot be done: what happened, that what was typed is still
//! here, and what to do next.

use domain::field::FieldErrors;
use leptos::prelude::*;

use crate::cx::Cx;
use crate::message;
use crate::shell::Page;
use crate::ui;

/// Why a page or an action is not answered. The messages of a code are
/// `error-title-code` and `error-text-code`.
pub const CODES: &[&str] = &[
    "not-found",
    "no-such-method",
    "sign-in",
    "confirm",
    "auth-level",
    "own-work",
    "role",
    "cross-site",
    "too-large",
    "not-a-form",
    "invalid",
    "too-many",
    "slow",
    "busy",
    "unavailable",
    "log-still",
    "internal",
    "phase-not-open",
    "phase-closed",
    "no-voting",
    "takes-no-votes",
    "takes-no-comments",
    "edit-window-over",
    "withdrawn",
    "hidden",
    "not-decidable",
    "already-published",
    "not-in-consultation",
    "in-consultation",
    "unchanged",
    "last-admin",
];

/// Fields that are not shown again: secrets, and what nobody typed.
const NOT_SHOWN: &[&str] = &[
    "password",
    "current_password",
    "new_password",
    "op",
    "intent",
    "next",
    "token",
    "on_behalf_of",
    "parent",
    "locale",
];

/// What stood in the way.
#[derive(Clone, Debug, Default)]
pub struct Trouble {
    /// One of [`CODES`].
    pub code: &'static str,
    /// The HTTP status, for those who report it.
    pub status: u16,
    /// The request, for those who report it.
    pub request_id: String,
    /// Where one came from, to go back to; empty when there is nowhere.
    pub back: String,
    /// Seconds to wait, when waiting helps.
    pub wait: Option<u64>,
    /// What was typed: nothing of it is lost.
    pub typed: Vec<(String, String)>,
    /// What is wrong with it.
    pub errors: FieldErrors,
}

/// The page.
#[must_use]
pub fn page(cx: &Cx, it: &Trouble) -> String {
    let title = cx.term("error-title", it.code);
    let wait = i64::try_from(it.wait.unwrap_or_default().div_ceil(60)).unwrap_or_default();
    let text = message::text(cx.locale, &format!("error-text-{}", it.code), &[("minutes", wait.into())]);
    Page::new(title.clone()).narrow().unlisted().invalid(!it.errors.is_empty()).show(cx, || {
        view! {
            {ui::error_summary(cx, "", &it.errors, &[])}
            <div class="page-error">
                <svg class="node" aria-hidden="true"><use href="#node-circle"></use></svg>
                <h1>{title}</h1>
                <p class="lead">{text}</p>
                <div class="actions">{actions(cx, it)}</div>
                {typed(cx, it)}
                <p class="small soft">{cx.ta("error-reference", &[("status", it.status.to_string().into()), ("request", it.request_id.as_str().into())])}</p>
            </div>
        }
        .into_any()
    })
}

fn actions(cx: &Cx, it: &Trouble) -> AnyView {
    let resend = (it.code == "confirm")
        .then(|| ui::post_button(cx.t("error-resend"), crate::url::RESEND.to_owned(), "button button--primary"));
    let back = (!it.back.is_empty() && it.back != "/").then(|| ui::link_button(cx.t("error-back"), it.back.clone()));
    view! { {resend} " " {back} " " {ui::link_button(cx.t("error-home"), "/".to_owned())} }.into_any()
}

/// What was typed, to be copied.
fn typed(cx: &Cx, it: &Trouble) -> AnyView {
    let shown: Vec<_> = it
        .typed
        .iter()
        .filter(|(name, value)| !value.trim().is_empty() && !NOT_SHOWN.contains(&name.as_str()))
        .collect();
    if shown.is_empty() {
        return ().into_any();
    }
    let fields = shown.into_iter().enumerate().map(|(index, (name, value))| {
        let label = message::capitalised(&message::subject(cx.locale, name));
        ui::Field::new(format!("typed-{index}"), label).posted_as(name).value(value).kept(cx)
    });
    view! {
        <section class="section" aria-labelledby="typed">
            <h2 id="typed">{cx.t("error-typed")}</h2>
            <p>{cx.t("error-typed-kept")}</p>
            {fields.collect_view()}
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn every_trouble_has_words_and_a_way_out() {
        for code in CODES {
            let html = page(
                &sample::cx(),
                &Trouble {
                    code,
                    status: 409,
                    request_id: "0198".into(),
                    back: "/proposals/A-P1".into(),
                    ..Trouble::default()
                },
            );
            assert!(!html.contains("error-t") && !html.contains("error-l"), "{code}: {html}");
            assert!(html.contains("href=\"/proposals/A-P1\"") && html.contains("0198"), "{code}");
        }
    }

    #[test]
    fn every_refusal_and_denial_has_its_code() {
        let refusals = domain::refusal::Refusal::ALL.iter().map(|refusal| refusal.as_str());
        let denials = domain::policy::Denial::ALL.iter().map(|denial| denial.as_str());
        for code in refusals.chain(denials) {
            assert!(CODES.contains(&code), "{code}");
        }
    }

    #[test]
    fn what_was_typed_is_there_and_harmless_and_secrets_are_not() {
        let typed = vec![
            ("body".to_owned(), "</textarea><script>alert(1)</script>".to_owned()),
            ("password".to_owned(), "tres-secret".to_owned()),
        ];
        let html = page(&sample::cx(), &Trouble { code: "too-many", typed, wait: Some(61), ..Trouble::default() });
        assert!(html.contains("&lt;/textarea&gt;&lt;script&gt;alert(1)"), "{html}");
        assert!(!html.contains("<script") && !html.contains("tres-secret"), "{html}");
        assert!(html.contains("2\u{a0}minutes"), "{html}");
    }

    #[test]
    fn who_has_not_confirmed_can_ask_for_the_mail_again() {
        let html = page(&sample::participant(), &Trouble { code: "confirm", ..Trouble::default() });
        assert!(html.contains("<form method=\"post\" action=\"/account/resend-confirmation\">"), "{html}");
    }
}
