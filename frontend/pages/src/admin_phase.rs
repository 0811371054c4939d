//! The calendar of a process: phases added, changed with a reason, taken out
//! until they begin.

use domain::field::FieldErrors;
use domain::locale::Localized;
use domain::phase::{Phase, PhaseKind, PhaseStatus, TallyRule, Voting};
use domain::process::{Process, REASON_LENGTH};
use leptos::prelude::*;

use crate::admin::lines;
use crate::admin_process::screen;
use crate::cx::Cx;
use crate::format::Dates;
use crate::process::phase_title;
use crate::ui::{self, Field, Opt};
use crate::url;

/// What was typed. Names are posted as `titles.fr`…; dates are those of the
/// clocks of the process.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// What it is for, by code (only when it is new).
    pub kind: String,
    /// Its name.
    pub titles: Localized,
    /// When it begins, `2027-03-01T00:00`.
    pub starts_at: String,
    /// When it is over; empty for no end yet.
    pub ends_at: String,
    /// Minutes.
    pub edit_window_minutes: String,
    /// How people vote, by code.
    pub voting: String,
    /// When counts are shown, by code.
    pub tallies: String,
    /// Why it changes.
    pub reason: String,
    /// What is wrong.
    pub errors: FieldErrors,
}

/// `/admin/processes/{slug}/phases`: the calendar, and a form for one more.
#[must_use]
pub fn calendar(cx: &Cx, process: &Process, languages: &[String], typed: &Typed) -> String {
    let here = url::admin_phases(&process.slug);
    screen(cx, process, cx.t("admin-tab-phases"), &here, !typed.errors.is_empty(), || {
        let form = view! {
            {ui::error_summary(cx, "", &typed.errors, &[])}
            <form class="form" method="post" action=here.clone()>
                {kind(cx, typed)}
                {fields(cx, process, languages, typed)}
                <div class="submit-bar"><p class="submit-note">{cx.t("admin-phase-note")}</p><div class="actions">{ui::primary_button(cx.t("admin-phase-add"))}</div></div>
            </form>
        };
        view! { {list(cx, process)} {ui::section("add", cx.t("admin-phase-new"), form.into_any())} }.into_any()
    })
}

fn list(cx: &Cx, process: &Process) -> AnyView {
    if process.phases.is_empty() {
        return ui::empty(cx.t("admin-no-phase"), cx.t("admin-no-phase-text"), None);
    }
    let dates = Dates::of(cx, process);
    let rows = process.phases.iter().map(|phase| row(cx, &dates, process, phase)).collect();
    let head =
        [cx.t("admin-phase"), cx.t("admin-kind"), cx.t("admin-starts"), cx.t("admin-ends"), cx.t("admin-status")];
    ui::table(cx.t("admin-phases-table"), head.to_vec(), rows)
}

fn row(cx: &Cx, dates: &Dates, process: &Process, phase: &Phase) -> AnyView {
    let end = match phase.ends_at {
        Some(end) => dates.until_view(end),
        None => cx.t("admin-no-end").into_any(),
    };
    view! {
        <tr>
            <th scope="row"><a href=url::admin_phase(&process.slug, phase.id)>{phase_title(cx, phase)}</a></th>
            <td>{cx.term("phase", phase.kind.as_str())}</td>
            <td>{dates.moment_view(phase.starts_at)}</td>
            <td>{end}</td>
            <td>{ui::phase_badge(cx, phase.status(cx.now))}</td>
        </tr>
    }
    .into_any()
}

/// `/admin/processes/{slug}/phases/{id}`.
#[must_use]
pub fn edit(cx: &Cx, process: &Process, phase: &Phase, languages: &[String], typed: &Typed) -> String {
    let here = url::admin_phase(&process.slug, phase.id);
    let title = phase_title(cx, phase);
    screen(cx, process, title, &url::admin_phases(&process.slug), !typed.errors.is_empty(), || {
        view! {
            <p class="kicker">{cx.term("phase", phase.kind.as_str())} " " {ui::phase_badge(cx, phase.status(cx.now))}</p>
            {over(cx, phase)}
            {ui::error_summary(cx, "", &typed.errors, &[])}
            <form class="form" method="post" action=here.clone()>
                {fields(cx, process, languages, typed)}
                {reason(cx, process, phase, typed)}
                <div class="submit-bar"><p class="submit-note">{cx.t("admin-phase-note")}</p><div class="actions">{ui::primary_button(cx.t("admin-save"))}</div></div>
            </form>
            {remove(cx, process, phase)}
        }
        .into_any()
    })
}

