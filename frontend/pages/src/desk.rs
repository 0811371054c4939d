//! Where someone with a role begins: what waits, process by process, and since when.

use domain::desk::{DeskLine, Queue};
use leptos::prelude::*;

use crate::cx::Cx;
use crate::format::Dates;
use crate::process::current_badge;
use crate::shell::Page;
use crate::url;

/// `/desk`.
#[must_use]
pub fn page(cx: &Cx, lines: &[DeskLine]) -> String {
    let title = cx.t("desk-title");
    Page::new(title.clone()).unlisted().show(cx, || {
        let processes: Vec<AnyView> = lines.iter().map(|line| process(cx, line)).collect();
        view! {
            <header class="page-head"><h1>{title}</h1><p class="lead">{cx.t("desk-lead")}</p></header>
            {processes}
        }
        .into_any()
    })
}

fn process(cx: &Cx, line: &DeskLine) -> AnyView {
    let process = &line.process;
    let dates = Dates::of(cx, process);
    let (lang, title) = process.titles.pick(cx.locale).unwrap_or_default();
    let id = format!("desk-{}", process.slug);
    let orphans = (line.triage.is_some() || line.commitments.is_some()).then(|| {
        view! { <li class="rows-item"><p><a href=url::orphans(&process.slug)>{cx.t("orphan-title")}</a></p></li> }
    });
    let row = |queue: Option<Queue>, name: String, href: String| {
        queue.map(
            |queue| view! { <li class="rows-item"><p><a href=href>{name}</a></p>{waiting(cx, &dates, queue)}</li> },
        )
    };
    view! {
        <section class="section" aria-labelledby=id.clone()>
            <p class="kicker"><span class="ref">{process.code.as_str().to_owned()}</span> " " {current_badge(cx, process)}</p>
            <h2 id=id.clone()><a href=url::process(&process.slug) lang=cx.lang(lang)>{title.to_owned()}</a></h2>
            <ul class="rows">
                {row(line.triage, cx.t("desk-triage"), url::triage(&process.slug))}
                {row(line.moderation, cx.t("desk-moderation"), url::moderation(&process.slug))}
                {row(line.commitments, cx.t("desk-commitments"), url::commitments(&process.slug))}
                {orphans}
            </ul>
        </section>
    }
    .into_any()
}

fn waiting(cx: &Cx, dates: &Dates, queue: Queue) -> AnyView {
    let Some(since) = queue.since.filter(|_| queue.count > 0) else {
        return view! { <p class="rows-side small soft">{cx.t("desk-nothing")}</p> }.into_any();
    };
    let count = cx.ta("desk-waiting", &[("count", queue.count.into())]);
    let since = cx.ta("desk-since", &[("date", dates.day(since).into())]);
    view! { <p class="rows-side"><strong>{count}</strong> " " <span class="small soft">{since}</span></p> }.into_any()
}
