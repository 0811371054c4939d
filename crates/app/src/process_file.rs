//! The file of `parvis process apply`: TOML read into a [`ProcessPlan`], and
//! whatever is wrong with it said by file, line and key.

use domain::field::{FieldErrors, Problem};
use toml::de::{DeTable, DeValue};

use crate::ctx::Ctx;
use crate::error::Error;
use crate::process_plan::ProcessPlan;
use crate::process_setup::{self, Report};

/// Why a file was not applied. Nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// What is wrong, one `FILE:LINE: key: what` per line.
    #[error("{}", .0.join("\n"))]
    Content(Vec<String>),
    /// The rules say no, or the database failed.
    #[error(transparent)]
    Use(#[from] Error),
}

/// Reads a file and applies it. Applying it again changes nothing.
///
/// # Errors
/// What is wrong with the file, or why it cannot be applied.
pub async fn apply(ctx: &Ctx, name: &str, text: &str) -> Result<Report, FileError> {
    let plan = read(name, text)?;
    process_setup::apply(ctx, &plan).await.map_err(|error| match error {
        Error::Invalid(errors) => FileError::Content(explain(name, text, &errors)),
        other => FileError::Use(other),
    })
}

/// Reads a file.
///
/// # Errors
/// What is not TOML, an unknown key, a value of the wrong kind.
pub fn read(name: &str, text: &str) -> Result<ProcessPlan, FileError> {
    toml::from_str(text).map_err(|error: toml::de::Error| {
        let offset = error.span().map_or(0, |span| span.start);
        let key = DeTable::parse(text)
            .ok()
            .and_then(|table| key_at(table.get_ref(), offset))
            .map_or_else(String::new, |key| format!("{key}: "));
        FileError::Content(vec![format!("{name}:{}: {key}{}", line_of(text, offset), error.message())])
    })
}

/// Each problem with the line of its key, or of the nearest thing around it.
#[must_use]
pub fn explain(name: &str, text: &str, errors: &FieldErrors) -> Vec<String> {
    let table = DeTable::parse(text).ok();
    let say = |(path, problem): &(String, Problem)| {
        let offset = table.as_ref().map_or(0, |table| offset_of(table.get_ref(), path));
        format!("{name}:{}: {path}: {}", line_of(text, offset), sentence(problem))
    };
    errors.0.iter().map(say).collect()
}

