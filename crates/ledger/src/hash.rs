//! The three hashes of a Merkle tree, and their 32 bytes as a type.
//!
//! Leaves and nodes are hashed under different first bytes (RFC 6962 §2.1), so
//! that an inner node can never pass for an entry.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::error::{Error, Result};

/// Length of a hash in bytes.
pub const HASH_LEN: usize = 32;

/// A SHA-256 hash.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash([u8; HASH_LEN]);

impl Hash {
    /// The root of the tree without leaves: `SHA-256("")` (RFC 6962 §2.1).
    #[must_use]
    pub fn empty() -> Self {
        Self::of(&[])
    }

    /// The hash of an entry: `SHA-256(0x00 ‖ entry)` (RFC 6962 §2.1).
    #[must_use]
    pub fn leaf(entry: &[u8]) -> Self {
        Self::of(&[&[0], entry])
    }

    /// The hash of two nodes: `SHA-256(0x01 ‖ left ‖ right)` (RFC 6962 §2.1).
    #[must_use]
    pub fn node(left: &Self, right: &Self) -> Self {
        Self::of(&[&[1], &left.0, &right.0])
    }

    /// SHA-256 of parts, one after the other.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update(part);
        }
        Self(hasher.finalize().into())
    }

    /// 32 bytes that are a hash.
    #[must_use]
    pub const fn new(bytes: [u8; HASH_LEN]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; HASH_LEN] {
        &self.0
    }

    /// Reads 32 bytes.
    ///
    /// # Errors
    /// When there are more or fewer.
    pub fn from_slice(bytes: &[u8]) -> Result<Self> {
        let bytes = bytes.try_into().map_err(|_| Error::malformed("hash", format!("{} bytes, not 32", bytes.len())))?;
        Ok(Self(bytes))
    }

    /// The standard base64 form (RFC 4648 §4), as checkpoints and proofs have it.
    #[must_use]
    pub fn to_base64(&self) -> String {
        encode_base64(&self.0)
    }

    /// Reads the base64 form, exactly as [`Hash::to_base64`] writes it.
    ///
    /// # Errors
    /// When it is not base64 of 32 bytes.
    pub fn from_base64(text: &str) -> Result<Self> {
        Self::from_slice(&decode_base64("hash", text)?)
    }

    /// The lower-case hexadecimal form.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex::encode(self.0)
    }

    /// Reads the lower-case hexadecimal form.
    ///
    /// # Errors
    /// When it is not 64 lower-case hexadecimal digits.
    pub fn from_hex(text: &str) -> Result<Self> {
        let upper = text.bytes().any(|byte| byte.is_ascii_uppercase());
        let bytes = hex::decode(text).ok().filter(|_| !upper);
        Self::from_slice(&bytes.ok_or_else(|| Error::malformed("hash", "not lower-case hexadecimal"))?)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_base64())
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({})", self.to_base64())
    }
}

/// Standard base64, with padding.
pub(crate) fn encode_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Reads standard base64; the one form that [`encode_base64`] writes, no other.
pub(crate) fn decode_base64(what: &'static str, text: &str) -> Result<Vec<u8>> {
    STANDARD.decode(text).map_err(|_| Error::malformed(what, format!("“{}” is not base64", clip(text))))
}

/// The beginning of a text, for a message.
pub(crate) fn clip(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
