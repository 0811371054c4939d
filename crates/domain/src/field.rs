//! What is wrong with a form, field by field. Words are the pages' business:
//! here a problem is a value, so that French and English say the same.

use serde::Serialize;

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Problem {
    /// Nothing was given.
    Required,
    /// Fewer characters than wanted.
    TooShort {
        /// Characters given.
        length: usize,
        /// The least wanted.
        least: usize,
    },
    /// More characters than allowed.
    TooLong {
        /// Characters given.
        length: usize,
        /// The most allowed.
        most: usize,
    },
    /// Not one of the choices.
    NotAChoice,
    /// Not an e-mail address.
    NotAnEmail,
    /// Not a date of the calendar, or not in the form asked for.
    NotADate,
    /// Not of the form asked for (slug, code, number).
    Malformed,
    /// Someone else has it.
    Taken,
    /// A name that is kept for an organisation, an administration or a role.
    Reserved,
    /// A name with characters that could deceive.
    Deceptive,
    /// A password that is too easy to guess.
    Guessable,
    /// The terms were not accepted.
    NotAccepted,
    /// Dates in the wrong order.
    Order,
    /// No such thing.
    Unknown,
    /// A reply to a reply.
    TooDeep,
    /// A code that is wrong or no longer valid.
    Expired,
    /// The address and the password do not go together; says nothing of which.
    WrongCredentials,
    /// It can no longer be changed so: contributions depend on it.
    Fixed,
    /// Not the password in use.
    WrongPassword,
}

impl Problem {
    /// The code of the message that explains it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::TooShort { .. } => "too-short",
            Self::TooLong { .. } => "too-long",
            Self::NotAChoice => "not-a-choice",
            Self::NotAnEmail => "not-an-email",
            Self::NotADate => "not-a-date",
            Self::Malformed => "malformed",
            Self::Taken => "taken",
            Self::Reserved => "reserved",
            Self::Deceptive => "deceptive",
            Self::Guessable => "guessable",
            Self::NotAccepted => "not-accepted",
            Self::Order => "order",
            Self::Unknown => "unknown",
            Self::TooDeep => "too-deep",
            Self::Expired => "expired",
            Self::WrongCredentials => "wrong-credentials",
            Self::Fixed => "fixed",
            Self::WrongPassword => "wrong-password",
        }
    }
}

/// The name that stands for the form as a whole, when no field is to blame.
pub const WHOLE_FORM: &str = "";

/// The problems of a form, in the order of its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FieldErrors(pub Vec<(String, Problem)>);

impl FieldErrors {
    /// One problem.
    #[must_use]
    pub fn one(field: impl Into<String>, problem: Problem) -> Self {
        Self(vec![(field.into(), problem)])
    }

    /// Adds a problem.
    pub fn add(&mut self, field: impl Into<String>, problem: Problem) {
        self.0.push((field.into(), problem));
    }

    /// The first problem of a field.
    #[must_use]
    pub fn of(&self, field: &str) -> Option<&Problem> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, problem)| problem)
    }

    /// Nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value when nothing is wrong, else the problems.
    ///
    /// # Errors
    /// The problems, when there are any.
    pub fn unless_any<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }

    /// Checks a text's length in characters; an empty optional text passes.
    pub fn check_length(&mut self, field: &str, text: &str, least: usize, most: usize) {
        let length = text.chars().count();
        if length == 0 && least > 0 {
            self.add(field, Problem::Required);
        } else if length < least {
            self.add(field, Problem::TooShort { length, least });
        } else if length > most {
            self.add(field, Problem::TooLong { length, most });
        }
    }
}
