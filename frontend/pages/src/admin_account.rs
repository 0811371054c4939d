//! One account, looked up by who runs the instance: closed, or opened again.

use domain::admin::AccountLine;
use domain::field::FieldErrors;
use leptos::prelude::*;

use crate::cx::Cx;
use crate::format::Dates;
use crate::shell::Page;
use crate::ui::{self, Field};
use crate::url;

/// What the screen shows.
#[derive(Clone, Copy, Debug)]
pub struct Accounts<'a> {
    /// The account that was found.
    pub found: Option<&'a AccountLine>,
    /// What was looked for.
    pub who: &'a str,
    /// The reason typed.
    pub reason: &'a str,
    /// What is wrong.
    pub errors: &'a FieldErrors,
}

/// `/admin/accounts`, `/admin/accounts?account={id}`.
#[must_use]
pub fn page(cx: &Cx, it: &Accounts<'_>) -> String {
    let title = cx.t("admin-accounts");
    let page = Page::new(title.clone()).crumb(cx.t("admin-title"), url::admin());
    page.unlisted().invalid(!it.errors.is_empty()).show(cx, || {
        view! {
            {ui::error_summary(cx, "", it.errors, &[])}
            <header class="page-head"><h1>{title}</h1><p class="lead">{cx.t("admin-accounts-about")}</p></header>
            <form class="form" method="post" action="/admin/accounts">
                {Field::new("who", cx.t("admin-account-who")).value(it.who).errors(it.errors).text(cx)}
                <div class="actions">{ui::button(cx.t("admin-account-find"))}</div>
            </form>
            {it.found.map(|line| found(cx, it, line))}
        }
        .into_any()
    })
}

fn found(cx: &Cx, it: &Accounts<'_>, line: &AccountLine) -> AnyView {
    let dates = Dates::of_site(cx);
    let confirmed =
        line.confirmed_at.map_or_else(|| cx.t("admin-account-unconfirmed").into_any(), |at| dates.moment_view(at));
    let closed = line.closed_at.map(|at| ui::fact(cx.t("admin-account-closed"), dates.moment_view(at)));
    let facts = vec![
        ui::fact(cx.t("admin-account-email"), line.email.clone().into_any()),
        ui::fact(cx.t("admin-account-created"), dates.moment_view(line.created_at)),
        ui::fact(cx.t("admin-account-confirmed"), confirmed),
        ui::fact(cx.t("admin-account-sessions"), line.sessions.to_string().into_any()),
        ui::fact(cx.t("admin-account-rights"), line.rights.to_string().into_any()),
    ];
    let facts = facts.into_iter().chain(closed).collect();
    let body = view! { {ui::facts(facts)} {if line.own { own(cx) } else { form(cx, it, line) }} };
    ui::section("account", line.name.clone(), body.into_any())
}

fn own(cx: &Cx) -> AnyView {
    view! { <p>{cx.t("admin-account-own")}</p> }.into_any()
}

fn form(cx: &Cx, it: &Accounts<'_>, line: &AccountLine) -> AnyView {
    let (verb, note, label) = match line.closed_at {
        None => ("close", cx.t("admin-account-close-note"), cx.t("admin-account-close")),
        Some(_) => ("reopen", cx.t("admin-account-reopen-note"), cx.t("admin-account-reopen")),
    };
    view! {
        <form class="form" method="post" action=format!("{}/{}/{verb}", url::admin_accounts(), line.id)>
            {Field::new("reason", cx.t("admin-account-reason")).hint(cx.t("admin-account-reason-hint")).value(it.reason).errors(it.errors).area(cx, 4)}
            <div class="submit-bar"><p class="submit-note">{note}</p><div class="actions">{ui::primary_button(label)}</div></div>
        </form>
    }
    .into_any()
}
