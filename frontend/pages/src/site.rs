//! Pages that the operator writes: legal notice, personal data, terms,
//! accessibility, contact; and the form that changes them.

use domain::field::FieldErrors;
use domain::site::{SitePage, SiteText};
use leptos::prelude::*;

use crate::cx::Cx;
use crate::format::Dates;
use crate::shell::Page;
use crate::ui::{self, Field};

/// `/legal`, `/privacy`, `/terms`, `/accessibility`, `/contact`.
#[must_use]
pub fn page(cx: &Cx, it: &SiteText, can_edit: bool) -> String {
    Page::new(it.title.clone()).narrow().show(cx, || {
        let edit = can_edit
            .then(|| view! { <div class="actions">{ui::link_button(cx.t("site-edit"), edit_url(it.page))}</div> });
        let updated = it
            .updated_at
            .map(|at| view! { <p class="small soft">{cx.t("site-updated")} " " {Dates::of_site(cx).day_view(at)}</p> });
        view! {
            <header class="page-head"><h1 lang=cx.lang(&it.lang)>{it.title.clone()}</h1>{edit}</header>
            {ui::prose(cx, &it.body, &it.lang)}
            {updated}
        }
        .into_any()
    })
}

/// Where a page is changed (GET and POST).
#[must_use]
pub fn edit_url(page: SitePage) -> String {
    format!("/admin/pages/{page}")
}

/// A page in one language, as typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// Its title.
    pub title: String,
    /// Its words, in Markdown.
    pub source: String,
}

/// The form: `title_fr`, `source_fr`, `title_en`, `source_en`.
#[must_use]
pub fn edit(cx: &Cx, page: SitePage, fr: &Typed, en: &Typed, errors: &FieldErrors) -> String {
    let title = cx.t("site-edit");
    Page::new(title.clone()).crumb(cx.term("site-page", page.as_str()), format!("/{page}")).narrow().unlisted().invalid(!errors.is_empty()).show(cx, || {
        view! {
            {ui::error_summary(cx, "", errors, &[])}
            <header class="page-head"><h1>{title}</h1><p class="lead">{cx.term("site-page", page.as_str())}</p></header>
            <form class="form" method="post" action=edit_url(page)>
                {language(cx, "fr", fr, errors)}
                {language(cx, "en", en, errors)}
                <div class="submit-bar"><p class="submit-note">{cx.t("site-note")}</p><div class="actions">{ui::primary_button(cx.t("site-save"))}</div></div>
            </form>
        }
        .into_any()
    })
}

fn language(cx: &Cx, lang: &str, typed: &Typed, errors: &FieldErrors) -> AnyView {
    let field = |name: &str, label: String| Field::new(format!("{name}_{lang}"), label).errors(errors);
    view! {
        <fieldset class="field">
            <legend>{cx.term("language", lang)}</legend>
            {field("title", cx.t("site-title")).value(&typed.title).text(cx)}
            {field("source", cx.t("site-source")).hint(cx.t("site-source-hint")).value(&typed.source).area(cx, 20)}
        </fieldset>
    }
    .into_any()
}
