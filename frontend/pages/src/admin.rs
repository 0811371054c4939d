//! The administrators' way in, and what their screens share.

use domain::locale::Localized;
use domain::phase;
use domain::process::Process;
use domain::site::SitePage;
use leptos::prelude::*;

use crate::cx::Cx;
use crate::process::phase_title;
use crate::shell::Page;
use crate::ui::{self, Field};
use crate::url;

/// What the first screen of administration shows.
#[derive(Clone, Debug)]
pub struct Dashboard {
    /// The processes that one administers.
    pub processes: Vec<Process>,
    /// One administers the instance, not only processes.
    pub instance: bool,
    /// Jobs that were given up.
    pub dead_jobs: i64,
}

/// `/admin`.
#[must_use]
pub fn page(cx: &Cx, it: &Dashboard) -> String {
    let title = cx.t("admin-title");
    Page::new(title.clone()).unlisted().show(cx, || {
        view! {
            <header class="page-head"><h1>{title}</h1>{it.instance.then(|| view! { <div class="actions">{ui::primary_link(cx.t("admin-new-process"), url::admin_new_process())}</div> })}</header>
            {processes(cx, it)}
            {it.instance.then(|| instance(cx, it))}
        }
        .into_any()
    })
}

fn processes(cx: &Cx, it: &Dashboard) -> AnyView {
    if it.processes.is_empty() {
        return ui::empty(cx.t("admin-no-process"), cx.t("admin-no-process-text"), None);
    }
    let rows = it.processes.iter().map(|process| process_row(cx, process)).collect();
    let head =
        [cx.t("admin-process"), cx.t("admin-code"), cx.t("admin-phase"), cx.t("admin-visible"), cx.t("admin-screens")];
    ui::section("processes", cx.t("admin-processes"), ui::table(cx.t("admin-processes-table"), head.to_vec(), rows))
}

fn process_row(cx: &Cx, process: &Process) -> AnyView {
    let now = phase::current(&process.phases, cx.now).map(|phase| {
        let status = ui::phase_badge(cx, phase.status(cx.now));
        view! { {phase_title(cx, phase)} " " {status} }
    });
    let of = cx.pick(&process.titles);
    let screen = |label: String, href: String| {
        view! { <li><a href=href>{label}<span class="visually-hidden">" " {of.clone()}</span></a></li> }
    };
    view! {
        <tr>
            <th scope="row"><a href=url::process(&process.slug)>{of.clone()}</a></th>
            <td><span class="ref">{process.code.as_str().to_owned()}</span></td>
            <td>{now}</td>
            <td>{if process.published { cx.t("admin-visible-yes") } else { cx.t("admin-visible-no") }}</td>
            <td><ul class="links">
                {screen(cx.t("admin-tab-words"), url::admin_process(&process.slug))}
                {screen(cx.t("admin-tab-phases"), url::admin_phases(&process.slug))}
                {screen(cx.t("admin-tab-people"), url::admin_grants(&process.slug))}
                {screen(cx.t("admin-tab-register"), url::register(&process.slug))}
            </ul></td>
        </tr>
    }
    .into_any()
}

fn instance(cx: &Cx, it: &Dashboard) -> AnyView {
    let line = |href: String, label: String, about: String| {
        view! { <li class="rows-item"><div><a href=href>{label}</a><p class="small soft">{about}</p></div></li> }
            .into_any()
    };
    let mut lines = vec![
        line(url::admin_organisations(), cx.t("admin-organisations"), cx.t("admin-organisations-about")),
        line(url::admin_grants(""), cx.t("admin-grants"), cx.t("admin-grants-about")),
        line(url::admin_accounts(), cx.t("admin-accounts"), cx.t("admin-accounts-about")),
        line(url::admin_jobs(), cx.t("admin-jobs"), cx.ta("admin-jobs-about", &[("count", it.dead_jobs.into())])),
        line(url::admin_acts(), cx.t("admin-acts"), cx.t("admin-acts-about")),
    ];
    lines.extend(SitePage::ALL.iter().map(|page| {
        let about = cx.ta("admin-site-about", &[("address", format!("/{page}").into())]);
        line(crate::site::edit_url(*page), cx.term("site-page", page.as_str()), about)
    }));
    ui::section("instance", cx.t("admin-instance"), view! { <ul class="rows">{lines}</ul> }.into_any())
}

/// The screens of one process, as links.
#[must_use]
pub(crate) fn tabs(cx: &Cx, process: &Process, here: &str) -> AnyView {
    let links = [
        (cx.t("admin-tab-words"), url::admin_process(&process.slug)),
        (cx.t("admin-tab-phases"), url::admin_phases(&process.slug)),
        (cx.t("admin-tab-themes"), url::admin_themes(&process.slug)),
        (cx.t("admin-tab-organisations"), url::admin_parts(&process.slug)),
        (cx.t("admin-tab-people"), url::admin_grants(&process.slug)),
        (cx.t("admin-tab-register"), url::register(&process.slug)),
    ];
    let links = links.map(|(label, href)| {
        let current = (href == here).then_some("page");
        view! { <li><a href=href aria-current=current>{label}</a></li> }
    });
    let label = cx.ta("admin-tabs", &[("process", cx.pick(&process.titles).into())]);
    view! { <nav class="subnav" aria-label=label><ul>{links.into_iter().collect_view()}</ul></nav> }.into_any()
}

/// A page of the administration of a process, in its breadcrumb.
#[must_use]
pub(crate) fn process_page(cx: &Cx, process: &Process, title: &str) -> Page {
    Page::new(title)
        .crumb(cx.t("admin-title"), url::admin())
        .crumb(cx.pick(&process.titles), url::admin_process(&process.slug))
        .unlisted()
}

/// A language, in words when there are some for it.
#[must_use]
pub(crate) fn language(cx: &Cx, lang: &str) -> String {
    match lang {
        "fr" | "en" => cx.term("language", lang),
        other => other.to_owned(),
    }
}

/// A text of one line in each language; the first is owed.
#[must_use]
pub(crate) fn lines(
    cx: &Cx,
    languages: &[String],
    each: impl Fn(&str, String) -> Field,
    texts: &Localized,
    label: &str,
) -> Vec<AnyView> {
    let line = |(index, lang): (usize, &String)| {
        let label = cx
            .ta("admin-in-language", &[("what", label.into()), ("language", language(cx, lang).to_lowercase().into())]);
        let field = each(lang, label).value(texts.exact(lang));
        if index == 0 { field.text(cx) } else { field.optional().text(cx) }
    };
    languages.iter().enumerate().map(line).collect()
}
