//! Tiles and entry bundles: the tree as plain files (C2SP tlog-tiles,
//! <https://c2sp.org/tlog-tiles>).
//!
//! A tile is 256 consecutive hashes of every eighth level, a bundle the 256
//! entries under a tile of level 0. Full ones never change; the last of each level
//! is partial, its width in its name, and is written anew as the tree grows.

use std::collections::HashMap;

use crate::error::{Error, Result};
use crate::hash::{HASH_LEN, Hash};
use crate::tree::{NodeReader, root_of};

/// Levels of the tree that a tile spans.
pub const HEIGHT: u8 = 8;
/// Hashes in a full tile, entries in a full bundle.
pub const WIDTH: u16 = 256;
/// Bytes of the longest entry: its length is a `uint16`.
pub const LONGEST_ENTRY: usize = u16::MAX as usize;
/// The highest level of a tile; a tree of 2⁶⁴ leaves has no more than eight.
const TOP_LEVEL: u8 = 63;

/// What a file holds: the hashes of a level, or the entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Row {
    /// The entries themselves.
    Entries,
    /// The hashes of a level; 0 is that of the leaves.
    Level(u8),
}

/// Where a tile or a bundle is, and how wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tile {
    /// Of what.
    pub row: Row,
    /// Which one in its row, from 0.
    pub index: u64,
    /// Hashes or entries in it, 1 to 256.
    pub width: u16,
}

impl Tile {
    /// The path under the log's prefix: `tile/0/x001/234.p/5`,
    /// `tile/entries/000`.
    #[must_use]
    pub fn path(&self) -> String {
        let mut groups = format!("{:03}", self.index % 1000);
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups = format!("x{:03}/{groups}", rest % 1000);
            rest /= 1000;
        }
        let row = match self.row {
            Row::Entries => "entries".to_owned(),
            Row::Level(level) => level.to_string(),
        };
        let partial = if self.width == WIDTH { String::new() } else { format!(".p/{}", self.width) };
        format!("tile/{row}/{groups}{partial}")
    }

    /// Reads a path, exactly as [`Tile::path`] writes it.
    ///
    /// # Errors
    /// When no tile has this path.
    pub fn parse(path: &str) -> Result<Self> {
        let bad = || Error::malformed("tile path", crate::hash::clip(path));
        let rest = path.strip_prefix("tile/").ok_or_else(bad)?;
        let (row, rest) = rest.split_once('/').ok_or_else(bad)?;
        let row = match row {
            "entries" => Row::Entries,
            level => Row::Level(level.parse().ok().filter(|level| *level <= TOP_LEVEL).ok_or_else(bad)?),
        };
        let (groups, width) = match rest.split_once(".p/") {
            Some((groups, width)) => (groups, width.parse().ok().filter(|w| (1..WIDTH).contains(w)).ok_or_else(bad)?),
            None => (rest, WIDTH),
        };
        let mut index = 0_u64;
        for group in groups.split('/') {
            let number: u64 = group.trim_start_matches('x').parse().map_err(|_| bad())?;
            index = index.checked_mul(1000).and_then(|index| index.checked_add(number)).ok_or_else(bad)?;
        }
        let tile = Self { row, index, width };
        // Writing it again refuses signs, zeros too many and an `x` out of place.
        if tile.path() == path { Ok(tile) } else { Err(bad()) }
    }

    /// The full tile in whose place this partial one was.
    #[must_use]
    pub const fn full(&self) -> Self {
        Self { row: self.row, index: self.index, width: WIDTH }
    }

    /// The tile or bundle `index` of a row, as wide as a tree of `size` leaves
    /// makes it; none when the tree does not reach it.
    #[must_use]
    pub fn of_tree(row: Row, index: u64, size: u64) -> Option<Self> {
        let before = index.checked_mul(u64::from(WIDTH))?;
        let left = hashes_in(row, size).checked_sub(before)?.min(u64::from(WIDTH));
        let width = u16::try_from(left).ok().filter(|width| *width > 0)?;
        Some(Self { row, index, width })
    }
}

/// Every tile and bundle of a tree of `size` leaves: bundles first, then level by
/// level.
pub fn all(size: u64) -> impl Iterator<Item = Tile> {
    growth(0, size)
}

/// The tiles and bundles that have to be written when a tree grows: bundles first,
/// then level by level. What did not grow is not written again.
pub fn growth(from: u64, to: u64) -> impl Iterator<Item = Tile> {
    let rows = std::iter::once(Row::Entries).chain((0..8).map(Row::Level));
    rows.flat_map(move |row| {
        let (old, new) = (hashes_in(row, from), hashes_in(row, to));
        let until = if new > old { new.div_ceil(u64::from(WIDTH)) } else { 0 };
        (old / u64::from(WIDTH)..until).filter_map(move |index| Tile::of_tree(row, index, to))
    })
}

