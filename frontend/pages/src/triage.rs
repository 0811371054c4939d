//! The triage workbench: what waits, the oldest first; a proposal open beside
//! the list, with the decisions that can be taken on it and what its author
//! will read.

use domain::proposal::{ProposalPage, State};
use domain::triage::{QueueLine, Workbench};
use leptos::prelude::*;

use crate::card::proposal_title;
use crate::cx::Cx;
use crate::format::Dates;
use crate::shell::Page;
use crate::ui::{self, Field, Opt};
use crate::{becomes, decision_form, url};

/// What the address asks for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// Proposals in this state alone.
    pub state: Option<State>,
    /// Where the page before ended.
    pub after: Option<&'a str>,
}

/// `/processes/{slug}/triage?state=&after=&open=`.
#[must_use]
pub fn page(cx: &Cx, it: &Workbench, asked: Asked<'_>, open: Option<&ProposalPage>) -> String {
    let process = &it.process;
    let title = cx.t("triage-title");
    let name = cx.ta("triage-of", &[("process", cx.pick(&process.titles).into())]);
    Page::new(name).here(title.clone()).crumb(cx.pick(&process.titles), url::process(&process.slug)).unlisted().show(cx, || {
        view! {
            <header class="page-head"><p class="kicker"><span class="ref">{process.code.as_str().to_owned()}</span> " " {cx.pick(&process.titles)}</p><h1>{title}</h1></header>
            {answers_for(cx, it)}
            <div class="workbench" class:workbench--alone=open.is_none()>
                <div class="workbench-list">{filter(cx, it, asked)} {list(cx, it, asked, open)}</div>
                {pane(cx, it, open)}
            </div>
        }
        .into_any()
    })
}

/// In whose name one answers.
fn answers_for(cx: &Cx, it: &Workbench) -> AnyView {
    if it.answers_for.is_empty() {
        return ().into_any();
    }
    let names = it.answers_for.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ");
    view! { <p>{cx.ta("triage-answers-for", &[("names", names.into())])}</p> }.into_any()
}

fn filter(cx: &Cx, it: &Workbench, asked: Asked<'_>) -> AnyView {
    let states = it.by_state.iter().filter(|(_, count)| *count > 0).map(|(state, count)| {
        let label =
            cx.ta("triage-state", &[("state", cx.term("state", state.as_str()).into()), ("count", (*count).into())]);
        Opt::new(state.as_str(), label)
    });
    let field = Field::new("state", cx.t("triage-state-label")).plain().value(asked.state.map_or("", State::as_str));
    view! {
        <form class="filters" method="get" action=url::triage(&it.process.slug) aria-label=cx.t("triage-filter-label")>
            {field.select(cx, Some(cx.t("triage-all")), states.collect())}
            {ui::button(cx.t("triage-filter"))}
        </form>
    }
    .into_any()
}

fn list(cx: &Cx, it: &Workbench, asked: Asked<'_>, open: Option<&ProposalPage>) -> AnyView {
    if it.lines.is_empty() {
        let all =
            asked.state.is_some().then(|| ui::link_button(cx.t("triage-show-all"), url::triage(&it.process.slug)));
        return ui::empty(cx.t("triage-empty"), cx.t("triage-empty-text"), all);
    }
    let dates = Dates::of(cx, &it.process);
    let rows = it.lines.iter().map(|line| row(cx, &dates, it, line, asked, open)).collect::<Vec<_>>();
    let head = [
        cx.t("triage-proposal"),
        cx.t("triage-state-label"),
        cx.t("triage-waiting"),
        cx.t("triage-votes"),
        cx.t("triage-comments"),
    ];
    let head = head.map(|title| view! { <th scope="col">{title}</th> });
    let query = [("state", asked.state.map_or("", State::as_str))];
    view! {
        <div class="table-scroll" role="region" aria-label=cx.t("triage-table") tabindex="0">
            <table class="table table--dense"><thead><tr>{head.into_iter().collect_view()}</tr></thead><tbody>{rows}</tbody></table>
        </div>
        {ui::pager(cx, &url::triage(&it.process.slug), &query, asked.after, it.next.as_deref())}
    }
    .into_any()
}

