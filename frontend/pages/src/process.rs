//! The page of a process: the promise, the calendar as a thread, the one thing
//! to do now, and what came of it so far.

use domain::html::SafeHtml;
use domain::organisation::{Organisation, OrganisationKind};
use domain::phase::{self, Phase, PhaseKind, PhaseStatus};
use domain::process::{DateChange, Process, ProcessPage};
use leptos::prelude::*;

use crate::card::{self, Level};
use crate::cx::Cx;
use crate::format::Dates;
use crate::shell::Page;
use crate::ui::{self, Shape, Step, When};
use crate::url;

/// The name of a phase, or what it is for when the operator gave none.
#[must_use]
pub fn phase_title(cx: &Cx, phase: &Phase) -> String {
    match phase.titles.text(cx.locale) {
        "" => cx.term("phase", phase.kind.as_str()),
        title => title.to_owned(),
    }
}

/// The page.
#[must_use]
pub fn page(cx: &Cx, it: &ProcessPage) -> String {
    let process = &it.process;
    let dates = Dates::of(cx, process);
    let page = Page::new(cx.pick(&process.titles)).describe(cx.pick(&process.summaries));
    let page = if process.published { page } else { page.unlisted() };
    page.show(cx, || {
        view! {
            {head(cx, &dates, it)}
            {ui::section("calendar", cx.t("process-calendar"), view! { {calendar(cx, &dates, &process.phases)} {date_changes(cx, &dates, &it.date_changes)} }.into_any())}
            <div class="columns section">
                <div class="columns-main">
                    {promise(cx, it.promise.as_ref())}
                    {commitments(cx, it)}
                    {latest(cx, &dates, it)}
                </div>
                <aside class="columns-side" aria-label=cx.t("process-aside")>{aside(cx, it)}</aside>
            </div>
        }
        .into_any()
    })
}

fn head(cx: &Cx, dates: &Dates, it: &ProcessPage) -> AnyView {
    let process = &it.process;
    let (lang, title) = process.titles.pick(cx.locale).unwrap_or_default();
    let (summary_lang, summary) = process.summaries.pick(cx.locale).unwrap_or_default();
    let summary =
        (!summary.is_empty()).then(|| view! { <p class="lead" lang=cx.lang(summary_lang)>{summary.to_owned()}</p> });
    view! {
        <header class="page-head">
            <p class="kicker"><span class="ref">{process.code.as_str().to_owned()}</span> " " {current_badge(cx, process)}</p>
            <h1 lang=cx.lang(lang)>{title.to_owned()}</h1>
            {summary}
            {deadline(cx, dates, process)}
            <div class="actions">{actions(cx, it)}</div>
            {notes(cx, process)}
        </header>
    }
    .into_any()
}

fn notes(cx: &Cx, process: &Process) -> AnyView {
    let note = |text: String| view! { <p class="small soft">{text}</p> };
    view! {
        {(!process.published).then(|| note(cx.t("process-unpublished")))}
        {process.fictional.then(|| note(cx.t("process-fictional")))}
        {process.source.as_ref().map(|source| note(cx.ta("process-imported", &[("source", source.as_str().into())])))}
    }
    .into_any()
}

/// Which phase a process is in.
pub(crate) fn current_badge(cx: &Cx, process: &Process) -> AnyView {
    let Some(now) = phase::current(&process.phases, cx.now) else { return ().into_any() };
    let title = phase_title(cx, now);
    match now.status(cx.now) {
        PhaseStatus::Open => ui::badge("open", cx.ta("process-phase-open", &[("phase", title.into())])),
        PhaseStatus::Upcoming => ui::badge("upcoming", cx.ta("process-phase-upcoming", &[("phase", title.into())])),
        PhaseStatus::Closed => ui::badge("closed", cx.t("process-over")),
    }
}

/// Until when, and what comes next.
fn deadline(cx: &Cx, dates: &Dates, process: &Process) -> AnyView {
    let Some(now) = phase::current(&process.phases, cx.now) else { return ().into_any() };
    let until = match (now.status(cx.now), now.ends_at) {
        (PhaseStatus::Open, Some(end)) => cx.ta("process-until", &[("date", dates.until(end).into())]),
        (PhaseStatus::Open, None) => cx.t("process-no-end"),
        (PhaseStatus::Upcoming, _) => cx.ta("process-from", &[("date", dates.moment(now.starts_at).into())]),
        (PhaseStatus::Closed, _) => return ().into_any(),
    };
    let next = phase::upcoming(&process.phases, cx.now).filter(|next| next.id != now.id);
    let next = next.map(|next| {
        let next = cx
            .ta("process-then", &[("phase", phase_title(cx, next).into()), ("date", dates.day(next.starts_at).into())]);
        view! { " " <span>{next}</span> }
    });
    view! { <p class="deadline"><strong>{until}</strong>{next}</p> }.into_any()
}

