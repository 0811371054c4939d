//! Commitments: the page, and the list of a process.

use domain::commitment::{Card, CommitmentPage, Milestone, State};
use domain::process::Process;
use domain::triage::REASON_LENGTH;
use domain::vote::Choice;
use leptos::prelude::*;

use crate::becomes;
use crate::card::{self, Level};
use crate::cx::Cx;
use crate::discussion;
use crate::format::{Dates, date};
use crate::history;
use crate::shell::Page;
use crate::ui::{self, Field, Shape, Step, When};
use crate::url;
use crate::vote;

/// What was typed in the forms of this page: empty, but for the one that was
/// refused, or kept while someone signed in.
#[derive(Clone, Debug, Default)]
pub struct Forms {
    /// The vote that was chosen before signing in.
    pub vote: Option<Choice>,
    /// The comment.
    pub comment: discussion::Typed,
}

/// `/commitments/{ref}`.
#[must_use]
pub fn page(cx: &Cx, it: &CommitmentPage, forms: &Forms) -> String {
    let typed = &forms.comment;
    let card = &it.card;
    let page = Page::new(format!("{} ({})", card.title, card.reference))
        .here(card.reference.to_string())
        .describe(card.excerpt.clone())
        .crumb(cx.pick(&it.process.titles), url::process(&it.process.slug))
        .crumb(cx.t("commitment-list"), url::commitments(&it.process.slug))
        .invalid(!typed.errors.is_empty());
    let page = if card.state == State::Draft { page.unlisted() } else { page };
    page.show(cx, || {
        let dates = Dates::of(cx, &it.process);
        view! {
            {ui::error_summary(cx, form_of(typed), &typed.errors, &[])}
            {head(cx, &dates, it)}
            <div class="columns">
                <div class="columns-main">{main(cx, &dates, it, forms.vote)}</div>
                <aside class="columns-side" aria-label=cx.t("commitment-aside")>{aside(cx, &dates, it)}</aside>
            </div>
            {(card.state != State::Draft).then(|| discussion::section(cx, &dates, &it.discussion, typed))}
            {history::folded(cx, &dates, &it.revisions, &card.lang)}
        }
        .into_any()
    })
}

/// The form of this page that was refused.
fn form_of(typed: &discussion::Typed) -> &'static str {
    if typed.errors.of("choice").is_some() { "vote" } else { "comment" }
}

fn head(cx: &Cx, dates: &Dates, it: &CommitmentPage) -> AnyView {
    let card = &it.card;
    let published =
        card.published_at.map(|at| view! { " " <span>{cx.t("commitment-since")} " " {dates.day_view(at)}</span> });
    view! {
        <header class="page-head">
            <p class="kicker"><span class="ref">{card.reference.to_string()}</span> " " {ui::commitment_badge(cx, card.state)}</p>
            <h1 lang=cx.lang(&card.lang)>{card.title.clone()}</h1>
            <p class="byline">
                <span>{cx.ta("card-lead", &[("lead", card.lead.as_str().into())])}</span>
                " " <span>{cx.ta("lineage-version", &[("version", card.version.into())])}</span>
                {published}
            </p>
        </header>
    }
    .into_any()
}

/// What those who draft it may do.
fn staff(cx: &Cx, it: &CommitmentPage) -> AnyView {
    let base = url::commitment(&it.card.reference);
    let edit = it.can.edit.then(|| ui::link_button(cx.t("commitment-edit"), format!("{base}/edit")));
    let publish = it
        .can
        .publish
        .then(|| ui::post_button(cx.t("commitment-publish"), format!("{base}/publish"), "button button--primary"));
    let draft = it.card.state == State::Draft;
    if it.can.adopt {
        return ui::notice("warning", None, adoption(cx, &base));
    }
    if !draft && edit.is_none() && publish.is_none() {
        return ().into_any();
    }
    let text = if draft { cx.t("commitment-draft-note") } else { cx.t("commitment-edit-note") };
    ui::notice("warning", None, view! { <p>{text}</p> <div class="actions">{edit} {publish}</div> }.into_any())
}

/// The form that makes the text final.
fn adoption(cx: &Cx, base: &str) -> AnyView {
    let reason = Field::new("reason", cx.t("decision-reason")).within("adopt").optional();
    view! {
        <p>{cx.t("commitment-adopt-note")}</p>
        <form class="form" method="post" action=format!("{base}/adopt")>
            {reason.hint(cx.t("commitment-adopt-hint")).limit(*REASON_LENGTH.end()).area(cx, 3)}
            <div class="actions">{ui::primary_button(cx.t("commitment-adopt"))}</div>
        </form>
    }
    .into_any()
}

