//! The roots of a library that others wrote for the same trees (PyPI `pymerkle`).
//!
//! It is skipped, aloud, where python3 or the package is absent.

use std::process::Command;

use ledger::Hash;
use ledger::tree::root_of;

/// Leaves whose trees are compared, one by one.
const LEAVES: u64 = 600;

/// Prints the root of the first leaf, of the first two, and so on.
const ROOTS: &str = r#"
import sys, warnings
warnings.simplefilter("ignore")
from pymerkle import InmemoryTree
tree = InmemoryTree(algorithm="sha256")
root = getattr(tree, "get_root", None) or tree.get_state
for number in range(int(sys.argv[1])):
    tree.append_entry(b"entry %d" % number)
    print(root().hex())
"#;

#[test]
fn every_root_is_that_of_pymerkle() {
    let present = Command::new("python3").args(["-c", "import pymerkle"]).output();
    if !present.is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: the roots of pymerkle need python3 and the package `pymerkle`");
        return;
    }
    let output = Command::new("python3").args(["-B", "-c", ROOTS, &LEAVES.to_string()]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let roots = String::from_utf8(output.stdout).unwrap();
    let leaves: Vec<Hash> = (0..LEAVES).map(|number| Hash::leaf(format!("entry {number}").as_bytes())).collect();
    let mut compared = 0;
    for (size, theirs) in (1..).zip(roots.lines()) {
        assert_eq!(root_of(leaves[..size].iter().copied()).to_hex(), theirs, "{size} leaves");
        compared += 1;
    }
    assert_eq!(compared, LEAVES);
}
