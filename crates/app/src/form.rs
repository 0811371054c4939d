//! What the `validator` derive finds in a form, in the words of the domain.

use domain::field::{FieldErrors, Problem};
use validator::{ValidationError, ValidationErrors};

/// The problems of a form, in the order of its fields. `order` names every
/// field that is validated.
#[must_use]
pub fn problems(found: &ValidationErrors, order: &[&str]) -> FieldErrors {
    let by_field = found.field_errors();
    let mut errors = FieldErrors::default();
    for field in order {
        // One problem at a time is enough to correct a field.
        if let Some(first) = by_field.get(*field).and_then(|all| all.first()) {
            errors.add(*field, problem(first));
        }
    }
    errors
}

fn problem(error: &ValidationError) -> Problem {
    let value = error.params.get("value").and_then(|value| value.as_str()).unwrap_or_default();
    let number =
        |name: &str| error.params.get(name).and_then(serde_json::Value::as_u64).and_then(|n| usize::try_from(n).ok());
    let length = value.chars().count();
    match (error.code.as_ref(), number("min"), number("max")) {
        _ if length == 0 => Problem::Required,
        ("email", _, _) => Problem::NotAnEmail,
        ("length", Some(least), _) if length < least => Problem::TooShort { length, least },
        ("length", _, Some(most)) if length > most => Problem::TooLong { length, most },
        _ => Problem::Malformed,
    }
}

#[cfg(test)]
mod tests {
    use validator::Validate;

    use super::*;

    #[derive(Validate)]
    struct Form {
        #[validate(email)]
        email: String,
        #[validate(length(min = 2, max = 4))]
        name: String,
    }

    fn of(email: &str, name: &str) -> FieldErrors {
        let form = Form { email: email.into(), name: name.into() };
        form.validate().map_or_else(|found| problems(&found, &["name", "email"]), |()| FieldErrors::default())
    }

    #[test]
    fn lengths_and_addresses_become_problems_in_the_order_asked_for() {
        assert!(of("a@exemple.fr", "Zoé").is_empty());
        let both = of("a", "é");
        assert_eq!(
            both.0,
            [("name".to_owned(), Problem::TooShort { length: 1, least: 2 }), ("email".to_owned(), Problem::NotAnEmail),]
        );
        assert_eq!(of("a@exemple.fr", "ééééé").of("name"), Some(&Problem::TooLong { length: 5, most: 4 }));
        assert_eq!(of("", "").of("email"), Some(&Problem::Required));
        assert_eq!(of("", "").of("name"), Some(&Problem::Required));
    }
}
