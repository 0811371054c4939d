//! « Ce qui attend encore une réponse »: figures, and the lines that they count.

use domain::orphan::{Figure, Orphan, OrphanKind, OrphanPage};
use leptos::prelude::*;

use crate::cx::Cx;
use crate::format::Dates;
use crate::shell::Page;
use crate::ui;
use crate::url;

/// `/processes/{slug}/orphans`.
#[must_use]
pub fn page(cx: &Cx, it: &OrphanPage, after: Option<&str>) -> String {
    let process = &it.process;
    let title = cx.t("orphan-title");
    let name = cx.pick(&process.titles);
    let page = Page::new(format!("{title} · {name}")).here(title.clone()).crumb(name, url::process(&process.slug));
    let page = if after.is_some() || it.kind.is_some() { page.unlisted() } else { page };
    page.show(cx, || {
        let dates = Dates::of(cx, process);
        view! {
            <header class="page-head"><h1>{title}</h1><p class="lead">{cx.t("orphan-lead")}</p>{notes(cx, &dates, it)}</header>
            {(!it.figures.is_empty()).then(|| ui::section("figures", cx.t("orphan-figures"), figures(cx, it)))}
            {ui::section("lines", heading(cx, it), lines(cx, &dates, it, after))}
            {ui::section("data", cx.t("process-data"), data(cx, it))}
        }
        .into_any()
    })
}

fn notes(cx: &Cx, dates: &Dates, it: &OrphanPage) -> AnyView {
    let late = it.due.filter(|due| *due < cx.now).map(|due| {
        view! { <p>{cx.ta("orphan-late", &[("date", dates.last_day(due).into())])}</p> }
    });
    let due = it.due.filter(|due| *due >= cx.now).map(|due| {
        view! { <p>{cx.ta("orphan-due", &[("date", dates.last_day(due).into())])}</p> }
    });
    let open = (it.open > 0).then(|| view! { <p>{cx.ta("orphan-open", &[("count", it.open.into())])}</p> });
    let imported = it.process.source.is_some().then(|| view! { <p class="small soft">{cx.t("orphan-imported")}</p> });
    view! { {late} {due} {open} {imported} }.into_any()
}

/// One line per kind: what is missing, how many, of how many. Each filters.
fn figures(cx: &Cx, it: &OrphanPage) -> AnyView {
    let row = |figure: &Figure| {
        let href = url::query(&url::orphans(&it.process.slug), &[("kind", figure.kind.as_str())]);
        let current = (it.kind == Some(figure.kind)).then_some("true");
        view! {
            <tr>
                <th scope="row"><a href=href aria-current=current>{cx.term("orphan", figure.kind.as_str())}</a></th>
                <td class="num">{cx.number(figure.count)}</td>
                <td class="num">{cx.number(figure.of)}</td>
                <td>{cx.term("orphan-of", figure.kind.as_str())}</td>
            </tr>
        }
        .into_any()
    };
    let head =
        vec![cx.t("orphan-head-kind"), cx.t("orphan-head-count"), cx.t("orphan-head-of"), cx.t("orphan-head-which")];
    ui::table(cx.t("orphan-head-kind"), head, it.figures.iter().map(row).collect())
}

fn heading(cx: &Cx, it: &OrphanPage) -> String {
    it.kind.map_or_else(|| cx.t("orphan-all"), |kind| cx.term("orphan", kind.as_str()))
}

fn lines(cx: &Cx, dates: &Dates, it: &OrphanPage, after: Option<&str>) -> AnyView {
    let path = url::orphans(&it.process.slug);
    let kind = it.kind.map(OrphanKind::as_str).unwrap_or_default();
    let all = it.kind.map(|_| view! { <p><a href=path.clone()>{cx.t("orphan-see-all")}</a></p> });
    if it.lines.items.is_empty() {
        return view! { {all} {ui::empty(cx.t("orphan-none"), cx.t("orphan-none-text"), None)} }.into_any();
    }
    let lines: Vec<AnyView> = it.lines.items.iter().map(|line| self::line(cx, dates, it, line)).collect();
    view! {
        {all}
        <ul class="rows">{lines}</ul>
        {ui::pager(cx, &path, &[("kind", kind)], after, it.lines.next.as_deref())}
    }
    .into_any()
}

fn line(cx: &Cx, dates: &Dates, it: &OrphanPage, line: &Orphan) -> AnyView {
    let kind = it.kind.is_none().then(|| view! { <p class="kicker">{cx.term("orphan-one", line.kind.as_str())}</p> });
    let title = if line.title.is_empty() { line.reference.to_string() } else { line.title.clone() };
    let lineage = url::of(&line.reference).map(|of| url::lineage(&of));
    let act = line.act.clone().map(|href| {
        view! { " · " <a href=href>{cx.term("orphan-act", line.kind.as_str())} <span class="visually-hidden">" " {line.reference.to_string()}</span></a> }
    });
    view! {
        <li class="rows-item">
            <div>
                {kind}
                <p><span class="ref">{line.reference.to_string()}</span> " " <a href=line.url.clone() lang=cx.lang(&line.lang)>{title}</a></p>
            </div>
            <p class="rows-side small">
                <span class="soft">{cx.term("orphan-since", line.kind.as_str())} " " {dates.day(line.since)}</span>
                " · " <a href=lineage>{cx.t("orphan-lineage")} <span class="visually-hidden">" " {line.reference.to_string()}</span></a>
                {act}
            </p>
        </li>
    }
    .into_any()
}

fn data(cx: &Cx, it: &OrphanPage) -> AnyView {
    let path = url::orphans(&it.process.slug);
    view! {
        <p>{cx.t("orphan-data")}</p>
        <ul class="links">
            <li><a href=format!("{path}.csv")>{cx.t("orphan-csv")}</a></li>
            <li><a href=format!("/api/v1{path}")>{cx.t("orphan-json")}</a></li>
        </ul>
    }
    .into_any()
}
