//! A file beside an SQLite database says who works on it: commands share it, a
//! restoration wants it alone, so that no server goes on writing into a file
//! that is no longer there.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The lock, until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// To work on the database; nothing on PostgreSQL, which looks after itself.
    ///
    /// # Errors
    /// When it is being restored.
    pub(super) fn shared(database: &str) -> Result<Option<Self>> {
        let Some(path) = db::dialect::sqlite_path(database) else { return Ok(None) };
        let file = file(Path::new(path))?;
        match file.try_lock_shared() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => bail!("{path} is being restored: try again when it is done"),
            Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("locking {path}")),
        }
    }

    /// To put another database in its place.
    ///
    /// # Errors
    /// When anybody works on it.
    pub(super) fn alone(database: &Path) -> Result<Self> {
        let file = file(database)?;
        let shown = database.display();
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => bail!("{shown} is in use: stop the server (and other commands) first"),
            Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("locking {shown}")),
        }
    }
}

/// `<database>.lock`. It stays: taking it away while another opens it would
/// leave two locks.
fn file(database: &Path) -> Result<File> {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    let name = PathBuf::from(name);
    if let Some(folder) = name.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    }
    let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&name);
    opened.with_context(|| format!("opening {}", name.display()))
}
