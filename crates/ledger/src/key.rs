//! Keys of signed notes, and their names in text.
//!
//! A verifier key is published as `name+hash+base64` (C2SP signed-note, "Verifier
//! keys", <https://c2sp.org/signed-note>); the signing key is kept in the form Go
//! introduced, `PRIVATE+KEY+name+hash+base64`. Two algorithms: plain Ed25519, and
//! the cosignature with a time that witnesses make
//! (<https://c2sp.org/tlog-cosignature>).

use std::fmt;

use ed25519_dalek::{Signature as Ed25519, Signer as _, SigningKey, VerifyingKey};

use crate::error::{Error, Result};
use crate::hash::{Hash, decode_base64, encode_base64};
use crate::note::Signature;

const PRIVATE: &str = "PRIVATE+KEY+";

/// How a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// `0x01`: Ed25519 over the text.
    Ed25519,
    /// `0x04`: Ed25519 over the text of a checkpoint and the time of signing.
    CosignatureV1,
}

impl Algorithm {
    const fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 0x01,
            Self::CosignatureV1 => 0x04,
        }
    }

    fn parse(byte: u8) -> Result<Self> {
        match byte {
            0x01 => Ok(Self::Ed25519),
            0x04 => Ok(Self::CosignatureV1),
            other => Err(Error::malformed("key", format!("algorithm {other:#04x} is not supported"))),
        }
    }
}

/// The short identifier of a key in a signature line:
/// `SHA-256(name ‖ 0x0A ‖ algorithm ‖ public key)[:4]`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(pub [u8; 4]);

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// A key that checks signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    algorithm: Algorithm,
    key: VerifyingKey,
}

impl VerifierKey {
    /// Reads `name+hash+base64`.
    ///
    /// # Errors
    /// When it has another form, another algorithm, or a hash that is not its own.
    pub fn parse(text: &str) -> Result<Self> {
        let (name, id, data) = split_key(text)?;
        let (algorithm, bytes) = split_algorithm(&data)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| Error::malformed("key", "not a point of Ed25519"))?;
        let read = Self { name: name.to_owned(), algorithm, key };
        if hex::encode(read.id().0) == id {
            Ok(read)
        } else {
            Err(Error::malformed("key", "the hash is of another key"))
        }
    }

    /// Whose key it is.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How it signs.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Its short identifier.
    #[must_use]
    pub fn id(&self) -> KeyId {
        let digest = Hash::of(&[self.name.as_bytes(), b"\n", &[self.algorithm.byte()], self.key.as_bytes()]);
        let [a, b, c, d, ..] = *digest.as_bytes();
        KeyId([a, b, c, d])
    }

    /// Checks what follows the key's identifier in a signature, over a note's text.
    /// Answers the time of a cosignature, in seconds since 1970.
    ///
    /// # Errors
    /// [`Error::BadSignature`] when it is not this key's signature of this text.
    pub fn verify(&self, text: &str, signature: &[u8]) -> Result<Option<u64>> {
        let bad = || Error::BadSignature(self.name.clone());
        let (time, signature) = match self.algorithm {
            Algorithm::Ed25519 => (None, signature),
            Algorithm::CosignatureV1 => {
                let (time, signature) = signature.split_first_chunk().ok_or_else(bad)?;
                (Some(u64::from_be_bytes(*time)), signature)
            }
        };
        let signature = Ed25519::from_slice(signature).map_err(|_| bad())?;
        let message = time.map_or_else(|| text.to_owned(), |time| cosigned(text, time));
        self.key.verify_strict(message.as_bytes(), &signature).map_err(|_| bad())?;
        Ok(time)
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let data = [&[self.algorithm.byte()], self.key.as_bytes().as_slice()].concat();
        write!(f, "{}+{:?}+{}", self.name, self.id(), encode_base64(&data))
    }
}

/// A key that signs. Its `Debug` form keeps the secret.
#[derive(Clone)]
pub struct SigningKeyPair {
    public: VerifierKey,
    secret: SigningKey,
}

impl SigningKeyPair {
    /// The key made from 32 random bytes.
    ///
    /// # Errors
    /// When the name is empty or has a space or a plus.
    pub fn from_seed(name: &str, algorithm: Algorithm, seed: &[u8; 32]) -> Result<Self> {
        check_name(name)?;
        let secret = SigningKey::from_bytes(seed);
        let public = VerifierKey { name: name.to_owned(), algorithm, key: secret.verifying_key() };
        Ok(Self { public, secret })
    }

    /// Reads `PRIVATE+KEY+name+hash+base64`.
    ///
    /// # Errors
    /// When it has another form, or a hash that is not its own.
    pub fn parse(text: &str) -> Result<Self> {
        let rest = text.strip_prefix(PRIVATE).ok_or_else(|| Error::malformed("key", "not a private key"))?;
        let (name, id, data) = split_key(rest)?;
        let (algorithm, seed) = split_algorithm(&data)?;
        let read = Self::from_seed(name, algorithm, &seed)?;
        if hex::encode(read.public.id().0) == id {
            Ok(read)
        } else {
            Err(Error::malformed("key", "the hash is of another key"))
        }
    }

    /// The text to keep secret, which [`SigningKeyPair::parse`] reads.
    #[must_use]
    pub fn to_secret_text(&self) -> String {
        let data = [&[self.public.algorithm.byte()], self.secret.as_bytes().as_slice()].concat();
        format!("{PRIVATE}{}+{:?}+{}", self.public.name, self.public.id(), encode_base64(&data))
    }

    /// The key that checks its signatures.
    #[must_use]
    pub const fn verifier(&self) -> &VerifierKey {
        &self.public
    }

    /// Signs a note's text at a time (seconds since 1970), which only a cosignature
    /// says.
    #[must_use]
    pub fn sign(&self, text: &str, time: u64) -> Signature {
        let bytes = match self.public.algorithm {
            Algorithm::Ed25519 => self.secret.sign(text.as_bytes()).to_bytes().to_vec(),
            Algorithm::CosignatureV1 => {
                let signature = self.secret.sign(cosigned(text, time).as_bytes());
                [time.to_be_bytes().as_slice(), &signature.to_bytes()].concat()
            }
        };
        Signature { name: self.public.name.clone(), id: self.public.id(), bytes }
    }
}

impl fmt::Debug for SigningKeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKeyPair({}, secret)", self.public)
    }
}

/// What a witness signs.
fn cosigned(text: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

fn split_key(text: &str) -> Result<(&str, &str, Vec<u8>)> {
    let mut fields = text.splitn(3, '+');
    let (Some(name), Some(id), Some(data)) = (fields.next(), fields.next(), fields.next()) else {
        return Err(Error::malformed("key", "not name+hash+base64"));
    };
    check_name(name)?;
    Ok((name, id, decode_base64("key", data)?))
}

fn split_algorithm(data: &[u8]) -> Result<(Algorithm, [u8; 32])> {
    let (algorithm, key) = data.split_first().ok_or_else(|| Error::malformed("key", "empty"))?;
    let key = key.try_into().map_err(|_| Error::malformed("key", "not 32 bytes"))?;
    Ok((Algorithm::parse(*algorithm)?, key))
}

/// A name is not empty and has no Unicode space and no plus.
pub(crate) fn check_name(name: &str) -> Result<()> {
    let good = !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '+');
    if good { Ok(()) } else { Err(Error::malformed("key name", format!("“{}”", crate::hash::clip(name)))) }
}
