//! `cargo xtask test`: every check, one summary.

use crate::postgres::Cluster;
use crate::shell::Outcome;
use crate::suites::{Given, SUITES, Suite, names};
use crate::summary::{Ending, Summary};
use std::env;
use std::time::Instant;

/// What the person asked for.
#[derive(Debug, Default, PartialEq)]
struct Wish {
    only: Vec<String>,
    skip: Vec<String>,
    ci: bool,
}

/// Runs the suites, all of them even when one fails, and prints the summary.
///
/// # Errors
/// When a suite failed, or was skipped where nothing may be.
pub(crate) fn test(args: &[String]) -> Outcome {
    let wish = Wish::read(args)?;
    let chosen: Vec<&Suite> = SUITES.iter().filter(|suite| wish.wants(suite.name)).collect();
    let (_cluster, given) = gather(chosen.iter().any(|suite| suite.postgres));
    let mut summary = Summary::default();
    for suite in chosen {
        eprintln!("\n== {} ==", suite.name);
        let began = Instant::now();
        let ending = (suite.run)(&given).into();
        if let Ending::Failed(why) = &ending {
            eprintln!("{} failed: {why}", suite.name);
        }
        summary.add(suite.name, ending, began.elapsed());
    }
    println!("{summary}");
    match (summary.failed(), summary.skipped()) {
        (0, 0) => Ok(()),
        (0, _) if !wish.ci => Ok(()),
        (0, _) => Err("something was skipped, and here nothing may be".to_owned()),
        _ => Err("not everything passed".to_owned()),
    }
}

/// A PostgreSQL for the suites: the one in `TEST_DATABASE_URL`, else one of our own,
/// which lives as long as the first value.
pub(crate) fn gather(postgres: bool) -> (Option<Cluster>, Given) {
    if !postgres {
        return (None, Given { postgres: Err("no chosen suite wants it".to_owned()) });
    }
    if let Ok(url) = env::var("TEST_DATABASE_URL") {
        return (None, Given { postgres: Ok(url) });
    }
    match Cluster::start() {
        Ok(cluster) => {
            let url = cluster.url().to_owned();
            eprintln!("PostgreSQL for the tests: {url}");
            (Some(cluster), Given { postgres: Ok(url) })
        }
        Err(why) => {
            eprintln!("no PostgreSQL for the tests: {why}");
            (None, Given { postgres: Err(why) })
        }
    }
}

impl Wish {
    fn read(args: &[String]) -> Outcome<Wish> {
        let mut wish = Wish::default();
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--ci" => wish.ci = true,
                "--only" => wish.only = suites(args.next())?,
                "--skip" => wish.skip = suites(args.next())?,
                other => return Err(format!("`test` has no option `{other}`")),
            }
        }
        Ok(wish)
    }

    fn wants(&self, suite: &str) -> bool {
        let named = |list: &[String]| list.iter().any(|name| name == suite);
        (self.only.is_empty() || named(&self.only)) && !named(&self.skip)
    }
}

fn suites(list: Option<&String>) -> Outcome<Vec<String>> {
    let known = names();
    let list: Vec<String> = list.map(|list| list.split(',').map(str::to_owned).collect()).unwrap_or_default();
    if list.is_empty() || list.iter().any(|name| !known.contains(&name.as_str())) {
        return Err(format!("name one or more of these, with commas between: {}", known.join(",")));
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(args: &[&str]) -> Outcome<Wish> {
        Wish::read(&args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn everything_runs_unless_it_is_asked_otherwise() {
        assert!(names().iter().all(|suite| wish(&[]).unwrap().wants(suite)));
        let some = wish(&["--only", "fmt,native", "--skip", "native"]).unwrap();
        let wanted: Vec<_> = names().into_iter().filter(|suite| some.wants(suite)).collect();
        assert_eq!(wanted, ["fmt"]);
    }

    #[test]
    fn a_suite_that_does_not_exist_is_an_error() {
        assert!(wish(&["--only", "fnt"]).is_err());
        assert!(wish(&["--skip"]).is_err());
        assert!(wish(&["--fast"]).is_err());
    }
}