/// The one thing to do in the current phase first, then the ways in.
fn actions(cx: &Cx, it: &ProcessPage) -> AnyView {
    let process = &it.process;
    let open = |kind| cx.frozen.is_none() && phase::open_of(&process.phases, kind, cx.now).is_some();
    let proposals = || ui::link_button(cx.t("process-see-proposals"), url::proposals(&process.slug));
    let commitments = || ui::link_button(cx.t("process-see-commitments"), url::commitments(&process.slug));
    if open(PhaseKind::Ideation) {
        view! { {ui::primary_link(cx.t("process-propose"), url::new_proposal(&process.slug))} " " {proposals()} }
            .into_any()
    } else if open(PhaseKind::Consultation) {
        view! { {ui::primary_link(cx.t("process-consult"), url::commitments(&process.slug))} " " {proposals()} }
            .into_any()
    } else {
        view! { {proposals()} " " {(!it.commitments.is_empty()).then(commitments)} }.into_any()
    }
}

/// The calendar, as a thread.
#[must_use]
pub fn calendar(cx: &Cx, dates: &Dates, phases: &[Phase]) -> AnyView {
    if phases.is_empty() {
        return view! { <p>{cx.t("process-no-calendar")}</p> }.into_any();
    }
    ui::thread("across", phases.iter().map(|phase| phase_step(cx, dates, phase)).collect())
}

fn phase_step(cx: &Cx, dates: &Dates, phase: &Phase) -> Step {
    let (when, date) = match (phase.status(cx.now), phase.ends_at) {
        (PhaseStatus::Closed, Some(end)) => (
            When::Done,
            cx.ta(
                "process-step-done",
                &[("start", dates.day(phase.starts_at).into()), ("end", dates.last_day(end).into())],
            ),
        ),
        (PhaseStatus::Closed, None) => (When::Done, cx.t("phase-status-closed")),
        (PhaseStatus::Open, Some(end)) => (When::Now, cx.ta("process-step-now", &[("date", dates.until(end).into())])),
        (PhaseStatus::Open, None) => (When::Now, cx.t("phase-status-open")),
        (PhaseStatus::Upcoming, _) => {
            (When::Next, cx.ta("process-step-next", &[("date", dates.day(phase.starts_at).into())]))
        }
    };
    Step {
        shape: shape(phase.kind),
        when,
        date: date.into_any(),
        what: phase_title(cx, phase).into_any(),
        more: Some(view! { <p>{cx.term("phase-about", phase.kind.as_str())}</p> }.into_any()),
    }
}

const fn shape(kind: PhaseKind) -> Shape {
    match kind {
        PhaseKind::Ideation | PhaseKind::Consultation => Shape::Circle,
        PhaseKind::Triage | PhaseKind::Arbitration => Shape::Square,
        PhaseKind::Publication => Shape::Hexagon,
        PhaseKind::FollowUp => Shape::Flag,
    }
}

/// Dates that were published and then changed are told, with the reason.
fn date_changes(cx: &Cx, dates: &Dates, changes: &[DateChange]) -> AnyView {
    if changes.is_empty() {
        return ().into_any();
    }
    let lines = changes.iter().map(|change| {
        let (before, after) = (span(cx, dates, change.starts_at.0, change.ends_at.0), span(cx, dates, change.starts_at.1, change.ends_at.1));
        let said = cx.ta("process-date-change", &[("phase", cx.pick(&change.phase).into()), ("before", before.into()), ("after", after.into())]);
        view! { <li>{dates.day_view(change.at)} " " {said} " " {cx.ta("process-date-change-why", &[("reason", change.reason.as_str().into())])}</li> }
    });
    view! { <details class="disclosure"><summary>{cx.t("process-date-changes")}</summary><ul>{lines.collect_view()}</ul></details> }.into_any()
}

fn span(cx: &Cx, dates: &Dates, start: domain::Time, end: Option<domain::Time>) -> String {
    match end {
        Some(end) => cx.ta("process-span", &[("start", dates.day(start).into()), ("end", dates.until(end).into())]),
        None => cx.ta("process-span-open", &[("start", dates.day(start).into())]),
    }
}

fn promise(cx: &Cx, promise: Option<&(String, SafeHtml)>) -> AnyView {
    let Some((lang, words)) = promise.filter(|(_, words)| !words.is_empty()) else { return ().into_any() };
    view! { <section class="promise" aria-labelledby="promise"><h2 id="promise">{cx.t("process-promise")}</h2>{ui::prose(cx, words, lang)}</section> }.into_any()
}

fn latest(cx: &Cx, dates: &Dates, it: &ProcessPage) -> AnyView {
    let process = &it.process;
    let body = if it.latest.is_empty() {
        ui::empty(cx.t("process-no-proposal"), cx.t("process-no-proposal-text"), None)
    } else {
        card::proposals(cx, dates, Level::Three, &it.latest)
    };
    view! {
        <section class="section" aria-labelledby="latest">
            <div class="section-head"><h2 id="latest">{cx.t("process-latest")}</h2> " " <a href=url::proposals(&process.slug)>{cx.t("process-all-proposals")}</a></div>
            {themes(cx, process)}
            {body}
        </section>
    }
    .into_any()
}

