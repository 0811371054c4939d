//! People and their rights: given by address, taken back at once.

use domain::admin::GrantLine;
use domain::field::FieldErrors;
use domain::organisation::Organisation;
use domain::paging::Paged;
use domain::policy::Role;
use domain::process::Process;
use leptos::prelude::*;

use crate::admin_process::screen;
use crate::cx::Cx;
use crate::format::Dates;
use crate::shell::Page;
use crate::ui::{self, Field, Opt};
use crate::url;

/// Roles that are given.
const ROLES: [Role; 6] = [Role::Delegate, Role::Instructor, Role::Owner, Role::Moderator, Role::Guarantor, Role::Admin];

/// A right as typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The address of an account.
    pub email: String,
    /// The role, by code.
    pub role: String,
    /// The process it is limited to, by slug.
    pub process: String,
    /// The organisation it is held in, by slug.
    pub organisation: String,
    /// The last day.
    pub until: String,
    /// What is wrong.
    pub errors: FieldErrors,
}

/// What the screen shows.
#[derive(Clone, Debug)]
pub struct Grants<'a> {
    /// The rights.
    pub lines: &'a Paged<GrantLine>,
    /// Those of one process alone.
    pub process: Option<&'a Process>,
    /// The processes in which a right may be given.
    pub processes: &'a [Process],
    /// The organisations in which a right may be held.
    pub organisations: &'a [Organisation],
    /// Those that no longer hold are shown too.
    pub ended: bool,
    /// Where the page before ended.
    pub after: Option<&'a str>,
}

/// `/admin/grants`, or `/admin/grants?process={slug}`.
#[must_use]
pub fn page(cx: &Cx, it: &Grants<'_>, typed: &Typed) -> String {
    let title = cx.t("admin-grants");
    let invalid = !typed.errors.is_empty();
    match it.process {
        Some(process) => screen(cx, process, cx.t("admin-tab-people"), &url::admin_grants(&process.slug), invalid, || body(cx, it, typed)),
        None => Page::new(title.clone()).crumb(cx.t("admin-title"), url::admin()).unlisted().invalid(invalid).show(cx, || {
            view! { <header class="page-head"><h1>{title}</h1><p class="lead">{cx.t("admin-grants-about")}</p></header> {body(cx, it, typed)} }.into_any()
        }),
    }
}

fn body(cx: &Cx, it: &Grants<'_>, typed: &Typed) -> AnyView {
    view! { {filter(cx, it)} {list(cx, it)} {ui::section("add", cx.t("admin-grant-new"), add(cx, it, typed))} }
        .into_any()
}

fn filter(cx: &Cx, it: &Grants<'_>) -> AnyView {
    let slug = it.process.map_or("", |process| process.slug.as_str());
    let ended = if it.ended { "" } else { "yes" };
    let label = if it.ended { cx.t("admin-grants-live") } else { cx.t("admin-grants-ended") };
    view! { <p><a href=url::query("/admin/grants", &[("process", slug), ("ended", ended)])>{label}</a></p> }.into_any()
}

fn list(cx: &Cx, it: &Grants<'_>) -> AnyView {
    if it.lines.items.is_empty() {
        return ui::empty(cx.t("admin-no-grant"), cx.t("admin-no-grant-text"), None);
    }
    let dates = it.process.map_or_else(|| Dates::of_site(cx), |process| Dates::of(cx, process));
    let rows = it.lines.items.iter().map(|line| row(cx, &dates, line)).collect();
    let head = [
        cx.t("admin-person"),
        cx.t("admin-role"),
        cx.t("admin-process"),
        cx.t("admin-organisation"),
        cx.t("admin-since"),
        cx.t("admin-until"),
        cx.t("admin-screens"),
    ];
    let slug = it.process.map_or("", |process| process.slug.as_str());
    let query = [("process", slug), ("ended", if it.ended { "yes" } else { "" })];
    view! {
        {ui::table(cx.t("admin-grants-table"), head.to_vec(), rows)}
        {ui::pager(cx, "/admin/grants", &query, it.after, it.lines.next.as_deref())}
    }
    .into_any()
}

