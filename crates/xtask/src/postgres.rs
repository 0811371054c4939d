//! A private PostgreSQL for the tests, from the binaries that the machine has.
//!
//! It lives in a temporary directory, keeps nothing safe (fsync is off), listens on
//! loopback alone and ends with this process, however this process ends.

use crate::shell::{Outcome, in_path, is_root, read};
use std::fs::{self, File};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use std::{env, process};

const STARTS_WITHIN: Duration = Duration::from_secs(60);

/// What the tests need no durability for; and connections for tests that run at once.
const SETTINGS: &[&str] = &[
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "max_connections=200",
    "shared_buffers=128MB",
    "listen_addresses=127.0.0.1",
    "log_min_messages=fatal",
];

/// An account without rights: PostgreSQL refuses to run as root.
struct User {
    name: &'static str,
    group: String,
}

/// A running cluster. It stops when this is dropped, and its files go unless they are
/// to be kept.
pub(crate) struct Cluster {
    server: Child,
    bin: PathBuf,
    dir: PathBuf,
    user: Option<User>,
    url: String,
    kept: bool,
}

impl Cluster {
    /// Makes and starts a cluster.
    ///
    /// # Errors
    /// When the machine has no PostgreSQL, or it does not start.
    pub(crate) fn start() -> Outcome<Cluster> {
        let bin = binaries().ok_or(
            "PostgreSQL is not installed (initdb and postgres were looked for in PATH, PG_BIN and /usr/lib/postgresql)",
        )?;
        let user = unprivileged()?;
        let dir = env::temp_dir().join(format!("parvis-pg-{}", process::id()));
        let made = make(&bin, &dir, user.as_ref()).and_then(|()| launch(bin, &dir, user));
        made.inspect_err(|_| {
            let _ = fs::remove_dir_all(&dir);
        })
    }

    /// Where it answers, as a database URL.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Stops it and leaves its files, for someone to look at.
    pub(crate) fn keep(mut self) -> PathBuf {
        self.kept = true;
        self.dir.clone()
    }

    fn wait(&mut self, port: u16) -> Outcome {
        let began = Instant::now();
        while began.elapsed() < STARTS_WITHIN {
            if let Ok(Some(status)) = self.server.try_wait() {
                let log = fs::read_to_string(self.dir.join("log")).unwrap_or_default();
                return Err(format!("PostgreSQL ended at once ({status}): {}", log.trim()));
            }
            // The pid file's last line says "ready" before connections are refused no more.
            let pid = fs::read_to_string(self.dir.join("data/postmaster.pid")).unwrap_or_default();
            if pid.contains("ready") && TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Ok(());
            }
            sleep(Duration::from_millis(50));
        }
        Err(format!("PostgreSQL was not ready within {} s", STARTS_WITHIN.as_secs()))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // At once: nothing in it is worth a checkpoint.
        let mut stop = as_user(self.user.as_ref(), &self.bin.join("pg_ctl"), &self.dir);
        let stopped = read(stop.args(["stop", "--mode=immediate", "--silent", "-D"]).arg(self.dir.join("data")));
        if stopped.is_err() {
            let _ = self.server.kill();
        }
        let _ = self.server.wait();
        if !self.kept {
            let _ = fs::remove_dir_all(&self.dir);
        }
    }
}

fn make(bin: &Path, dir: &Path, user: Option<&User>) -> Outcome {
    fs::create_dir_all(dir).map_err(|error| format!("{}: {error}", dir.display()))?;
    if let Some(user) = user {
        read(Command::new("chown").arg(user.name).arg(dir))?;
    }
    let mut initdb = as_user(user, &bin.join("initdb"), dir);
    initdb.args([
        "--username=parvis",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync",
        "--no-instructions",
        "-D",
    ]);
    read(initdb.arg(dir.join("data"))).map(drop)
}

