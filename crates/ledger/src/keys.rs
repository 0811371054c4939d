//! The file `key`: who signs what.
//!
//! ```text
//! log example.fr/log+…          the log's key; two while one replaces the other
//! receipt example.fr/receipt+…  signs promises
//! witness witness.example+…     cosigns checkpoints
//! quorum 1                      witnesses that must have signed; 0 if absent
//! ```
//!
//! Who takes the keys from the server that is to be checked trusts it once. Who
//! kept them, or has them from elsewhere, does not (see
//! [`crate::verify::Verifier::trusting`]). Whoever kept one line only, the log's own
//! key, still knows the log by it ([`Trust`]).

use std::fmt;

use crate::checkpoint::{Policy, parse_decimal};
use crate::error::{Error, Result};
use crate::key::{Algorithm, VerifierKey};

/// Who signs what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    /// Sign checkpoints.
    pub log: Vec<VerifierKey>,
    /// Sign promises.
    pub receipt: Vec<VerifierKey>,
    /// Cosign checkpoints.
    pub witnesses: Vec<VerifierKey>,
    /// How many witnesses must have signed.
    pub quorum: usize,
}

impl Keys {
    /// The path of the file, under the log's prefix.
    pub const PATH: &'static str = "key";

    /// Reads the file.
    ///
    /// # Errors
    /// When a line is neither a key nor the quorum, or the log has no key.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let bad = |why: &str| Error::malformed("key file", why);
        let text = std::str::from_utf8(bytes).map_err(|_| bad("not UTF-8"))?;
        let mut keys = Self { log: Vec::new(), receipt: Vec::new(), witnesses: Vec::new(), quorum: 0 };
        for line in text.split_terminator('\n') {
            match line.split_once(' ').ok_or_else(|| bad("a line without a space"))? {
                ("log", key) => keys.log.push(VerifierKey::parse(key)?),
                ("receipt", key) => keys.receipt.push(VerifierKey::parse(key)?),
                ("witness", key) => keys.witnesses.push(VerifierKey::parse(key)?),
                ("quorum", number) => {
                    let number = parse_decimal(number).and_then(|number| usize::try_from(number).ok());
                    keys.quorum = number.ok_or_else(|| bad("the quorum is not a number"))?;
                }
                _ => return Err(bad("an unknown line")),
            }
        }
        let first = keys.log.first().ok_or_else(|| bad("no key of the log"))?;
        if keys.log.iter().any(|key| key.name() != first.name()) {
            return Err(bad("the log's keys have two names"));
        }
        Ok(keys)
    }

    /// The name of the log, which its keys have.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.log.first().map_or("", VerifierKey::name)
    }

    /// The policy under which checkpoints are opened.
    #[must_use]
    pub fn policy(&self) -> Policy {
        Policy {
            origin: self.origin().to_owned(),
            log: self.log.clone(),
            witnesses: self.witnesses.clone(),
            quorum: self.quorum,
        }
    }
}

impl fmt::Display for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.log.iter().try_for_each(|key| writeln!(f, "log {key}"))?;
        self.receipt.iter().try_for_each(|key| writeln!(f, "receipt {key}"))?;
        self.witnesses.iter().try_for_each(|key| writeln!(f, "witness {key}"))?;
        if self.quorum > 0 {
            writeln!(f, "quorum {}", self.quorum)?;
        }
        Ok(())
    }
}

/// What someone trusts, whatever is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trust {
    /// All the keys.
    Keys(Keys),
    /// The log's key. Who else signs what is then believed as it is published.
    Log(VerifierKey),
}

impl Trust {
    /// Reads the file `key`, or a line of it that is the log's key alone, with or
    /// without the word `log` before it: `name+id+base64`.
    ///
    /// # Errors
    /// When it is neither.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let neither = |error: Error| {
            Error::malformed("trusted key", format!("neither a file `key` nor a key name+id+base64 ({error})"))
        };
        let line = std::str::from_utf8(bytes).map(|text| {
            let line = text.trim();
            line.strip_prefix("log ").unwrap_or(line)
        });
        match line {
            Ok(line) if !line.contains(char::is_whitespace) => Self::parse_log(line).map_err(neither),
            _ => Keys::parse(bytes).map(Self::Keys).map_err(neither),
        }
    }

    fn parse_log(line: &str) -> Result<Self> {
        let key = VerifierKey::parse(line)?;
        match key.algorithm() {
            Algorithm::Ed25519 => Ok(Self::Log(key)),
            Algorithm::CosignatureV1 => Err(Error::malformed("key", "it is that of a witness, not of a log")),
        }
    }

    /// The keys to verify with, beside those that are published.
    #[must_use]
    pub fn over(&self, published: Option<&Keys>) -> Keys {
        match self {
            Self::Keys(keys) => keys.clone(),
            Self::Log(key) => {
                let none = || Keys { log: Vec::new(), receipt: Vec::new(), witnesses: Vec::new(), quorum: 0 };
                Keys { log: vec![key.clone()], ..published.cloned().unwrap_or_else(none) }
            }
        }
    }
}

impl From<Keys> for Trust {
    fn from(keys: Keys) -> Self {
        Self::Keys(keys)
    }
}
