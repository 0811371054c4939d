//! Reading an object member by member, until nothing is left.
//!
//! Entries are evidence: a member that nobody reads could say anything, so one that
//! is left over is an error. Names follow one rule, [`check_token`].

use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::hash::clip;

/// Bytes of the longest token or reference.
const LONGEST_TOKEN: usize = 64;

/// The members of an object that have not been read yet.
pub(crate) struct Fields {
    what: &'static str,
    left: Map<String, Value>,
}

impl Fields {
    /// The members of an object.
    pub(crate) fn new(what: &'static str, value: Value) -> Result<Self> {
        match value {
            Value::Object(left) => Ok(Self { what, left }),
            _ => Err(Error::malformed(what, "not an object")),
        }
    }

    /// A member that may be absent.
    pub(crate) fn optional(&mut self, name: &str) -> Option<Value> {
        self.left.remove(name)
    }

    /// A member that must be there.
    pub(crate) fn take(&mut self, name: &str) -> Result<Value> {
        self.optional(name).ok_or_else(|| Error::malformed(self.what, format!("no “{name}”")))
    }

    /// A string.
    pub(crate) fn string(&mut self, name: &str) -> Result<String> {
        match self.take(name)? {
            Value::String(text) => Ok(text),
            _ => Err(self.wrong(name, "a string")),
        }
    }

    /// A string made of [`check_token`]'s characters.
    pub(crate) fn token(&mut self, name: &str) -> Result<String> {
        let token = self.string(name)?;
        check_token(self.what, &token)?;
        Ok(token)
    }

    /// A public reference.
    pub(crate) fn reference(&mut self, name: &str) -> Result<String> {
        let reference = self.string(name)?;
        check_reference(self.what, &reference)?;
        Ok(reference)
    }

    /// An integer from 0.
    pub(crate) fn count(&mut self, name: &str) -> Result<u64> {
        let value = self.take(name)?;
        value.as_u64().ok_or_else(|| self.wrong(name, "a number from 0"))
    }

    /// A version or revision number.
    pub(crate) fn number(&mut self, name: &str) -> Result<u32> {
        let count = self.count(name)?;
        u32::try_from(count).map_err(|_| self.wrong(name, "a 32-bit number"))
    }

    /// The members of an object that may be absent, but not empty: an absent member
    /// and an empty one would be two texts of the same thing.
    pub(crate) fn map(&mut self, name: &str) -> Result<Map<String, Value>> {
        match self.optional(name) {
            None => Ok(Map::new()),
            Some(Value::Object(map)) if !map.is_empty() => Ok(map),
            Some(_) => Err(self.wrong(name, "an object with members")),
        }
    }

    /// The items of an array that may be absent, but not empty.
    pub(crate) fn list(&mut self, name: &str) -> Result<Vec<Value>> {
        match self.optional(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) if !items.is_empty() => Ok(items),
            Some(_) => Err(self.wrong(name, "an array with items")),
        }
    }

    /// Refuses what nobody read.
    pub(crate) fn finish(self) -> Result<()> {
        match self.left.keys().next() {
            None => Ok(()),
            Some(name) => Err(Error::malformed(self.what, format!("unknown member “{}”", clip(name)))),
        }
    }

    pub(crate) fn wrong(&self, name: &str, wanted: &str) -> Error {
        Error::malformed(self.what, format!("“{name}” is not {wanted}"))
    }
}

/// A code: 1 to 64 of `a`–`z`, `0`–`9`, `_` and `.`, beginning with a letter.
pub(crate) fn check_token(what: &'static str, token: &str) -> Result<()> {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_' || byte == b'.';
    let good = token.len() <= LONGEST_TOKEN
        && token.starts_with(|first: char| first.is_ascii_lowercase())
        && token.bytes().all(allowed);
    if good { Ok(()) } else { Err(Error::malformed(what, format!("“{}” is not a code", clip(token)))) }
}

/// A reference: 1 to 64 of `A`–`Z`, `a`–`z`, `0`–`9`, `-`, `_` and `.`.
pub(crate) fn check_reference(what: &'static str, reference: &str) -> Result<()> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let good = (1..=LONGEST_TOKEN).contains(&reference.len()) && reference.bytes().all(allowed);
    if good { Ok(()) } else { Err(Error::malformed(what, format!("“{}” is not a reference", clip(reference)))) }
}