/// Hashes of a row in a tree: those that will never change.
const fn hashes_in(row: Row, size: u64) -> u64 {
    match row {
        Row::Entries => size,
        Row::Level(level) if level < 8 => size >> (level * HEIGHT),
        Row::Level(_) => 0,
    }
}

/// The bytes of a tile: its hashes, one after the other.
#[must_use]
pub fn encode_hashes(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

/// Reads the hashes of a tile.
///
/// # Errors
/// When the bytes are not exactly as many hashes as the tile is wide.
pub fn decode_hashes(bytes: &[u8], width: u16) -> Result<Vec<Hash>> {
    if bytes.len() != usize::from(width) * HASH_LEN {
        return Err(Error::malformed("tile", format!("{} bytes, not {width} hashes", bytes.len())));
    }
    bytes.chunks_exact(HASH_LEN).map(Hash::from_slice).collect()
}

/// The bytes of a bundle: each entry after its length (`uint16`, big-endian).
///
/// # Errors
/// When an entry is longer than 65,535 bytes.
pub fn encode_entries<E: AsRef<[u8]>>(entries: &[E]) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for entry in entries {
        let entry = entry.as_ref();
        let length = u16::try_from(entry.len())
            .map_err(|_| Error::malformed("entry", format!("{} bytes, more than {LONGEST_ENTRY}", entry.len())))?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    Ok(bytes)
}

/// Reads the entries of a bundle.
///
/// # Errors
/// When the bytes are not exactly as many entries as the bundle is wide.
pub fn decode_entries(bytes: &[u8], width: u16) -> Result<Vec<&[u8]>> {
    let mut entries = Vec::with_capacity(usize::from(width));
    let mut rest = bytes;
    while let Some((length, after)) = rest.split_first_chunk::<2>() {
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, after) = after
            .split_at_checked(length)
            .ok_or_else(|| Error::malformed("bundle", format!("entry {} is cut short", entries.len())))?;
        entries.push(entry);
        rest = after;
    }
    if !rest.is_empty() || entries.len() != usize::from(width) {
        return Err(Error::malformed("bundle", format!("{} entries, not {width}", entries.len())));
    }
    Ok(entries)
}

/// The nodes of a tree of `size` leaves, out of its tiles. Tiles are kept once
/// read: a proof takes few of them, and several times.
pub struct TileReader<F> {
    size: u64,
    read: F,
    kept: HashMap<(u8, u64), Vec<Hash>>,
}

impl<F> TileReader<F>
where
    F: FnMut(&Tile) -> Result<Option<Vec<u8>>>,
{
    /// Nodes out of what `read` finds; it says `None` for a tile that is not there,
    /// and is then asked for the full tile in the place of a partial one.
    pub fn new(size: u64, read: F) -> Self {
        Self { size, read, kept: HashMap::new() }
    }

    fn tile(&mut self, level: u8, index: u64) -> Result<&[Hash]> {
        if !self.kept.contains_key(&(level, index)) {
            let hashes = self.fetch(level, index)?;
            self.kept.insert((level, index), hashes);
        }
        Ok(self.kept.get(&(level, index)).map_or(&[], Vec::as_slice))
    }

    fn fetch(&mut self, level: u8, index: u64) -> Result<Vec<Hash>> {
        let beyond = || Error::malformed("tile", format!("level {level} has no tile {index}"));
        let tile = Tile::of_tree(Row::Level(level), index, self.size).ok_or_else(beyond)?;
        if let Some(bytes) = (self.read)(&tile)? {
            return decode_hashes(&bytes, tile.width);
        }
        let bytes = if tile.width < WIDTH { (self.read)(&tile.full())? } else { None };
        let bytes = bytes.ok_or_else(|| Error::malformed("tile", format!("{} is missing", tile.path())))?;
        let mut hashes = decode_hashes(&bytes, WIDTH)?;
        hashes.truncate(usize::from(tile.width));
        Ok(hashes)
    }
}

impl<F> NodeReader for TileReader<F>
where
    F: FnMut(&Tile) -> Result<Option<Vec<u8>>>,
{
    type Error = Error;

    fn node(&mut self, level: u8, index: u64) -> Result<Hash> {
        let (row, within) = (level / HEIGHT, level % HEIGHT);
        // The first hash of the node's run, counted along the tile's row.
        let first = index << within;
        let tile = self.tile(row, first / u64::from(WIDTH))?;
        let from = usize::try_from(first % u64::from(WIDTH)).unwrap_or(usize::MAX);
        let run = tile.get(from..from + (1 << within));
        let run = run.ok_or_else(|| Error::malformed("tree", format!("no node {index} at level {level}")))?;
        Ok(root_of(run.iter().copied()))
    }
}
