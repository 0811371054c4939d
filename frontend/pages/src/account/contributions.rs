//! What became of one's words: the changes first, those not read marked; then one's
//! contributions, and the votes that nobody else sees.

use domain::account::OwnContribution;
use domain::notice::{NoticeLine, OwnVote};
use domain::paging::Paged;
use leptos::prelude::*;

use crate::cx::Cx;
use crate::format::Dates;
use crate::shell::Page;
use crate::ui;

/// Where it is.
pub const HERE: &str = "/account/contributions";
/// Where one's votes are.
pub const VOTES: &str = "/account/votes";

/// The page of the changes.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// A page of changes.
    pub notices: &'a Paged<NoticeLine>,
    /// Where it begins.
    pub after: Option<&'a str>,
    /// How many are not marked as read.
    pub unread: u64,
    /// The latest contributions.
    pub contributions: &'a Paged<OwnContribution>,
    /// One wants the mail of the day.
    pub mails: bool,
}

/// `/account/contributions`.
#[must_use]
pub fn page(cx: &Cx, it: &View<'_>) -> String {
    let title = cx.t("notice-title");
    Page::new(title.clone()).crumb(cx.t("account-title"), "/account").unlisted().show(cx, || {
        view! {
            <header class="page-head"><h1>{title}</h1><p class="lead">{cx.t("notice-lead")}</p></header>
            {ui::section("changes", cx.t("notice-changes"), changes(cx, it))}
            {ui::section("own", cx.t("account-contributions"), own(cx, it))}
            {ui::section("mails", cx.t("notice-mails"), mails(cx, it.mails))}
        }
        .into_any()
    })
}

fn changes(cx: &Cx, it: &View<'_>) -> AnyView {
    if it.notices.items.is_empty() {
        return ui::empty(cx.t("notice-none"), cx.t("notice-none-text"), None);
    }
    let dates = Dates::of_site(cx);
    let lines = it.notices.items.iter().map(|line| change(cx, &dates, line));
    let unread = (it.unread > 0).then(|| {
        let send = ui::post_button(cx.t("notice-read-send"), format!("{HERE}/read"), "button");
        view! { <p>{cx.ta("notice-unread-count", &[("count", it.unread.into())])}</p> {send} }
    });
    view! {
        {unread}
        <ul class="rows">{lines.collect_view()}</ul>
        {ui::pager(cx, HERE, &[], it.after, it.notices.next.as_deref())}
    }
    .into_any()
}

fn change(cx: &Cx, dates: &Dates, it: &NoticeLine) -> AnyView {
    let came = it.came.0.to_string();
    let said = match &it.decision {
        Some(decision) => cx.term("decision", decision),
        None => cx.ta(&format!("change-{}", it.change), &[("came", came.as_str().into())]),
    };
    let title = if it.title.trim().is_empty() { cx.t("account-untitled") } else { it.title.clone() };
    let unread = it.unread.then(|| view! { {ui::badge("open", cx.t("notice-unread"))} " " });
    view! {
        <li class="rows-item">
            <div>
                <p>{unread}<strong><a href=it.came.1.clone()>{said}</a></strong> " " <span class="ref">{came}</span></p>
                <p class="small"><span class="ref">{it.about.to_string()}</span> " " <a href=it.url.clone()>{title}</a></p>
            </div>
            <div class="rows-side"><span class="small soft">{dates.moment_view(it.at)}</span></div>
        </li>
    }
    .into_any()
}

fn own(cx: &Cx, it: &View<'_>) -> AnyView {
    let votes = view! { <p><a href=VOTES>{cx.t("notice-votes")}</a></p> };
    if it.contributions.items.is_empty() {
        return view! { <p>{cx.t("account-no-contribution")}</p> {votes} }.into_any();
    }
    let dates = Dates::of_site(cx);
    let lines = it.contributions.items.iter().map(|line| super::contribution(cx, &dates, line));
    let more = it
        .contributions
        .next
        .is_some()
        .then(|| view! { <p><a href="/account#contributions">{cx.t("notice-all")}</a></p> });
    view! { <ul class="rows">{lines.collect_view()}</ul> {more} {votes} }.into_any()
}

fn mails(cx: &Cx, wanted: bool) -> AnyView {
    let (text, send, value) = if wanted {
        (cx.t("notice-mails-on"), cx.t("notice-mails-stop"), "off")
    } else {
        (cx.t("notice-mails-off"), cx.t("notice-mails-start"), "on")
    };
    view! {
        <p>{text}</p>
        <p>{cx.t("notice-mails-others")}</p>
        <form method="post" action=format!("{HERE}/mails")>
            {ui::hidden("changes", value)}
            {ui::button(send)}
        </form>
    }
    .into_any()
}

/// `/account/votes`: one's votes, for one's own eyes.
#[must_use]
pub fn votes(cx: &Cx, votes: &Paged<OwnVote>, after: Option<&str>) -> String {
    let title = cx.t("notice-votes");
    let page = Page::new(title.clone()).crumb(cx.t("account-title"), "/account").crumb(cx.t("notice-title"), HERE);
    page.unlisted().show(cx, || {
        let body = if votes.items.is_empty() {
            view! { <p>{cx.t("notice-no-vote")}</p> }.into_any()
        } else {
            let dates = Dates::of_site(cx);
            let lines = votes.items.iter().map(|it| vote(cx, &dates, it));
            view! {
                <ul class="rows">{lines.collect_view()}</ul>
                {ui::pager(cx, VOTES, &[], after, votes.next.as_deref())}
            }
            .into_any()
        };
        view! { <header class="page-head"><h1>{title}</h1><p class="lead">{cx.t("notice-votes-lead")}</p></header> {body} }.into_any()
    })
}

fn vote(cx: &Cx, dates: &Dates, it: &OwnVote) -> AnyView {
    let title = if it.title.trim().is_empty() { cx.t("account-untitled") } else { it.title.clone() };
    view! {
        <li class="rows-item">
            <div><span class="ref">{it.reference.to_string()}</span> " " <a href=it.url.clone()>{title}</a></div>
            <div class="rows-side"><strong>{choice(cx, it.choice)}</strong> " " <span class="small soft">{dates.day_view(it.at)}</span></div>
        </li>
    }
    .into_any()
}

/// A choice, in words.
pub(super) fn choice(cx: &Cx, choice: domain::vote::Choice) -> String {
    use domain::vote::Choice as C;
    match choice {
        C::Agree => cx.t("notice-vote-agree"),
        C::Mixed => cx.t("notice-vote-mixed"),
        C::Disagree => cx.t("notice-vote-disagree"),
    }
}

/// `/stop/{token}`: where a mail leads who wants no more of them.
#[must_use]
pub fn stop(cx: &Cx, token: &str, stopped: bool) -> String {
    let title = if stopped { cx.t("notice-stopped") } else { cx.t("notice-stop") };
    Page::new(title.clone()).narrow().unlisted().show(cx, || {
        let body = if stopped {
            view! { <p>{cx.t("notice-stopped-text")}</p> }.into_any()
        } else {
            let action = format!("/stop/{}", crate::url::encode(token));
            view! { <p>{cx.t("notice-stop-text")}</p> {ui::post_button(cx.t("notice-stop-send"), action, "button button--primary")} }.into_any()
        };
        view! { <header class="page-head"><h1>{title}</h1></header> {body} }.into_any()
    })
}
