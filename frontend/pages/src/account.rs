//! One's own account: what became of one's words, what is not finished yet, and
//! what keeps the account one's own.

pub mod contributions;
pub mod data;
mod entry;
pub mod erasure;
mod link;

pub use entry::{SignIn, SignUp, check_mail, sign_in, sign_up};
pub use link::{confirm, refuse, reset, reset_request, reset_sent};

use domain::account::{OwnAccount, OwnContribution, OwnDraft, SessionView};
use domain::field::FieldErrors;
use domain::locale::Locale;
use domain::moderation::Visibility;
use domain::paging::Paged;
use leptos::prelude::*;

use crate::cx::Cx;
use crate::format::Dates;
use crate::shell::Page;
use crate::ui::{self, Field, Opt};
use crate::vote;

/// The account, as shown.
#[derive(Clone, Copy, Debug)]
pub struct Own<'a> {
    /// Whose.
    pub account: &'a OwnAccount,
    /// A page of what was published.
    pub contributions: &'a Paged<OwnContribution>,
    /// Where that page begins.
    pub after: Option<&'a str>,
    /// What is not published.
    pub drafts: &'a [OwnDraft],
    /// The signed-in browsers.
    pub sessions: &'a [SessionView],
    /// What is wrong with the change of password.
    pub errors: &'a FieldErrors,
}

/// `/account`, and the refusals of the password form.
#[must_use]
pub fn page(cx: &Cx, it: &Own<'_>) -> String {
    let title = cx.t("account-title");
    Page::new(title.clone()).unlisted().invalid(!it.errors.is_empty()).show(cx, || {
        view! {
            {ui::error_summary(cx, "", it.errors, &subjects(cx))}
            <header class="page-head"><h1>{title}</h1><p class="lead">{it.account.name.clone()}</p></header>
            {it.account.confirmed_at.is_none().then(|| vote::confirm(cx, cx.t("account-unconfirmed")))}
            {parts(cx)}
            {ui::section("contributions", cx.t("account-contributions"), contributions(cx, it))}
            {ui::section("drafts", cx.t("account-drafts"), drafts(cx, it.drafts))}
            {ui::section("profile", cx.t("account-profile"), profile(cx, it.account))}
            {ui::section("security", cx.t("account-security"), security(cx, it))}
            {ui::section("data", cx.t("account-data"), my_data(cx))}
        }
        .into_any()
    })
}

