//! Trees of every size, against the definition; and every bit of every proof.

use std::collections::HashMap;

use ledger::Hash;
use ledger::edge::Edge;
use ledger::tile::{Row, Tile, TileReader, all, growth};
use ledger::tree::{Frontier, consistency, inclusion, verify_consistency, verify_inclusion};
use proptest::prelude::*;

const MOST: u64 = 300;

/// The definition (RFC 6962 §2.1), as slow as it is plain.
fn mth(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::empty(),
        [leaf] => *leaf,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            Hash::node(&mth(left), &mth(right))
        }
    }
}

/// The definition of an inclusion proof (§2.1.1).
fn path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    let (mut inner, sibling) =
        if index < left.len() { (path(index, left), mth(right)) } else { (path(index - left.len(), right), mth(left)) };
    inner.push(sibling);
    inner
}

/// The definition of a consistency proof (§2.1.2).
fn subproof(size: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
    if size == leaves.len() {
        return if whole { Vec::new() } else { vec![mth(leaves)] };
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    let (mut inner, sibling) = if size <= left.len() {
        (subproof(size, left, whole), mth(right))
    } else {
        (subproof(size - left.len(), right, false), mth(left))
    };
    inner.push(sibling);
    inner
}

fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|number| Hash::leaf(&number.to_be_bytes())).collect()
}

/// The tiles of a tree, as files.
fn files(leaves: &[Hash]) -> HashMap<Tile, Vec<u8>> {
    let mut edge = Edge::new();
    leaves.iter().for_each(|leaf| edge.push(*leaf));
    edge.take().into_iter().collect()
}

fn short(number: usize) -> u64 {
    u64::try_from(number).unwrap()
}

#[test]
fn a_tree_of_any_size_has_the_root_of_the_definition() {
    let leaves = leaves(MOST);
    let (mut frontier, mut edge) = (Frontier::new(), Edge::new());
    for size in 0..=leaves.len() {
        let expected = mth(&leaves[..size]);
        assert_eq!(frontier.root(), expected, "{size} leaves");
        assert_eq!(edge.root(), expected, "{size} leaves, as tiles");
        assert_eq!(Frontier::read(&mut &leaves[..size], short(size)).unwrap(), frontier);
        if let Some(leaf) = leaves.get(size) {
            frontier.push(*leaf);
            edge.push(*leaf);
        }
    }
}

#[test]
fn proofs_of_every_size_are_those_of_the_definition_and_verify() {
    let leaves = leaves(MOST);
    let files = files(&leaves);
    // Full tiles never change; a reader of an earlier size takes what it needs of them.
    let mut nodes = TileReader::new(MOST, |tile| Ok(files.get(tile).cloned()));
    for size in 1..=leaves.len() {
        let (tree, root) = (&leaves[..size], mth(&leaves[..size]));
        for index in (0..size).filter(|index| size < 40 || index % 37 == size % 37) {
            let proof = inclusion(&mut nodes, short(index), short(size)).unwrap();
            assert_eq!(proof, path(index, tree), "leaf {index} of {size}");
            assert_eq!(verify_inclusion(&tree[index], short(index), short(size), &proof, &root), Ok(()));
        }
        for earlier in (1..=size).filter(|earlier| size < 40 || earlier % 37 == size % 37) {
            let proof = consistency(&mut nodes, short(earlier), short(size)).unwrap();
            assert_eq!(proof, subproof(earlier, tree, true), "{earlier} in {size}");
            let old = mth(&leaves[..earlier]);
            assert_eq!(verify_consistency(short(earlier), &old, short(size), &root, &proof), Ok(()));
        }
    }
}

