//! `parvis restore FILE`.

use std::fs::{File, Permissions};
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail, ensure};
use app::ambient::{Clock, SystemClock, SystemRandom};
use app::{App, Ctx, erasure};
use clap::Args;
use db::Dialect;
use settings::Settings;

use crate::cli::lock::Lock;
use crate::cli::{Global, open};

/// Put a copy in the place of the database.
///
/// Stop the server first: a database in use is not replaced. The one that is there
/// is kept beside it, as NAME.replaced-DATE; with --force it is not.
#[derive(Debug, Args)]
pub(super) struct Restore {
    /// A file made by backup
    file: PathBuf,
    /// Keep no copy of the database that is replaced
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
        let _alone = Lock::alone(&target)?;
        let draft = beside(&target, ".restoring");
        copy(&self.file, &draft)?;
        let mut checked = check(&draft).await;
        if checked.is_ok() {
            checked = erase_again(&settings, &draft).await;
        }
        for leftover in ["-wal", "-shm", ".migrate-lock"] {
            remove(&beside(&draft, leftover))?;
        }
        if let Err(error) = checked {
            remove(&draft)?;
            return Err(error.context(format!("{} cannot be restored", self.file.display())));
        }
        if !self.force && target.exists() {
            println!("{}: kept as {}", target.display(), keep(&target)?.display());
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

/// Keeps the database that goes under another name, with the journal that
/// belongs to it.
fn keep(target: &Path) -> Result<PathBuf> {
    let kept = beside(target, &format!(".replaced-{}", SystemClock.now().format("%Y%m%dT%H%M%S%.6fZ")));
    let journal = beside(target, "-wal");
    std::fs::hard_link(target, &kept)
        .or_else(|_| std::fs::copy(target, &kept).map(drop))
        .with_context(|| format!("keeping {}", kept.display()))?;
    if journal.exists() {
        std::fs::rename(&journal, beside(&kept, "-wal")).with_context(|| format!("keeping {}", journal.display()))?;
    }
    Ok(kept)
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
    std::fs::set_permissions(to, Permissions::from_mode(0o600))?;
    File::open(to)?.sync_all()?;
    Ok(())
}

/// It is one of ours, whole, and not from a later version.
async fn check(file: &Path) -> Result<()> {
    let url = format!("sqlite://{}?mode=rw", file.display());
    let db = db::connect(&url, &db::Options { connections: 1, ..db::Options::default() }).await?;
    let found = db::dialect::inspect(&db).await;
    let applied = db::dialect::applied_migrations(db.read(), db.dialect()).await;
    let unknown = db::unknown_migrations(&db).await;
    db.close().await?;
    ensure!(found?, "the file is damaged");
    match unknown {
        Ok(_) if applied.is_ok_and(|applied| applied.is_empty()) => bail!("it is not a Parvis database"),
        Err(_) => bail!("it is not a Parvis database"),
        Ok(unknown) if !unknown.is_empty() => bail!("it comes from a later version of Parvis ({})", unknown.join(", ")),
        Ok(_) => Ok(()),
    }
}

/// What was erased since the copy was made does not come back with it. The schema
/// is brought up to date for it, as serving would.
async fn erase_again(settings: &Settings, file: &Path) -> Result<()> {
    let url = format!("sqlite://{}?mode=rw", file.display());
    let db = db::connect(&url, &db::Options { connections: 1, ..db::Options::default() }).await?;
    db::migrate(&db, &url).await.context("migrating the copy")?;
    // The settings are those of the database that it takes the place of: what was
    // erased is noted beside that one.
    let app = App::new(db.clone(), settings.clone(), Arc::new(SystemClock), Arc::new(SystemRandom));
    let count = erasure::reapply(&Ctx::system(&app, "restored copy")).await?;
    if count > 0 {
        println!("{count} accounts and contributions that were erased since were erased again");
    }
    db.close().await?;
    Ok(())
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
