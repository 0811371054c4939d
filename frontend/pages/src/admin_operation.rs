//! What an operator watches: jobs that failed, and the register of staff acts,
//! of which the part about a process is public.

use domain::admin::{ActKind, ActLine, Gone, JobLine};
use domain::paging::Paged;
use domain::process::Process;
use leptos::prelude::*;

use crate::cx::Cx;
use crate::format::Dates;
use crate::shell::Page;
use crate::ui::{self, Field, Opt};
use crate::url;

/// `/admin/jobs`.
#[must_use]
pub fn jobs(cx: &Cx, jobs: &[JobLine]) -> String {
    let title = cx.t("admin-jobs");
    Page::new(title.clone()).crumb(cx.t("admin-title"), url::admin()).unlisted().show(cx, || {
        let list = if jobs.is_empty() {
            ui::empty(cx.t("admin-no-job"), cx.t("admin-no-job-text"), None)
        } else {
            let dates = Dates::of_site(cx);
            let rows = jobs.iter().map(|job| job_row(cx, &dates, job)).collect();
            let head = [cx.t("admin-job"), cx.t("admin-job-asked"), cx.t("admin-job-attempts"), cx.t("admin-job-next"), cx.t("admin-job-error"), cx.t("admin-screens")];
            ui::table(cx.t("admin-jobs-table"), head.to_vec(), rows)
        };
        view! { <header class="page-head"><h1>{title}</h1><p class="lead">{cx.t("admin-jobs-lead")}</p></header> {list} }.into_any()
    })
}

fn job_row(cx: &Cx, dates: &Dates, job: &JobLine) -> AnyView {
    let next = if job.dead { cx.t("admin-job-dead").into_any() } else { dates.moment_view(job.run_at) };
    let class = job.dead.then_some("is-late");
    let kind = job.kind.clone();
    view! {
        <tr>
            <th scope="row"><code>{kind.clone()}</code></th>
            <td>{dates.moment_view(job.created_at)}</td>
            <td class="num">{cx.number(i64::from(job.attempts))}</td>
            <td class=class>{next}</td>
            <td><code>{job.last_error.clone()}</code></td>
            <td><form method="post" action=format!("/admin/jobs/{}/retry", job.id)><button class="button">{cx.t("admin-job-retry")}<span class="visually-hidden">" " {kind}</span></button></form></td>
        </tr>
    }
    .into_any()
}

/// `/admin/acts`: all acts, with names.
#[must_use]
pub fn acts(cx: &Cx, acts: &Paged<ActLine>, after: Option<&str>) -> String {
    let title = cx.t("admin-acts");
    Page::new(title.clone()).crumb(cx.t("admin-title"), url::admin()).unlisted().show(cx, || {
        view! {
            <header class="page-head"><h1>{title}</h1><p class="lead">{cx.t("admin-acts-about")}</p></header>
            {list(cx, &Dates::of_site(cx), acts)}
            {ui::pager(cx, &url::admin_acts(), &[], after, acts.next.as_deref())}
        }
        .into_any()
    })
}

/// The public register of a process.
#[derive(Clone, Copy, Debug)]
pub struct Register<'a> {
    /// Of which.
    pub process: &'a Process,
    /// A page of acts.
    pub acts: &'a Paged<ActLine>,
    /// Of one kind only.
    pub kind: Option<ActKind>,
    /// Where the page begins.
    pub after: Option<&'a str>,
    /// How much can no longer be read; on the first page alone.
    pub gone: Option<Gone>,
}

/// `/processes/{slug}/register`.
#[must_use]
pub fn register(cx: &Cx, it: &Register<'_>) -> String {
    let (process, title) = (it.process, cx.t("register-title"));
    let here = url::register(&process.slug);
    let page = Page::new(cx.ta("register-of", &[("process", cx.pick(&process.titles).into())])).here(title.clone());
    let page = if process.published && it.kind.is_none() && it.after.is_none() { page } else { page.unlisted() };
    page.crumb(cx.pick(&process.titles), url::process(&process.slug)).show(cx, || {
        let kind = it.kind.map_or("", ActKind::as_str);
        view! {
            <header class="page-head"><p class="kicker"><span class="ref">{process.code.as_str().to_owned()}</span> " " {cx.pick(&process.titles)}</p><h1>{title}</h1><p class="lead">{cx.t("register-lead")}</p></header>
            {cx.frozen.is_none().then(|| filter(cx, &here, kind))}
            {list(cx, &Dates::of(cx, process), it.acts)}
            {ui::pager(cx, &here, &[("kind", kind)], it.after, it.acts.next.as_deref())}
            {it.gone.map(|it| ui::section("gone", cx.t("register-gone"), gone(cx, it)))}
            {ui::section("data", cx.t("process-data"), data(cx, &here))}
        }
        .into_any()
    })
}

fn filter(cx: &Cx, here: &str, kind: &str) -> AnyView {
    let options = ActKind::ALL.iter().map(|kind| Opt::new(kind.as_str(), cx.term("act-kind", kind.as_str()))).collect();
    view! {
        <form class="filters" method="get" action=here.to_owned() aria-label=cx.t("register-filter-label")>
            {Field::new("kind", cx.t("register-kind")).plain().value(kind).select(cx, Some(cx.t("register-all")), options)}
            <div class="actions">{ui::button(cx.t("list-filter"))}</div>
        </form>
    }
    .into_any()
}

