//! Votes in the log: a count that anyone can repeat, and a line that only its
//! voter can find.
//!
//! Each counted vote is a line: a commitment, the revision voted on, the choice.
//! The commitment covers the object, the choice, the voter's public name and
//! account number under a fresh salt; the voter alone is given that salt. The lines
//! are sorted by commitment, so that their order says nothing, and hashed into a
//! tree whose root goes into the log. At the close the lines are published: anyone
//! counts them again, and each voter finds the own one.
//!
//! What this does not show: that the operator added no account.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::commitment::Opening;
use crate::error::{Error, Result};
use crate::fields::{Fields, check_token};
use crate::hash::{Hash, decode_base64, encode_base64};
use crate::jcs;
use crate::tree::root_of;

const WHAT: &str = "ballot";
/// The name of the part under which a vote is committed to.
const PART: &str = "vote";
/// The first member of a vote's receipt.
const FORMAT: &str = "parvis.vote.v1";

/// A counted vote, as everyone sees it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// What the voter can open.
    pub commitment: Hash,
    /// The revision voted on.
    pub revision: u32,
    /// The choice, as a code.
    pub choice: String,
}

impl Line {
    /// The hash of the line in the tree of the votes: the leaf is the 32 bytes of
    /// the commitment, the revision (`uint32`, big-endian) and the choice (ASCII).
    #[must_use]
    pub fn leaf(&self) -> Hash {
        let revision = self.revision.to_be_bytes();
        Hash::leaf(&[self.commitment.as_bytes().as_slice(), &revision, self.choice.as_bytes()].concat())
    }
}

/// The counted votes on an object, sorted by commitment, no two under the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ballots(Vec<Line>);

impl Ballots {
    /// The lines in their order.
    ///
    /// # Errors
    /// When two have the same commitment, or a choice is not a code.
    pub fn new(lines: impl IntoIterator<Item = Line>) -> Result<Self> {
        let mut lines: Vec<Line> = lines.into_iter().collect();
        lines.sort();
        Self::from_sorted(lines)
    }

    fn from_sorted(lines: Vec<Line>) -> Result<Self> {
        if !lines.is_sorted_by(|left, right| left.commitment < right.commitment) {
            return Err(Error::malformed(WHAT, "the lines are not in order, each once"));
        }
        lines.iter().try_for_each(|line| check_token(WHAT, &line.choice))?;
        Ok(Self(lines))
    }

    /// The path of the lines counted by an entry, under the log's prefix.
    #[must_use]
    pub fn path(index: u64) -> String {
        format!("ballots/{index}")
    }

    /// The lines.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.0
    }

    /// The root over the lines (RFC 6962).
    #[must_use]
    pub fn root(&self) -> Hash {
        root_of(self.0.iter().map(Line::leaf))
    }

    /// How many for each choice. A choice that nobody made is absent.
    #[must_use]
    pub fn tally(&self) -> BTreeMap<String, u64> {
        let mut tally = BTreeMap::new();
        for line in &self.0 {
            *tally.entry(line.choice.clone()).or_default() += 1;
        }
        tally
    }

    /// The line of a voter, who knows what it opens to.
    #[must_use]
    pub fn find(&self, vote: &Vote) -> Option<&Line> {
        let commitment = vote.commitment().ok()?;
        let place = self.0.binary_search_by(|line| line.commitment.cmp(&commitment)).ok()?;
        self.0.get(place).filter(|line| line.revision == vote.revision && line.choice == vote.choice)
    }

    /// The published file: a line each, `hex revision choice`.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let lines =
            self.0.iter().map(|line| format!("{} {} {}\n", line.commitment.to_hex(), line.revision, line.choice));
        lines.collect::<String>().into_bytes()
    }

    /// Reads the published file.
    ///
    /// # Errors
    /// When a line is malformed or out of order.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let text = std::str::from_utf8(bytes).map_err(|_| Error::malformed(WHAT, "not UTF-8"))?;
        let lines = text.split_terminator('\n').map(|line| {
            let bad = || Error::malformed(WHAT, format!("“{}”", crate::hash::clip(line)));
            let mut words = line.split(' ');
            let (Some(commitment), Some(revision), Some(choice), None) =
                (words.next(), words.next(), words.next(), words.next())
            else {
                return Err(bad());
            };
            let revision = revision.parse().ok().filter(|number: &u32| number.to_string() == revision);
            let revision = revision.ok_or_else(bad)?;
            Ok(Line { commitment: Hash::from_hex(commitment)?, revision, choice: choice.to_owned() })
        });
        if !text.is_empty() && !text.ends_with('\n') {
            return Err(Error::malformed(WHAT, "the last line has no newline"));
        }
        Self::from_sorted(lines.collect::<Result<_>>()?)
    }
}

/// A vote as its voter knows it; its JSON form is the receipt of the vote. It shows
/// how one voted: it is for the voter alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    /// On which object, by its public reference.
    pub reference: String,
    /// The revision voted on.
    pub revision: u32,
    /// The choice, as a code.
    pub choice: String,
    /// The voter's public name.
    pub voter: String,
    /// The voter's account number.
    pub account: u64,
    /// 32 random bytes, of this vote alone.
    pub salt: [u8; 32],
}

impl Vote {
    /// The commitment of the vote: that of the part `vote`, over the object, the
    /// choice, the voter's public name and account number.
    ///
    /// # Errors
    /// When the account number has no canonical form.
    pub fn commitment(&self) -> Result<Hash> {
        let value = json!({
            "account": self.account, "choice": self.choice, "ref": self.reference, "voter": self.voter,
        });
        Opening { salt: self.salt, value }.commitment(PART)
    }

    /// The line that everyone sees.
    ///
    /// # Errors
    /// As [`Vote::commitment`].
    pub fn line(&self) -> Result<Line> {
        Ok(Line { commitment: self.commitment()?, revision: self.revision, choice: self.choice.clone() })
    }

    /// The receipt: canonical JSON.
    ///
    /// # Errors
    /// When the account number has no canonical form.
    pub fn encode(&self) -> Result<Vec<u8>> {
        let value = json!({
            "account": self.account, "choice": self.choice, "format": FORMAT, "ref": self.reference,
            "revision": self.revision, "salt": encode_base64(&self.salt), "voter": self.voter,
        });
        Ok(jcs::to_string(&value)?.into_bytes())
    }

    /// Reads a receipt. Spaces around and within the JSON do no harm here.
    ///
    /// # Errors
    /// When a member is absent, unknown, or not of its kind.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let value: Value = serde_json::from_slice(bytes).map_err(|error| Error::malformed(WHAT, error.to_string()))?;
        jcs::to_string(&value)?;
        let mut fields = Fields::new(WHAT, value)?;
        if fields.string("format")? != FORMAT {
            return Err(Error::malformed(WHAT, "not the receipt of a vote"));
        }
        let salt = decode_base64(WHAT, &fields.string("salt")?)?;
        let salt = salt.try_into().map_err(|_| Error::malformed(WHAT, "the salt is not 32 bytes"))?;
        let read = Self {
            reference: fields.reference("ref")?,
            revision: fields.number("revision")?,
            choice: fields.token("choice")?,
            voter: fields.string("voter")?,
            account: fields.count("account")?,
            salt,
        };
        fields.finish()?;
        Ok(read)
    }
}
