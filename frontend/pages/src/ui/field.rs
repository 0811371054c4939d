//! Fields of forms: a label, a hint, what is wrong, and the control, tied
//! together for those who hear the page. Nothing cuts what is typed: limits are
//! told, not enforced by the browser.

use domain::field::{FieldErrors, Problem};
use leptos::prelude::*;

use crate::cx::Cx;
use crate::message;

/// One field of a form.
#[derive(Clone, Debug, Default)]
pub struct Field {
    name: String,
    id: String,
    label: String,
    subject: Option<String>,
    hint: Option<String>,
    example: Option<String>,
    value: String,
    optional: bool,
    plain: bool,
    row: bool,
    numbered: bool,
    short: bool,
    kind: &'static str,
    autocomplete: Option<&'static str>,
    limit: Option<usize>,
    slot: bool,
    problem: Option<Problem>,
}

/// One answer of a list or of a group of buttons.
#[derive(Clone, Debug)]
pub struct Opt {
    /// What is posted.
    pub value: String,
    /// What is read.
    pub label: String,
}

impl Opt {
    /// An answer.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

impl Field {
    /// A required field. Its id is its name: the error summary links to it.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        let name = name.into();
        Self { id: name.clone(), name, label: label.into(), kind: "text", ..Self::default() }
    }

    /// In a form that is not alone on its page: ids begin with `form-`.
    #[must_use]
    pub fn within(mut self, form: &str) -> Self {
        if !form.is_empty() {
            self.id = format!("{form}-{}", self.id);
        }
        self
    }

    /// The name that is posted, when several fields share it: this one is told
    /// apart, also in what is wrong, by its id.
    #[must_use]
    pub fn posted_as(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self.row = true;
        self
    }

    /// How a sentence speaks of it, when its name says too little (« le texte de la proposition »).
    #[must_use]
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    /// What helps to fill it in.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// An example of an answer.
    #[must_use]
    pub fn example(mut self, example: impl Into<String>) -> Self {
        self.example = Some(example.into());
        self
    }

    /// What was typed so far.
    #[must_use]
    pub fn value(mut self, value: &str) -> Self {
        value.clone_into(&mut self.value);
        self
    }

    /// It may be left empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// It may be left empty, and need not say so: a filter.
    #[must_use]
    pub fn plain(mut self) -> Self {
        self.optional = true;
        self.plain = true;
        self
    }

    /// A question with its number on the thread.
    #[must_use]
    pub fn numbered(mut self) -> Self {
        self.numbered = true;
        self
    }

    /// A short control (dates, codes).
    #[must_use]
    pub fn short(mut self) -> Self {
        self.short = true;
        self
    }

    /// The type of the input: `email`, `password`, `date`, `search`…
    #[must_use]
    pub fn kind(mut self, kind: &'static str) -> Self {
        self.kind = kind;
        self
    }

    /// What browsers may fill in (WCAG 1.3.5).
    #[must_use]
    pub fn autocomplete(mut self, purpose: &'static str) -> Self {
        self.autocomplete = Some(purpose);
        self
    }

    /// Says how many characters it may have; an island counts them.
    #[must_use]
    pub fn limit(mut self, most: usize) -> Self {
        self.limit = Some(most);
        self
    }

    /// Keeps a place for what an island is told to be wrong.
    #[must_use]
    pub fn slot(mut self) -> Self {
        self.slot = true;
        self
    }

    /// What is wrong with it, if it is among these.
    #[must_use]
    pub fn errors(mut self, errors: &FieldErrors) -> Self {
        self.problem = errors.of(self.name_for_problems()).cloned();
        self
    }

    fn described_by(&self) -> Option<String> {
        let error = self.problem.is_some() || self.slot;
        let parts: Vec<_> = [
            (self.hint.is_some(), "hint"),
            (self.example.is_some(), "example"),
            (self.limit.is_some(), "count"),
            (error, "error"),
        ]
        .into_iter()
        .filter(|(there, _)| *there)
        .map(|(_, part)| format!("{}-{part}", self.id))
        .collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    fn invalid(&self) -> Option<&'static str> {
        self.problem.is_some().then_some("true")
    }

