//! Where mailed links lead. A page with a button: opening a link changes
//! nothing, because programs that read mail open links too.

use domain::account::{LinkState, UNCONFIRMED_DAYS};
use domain::field::FieldErrors;
use leptos::prelude::*;

use super::entry::{email, no_mail};
use crate::cx::Cx;
use crate::shell::Page;
use crate::ui::{self, Field};
use crate::url;

/// `/confirm/{token}`. `name` is the public name of the account: whoever reads
/// the mail may not be who made it.
#[must_use]
pub fn confirm(cx: &Cx, token: &str, state: LinkState, name: &str) -> String {
    let title = match state {
        LinkState::Good => cx.t("account-confirm"),
        LinkState::Used => cx.t("account-confirm-used"),
        LinkState::Over => cx.t("account-link-over"),
    };
    let body = match state {
        LinkState::Good => good(cx, token, name),
        LinkState::Used => used(cx),
        LinkState::Over => over(cx),
    };
    Page::new(title.clone())
        .narrow()
        .unlisted()
        .show(cx, || view! { <header class="page-head"><h1>{title}</h1></header> {body} }.into_any())
}

fn good(cx: &Cx, token: &str, name: &str) -> AnyView {
    let action = format!("/confirm/{}", url::encode(token));
    let refuse = format!("{action}/refuse");
    view! {
        <p>{cx.ta("account-confirm-text", &[("name", name.into())])}</p>
        {ui::post_button(cx.t("account-confirm-send"), action, "button button--primary")}
        <p><a href=refuse>{cx.t("account-refuse")}</a></p>
    }
    .into_any()
}

/// `/confirm/{token}/refuse`: somebody else gave this address.
#[must_use]
pub fn refuse(cx: &Cx, token: &str, state: LinkState, name: &str) -> String {
    if state != LinkState::Good {
        return confirm(cx, token, state, name);
    }
    let (title, there) = (cx.t("account-refuse-title"), format!("/confirm/{}", url::encode(token)));
    Page::new(title.clone()).narrow().unlisted().show(cx, || {
        view! {
            <header class="page-head"><h1>{title}</h1></header>
            <p>{cx.ta("account-refuse-text", &[("days", UNCONFIRMED_DAYS.into()), ("name", name.into())])}</p>
            {ui::post_button(cx.t("account-refuse-send"), format!("{there}/refuse"), "button button--danger")}
            <p><a href=there>{cx.t("account-refuse-back")}</a></p>
        }
        .into_any()
    })
}

fn used(cx: &Cx) -> AnyView {
    view! { <p>{cx.t("account-confirm-used-text")}</p> {go_on(cx)} }.into_any()
}

fn over(cx: &Cx) -> AnyView {
    let again = match &cx.viewer {
        Some(viewer) if !viewer.confirmed => {
            ui::post_button(cx.t("ui-resend"), url::RESEND.to_owned(), "button button--primary")
        }
        Some(_) | None => go_on(cx),
    };
    view! { <p>{cx.t("account-confirm-over-text")}</p> {again} }.into_any()
}

fn go_on(cx: &Cx) -> AnyView {
    let link = match &cx.viewer {
        Some(_) => ui::primary_link(cx.t("account-title"), "/account".to_owned()),
        None => ui::primary_link(cx.t("account-sign-in"), "/sign-in".to_owned()),
    };
    view! { <div class="actions">{link}</div> }.into_any()
}

/// `/reset`: asks for a link.
#[must_use]
pub fn reset_request(cx: &Cx, typed: &str, errors: &FieldErrors) -> String {
    let title = cx.t("account-reset");
    let page = Page::new(title.clone()).crumb(cx.t("account-sign-in"), "/sign-in");
    page.narrow().unlisted().invalid(!errors.is_empty()).show(cx, || {
        view! {
            {ui::error_summary(cx, "", errors, &[])}
            <header class="page-head"><h1>{title}</h1><p class="lead">{cx.t("account-reset-lead")}</p></header>
            <form class="form" method="post" action="/reset">
                {email(cx, typed, errors).text(cx)}
                <div class="actions">{ui::primary_button(cx.t("account-reset-send"))}</div>
            </form>
        }
        .into_any()
    })
}

/// `/reset/check-mail`: the same for every address.
#[must_use]
pub fn reset_sent(cx: &Cx) -> String {
    let title = cx.t("account-check-mail");
    let page = Page::new(title.clone()).crumb(cx.t("account-reset"), "/reset");
    page.narrow().unlisted().show(cx, || {
        view! {
            <header class="page-head"><h1>{title}</h1><p class="lead">{cx.t("account-reset-sent")}</p></header>
            {no_mail(cx, "/reset")}
        }
        .into_any()
    })
}

/// `/reset/{token}`: chooses the new password.
#[must_use]
pub fn reset(cx: &Cx, token: &str, state: LinkState, errors: &FieldErrors) -> String {
    let works = state == LinkState::Good;
    let title = if works { cx.t("account-choose") } else { cx.t("account-link-over") };
    let page = Page::new(title.clone()).crumb(cx.t("account-sign-in"), "/sign-in");
    page.narrow().unlisted().invalid(works && !errors.is_empty()).show(cx, || {
        let body = if works { choose(cx, token, errors) } else { ask_again(cx) };
        view! {
            {works.then(|| ui::error_summary(cx, "", errors, &[]))}
            <header class="page-head"><h1>{title}</h1></header>
            {body}
        }
        .into_any()
    })
}

fn choose(cx: &Cx, token: &str, errors: &FieldErrors) -> AnyView {
    let action = format!("/reset/{}", url::encode(token));
    let password = Field::new("password", cx.t("account-new-password"))
        .kind("password")
        .hint(cx.t("account-password-hint"))
        .autocomplete("new-password")
        .errors(errors);
    view! {
        <form class="form" method="post" action=action>
            {password.text(cx)}
            <div class="submit-bar">
                <p class="submit-note">{cx.t("account-choose-note")}</p>
                <div class="actions">{ui::primary_button(cx.t("account-choose-send"))}</div>
            </div>
        </form>
    }
    .into_any()
}

fn ask_again(cx: &Cx) -> AnyView {
    view! {
        <p>{cx.t("account-reset-over-text")}</p>
        <div class="actions">{ui::primary_link(cx.t("account-reset"), "/reset".to_owned())}</div>
    }
    .into_any()
}