#[test]
fn a_proof_for_another_leaf_index_or_size_is_refused() {
    for size in 1..=40_u64 {
        let leaves = leaves(size);
        let root = mth(&leaves);
        for index in 0..size {
            let proof = inclusion(&mut leaves.as_slice(), index, size).unwrap();
            let leaf = &leaves[usize::try_from(index).unwrap()];
            for other in (0..=size).filter(|other| *other != index) {
                assert!(verify_inclusion(leaf, other, size, &proof, &root).is_err(), "{index} as {other} of {size}");
            }
            assert!(verify_inclusion(&Hash::leaf(b"other"), index, size, &proof, &root).is_err());
            let longer = [proof.as_slice(), &[root]].concat();
            assert!(verify_inclusion(leaf, index, size, &longer, &root).is_err(), "one hash too many");
            if let Some((_, shorter)) = proof.split_last() {
                assert!(verify_inclusion(leaf, index, size, shorter, &root).is_err(), "one hash too few");
            }
        }
        for earlier in 1..size {
            let proof = consistency(&mut leaves.as_slice(), earlier, size).unwrap();
            let old = mth(&leaves[..usize::try_from(earlier).unwrap()]);
            assert!(verify_consistency(earlier, &root, size, &root, &proof).is_err());
            assert!(verify_consistency(earlier, &old, size, &old, &proof).is_err());
            assert!(verify_consistency(earlier, &old, size, &root, &proof[1..]).is_err() || earlier.is_power_of_two());
            assert!(verify_consistency(earlier, &old, size, &root, &[]).is_err());
            assert!(verify_consistency(size, &root, earlier, &old, &proof).is_err(), "backwards");
        }
    }
}

#[test]
fn an_edge_that_stops_and_goes_on_writes_the_same_tiles() {
    let leaves = leaves(70_000);
    let whole = files(&leaves);
    let mut store: HashMap<Tile, Vec<u8>> = HashMap::new();
    let (mut size, mut step) = (0, 1);
    while size < leaves.len() {
        let mut edge = Edge::open(short(size), |tile| Ok(store.get(tile).cloned())).unwrap();
        let until = (size + step).min(leaves.len());
        leaves[size..until].iter().for_each(|leaf| edge.push(*leaf));
        let written = edge.take();
        let named = growth(short(size), short(until)).filter(|tile| tile.row != Row::Entries);
        let mut paths: Vec<Tile> = written.iter().map(|(tile, _)| *tile).collect();
        paths.sort();
        assert_eq!(paths, named.collect::<Vec<_>>(), "from {size} to {until}");
        store.extend(written);
        assert!(edge.take().is_empty(), "nothing is written twice");
        (size, step) = (until, step * 3);
    }
    for tile in all(70_000).filter(|tile| tile.row != Row::Entries) {
        assert_eq!(store.get(&tile), whole.get(&tile), "{}", tile.path());
    }
}

#[test]
fn a_partial_tile_that_is_gone_is_read_from_the_full_one() {
    let leaves = leaves(600);
    let then = files(&leaves[..300]);
    let mut files = files(&leaves);
    files.extend(then.into_iter().filter(|(tile, _)| tile.row == Row::Level(1)));
    let mut earlier = TileReader::new(300, |tile| Ok(files.get(tile).cloned()));
    assert!(inclusion(&mut earlier, 299, 300).is_ok(), "tile 1 had 44 hashes then, and is full now");
    let mut beyond = TileReader::new(600, |tile| Ok(files.get(tile).cloned()));
    assert!(inclusion(&mut beyond, 0, 700).is_err(), "the tree does not reach that far");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn any_bit_turned_in_an_inclusion_proof_is_found(size in 2..600_u64, at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let leaves = leaves(size);
        let index = short(at.index(usize::try_from(size).unwrap()));
        let leaf = leaves[usize::try_from(index).unwrap()];
        let root = mth(&leaves);
        let mut proof = inclusion(&mut leaves.as_slice(), index, size).unwrap();
        let place = at.index(proof.len() * 32);
        proof[place / 32] = turned(&proof[place / 32], place % 32, bit);
        prop_assert!(verify_inclusion(&leaf, index, size, &proof, &root).is_err());
    }

    #[test]
    fn any_bit_turned_in_a_consistency_proof_is_found(size in 2..600_u64, at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let leaves = leaves(size);
        let earlier = 1 + short(at.index(usize::try_from(size - 1).unwrap()));
        let (old, new) = (mth(&leaves[..usize::try_from(earlier).unwrap()]), mth(&leaves));
        let mut proof = consistency(&mut leaves.as_slice(), earlier, size).unwrap();
        let place = at.index(proof.len() * 32);
        proof[place / 32] = turned(&proof[place / 32], place % 32, bit);
        prop_assert!(verify_consistency(earlier, &old, size, &new, &proof).is_err());
    }
}

fn turned(hash: &Hash, byte: usize, bit: u8) -> Hash {
    let mut bytes = *hash.as_bytes();
    bytes[byte] ^= 1 << bit;
    Hash::new(bytes)
}
