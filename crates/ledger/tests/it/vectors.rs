//! What others publish as right: RFC 6962 trees, signed notes, tile paths.

use ledger::checkpoint::{Checkpoint, Policy, open};
use ledger::key::{Algorithm, SigningKeyPair, VerifierKey};
use ledger::note::Note;
use ledger::tile::{Row, Tile, all, growth};
use ledger::tree::{consistency, inclusion, root_of, verify_consistency, verify_inclusion};
use ledger::{Error, Hash};

/// The eight leaves of Certificate Transparency's own tests.
const LEAVES: [&str; 8] =
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn leaves() -> Vec<Hash> {
    LEAVES.iter().map(|leaf| Hash::leaf(&hex::decode(leaf).unwrap())).collect()
}

fn root(size: usize) -> Hash {
    Hash::from_hex(ROOTS[size]).unwrap()
}

#[test]
fn the_eight_leaves_have_the_roots_that_everyone_has() {
    for size in 0..=8 {
        assert_eq!(root_of(leaves().into_iter().take(size)), root(size), "{size} leaves");
    }
}

#[test]
fn inclusion_proofs_of_the_eight_leaves_are_those_of_certificate_transparency() {
    let expected: [(u64, u64, &[&str]); 4] = [
        (
            0,
            8,
            &[
                "lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=",
                "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=",
                "a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=",
            ],
        ),
        (
            5,
            8,
            &[
                "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=",
                "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=",
                "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=",
            ],
        ),
        (2, 3, &["+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU="]),
        (
            1,
            5,
            &[
                "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=",
                "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=",
                "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=",
            ],
        ),
    ];
    let leaves = leaves();
    for (index, size, expected) in expected {
        let proof = inclusion(&mut leaves.as_slice(), index, size).unwrap();
        assert_eq!(proof.iter().map(Hash::to_base64).collect::<Vec<_>>(), expected, "leaf {index} of {size}");
        let (place, whole) = (usize::try_from(index).unwrap(), usize::try_from(size).unwrap());
        assert_eq!(verify_inclusion(&leaves[place], index, size, &proof, &root(whole)), Ok(()));
    }
}

#[test]
fn consistency_proofs_of_the_eight_leaves_are_those_of_certificate_transparency() {
    let expected: [(u64, u64, &[&str]); 3] = [
        (
            1,
            8,
            &[
                "lqKW0iTyhcZ77pPDD4owkVfw2qNdxbh+QQt4YwoJz8c=",
                "Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=",
                "a0eq8p7jwq+a+Im8H7klTavTEXfxYjLdaqsDXKOb9uQ=",
            ],
        ),
        (
            6,
            8,
            &[
                "DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o=",
                "yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=",
                "037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=",
            ],
        ),
        (2, 5, &["Xwg/ChozygdqlSeYMlgNs+DvRYS9/x9UyKNg9Q3jAx4=", "vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms="]),
    ];
    let leaves = leaves();
    for (earlier, size, expected) in expected {
        let proof = consistency(&mut leaves.as_slice(), earlier, size).unwrap();
        assert_eq!(proof.iter().map(Hash::to_base64).collect::<Vec<_>>(), expected, "{earlier} in {size}");
        let (old, new) = (root(usize::try_from(earlier).unwrap()), root(usize::try_from(size).unwrap()));
        assert_eq!(verify_consistency(earlier, &old, size, &new, &proof), Ok(()));
    }
}

const NEUMANN: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n\
    — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const NEUMANN_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const NEUMANN_SECRET: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

#[test]
fn the_note_of_the_first_implementation_verifies_and_is_signed_alike() {
    let note = Note::parse(NEUMANN.as_bytes()).unwrap();
    let key = VerifierKey::parse(NEUMANN_KEY).unwrap();
    assert_eq!(note.verify(&key), Ok(None));
    assert_eq!(note.to_string(), NEUMANN);
    assert_eq!(key.to_string(), NEUMANN_KEY);

    let secret = SigningKeyPair::parse(NEUMANN_SECRET).unwrap();
    assert_eq!(secret.verifier(), &key);
    assert_eq!(secret.to_secret_text(), NEUMANN_SECRET);
    let signed = Note::new(note.text()).unwrap().signed_by(&secret, 0);
    assert_eq!(signed.to_string(), NEUMANN, "Ed25519 is deterministic");
    assert!(!format!("{secret:?}").contains("AYEKFALV"), "the secret stays out of logs");
}

