//! The form of a commitment, new or changed: words, lead, proposals it comes
//! from, milestones in rows. Rows left empty do not count.

use domain::commitment::{self, CommitmentPage, MilestoneWords, Words};
use domain::field::FieldErrors;
use domain::process::Process;
use domain::proposal;
use leptos::prelude::*;

use crate::cx::Cx;
use crate::shell::Page;
use crate::ui::{self, Field, Opt};
use crate::url;

/// Empty rows offered beside those that are filled in.
const SPARE_ROWS: usize = 3;

/// The form, as shown.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    /// The process.
    pub process: &'a Process,
    /// The commitment that is changed, with what stays as it is: its lead and the
    /// proposals it comes from already. None for a new one.
    pub of: Option<&'a CommitmentPage>,
    /// Minted with a new form: a repeat is harmless.
    pub op: &'a str,
    /// What was typed so far.
    pub words: &'a Words,
    /// Administrations that may lead it: slug and name.
    pub leads: &'a [(String, String)],
    /// Proposals offered as sources, the likeliest first.
    pub candidates: &'a [proposal::Card],
    /// What is wrong.
    pub errors: &'a FieldErrors,
}

/// `/processes/{slug}/commitments/new` and `/commitments/{ref}/edit`, which posts
/// to `/commitments/{ref}/revisions`.
#[must_use]
pub fn page(cx: &Cx, form: &Form<'_>) -> String {
    let process = form.process;
    let title = if form.of.is_some() { cx.t("commitment-form-edit") } else { cx.t("commitment-form-new") };
    let page = Page::new(title.clone())
        .crumb(cx.pick(&process.titles), url::process(&process.slug))
        .crumb(cx.t("commitment-list"), url::commitments(&process.slug))
        .narrow()
        .unlisted()
        .invalid(!form.errors.is_empty());
    page.show(cx, || {
        view! {
            {ui::error_summary(cx, "", form.errors, &[])}
            <header class="page-head"><h1>{title}</h1><p class="lead">{cx.t("commitment-form-lead")}</p></header>
            {fields(cx, form)}
        }
        .into_any()
    })
}

fn fields(cx: &Cx, form: &Form<'_>) -> AnyView {
    let action = form.of.map_or_else(
        || url::commitments(&form.process.slug),
        |of| format!("{}/revisions", url::commitment(&of.card.reference)),
    );
    let send = if form.of.is_some() { cx.t("commitment-form-revise") } else { cx.t("commitment-form-send") };
    view! {
        <form class="form" method="post" action=action>
            {(!form.op.is_empty()).then(|| ui::hidden("op", form.op))}
            {words(cx, form)}
            {sources(cx, form)}
            {milestones(cx, form)}
            <div class="submit-bar">
                <p class="submit-note"><strong>{cx.t("ui-what-is-public")}</strong> " " {cx.t("commitment-form-public")}</p>
                <div class="actions">{ui::primary_button(send)}</div>
            </div>
        </form>
    }
    .into_any()
}

fn words(cx: &Cx, form: &Form<'_>) -> AnyView {
    let (words, errors) = (form.words, form.errors);
    let lead = lead(cx, form);
    view! {
        {Field::new("title", cx.t("commitment-form-title")).example(cx.t("commitment-form-title-example")).value(&words.title).errors(errors).text(cx)}
        {lead}
        {Field::new("problem", cx.t("commitment-problem")).hint(cx.t("commitment-form-problem-hint")).limit(*commitment::PROBLEM_LENGTH.end()).value(&words.problem).errors(errors).area(cx, 6)}
        {Field::new("text", cx.t("commitment-text")).hint(cx.t("commitment-form-text-hint")).limit(*commitment::TEXT_LENGTH.end()).value(&words.text).errors(errors).area(cx, 14)}
    }
    .into_any()
}

/// Who leads; of a draft that is changed, it stays.
fn lead(cx: &Cx, form: &Form<'_>) -> AnyView {
    if let Some(of) = form.of {
        let wrong = form.errors.of("lead").map(|problem| crate::problem_text(cx.locale, "lead", problem));
        let facts = ui::facts(vec![ui::fact(cx.t("commitment-lead"), of.card.lead.clone().into_any())]);
        let wrong = wrong.map(|text| view! { <p class="field-error">{text}</p> });
        return view! { <div id="lead" tabindex="-1">{facts}{wrong}</div> }.into_any();
    }
    let leads = form.leads.iter().map(|(slug, name)| Opt::new(slug, name)).collect();
    Field::new("lead", cx.t("commitment-lead")).value(&form.words.lead).errors(form.errors).select(
        cx,
        Some(cx.t("ui-choose")),
        leads,
    )
}

