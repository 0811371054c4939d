//! `cargo xtask`: the commands that build, start and prove the project.
//!
//! It depends on std alone, so that a first `cargo xtask run` compiles the product
//! and not its tools. One module per command, and one per thing that the commands
//! share.

mod arrows;
mod browser;
mod client;
mod dist;
mod node;
mod postgres;
mod prove;
mod run;
mod shell;
mod suites;
mod summary;
mod test;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask run [-- ARGS]     build everything and serve it, with the demo process on an empty database
cargo xtask test [OPTIONS]    every check and test; says what it had to skip and why
cargo xtask ci                the same, where a skipped suite is a failure
cargo xtask prove NAME...     race: 10,000 votes through two servers; kill: 100 servers killed while people write;
                              tamper: 85 ways to tamper with the log; sequence: its sequencer killed, paused, restored
cargo xtask bench [OPTIONS]   what the log costs, with the optimised server; the options of prove
cargo xtask dist [DIR]        the optimised server with its assets and settings, in one directory

Options of test:
  --only a,b     these suites alone
  --skip a,b     all but these
  --ci           a skipped suite is a failure

Options of prove:
  --database D   sqlite, postgres or both (the default)
  --fraction F   so much of it, as 1/20
  --times N      so many kills
  --seed N       the requests and the moments of another run
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = match args.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", [].as_slice()),
    };
    let done = match command {
        "run" => run::run(rest),
        "test" => test::test(rest),
        "ci" => test::test(&[&["--ci".to_owned()], rest].concat()),
        "prove" => prove::prove(rest),
        "bench" => prove::bench(rest),
        "dist" => dist::dist(rest),
        "help" | "--help" | "-h" => {
            println!("{HELP}Suites: {}", suites::names().join(", "));
            Ok(())
        }
        other => Err(format!("there is no command `{other}`\n\n{HELP}")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("xtask: {why}");
            ExitCode::FAILURE
        }
    }
}