fn themes(cx: &Cx, process: &Process) -> AnyView {
    if process.themes.is_empty() {
        return ().into_any();
    }
    let list = url::proposals(&process.slug);
    let tags = process.themes.iter().map(|theme| view! { <li><a class="tag" href=url::query(&list, &[("theme", &theme.slug)])>{cx.pick(&theme.titles)}</a></li> });
    view! { <ul class="tags" aria-label=cx.t("process-themes")>{tags.collect_view()}</ul> }.into_any()
}

fn commitments(cx: &Cx, it: &ProcessPage) -> AnyView {
    if it.commitments.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="section" aria-labelledby="commitments">
            <div class="section-head"><h2 id="commitments">{cx.t("process-commitments")}</h2> " " <a href=url::commitments(&it.process.slug)>{cx.t("process-all-commitments")}</a></div>
            {card::commitments(cx, Level::Three, &it.commitments)}
        </section>
    }
    .into_any()
}

fn aside(cx: &Cx, it: &ProcessPage) -> AnyView {
    let process = &it.process;
    let data = format!("/api/v1{}", url::process(&process.slug));
    view! {
        <section aria-labelledby="figures"><h2 id="figures">{cx.t("process-figures")}</h2>{ui::figures(cx, true, figures(cx, process))}</section>
        {charter(cx, it.charter.as_ref())}
        {organisations(cx, &it.organisations)}
        <section aria-labelledby="data"><h2 id="data">{cx.t("process-data")}</h2><ul class="links"><li><a href=url::orphans(&process.slug)>{cx.t("orphan-title")}</a></li><li><a href=url::register(&process.slug)>{cx.t("process-register")}</a></li><li><a href=data>{cx.t("process-data-link")}</a></li></ul></section>
    }
    .into_any()
}

/// The figures of a process; imported votes stay apart.
fn figures(cx: &Cx, process: &Process) -> Vec<(String, i64)> {
    let counts = &process.counts;
    let mut lines = vec![
        (cx.ta("process-count-proposals", &[("count", counts.proposals.into())]), counts.proposals),
        (cx.ta("process-count-comments", &[("count", counts.comments.into())]), counts.comments),
        (cx.ta("process-count-votes", &[("count", counts.votes.into())]), counts.votes),
        (cx.ta("process-count-participants", &[("count", counts.participants.into())]), counts.participants),
    ];
    if counts.imported_votes > 0 {
        lines
            .push((cx.ta("process-count-imported", &[("count", counts.imported_votes.into())]), counts.imported_votes));
    }
    lines
}

/// The three figures of a card. Where votes were counted on another platform
/// alone, that is the figure that says something.
fn card_figures(cx: &Cx, process: &Process) -> Vec<(String, i64)> {
    let counts = &process.counts;
    let imported_alone = counts.votes == 0 && counts.imported_votes > 0;
    let mut lines = figures(cx, process);
    if imported_alone {
        lines.swap_remove(2);
    }
    lines.truncate(3);
    lines
}

/// The rules of participation, folded away.
#[must_use]
pub fn charter(cx: &Cx, charter: Option<&(String, SafeHtml)>) -> AnyView {
    let Some((lang, words)) = charter.filter(|(_, words)| !words.is_empty()) else { return ().into_any() };
    view! { <section class="rules" aria-labelledby="charter"><h2 id="charter">{cx.t("process-charter")}</h2><details class="disclosure"><summary>{cx.t("process-charter-read")}</summary>{ui::prose(cx, words, lang)}</details></section> }.into_any()
}

fn organisations(cx: &Cx, organisations: &[Organisation]) -> AnyView {
    if organisations.is_empty() {
        return ().into_any();
    }
    let lines = organisations.iter().map(|it| {
        let kind = (it.kind == OrganisationKind::Administration)
            .then(|| view! { " " <span class="kind">{cx.t("author-kind-administration")}</span> });
        let name = view! { <strong>{it.name.clone()}</strong>{kind} };
        if it.summary.is_empty() {
            return view! { <li>{name}</li> }.into_any();
        }
        view! { <li><details><summary>{name}</summary><p>{it.summary.clone()}</p></details></li> }.into_any()
    });
    view! { <section aria-labelledby="organisations"><h2 id="organisations">{cx.t("process-organisations")}</h2><ul class="parties">{lines.collect_view()}</ul></section> }.into_any()
}

/// A process in a list: its phase, until when, what comes next, three figures.
#[must_use]
pub fn card(cx: &Cx, process: &Process) -> AnyView {
    let dates = Dates::of(cx, process);
    let (lang, title) = process.titles.pick(cx.locale).unwrap_or_default();
    let (summary_lang, summary) = process.summaries.pick(cx.locale).unwrap_or_default();
    let summary = (!summary.is_empty())
        .then(|| view! { <p class="card-text" lang=cx.lang(summary_lang)>{summary.to_owned()}</p> });
    let figures = card_figures(cx, process);
    view! {
        <article class="card card--process">
            <p class="kicker">{current_badge(cx, process)}</p>
            <h3 class="card-title"><a href=url::process(&process.slug) lang=cx.lang(lang)>{title.to_owned()}</a></h3>
            {summary}
            {deadline(cx, &dates, process)}
            {ui::figures(cx, true, figures)}
        </article>
    }
    .into_any()
}