fn row(cx: &Cx, dates: &Dates, line: &GrantLine) -> AnyView {
    let by = line.granted_by.clone().unwrap_or_else(|| cx.t("admin-by-system"));
    let end = match (line.revoked_at, line.until) {
        (Some(at), _) => view! { {cx.t("admin-revoked")} " " {dates.day_view(at)} }.into_any(),
        (None, Some(until)) => dates.until_view(until),
        (None, None) => cx.t("admin-no-end").into_any(),
    };
    let holds = line.revoked_at.is_none() && line.until.is_none_or(|until| until > cx.now);
    view! {
        <tr>
            <th scope="row">{line.name.clone()} <br/> <span class="small soft">{line.email.clone()}</span></th>
            <td>{cx.term("role", line.role.as_str())}</td>
            <td>{line.process.as_ref().map_or_else(|| cx.t("admin-everywhere"), |(_, titles)| cx.pick(titles))}</td>
            <td>{line.organisation.as_ref().map(|(_, name)| name.clone())}</td>
            <td>{dates.day_view(line.granted_at)} <br/> <span class="small soft">{cx.ta("admin-given-by", &[("name", by.into())])}</span></td>
            <td>{end}</td>
            <td>{holds.then(|| revoke(cx, line))}</td>
        </tr>
    }
    .into_any()
}

fn revoke(cx: &Cx, line: &GrantLine) -> AnyView {
    let whose = cx.ta(
        "admin-revoke-whose",
        &[("role", cx.term("role", line.role.as_str()).into()), ("name", line.name.as_str().into())],
    );
    view! {
        <form class="inline-form" method="post" action=format!("/admin/grants/{}/revoke", line.id)>
            {line.process.as_ref().map(|(slug, _)| ui::hidden("process", slug))}
            <button class="button button--plain">{cx.t("admin-revoke")}<span class="visually-hidden">" " {whose}</span></button>
        </form>
    }
    .into_any()
}

fn add(cx: &Cx, it: &Grants<'_>, typed: &Typed) -> AnyView {
    let field = |name: &str, label: String| Field::new(name, label).errors(&typed.errors);
    let roles = ROLES.iter().map(|role| Opt::new(role.as_str(), cx.term("role", role.as_str()))).collect();
    let organisations = it.organisations.iter().map(|one| Opt::new(one.slug.clone(), one.name.clone())).collect();
    let process = match it.process {
        Some(process) => ui::hidden("process", &process.slug),
        None => {
            let processes = it.processes.iter().map(|one| Opt::new(one.slug.clone(), cx.pick(&one.titles))).collect();
            field("process", cx.t("admin-process"))
                .hint(cx.t("admin-grant-process-hint"))
                .optional()
                .value(&typed.process)
                .select(cx, Some(cx.t("admin-everywhere")), processes)
        }
    };
    view! {
        {ui::error_summary(cx, "", &typed.errors, &[])}
        <form class="form" method="post" action="/admin/grants">
            {field("email", cx.t("admin-email")).kind("email").hint(cx.t("admin-email-hint")).value(&typed.email).text(cx)}
            {field("role", cx.t("admin-role")).value(&typed.role).select(cx, Some(cx.t("ui-choose")), roles)}
            {process}
            {field("organisation", cx.t("admin-organisation")).hint(cx.t("admin-grant-organisation-hint")).optional().value(&typed.organisation).select(cx, Some(cx.t("admin-none")), organisations)}
            {field("until", cx.t("admin-until")).kind("date").short().hint(cx.t("admin-until-hint")).optional().value(&typed.until).text(cx)}
            <div class="submit-bar"><p class="submit-note">{cx.t("admin-grant-note")}</p><div class="actions">{ui::primary_button(cx.t("admin-grant-add"))}</div></div>
        </form>
    }
    .into_any()
}
