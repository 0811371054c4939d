//! The moderators' queue: reported contributions, the oldest report first, and
//! the two ways to settle each: hide it by a rule, or leave it for a reason.

use domain::moderation::{ReportView, Visibility};
use domain::paging::Paged;
use domain::process::Process;
use domain::triage::REASON_LENGTH;
use leptos::prelude::*;

use crate::cx::Cx;
use crate::decision_form::{self, Typed};
use crate::format::Dates;
use crate::shell::Page;
use crate::ui::{self, Field};
use crate::url;

/// Which report is open beside the list, and what was typed in its forms.
#[derive(Clone, Copy, Debug)]
pub struct Open<'a> {
    /// The reference of what was reported.
    pub reference: &'a str,
    /// The form that leaves it readable.
    pub dismissal: &'a Typed,
}

/// `/processes/{slug}/moderation?open=&after=`. `after` is the page before's end.
#[must_use]
pub fn page(cx: &Cx, process: &Process, reports: &Paged<ReportView>, after: Option<&str>, open: Open<'_>) -> String {
    let title = cx.t("moderation-title");
    let name = cx.ta("moderation-of", &[("process", cx.pick(&process.titles).into())]);
    let page =
        Page::new(name).here(title.clone()).crumb(cx.pick(&process.titles), url::process(&process.slug)).unlisted();
    page.invalid(!open.dismissal.errors.is_empty()).show(cx, || {
        view! {
            <header class="page-head"><p class="kicker"><span class="ref">{process.code.as_str().to_owned()}</span> " " {cx.pick(&process.titles)}</p><h1>{title}</h1><p class="lead">{cx.t("moderation-lead")}</p></header>
            {ui::error_summary(cx, "dismiss", &open.dismissal.errors, &[])}
            {list(cx, process, reports, after, open)}
        }
        .into_any()
    })
}

fn list(cx: &Cx, process: &Process, page: &Paged<ReportView>, after: Option<&str>, open: Open<'_>) -> AnyView {
    let reports = &page.items;
    if reports.is_empty() && after.is_none() {
        return ui::empty(cx.t("moderation-empty"), cx.t("moderation-empty-text"), None);
    }
    let dates = Dates::of(cx, process);
    let rows = reports
        .iter()
        .map(|it| row(cx, &dates, process, it, (after.unwrap_or_default(), open.reference)))
        .collect::<Vec<_>>();
    let head = [cx.t("moderation-what"), cx.t("moderation-why"), cx.t("moderation-count"), cx.t("moderation-since")];
    let head = head.map(|title| view! { <th scope="col">{title}</th> });
    let chosen = reports.iter().find(|it| it.reference.as_str() == open.reference);
    view! {
        <div class="workbench">
            <div class="workbench-list">
                <div class="table-scroll" role="region" aria-label=cx.t("moderation-table") tabindex="0">
                    <table class="table table--dense"><thead><tr>{head.into_iter().collect_view()}</tr></thead><tbody>{rows}</tbody></table>
                </div>
                {ui::pager(cx, &url::moderation(&process.slug), &[], after, page.next.as_deref())}
            </div>
            {pane(cx, process, chosen, open)}
        </div>
    }
    .into_any()
}

fn row(cx: &Cx, dates: &Dates, process: &Process, it: &ReportView, (after, open): (&str, &str)) -> AnyView {
    let query = [("after", after), ("open", it.reference.as_str())];
    let href = format!("{}#pane", url::query(&url::moderation(&process.slug), &query));
    let here = (it.reference.as_str() == open).then_some("true");
    let hidden =
        (it.visibility != Visibility::Public).then(|| view! { " " {ui::badge("hidden", cx.t("moderation-hidden"))} });
    view! {
        <tr aria-current=here>
            <th scope="row"><span class="ref">{it.reference.to_string()}</span> " " <a href=href>{title(cx, it)}</a> {hidden}</th>
            <td>{it.reason.clone()}</td>
            <td class="num">{cx.number(i64::try_from(it.count).unwrap_or(i64::MAX))}</td>
            <td>{dates.day_view(it.at)}</td>
        </tr>
    }
    .into_any()
}

fn title(cx: &Cx, it: &ReportView) -> String {
    if it.title.trim().is_empty() { cx.t("moderation-untitled") } else { it.title.clone() }
}

fn pane(cx: &Cx, process: &Process, chosen: Option<&ReportView>, open: Open<'_>) -> AnyView {
    let Some(it) = chosen else {
        return view! { <section class="workbench-pane" aria-labelledby="pane"><h2 id="pane">{cx.t("moderation-pane")}</h2><p>{cx.t("moderation-pane-text")}</p></section> }.into_any();
    };
    let of = url::of(&it.reference).unwrap_or_default();
    view! {
        <section class="workbench-pane" aria-labelledby="pane">
            <p class="kicker"><span class="ref">{it.reference.to_string()}</span></p>
            <h2 id="pane">{title(cx, it)}</h2>
            <p><a href=it.url.clone()>{cx.t("moderation-read")}</a></p>
            <blockquote class="quote"><p>{it.reason.clone()}</p></blockquote>
            <h3>{if it.visibility == Visibility::Public { cx.t("decision-hide-title") } else { cx.t("decision-show-title") }}</h3>
            {decision_form::visibility_form(cx, &of, it.visibility, &Typed::default())}
            <h3>{cx.t("moderation-dismiss-title")}</h3>
            {dismiss(cx, process, it, open.dismissal)}
        </section>
    }
    .into_any()
}

fn dismiss(cx: &Cx, process: &Process, it: &ReportView, typed: &Typed) -> AnyView {
    let reason = Field::new("reason", cx.t("decision-reason")).within("dismiss").hint(cx.t("moderation-dismiss-hint"));
    view! {
        <form class="form decision" method="post" action=format!("{}/dismiss", url::moderation(&process.slug))>
            {ui::hidden("reference", it.reference.as_str())}
            {reason.limit(*REASON_LENGTH.end()).value(&typed.reason).errors(&typed.errors).area(cx, 4)}
            <div class="actions">{ui::button(cx.t("moderation-dismiss"))}</div>
        </form>
    }
    .into_any()
}
