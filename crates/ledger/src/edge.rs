//! Growing a tree that is kept as tiles: the partial tiles of its right edge are
//! all the state there is.
//!
//! A sequencer opens the edge from the tiles (or the database) of the last
//! checkpoint, pushes leaves, and takes what has to be written. Nothing is lost by
//! a crash in between: what was not taken can be made again from the same edge.

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::hash::Hash;
use crate::tile::{HEIGHT, Row, Tile, WIDTH, decode_hashes, encode_hashes};
use crate::tree::Frontier;

/// The right edge of a tree, as tiles.
#[derive(Clone, Debug, Default)]
pub struct Edge {
    size: u64,
    /// By level, the hashes of its last tile; an empty list where the last tile is full.
    rows: Vec<Vec<Hash>>,
    /// Full tiles that have not been taken yet.
    full: BTreeMap<Tile, Vec<u8>>,
    /// Leaves when tiles were last taken.
    taken: u64,
}

impl Edge {
    /// The edge of the tree without leaves.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The edge of a tree of `size` leaves, from its partial tiles.
    ///
    /// # Errors
    /// When a tile cannot be read, or is not as wide as the size says.
    pub fn open(size: u64, mut read: impl FnMut(&Tile) -> Result<Option<Vec<u8>>>) -> Result<Self> {
        let mut rows = Vec::new();
        for level in 0..8_u8 {
            let hashes = size >> (level * HEIGHT);
            if hashes == 0 {
                break;
            }
            let partial = Tile::of_tree(Row::Level(level), hashes / u64::from(WIDTH), size);
            rows.push(match partial {
                None => Vec::new(),
                Some(tile) => {
                    let missing = || Error::malformed("tile", format!("{} is missing", tile.path()));
                    decode_hashes(&read(&tile)?.ok_or_else(missing)?, tile.width)?
                }
            });
        }
        Ok(Self { size, rows, full: BTreeMap::new(), taken: size })
    }

    /// Leaves so far.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf. A tile that becomes full gives one hash to the level above.
    pub fn push(&mut self, leaf: Hash) {
        self.size += 1;
        let mut carried = Some(leaf);
        let mut level = 0_u8;
        while let Some(hash) = carried.take() {
            if self.rows.len() == usize::from(level) {
                self.rows.push(Vec::new());
            }
            let row = &mut self.rows[usize::from(level)];
            row.push(hash);
            if row.len() == usize::from(WIDTH) {
                let index = (self.size >> (u32::from(level + 1) * u32::from(HEIGHT))) - 1;
                let tile = Tile { row: Row::Level(level), index, width: WIDTH };
                self.full.insert(tile, encode_hashes(row));
                carried = Some(crate::tree::root_of(row.drain(..)));
            }
            level += 1;
        }
    }

    /// The root.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.frontier().root()
    }

    /// The hash tiles that changed since they were last taken, with their bytes.
    /// Bundles are the caller's, who has the entries ([`crate::tile::growth`]
    /// names them).
    #[must_use]
    pub fn take(&mut self) -> Vec<(Tile, Vec<u8>)> {
        let mut tiles: Vec<(Tile, Vec<u8>)> = std::mem::take(&mut self.full).into_iter().collect();
        for (level, row) in (0_u8..).zip(&self.rows) {
            let hashes = self.size >> (level * HEIGHT);
            let grew = hashes > self.taken >> (level * HEIGHT);
            let partial = Tile::of_tree(Row::Level(level), hashes / u64::from(WIDTH), self.size);
            if let Some(tile) = partial.filter(|_| grew) {
                tiles.push((tile, encode_hashes(row)));
            }
        }
        self.taken = self.size;
        tiles
    }

    /// The same edge as peaks.
    #[must_use]
    pub fn frontier(&self) -> Frontier {
        let mut peaks = Vec::new();
        for row in self.rows.iter().rev() {
            let mut rest = row.as_slice();
            while !rest.is_empty() {
                let (run, after) = rest.split_at(1 << rest.len().ilog2());
                peaks.push(crate::tree::root_of(run.iter().copied()));
                rest = after;
            }
        }
        Frontier::from_peaks(self.size, peaks)
    }
}
