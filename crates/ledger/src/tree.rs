//! The Merkle tree of RFC 6962: its root as it grows, proofs out of stored nodes,
//! and the check of proofs.
//!
//! Three things that need nothing of one another: a [`Frontier`] appends and
//! knows the root (a few hashes of state), [`inclusion`] and [`consistency`] make
//! proofs from any store of nodes ([`NodeReader`]), [`verify_inclusion`] and
//! [`verify_consistency`] need the proof alone.

use std::convert::Infallible;

use crate::error::{Error, Result};
use crate::hash::Hash;

/// The right edge of a tree: the roots of its perfect subtrees, the largest first.
/// Appending costs one hash on average; the root costs at most 63.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The tree without leaves.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves so far.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf. As in adding one to a binary number, each carry joins two
    /// subtrees of the same height.
    pub fn push(&mut self, leaf: Hash) {
        let mut joined = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                joined = Hash::node(&left, &joined);
            }
        }
        self.peaks.push(joined);
        self.size += 1;
    }

    /// The root.
    #[must_use]
    pub fn root(&self) -> Hash {
        let joined = self.peaks.iter().rev().copied().reduce(|right, left| Hash::node(&left, &right));
        joined.unwrap_or_else(Hash::empty)
    }

    /// A frontier whose peaks are known.
    pub(crate) const fn from_peaks(size: u64, peaks: Vec<Hash>) -> Self {
        Self { size, peaks }
    }

    /// The frontier of the first `size` leaves of a stored tree.
    ///
    /// # Errors
    /// When a node cannot be read.
    pub fn read<N: NodeReader>(nodes: &mut N, size: u64) -> Result<Self, N::Error> {
        let mut peaks = Vec::new();
        let mut from = 0;
        for level in (0..64).rev().filter(|level| size >> level & 1 == 1) {
            peaks.push(nodes.node(level, from >> level)?);
            from += 1 << level;
        }
        Ok(Self { size, peaks })
    }
}

/// The root of a list of leaves.
pub fn root_of(leaves: impl IntoIterator<Item = Hash>) -> Hash {
    let mut frontier = Frontier::new();
    for leaf in leaves {
        frontier.push(leaf);
    }
    frontier.root()
}

/// Where proofs take the nodes of a tree from.
pub trait NodeReader {
    /// Why a node could not be read.
    type Error;

    /// The root of the perfect subtree over the leaves
    /// `[index · 2^level, (index + 1) · 2^level)`.
    ///
    /// # Errors
    /// When it cannot be read, or the tree does not reach that far.
    fn node(&mut self, level: u8, index: u64) -> Result<Hash, Self::Error>;
}

/// All leaves in memory; for small trees, and for tests.
impl NodeReader for &[Hash] {
    type Error = Infallible;

    fn node(&mut self, level: u8, index: u64) -> Result<Hash, Infallible> {
        let from = usize::try_from(index << level).unwrap_or(usize::MAX);
        let until = from.saturating_add(1 << level);
        Ok(root_of(self.get(from..until).unwrap_or_default().iter().copied()))
    }
}