    fn class(&self) -> String {
        let mut class = "field".to_owned();
        if self.problem.is_some() {
            class.push_str(" field--error");
        }
        if self.numbered {
            class.push_str(" question");
        }
        class
    }

    fn helps(&self, cx: &Cx) -> AnyView {
        let line = |text: &Option<String>, class: &'static str, part: &str| {
            let id = format!("{}-{part}", self.id);
            text.clone().map(|text| view! { <p class=class id=id>{text}</p> })
        };
        view! { {line(&self.hint, "hint", "hint")} {line(&self.example, "hint example", "example")} {self.error(cx)} }
            .into_any()
    }

    fn error(&self, cx: &Cx) -> AnyView {
        let text = self.problem.as_ref().map(|problem| {
            let subject = self.subject.clone().unwrap_or_else(|| message::subject(cx.locale, self.name_for_problems()));
            message::problem_message(cx, &subject, problem)
        });
        if text.is_none() && !self.slot {
            return ().into_any();
        }
        let slot = self.slot.then(|| self.name.clone());
        view! { <p class="field-error" id=format!("{}-error", self.id) hidden=text.is_none() data-error-for=slot>{text.clone()}</p> }.into_any()
    }

    fn count(&self, cx: &Cx) -> AnyView {
        let Some(most) = self.limit else { return ().into_any() };
        let text = cx.ta("ui-limit", &[("count", most.into())]);
        view! { <p class="hint" id=format!("{}-count", self.id) data-count-for=self.name.clone() data-limit=most.to_string()>{text}</p> }.into_any()
    }

    /// Repeated fields are told apart by their id (`milestone_due-2`).
    fn name_for_problems(&self) -> &str {
        if self.row { &self.id } else { &self.name }
    }

    fn label_text(&self, cx: &Cx) -> AnyView {
        let optional =
            (self.optional && !self.plain).then(|| view! { " " <span class="optional">{cx.t("ui-optional")}</span> });
        view! { {self.label.clone()} {optional} }.into_any()
    }

    fn labelled(&self, cx: &Cx, control: AnyView) -> AnyView {
        view! {
            <div class=self.class()>
                <label for=self.id.clone()>{self.label_text(cx)}</label>
                {self.helps(cx)}
                {control}
                {self.count(cx)}
            </div>
        }
        .into_any()
    }

    /// One line of text.
    #[must_use]
    pub fn text(self, cx: &Cx) -> AnyView {
        let class = self.short.then_some("input--short");
        let control = view! {
            <input id=self.id.clone() name=self.name.clone() type=self.kind class=class value=self.value.clone() required=!self.optional
                autocomplete=self.autocomplete aria-describedby=self.described_by() aria-invalid=self.invalid()/>
        };
        self.labelled(cx, control.into_any())
    }

    /// Several lines of text.
    #[must_use]
    pub fn area(self, cx: &Cx, rows: u32) -> AnyView {
        let control = self.text_area(rows, false);
        self.labelled(cx, control)
    }

    /// Words that were typed, to be copied.
    #[must_use]
    pub fn kept(self, cx: &Cx) -> AnyView {
        let control = Self { optional: true, ..self.clone() }.text_area(6, true);
        self.labelled(cx, control)
    }

    /// The only `<textarea>` of the crate. Leptos 0.8 does not escape the
    /// children of one, so the words are escaped here; HTML parsers eat a first
    /// newline, so there is one to eat.
    fn text_area(&self, rows: u32, read_only: bool) -> AnyView {
        let words = format!("\n{}", html_escape::encode_text(&self.value));
        view! {
            <textarea id=self.id.clone() name=self.name.clone() rows=rows.to_string() required=!self.optional readonly=read_only
                aria-describedby=self.described_by() aria-invalid=self.invalid() inner_html=words></textarea>
        }
        .into_any()
    }

    /// One answer of a list. `none` is the first line, which answers nothing.
    #[must_use]
    pub fn select(self, cx: &Cx, none: Option<String>, options: Vec<Opt>) -> AnyView {
        let value = self.value.clone();
        let options = options.into_iter().map(|option| {
            let selected = option.value == value;
            view! { <option value=option.value selected=selected>{option.label}</option> }
        });
        let control = view! {
            <select id=self.id.clone() name=self.name.clone() required=!self.optional aria-describedby=self.described_by() aria-invalid=self.invalid()>
                {none.map(|label| view! { <option value="">{label}</option> })}
                {options.collect_view()}
            </select>
        };
        self.labelled(cx, control.into_any())
    }

    /// One answer of a few, all in sight.
    #[must_use]
    pub fn radios(self, cx: &Cx, options: Vec<Opt>) -> AnyView {
        let first = self.id.clone();
        let choices = options.into_iter().enumerate().map(|(index, option)| {
            let id = if index == 0 { first.clone() } else { format!("{first}-{}", option.value) };
            let checked = option.value == self.value;
            view! {
                <label class="choice">
                    <input type="radio" id=id name=self.name.clone() value=option.value checked=checked required=!self.optional/>
                    " " <span>{option.label}</span>
                </label>
            }
        });
        view! {
            <fieldset class=self.class() aria-describedby=self.described_by()>
                <legend>{self.label_text(cx)}</legend>
                {self.helps(cx)}
                <div class="choices">{choices.collect_view()}</div>
            </fieldset>
        }
        .into_any()
    }

    /// One box to tick.
    #[must_use]
    pub fn checkbox(self, cx: &Cx, value: &'static str) -> AnyView {
        let checked = self.value == value;
        view! {
            <div class=self.class()>
                {self.helps(cx)}
                <label class="choice">
                    <input type="checkbox" id=self.id.clone() name=self.name.clone() value=value checked=checked required=!self.optional
                        aria-describedby=self.described_by() aria-invalid=self.invalid()/>
                    " " <span>{self.label.clone()}</span>
                </label>
            </div>
        }
        .into_any()
    }
}

