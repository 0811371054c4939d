//! Where a log is read from: a folder, or a web server.

use std::io;
use std::path::{Component, Path};
use std::time::Duration;

use anyhow::{Result, anyhow, ensure};
use fetch::Client;
use ledger::archive::Folder;
use ledger::verify::Source;
use tokio::runtime::Handle;

use crate::archive::OnDisk;

/// For one answer.
const WITHIN: Duration = Duration::from_secs(30);
/// Bytes of a file, at most: a full bundle is 16 MB.
const MOST: usize = 64 << 20;
/// Times that a file is asked for.
const TIMES: u32 = 4;
/// Longest wait that a server may ask for.
const WAIT: u64 = 15;

/// A folder that holds the published files.
pub(super) struct Directory(OnDisk);

impl Directory {
    /// # Errors
    /// When there is no such folder.
    pub(super) fn new(folder: &Path) -> Result<Self> {
        ensure!(folder.is_dir(), "there is no folder {}", folder.display());
        Ok(Self(OnDisk::new(folder)))
    }
}

impl Source for Directory {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        if !Path::new(path).components().all(|part| matches!(part, Component::Normal(_))) {
            return Ok(None);
        }
        self.0.read(path)
    }
}

/// A web server that publishes the files.
pub(super) struct Web {
    runtime: Handle,
    client: Client,
}

impl Web {
    /// # Errors
    /// When it is not an http or https address.
    pub(super) fn new(address: &str, runtime: Handle) -> Result<Self> {
        Ok(Self { runtime, client: Client::new(address, WITHIN, MOST)? })
    }

    async fn fetch(&self, path: &str) -> Result<Option<Vec<u8>>> {
        let mut last = None;
        for time in 1..=TIMES {
            let wait = match self.client.get(path).await {
                Ok(answer) => match answer.status {
                    200 => return Ok(Some(answer.body)),
                    404 | 410 => return Ok(None),
                    status @ (503 | 429) => {
                        last = Some(anyhow!("status {status}"));
                        answer.retry_after.unwrap_or(1).min(WAIT)
                    }
                    status => {
                        last = Some(anyhow!("status {status}"));
                        break;
                    }
                },
                Err(error) => {
                    last = Some(error);
                    u64::from(time) - 1
                }
            };
            if time < TIMES {
                tokio::time::sleep(Duration::from_secs(wait)).await;
            }
        }
        Err(last.unwrap_or_else(|| anyhow!("no answer")))
    }
}

impl Source for Web {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        self.runtime.block_on(self.fetch(path)).map_err(|error| io::Error::other(format!("{error:#}")))
    }
}
