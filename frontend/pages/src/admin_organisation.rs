//! The organisations of the instance: a list, and the form of each.

use domain::field::FieldErrors;
use domain::organisation::{Organisation, OrganisationKind, SUMMARY_MOST};
use leptos::prelude::*;

use crate::cx::Cx;
use crate::shell::Page;
use crate::ui::{self, Field, Opt};
use crate::url;

/// An organisation as typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// Its place in URLs and forms (only when it is new).
    pub slug: String,
    /// Its name.
    pub name: String,
    /// What it is, by code.
    pub kind: String,
    /// One sentence on it.
    pub summary: String,
    /// What is wrong.
    pub errors: FieldErrors,
}

/// `/admin/organisations`.
#[must_use]
pub fn list(cx: &Cx, all: &[Organisation], typed: &Typed) -> String {
    let title = cx.t("admin-organisations");
    let page = Page::new(title.clone()).crumb(cx.t("admin-title"), url::admin()).unlisted();
    page.invalid(!typed.errors.is_empty()).show(cx, || {
        let rows = all.iter().map(|it| row(cx, it)).collect::<Vec<_>>();
        let list = if rows.is_empty() {
            ui::empty(cx.t("admin-no-organisation"), cx.t("admin-no-organisation-text"), None)
        } else {
            let head = [cx.t("admin-organisation"), cx.t("admin-slug"), cx.t("admin-organisation-kind"), cx.t("admin-organisation-summary")];
            ui::table(cx.t("admin-organisations-table"), head.to_vec(), rows)
        };
        let add = view! {
            {ui::error_summary(cx, "", &typed.errors, &[])}
            <form class="form" method="post" action=url::admin_organisations()>
                {fields(cx, typed)}
                {Field::new("slug", cx.t("admin-slug")).hint(cx.t("admin-organisation-slug-hint")).value(&typed.slug).errors(&typed.errors).text(cx)}
                <div class="actions">{ui::primary_button(cx.t("admin-organisation-add"))}</div>
            </form>
        };
        view! {
            <header class="page-head"><h1>{title}</h1><p class="lead">{cx.t("admin-organisations-about")}</p></header>
            {list}
            {ui::section("add", cx.t("admin-organisation-new"), add.into_any())}
        }
        .into_any()
    })
}

fn row(cx: &Cx, it: &Organisation) -> AnyView {
    view! {
        <tr>
            <th scope="row"><a href=url::admin_organisation(&it.slug)>{it.name.clone()}</a></th>
            <td>{it.slug.clone()}</td>
            <td>{cx.term("author-kind", it.kind.as_str())}</td>
            <td>{it.summary.clone()}</td>
        </tr>
    }
    .into_any()
}

/// `/admin/organisations/{slug}`.
#[must_use]
pub fn edit(cx: &Cx, it: &Organisation, typed: &Typed) -> String {
    let page = Page::new(it.name.clone())
        .crumb(cx.t("admin-title"), url::admin())
        .crumb(cx.t("admin-organisations"), url::admin_organisations());
    page.narrow().unlisted().invalid(!typed.errors.is_empty()).show(cx, || {
        view! {
            <header class="page-head"><h1>{it.name.clone()}</h1><p class="lead">{cx.t("admin-organisation-lead")}</p></header>
            {ui::error_summary(cx, "", &typed.errors, &[])}
            <form class="form" method="post" action=url::admin_organisation(&it.slug)>
                {fields(cx, typed)}
                <div class="actions">{ui::primary_button(cx.t("admin-save"))}</div>
            </form>
        }
        .into_any()
    })
}

fn fields(cx: &Cx, typed: &Typed) -> AnyView {
    let field = |name: &str, label: String| Field::new(name, label).errors(&typed.errors);
    let kinds =
        OrganisationKind::ALL.iter().map(|it| Opt::new(it.as_str(), cx.term("author-kind", it.as_str()))).collect();
    view! {
        {field("name", cx.t("admin-organisation-name")).subject(cx.t("admin-the-organisation-name")).value(&typed.name).text(cx)}
        {field("kind", cx.t("admin-organisation-kind")).value(&typed.kind).radios(cx, kinds)}
        {field("summary", cx.t("admin-organisation-summary")).limit(SUMMARY_MOST).optional().value(&typed.summary).area(cx, 3)}
    }
    .into_any()
}