/// A value that travels with the form.
#[must_use]
pub fn hidden(name: &'static str, value: &str) -> AnyView {
    view! { <input type="hidden" name=name value=value.to_owned()/> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::render;
    use crate::sample;

    #[test]
    fn what_is_typed_in_a_text_area_stays_text() {
        let hostile = "</textarea><script>alert(1)</script>&amp;";
        let html = render(move || Field::new("body", "Texte").value(hostile).area(&sample::cx(), 5));
        assert!(
            html.contains(">\n&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;</textarea>"),
            "{html}"
        );
        assert!(!html.contains("<script"));
    }

    #[test]
    fn a_first_line_left_empty_is_kept() {
        let html = render(|| Field::new("body", "Texte").value("\nfin").area(&sample::cx(), 5));
        assert!(html.contains(">\n\nfin</textarea>"), "{html}");
    }

    #[test]
    fn a_field_is_tied_to_its_hint_and_its_error() {
        let errors = FieldErrors::one("title", Problem::TooLong { length: 164, most: 150 });
        let html = render(move || {
            Field::new("title", "Titre").hint("Une phrase.").value("\"><script>").errors(&errors).text(&sample::cx())
        });
        assert!(html.contains("aria-describedby=\"title-hint title-error\" aria-invalid=\"true\""), "{html}");
        assert!(
            html.contains("<label for=\"title\">")
                && html.contains("id=\"title-error\"")
                && html.contains("la limite est 150."),
            "{html}"
        );
        assert!(html.contains("value=\"&quot;&gt;&lt;script&gt;\""), "{html}");
    }

    #[test]
    fn the_chosen_answer_is_shown_as_chosen() {
        let options = || vec![Opt::new("a", "A"), Opt::new("b", "B & <b>")];
        let list =
            render(move || Field::new("theme", "Thème").value("b").select(&sample::cx(), Some("–".into()), options()));
        assert!(list.contains("<option value=\"b\" selected>B &amp; &lt;b&gt;</option>"), "{list}");
        let group = render(move || Field::new("theme", "Thème").value("a").radios(&sample::cx(), options()));
        assert!(group.contains("value=\"a\" checked"), "{group}");
    }
}
