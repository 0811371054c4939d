//! `cargo xtask prove`: the proofs that are too long for a test, on the real binary.

use crate::shell::{Outcome, cargo, command, go, in_profile};
use crate::suites::Given;
use crate::test;

/// Builds the server and the proofs, and runs those that are named.
///
/// # Errors
/// When something does not build, cannot be carried out, or is not proven.
pub(crate) fn prove(args: &[String]) -> Outcome {
    if args.is_empty() {
        return Err(
            "name what to prove: race, kill, tamper, sequence (the options: cargo xtask prove --help)".to_owned()
        );
    }
    go(&mut cargo(&["build", "-p", "prove", "-p", "server"]))?;
    let helps = args.iter().any(|arg| arg == "--help" || arg == "-h");
    let (cluster, given) = test::gather(!helps && database(args) != Some("sqlite"));
    let done = run(args, &given);
    if done.is_err()
        && let Some(cluster) = cluster
        && !helps
    {
        eprintln!("kept: {}", cluster.keep().display());
    }
    done
}

/// Builds the optimised server, and measures it.
///
/// # Errors
/// When something does not build, or cannot be measured.
pub(crate) fn bench(args: &[String]) -> Outcome {
    go(&mut cargo(&["build", "--release", "-p", "prove", "-p", "server"]))?;
    let (_cluster, given) = test::gather(database(args) != Some("sqlite"));
    let args = [&["cost".to_owned()], args].concat();
    with("release", &args, &given)
}

/// Runs the proofs that are built, on PostgreSQL too if there is one.
///
/// # Errors
/// When one cannot be carried out, or is not proven.
pub(crate) fn run(args: &[String], given: &Given) -> Outcome {
    with("debug", args, given)
}

fn with(profile: &str, args: &[String], given: &Given) -> Outcome {
    let mut prove = command(in_profile(profile, "prove"));
    prove.args(args).arg("--server").arg(in_profile(profile, "parvis"));
    match &given.postgres {
        Ok(url) => {
            prove.args(["--postgres", url]);
        }
        Err(why) if database(args).is_none() => {
            eprintln!("on SQLite alone: {why}");
            prove.args(["--database", "sqlite"]);
        }
        Err(_) => {}
    }
    go(&mut prove)
}

/// The database that was asked for by name.
fn database(args: &[String]) -> Option<&str> {
    let after = args.iter().position(|arg| arg == "--database").and_then(|at| args.get(at + 1));
    let joined = args.iter().find_map(|arg| arg.strip_prefix("--database="));
    after.map(String::as_str).or(joined)
}

#[cfg(test)]
mod tests {
    use super::database;

    #[test]
    fn the_database_that_was_asked_for_is_read_in_either_form() {
        let asked = |args: &[&str]| {
            let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
            database(&args).map(str::to_owned)
        };
        assert_eq!(asked(&["race", "--database", "sqlite"]).as_deref(), Some("sqlite"));
        assert_eq!(asked(&["race", "--database=both"]).as_deref(), Some("both"));
        assert_eq!(asked(&["race", "--fraction", "1/20"]), None);
    }
}
