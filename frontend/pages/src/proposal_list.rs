//! The list of proposals: filters in a small form and in links, a count, an
//! order that is named plainly, cards.

use domain::paging::{Count, Paged};
use domain::process::Process;
use domain::proposal::{Card, ListQuery, Sort, State};
use domain::{phase, phase::PhaseKind};
use leptos::prelude::*;

use crate::card::{self, Level};
use crate::cx::Cx;
use crate::format::Dates;
use crate::shell::Page;
use crate::ui::{self, Field, Opt};
use crate::url;

/// `/processes/{slug}/proposals`.
#[must_use]
pub fn page(cx: &Cx, process: &Process, query: &ListQuery, cards: &Paged<Card>, count: Count) -> String {
    let title = cx.t("list-title");
    let name = cx.pick(&process.titles);
    let page = Page::new(format!("{title} · {name}")).here(title.clone()).crumb(name, url::process(&process.slug));
    let page = if query.after.is_some() || is_filtered(query) { page.unlisted() } else { page };
    page.show(cx, || {
        view! {
            <header class="page-head"><h1>{title}</h1><div class="actions">{propose(cx, process)}</div></header>
            {if cx.frozen.is_some() { themes(cx, process, query) } else { filters(cx, process, query) }}
            <div class="list-head"><p class="result-count" role="status">{counted(cx, count)}</p> {sorts(cx, process, query)}</div>
            {results(cx, process, query, cards)}
        }
        .into_any()
    })
}

fn is_filtered(query: &ListQuery) -> bool {
    !query.q.is_empty() || query.theme.is_some() || query.state.is_some()
}

fn propose(cx: &Cx, process: &Process) -> AnyView {
    if cx.frozen.is_some() || phase::open_of(&process.phases, PhaseKind::Ideation, cx.now).is_none() {
        return ().into_any();
    }
    ui::primary_link(cx.t("process-propose"), url::new_proposal(&process.slug))
}

/// « 128 propositions »; above a thousand, that there are more.
#[must_use]
pub fn counted(cx: &Cx, count: Count) -> String {
    match count {
        Count::Exact(count) => cx.ta("list-count", &[("count", count.into())]),
        Count::MoreThan(count) => cx.ta("list-count-more", &[("count", count.into())]),
    }
}

fn filters(cx: &Cx, process: &Process, query: &ListQuery) -> AnyView {
    let list = url::proposals(&process.slug);
    let themes: Vec<Opt> = process.themes.iter().map(|theme| Opt::new(&theme.slug, cx.pick(&theme.titles))).collect();
    let states = State::ALL.iter().map(|state| Opt::new(state.as_str(), cx.term("state", state.as_str()))).collect();
    let theme = (!themes.is_empty()).then(|| {
        Field::new("theme", cx.t("list-theme")).plain().value(query.theme.as_deref().unwrap_or_default()).select(
            cx,
            Some(cx.t("list-all-themes")),
            themes,
        )
    });
    let clear = is_filtered(query)
        .then(|| view! { " " <a href=url::query(&list, &[("sort", sort_code(query))])>{cx.t("list-clear")}</a> });
    view! {
        <form class="filters" method="get" action=list.clone() aria-label=cx.t("list-filter-label")>
            {Field::new("q", cx.t("list-q")).plain().kind("search").value(&query.q).text(cx)}
            {theme}
            {Field::new("state", cx.t("list-state")).plain().value(query.state.map_or("", State::as_str)).select(cx, Some(cx.t("list-all-states")), states)}
            {(query.sort != Sort::Recent).then(|| ui::hidden("sort", query.sort.as_str()))}
            <div class="actions">{ui::button(cx.t("list-filter"))}{clear}</div>
        </form>
    }
    .into_any()
}

/// In an archive there is nobody to ask: the themes are links, and nothing else is
/// offered that would multiply its pages.
fn themes(cx: &Cx, process: &Process, query: &ListQuery) -> AnyView {
    if process.themes.is_empty() {
        return ().into_any();
    }
    let list = url::proposals(&process.slug);
    let link = |slug: &str, title: String| {
        let current = (query.theme.as_deref().unwrap_or_default() == slug).then_some("true");
        view! { <li><a href=url::query(&list, &[("theme", slug)]) aria-current=current>{title}</a></li> }
    };
    let links = process.themes.iter().map(|theme| link(&theme.slug, cx.pick(&theme.titles)));
    view! { <nav aria-label=cx.t("list-theme")><ul class="links">{link("", cx.t("list-all-themes"))}{links.collect_view()}</ul></nav> }
        .into_any()
}

fn sort_code(query: &ListQuery) -> &'static str {
    if query.sort == Sort::Recent { "" } else { query.sort.as_str() }
}

fn sorts(cx: &Cx, process: &Process, query: &ListQuery) -> AnyView {
    if cx.frozen.is_some() && query.theme.is_some() {
        return ().into_any();
    }
    let list = url::proposals(&process.slug);
    // An order that would tell the counts waits for them.
    let secret = process.keeps_support_secret(cx.now);
    let later = secret.then(|| view! { <p class="small soft">{cx.t("list-sort-later")}</p> });
    let offered = |sort: &&Sort| match sort {
        Sort::Supported => !secret,
        Sort::Random => cx.frozen.is_none(),
        Sort::Recent | Sort::Discussed => true,
    };
    let links = Sort::ALL.iter().filter(offered).map(|sort| {
        let code = if *sort == Sort::Recent { "" } else { sort.as_str() };
        let href = url::query(
            &list,
            &[
                ("q", &query.q),
                ("theme", query.theme.as_deref().unwrap_or_default()),
                ("state", query.state.map_or("", State::as_str)),
                ("sort", code),
            ],
        );
        let current = (*sort == query.sort).then_some("true");
        view! { <li><a href=href aria-current=current>{cx.term("sort", sort.as_str())}</a></li> }
    });
    view! { <nav class="sorts" aria-label=cx.t("list-sort-label")><ul>{links.collect_view()}</ul></nav> {later} }
        .into_any()
}

fn results(cx: &Cx, process: &Process, query: &ListQuery, cards: &Paged<Card>) -> AnyView {
    let list = url::proposals(&process.slug);
    if cards.items.is_empty() {
        return nothing(cx, process, query, &list);
    }
    let seed = if query.sort == Sort::Random { query.seed.to_string() } else { String::new() };
    let pairs = [
        ("q", query.q.as_str()),
        ("theme", query.theme.as_deref().unwrap_or_default()),
        ("state", query.state.map_or("", State::as_str)),
        ("sort", sort_code(query)),
        ("seed", seed.as_str()),
    ];
    view! {
        {card::proposals(cx, &Dates::of(cx, process), Level::Two, &cards.items)}
        {ui::pager(cx, &list, &pairs, query.after.as_deref(), cards.next.as_deref())}
    }
    .into_any()
}

fn nothing(cx: &Cx, process: &Process, query: &ListQuery, list: &str) -> AnyView {
    if is_filtered(query) || query.after.is_some() {
        let all = ui::link_button(cx.t("list-clear"), list.to_owned());
        ui::empty(cx.t("list-nothing"), cx.t("list-nothing-text"), Some(all))
    } else if phase::open_of(&process.phases, PhaseKind::Ideation, cx.now).is_some() {
        ui::empty(cx.t("process-no-proposal"), cx.t("list-be-first"), None)
    } else {
        ui::empty(cx.t("process-no-proposal"), cx.t("process-no-proposal-text"), None)
    }
}