#[test]
fn the_note_of_the_specification_verifies() {
    let note = "This is an example message.\n\n— example.com/foo \
        Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    let key = VerifierKey::parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k").unwrap();
    assert_eq!(Note::parse(note.as_bytes()).unwrap().verify(&key), Ok(None));
    let other = note.replace("example message", "example massage");
    let refused = Note::parse(other.as_bytes()).unwrap().verify(&key);
    assert_eq!(refused, Err(Error::BadSignature("example.com/foo".to_owned())));
}

#[test]
fn the_checkpoint_of_the_specification_reads() {
    let text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    let read = Checkpoint::parse(text).unwrap();
    assert_eq!((read.origin.as_str(), read.size), ("example.com/behind-the-sofa", 20_852_163));
    assert_eq!(read.to_string(), text);
}

#[test]
fn a_cosignature_says_when_and_one_by_a_stranger_is_dropped() {
    let key = |name, algorithm, seed| SigningKeyPair::from_seed(name, algorithm, &[seed; 32]).unwrap();
    let log = key("example.fr/log", Algorithm::Ed25519, 1);
    let witness = key("witness.example/w1", Algorithm::CosignatureV1, 2);
    let stranger = key("stranger.example", Algorithm::CosignatureV1, 3);
    let note = Checkpoint::new("example.fr/log", 0, Hash::empty()).note().unwrap();
    let note = note.signed_by(&log, 0).signed_by(&witness, 1_679_315_147).signed_by(&stranger, 5);

    let mut policy = Policy::of_log(log.verifier().clone());
    policy.witnesses.push(witness.verifier().clone());
    let opened = open(note.to_string().as_bytes(), &policy).unwrap();
    assert_eq!(opened.witnessed, [("witness.example/w1".to_owned(), Some(1_679_315_147))]);
    assert_eq!(opened.note.signatures().len(), 2);
    policy.quorum = 2;
    assert!(opened.check_quorum(&policy).is_err());
}

#[test]
fn tile_paths_are_those_of_the_specification() {
    let path = |row, index, width| Tile { row, index, width }.path();
    assert_eq!(path(Row::Level(0), 1_234_067, 256), "tile/0/x001/x234/067");
    assert_eq!(path(Row::Level(0), 1234, 5), "tile/0/x001/234.p/5");
    assert_eq!(path(Row::Level(3), 0, 256), "tile/3/000");
    assert_eq!(path(Row::Entries, 999, 256), "tile/entries/999");
    assert_eq!(path(Row::Entries, 1000, 255), "tile/entries/x001/000.p/255");
}

#[test]
fn a_path_is_read_as_it_is_written_and_in_no_other_form() {
    for tile in all(70_000) {
        assert_eq!(Tile::parse(&tile.path()), Ok(tile));
    }
    let wrong = [
        "tile/8/0/000",
        "tile/64/000",
        "tile/00/000",
        "tile/0/0",
        "tile/0/1000",
        "tile/0/x001",
        "tile/0/x000/001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/001/000",
        "tile/data/000",
        "tile/0/+01",
        "tile",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        "tile/0/000.p/+5",
    ];
    for path in wrong {
        assert!(Tile::parse(path).is_err(), "{path}");
    }
}

#[test]
fn seventy_thousand_entries_are_the_tiles_that_the_specification_counts() {
    let tiles: Vec<Tile> = all(70_000).collect();
    let of = |row| tiles.iter().filter(move |tile| tile.row == row).map(|tile| tile.width).collect::<Vec<_>>();
    let (zero, one, two) = (of(Row::Level(0)), of(Row::Level(1)), of(Row::Level(2)));
    assert_eq!((zero.len(), zero.iter().filter(|width| **width == 256).count(), zero[273]), (274, 273, 112));
    assert_eq!((one, two), (vec![256, 17], vec![1]));
    assert_eq!(of(Row::Entries), zero);
    assert_eq!(all(0).count(), 0);
    let of_256: Vec<String> = all(256).map(|tile| tile.path()).collect();
    assert_eq!(of_256, ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]);
}

#[test]
fn a_growth_writes_what_changed_and_nothing_else() {
    let paths = |from, to| growth(from, to).map(|tile| tile.path()).collect::<Vec<_>>();
    assert_eq!(paths(5, 5), Vec::<String>::new());
    assert_eq!(paths(256, 257), ["tile/entries/001.p/1", "tile/0/001.p/1"]);
    let expected = ["tile/entries/000", "tile/entries/001.p/44", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"];
    assert_eq!(paths(200, 300), expected);
}