/// The proposals that it comes from already.
fn settled<'a>(form: &Form<'a>) -> &'a [proposal::Card] {
    form.of.map_or(&[], |of| of.sources.as_slice())
}

/// Proposals to tick, and rows for any other by its reference.
fn sources(cx: &Cx, form: &Form<'_>) -> AnyView {
    let is_settled = |reference: &str| settled(form).iter().any(|card| card.reference.as_str() == reference);
    let offered = |reference: &str| {
        is_settled(reference) || form.candidates.iter().any(|card| card.reference.as_str() == reference)
    };
    let others = form.candidates.iter().filter(|card| !is_settled(card.reference.as_str()));
    let ticks: Vec<AnyView> = settled(form)
        .iter()
        .map(|card| tick(form, card, true))
        .chain(others.map(|card| tick(form, card, false)))
        .collect();
    let mut others: Vec<&str> =
        form.words.sources.iter().map(String::as_str).filter(|reference| !offered(reference)).collect();
    others.resize(others.len() + SPARE_ROWS, "");
    let wrong = form.errors.of("source").map(|problem| crate::problem_text(cx.locale, "source", problem));
    let rows: Vec<AnyView> =
        others.iter().enumerate().map(|(index, value)| other_source(cx, form, index + 1, value)).collect();
    view! {
        <fieldset class="field" class:field--error=wrong.is_some() id="source" tabindex="-1" aria-describedby="source-hint">
            <legend>{cx.t("commitment-sources")}</legend>
            <p class="hint" id="source-hint">{cx.t("commitment-form-sources-hint")}</p>
            {wrong.clone().map(|text| view! { <p class="field-error">{text}</p> })}
            {ticks}
            {rows}
        </fieldset>
    }
    .into_any()
}

/// What is settled is ticked for good, and sends nothing.
fn tick(form: &Form<'_>, card: &proposal::Card, settled: bool) -> AnyView {
    let reference = card.reference.to_string();
    let checked = settled || form.words.sources.contains(&reference);
    view! {
        <label class="choice">
            <input type="checkbox" name="source" value=reference.clone() checked=checked disabled=settled/>
            " " <span><span class="ref">{reference.clone()}</span> " " {card.title.clone()}</span>
        </label>
    }
    .into_any()
}

fn other_source(cx: &Cx, form: &Form<'_>, number: usize, value: &str) -> AnyView {
    let label = cx.ta("commitment-form-source", &[("number", number.into())]);
    Field::new(format!("source-{number}"), label)
        .posted_as("source")
        .plain()
        .short()
        .value(value)
        .errors(form.errors)
        .text(cx)
}

fn milestones(cx: &Cx, form: &Form<'_>) -> AnyView {
    let mut given: Vec<MilestoneWords> = form.words.milestones.clone();
    given.resize(given.len() + SPARE_ROWS, MilestoneWords::default());
    let rows: Vec<AnyView> =
        given.iter().enumerate().map(|(index, words)| milestone(cx, form.errors, index + 1, words)).collect();
    view! { <h2>{cx.t("commitment-milestones")}</h2> <p class="hint">{cx.t("commitment-form-milestones-hint")}</p> {rows} }.into_any()
}

fn milestone(cx: &Cx, errors: &FieldErrors, number: usize, words: &MilestoneWords) -> AnyView {
    let title = Field::new(format!("milestone_title-{number}"), cx.t("commitment-form-milestone-title"))
        .posted_as("milestone_title")
        .plain()
        .value(&words.title);
    // A browser empties a date field whose value is no date: then it is shown as text.
    let kind = if words.due.is_empty() || commitment::parse_date(&words.due).is_some() { "date" } else { "text" };
    let due = Field::new(format!("milestone_due-{number}"), cx.t("commitment-form-milestone-due"))
        .posted_as("milestone_due")
        .plain()
        .short()
        .kind(kind)
        .value(&words.due);
    view! {
        <fieldset class="field">
            <legend>{cx.ta("commitment-form-milestone", &[("number", number.into())])}</legend>
            {ui::hidden("milestone_ref", &words.reference)}
            {title.errors(errors).text(cx)}
            {due.errors(errors).text(cx)}
        </fieldset>
    }
    .into_any()
}
