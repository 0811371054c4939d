//! Commitments: what the log keeps of a text that may have to be erased.
//!
//! The log holds `SHA-256("parvis.commitment.v1\n" ‖ part ‖ "\n" ‖ salt[32] ‖
//! JCS(value))` and never the value. As long as salt and value are published (the
//! *opening*), anyone checks that they are what was logged. Once the salt is gone,
//! the 32 bytes say nothing, not even to someone who guesses the value: that is
//! why each part of each version has a fresh random salt.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::error::{Error, Result};
use crate::fields::{Fields, check_token};
use crate::hash::{Hash, decode_base64, encode_base64};
use crate::jcs;

const DOMAIN: &[u8] = b"parvis.commitment.v1\n";
const WHAT: &str = "opening";

/// What is published beside a commitment, so that it can be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// 32 random bytes, of this part of this version alone.
    pub salt: [u8; 32],
    /// What was committed to.
    pub value: Value,
}

impl Opening {
    /// The commitment to this value as the part of an entry.
    ///
    /// # Errors
    /// When the name of the part is not a code, or the value has no canonical form.
    pub fn commitment(&self, part: &str) -> Result<Hash> {
        check_token(WHAT, part)?;
        let value = jcs::to_string(&self.value)?;
        Ok(Hash::of(&[DOMAIN, part.as_bytes(), b"\n", &self.salt, value.as_bytes()]))
    }

    /// Whether this opens a commitment.
    #[must_use]
    pub fn opens(&self, part: &str, commitment: &Hash) -> bool {
        self.commitment(part).is_ok_and(|own| own == *commitment)
    }

    /// The JSON form: `{"salt":"base64","value":…}`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({ "salt": encode_base64(&self.salt), "value": self.value })
    }

    /// Reads the JSON form.
    ///
    /// # Errors
    /// When a member is absent, unknown, or not of its kind.
    pub fn from_json(value: Value) -> Result<Self> {
        let mut fields = Fields::new(WHAT, value)?;
        let salt = decode_base64(WHAT, &fields.string("salt")?)?;
        let salt = salt.try_into().map_err(|_| Error::malformed(WHAT, "the salt is not 32 bytes"))?;
        let value = fields.take("value")?;
        fields.finish()?;
        Ok(Self { salt, value })
    }
}

/// The openings of one entry, by the name of the part: the file
/// `openings/<index>.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Openings(pub BTreeMap<String, Opening>);

impl Openings {
    /// The path of the openings of an entry, under the log's prefix.
    #[must_use]
    pub fn path(index: u64) -> String {
        format!("openings/{index}.json")
    }

    /// The file: canonical JSON, so that one state has one text.
    ///
    /// # Errors
    /// When a value has no canonical form.
    pub fn encode(&self) -> Result<Vec<u8>> {
        let parts = self.0.iter().map(|(part, opening)| (part.clone(), opening.to_json()));
        let parts: Map<String, Value> = parts.collect();
        Ok(jcs::to_string(&json!({ "parts": parts, "v": 1 }))?.into_bytes())
    }

    /// Reads the file.
    ///
    /// # Errors
    /// When it is not canonical, or not the openings of an entry.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let mut fields = Fields::new(WHAT, jcs::parse(bytes)?)?;
        if fields.count("v")? != 1 {
            return Err(Error::malformed(WHAT, "of another version"));
        }
        let Value::Object(parts) = fields.take("parts")? else {
            return Err(fields.wrong("parts", "an object"));
        };
        fields.finish()?;
        let parts = parts.into_iter().map(|(part, value)| {
            check_token(WHAT, &part)?;
            Ok((part, Opening::from_json(value)?))
        });
        Ok(Self(parts.collect::<Result<_>>()?))
    }
}