/// In a change of password, « le mot de passe » would be either.
fn subjects(cx: &Cx) -> [(&'static str, String); 1] {
    [("password", cx.t("account-subject-new-password"))]
}

fn parts(cx: &Cx) -> AnyView {
    let links = [
        ("#contributions", cx.t("account-contributions")),
        ("#drafts", cx.t("account-drafts")),
        ("#profile", cx.t("account-profile")),
        ("#security", cx.t("account-security")),
        ("#data", cx.t("account-data")),
    ];
    let links = links.into_iter().map(|(href, label)| view! { <li><a href=href>{label}</a></li> });
    view! { <nav class="subnav" aria-label=cx.t("account-parts")><ul>{links.collect_view()}</ul></nav> }.into_any()
}

fn contributions(cx: &Cx, it: &Own<'_>) -> AnyView {
    if it.contributions.items.is_empty() {
        let action = ui::link_button(cx.t("account-see-processes"), "/".to_owned());
        return ui::empty(cx.t("account-no-contribution"), cx.t("account-no-contribution-text"), Some(action));
    }
    let dates = Dates::of_site(cx);
    let lines = it.contributions.items.iter().map(|line| contribution(cx, &dates, line));
    view! {
        <p>{cx.t("account-contributions-text")} " " <a href=contributions::HERE>{cx.t("notice-title")}</a></p>
        <ul class="rows">{lines.collect_view()}</ul>
        {ui::pager(cx, "/account", &[], it.after, it.contributions.next.as_deref())}
    }
    .into_any()
}

pub(crate) fn contribution(cx: &Cx, dates: &Dates, it: &OwnContribution) -> AnyView {
    let title = if it.title.trim().is_empty() { cx.t("account-untitled") } else { it.title.clone() };
    let state = match (it.visibility, it.state) {
        (Visibility::Public, Some(state)) => ui::state_badge(cx, state),
        (Visibility::Public, None) => ().into_any(),
        (hidden, _) => ui::badge("hidden", cx.term("placeholder", hidden.as_str())),
    };
    view! {
        <li class="rows-item">
            <div>
                <span class="ref">{it.reference.to_string()}</span> " "
                <a href=it.url.clone()>{title}</a>
            </div>
            <div class="rows-side">
                {state} " "
                <span class="small soft">{cx.term("object", it.kind.as_str())} " " {dates.day_view(it.at)}</span>
            </div>
        </li>
    }
    .into_any()
}

fn drafts(cx: &Cx, drafts: &[OwnDraft]) -> AnyView {
    if drafts.is_empty() {
        return view! { <p>{cx.t("account-no-draft")}</p> }.into_any();
    }
    let dates = Dates::of_site(cx);
    let lines = drafts.iter().map(|draft| {
        let title = if draft.title.trim().is_empty() { cx.t("account-untitled") } else { draft.title.clone() };
        view! {
            <li class="rows-item">
                <div><a href=draft.url.clone()>{title}</a></div>
                <div class="rows-side">
                    <span class="small soft">{cx.pick(&draft.process)}</span> " "
                    <span class="small soft">{cx.t("account-saved")} " " {dates.moment_view(draft.updated_at)}</span>
                </div>
            </li>
        }
    });
    view! { <p>{cx.t("account-drafts-text")}</p> <ul class="rows">{lines.collect_view()}</ul> }.into_any()
}

fn profile(cx: &Cx, it: &OwnAccount) -> AnyView {
    let dates = Dates::of_site(cx);
    let confirmed = if it.confirmed_at.is_some() { cx.t("account-confirmed") } else { cx.t("account-to-confirm") };
    let email = view! { {it.email.clone()} " " <span class="small soft">{confirmed}</span> };
    let facts = vec![
        ui::fact(cx.t("account-name"), it.name.clone().into_any()),
        ui::fact(cx.t("account-email"), email.into_any()),
        ui::fact(cx.t("account-since"), dates.day_view(it.created_at)),
    ];
    let languages =
        Locale::ALL.iter().map(|locale| Opt::new(locale.as_str(), cx.term("account-language", locale.as_str())));
    let field = Field::new("locale", cx.t("account-language")).hint(cx.t("account-language-hint"));
    view! {
        {ui::facts(facts)}
        <p>{cx.t("account-email-private")}</p>
        <form class="form" method="post" action="/language">
            {ui::hidden("next", "/account")}
            {field.value(it.locale.as_str()).select(cx, None, languages.collect())}
            <div class="actions">{ui::button(cx.t("account-language-send"))}</div>
        </form>
    }
    .into_any()
}

fn security(cx: &Cx, it: &Own<'_>) -> AnyView {
    let dates = Dates::of_site(cx);
    let lines = it.sessions.iter().map(|session| self::session(cx, &dates, session));
    let others = it.sessions.iter().filter(|session| !session.current).count();
    let end_others = (others > 1)
        .then(|| ui::post_button(cx.t("account-end-others"), "/account/sessions/others/end".to_owned(), "button"));
    view! {
        <h3>{cx.t("account-sessions")}</h3>
        <p>{cx.t("account-sessions-text")}</p>
        <ul class="rows">{lines.collect_view()}</ul>
        {end_others}
        <h3>{cx.t("account-change-password")}</h3>
        {password(cx, it.errors)}
    }
    .into_any()
}

fn my_data(cx: &Cx) -> AnyView {
    view! {
        <p>{cx.t("account-data-text")}</p>
        <div class="actions">
            {ui::link_button(cx.t("data-title"), data::HERE.to_owned())} " "
            {ui::link_button(cx.t("erasure-title"), erasure::HERE.to_owned())}
        </div>
    }
    .into_any()
}

fn session(cx: &Cx, dates: &Dates, it: &SessionView) -> AnyView {
    let browser = if it.browser.is_empty() { cx.t("account-unknown-browser") } else { it.browser.clone() };
    let end = if it.current {
        view! { <strong>{cx.t("account-this-session")}</strong> }.into_any()
    } else {
        let action = format!("/account/sessions/{}/end", it.key);
        view! {
            <form method="post" action=action>
                <button class="button">{cx.t("account-end")}<span class="visually-hidden">" " {browser.clone()}</span></button>
            </form>
        }
        .into_any()
    };
    view! {
        <li class="rows-item">
            <div>
                {browser.clone()} " "
                <span class="small soft">{cx.t("account-last-seen")} " " {dates.moment_view(it.last_seen_at)}</span>
            </div>
            <div class="rows-side">{end}</div>
        </li>
    }
    .into_any()
}

fn password(cx: &Cx, errors: &FieldErrors) -> AnyView {
    let current = Field::new("current_password", cx.t("account-current-password"))
        .kind("password")
        .autocomplete("current-password")
        .errors(errors);
    let new = Field::new("password", cx.t("account-new-password"))
        .subject(cx.t("account-subject-new-password"))
        .kind("password")
        .autocomplete("new-password")
        .hint(cx.t("account-password-hint"))
        .errors(errors);
    view! {
        <form class="form" method="post" action="/account/password">
            {current.text(cx)}
            {new.text(cx)}
            <div class="submit-bar">
                <p class="submit-note">{cx.t("account-change-password-note")}</p>
                <div class="actions">{ui::primary_button(cx.t("account-change-password-send"))}</div>
            </div>
        </form>
    }
    .into_any()
}
