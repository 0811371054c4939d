//! The summary of what is to be corrected: the first thing one hears of a form
//! that was refused.

use domain::field::{FieldErrors, WHOLE_FORM};
use leptos::prelude::*;

use crate::cx::Cx;
use crate::message;

/// What is to be corrected, first thing on the page, with links to the fields.
/// `form` is what [`Field::within`] was given; `subjects` are the fields that
/// [`Field::subject`] renamed.
#[must_use]
pub fn error_summary(cx: &Cx, form: &str, errors: &FieldErrors, subjects: &[(&str, String)]) -> AnyView {
    if errors.is_empty() {
        return ().into_any();
    }
    let lines = errors.0.iter().map(|(field, problem)| {
        let subject = subjects
            .iter()
            .find(|(name, _)| name == field)
            .map_or_else(|| message::subject(cx.locale, field), |(_, subject)| subject.clone());
        let text = message::problem_message(cx, &subject, problem);
        // What is wrong with the form as a whole has no field to go to.
        let href = match (form, field.as_str()) {
            (_, WHOLE_FORM) => return view! { <li>{text}</li> }.into_any(),
            ("", field) => format!("#{field}"),
            (form, field) => format!("#{form}-{field}"),
        };
        view! { <li><a href=href>{text}</a></li> }.into_any()
    });
    let count = errors.0.len();
    let id = if form.is_empty() { "error-summary".to_owned() } else { format!("{form}-error-summary") };
    view! {
        <div class="error-summary" role="alert" id=id tabindex="-1" autofocus>
            <h2>{cx.ta("ui-errors", &[("count", count.into())])}</h2>
            <p>{cx.t("ui-errors-kept")}</p>
            <ul>{lines.collect_view()}</ul>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use domain::field::Problem;

    use super::*;
    use crate::render::render;
    use crate::sample;

    #[test]
    fn the_summary_links_to_each_field() {
        let errors = FieldErrors(vec![("title".into(), Problem::Required), ("body".into(), Problem::Required)]);
        let html = render(move || {
            error_summary(&sample::cx(), "answer", &errors, &[("body", "le texte de la proposition".into())])
        });
        assert!(html.contains("<h2>Deux points sont à corriger</h2>"), "{html}");
        assert!(
            html.contains("href=\"#answer-title\"") && html.contains("Il manque le texte de la proposition."),
            "{html}"
        );
    }

    #[test]
    fn what_is_wrong_with_the_whole_form_is_no_link() {
        let errors = FieldErrors::one(WHOLE_FORM, Problem::WrongCredentials);
        let html = render(move || error_summary(&sample::cx(), "", &errors, &[]));
        assert!(!html.contains("<a "), "{html}");
    }
}
