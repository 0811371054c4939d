//! The form of a process: what it is called, what it promises, its rules, and
//! whether everyone sees it.

use domain::field::FieldErrors;
use domain::locale::Localized;
use domain::process::{CHARTER_MOST, PROMISE_MOST, Process, REASON_LENGTH, SUMMARY_MOST};
use leptos::prelude::*;

use crate::admin::{language, process_page, tabs};
use crate::cx::Cx;
use crate::shell::Page;
use crate::ui::{self, Field, Opt};
use crate::url;

/// What was typed. Texts are posted as `titles.fr`, `charters.en`…
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// Its place in URLs (only when it is new).
    pub slug: String,
    /// The beginning of its references.
    pub code: String,
    /// The language in which it is conducted.
    pub lang: String,
    /// IANA name of its time zone.
    pub time_zone: String,
    /// The languages of its texts, its own first.
    pub languages: Vec<String>,
    /// Everyone can see it.
    pub published: bool,
    /// It is a demonstration.
    pub fictional: bool,
    /// Why it changes.
    pub reason: String,
    /// Its name.
    pub titles: Localized,
    /// One or two sentences.
    pub summaries: Localized,
    /// The promise.
    pub promises: Localized,
    /// The rules.
    pub charters: Localized,
    /// What is wrong.
    pub errors: FieldErrors,
}

/// `/admin/processes/new`.
#[must_use]
pub fn new(cx: &Cx, typed: &Typed) -> String {
    let title = cx.t("admin-new-process");
    let page = Page::new(title.clone()).crumb(cx.t("admin-title"), url::admin()).narrow().unlisted();
    page.invalid(!typed.errors.is_empty()).show(cx, || {
        let slug = Field::new("slug", cx.t("admin-slug")).hint(cx.t("admin-slug-hint")).example(cx.t("admin-slug-example"));
        view! {
            <header class="page-head"><h1>{title}</h1><p class="lead">{cx.t("admin-new-process-lead")}</p></header>
            {ui::error_summary(cx, "", &typed.errors, &[])}
            <form class="form" method="post" action=url::admin_new_process()>
                {slug.value(&typed.slug).errors(&typed.errors).text(cx)}
                {fields(cx, typed)}
                <div class="submit-bar"><p class="submit-note">{cx.t("admin-process-note")}</p><div class="actions">{ui::primary_button(cx.t("admin-create"))}</div></div>
            </form>
        }
        .into_any()
    })
}

/// `/admin/processes/{slug}`.
#[must_use]
pub fn edit(cx: &Cx, process: &Process, typed: &Typed) -> String {
    let here = url::admin_process(&process.slug);
    let title = cx.pick(&process.titles);
    let page = Page::new(title.clone()).crumb(cx.t("admin-title"), url::admin()).narrow().unlisted();
    page.invalid(!typed.errors.is_empty()).show(cx, || {
        view! {
            <header class="page-head"><p class="kicker"><span class="ref">{process.code.as_str().to_owned()}</span></p><h1>{title}</h1></header>
            {tabs(cx, process, &here)}
            {ui::error_summary(cx, "", &typed.errors, &[])}
            <form class="form" method="post" action=here.clone()>
                {fields(cx, typed)}
                {reason(cx, typed)}
                <div class="submit-bar"><p class="submit-note">{cx.t("admin-process-note")}</p><div class="actions">{ui::primary_button(cx.t("admin-save"))}</div></div>
            </form>
        }
        .into_any()
    })
}

fn fields(cx: &Cx, typed: &Typed) -> AnyView {
    let field = |name: &str, label: String| Field::new(name, label).errors(&typed.errors);
    let mut known = vec!["fr".to_owned(), "en".to_owned()];
    known.extend(typed.languages.iter().filter(|lang| !["fr", "en"].contains(&lang.as_str())).cloned());
    let langs = known.iter().map(|lang| Opt::new(lang.clone(), language(cx, lang))).collect();
    let texts: Vec<AnyView> =
        typed.languages.iter().enumerate().map(|(index, lang)| texts(cx, typed, lang, index == 0)).collect();
    let ticked = |yes: bool| if yes { "yes" } else { "" };
    view! {
        {field("code", cx.t("admin-code")).hint(cx.t("admin-code-hint")).example("PAN29").short().value(&typed.code).text(cx)}
        {field("lang", cx.t("admin-lang")).value(&typed.lang).select(cx, None, langs)}
        {field("time_zone", cx.t("admin-zone")).hint(cx.t("admin-zone-hint")).example("Europe/Paris").value(&typed.time_zone).text(cx)}
        {texts}
        {field("published", cx.t("admin-published")).hint(cx.t("admin-published-hint")).optional().value(ticked(typed.published)).checkbox(cx, "yes")}
        {field("fictional", cx.t("admin-fictional")).optional().value(ticked(typed.fictional)).checkbox(cx, "yes")}
    }
    .into_any()
}

/// Everything that is written in one language.
fn texts(cx: &Cx, typed: &Typed, lang: &str, first: bool) -> AnyView {
    let field = |name: &str, label: String| Field::new(format!("{name}.{lang}"), label).errors(&typed.errors);
    let title = field("titles", cx.t("admin-process-title")).value(typed.titles.exact(lang));
    let title = if first { title } else { title.optional() };
    view! {
        <fieldset class="field">
            <legend>{language(cx, lang)}</legend>
            {title.text(cx)}
            {field("summaries", cx.t("admin-summary")).hint(cx.t("admin-summary-hint")).limit(SUMMARY_MOST).optional().value(typed.summaries.exact(lang)).area(cx, 3)}
            {field("promises", cx.t("admin-promise")).hint(cx.t("admin-promise-hint")).limit(PROMISE_MOST).optional().value(typed.promises.exact(lang)).area(cx, 10)}
            {field("charters", cx.t("admin-charter")).hint(cx.t("admin-charter-hint")).limit(CHARTER_MOST).optional().value(typed.charters.exact(lang)).area(cx, 10)}
        </fieldset>
    }
    .into_any()
}

fn reason(cx: &Cx, typed: &Typed) -> AnyView {
    let field =
        Field::new("reason", cx.t("admin-reason")).hint(cx.t("admin-words-reason-hint")).limit(*REASON_LENGTH.end());
    field.optional().value(&typed.reason).errors(&typed.errors).area(cx, 3)
}

/// The head of the other screens of a process.
#[must_use]
pub(crate) fn screen(
    cx: &Cx,
    process: &Process,
    title: String,
    here: &str,
    invalid: bool,
    body: impl FnOnce() -> AnyView,
) -> String {
    process_page(cx, process, &title).invalid(invalid).show(cx, || {
        view! {
            <header class="page-head"><p class="kicker"><span class="ref">{process.code.as_str().to_owned()}</span> " " {cx.pick(&process.titles)}</p><h1>{title}</h1></header>
            {tabs(cx, process, here)}
            {body()}
        }
        .into_any()
    })
}
