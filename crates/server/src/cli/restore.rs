//! `parvis restore FILE`.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use db::Dialect;

use crate::cli::{Global, open};

/// Put a copy in the place of the database. Stop the server first.
#[derive(Debug, Args)]
pub(super) struct Restore {
    /// A file made by backup
    file: PathBuf,
    /// Replace the database that is there
    #[arg(long)]
    force: bool,
}

/// What every SQLite file begins with.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

impl Restore {
    pub(super) async fn run(self, global: &Global) -> Result<ExitCode> {
        let settings = open::settings(global, &[])?;
        if Dialect::of_url(&settings.database.url) == Some(Dialect::Postgres) {
            bail!("PostgreSQL is restored by its own tool: pg_restore --dbname=DATABASE FILE (see README.md)");
        }
        let target = PathBuf::from(
            db::dialect::sqlite_path(&settings.database.url).context("a database in memory cannot be restored")?,
        );
        ensure!(self.force || !target.exists(), "{} exists; --force replaces it", target.display());
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        }
        let draft = beside(&target, ".restoring");
        copy(&self.file, &draft)?;
        let checked = check(&draft).await;
        for leftover in ["-wal", "-shm"] {
            remove(&beside(&draft, leftover))?;
        }
        if let Err(error) = checked {
            remove(&draft)?;
            return Err(error.context(format!("{} cannot be restored", self.file.display())));
        }
        // The journal of the database that goes would be played into the one that comes.
        for stale in ["-wal", "-shm"] {
            remove(&beside(&target, stale))?;
        }
        std::fs::rename(&draft, &target).with_context(|| format!("replacing {}", target.display()))?;
        sync_folder(&target)?;
        println!("{}: restored from {}", target.display(), self.file.display());
        Ok(ExitCode::SUCCESS)
    }
}

fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let mut start = [0; 16];
    let mut source = File::open(from).with_context(|| format!("opening {}", from.display()))?;
    let is_sqlite = source.read_exact(&mut start).is_ok() && &start == MAGIC;
    ensure!(is_sqlite, "{} is not a SQLite database", from.display());
    std::fs::copy(from, to).with_context(|| format!("copying to {}", to.display()))?;
    File::open(to)?.sync_all()?;
    Ok(())
}

/// It is one of ours, whole, and not from a later version.
async fn check(file: &Path) -> Result<()> {
    let url = format!("sqlite://{}?mode=rw", file.display());
    let db = db::connect(&url, &db::Options { connections: 1, ..db::Options::default() }).await?;
    let found = db::dialect::inspect(&db).await;
    let unknown = db::unknown_migrations(&db).await;
    db.close().await?;
    ensure!(found?, "the file is damaged");
    match unknown {
        Err(_) => bail!("it is not a Parvis database"),
        Ok(unknown) if !unknown.is_empty() => bail!("it comes from a later version of Parvis ({})", unknown.join(", ")),
        Ok(_) => Ok(()),
    }
}

fn remove(file: &Path) -> Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("removing {}", file.display()))
        }
        _ => Ok(()),
    }
}

/// The new name is on the disk.
fn sync_folder(file: &Path) -> Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    File::open(folder)?.sync_all().with_context(|| format!("writing {}", folder.display()))
}
