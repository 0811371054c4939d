//! The real binary, started and killed.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::http::{self, Sent};
use crate::place::Place;

const READY_WITHIN: Duration = Duration::from_secs(60);

/// A `parvis serve` of our own. It is killed when this is dropped.
pub(crate) struct Server {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

impl Server {
    /// Starts one, without waiting for it. What it says goes to a file of its name.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(crate) fn start(place: &Place, name: &str) -> Result<Self> {
        Self::start_with(place, name, &[])
    }

    /// Starts one with settings of its own.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(crate) fn start_with(place: &Place, name: &str, environment: &[(&str, String)]) -> Result<Self> {
        // Free a moment ago: on loopback nobody else is likely to take it before we do.
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|socket| socket.local_addr())?;
        let file = place.folder().join(format!("{name}.log"));
        let log = File::options().create(true).append(true).open(&file).context("the server's log")?;
        let mut command: Command = place.parvis();
        command.args(["serve", "--bind", &address.to_string()]).envs(environment.iter().cloned());
        command.stdout(log.try_clone()?).stderr(log);
        let child = command.spawn().context("starting the server")?;
        Ok(Self { child, address })
    }

    /// Waits until it serves.
    ///
    /// # Errors
    /// When it ends, or is not ready in time.
    pub(crate) async fn ready(&mut self) -> Result<()> {
        let began = Instant::now();
        while began.elapsed() < READY_WITHIN {
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended by itself ({status})");
            }
            if let Sent::Answered(answer) = http::get(self.address, "/readyz").await
                && answer.status == 200
            {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        bail!("the server was not ready within {} s", READY_WITHIN.as_secs())
    }

    /// Whether it still runs.
    pub(crate) fn runs(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// `kill -9`, of this one process, by the pid that it was started with.
    ///
    /// # Errors
    /// When it had ended before.
    pub(crate) fn kill(&mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            bail!("the server ended by itself ({status})");
        }
        self.child.kill().context("killing the server")?;
        self.child.wait().context("the end of the server")?;
        Ok(())
    }

    /// Stops this one process where it is.
    ///
    /// # Errors
    /// When it cannot be.
    pub(crate) fn pause(&self) -> Result<()> {
        self.signal("-STOP")
    }

    /// Lets it go on.
    ///
    /// # Errors
    /// When it cannot be.
    pub(crate) fn resume(&self) -> Result<()> {
        self.signal("-CONT")
    }

    fn signal(&self, signal: &str) -> Result<()> {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().context("kill")?;
        if sent.success() { Ok(()) } else { bail!("kill {signal}: {sent}") }
    }

    /// Resident memory at most so far, in MB; none where it cannot be known.
    pub(crate) fn peak_memory(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        Some(line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()? / 1024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
