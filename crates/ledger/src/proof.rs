//! Proofs that stand alone: what a person keeps to show that an entry was logged
//! (C2SP tlog-proof, <https://c2sp.org/tlog-proof>; files end in `.tlog-proof`).
//!
//! ```text
//! c2sp.org/tlog-proof@v1
//! extra base64            (optional; nobody signs it)
//! index 73894
//! base64 hash             (siblings, from the leaf up)
//!
//! the checkpoint, as it was signed
//! ```

use std::fmt;

use crate::checkpoint::{Opened, Policy, open, parse_decimal};
use crate::error::{Error, Result};
use crate::hash::{Hash, decode_base64, encode_base64};
use crate::tree::verify_inclusion;

/// The first line.
pub const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// Hashes in the longest proof: the height of the largest tree.
const LONGEST: usize = 64;

/// A proof, none of which has been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// What the holder needs beside, such as the entry and its opening. Not signed.
    pub extra: Option<Vec<u8>>,
    /// The number of the entry.
    pub index: u64,
    /// Siblings, from the leaf up.
    pub hashes: Vec<Hash>,
    /// The checkpoint, as it was signed.
    pub checkpoint: String,
}

impl Proof {
    /// Reads a proof.
    ///
    /// # Errors
    /// When it is not exactly in the form.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let bad = |why: &str| Error::malformed("proof", why);
        let text = std::str::from_utf8(bytes).map_err(|_| bad("not UTF-8"))?;
        let (head, checkpoint) = text.split_once("\n\n").ok_or_else(|| bad("no empty line"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(HEADER) {
            return Err(bad("another first line"));
        }
        let extra = match lines.next_if(|line| line.starts_with("extra ")) {
            Some(line) => Some(decode_base64("proof", &line["extra ".len()..])?),
            None => None,
        };
        let index = lines.next().and_then(|line| line.strip_prefix("index ")).and_then(parse_decimal);
        let index = index.ok_or_else(|| bad("no index"))?;
        let hashes = lines.map(Hash::from_base64).collect::<Result<Vec<_>>>()?;
        if hashes.len() > LONGEST {
            return Err(bad("longer than any tree is high"));
        }
        Ok(Self { extra, index, hashes, checkpoint: checkpoint.to_owned() })
    }

    /// Checks that the log of the policy has the entry with this leaf hash.
    ///
    /// # Errors
    /// When the checkpoint does not open under the policy, too few witnesses signed
    /// it, or the proof does not lead to its root.
    pub fn verify(&self, leaf: &Hash, policy: &Policy) -> Result<Opened> {
        let opened = open(self.checkpoint.as_bytes(), policy)?;
        opened.check_quorum(policy)?;
        let head = &opened.checkpoint;
        verify_inclusion(leaf, self.index, head.size, &self.hashes, &head.root)?;
        Ok(opened)
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", encode_base64(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.hashes.iter().try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}
