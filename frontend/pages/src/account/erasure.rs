//! Erasing one's account or a contribution: what it means is said first, then a
//! button; and until the batch, another that cancels it.

use domain::account::OwnContribution;
use domain::erasure::{Asked, Before, Scope};
use domain::field::FieldErrors;
use domain::moderation::Visibility;
use domain::paging::Paged;
use leptos::prelude::*;

use crate::cx::Cx;
use crate::format::Dates;
use crate::shell::Page;
use crate::ui::{self, Field};
use crate::url;

/// Where it is.
pub const HERE: &str = "/account/erasure";

/// `/account/erasure`: what was asked, and what can be.
#[must_use]
pub fn overview(cx: &Cx, asked: &[Asked], own: &Paged<OwnContribution>, after: Option<&str>) -> String {
    let title = cx.t("erasure-title");
    let page = Page::new(title.clone()).crumb(cx.t("account-title"), "/account").unlisted();
    page.show(cx, || {
        let account = ui::link_button(cx.t("erasure-account-open"), of("account"));
        view! {
            <header class="page-head"><h1>{title}</h1><p class="lead">{cx.t("erasure-lead")}</p></header>
            {ui::section("asked", cx.t("erasure-asked"), requests(cx, asked))}
            {ui::section("one", cx.t("erasure-one"), contributions(cx, own, after))}
            {ui::section("whole", cx.t("erasure-whole"), view! { <p>{cx.t("erasure-whole-text")}</p> <p>{account}</p> }.into_any())}
        }
        .into_any()
    })
}

fn of(what: &str) -> String {
    format!("{HERE}/{}", url::encode(what))
}

fn requests(cx: &Cx, asked: &[Asked]) -> AnyView {
    if asked.is_empty() {
        return view! { <p>{cx.t("erasure-none-asked")}</p> }.into_any();
    }
    let dates = Dates::of_site(cx);
    let lines = asked.iter().map(|it| request(cx, &dates, it));
    view! { <ul class="rows">{lines.collect_view()}</ul> }.into_any()
}

fn request(cx: &Cx, dates: &Dates, it: &Asked) -> AnyView {
    let what = it.what();
    let name = match it.scope {
        Scope::Account => cx.t("erasure-of-account"),
        Scope::Proposal | Scope::Comment => cx.ta("erasure-of-contribution", &[("reference", what.as_str().into())]),
    };
    let cancel = if it.begun {
        view! { <span>{cx.t("erasure-begun")}</span> }.into_any()
    } else {
        let action = format!("{}/cancel", of(&what));
        view! { <form method="post" action=action><button class="button">{cx.t("erasure-cancel")}<span class="visually-hidden">" " {name.clone()}</span></button></form> }.into_any()
    };
    view! {
        <li class="rows-item">
            <div>{name} " " <span class="small soft">{cx.t("erasure-due")} " " {dates.moment_view(it.due_at)}</span></div>
            <div class="rows-side">{cancel}</div>
        </li>
    }
    .into_any()
}

fn contributions(cx: &Cx, own: &Paged<OwnContribution>, after: Option<&str>) -> AnyView {
    if own.items.is_empty() {
        return view! { <p>{cx.t("account-no-contribution")}</p> }.into_any();
    }
    let dates = Dates::of_site(cx);
    let lines = own.items.iter().map(|it| contribution(cx, &dates, it));
    view! {
        <p>{cx.t("erasure-one-text")}</p>
        <ul class="rows">{lines.collect_view()}</ul>
        {ui::pager(cx, HERE, &[], after, own.next.as_deref())}
    }
    .into_any()
}

fn contribution(cx: &Cx, dates: &Dates, it: &OwnContribution) -> AnyView {
    let title = if it.title.trim().is_empty() { cx.t("account-untitled") } else { it.title.clone() };
    let reference = it.reference.to_string();
    let erase = (it.visibility != Visibility::Erased)
        .then(|| view! { <a class="button" href=of(&reference)>{cx.t("erasure-open")}<span class="visually-hidden">" " {reference.clone()}</span></a> });
    view! {
        <li class="rows-item">
            <div>
                <span class="ref">{reference.clone()}</span> " " <a href=it.url.clone()>{title}</a> " "
                <span class="small soft">{cx.term("object", it.kind.as_str())} " " {dates.day_view(it.at)}</span>
            </div>
            <div class="rows-side">{erase}</div>
        </li>
    }
    .into_any()
}

