//! The form of a proposal: five questions in plain words, a draft at any time,
//! a preview before publishing, and what will be public said beside the button.

use domain::html::SafeHtml;
use domain::phase::{self, PhaseKind};
use domain::process::Process;
use domain::proposal::{self, Card, Parts, ProposalForm};
use domain::reference::Reference;
use islands::{SimilarProposals, SimilarWords};
use leptos::prelude::*;

use crate::card::{self, Level};
use crate::cx::Cx;
use crate::discussion;
use crate::format::Dates;
use crate::process;
use crate::shell::Page;
use crate::ui::{self, Field, Opt};
use crate::url;
use crate::vote;

/// What the form is for.
#[derive(Clone, Copy, Debug)]
pub enum Purpose<'a> {
    /// A new proposal.
    New,
    /// Going on with a draft (its UUID).
    Draft(&'a str),
    /// Correcting a published one.
    Edit(&'a Reference),
}

/// The form, as shown.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    /// The process.
    pub process: &'a Process,
    /// What for.
    pub purpose: Purpose<'a>,
    /// What was typed, and what is wrong with it.
    pub form: &'a ProposalForm,
    /// Organisations one may speak for: slug and name.
    pub speaks_for: &'a [(String, String)],
    /// The rules, with their language.
    pub charter: Option<&'a (String, SafeHtml)>,
    /// What was typed as everyone would read it, and proposals that resemble it:
    /// the answer to `intent=preview`.
    pub preview: Option<(&'a Parts, &'a [Card])>,
}

/// `/processes/{slug}/proposals/new`, `/drafts/{uuid}`, `/proposals/{ref}/edit`,
/// and all their refusals.
#[must_use]
pub fn page(cx: &Cx, it: &Form<'_>) -> String {
    let title = match it.purpose {
        Purpose::New => cx.t("write-title"),
        Purpose::Draft(_) => cx.t("write-title-draft"),
        Purpose::Edit(_) => cx.t("write-title-edit"),
    };
    let process = it.process;
    let page = Page::new(title.clone())
        .crumb(cx.pick(&process.titles), url::process(&process.slug))
        .crumb(cx.t("proposal-list"), url::proposals(&process.slug))
        .unlisted()
        .invalid(!it.form.errors.is_empty());
    page.show(cx, || {
        view! {
            {ui::error_summary(cx, "", &it.form.errors, &subjects(cx))}
            <header class="page-head"><h1>{title}</h1>{deadline(cx, it)}</header>
            {it.preview.map(|(parts, similar)| preview(cx, it, parts, similar))}
            <div class="columns" class:section=it.preview.is_some()>
                <div class="columns-main">{warnings(cx, it)} <div>{form(cx, it)}</div> {discard(cx, it)}</div>
                <aside class="columns-side" aria-label=cx.t("write-aside")>{rules(cx, it)}</aside>
            </div>
        }
        .into_any()
    })
}

