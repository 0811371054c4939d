//! What can be wrong with something that was read.
//!
//! There are three answers to "why not", because readers do three things next:
//! a text that does not have the form of its format ([`Error::Malformed`]), a
//! signature that is absent or wrong ([`Error::NotSigned`], [`Error::BadSignature`]),
//! and a proof that proves something else ([`Error::WrongProof`]).

/// Why something was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It does not have the form of its format.
    #[error("{what}: {why}")]
    Malformed {
        /// What was being read: `checkpoint`, `entry`…
        what: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// No key that is trusted signed it.
    #[error("no signature by {0}")]
    NotSigned(String),
    /// A key that is trusted is named, and its signature is not over this text.
    #[error("the signature of {0} is not over this text")]
    BadSignature(String),
    /// The proof does not lead to the root.
    #[error("the proof does not lead to the root")]
    WrongProof,
}

impl Error {
    /// Something that does not have the form of its format.
    pub(crate) fn malformed(what: &'static str, why: impl Into<String>) -> Self {
        Self::Malformed { what, why: why.into() }
    }
}

/// What this crate answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;