fn launch(bin: PathBuf, dir: &Path, user: Option<User>) -> Outcome<Cluster> {
    let port = free_port()?;
    let log = File::create(dir.join("log")).map_err(|error| format!("the log of PostgreSQL: {error}"))?;
    let errors = log.try_clone().map_err(|error| format!("the log of PostgreSQL: {error}"))?;
    let mut postgres = as_user(user.as_ref(), &bin.join("postgres"), dir);
    postgres.arg("-D").arg(dir.join("data")).args(["-p", &port.to_string(), "-k"]).arg(dir);
    for setting in SETTINGS {
        postgres.args(["-c", setting]);
    }
    postgres.stdin(Stdio::null()).stdout(log).stderr(errors);
    let server = postgres.spawn().map_err(|error| format!("PostgreSQL did not start: {error}"))?;
    let url = format!("postgres://parvis@127.0.0.1:{port}/postgres");
    let mut cluster = Cluster { server, bin, dir: dir.to_owned(), user, url, kept: false };
    cluster.wait(port)?;
    Ok(cluster)
}

/// A program run as this user, which ends with us even if we are killed.
fn as_user(user: Option<&User>, program: &Path, dir: &Path) -> Command {
    let mut command = match (in_path(&["setpriv"]), user) {
        (Some(setpriv), Some(user)) => {
            let mut command = Command::new(setpriv);
            command.args(["--reuid", user.name, "--regid", &user.group, "--clear-groups", "--pdeathsig", "QUIT", "--"]);
            command.arg(program);
            command
        }
        (None, Some(user)) => {
            let mut command = Command::new("runuser");
            command.args(["-u", user.name, "--"]).arg(program);
            command
        }
        (_, None) => Command::new(program),
    };
    // Ours may be a directory that this user cannot enter.
    command.current_dir(dir);
    command
}

/// The user to run as when we are root.
fn unprivileged() -> Outcome<Option<User>> {
    if !is_root() {
        return Ok(None);
    }
    let known = |name: &'static str| {
        let group = read(Command::new("id").args(["-g", name])).ok()?;
        Some(User { name, group: group.trim().to_owned() })
    };
    let user = ["postgres", "nobody"].into_iter().find_map(known);
    user.map(Some)
        .ok_or_else(|| "PostgreSQL does not run as root, and there is no user `postgres` or `nobody`".to_owned())
}

/// The directory with `initdb` and `postgres`.
fn binaries() -> Option<PathBuf> {
    directory_of(["initdb", "postgres"])
}

/// That with `createdb` and `dropdb`, which may be another.
pub(crate) fn tools() -> Option<PathBuf> {
    directory_of(["createdb", "dropdb"])
}

/// The directory with two programs: PG_BIN, PATH, or the newest that Debian and others
/// have put aside.
fn directory_of(programs: [&str; 2]) -> Option<PathBuf> {
    let named = env::var_os("PG_BIN").map(PathBuf::from);
    let on_path = in_path(&programs[..1]).and_then(|file| Some(file.parent()?.to_owned()));
    let homes = ["/usr/lib/postgresql", "/usr/local/opt", "/opt/homebrew/opt", "/usr/pgsql"];
    let mut aside: Vec<PathBuf> = homes
        .iter()
        .filter_map(|home| fs::read_dir(home).ok())
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    aside.sort();
    let complete = |dir: &PathBuf| programs.iter().all(|program| dir.join(program).is_file());
    named.into_iter().chain(on_path).chain(aside.into_iter().rev()).find(complete)
}

fn free_port() -> Outcome<u16> {
    let bound = TcpListener::bind(("127.0.0.1", 0)).and_then(|socket| socket.local_addr());
    bound.map(|address| address.port()).map_err(|error| format!("no free port: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_answers_and_leaves_nothing_behind() {
        if binaries().is_none() {
            eprintln!("skipped: PostgreSQL is not installed");
            return;
        }
        let cluster = Cluster::start().unwrap();
        let dir = cluster.dir.clone();
        let address = cluster.url().split(['@', '/']).nth(3).unwrap().to_owned();
        assert!(TcpStream::connect(&address).is_ok(), "{address}");
        drop(cluster);
        assert!(TcpStream::connect(&address).is_err());
        assert!(!dir.exists());
    }
}