/// What a comment also has is named in full here.
fn subjects(cx: &Cx) -> [(&'static str, String); 1] {
    [("body", cx.t("write-subject-body"))]
}

fn deadline(cx: &Cx, it: &Form<'_>) -> AnyView {
    let open = phase::open_of(&it.process.phases, PhaseKind::Ideation, cx.now);
    let Some(end) = open.and_then(|phase| phase.ends_at) else { return ().into_any() };
    let text = cx.ta("write-until", &[("date", Dates::of(cx, it.process).until(end).into())]);
    view! { <p class="lead">{text}</p> }.into_any()
}

/// What stands between the writer and publication.
fn warnings(cx: &Cx, it: &Form<'_>) -> AnyView {
    match &cx.viewer {
        None => ui::notice("", None, view! { <p>{cx.t("write-sign-in")}</p> }.into_any()),
        Some(viewer) if !viewer.confirmed => vote::confirm(cx, cx.t("write-confirm")),
        Some(_) if matches!(it.purpose, Purpose::Draft(_)) => {
            ui::notice("", None, view! { <p>{cx.t("write-draft-note")}</p> }.into_any())
        }
        Some(_) => ().into_any(),
    }
}

fn preview(cx: &Cx, it: &Form<'_>, parts: &Parts, similar: &[Card]) -> AnyView {
    let lang = &it.process.lang;
    let title = it.form.words.title.clone();
    view! {
        <section class="preview" aria-labelledby="preview">
            <h2 class="preview-title" id="preview">{cx.t("write-preview")}</h2>
            <p class="lead">{title}</p>
            {crate::proposal::parts(cx, parts, lang)}
        </section>
        {like_it(cx, it, similar)}
    }
    .into_any()
}

fn like_it(cx: &Cx, it: &Form<'_>, similar: &[Card]) -> AnyView {
    if similar.is_empty() {
        return ().into_any();
    }
    let body = view! { <p>{cx.t("write-similar-text")}</p> {card::proposals(cx, &Dates::of(cx, it.process), Level::Three, similar)} };
    ui::section("similar", cx.t("write-similar"), body.into_any())
}

fn form(cx: &Cx, it: &Form<'_>) -> AnyView {
    let (action, draft) = match it.purpose {
        Purpose::New => (url::proposals(&it.process.slug), None),
        Purpose::Draft(uuid) => (url::proposals(&it.process.slug), Some(uuid)),
        Purpose::Edit(reference) => (format!("{}/revisions", url::proposal(reference)), None),
    };
    view! {
        <form class="form questions" method="post" action=action>
            {(!it.form.op.is_empty()).then(|| ui::hidden("op", &it.form.op))}
            {draft.map(|uuid| ui::hidden("draft", uuid))}
            {questions(cx, it)}
            {choices(cx, it)}
            {submit(cx, it)}
        </form>
    }
    .into_any()
}

fn questions(cx: &Cx, it: &Form<'_>) -> AnyView {
    let (words, errors) = (&it.form.words, &it.form.errors);
    view! {
        {title(cx, it)}
        {Field::new("problem", cx.t("write-problem")).numbered().example(cx.t("write-problem-example")).limit(*proposal::PROBLEM_LENGTH.end()).value(&words.problem).errors(errors).area(cx, 6)}
        {Field::new("body", cx.t("write-body")).subject(cx.t("write-subject-body")).numbered().example(cx.t("write-body-example")).limit(*proposal::BODY_LENGTH.end()).value(&words.body).errors(errors).area(cx, 10)}
        {Field::new("effect", cx.t("write-effect")).numbered().optional().example(cx.t("write-effect-example")).limit(proposal::EFFECT_MOST).value(&words.effect).errors(errors).area(cx, 4)}
        {Field::new("carrier", cx.t("write-carrier")).numbered().optional().example(cx.t("write-carrier-example")).value(&words.carrier).errors(errors).text(cx)}
    }
    .into_any()
}

/// The title. Similar proposals show below it, or in the preview.
fn title(cx: &Cx, it: &Form<'_>) -> AnyView {
    let field = Field::new("title", cx.t("write-question-title"))
        .numbered()
        .hint(cx.ta("write-title-hint", &[("count", (*proposal::TITLE_LENGTH.end()).into())]))
        .example(cx.t("write-title-example"))
        .value(&it.form.words.title)
        .errors(&it.form.errors)
        .text(cx);
    if !cx.confirmed() || matches!(it.purpose, Purpose::Edit(_)) {
        return field;
    }
    // The client fills in what stands in braces.
    let about = cx.ta(
        "write-said-about",
        &[("ref", "{ref}".into()), ("agree", "{agree}".into()), ("comments", "{comments}".into())],
    );
    let words = SimilarWords {
        found: cx.ta("write-said-similar", &[("n", "{n}".into())]),
        about,
        about_secret: cx.ta("write-said-about-secret", &[("ref", "{ref}".into()), ("comments", "{comments}".into())]),
        new_tab: cx.t("write-said-tab"),
    };
    let endpoint = format!("/api/v1{}", url::proposals(&it.process.slug));
    view! { <SimilarProposals endpoint words>{field}</SimilarProposals> }.into_any()
}

/// Theme, earlier commitment, in whose name: what is chosen rather than written.
fn choices(cx: &Cx, it: &Form<'_>) -> AnyView {
    let (words, errors) = (&it.form.words, &it.form.errors);
    let themes: Vec<Opt> =
        it.process.themes.iter().map(|theme| Opt::new(&theme.slug, cx.pick(&theme.titles))).collect();
    let theme = (!themes.is_empty()).then(|| {
        Field::new("theme", cx.t("list-theme")).value(&words.theme).errors(errors).select(
            cx,
            Some(cx.t("ui-choose")),
            themes,
        )
    });
    let behalf = if matches!(it.purpose, Purpose::Edit(_)) {
        ().into_any()
    } else {
        discussion::on_behalf(cx, "", it.speaks_for, &it.form.on_behalf_of, errors)
    };
    view! {
        {theme}
        {Field::new("continues", cx.t("write-continues")).optional().hint(cx.t("write-continues-hint")).value(&words.continues).errors(errors).text(cx)}
        {behalf}
    }
    .into_any()
}

/// What will be public, and the buttons. The first is the one that the Enter key presses.
fn submit(cx: &Cx, it: &Form<'_>) -> AnyView {
    let (note, buttons) = match it.purpose {
        Purpose::Edit(reference) => (cx.t("write-edit-public"), edit_buttons(cx, reference)),
        Purpose::New | Purpose::Draft(_) => (cx.t("write-public"), buttons(cx, it.preview.is_some())),
    };
    view! {
        <div class="submit-bar">
            <p class="submit-note"><strong>{cx.t("ui-what-is-public")}</strong> " " {note}</p>
            <div class="actions" id="intent" tabindex="-1">{buttons}</div>
        </div>
    }
    .into_any()
}

fn intent(value: &'static str, label: String, primary: bool) -> AnyView {
    let class = if primary { "button button--primary" } else { "button" };
    view! { <button class=class name="intent" value=value>{label}</button> }.into_any()
}

fn buttons(cx: &Cx, previewed: bool) -> AnyView {
    let publish = intent("publish", cx.t("write-publish"), previewed);
    let preview = intent("preview", cx.t("write-preview-button"), !previewed);
    let draft = intent("draft", cx.t("write-draft"), false);
    let (first, second) = if previewed { (publish, preview) } else { (preview, publish) };
    view! { {first} " " {second} " " {draft} }.into_any()
}

fn edit_buttons(cx: &Cx, reference: &Reference) -> AnyView {
    view! { {intent("publish", cx.t("write-edit-publish"), true)} " " <a href=url::proposal(reference)>{cx.t("write-edit-cancel")}</a> }.into_any()
}

/// A draft can be thrown away.
fn discard(cx: &Cx, it: &Form<'_>) -> AnyView {
    let Purpose::Draft(uuid) = it.purpose else { return ().into_any() };
    let action = format!("/drafts/{}/delete", url::encode(uuid));
    view! { <details class="disclosure"><summary>{cx.t("write-discard")}</summary>{ui::post_button(cx.t("write-discard-send"), action, "button button--danger")}</details> }.into_any()
}

fn rules(cx: &Cx, it: &Form<'_>) -> AnyView {
    view! {
        <section class="rules" aria-labelledby="rules">
            <h2 id="rules">{cx.t("write-rules")}</h2>
            <ul>
                <li>{cx.t("write-rule-one")}</li>
                <li>{cx.t("write-rule-public")}</li>
                <li>{cx.t("write-rule-person")}</li>
                <li>{cx.t("write-rule-answer")}</li>
            </ul>
        </section>
        {process::charter(cx, it.charter)}
        <section aria-labelledby="markup"><h2 id="markup">{cx.t("write-markup")}</h2><p>{cx.t("write-markup-text")}</p></section>
    }
    .into_any()
}
