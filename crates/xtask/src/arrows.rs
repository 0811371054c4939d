//! Which crate may use which, and what may never reach the browser.
//!
//! Layers are crates, and arrows go down only. The table below is the architecture;
//! a crate that is not in it, or an arrow that it does not have, fails the test.

use crate::shell::{Outcome, cargo, read};
use std::collections::{BTreeMap, BTreeSet};

/// Every crate of ours with the crates of ours that it may use.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("content", &["domain"]),
    ("ledger", &[]),
    ("fetch", &[]),
    ("opinion", &[]),
    ("migrations", &[]),
    ("entities", &["domain"]),
    ("db", &["domain", "entities", "migrations"]),
    ("jobs", &["db", "domain", "entities"]),
    ("mailer", &["content", "domain"]),
    ("settings", &["domain"]),
    ("app", &["content", "db", "domain", "entities", "fetch", "jobs", "ledger", "mailer", "opinion", "settings"]),
    ("api", &["app", "content", "domain"]),
    ("islands", &["domain"]),
    ("pages", &["content", "domain", "islands"]),
    ("hydrate", &["islands"]),
    ("server", &["api", "app", "content", "db", "domain", "fetch", "jobs", "ledger", "mailer", "pages", "settings"]),
    ("testkit", &["app", "content", "db", "domain", "entities", "jobs", "mailer", "migrations", "settings"]),
    ("prove", &["app", "content", "db", "domain", "entities", "fetch", "ledger", "settings"]),
    ("assets", &[]),
    ("xtask", &[]),
];

/// What must not be compiled for the browser: it is native, or much too heavy there.
const NATIVE: &[&str] = &[
    "argon2",
    "axum",
    "chrono",
    "fluent-bundle",
    "hyper",
    "lettre",
    "ring",
    "rustls",
    "sea-orm",
    "sqlx",
    "tokio",
    "unicode-normalization",
    "validator",
    "zxcvbn",
];

/// `regex` comes with Leptos, which reads its settings with it on a server; nothing
/// in the client calls it, so the linker drops it. Nobody else may bring it in.
const REGEX_COMES_WITH: &str = "leptos_config";

/// Checks the arrows between our crates, tests excepted.
///
/// # Errors
/// Names each arrow that the architecture does not have.
pub(crate) fn check() -> Outcome {
    let tree = ["tree", "--workspace", "--edges", "normal,build", "--depth", "1"];
    let shape = ["--prefix", "depth", "--no-dedupe", "--format", " {p}"];
    let used = read_arrows(&read(&mut cargo(&[tree.as_slice(), shape.as_slice()].concat()))?);
    let wrong = forbidden(&used);
    if wrong.is_empty() {
        println!("{} crates, {} arrows, all go down", used.len(), used.values().map(BTreeSet::len).sum::<usize>());
        return Ok(());
    }
    Err(format!("arrows that the architecture does not have (arrows.rs):\n  {}", wrong.join("\n  ")))
}

/// Checks that nothing native has reached the client.
///
/// # Errors
/// Names each crate that has no business in a browser.
pub(crate) fn fence() -> Outcome {
    let all = client_tree(&["--prefix", "none", "--format", "{p}"])?;
    let present: BTreeSet<&str> = all.lines().filter_map(|line| line.split(' ').next()).collect();
    let mut wrong: Vec<String> = NATIVE
        .iter()
        .filter(|name| present.contains(*name))
        .map(|name| format!("{name} (why: cargo tree -p hydrate --target wasm32-unknown-unknown -i {name})"))
        .collect();
    if present.contains("regex") {
        let users = client_tree(&["-i", "regex", "--depth", "1", "--prefix", "depth", "--format", " {p}"])?;
        let others = users.lines().filter_map(|line| line.strip_prefix("1 "));
        let others = others.filter(|user| !user.starts_with(REGEX_COMES_WITH));
        wrong.extend(others.map(|user| format!("regex, through {user}")));
    }
    if wrong.is_empty() {
        println!("{} crates reach the client, none of them native", present.len());
        return Ok(());
    }
    Err(format!("these reach the client:\n  {}", wrong.join("\n  ")))
}

fn client_tree(args: &[&str]) -> Outcome<String> {
    let tree = ["tree", "-p", "hydrate", "--target", "wasm32-unknown-unknown", "--edges", "normal"];
    read(&mut cargo(&[tree.as_slice(), args].concat()))
}

/// Reads `cargo tree --prefix depth`: lines of a depth, a name, a version and, for a
/// crate of ours, its path.
fn read_arrows(tree: &str) -> BTreeMap<String, BTreeSet<String>> {
    let ours = tree.lines().filter(|line| line.contains(" (/") || line.contains(":\\"));
    let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut from = String::new();
    for line in ours {
        let mut words = line.split_whitespace();
        let (Some(depth), Some(name)) = (words.next(), words.next()) else {
            continue;
        };
        if depth == "0" {
            name.clone_into(&mut from);
            arrows.entry(from.clone()).or_default();
        } else {
            arrows.entry(from.clone()).or_default().insert(name.to_owned());
        }
    }
    arrows
}

fn forbidden(used: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (from, to) in used {
        let Some(may) = allowed.get(from.as_str()) else {
            wrong.push(format!("{from}: not in the table; say what it may use"));
            continue;
        };
        let extra = to.iter().filter(|to| !may.contains(&to.as_str()));
        wrong.extend(extra.map(|to| format!("{from} -> {to}")));
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arrow_that_goes_up_is_named() {
        let tree = "0 domain v0.1.0 (/p/crates/domain)\n1 app v0.1.0 (/p/crates/app)\n1 uuid v1.0.0\n\
                    0 pages v0.1.0 (/p/frontend/pages)\n1 islands v0.1.0 (/p/frontend/islands)\n";
        assert_eq!(forbidden(&read_arrows(tree)), ["domain -> app"]);
    }

    #[test]
    fn a_crate_that_nobody_placed_is_named() {
        let tree = "0 stowaway v0.1.0 (/p/crates/stowaway)\n";
        assert_eq!(forbidden(&read_arrows(tree)), ["stowaway: not in the table; say what it may use"]);
    }

    #[test]
    fn the_table_itself_has_no_circle() {
        let mut placed: BTreeSet<&str> = BTreeSet::new();
        let mut left: Vec<_> = ARROWS.to_vec();
        while !left.is_empty() {
            let before = left.len();
            left.retain(|(name, may)| {
                let down = may.iter().all(|to| placed.contains(to));
                if down {
                    placed.insert(name);
                }
                !down
            });
            assert_ne!(before, left.len(), "a circle among {left:?}");
        }
    }
}
