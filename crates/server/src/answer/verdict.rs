//! The exhaustive match: what each failure is in HTTP, and what of it is logged.

use app::Error;
use axum::http::StatusCode;
use domain::field::FieldErrors;
use domain::policy::Denial;

use crate::failure::Failure;

/// What a failure is in HTTP.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The status. A visitor who has to sign in: 401, which pages turn into the
    /// way to sign in.
    pub status: StatusCode,
    /// One of [`pages::error::CODES`].
    pub code: &'static str,
    /// Seconds to wait before trying again.
    pub wait: Option<u64>,
    /// What is wrong, field by field.
    pub errors: FieldErrors,
}

/// Seconds to wait when there is too much to do.
const BUSY_WAIT: u64 = 2;
/// Seconds to wait when the platform stopped writing.
const UNAVAILABLE_WAIT: u64 = 60;

impl Verdict {
    fn new(status: StatusCode, code: &'static str) -> Self {
        Self { status, code, wait: None, errors: FieldErrors::default() }
    }

    /// What a failure is.
    #[must_use]
    pub fn of(failure: &Failure) -> Self {
        match failure {
            Failure::App(error) => Self::of_error(error),
            Failure::NoSuchPage => Self::new(StatusCode::NOT_FOUND, "not-found"),
            Failure::NoSuchMethod => Self::new(StatusCode::METHOD_NOT_ALLOWED, "no-such-method"),
            Failure::TooLarge => Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large"),
            Failure::NotAForm => Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-a-form"),
            Failure::CrossSite => Self::new(StatusCode::FORBIDDEN, "cross-site"),
            Failure::Slow => Self::new(StatusCode::REQUEST_TIMEOUT, "slow"),
            Failure::Busy => Self { wait: Some(BUSY_WAIT), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy") },
            Failure::Panic => Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        }
    }

    /// What an error of a use case is.
    #[must_use]
    pub fn of_error(error: &Error) -> Self {
        match error {
            Error::NotFound => Self::new(StatusCode::NOT_FOUND, "not-found"),
            Error::Denied(Denial::SignIn) => Self::new(StatusCode::UNAUTHORIZED, Denial::SignIn.as_str()),
            Error::Denied(denial @ (Denial::Confirm | Denial::AuthLevel | Denial::OwnWork | Denial::Role)) => {
                Self::new(StatusCode::FORBIDDEN, denial.as_str())
            }
            Error::Refused(refusal) => Self::new(StatusCode::CONFLICT, refusal.as_str()),
            Error::Invalid(errors) => {
                Self { errors: errors.clone(), ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid") }
            }
            Error::TooMany { retry_after } => {
                Self { wait: Some(*retry_after), ..Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many") }
            }
            Error::Unavailable("log") => {
                Self { wait: Some(UNAVAILABLE_WAIT), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "log-still") }
            }
            Error::Unavailable(_) => {
                Self { wait: Some(UNAVAILABLE_WAIT), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable") }
            }
            Error::Internal(_) => Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        }
    }

    /// Says once what is our fault.
    pub(super) fn log(&self, request_id: &str, error: Option<&Error>) {
        match error {
            Some(Error::Internal(cause)) => tracing::error!(request_id, "failed: {cause:#}"),
            Some(Error::Unavailable(what)) => tracing::warn!(request_id, "unavailable: {what}"),
            _ if self.status.is_server_error() => tracing::warn!(request_id, "not answered: {}", self.code),
            _ => {}
        }
    }
}

impl Failure {
    /// The error of a use case, when it is one.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        match self {
            Self::App(error) => Some(error),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict_has_words() {
        let failures = [
            Failure::NoSuchPage,
            Failure::NoSuchMethod,
            Failure::TooLarge,
            Failure::NotAForm,
            Failure::CrossSite,
            Failure::Slow,
            Failure::Busy,
            Failure::Panic,
            Failure::App(Error::NotFound),
            Failure::App(Error::TooMany { retry_after: 3 }),
            Failure::App(Error::Unavailable("clock")),
            Failure::App(Error::Unavailable("log")),
            Failure::App(Error::Invalid(FieldErrors::default())),
            Failure::App(anyhow::anyhow!("x").into()),
        ];
        let denials = Denial::ALL.iter().map(|denial| Failure::from(*denial));
        let refusals = domain::refusal::Refusal::ALL.iter().map(|refusal| Failure::from(*refusal));
        for failure in failures.into_iter().chain(denials).chain(refusals) {
            let verdict = Verdict::of(&failure);
            assert!(pages::error::CODES.contains(&verdict.code), "{failure:?}");
        }
    }
}