/// What is wrong, for someone who reads a terminal.
fn sentence(problem: &Problem) -> String {
    match problem {
        Problem::Required => "is required".into(),
        Problem::TooShort { length, least } => format!("has {length} characters; the least is {least}"),
        Problem::TooLong { length, most } => format!("has {length} characters; the most is {most}"),
        Problem::NotAChoice => "is not one of the possible values".into(),
        Problem::NotAnEmail => "is not an e-mail address".into(),
        Problem::NotADate => "is not a date of the calendar and clocks of this time zone".into(),
        Problem::Malformed => "is not of the right form (see config/README.md)".into(),
        Problem::Taken => "is used already".into(),
        Problem::Reserved => "is a reserved word".into(),
        Problem::Deceptive => "has characters that could deceive".into(),
        Problem::Guessable => "is too easy to guess".into(),
        Problem::NotAccepted => "was not accepted".into(),
        Problem::Order => "is not after what comes before it".into(),
        Problem::Unknown => "does not exist".into(),
        Problem::TooDeep => "is too deep".into(),
        Problem::Expired => "is no longer valid".into(),
        Problem::WrongCredentials => "does not go with the password".into(),
        Problem::Fixed => "can no longer be changed so: contributions depend on it".into(),
        Problem::WrongPassword => "is not the password in use".into(),
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() + 1
}

/// Where `phases[2].titles.fr` stands in the file; of what is absent, the place
/// of what it is absent from.
fn offset_of(table: &DeTable<'_>, path: &str) -> usize {
    let mut place = 0;
    let mut here = Some(table);
    for step in path.split('.') {
        let Some(table) = here else { break };
        let (key, index) = match step.strip_suffix(']').and_then(|step| step.split_once('[')) {
            Some((key, index)) => (key, index.parse::<usize>().ok()),
            None => (step, None),
        };
        let Some((found, value)) = table.iter().find(|(name, _)| name.get_ref() == key) else { break };
        place = found.span().start;
        here = match (value.get_ref(), index) {
            (DeValue::Table(inner), _) => Some(inner),
            (DeValue::Array(list), Some(index)) => list.get(index.wrapping_sub(1)).and_then(|item| {
                place = item.span().start;
                match item.get_ref() {
                    DeValue::Table(inner) => Some(inner),
                    _ => None,
                }
            }),
            _ => None,
        };
    }
    place
}

/// The path of the key whose value stands at an offset.
fn key_at(table: &DeTable<'_>, offset: usize) -> Option<String> {
    for (key, value) in table.iter() {
        let name = key.get_ref();
        let inside = match value.get_ref() {
            DeValue::Table(inner) => key_at(inner, offset),
            DeValue::Array(list) => list.iter().enumerate().find_map(|(index, item)| match item.get_ref() {
                DeValue::Table(inner) => key_at(inner, offset).map(|rest| format!("[{}].{rest}", index + 1)),
                _ => None,
            }),
            _ => None,
        };
        match inside {
            Some(rest) if rest.starts_with('[') => return Some(format!("{name}{rest}")),
            Some(rest) => return Some(format!("{name}.{rest}")),
            None if value.span().contains(&offset)
                && !matches!(value.get_ref(), DeValue::Table(_) | DeValue::Array(_)) =>
            {
                return Some(name.to_string());
            }
            None => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
[process]
slug = "plan"
code = "PLAN"
titles.fr = "Le plan"

[[phases]]
kind = "ideation"
titles.fr = "Vos idées"
starts_at = 2027-03-01
ends_at = 2027-03-31T18:00:00
"#;

    fn refused(text: &str) -> String {
        read("plan.toml", text).expect_err("refused").to_string()
    }

    #[test]
    fn a_file_is_read() {
        let plan = read("plan.toml", GOOD).expect("read");
        assert_eq!(plan.process.titles.exact("fr"), "Le plan");
        assert_eq!(plan.phases.expect("phases").len(), 1);
        assert_eq!(plan.themes, None, "an absent list is left as it is");
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        let error = refused(&GOOD.replace("code =", "cote ="));
        assert!(error.starts_with("plan.toml:4:"), "{error}");
        assert!(error.contains("cote"), "{error}");
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_named_with_its_key_and_line() {
        let error = refused(&GOOD.replace("2027-03-01", "\"le printemps\""));
        assert!(error.starts_with("plan.toml:10: phases[1].starts_at: "), "{error}");
        let error = refused(&GOOD.replace("\"ideation\"", "\"idéation\""));
        assert!(error.starts_with("plan.toml:8: phases[1].kind: "), "{error}");
        let error = refused(&format!("{GOOD}edit_window_minutes = 1.5\n"));
        assert!(error.starts_with("plan.toml:12: phases[1].edit_window_minutes: "), "{error}");
    }

    #[test]
    fn what_is_not_toml_is_named_with_its_line() {
        let error = refused(&GOOD.replace("code = \"PLAN\"", "code = "));
        assert!(error.starts_with("plan.toml:4: "), "{error}");
    }

    #[test]
    fn a_problem_of_content_is_named_with_its_key_and_line() {
        let text = GOOD.replace("PLAN", "plan").replace("2027-03-31T18", "2027-02-01T18");
        let errors = read("plan.toml", &text).expect("read").checked().expect_err("problems");
        let lines = explain("plan.toml", &text, &errors);
        assert!(lines[0].starts_with("plan.toml:4: process.code: "), "{lines:?}");
        assert!(lines[1].starts_with("plan.toml:11: phases[1].ends_at: "), "{lines:?}");
    }

    #[test]
    fn what_is_missing_is_named_where_it_is_missing() {
        let text = GOOD.replace("titles.fr = \"Vos idées\"\n", "titles.en = \"Your ideas\"\n");
        let errors = read("plan.toml", &text).expect("read").checked().expect_err("problems");
        let lines = explain("plan.toml", &text, &errors);
        assert!(lines.iter().any(|line| line.starts_with("plan.toml:9: phases[1].titles.fr: ")), "{lines:?}");
    }
}