/// What can no longer be read, by reason.
fn gone(cx: &Cx, it: Gone) -> AnyView {
    let fact =
        |label: String, count: u64| ui::fact(label, cx.number(i64::try_from(count).unwrap_or(i64::MAX)).into_any());
    ui::facts(vec![
        fact(cx.t("register-gone-erased"), it.erased),
        fact(cx.t("register-gone-account"), it.with_account),
        fact(cx.t("register-gone-hidden"), it.hidden),
        fact(cx.t("register-gone-withdrawn"), it.withdrawn),
    ])
}

fn data(cx: &Cx, here: &str) -> AnyView {
    view! {
        <p>{cx.t("register-names")}</p>
        <ul class="links">
            <li><a href=format!("{here}.csv") download>{cx.t("register-csv")}</a></li>
            <li><a href=format!("{here}.json")>{cx.t("register-json")}</a></li>
        </ul>
    }
    .into_any()
}

fn list(cx: &Cx, dates: &Dates, acts: &Paged<ActLine>) -> AnyView {
    if acts.items.is_empty() {
        return ui::empty(cx.t("register-empty"), cx.t("register-empty-text"), None);
    }
    let lines: Vec<AnyView> = acts.items.iter().map(|act| line(cx, dates, act)).collect();
    view! { <ul class="rows" aria-label=cx.t("register-list")>{lines}</ul> }.into_any()
}

/// One act: what and on what, then when and by whom, then why.
fn line(cx: &Cx, dates: &Dates, act: &ActLine) -> AnyView {
    let organisation = act.organisation.clone().map(|name| view! { " " <span>{name}</span> });
    let about = act
        .about
        .clone()
        .map(|name| view! { " " <span class="soft">{cx.ta("register-about", &[("name", name.into())])}</span> });
    let name = act.name.clone().map(|name| view! { " " <span>{name}</span> });
    view! {
        <li class="register-act">
            <p><strong>{action(cx, &act.action)}</strong> " " {subject(cx, act)} {on(cx, act)} {about}</p>
            <p class="byline"><span>{dates.moment_view(act.at)}</span> " " <span>{role(cx, &act.role)}</span> {organisation} {name}</p>
            {reason(cx, act)}
        </li>
    }
    .into_any()
}

/// « sur PAN27-P1, version 2 », when the subject does not say it.
fn on(cx: &Cx, act: &ActLine) -> Option<AnyView> {
    let (reference, version) = act.on.as_ref()?;
    let args = [("reference", reference.as_str().into()), ("version", (*version).into())];
    let said = if *reference == act.subject { cx.ta("register-version", &args) } else { cx.ta("register-on", &args) };
    Some(view! { " " <span class="soft">{said}</span> }.into_any())
}

/// A short reason is read at once; a long one, an answer for instance, is folded.
fn reason(cx: &Cx, act: &ActLine) -> AnyView {
    const SHORT: usize = 280;
    if act.reason.is_empty() {
        return ().into_any();
    }
    let words = view! { <blockquote class="quote">{ui::prose(cx, &act.reason, "")}</blockquote> };
    if act.reason.as_str().len() <= SHORT {
        return words.into_any();
    }
    view! { <details class="disclosure"><summary>{cx.t("register-why")}</summary>{words}</details> }.into_any()
}

/// The acts that have words, by their codes with `_` for the dot. One without
/// is shown by its code, so that nothing is left out of the register.
pub(crate) const ACTIONS: &[&str] = &[
    "process_create",
    "process_change",
    "process_publish",
    "process_unpublish",
    "process_organisation",
    "phase_create",
    "phase_plan",
    "phase_dates",
    "phase_change",
    "phase_reopen",
    "phase_remove",
    "phase_close",
    "theme_create",
    "theme_change",
    "theme_remove",
    "organisation_create",
    "organisation_change",
    "grant_add",
    "grant_until",
    "grant_revoke",
    "account_close",
    "account_reopen",
    "account_erase",
    "site_edit",
    "job_retry",
    "proposal_admissibility",
    "proposal_answer",
    "moderation_visibility",
    "moderation_dismiss",
    "commitment_draft",
    "commitment_edit",
    "commitment_publish",
    "commitment_adopt",
    "process_import",
    "import_decision",
];

/// An act, in words.
pub(crate) fn action(cx: &Cx, code: &str) -> String {
    let id = code.replace('.', "_");
    if ACTIONS.contains(&id.as_str()) { cx.term("act", &id) } else { code.to_owned() }
}

/// The role in which it was done.
pub(crate) fn role(cx: &Cx, code: &str) -> String {
    match code {
        "system" => cx.t("register-system"),
        code if domain::policy::Role::parse(code).is_some() => cx.term("role", code),
        other => other.to_owned(),
    }
}

/// A reference leads to what it names; a right and a phase are said in words.
fn subject(cx: &Cx, act: &ActLine) -> AnyView {
    if let Some((reference, _)) = domain::reference::Reference::parse(&act.subject) {
        let text = view! { <span class="ref">{act.subject.clone()}</span> };
        return match url::of(&reference) {
            Some(href) => view! { <a href=href>{text}</a> }.into_any(),
            None => text.into_any(),
        };
    }
    subject_words(cx, &act.action, &act.subject).into_any()
}

/// What an act is about, in words.
pub(crate) fn subject_words(cx: &Cx, action: &str, subject: &str) -> String {
    let (first, rest) = subject.split_once(['@', '/']).unwrap_or((subject, ""));
    match action.split('.').next() {
        Some("grant") if domain::policy::Role::parse(first).is_some() => {
            let role = cx.term("role", first);
            if rest.is_empty() { role } else { format!("{role} ({rest})") }
        }
        Some("phase") if domain::phase::PhaseKind::parse(rest).is_some() => cx.term("phase", rest),
        // Whose it is, only administrators are told.
        Some("account") => String::new(),
        _ => subject.to_owned(),
    }
}
