//! The forms of decisions on a contribution: admissibility, reasoned answer,
//! visibility; and the report that asks for one. Each says what will be read,
//! and by whom, before the button.

use domain::comment;
use domain::field::FieldErrors;
use domain::moderation::Visibility;
use domain::triage::{Admissibility, Outcome, REASON_LENGTH};
use leptos::prelude::*;

use crate::cx::Cx;
use crate::ui::{self, Field, Opt};

/// What was typed in one of these forms.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The decision, the outcome or the visibility, by code.
    pub choice: String,
    /// The rule of the charter.
    pub rule: String,
    /// The reason.
    pub reason: String,
    /// The administration that answers, by slug.
    pub on_behalf_of: String,
    /// What is wrong.
    pub errors: FieldErrors,
}

impl Typed {
    /// There is something in it to see: words, or what is wrong with them.
    fn is_begun(&self) -> bool {
        !(self.choice.is_empty() && self.rule.is_empty() && self.reason.is_empty() && self.errors.is_empty())
    }
}

/// A form in a box of its own, opened when there is something in it.
fn folded(title: String, typed: &Typed, form: AnyView) -> AnyView {
    view! { <details class="disclosure" open=typed.is_begun()><summary>{title}</summary>{form}</details> }.into_any()
}

fn reason(cx: &Cx, form: &str, typed: &Typed, hint: String, most: usize) -> AnyView {
    Field::new("reason", cx.t("decision-reason"))
        .within(form)
        .hint(hint)
        .limit(most)
        .value(&typed.reason)
        .errors(&typed.errors)
        .area(cx, 6)
}

/// Admissible or not, by the charter. `action` is the address of the proposal.
#[must_use]
pub fn admissibility(cx: &Cx, proposal: &str, typed: &Typed) -> AnyView {
    let options = Admissibility::ALL.iter().map(|it| Opt::new(it.as_str(), cx.term("state", it.as_str()))).collect();
    let form = view! {
        <form class="form decision" method="post" action=format!("{proposal}/admissibility")>
            {Field::new("decision", cx.t("decision-admissibility")).within("admissibility").value(&typed.choice).errors(&typed.errors).radios(cx, options)}
            {reason(cx, "admissibility", typed, cx.t("decision-reason-hint"), *REASON_LENGTH.end())}
            <div class="submit-bar"><p class="submit-note">{cx.t("decision-public")}</p><div class="actions">{ui::button(cx.t("decision-admissibility-send"))}</div></div>
        </form>
    };
    folded(cx.t("decision-admissibility-title"), typed, form.into_any())
}

/// The reasoned answer. `answers_for` are the administrations one may answer
/// for, by slug and name: with several of them, one says for which.
#[must_use]
pub fn answer(cx: &Cx, proposal: &str, answers_for: &[(String, String)], typed: &Typed) -> AnyView {
    let names = || answers_for.iter().map(|(slug, name)| Opt::new(slug, name)).collect();
    let behalf = (answers_for.len() > 1).then(|| {
        Field::new("on_behalf_of", cx.t("decision-answer-for"))
            .within("answer")
            .value(&typed.on_behalf_of)
            .errors(&typed.errors)
            .select(cx, Some(cx.t("ui-choose")), names())
    });
    let options = Outcome::ALL.iter().map(|it| Opt::new(it.as_str(), cx.term("state", it.as_str()))).collect();
    let form = view! {
        <form class="form decision" method="post" action=format!("{proposal}/answer")>
            {Field::new("outcome", cx.t("decision-outcome")).within("answer").value(&typed.choice).errors(&typed.errors).radios(cx, options)}
            {behalf}
            {reason(cx, "answer", typed, cx.t("decision-answer-hint"), *REASON_LENGTH.end())}
            <div class="submit-bar"><p class="submit-note">{cx.t("decision-public")}</p><div class="actions">{ui::button(cx.t("decision-answer-send"))}</div></div>
        </form>
    };
    folded(cx.t("decision-answer-title"), typed, form.into_any())
}

/// Hides or shows: one form for the one change that is possible. `of` is the
/// address of the contribution.
#[must_use]
pub fn visibility(cx: &Cx, of: &str, now: Visibility, typed: &Typed) -> AnyView {
    let hide = now == Visibility::Public;
    folded(
        if hide { cx.t("decision-hide-title") } else { cx.t("decision-show-title") },
        typed,
        visibility_form(cx, of, now, typed),
    )
}

/// The same, open.
#[must_use]
pub fn visibility_form(cx: &Cx, of: &str, now: Visibility, typed: &Typed) -> AnyView {
    let hide = now == Visibility::Public;
    let (to, send) = if hide { ("hidden", cx.t("decision-hide-send")) } else { ("public", cx.t("decision-show-send")) };
    let rule = Field::new("rule", cx.t("decision-rule"))
        .within("visibility")
        .hint(cx.t("decision-rule-hint"))
        .value(&typed.rule)
        .errors(&typed.errors);
    let rule = if hide { rule } else { rule.optional() };
    view! {
        <form class="form decision" method="post" action=format!("{of}/visibility")>
            {ui::hidden("visibility", to)}
            {rule.text(cx)}
            {reason(cx, "visibility", typed, cx.t("decision-reason-hint"), *REASON_LENGTH.end())}
            <div class="submit-bar">
                <p class="submit-note">{cx.t("decision-hide-public")}</p>
                <div class="actions"><button class="button button--danger">{send}</button></div>
            </div>
        </form>
    }
    .into_any()
}

/// The report, folded away.
#[must_use]
pub fn report(cx: &Cx, of: &str, typed: &Typed) -> AnyView {
    folded(cx.t("decision-report-title"), typed, report_form(cx, of, typed))
}

/// The report, open.
#[must_use]
pub fn report_form(cx: &Cx, of: &str, typed: &Typed) -> AnyView {
    view! {
        <form class="form" method="post" action=format!("{of}/report")>
            {reason(cx, "report", typed, cx.t("decision-report-hint"), *comment::BODY_LENGTH.end())}
            <div class="submit-bar"><p class="submit-note">{cx.t("decision-report-note")}</p><div class="actions">{ui::button(cx.t("decision-report-send"))}</div></div>
        </form>
    }
    .into_any()
}