fn main(cx: &Cx, dates: &Dates, it: &CommitmentPage, kept: Option<Choice>) -> AnyView {
    let lang = &it.card.lang;
    view! {
        {staff(cx, it)}
        {ui::section("milestones", cx.t("commitment-milestones"), milestones(cx, dates, &it.card.milestones))}
        {(!it.problem.is_empty()).then(|| ui::section("problem", cx.t("commitment-problem"), ui::prose(cx, &it.problem, lang)))}
        {ui::section("text", cx.t("commitment-text"), ui::prose(cx, &it.text, lang))}
        {(it.card.state != State::Draft).then(|| vote::vote_box(cx, dates, &it.vote, kept))}
        {sources(cx, dates, it)}
        {next(cx, dates, it)}
    }
    .into_any()
}

fn milestones(cx: &Cx, dates: &Dates, milestones: &[Milestone]) -> AnyView {
    if milestones.is_empty() {
        return view! { <p>{cx.t("commitment-no-milestone")}</p> }.into_any();
    }
    let today = dates.today(cx.now);
    ui::thread("", milestones.iter().map(|milestone| milestone_step(cx, today, milestone)).collect())
}

fn milestone_step(cx: &Cx, today: chrono::NaiveDate, it: &Milestone) -> Step {
    let due = date(cx.locale, it.due);
    let (when, text) = match it.done {
        Some(done) => (When::Done, cx.ta("commitment-milestone-done", &[("date", date(cx.locale, done).into())])),
        None if it.due < today => (When::Late, cx.ta("commitment-milestone-late", &[("date", due.into())])),
        None => (When::Next, cx.ta("commitment-milestone-due", &[("date", due.into())])),
    };
    let what = view! { <span id=it.reference.to_string()>{it.title.clone()}</span> " " <span class="ref">{it.reference.to_string()}</span> };
    Step { shape: Shape::Flag, when, date: text.into_any(), what: what.into_any(), more: None }
}

fn sources(cx: &Cx, dates: &Dates, it: &CommitmentPage) -> AnyView {
    let body = if it.sources.is_empty() {
        view! { <p>{cx.t("commitment-no-source")}</p> }.into_any()
    } else {
        card::proposals(cx, dates, Level::Three, &it.sources)
    };
    ui::section("sources", cx.t("commitment-sources"), body)
}

fn next(cx: &Cx, dates: &Dates, it: &CommitmentPage) -> AnyView {
    let Some(awaited) = &it.awaited else { return ().into_any() };
    ui::section("next", cx.t("commitment-next"), ui::thread("compact", vec![becomes::awaited(cx, dates, awaited)]))
}

fn aside(cx: &Cx, dates: &Dates, it: &CommitmentPage) -> AnyView {
    let base = url::commitment(&it.card.reference);
    let process = view! { <a href=url::process(&it.process.slug)>{cx.pick(&it.process.titles)}</a> };
    let lineage = view! { <a href=url::lineage(&base)>{cx.t("commitment-lineage")}</a> };
    let mut lines = vec![
        ui::fact(cx.t("commitment-lead"), it.card.lead.clone().into_any()),
        ui::fact(cx.t("proposal-process"), process.into_any()),
        ui::fact(cx.t("commitment-origin"), lineage.into_any()),
    ];
    // A draft is not public data.
    if let Some(at) = it.card.published_at {
        let data = view! { <a href=format!("/api/v1{base}")>{cx.t("proposal-data-link")}</a> };
        lines.push(ui::fact(cx.t("proposal-data"), data.into_any()));
        lines.insert(1, ui::fact(cx.t("commitment-published"), dates.moment_view(at)));
    }
    ui::facts(lines)
}

/// `/processes/{slug}/commitments`. `can_draft`: the reader may write a new one.
#[must_use]
pub fn list(cx: &Cx, process: &Process, cards: &[Card], can_draft: bool) -> String {
    let title = cx.t("commitment-list");
    let name = cx.pick(&process.titles);
    let page = Page::new(format!("{title} · {name}")).here(title.clone()).crumb(name, url::process(&process.slug));
    page.show(cx, || {
        let body = if cards.is_empty() {
            ui::empty(cx.t("commitment-none"), cx.t("commitment-none-text"), None)
        } else {
            view! { <p class="result-count">{cx.ta("commitment-count", &[("count", cards.len().into())])}</p> {card::commitments(cx, Level::Two, cards)} }.into_any()
        };
        let new = can_draft.then(|| view! { <div class="actions">{ui::primary_link(cx.t("commitment-new"), url::new_commitment(&process.slug))}</div> });
        view! { <header class="page-head"><h1>{title}</h1><p class="lead">{cx.t("commitment-list-lead")}</p>{new}</header> {body} }.into_any()
    })
}
