//! Small parts: badges, buttons, notices, names, words that were sanitised.

use domain::author::{Author, AuthorKind};
use domain::html::SafeHtml;
use domain::moderation::{Placeholder, Visibility};
use domain::proposal::State;
use leptos::prelude::*;

use crate::cx::Cx;
use crate::format::Dates;
use crate::url;

/// A sign from the symbols; the word beside it carries the meaning.
#[must_use]
pub fn sign(name: &str) -> AnyView {
    let href = format!("#sign-{name}");
    view! { <svg class="sign" aria-hidden="true"><use href=href></use></svg> }.into_any()
}

/// A word in a badge; `kind` is one of the style's.
#[must_use]
pub fn badge(kind: &str, text: String) -> AnyView {
    let class = format!("badge badge--{kind}");
    view! { <span class=class>{text}</span> }.into_any()
}

/// The state of a proposal.
#[must_use]
pub fn state_badge(cx: &Cx, state: State) -> AnyView {
    badge(state.as_str(), cx.term("state", state.as_str()))
}

/// The state of a commitment.
#[must_use]
pub fn commitment_badge(cx: &Cx, state: domain::commitment::State) -> AnyView {
    use domain::commitment::State as S;
    let kind = match state {
        S::Draft => "draft",
        S::InConsultation => "open",
        S::Adopted => "done",
    };
    badge(kind, cx.term("commitment-state", state.as_str()))
}

/// Where a phase stands.
#[must_use]
pub fn phase_badge(cx: &Cx, status: domain::phase::PhaseStatus) -> AnyView {
    badge(status.as_str(), cx.term("phase-status", status.as_str()))
}

/// A button that submits its form.
#[must_use]
pub fn button(label: String) -> AnyView {
    view! { <button class="button">{label}</button> }.into_any()
}

/// The one primary button of a page.
#[must_use]
pub fn primary_button(label: String) -> AnyView {
    view! { <button class="button button--primary">{label}</button> }.into_any()
}

/// A link that looks like a button.
#[must_use]
pub fn link_button(label: String, href: String) -> AnyView {
    view! { <a class="button" href=href>{label}</a> }.into_any()
}

/// The one primary link of a page.
#[must_use]
pub fn primary_link(label: String, href: String) -> AnyView {
    view! { <a class="button button--primary" href=href>{label}</a> }.into_any()
}

/// A form of one button.
#[must_use]
pub fn post_button(label: String, action: String, class: &'static str) -> AnyView {
    view! { <form method="post" action=action><button class=class>{label}</button></form> }.into_any()
}

/// Something to know before going on; `kind` is empty (information), `success`,
/// `warning` or `late`.
#[must_use]
pub fn notice(kind: &str, title: Option<String>, body: AnyView) -> AnyView {
    let class = if kind.is_empty() { "notice".to_owned() } else { format!("notice notice--{kind}") };
    view! {
        <div class=class>
            {title.map(|title| view! { <p class="notice-title">{title}</p> })}
            {body}
        </div>
    }
    .into_any()
}

/// An empty list: what it means, and what to do.
#[must_use]
pub fn empty(title: String, text: String, action: Option<AnyView>) -> AnyView {
    view! {
        <div class="empty">
            <p class="empty-title">{title}</p>
            <p>{text}</p>
            {action.map(|action| view! { <p>{action}</p> })}
        </div>
    }
    .into_any()
}

/// A titled part of a page. `id` names the heading.
#[must_use]
pub fn section(id: &'static str, title: String, body: AnyView) -> AnyView {
    view! {
        <section class="section" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            {body}
        </section>
    }
    .into_any()
}

/// Words that went through the sanitiser, in their language.
#[must_use]
pub fn prose(cx: &Cx, html: &SafeHtml, lang: &str) -> AnyView {
    let html = html.as_str().to_owned();
    view! { <div class="prose" lang=cx.lang(lang) inner_html=html></div> }.into_any()
}

/// Who speaks: « **Association X**, par Y » and the kind. To be put in a byline.
#[must_use]
pub fn author_line(cx: &Cx, author: &Author) -> AnyView {
    let kind = (author.kind != AuthorKind::Citizen).then(|| kind_of_author(cx, author.kind));
    let named = author.organisation.is_some() && !author.person.is_empty();
    let by = named.then(|| cx.ta("ui-by-person", &[("name", author.person.as_str().into())]));
    view! {
        <span>
            <strong>{author.name().to_owned()}</strong>
            {by}
            {kind.map(|kind| view! { " " <span class="kind">{kind}</span> })}
        </span>
    }
    .into_any()
}

