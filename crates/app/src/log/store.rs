//! The tree as it is kept: entries and hashes by 256, the last of each row grown
//! in place. What is served of a narrower width is the beginning of what is kept.

use std::collections::HashMap;

use db::WriteTx;
use entities::{log_bundle, log_head, log_tile};
use ledger::Hash;
use ledger::edge::Edge;
use ledger::tile::{Row, Tile, TileReader, WIDTH, decode_entries, encode_entries};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};

use super::{kept, ours, read};
use crate::error::Result;

/// How tiles are read for proofs.
type Reading<'a> = Box<dyn FnMut(&Tile) -> ledger::Result<Option<Vec<u8>>> + 'a>;

/// The last committed head: how many entries, under which root.
pub(super) async fn head(connection: &impl ConnectionTrait) -> Result<(u64, Hash)> {
    let row = log_head::Entity::find().order_by_desc(log_head::Column::Size).one(connection).await?;
    match row {
        Some(row) => Ok((read(row.size), Hash::from_base64(&row.root).map_err(ours)?)),
        None => Ok((0, Hash::empty())),
    }
}

/// The bytes of a tile or a bundle, at its width; none when it was not written.
pub(super) async fn tile(connection: &impl ConnectionTrait, tile: &Tile) -> Result<Option<Vec<u8>>> {
    match tile.row {
        Row::Level(level) => {
            let found = log_tile::Entity::find_by_id((level.into(), kept(tile.index))).one(connection).await?;
            let width = usize::from(tile.width) * ledger::hash::HASH_LEN;
            Ok(found.and_then(|row| row.hashes.get(..width).map(<[u8]>::to_vec)))
        }
        Row::Entries => {
            let found = log_bundle::Entity::find_by_id(kept(tile.index)).one(connection).await?;
            let Some(row) = found else { return Ok(None) };
            let all = decode_entries(&row.entries, u16::try_from(row.width).unwrap_or_default()).map_err(ours)?;
            let some = all.get(..usize::from(tile.width));
            some.map(|entries| encode_entries(entries).map_err(ours)).transpose()
        }
    }
}

/// The bytes of an entry.
pub(super) async fn entry(connection: &impl ConnectionTrait, index: u64) -> Result<Option<Vec<u8>>> {
    let found = log_bundle::Entity::find_by_id(kept(index / u64::from(WIDTH))).one(connection).await?;
    let Some(row) = found else { return Ok(None) };
    let all = decode_entries(&row.entries, u16::try_from(row.width).unwrap_or_default()).map_err(ours)?;
    let place = usize::try_from(index % u64::from(WIDTH)).unwrap_or(usize::MAX);
    Ok(all.get(place).map(|entry| entry.to_vec()))
}

/// The right edge of the tree.
async fn edge(connection: &impl ConnectionTrait, size: u64) -> Result<Edge> {
    let mut tiles = HashMap::new();
    for level in 0..8_u8 {
        let hashes = size >> (u32::from(level) * 8);
        let partial = Tile::of_tree(Row::Level(level), hashes / u64::from(WIDTH), size);
        if let Some(partial) = partial
            && let Some(bytes) = tile(connection, &partial).await?
        {
            tiles.insert(partial, bytes);
        }
    }
    Edge::open(size, |tile| Ok(tiles.get(tile).cloned())).map_err(ours)
}

/// Appends entries after the first `size`, and answers the new root.
pub(super) async fn append(tx: &WriteTx, size: u64, entries: &[Vec<u8>]) -> Result<Hash> {
    let mut edge = edge(&**tx, size).await?;
    let mut left = entries;
    while !left.is_empty() {
        let number = edge.size() / u64::from(WIDTH);
        let within = edge.size() % u64::from(WIDTH);
        let room = usize::try_from(u64::from(WIDTH) - within).unwrap_or(usize::MAX);
        let (now, after) = left.split_at(room.min(left.len()));
        let mut bytes = match log_bundle::Entity::find_by_id(kept(number)).one(&**tx).await? {
            Some(row) if within > 0 => row.entries,
            _ => Vec::new(),
        };
        bytes.extend(encode_entries(now).map_err(ours)?);
        now.iter().for_each(|entry| edge.push(Hash::leaf(entry)));
        let width = i32::try_from(within).unwrap_or_default() + i32::try_from(now.len()).unwrap_or_default();
        let row = log_bundle::ActiveModel { number: Set(kept(number)), width: Set(width), entries: Set(bytes) };
        let grown = OnConflict::column(log_bundle::Column::Number)
            .update_columns([log_bundle::Column::Width, log_bundle::Column::Entries])
            .to_owned();
        log_bundle::Entity::insert(row).on_conflict(grown).exec_without_returning(&**tx).await?;
        left = after;
    }
    let root = edge.root();
    for (tile, hashes) in edge.take() {
        let Row::Level(level) = tile.row else { continue };
        let row = log_tile::ActiveModel {
            level: Set(level.into()),
            number: Set(kept(tile.index)),
            width: Set(tile.width.into()),
            hashes: Set(hashes),
        };
        let grown = OnConflict::columns([log_tile::Column::Level, log_tile::Column::Number])
            .update_columns([log_tile::Column::Width, log_tile::Column::Hashes])
            .to_owned();
        log_tile::Entity::insert(row).on_conflict(grown).exec_without_returning(&**tx).await?;
    }
    Ok(root)
}

/// Works on the nodes of the tree of the first `size` entries. What `work` finds
/// missing is fetched, and it begins again: a proof takes few tiles.
pub(super) async fn with_nodes<T>(
    connection: &impl ConnectionTrait,
    size: u64,
    work: impl Fn(&mut TileReader<Reading<'_>>) -> ledger::Result<T>,
) -> Result<T> {
    let mut tiles: HashMap<Tile, Vec<u8>> = HashMap::new();
    loop {
        let (done, missing) = attempt(&tiles, size, &work);
        match (done, missing) {
            (Ok(done), _) => return Ok(done),
            (Err(error), None) => return Err(ours(error)),
            (Err(error), Some(wanted)) => {
                let bytes = tile(connection, &wanted).await?.ok_or_else(|| ours(error))?;
                tiles.insert(wanted, bytes);
            }
        }
    }
}

fn attempt<T>(
    tiles: &HashMap<Tile, Vec<u8>>,
    size: u64,
    work: &impl Fn(&mut TileReader<Reading<'_>>) -> ledger::Result<T>,
) -> (ledger::Result<T>, Option<Tile>) {
    let missing = std::cell::Cell::new(None);
    let reading: Reading<'_> = Box::new(|tile| {
        let found = tiles.get(tile).cloned();
        if found.is_none() && missing.get().is_none() {
            missing.set(Some(*tile));
        }
        Ok(found)
    });
    let mut reader = TileReader::new(size, reading);
    let done = work(&mut reader);
    drop(reader);
    (done, missing.get())
}