/// The proof that leaf `index` is in the tree of the first `size` leaves: siblings
/// from the leaf up (RFC 6962 §2.1.1). `index` must be less than `size`.
///
/// # Errors
/// When a node cannot be read.
pub fn inclusion<N: NodeReader>(nodes: &mut N, index: u64, size: u64) -> Result<Vec<Hash>, N::Error> {
    let (mut from, mut until) = (0, size);
    let mut proof = Vec::new();
    while until - from > 1 {
        let middle = from + split(until - from);
        if index < middle {
            proof.push(range(nodes, middle, until)?);
            until = middle;
        } else {
            proof.push(range(nodes, from, middle)?);
            from = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// The proof that the tree of the first `size` leaves begins with that of the
/// first `earlier` (RFC 6962 §2.1.2). Empty when `earlier` is 0 or `size`, and
/// never more than `size`.
///
/// # Errors
/// When a node cannot be read.
pub fn consistency<N: NodeReader>(nodes: &mut N, earlier: u64, size: u64) -> Result<Vec<Hash>, N::Error> {
    let mut proof = Vec::new();
    if earlier == 0 {
        return Ok(proof);
    }
    let (mut from, mut until) = (0, size);
    while earlier != until {
        let middle = from + split(until - from);
        if earlier <= middle {
            proof.push(range(nodes, middle, until)?);
            until = middle;
        } else {
            proof.push(range(nodes, from, middle)?);
            from = middle;
        }
    }
    // What is left is a subtree of both trees. When it is the whole of the earlier
    // one, whoever checks knows its root already.
    if from > 0 {
        proof.push(range(nodes, from, until)?);
    }
    proof.reverse();
    Ok(proof)
}

/// Checks that `leaf` is number `index` under `root` (RFC 9162 §2.1.3.2).
///
/// # Errors
/// [`Error::WrongProof`] when the proof does not lead to the root.
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> Result<()> {
    if index >= size {
        return Err(Error::WrongProof);
    }
    let (mut node, mut last) = (index, size - 1);
    let mut joined = *leaf;
    for sibling in proof {
        if last == 0 {
            return Err(Error::WrongProof);
        }
        if node & 1 == 1 || node == last {
            joined = Hash::node(sibling, &joined);
            skip_missing(&mut node, &mut last);
        } else {
            joined = Hash::node(&joined, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last == 0 && joined == *root { Ok(()) } else { Err(Error::WrongProof) }
}

/// Checks that the tree of `size` leaves under `root` begins with that of
/// `earlier` leaves under `earlier_root` (RFC 9162 §2.1.4.2).
///
/// # Errors
/// [`Error::WrongProof`] when the proof does not lead to both roots.
pub fn verify_consistency(earlier: u64, earlier_root: &Hash, size: u64, root: &Hash, proof: &[Hash]) -> Result<()> {
    if earlier == 0 || earlier == size {
        let known = if earlier == 0 { Hash::empty() } else { *root };
        return if proof.is_empty() && known == *earlier_root { Ok(()) } else { Err(Error::WrongProof) };
    }
    let whole = earlier.is_power_of_two().then_some(earlier_root);
    let mut path = whole.into_iter().chain(proof);
    let (Some(first), true) = (path.next(), earlier < size && !proof.is_empty()) else {
        return Err(Error::WrongProof);
    };
    let (mut node, mut last) = (earlier - 1, size - 1);
    while node & 1 == 1 {
        node >>= 1;
        last >>= 1;
    }
    let (mut old, mut new) = (*first, *first);
    for sibling in path {
        if last == 0 {
            return Err(Error::WrongProof);
        }
        if node & 1 == 1 || node == last {
            old = Hash::node(sibling, &old);
            new = Hash::node(sibling, &new);
            skip_missing(&mut node, &mut last);
        } else {
            new = Hash::node(&new, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last == 0 && old == *earlier_root && new == *root { Ok(()) } else { Err(Error::WrongProof) }
}

/// Goes up through the levels at which the last node has no right sibling.
fn skip_missing(node: &mut u64, last: &mut u64) {
    while *node & 1 == 0 && *node != 0 {
        *node >>= 1;
        *last >>= 1;
    }
}

/// The largest power of two smaller than `count`, which is at least 2.
const fn split(count: u64) -> u64 {
    1 << (63 - (count - 1).leading_zeros())
}

/// The root over `[from, until)`, where `from` is where a subtree begins.
fn range<N: NodeReader>(nodes: &mut N, from: u64, until: u64) -> Result<Hash, N::Error> {
    let count = until - from;
    if count.is_power_of_two() {
        // At most 63, a number of bits.
        let level = u8::try_from(count.trailing_zeros()).unwrap_or(u8::MAX);
        return nodes.node(level, from >> level);
    }
    let middle = from + split(count);
    let left = range(nodes, from, middle)?;
    let right = range(nodes, middle, until)?;
    Ok(Hash::node(&left, &right))
}
