//! What the log says: one entry for each version of an object, each act of staff,
//! each part erased, each count of votes.
//!
//! An entry is canonical JSON ([`crate::jcs`]), and those bytes are the leaf. It
//! holds references, dates, codes and commitments: never a text, a name or an
//! account, since what is logged can never be taken back.
//!
//! **Kinds are words, types are few.** What an object is (`kind`), how two are
//! related (`relation`), what was done (`action`), which part is meant and why it
//! was erased are codes that this crate does not enumerate: a new kind of object
//! needs no change here, nor in anyone's verifier. The five *types* of entry are
//! enumerated, because a verifier treats each differently.
//!
//! **What is unknown is refused.** An entry of another type or format version, or
//! with a member that is not below, is an error and not skipped: a member that no
//! verifier reads could name a person, and a promise that can be extended in
//! silence is none. A changed format is a new `v`. For what a kind wants to say in
//! public for good there are `facts`.

mod form;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::error::{Error, Result};
use crate::fields::{Fields, check_reference};
use crate::hash::Hash;
use crate::jcs;
use crate::tile::LONGEST_ENTRY;
use crate::time::Timestamp;

const WHAT: &str = "entry";

/// An entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When it happened (for what was imported: when it was imported).
    pub at: Timestamp,
    /// The code of the process; none for what concerns the whole instance.
    pub process: Option<String>,
    /// What happened.
    pub event: Event,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// `version`: an object was published, or changed.
    Version(Version),
    /// `act`: someone did something on behalf of an administration.
    Act(Act),
    /// `part_erased`: the opening of a part of an earlier entry was withdrawn.
    PartErased(PartChange),
    /// `part_restored`: it is published again, as when a moderation is undone.
    PartRestored(PartChange),
    /// `votes`: the votes on an object, counted.
    Votes(Votes),
}

/// A version of an object, by its public reference.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Target {
    /// The public reference: `PAN17-P42`.
    pub reference: String,
    /// Which version, from 1.
    pub version: u32,
}

/// An earlier version from which this one comes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Link {
    /// How: `commented_by`, `source_of`…
    pub relation: String,
    /// From what.
    pub target: Target,
}

/// A short public fact that is never erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A word, a date, an address.
    Text(String),
    /// A number.
    Integer(i64),
    /// Yes or no.
    Flag(bool),
}

/// An object was published, or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// What it is: `proposal`, `commitment`…
    pub kind: String,
    /// Which version of which.
    pub target: Target,
    /// What it comes from.
    pub links: Vec<Link>,
    /// Commitments, by part: `text`, `author`…
    pub parts: BTreeMap<String, Hash>,
    /// What is public about it for good.
    pub facts: BTreeMap<String, Fact>,
    /// For what comes from another platform.
    pub imported: Option<Imported>,
}

/// Where something came from. Nobody vouches for the date but the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The date that the source claims.
    pub claimed_at: Timestamp,
    /// The source, as a code: `cap_collectif`.
    pub source: String,
}

/// Someone did something on behalf of an administration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// What: `proposal.answer`, `grant.add`…
    pub action: String,
    /// In which role; never by whom.
    pub role: String,
    /// On what.
    pub on: Option<Target>,
    /// Commitments, by part: `reason`, `details`…
    pub parts: BTreeMap<String, Hash>,
    /// What is public about it for good.
    pub facts: BTreeMap<String, Fact>,
}

/// The opening of a part of an earlier entry was withdrawn, or published again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartChange {
    /// The number of the earlier entry.
    pub entry: u64,
    /// Which part of it.
    pub part: String,
    /// Why, as a code: `account_erased`, `moderated`…
    pub reason: String,
}

/// The votes on an object, counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Votes {
    /// On which object, by its public reference.
    pub reference: String,
    /// How many votes are counted at this moment.
    pub leaves: u64,
    /// The root over their lines ([`crate::ballot`]).
    pub root: Hash,
    /// How many for each choice, when that is public; always at the close.
    pub tally: Option<BTreeMap<String, u64>>,
    /// Confirmed accounts of the instance at this moment.
    pub accounts: u64,
    /// Whether this is the count of the close, whose lines are published.
    pub closing: bool,
}

impl Entry {
    /// The bytes of the leaf.
    ///
    /// # Errors
    /// When a code or a reference is not one, a number is too large, or the whole
    /// is longer than a bundle can hold.
    pub fn encode(&self) -> Result<Vec<u8>> {
        let text = jcs::to_string(&form::to_json(self))?;
        if text.len() > LONGEST_ENTRY {
            return Err(Error::malformed(WHAT, format!("{} bytes, more than {LONGEST_ENTRY}", text.len())));
        }
        // What cannot be read must not be logged: nobody can take it back.
        Self::parse(text.as_bytes())?;
        Ok(text.into_bytes())
    }

    /// The hash of the leaf.
    ///
    /// # Errors
    /// As [`Entry::encode`].
    pub fn leaf(&self) -> Result<Hash> {
        Ok(Hash::leaf(&self.encode()?))
    }

    /// Reads the bytes of a leaf.
    ///
    /// # Errors
    /// When they are not the canonical JSON of an entry, or say more than this
    /// version knows.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let mut fields = Fields::new(WHAT, jcs::parse(bytes)?)?;
        if fields.count("v")? != 1 {
            return Err(Error::malformed(WHAT, "of another format version"));
        }
        let at = Timestamp::parse(&fields.string("at")?)?;
        let process = match fields.optional("process") {
            None => None,
            Some(Value::String(code)) => Some(code),
            Some(_) => return Err(fields.wrong("process", "a string")),
        };
        if let Some(code) = &process {
            check_reference(WHAT, code)?;
        }
        let event = match fields.string("type")?.as_str() {
            "version" => Event::Version(form::read_version(&mut fields)?),
            "act" => Event::Act(form::read_act(&mut fields)?),
            "part_erased" => Event::PartErased(form::read_part_change(&mut fields)?),
            "part_restored" => Event::PartRestored(form::read_part_change(&mut fields)?),
            "votes" => Event::Votes(form::read_votes(&mut fields)?),
            other => return Err(Error::malformed(WHAT, format!("unknown type “{}”", crate::hash::clip(other)))),
        };
        fields.finish()?;
        Ok(Self { at, process, event })
    }

    /// The commitments of the entry, by part.
    #[must_use]
    pub fn parts(&self) -> Option<&BTreeMap<String, Hash>> {
        match &self.event {
            Event::Version(version) => Some(&version.parts),
            Event::Act(act) => Some(&act.parts),
            Event::PartErased(_) | Event::PartRestored(_) | Event::Votes(_) => None,
        }
    }
}
