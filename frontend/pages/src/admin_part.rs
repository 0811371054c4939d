//! The lists of a process: its themes, and the organisations that take part.

use domain::field::FieldErrors;
use domain::locale::Localized;
use domain::organisation::{Organisation, Part};
use domain::process::{Process, Theme};
use leptos::prelude::*;

use crate::admin::lines;
use crate::admin_process::screen;
use crate::cx::Cx;
use crate::ui::{self, Field, Opt};
use crate::url;

/// A theme as typed.
#[derive(Clone, Debug, Default)]
pub struct ThemeTyped {
    /// Its place in URLs and forms.
    pub slug: String,
    /// Its name.
    pub titles: Localized,
    /// What is wrong.
    pub errors: FieldErrors,
}

/// `/admin/processes/{slug}/themes`: themes to rename or take out, and a form
/// for one more. What was refused is shown where it was typed.
#[must_use]
pub fn themes(cx: &Cx, process: &Process, languages: &[String], refused: &ThemeTyped) -> String {
    let here = url::admin_themes(&process.slug);
    let invalid = !refused.errors.is_empty();
    screen(cx, process, cx.t("admin-tab-themes"), &here, invalid, || {
        let known = process.themes.iter().any(|theme| theme.slug == refused.slug);
        let form = if known { format!("theme-{}", refused.slug) } else { String::new() };
        let empty = ThemeTyped::default();
        let new = if known { &empty } else { refused };
        let add = view! {
            <form class="form" method="post" action=here.clone()>
                {Field::new("slug", cx.t("admin-slug")).hint(cx.t("admin-theme-slug-hint")).value(&new.slug).errors(&new.errors).text(cx)}
                {titles(cx, languages, "", &new.titles, &new.errors)}
                <div class="actions">{ui::primary_button(cx.t("admin-theme-add"))}</div>
            </form>
        };
        let list =
            process.themes.iter().map(|theme| theme_item(cx, process, languages, theme, refused)).collect::<Vec<_>>();
        let list = if list.is_empty() {
            ui::empty(cx.t("admin-no-theme"), cx.t("admin-no-theme-text"), None)
        } else {
            view! { <ul class="rows">{list}</ul> }.into_any()
        };
        view! { {ui::error_summary(cx, &form, &refused.errors, &[])} {list} {ui::section("add", cx.t("admin-theme-new"), add.into_any())} }.into_any()
    })
}

fn titles(cx: &Cx, languages: &[String], form: &str, titles: &Localized, errors: &FieldErrors) -> Vec<AnyView> {
    let field = |lang: &str, label: String| Field::new(format!("titles.{lang}"), label).within(form).errors(errors);
    lines(cx, languages, field, titles, &cx.t("admin-theme-title"))
}

fn theme_item(cx: &Cx, process: &Process, languages: &[String], theme: &Theme, refused: &ThemeTyped) -> AnyView {
    let mine = refused.slug == theme.slug && !refused.errors.is_empty();
    let none = FieldErrors::default();
    let (words, errors) = if mine { (&refused.titles, &refused.errors) } else { (&theme.titles, &none) };
    let form = format!("theme-{}", theme.slug);
    let removal = format!("{}/{}/remove", url::admin_themes(&process.slug), url::encode(&theme.slug));
    let name = cx.pick(&theme.titles);
    let fixed = errors.of("slug").map(|problem| {
        let text = crate::message::problem_message(cx, &cx.t("admin-this-theme"), problem);
        view! { <p class="field-error" id=format!("{form}-slug")>{text}</p> }
    });
    view! {
        <li class="rows-item">
            <div>
                <strong>{name.clone()}</strong> " " <span class="soft">{theme.slug.clone()}</span>
                {fixed}
                <details class="disclosure" open=mine><summary>{cx.t("admin-rename")}<span class="visually-hidden">" " {name.clone()}</span></summary>
                    <form class="form" method="post" action=url::admin_themes(&process.slug)>
                        {ui::hidden("slug", &theme.slug)}
                        {titles(cx, languages, &form, words, errors)}
                        <div class="actions">{ui::button(cx.t("admin-save"))}</div>
                    </form>
                </details>
            </div>
            <div class="rows-side"><form method="post" action=removal><button class="button button--plain">{cx.t("admin-remove")}<span class="visually-hidden">" " {name}</span></button></form></div>
        </li>
    }
    .into_any()
}

/// An organisation's part as typed.
#[derive(Clone, Debug, Default)]
pub struct PartTyped {
    /// Which organisation.
    pub slug: String,
    /// What it does, by code.
    pub part: String,
    /// What is wrong.
    pub errors: FieldErrors,
}

/// `/admin/processes/{slug}/organisations`: who takes part, and as what.
#[must_use]
pub fn organisations(
    cx: &Cx,
    process: &Process,
    taking: &[(Organisation, Part)],
    all: &[Organisation],
    typed: &PartTyped,
) -> String {
    let here = url::admin_parts(&process.slug);
    screen(cx, process, cx.t("admin-tab-organisations"), &here, !typed.errors.is_empty(), || {
        let rows =
            taking.iter().map(|(organisation, part)| part_row(cx, process, organisation, *part)).collect::<Vec<_>>();
        let list = if rows.is_empty() {
            ui::empty(cx.t("admin-no-part"), cx.t("admin-no-part-text"), None)
        } else {
            let head = [
                cx.t("admin-organisation"),
                cx.t("admin-organisation-kind"),
                cx.t("admin-part"),
                cx.t("admin-screens"),
            ];
            ui::table(cx.t("admin-parts-table"), head.to_vec(), rows)
        };
        let choices = all.iter().map(|it| Opt::new(it.slug.clone(), it.name.clone())).collect();
        let parts = Part::ALL.iter().map(|it| Opt::new(it.as_str(), cx.term("part", it.as_str()))).collect();
        let field = |name: &str, label: String| Field::new(name, label).errors(&typed.errors);
        let add = view! {
            {ui::error_summary(cx, "", &typed.errors, &[])}
            <form class="form" method="post" action=here.clone()>
                {field("slug", cx.t("admin-organisation")).hint(cx.t("admin-part-hint")).value(&typed.slug).select(cx, Some(cx.t("ui-choose")), choices)}
                {field("part", cx.t("admin-part")).value(&typed.part).radios(cx, parts)}
                <div class="actions">{ui::primary_button(cx.t("admin-part-give"))}</div>
            </form>
        };
        view! { {list} {ui::section("add", cx.t("admin-part-new"), add.into_any())} }.into_any()
    })
}

fn part_row(cx: &Cx, process: &Process, organisation: &Organisation, part: Part) -> AnyView {
    let removal = format!("{}/{}/remove", url::admin_parts(&process.slug), url::encode(&organisation.slug));
    let name = organisation.name.clone();
    view! {
        <tr>
            <th scope="row">{name.clone()}</th>
            <td>{cx.term("author-kind", organisation.kind.as_str())}</td>
            <td>{cx.term("part", part.as_str())}</td>
            <td><form method="post" action=removal><button class="button button--plain">{cx.t("admin-remove")}<span class="visually-hidden">" " {name}</span></button></form></td>
        </tr>
    }
    .into_any()
}