/// The kind of an author, in a word.
#[must_use]
pub fn kind_of_author(cx: &Cx, kind: AuthorKind) -> String {
    cx.term("author-kind", kind.as_str())
}

/// What stands in place of words that cannot be read: why, since when, and the
/// decision if there was one.
#[must_use]
pub fn placeholder(cx: &Cx, dates: &Dates, it: &Placeholder, id: Option<String>) -> AnyView {
    let kind = match it.visibility {
        Visibility::Public | Visibility::Hidden => "hidden",
        Visibility::Withdrawn => "withdrawn",
        Visibility::Erased => "erased",
    };
    let rule = it
        .rule
        .clone()
        .filter(|rule| !rule.is_empty())
        .map(|rule| view! { <p>{cx.ta("ui-placeholder-rule", &[("rule", rule.into())])}</p> });
    let reason = it
        .reason
        .clone()
        .filter(|reason| !reason.is_empty())
        .map(|reason| view! { <blockquote class="quote"><p>{reason}</p></blockquote> });
    let by = it.by.as_ref().map(|by| {
        let organisation = by.organisation.clone().map(|name| format!(", {name}"));
        view! { <p class="small soft">{cx.ta("ui-placeholder-by", &[("role", cx.term("role", by.role.as_str()).into())])}{organisation}</p> }
    });
    let decision = it.decision.as_ref().map(|decision| view! { <p class="small soft">{cx.t("ui-placeholder-decision")}" "<span class="ref">{decision.to_string()}</span></p> });
    view! {
        <div class="placeholder" id=id>
            <p><strong>{cx.term("placeholder", kind)}</strong> " " {cx.t("ui-on-day")} " " {dates.day_view(it.at)}</p>
            {rule} {reason} {by} {decision}
        </div>
    }
    .into_any()
}

/// Big figures: a number and what it counts.
#[must_use]
pub fn figures(cx: &Cx, small: bool, lines: Vec<(String, i64)>) -> AnyView {
    let class = if small { "figures figures--small" } else { "figures" };
    let lines =
        lines.into_iter().map(|(label, number)| view! { <div><dt>{label}</dt><dd>{cx.number(number)}</dd></div> });
    view! { <dl class=class>{lines.collect_view()}</dl> }.into_any()
}

/// One line of [`facts`].
#[must_use]
pub fn fact(label: String, value: AnyView) -> AnyView {
    view! { <div><dt>{label}</dt><dd>{value}</dd></div> }.into_any()
}

/// Terms and their values.
#[must_use]
pub fn facts(lines: Vec<AnyView>) -> AnyView {
    view! { <dl class="facts">{lines}</dl> }.into_any()
}

/// A table that scrolls by itself when it is too wide.
#[must_use]
pub fn table(label: String, head: Vec<String>, rows: Vec<AnyView>) -> AnyView {
    let head = head.into_iter().map(|title| view! { <th scope="col">{title}</th> });
    view! {
        <div class="table-scroll" role="region" aria-label=label tabindex="0">
            <table class="table"><thead><tr>{head.collect_view()}</tr></thead><tbody>{rows}</tbody></table>
        </div>
    }
    .into_any()
}

/// Links to the first and to the next page of a list. Lists page by keyset, so
/// there is no way to a page in the middle; the browser goes back.
#[must_use]
pub fn pager(cx: &Cx, path: &str, query: &[(&str, &str)], after: Option<&str>, next: Option<&str>) -> AnyView {
    if after.is_none() && next.is_none() {
        return ().into_any();
    }
    let first = after.map(|_| view! { <a class="pager-prev" href=url::query(path, query)>{cx.t("ui-first-page")}</a> });
    let next = next.map(|cursor| {
        let pairs: Vec<_> = query.iter().copied().chain([("after", cursor)]).collect();
        view! { <a class="pager-next" rel="next" href=url::query(path, &pairs)>{cx.t("ui-next-page")}</a> }
    });
    view! { <nav class="pager" aria-label=cx.t("ui-pages")>{first} {next}</nav> }.into_any()
}
