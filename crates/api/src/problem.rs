//! What stands in the way of an answer, as data: `application/problem+json`
//! (RFC 9457), with one line per field in `errors`.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// A problem (RFC 9457).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the status and `code` say what it is.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What happened, in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened and what to do, for people.
    pub detail: String,
    /// What happened, for programs: a word that does not change.
    pub code: String,
    /// The request, to be given when reporting it.
    pub request_id: String,
    /// What is wrong with each field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// The field, as a JSON pointer into what was sent: `#/title`.
    pub pointer: String,
    /// What is wrong, for people.
    pub detail: String,
    /// What is wrong, for programs.
    pub code: &'static str,
}

impl FieldProblem {
    /// Names a field; `~` and `/` are escaped (RFC 6901 §3). The second of
    /// repeated fields is `milestone_due-2` in forms, so `#/milestone_due/1` here.
    #[must_use]
    pub fn new(field: &str, detail: String, code: &'static str) -> Self {
        if field == domain::field::WHOLE_FORM {
            return Self { pointer: "#".to_owned(), detail, code };
        }
        let numbered = field
            .rsplit_once('-')
            .and_then(|(name, number)| Some((name, number.parse::<usize>().ok()?.checked_sub(1)?)));
        let (name, index) = numbered.map_or((field, String::new()), |(name, index)| (name, format!("/{index}")));
        Self { pointer: format!("#/{}{index}", name.replace('~', "~0").replace('/', "~1")), detail, code }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&Self { kind: "about:blank", ..self }).unwrap_or_default();
        (status, [(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))], body).into_response()
    }
}

/// An error on its way to the edge that translates it: the answer carries it,
/// and is a bare 500 to who does not look.
#[derive(Clone, Debug)]
pub struct Failed(pub Arc<app::Error>);

impl From<app::Error> for Failed {
    fn from(error: app::Error) -> Self {
        Self(Arc::new(error))
    }
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_names_its_fields_by_pointer() {
        let pointer = |field| FieldProblem::new(field, "x".into(), "required").pointer;
        assert_eq!(pointer("title"), "#/title");
        assert_eq!(pointer("milestone_due-2"), "#/milestone_due/1");
        assert_eq!(pointer("a/b~c"), "#/a~1b~0c");
        let field = FieldProblem::new("title", "x".into(), "required");
        let problem = Problem { title: "t".into(), status: 422, errors: vec![field], ..Problem::default() };
        let response = problem.into_response();
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
    }
}
