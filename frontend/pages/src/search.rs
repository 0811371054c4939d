//! Search over the whole site.

use domain::search::Hit;
use leptos::prelude::*;

use crate::cx::Cx;
use crate::shell::Page;
use crate::ui::{self, Field};

/// `/search?q=`. Without a question, only the form. `more`: these are the best
/// of more than are shown.
#[must_use]
pub fn page(cx: &Cx, q: &str, hits: &[Hit], more: bool) -> String {
    let title = if q.is_empty() { cx.t("search-title") } else { cx.ta("search-title-for", &[("q", q.into())]) };
    Page::new(title).here(cx.t("search-title")).unlisted().show(cx, || {
        view! {
            <header class="page-head"><h1>{cx.t("search-title")}</h1></header>
            <form class="inline-form" method="get" action="/search">
                {Field::new("q", cx.t("search-q")).plain().kind("search").value(q).text(cx)}
                {ui::button(cx.t("shell-search"))}
            </form>
            {results(cx, q, hits, more)}
        }
        .into_any()
    })
}

fn results(cx: &Cx, q: &str, hits: &[Hit], more: bool) -> AnyView {
    if q.is_empty() {
        return view! { <p>{cx.t("search-hint")}</p> }.into_any();
    }
    if hits.is_empty() {
        return ui::empty(cx.ta("search-nothing", &[("q", q.into())]), cx.t("search-nothing-text"), None);
    }
    let count = hits.len();
    let counted = if more {
        cx.ta("search-count-more", &[("count", count.into())])
    } else {
        cx.ta("search-count", &[("count", count.into())])
    };
    let items: Vec<AnyView> = hits.iter().map(|it| view! { <li>{hit(cx, it)}</li> }.into_any()).collect();
    view! {
        <div class="list-head"><p class="result-count" role="status">{counted}</p></div>
        <ol class="cards">{items}</ol>
    }
    .into_any()
}

fn hit(cx: &Cx, it: &Hit) -> AnyView {
    let lang = cx.lang(&it.lang);
    let title = if it.title.is_empty() { it.reference.to_string() } else { it.title.clone() };
    view! {
        <article class="card">
            <p class="kicker"><span class="ref">{it.reference.to_string()}</span> " " <span>{cx.term("object", it.kind.as_str())}</span></p>
            <h2 class="card-title"><a href=it.url.clone() lang=lang.clone()>{title}</a></h2>
            <p class="card-text" lang=lang.clone()>{it.excerpt.clone()}</p>
            <p class="byline"><span>{cx.pick(&it.process)}</span></p>
        </article>
    }
    .into_any()
}
