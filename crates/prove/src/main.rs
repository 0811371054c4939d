//! Proofs on the real binary, too long for a test: a race of votes through two
//! servers, servers killed while people write, a log that is tampered with. `cargo xtask prove` builds and runs
//! this; it listens and speaks on loopback alone, and leaves nothing behind it.

mod chance;
mod cost;
mod http;
mod kill;
mod place;
mod race;
mod sequence;
mod server;
mod tamper;
mod verdict;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use app::ambient::Random;
use clap::{Parser, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use crate::place::{Given, Kind, Place};
use crate::verdict::Verdict;

/// Proofs on the real binary.
#[derive(Debug, Parser)]
#[command(name = "prove")]
struct Wish {
    /// What to prove
    #[arg(required = true, value_enum)]
    proofs: Vec<Proof>,
    /// The server's binary
    #[arg(long, value_name = "FILE")]
    server: PathBuf,
    /// A PostgreSQL in which databases may be made
    #[arg(long, value_name = "URL")]
    postgres: Option<String>,
    /// On which database
    #[arg(long, value_enum, default_value = "both")]
    database: On,
    /// How much of it, as 1/20
    #[arg(long, default_value = "1", value_parser = fraction)]
    fraction: f64,
    /// How many times to kill, instead of 100
    #[arg(long)]
    times: Option<usize>,
    /// Repeats the requests and the moments of another run
    #[arg(long)]
    seed: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Proof {
    /// 10,000 votes of 500 people on one proposal, through two servers
    Race,
    /// A server killed 100 times while people write
    Kill,
    /// Eighty-seven ways to tamper with what is published, each found by both verifiers
    Tamper,
    /// The sequencer of the log killed 50 times at work, paused, and given an older database
    Sequence,
    /// What the log costs: figures alone
    Cost,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum On {
    Sqlite,
    Postgres,
    Both,
}

fn main() -> ExitCode {
    match run(Wish::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("prove: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(wish: Wish) -> Result<bool> {
    let proofs = async {
        let server = wish.server.canonicalize().with_context(|| wish.server.display().to_string())?;
        let given = Given { server, postgres: wish.postgres.clone() };
        let seed = wish.seed.unwrap_or_else(any_seed);
        let mut all_hold = true;
        for proof in &wish.proofs {
            for kind in wish.databases()? {
                all_hold &= one(*proof, kind, &given, &wish, seed).await?;
            }
        }
        Ok(all_hold)
    };
    tokio::select! {
        done = proofs => done,
        _ = tokio::signal::ctrl_c() => bail!("stopped"),
    }
}

impl Wish {
    fn databases(&self) -> Result<Vec<Kind>> {
        match (self.database, &self.postgres) {
            (On::Sqlite, _) => Ok(vec![Kind::Sqlite]),
            (On::Postgres, Some(_)) => Ok(vec![Kind::Postgres]),
            (On::Both, Some(_)) => Ok(vec![Kind::Sqlite, Kind::Postgres]),
            (_, None) => bail!("there is no PostgreSQL (--postgres URL, or --database sqlite)"),
        }
    }

    /// So much of a number, two at least.
    fn part_of(&self, whole: u32) -> usize {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a small number")]
        let part = (f64::from(whole) * self.fraction).round() as usize;
        part.max(2)
    }
}

/// For everything to be tampered with.
const TAMPER: Duration = Duration::from_secs(900);

/// One proof on one database. Everything it made is removed, or kept when it does not
/// hold.
async fn one(proof: Proof, kind: Kind, given: &Given, wish: &Wish, seed: u64) -> Result<bool> {
    let name = match proof {
        Proof::Race => "race",
        Proof::Kill => "kill",
        Proof::Tamper => "tamper",
        Proof::Sequence => "sequence",
        Proof::Cost => "cost",
    };
    println!("{name} on {}, seed {seed}", kind.name());
    let began = Instant::now();
    let place = Place::make(given, kind, name).await?;
    let (limit, proven) = match proof {
        Proof::Race => {
            let scale = race::Scale { voters: wish.part_of(500), each: 20 };
            let limit = Duration::from_secs(60) + Duration::from_millis(100) * u32::try_from(scale.casts())?;
            (limit, tokio::time::timeout(limit, race::prove(&place, scale, seed)).await)
        }
        Proof::Kill => {
            let times = wish.times.unwrap_or_else(|| wish.part_of(100));
            let limit = Duration::from_secs(60) + Duration::from_secs(30) * u32::try_from(times)?;
            (limit, tokio::time::timeout(limit, kill::prove(&place, times, seed)).await)
        }
        Proof::Sequence => {
            let times = wish.times.unwrap_or_else(|| wish.part_of(50));
            let limit = Duration::from_secs(400) + Duration::from_secs(20) * u32::try_from(times)?;
            (limit, tokio::time::timeout(limit, sequence::prove(&place, times, seed)).await)
        }
        Proof::Cost => (TAMPER, tokio::time::timeout(TAMPER, cost::measure(&place, wish.fraction)).await),
        Proof::Tamper => (TAMPER, tokio::time::timeout(TAMPER, tamper::prove(&place)).await),
    };
    let verdict: Result<Verdict> = proven.unwrap_or_else(|_| bail!("it took more than {} s", limit.as_secs()));
    match verdict {
        Ok(mut verdict) => {
            verdict.figure("took", format!("{:.1} s", began.elapsed().as_secs_f64()));
            println!("{verdict}\n");
            match verdict.holds() {
                true => place.remove().await?,
                false => println!("  kept: {}\n", place.keep()),
            }
            Ok(verdict.holds())
        }
        Err(error) => {
            println!("  kept: {}\n", place.keep());
            Err(error.context(format!("{name} on {}", kind.name())))
        }
    }
}

/// A bar on a terminal, and nothing elsewhere.
fn bar(things: &'static str, count: usize) -> ProgressBar {
    let bar = ProgressBar::new(count as u64);
    if let Ok(style) = ProgressStyle::with_template("  {bar:40} {pos}/{len} {msg} {elapsed_precise}") {
        bar.set_style(style);
    }
    bar.set_message(things);
    bar
}

fn any_seed() -> u64 {
    let mut bytes = [0; 4];
    app::ambient::SystemRandom.fill(&mut bytes);
    u32::from_le_bytes(bytes).into()
}

/// `1/20`, `0.05` or `1`.
fn fraction(text: &str) -> Result<f64, String> {
    let number = |text: &str| text.trim().parse::<f64>().map_err(|error| format!("{text}: {error}"));
    let value = match text.split_once('/') {
        Some((above, below)) => number(above)? / number(below)?,
        None => number(text)?,
    };
    if value > 0.0 && value <= 1.0 { Ok(value) } else { Err(format!("{text} is not more than 0 and at most 1")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Wish::command().debug_assert();
    }

    #[test]
    fn a_fraction_is_a_part_of_the_whole() {
        assert_eq!(fraction("1/20"), Ok(0.05));
        assert_eq!(fraction("1"), Ok(1.0));
        for wrong in ["0", "2", "1/0", "-1/2", "a", ""] {
            assert!(fraction(wrong).is_err(), "{wrong}");
        }
    }
}