/// `/account/erasure/{what}`: what it means, and the form.
#[must_use]
pub fn before(cx: &Cx, it: &Before, errors: &FieldErrors) -> String {
    let what = it.about.as_ref().map_or_else(|| "account".to_owned(), |(reference, ..)| reference.to_string());
    let title = match (it.scope, &it.organisation) {
        (Scope::Account, _) => cx.t("erasure-account-title"),
        (_, Some(_)) => cx.ta("erasure-name-title", &[("reference", what.as_str().into())]),
        _ => cx.ta("erasure-contribution-title", &[("reference", what.as_str().into())]),
    };
    let page = Page::new(title.clone()).crumb(cx.t("account-title"), "/account").crumb(cx.t("erasure-title"), HERE);
    page.narrow().unlisted().invalid(!errors.is_empty()).show(cx, || {
        let dates = Dates::of_site(cx);
        view! {
            {ui::error_summary(cx, "", errors, &[])}
            <header class="page-head"><h1>{title}</h1></header>
            {about(cx, it)}
            {means(cx, it)}
            {asked_or_form(cx, &dates, it, &what, errors)}
        }
        .into_any()
    })
}

fn about(cx: &Cx, it: &Before) -> Option<AnyView> {
    let (reference, title, url) = it.about.as_ref()?;
    let title = if title.trim().is_empty() { cx.t("account-untitled") } else { title.clone() };
    Some(
        view! { <p><span class="ref">{reference.to_string()}</span> " " <a href=url.clone()>{title}</a></p> }
            .into_any(),
    )
}

/// What goes, what stays, and what nobody can take back.
fn means(cx: &Cx, it: &Before) -> AnyView {
    let list = |lines: Vec<String>| {
        let lines = lines.into_iter().map(|line| view! { <li>{line}</li> });
        view! { <ul>{lines.collect_view()}</ul> }
    };
    let (goes, stays) = match (it.scope, &it.organisation) {
        (Scope::Account, _) => (account_goes(cx, it), account_stays(cx, it)),
        (_, Some(name)) => (
            vec![cx.t("erasure-goes-name")],
            vec![cx.ta("erasure-stays-organisation", &[("name", name.as_str().into())]), cx.t("erasure-stays-log")],
        ),
        _ => (
            vec![cx.t("erasure-goes-words"), cx.t("erasure-goes-author")],
            vec![cx.t("erasure-stays-placeholder"), cx.t("erasure-stays-answers"), cx.t("erasure-stays-log")],
        ),
    };
    view! {
        {ui::section("goes", cx.t("erasure-goes"), list(goes).into_any())}
        {ui::section("stays", cx.t("erasure-stays"), list(stays).into_any())}
        {ui::section("reach", cx.t("erasure-reach"), list(vec![cx.t("erasure-reach-copies"), cx.t("erasure-reach-linked"), cx.t("erasure-reach-backups")]).into_any())}
    }
    .into_any()
}

fn account_goes(cx: &Cx, it: &Before) -> Vec<String> {
    let counts = it.counts;
    let mut lines = vec![cx.t("erasure-goes-account")];
    if counts.contributions > 0 {
        lines.push(cx.ta("erasure-goes-contributions", &[("count", counts.contributions.into())]));
    }
    if counts.open_votes > 0 {
        lines.push(cx.ta("erasure-goes-votes", &[("count", counts.open_votes.into())]));
    }
    lines.push(cx.t("erasure-goes-rest"));
    lines
}

fn account_stays(cx: &Cx, it: &Before) -> Vec<String> {
    let counts = it.counts;
    let mut lines = Vec::new();
    if counts.contributions > 0 {
        lines.push(cx.t("erasure-stays-placeholder"));
    }
    if counts.closed_votes > 0 {
        lines.push(cx.ta("erasure-stays-votes", &[("count", counts.closed_votes.into())]));
    }
    if counts.spoken_for > 0 {
        lines.push(cx.ta("erasure-stays-spoken", &[("count", counts.spoken_for.into())]));
    }
    lines.push(cx.t("erasure-stays-log"));
    lines.push(cx.t("erasure-stays-held"));
    lines
}

fn asked_or_form(cx: &Cx, dates: &Dates, it: &Before, what: &str, errors: &FieldErrors) -> AnyView {
    if let Some(asked) = &it.asked {
        let list = view! { <ul class="rows">{request(cx, dates, asked)}</ul> };
        return ui::section("asked", cx.t("erasure-asked"), list.into_any());
    }
    let password = Field::new("current_password", cx.t("account-current-password"))
        .kind("password")
        .autocomplete("current-password")
        .errors(errors);
    let send = match (it.scope, &it.organisation) {
        (Scope::Account, _) => cx.t("erasure-account-send"),
        (_, Some(_)) => cx.t("erasure-name-send"),
        _ => cx.t("erasure-contribution-send"),
    };
    let body = view! {
        <p>{cx.t("erasure-when")} " " {dates.moment_view(it.due_at)} "." " " {cx.t("erasure-until")}</p>
        <form class="form" method="post" action=of(what)>
            {password.text(cx)}
            <div class="submit-bar">
                <p class="submit-note">{cx.t("erasure-note")}</p>
                <div class="actions"><button class="button button--danger">{send}</button> " " <a class="button" href=HERE>{cx.t("erasure-back")}</a></div>
            </div>
        </form>
    };
    ui::section("ask", cx.t("erasure-ask"), body.into_any())
}
