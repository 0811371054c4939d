//! The versions of a text, with what each changed.

use domain::moderation::Visibility;
use domain::process::Process;
use domain::proposal::{Card, DiffSpan, RevisionDiff};
use leptos::prelude::*;

use crate::card;
use crate::cx::Cx;
use crate::format::Dates;
use crate::shell::Page;
use crate::ui;
use crate::url;

/// `/proposals/{ref}/history`. Latest version first, as given.
#[must_use]
pub fn page(cx: &Cx, process: &Process, card: &Card, revisions: &[RevisionDiff]) -> String {
    let title = cx.t("history-title");
    let page = Page::new(format!("{title} ({})", card.reference))
        .here(title.clone())
        .crumb(cx.pick(&process.titles), url::process(&process.slug))
        .crumb(card.reference.to_string(), url::proposal(&card.reference))
        .unlisted();
    page.show(cx, || {
        let subject = card::proposal_title(cx, card);
        view! {
            <header class="page-head">
                <p class="kicker"><span class="ref">{card.reference.to_string()}</span></p>
                <h1>{title}</h1>
                <p class="lead"><a href=url::proposal(&card.reference) lang=cx.lang(&card.lang)>{subject}</a></p>
            </header>
            <p>{cx.t("history-lead")}</p>
            {versions(cx, &Dates::of(cx, process), revisions, &card.lang)}
        }
        .into_any()
    })
}

/// The versions, in the order given.
#[must_use]
pub fn versions(cx: &Cx, dates: &Dates, revisions: &[RevisionDiff], lang: &str) -> AnyView {
    let parts: Vec<AnyView> = revisions.iter().map(|it| version(cx, dates, it, lang)).collect();
    view! { {parts} }.into_any()
}

fn version(cx: &Cx, dates: &Dates, it: &RevisionDiff, lang: &str) -> AnyView {
    let id = format!("v{}", it.line.number);
    let title = cx.ta("history-version", &[("number", it.line.number.into())]);
    let body = if it.line.visibility != Visibility::Public {
        view! { <p class="placeholder">{cx.term("placeholder", it.line.visibility.as_str())}</p> }.into_any()
    } else if it.line.number == 1 {
        view! { <p>{cx.t("history-first")}</p> }.into_any()
    } else if it.changes.is_empty() {
        view! { <p>{cx.t("history-unchanged")}</p> }.into_any()
    } else {
        let changes: Vec<AnyView> = it.changes.iter().map(|(part, spans)| change(cx, part, spans, lang)).collect();
        view! { {changes} }.into_any()
    };
    view! {
        <section class="section" id=id>
            <h2>{title}</h2>
            <p class="byline"><span>{dates.moment_view(it.line.at)}</span></p>
            {body}
        </section>
    }
    .into_any()
}

fn change(cx: &Cx, part: &str, spans: &[DiffSpan], lang: &str) -> AnyView {
    let title = crate::message::capitalised(&crate::message::subject(cx.locale, part));
    view! { <h3>{title}</h3> {diff(cx, spans, lang)} }.into_any()
}

/// Words that stayed, went and came.
#[must_use]
pub fn diff(cx: &Cx, spans: &[DiffSpan], lang: &str) -> AnyView {
    let spans: Vec<AnyView> = spans
        .iter()
        .map(|span| match span {
            DiffSpan::Same(words) => view! { <span>{words.clone()}</span> }.into_any(),
            DiffSpan::Removed(words) => view! { <del>{words.clone()}</del> }.into_any(),
            DiffSpan::Added(words) => view! { <ins>{words.clone()}</ins> }.into_any(),
        })
        .collect();
    view! { <div class="diff" lang=cx.lang(lang)><p>{spans}</p></div> }.into_any()
}

/// The number of versions, with a way to them.
#[must_use]
pub fn folded(cx: &Cx, dates: &Dates, revisions: &[RevisionDiff], lang: &str) -> AnyView {
    if revisions.len() < 2 {
        return ().into_any();
    }
    ui::section("versions", cx.t("history-title"), view! { <details class="disclosure"><summary>{cx.t("history-show")}</summary>{versions(cx, dates, revisions, lang)}</details> }.into_any())
}
