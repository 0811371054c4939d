//! Coming in: signing up, signing in. Neither says whether an address has an
//! account.

use domain::field::FieldErrors;
use leptos::prelude::*;

use crate::cx::Cx;
use crate::shell::Page;
use crate::ui::{self, Field};

/// What was typed to sign up. A password is never shown again.
#[derive(Clone, Debug, Default)]
pub struct SignUp {
    /// The address.
    pub email: String,
    /// The public name.
    pub name: String,
    /// `accepted`, when the box was ticked.
    pub terms: String,
    /// Minted with the form: the same twice is a button pressed twice.
    pub op: String,
    /// What is wrong.
    pub errors: FieldErrors,
}

/// `/sign-up`.
#[must_use]
pub fn sign_up(cx: &Cx, it: &SignUp) -> String {
    let title = cx.t("account-sign-up");
    Page::new(title.clone()).narrow().invalid(!it.errors.is_empty()).show(cx, || {
        view! {
            {ui::error_summary(cx, "", &it.errors, &[])}
            <header class="page-head"><h1>{title}</h1><p class="lead">{cx.t("account-sign-up-lead")}</p></header>
            <form class="form" method="post" action="/sign-up">
                {(!it.op.is_empty()).then(|| ui::hidden("op", &it.op))}
                {email(cx, &it.email, &it.errors).hint(cx.t("account-email-hint")).text(cx)}
                {Field::new("name", cx.t("account-name")).hint(cx.t("account-name-hint")).autocomplete("nickname").value(&it.name).errors(&it.errors).text(cx)}
                {Field::new("password", cx.t("account-password")).kind("password").hint(cx.t("account-password-hint")).autocomplete("new-password").errors(&it.errors).text(cx)}
                <p>{cx.t("account-terms-text")} " " <a href="/terms">{cx.t("account-terms-read")}</a></p>
                {Field::new("terms", cx.t("account-terms")).value(&it.terms).errors(&it.errors).checkbox(cx, "accepted")}
                <div class="submit-bar">
                    <p class="submit-note"><strong>{cx.t("ui-what-is-public")}</strong> " " {cx.t("account-sign-up-public")}</p>
                    <div class="actions">{ui::primary_button(cx.t("account-sign-up-send"))}</div>
                </div>
            </form>
            <p>{cx.t("account-have-one")} " " <a href="/sign-in">{cx.t("account-sign-in")}</a></p>
        }
        .into_any()
    })
}

pub(super) fn email(cx: &Cx, value: &str, errors: &FieldErrors) -> Field {
    Field::new("email", cx.t("account-email")).kind("email").autocomplete("email").value(value).errors(errors)
}

/// `/sign-up/check-mail`: the same for every address.
#[must_use]
pub fn check_mail(cx: &Cx) -> String {
    let title = cx.t("account-check-mail");
    Page::new(title.clone()).crumb(cx.t("account-sign-up"), "/sign-up").narrow().unlisted().show(cx, || {
        view! {
            <header class="page-head"><h1>{title}</h1><p class="lead">{cx.t("account-check-mail-text")}</p></header>
            <p>{cx.t("account-check-mail-next")}</p>
            {no_mail(cx, "/sign-up")}
        }
        .into_any()
    })
}

/// What to do when nothing comes.
pub(super) fn no_mail(cx: &Cx, again: &'static str) -> AnyView {
    view! {
        <section aria-labelledby="no-mail">
            <h2 id="no-mail">{cx.t("account-no-mail")}</h2>
            <p>{cx.t("account-no-mail-text")}</p>
            <div class="actions">
                {ui::link_button(cx.t("account-no-mail-again"), again.to_owned())} " "
                <a href="/sign-in">{cx.t("account-sign-in")}</a>
            </div>
        </section>
    }
    .into_any()
}

/// What was typed to sign in.
#[derive(Clone, Debug, Default)]
pub struct SignIn {
    /// The address.
    pub email: String,
    /// Where to go then: a path of this site, or nothing.
    pub next: String,
    /// A form is kept meanwhile.
    pub kept: bool,
    /// What is wrong.
    pub errors: FieldErrors,
}

/// `/sign-in`.
#[must_use]
pub fn sign_in(cx: &Cx, it: &SignIn) -> String {
    let title = cx.t("account-sign-in");
    Page::new(title.clone()).narrow().invalid(!it.errors.is_empty()).show(cx, || {
        view! {
            {ui::error_summary(cx, "", &it.errors, &[])}
            <header class="page-head"><h1>{title}</h1></header>
            {it.kept.then(|| ui::notice("", Some(cx.t("account-kept")), view! { <p>{cx.t("account-kept-text")}</p> }.into_any()))}
            <form class="form" method="post" action="/sign-in">
                {(!it.next.is_empty()).then(|| ui::hidden("next", &it.next))}
                {email(cx, &it.email, &it.errors).text(cx)}
                {Field::new("password", cx.t("account-password")).kind("password").autocomplete("current-password").errors(&it.errors).text(cx)}
                <div class="actions">
                    {ui::primary_button(cx.t("account-sign-in-send"))} " "
                    <a href="/reset">{cx.t("account-forgotten")}</a>
                </div>
            </form>
            <p>{cx.t("account-have-none")} " " <a href="/sign-up">{cx.t("account-sign-up")}</a></p>
        }
        .into_any()
    })
}
