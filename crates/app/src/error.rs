//! The one error of the use cases, by what the caller does next. Each edge
//! (pages, API, command line) translates it once, in one exhaustive match, and
//! logs [`Error::Internal`] once, with the request's id.

use domain::field::{FieldErrors, Problem};
use domain::policy::Denial;
use domain::refusal::Refusal;
use sea_orm::DbErr;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or its existence is private: 404.
    #[error("not found")]
    NotFound,
    /// The policy says no: 401, 403, or the way to sign in.
    #[error("denied: {0}")]
    Denied(Denial),
    /// The rules say not now, whoever asks: 409.
    #[error("refused: {0}")]
    Refused(Refusal),
    /// What was typed has to be corrected: 422.
    #[error("invalid: {0:?}")]
    Invalid(FieldErrors),
    /// Too often: 429, try again after so many seconds.
    #[error("too many requests, wait {retry_after} s")]
    TooMany {
        /// Seconds.
        retry_after: u64,
    },
    /// The platform cannot do it safely now (a clock that is off): 503.
    #[error("unavailable: {0}")]
    Unavailable(&'static str),
    /// Our fault: 500, logged, never shown.
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

/// What a use case returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// One field is wrong.
    pub fn field(field: impl Into<String>, problem: Problem) -> Self {
        Self::Invalid(FieldErrors::one(field, problem))
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        Self::Internal(error.into())
    }
}

impl From<FieldErrors> for Error {
    fn from(errors: FieldErrors) -> Self {
        Self::Invalid(errors)
    }
}

impl From<Denial> for Error {
    fn from(denial: Denial) -> Self {
        Self::Denied(denial)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.into())
    }
}

/// True when a write met a UNIQUE constraint: someone was first.
#[must_use]
pub fn is_taken(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_)))
}
