//! The home page: what one can do here today, what participation changed, and
//! what is over.

use domain::phase::{self, PhaseKind};
use domain::process::{HomePage, Process, RecentAnswer};
use leptos::prelude::*;

use crate::cx::Cx;
use crate::format::Dates;
use crate::process;
use crate::shell::Page;
use crate::ui;
use crate::url;

/// The home page.
#[must_use]
pub fn page(cx: &Cx, home: &HomePage) -> String {
    let title = cx.t("shell-tagline");
    Page::new(title).describe(cx.t("home-lead")).show(cx, || {
        view! {
            <header class="home-hero">
                <h1>{today(cx, &home.open)}</h1>
                <p class="lead">{cx.t("home-lead")}</p>
            </header>
            {open(cx, home)}
            {answers(cx, &home.answers)}
            {closed(cx, &home.closed)}
        }
        .into_any()
    })
}

/// One sentence on what can be done now.
fn today(cx: &Cx, open: &[Process]) -> String {
    let any = |kind| open.iter().any(|process| phase::open_of(&process.phases, kind, cx.now).is_some());
    match (any(PhaseKind::Ideation), any(PhaseKind::Consultation)) {
        (true, true) => cx.t("home-today-both"),
        (true, false) => cx.t("home-today-propose"),
        (false, true) => cx.t("home-today-consult"),
        (false, false) => cx.t("home-today-follow"),
    }
}

fn open(cx: &Cx, home: &HomePage) -> AnyView {
    let body = if home.open.is_empty() {
        ui::empty(cx.t("home-none-open"), cx.t("home-none-open-text"), None)
    } else {
        tiles(cx, &home.open)
    };
    ui::section("open", cx.t("home-open"), body)
}

fn tiles(cx: &Cx, processes: &[Process]) -> AnyView {
    let cards: Vec<AnyView> =
        processes.iter().map(|it| view! { <li>{process::card(cx, it)}</li> }.into_any()).collect();
    view! { <ul class="tiles">{cards}</ul> }.into_any()
}

fn answers(cx: &Cx, answers: &[RecentAnswer]) -> AnyView {
    if answers.is_empty() {
        return ().into_any();
    }
    let dates = Dates::of_site(cx);
    let rows: Vec<AnyView> = answers.iter().map(|it| answer(cx, &dates, it)).collect();
    ui::section("changed", cx.t("home-changed"), view! { <ul class="rows">{rows}</ul> }.into_any())
}

fn answer(cx: &Cx, dates: &Dates, it: &RecentAnswer) -> AnyView {
    let by = it.organisation.clone().map(|name| view! { <span>{name}</span> " " });
    view! {
        <li class="rows-item">
            <div>
                <p><a href=url::proposal(&it.proposal)>{it.title.clone()}</a></p>
                <p>{it.excerpt.clone()}</p>
                <p class="byline">{by}<span>{dates.day_view(it.at)}</span></p>
            </div>
            <div class="rows-side">{ui::state_badge(cx, it.outcome.state())}</div>
        </li>
    }
    .into_any()
}

fn closed(cx: &Cx, processes: &[Process]) -> AnyView {
    if processes.is_empty() {
        return ().into_any();
    }
    ui::section("closed", cx.t("home-closed"), tiles(cx, processes))
}