fn row(
    cx: &Cx,
    dates: &Dates,
    it: &Workbench,
    line: &QueueLine,
    asked: Asked<'_>,
    open: Option<&ProposalPage>,
) -> AnyView {
    let card = &line.card;
    let here = open.is_some_and(|open| open.card.reference == card.reference);
    let query = [
        ("state", asked.state.map_or("", State::as_str)),
        ("after", asked.after.unwrap_or_default()),
        ("open", card.reference.as_str()),
    ];
    let href = format!("{}#pane", url::query(&url::triage(&it.process.slug), &query));
    let theme = card.theme.as_ref().map(|(_, titles)| view! { " " <span class="tag">{cx.pick(titles)}</span> });
    let own = (!line.can_decide).then(|| view! { <p class="small soft">{cx.t("triage-not-yours")}</p> });
    let votes = card.tally.as_ref().map(|tally| cx.number(ui::shown_counts(tally).0.total()));
    view! {
        <tr aria-current=here.then_some("true")>
            <th scope="row" class="col-title"><span class="ref">{card.reference.to_string()}</span> " " <a href=href lang=cx.lang(&card.lang)>{proposal_title(cx, card)}</a> {theme} {own}</th>
            <td>{ui::state_badge(cx, card.state)}</td>
            <td>{dates.day_view(line.waiting_since)}</td>
            <td class="num">{votes}</td>
            <td class="num">{cx.number(card.comments_count)}</td>
        </tr>
    }
    .into_any()
}

fn pane(cx: &Cx, it: &Workbench, open: Option<&ProposalPage>) -> AnyView {
    let Some(open) = open else {
        return ().into_any();
    };
    let dates = Dates::of(cx, &it.process);
    let address = url::proposal(&open.card.reference);
    view! {
        <section class="workbench-pane" aria-labelledby="pane">
            <p class="kicker"><span class="ref">{open.card.reference.to_string()}</span> " " {ui::state_badge(cx, open.card.state)}</p>
            <h2 id="pane" lang=cx.lang(&open.card.lang)>{proposal_title(cx, &open.card)}</h2>
            <p class="byline">{ui::author_line(cx, &open.card.author)} " " <span>{dates.day_view(open.card.published_at)}</span></p>
            {words(cx, open)}
            {decided(cx, &dates, open)}
            <p><a href=address.clone()>{cx.t("triage-whole")}</a></p>
            {decisions(cx, open, &address)}
        </section>
    }
    .into_any()
}

fn words(cx: &Cx, open: &ProposalPage) -> AnyView {
    let lang = &open.card.lang;
    let part = |title: String, html: &domain::html::SafeHtml| {
        (!html.is_empty()).then(|| view! { <h3>{title}</h3> {ui::prose(cx, html, lang)} })
    };
    view! {
        {part(cx.t("triage-problem"), &open.parts.problem)}
        {part(cx.t("triage-body"), &open.parts.body)}
        {part(cx.t("triage-effect"), &open.parts.effect)}
    }
    .into_any()
}

/// What was decided already: a later decision does not take it away.
fn decided(cx: &Cx, dates: &Dates, open: &ProposalPage) -> AnyView {
    if open.decisions.is_empty() {
        return ().into_any();
    }
    let lines = open.decisions.iter().map(|it| {
        let what = cx.term("decision", &format!("{}-{}", it.kind, it.outcome));
        view! { <li><p><strong>{what}</strong> " " <span class="ref">{it.reference.to_string()}</span></p><p class="small soft">{becomes::staff(cx, &it.by, true)} " " {dates.day_view(it.at)}</p>{ui::prose(cx, &it.reason, &it.lang)}</li> }
    });
    view! { <h3>{cx.t("triage-decided")}</h3> <ul>{lines.collect_view()}</ul> }.into_any()
}

fn decisions(cx: &Cx, open: &ProposalPage, address: &str) -> AnyView {
    let none = decision_form::Typed::default();
    if !(open.can.triage || open.can.answer) {
        return view! { <p class="soft">{if open.mine { cx.t("triage-own") } else { cx.t("triage-nothing") }}</p> }
            .into_any();
    }
    view! {
        {open.can.triage.then(|| decision_form::admissibility(cx, address, &none))}
        {open.can.answer.then(|| decision_form::answer(cx, address, &open.answers_for, &none))}
    }
    .into_any()
}
