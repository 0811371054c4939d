//! Signed notes: text that people can read and keys have signed (C2SP
//! signed-note, <https://c2sp.org/signed-note>).
//!
//! ```text
//! the text, which ends with a newline
//!
//! — example.com/key base64(key id[4] ‖ signature)
//! ```
//!
//! Reading is strict: one text for one note, so that what was checked is what is
//! shown.

use std::fmt;

use crate::error::{Error, Result};
use crate::hash::{clip, decode_base64, encode_base64};
use crate::key::{KeyId, SigningKeyPair, VerifierKey, check_name};

/// Bytes of the longest note that is read.
pub const LONGEST_NOTE: usize = 1 << 20;
/// Signatures of a note that are read; the format asks for 16 at least.
pub const MOST_SIGNATURES: usize = 64;

/// A line under a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The name of the key.
    pub name: String,
    /// The short identifier of the key.
    pub id: KeyId,
    /// What the key made of the text.
    pub bytes: Vec<u8>,
}

impl Signature {
    /// Whether it says that it is of this key.
    #[must_use]
    pub fn is_of(&self, key: &VerifierKey) -> bool {
        self.name == key.name() && self.id == key.id()
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "— {} {}", self.name, encode_base64(&[self.id.0.as_slice(), &self.bytes].concat()))
    }
}

/// A text and the signatures under it, none of which has been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

impl Note {
    /// A note that nobody has signed yet.
    ///
    /// # Errors
    /// When the text does not end with a newline, or has a control character.
    pub fn new(text: impl Into<String>) -> Result<Self> {
        let text = text.into();
        if !text.ends_with('\n') {
            return Err(Error::malformed("note", "the text does not end with a newline"));
        }
        if text.bytes().any(|byte| byte < b' ' && byte != b'\n') {
            return Err(Error::malformed("note", "a control character"));
        }
        Ok(Self { text, signatures: Vec::new() })
    }

    /// Reads a note.
    ///
    /// # Errors
    /// When it is not exactly a text, an empty line and signature lines.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let bad = |why: &str| Error::malformed("note", why);
        if bytes.len() > LONGEST_NOTE {
            return Err(bad("too long"));
        }
        let note = std::str::from_utf8(bytes).map_err(|_| bad("not UTF-8"))?;
        let split = note.rfind("\n\n").ok_or_else(|| bad("no empty line before the signatures"))?;
        let mut read = Self::new(&note[..=split])?;
        let lines = note[split + 2..].strip_suffix('\n').ok_or_else(|| bad("the last line has no newline"))?;
        for line in lines.split('\n') {
            read.signatures.push(parse_signature(line)?);
        }
        if read.signatures.len() > MOST_SIGNATURES {
            return Err(bad("too many signatures"));
        }
        Ok(read)
    }

    /// The text, with its last newline.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The lines under it.
    #[must_use]
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// Signs it; an earlier signature by the same key is replaced.
    #[must_use]
    pub fn signed_by(self, key: &SigningKeyPair, time: u64) -> Self {
        let signature = key.sign(&self.text, time);
        self.with(signature)
    }

    /// Adds a signature made elsewhere; an earlier one by the same key is replaced.
    #[must_use]
    pub fn with(mut self, signature: Signature) -> Self {
        self.signatures.retain(|old| old.name != signature.name || old.id != signature.id);
        self.signatures.push(signature);
        self
    }

    /// The same text under those signatures only that `keep` says.
    #[must_use]
    pub fn keeping(mut self, keep: impl Fn(&Signature) -> bool) -> Self {
        self.signatures.retain(|signature| keep(signature));
        self
    }

    /// Checks the signature of one key. Answers the time of a cosignature.
    ///
    /// # Errors
    /// [`Error::NotSigned`] when no line is of this key, [`Error::BadSignature`]
    /// when one is and does not verify.
    pub fn verify(&self, key: &VerifierKey) -> Result<Option<u64>> {
        let mut verified = Err(Error::NotSigned(key.name().to_owned()));
        for signature in self.signatures.iter().filter(|signature| signature.is_of(key)) {
            verified = Ok(key.verify(&self.text, &signature.bytes)?);
        }
        verified
    }

    /// Checks every signature by one of these keys, and answers the keys that
    /// signed. Signatures by other keys are ignored, as the format asks.
    ///
    /// # Errors
    /// [`Error::NotSigned`] when none of the keys signed, [`Error::BadSignature`]
    /// when one of them is named and its signature does not verify.
    pub fn verify_any<'k>(&self, keys: &'k [VerifierKey]) -> Result<Vec<&'k VerifierKey>> {
        let mut signers = Vec::new();
        for key in keys {
            match self.verify(key) {
                Ok(_) => signers.push(key),
                Err(Error::NotSigned(_)) => {}
                Err(error) => return Err(error),
            }
        }
        if signers.is_empty() {
            let names: Vec<&str> = keys.iter().map(VerifierKey::name).collect();
            return Err(Error::NotSigned(names.join(", ")));
        }
        Ok(signers)
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|signature| signature.fmt(f))
    }
}

/// Reads `— name base64`.
///
/// # Errors
/// When the line is not exactly that.
pub fn parse_signature(line: &str) -> Result<Signature> {
    let bad = || Error::malformed("signature", format!("“{}”", clip(line)));
    let (name, data) = line.strip_prefix("— ").and_then(|rest| rest.split_once(' ')).ok_or_else(bad)?;
    check_name(name)?;
    let data = decode_base64("signature", data)?;
    let (id, bytes) = data.split_first_chunk().filter(|(_, bytes)| !bytes.is_empty()).ok_or_else(bad)?;
    Ok(Signature { name: name.to_owned(), id: KeyId(*id), bytes: bytes.to_vec() })
}
