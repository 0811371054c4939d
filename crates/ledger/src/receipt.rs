//! Receipts: what a person holds against the log.
//!
//! At once, a [`Promise`]: a note under a key of its own (so that the log's key
//! signs nothing but checkpoints) that an entry will be in the log within a delay.
//! Later a proof ([`crate::proof::Proof`]) whose `extra` is a [`Kept`]: the entry and
//! what opens it. A vote has a receipt of its own ([`crate::ballot::Vote`]).

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value, json};

use crate::checkpoint::parse_decimal;
use crate::commitment::Opening;
use crate::entry::Entry;
use crate::error::{Error, Result};
use crate::fields::{Fields, check_token};
use crate::hash::Hash;
use crate::jcs;
use crate::key::VerifierKey;
use crate::note::Note;
use crate::time::Timestamp;

/// The first line of a promise.
pub const HEADER: &str = "parvis.receipt.v1";
const WHAT: &str = "receipt";

/// What is promised to be in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promised {
    /// The entry with this leaf hash.
    Leaf(Hash),
    /// An entry with this commitment.
    Commitment(Hash),
}

/// The promise that something will be in the log. As a note:
///
/// ```text
/// parvis.receipt.v1
/// the log's origin
/// leaf base64                    (or: commitment base64)
/// accepted 2026-11-21T08:00:00.000000Z
/// within 3600
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// In which log.
    pub origin: String,
    /// What.
    pub promised: Promised,
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// Within how many seconds after that.
    pub max_delay: u64,
}

impl Promise {
    /// When it must be in the log at the latest.
    #[must_use]
    pub fn deadline(&self) -> Timestamp {
        self.accepted_at.plus_seconds(self.max_delay)
    }

    /// Whether it was broken: included after the deadline, or not at all and the
    /// deadline has passed.
    #[must_use]
    pub fn broken(&self, included_at: Option<Timestamp>, now: Timestamp) -> bool {
        included_at.unwrap_or(now) > self.deadline()
    }

    /// The note to sign.
    ///
    /// # Errors
    /// When the origin has a control character.
    pub fn note(&self) -> Result<Note> {
        Note::new(self.to_string())
    }

    /// Reads the text of a note.
    ///
    /// # Errors
    /// When it is not exactly in the form.
    pub fn parse(text: &str) -> Result<Self> {
        let bad = || Error::malformed(WHAT, "not a promise");
        let mut lines = text.strip_suffix('\n').ok_or_else(bad)?.split('\n');
        let (header, origin) = (lines.next().ok_or_else(bad)?, lines.next().ok_or_else(bad)?);
        let mut field = || lines.next().and_then(|line| line.split_once(' ')).ok_or_else(bad);
        let (promised, accepted, within) = (field()?, field()?, field()?);
        let promised = match promised {
            ("leaf", hash) => Promised::Leaf(Hash::from_base64(hash)?),
            ("commitment", hash) => Promised::Commitment(Hash::from_base64(hash)?),
            _ => return Err(bad()),
        };
        let (("accepted", accepted), ("within", within)) = (accepted, within) else {
            return Err(bad());
        };
        if header != HEADER || lines.next().is_some() {
            return Err(bad());
        }
        let max_delay = parse_decimal(within).ok_or_else(bad)?;
        Ok(Self { origin: origin.to_owned(), promised, accepted_at: Timestamp::parse(accepted)?, max_delay })
    }

    /// Reads a signed promise and checks that one of the receipt keys signed it.
    ///
    /// # Errors
    /// When it is malformed or not signed by one of the keys.
    pub fn open(bytes: &[u8], keys: &[VerifierKey]) -> Result<Self> {
        let note = Note::parse(bytes)?;
        note.verify_any(keys)?;
        Self::parse(note.text())
    }
}

impl fmt::Display for Promise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, hash) = match &self.promised {
            Promised::Leaf(hash) => ("leaf", hash),
            Promised::Commitment(hash) => ("commitment", hash),
        };
        writeln!(f, "{HEADER}\n{}\n{word} {hash}", self.origin)?;
        writeln!(f, "accepted {}\nwithin {}", self.accepted_at, self.max_delay)
    }
}

/// What the holder of a proof needs beside it: the `extra` of a `.tlog-proof`, as
/// canonical JSON `{"entry":{…},"parts":{…},"v":1}`. The entry is written out, the
/// parts as in `openings/<index>.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The entry.
    pub entry: Entry,
    /// What opens its commitments.
    pub openings: BTreeMap<String, Opening>,
}

impl Kept {
    /// The bytes of `extra`.
    ///
    /// # Errors
    /// When the entry or an opening has no canonical form.
    pub fn encode(&self) -> Result<Vec<u8>> {
        let entry = jcs::parse(&self.entry.encode()?)?;
        let parts: Map<String, Value> =
            self.openings.iter().map(|(part, opening)| (part.clone(), opening.to_json())).collect();
        Ok(jcs::to_string(&json!({ "entry": entry, "parts": parts, "v": 1 }))?.into_bytes())
    }

    /// Reads the bytes of `extra`.
    ///
    /// # Errors
    /// When they are not exactly in the form.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let mut fields = Fields::new(WHAT, jcs::parse(bytes)?)?;
        if fields.count("v")? != 1 {
            return Err(Error::malformed(WHAT, "of another version"));
        }
        let entry = Entry::parse(jcs::to_string(&fields.take("entry")?)?.as_bytes())?;
        let Value::Object(parts) = fields.take("parts")? else {
            return Err(fields.wrong("parts", "an object"));
        };
        fields.finish()?;
        let openings = parts.into_iter().map(|(part, value)| {
            check_token(WHAT, &part)?;
            Ok((part, Opening::from_json(value)?))
        });
        Ok(Self { entry, openings: openings.collect::<Result<_>>()? })
    }

    /// The parts whose opening is not that of the entry.
    #[must_use]
    pub fn wrong_parts(&self) -> Vec<&str> {
        let commitments = self.entry.parts();
        let wrong = self.openings.iter().filter(|(part, opening)| {
            let commitment = commitments.and_then(|parts| parts.get(*part));
            commitment.is_none_or(|commitment| !opening.opens(part, commitment))
        });
        wrong.map(|(part, _)| part.as_str()).collect()
    }
}