/// What a later end would do to a phase that is over.
fn over(cx: &Cx, phase: &Phase) -> AnyView {
    match phase.status(cx.now) {
        PhaseStatus::Closed => ui::notice("warning", None, view! { <p>{cx.t("admin-phase-over")}</p> }.into_any()),
        PhaseStatus::Open | PhaseStatus::Upcoming => ().into_any(),
    }
}

fn kind(cx: &Cx, typed: &Typed) -> AnyView {
    let kinds = PhaseKind::ALL.iter().map(|kind| Opt::new(kind.as_str(), cx.term("phase", kind.as_str()))).collect();
    Field::new("kind", cx.t("admin-kind")).value(&typed.kind).errors(&typed.errors).select(
        cx,
        Some(cx.t("ui-choose")),
        kinds,
    )
}

fn fields(cx: &Cx, process: &Process, languages: &[String], typed: &Typed) -> AnyView {
    let field = |name: &str, label: String| Field::new(name, label).errors(&typed.errors);
    let title = |lang: &str, label: String| field(&format!("titles.{lang}"), label);
    let zone = Dates::of(cx, process).zone_name();
    let voting = Voting::ALL.iter().map(|it| Opt::new(it.as_str(), cx.term("voting", it.as_str()))).collect();
    let tallies = TallyRule::ALL.iter().map(|it| Opt::new(it.as_str(), cx.term("tallies", it.as_str()))).collect();
    view! {
        {lines(cx, languages, title, &typed.titles, &cx.t("admin-phase-title"))}
        {field("starts_at", cx.t("admin-starts")).kind("datetime-local").short().hint(zone).value(&typed.starts_at).text(cx)}
        {field("ends_at", cx.t("admin-ends")).kind("datetime-local").short().hint(cx.t("admin-ends-hint")).optional().value(&typed.ends_at).text(cx)}
        {field("edit_window_minutes", cx.t("admin-window")).hint(cx.t("admin-window-hint")).short().value(&typed.edit_window_minutes).text(cx)}
        {field("voting", cx.t("admin-voting")).value(&typed.voting).radios(cx, voting)}
        {field("tallies", cx.t("admin-tallies")).value(&typed.tallies).radios(cx, tallies)}
    }
    .into_any()
}

fn reason(cx: &Cx, process: &Process, phase: &Phase, typed: &Typed) -> AnyView {
    let owed = process.published || phase.status(cx.now) == PhaseStatus::Closed;
    let hint = if owed { cx.t("admin-phase-reason-hint") } else { cx.t("admin-phase-reason-free") };
    let field = Field::new("reason", cx.t("admin-reason")).hint(hint).limit(*REASON_LENGTH.end());
    field.optional().value(&typed.reason).errors(&typed.errors).area(cx, 3)
}

/// Taking a phase out, until it begins.
fn remove(cx: &Cx, process: &Process, phase: &Phase) -> AnyView {
    if phase.status(cx.now) != PhaseStatus::Upcoming {
        return ().into_any();
    }
    let action = format!("{}/remove", url::admin_phase(&process.slug, phase.id));
    let why = Field::new("reason", cx.t("admin-reason")).within("remove").limit(*REASON_LENGTH.end());
    let why = if process.published { why } else { why.optional() };
    view! {
        <details class="disclosure"><summary>{cx.t("admin-phase-remove-title")}</summary>
            <form class="form" method="post" action=action>
                {why.area(cx, 3)}
                <div class="actions"><button class="button button--danger">{cx.t("admin-phase-remove")}</button></div>
            </form>
        </details>
    }
    .into_any()
}
