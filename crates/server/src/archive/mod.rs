//! A process as a folder: its pages without a server, its data, the public log, and
//! a signature over all of it. Whoever has the folder can put it on any web server,
//! and show that nothing in it was changed.
//!
//! The database is only read. What is archived is what the signed log says: an
//! archive waits for the log, is made as of one signed head, and begins again when
//! something public happened to the process meanwhile.

mod crawl;
mod data;
mod entries;
mod folder;
mod html;
pub mod json;
mod place;
mod table;
mod words;

use std::fmt;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use app::ambient::SetClock;
use app::{App, Ctx};
use domain::locale::Locale;
use domain::policy::Actor;
use domain::process::Process;
use ledger::archive::{MANIFEST, Manifest, SUMS};
use ledger::checkpoint::Checkpoint;
use ledger::note::Note;
use ledger::{Hash, Timestamp};

use crate::router::router;
use crate::state::AppState;

pub use folder::{OnDisk, broken_links};

/// The second verifier, which shares no code with the first.
pub const VERIFIER: &str = include_str!("../../../ledger/verify.py");
/// Times that an archive is begun, when people go on writing.
const TIMES: u32 = 3;
/// Between two looks at the log.
const LOOK: Duration = Duration::from_millis(500);

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Waiting for the log, counted in acts without an entry.
    Waiting,
    /// Reading pages.
    Reading,
    /// Writing pages.
    Writing,
    /// Writing data, counted in proposals.
    Data,
    /// Writing the log, counted in entries.
    Log,
    /// Digesting files.
    Sums,
}

/// Is told how much of a stage is done, of how much.
pub type Progress<'p> = dyn FnMut(Stage, u64, u64) + 'p;

/// An archive that was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// What was signed.
    pub manifest: Manifest,
    /// Pages in it.
    pub pages: usize,
    /// Files in it, the manifest and the digests included.
    pub files: usize,
}

/// Something public happened while an archive was made.
#[derive(Clone, Copy, Debug)]
struct Busy;

impl fmt::Display for Busy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the process changed while it was archived")
    }
}

impl std::error::Error for Busy {}

/// A signed head, and how many entries it has.
struct Head {
    note: String,
    checkpoint: Checkpoint,
}

/// Where an archive is made: beside its place, and gone unless it is finished.
struct Workshop {
    new: PathBuf,
    raw: PathBuf,
}

impl Workshop {
    fn open(folder: &Path) -> Result<Self> {
        let name = folder.file_name().and_then(|name| name.to_str()).context("the folder has no name in UTF-8")?;
        let beside = |what: &str| folder.with_file_name(format!(".{name}.{}.{what}", std::process::id()));
        let made = Self { new: beside("new"), raw: beside("raw") };
        for folder in [&made.new, &made.raw] {
            fs::create_dir(folder).with_context(|| format!("making {}", folder.display()))?;
        }
        Ok(made)
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        for folder in [&self.new, &self.raw] {
            if let Err(error) = fs::remove_dir_all(folder)
                && folder.exists()
            {
                tracing::warn!("{} is left: {error}", folder.display());
            }
        }
    }
}

/// Makes the archive of a process in `folder`, which must not exist or be empty.
/// Waits `patience` for the log.
///
/// # Errors
/// When the process is not public, the log does not catch up or people go on
/// writing; or when something cannot be read or written. Nothing is left then.
pub async fn make(
    app: &Arc<App>,
    slug: &str,
    folder: &Path,
    patience: Duration,
    tell: &mut Progress<'_>,
) -> Result<Made> {
    let empty = !folder.exists() || fs::read_dir(folder).is_ok_and(|mut inside| inside.next().is_none());
    ensure!(empty, "{} exists and is not an empty folder; choose another name", folder.display());
    let visitor = Ctx::system(app, "archive").acting(Actor::Visitor);
    let process = app::process::find(&visitor, slug).await.with_context(|| format!("the public process {slug}"))?;
    for time in 1..=TIMES {
        let head = settle(&visitor, &process, patience, tell).await?;
        let workshop = Workshop::open(folder)?;
        match attempt(app, &process, head, &workshop, patience, tell).await {
            Ok(made) => {
                fs::rename(&workshop.new, folder).with_context(|| format!("making {}", folder.display()))?;
                return Ok(made);
            }
            Err(error) if error.is::<Busy>() && time < TIMES => tracing::info!("{error:#}: it begins again"),
            Err(error) => return Err(error),
        }
    }
    bail!(Busy)
}

/// Waits until the signed log says all that the process shows.
async fn settle(ctx: &Ctx, process: &Process, patience: Duration, tell: &mut Progress<'_>) -> Result<Head> {
    let begun = Instant::now();
    loop {
        let settled = app::log::settled(ctx, process.id).await?;
        if settled.is_whole()
            && let Some((note, _)) = settled.signed
        {
            let checkpoint = Checkpoint::parse(Note::parse(note.as_bytes())?.text())?;
            return Ok(Head { note, checkpoint });
        }
        if begun.elapsed() >= patience {
            let since = settled.since.map(|since| format!(" since {since}")).unwrap_or_default();
            let behind = match settled.signed {
                None => "it has not signed anything yet".to_owned(),
                Some(_) => format!(
                    "{} acts have no entry{since}, {} entries are not signed",
                    settled.waiting, settled.unsigned
                ),
            };
            bail!(
                "the public log has not caught up with this process: {behind}. An archive holds only what the log can \
                 prove. A running server writes the log every few seconds (parvis serve; parvis log status says how it \
                 fares): try again then, or wait longer (--wait SECONDS)"
            );
        }
        tell(Stage::Waiting, 0, settled.waiting + settled.unsigned);
        tokio::time::sleep(LOOK).await;
    }
}

/// One archive, as of one head.
async fn attempt(
    app: &Arc<App>,
    process: &Process,
    head: Head,
    workshop: &Workshop,
    patience: Duration,
    tell: &mut Progress<'_>,
) -> Result<Made> {
    let folder = workshop.new.as_path();
    let made_at = app.clock.now();
    // Every page is of the same instant.
    let still = App::new(app.db.clone(), app.settings.clone(), Arc::new(SetClock::at(made_at)), app.random.clone());
    let ctx = Ctx::system(&still, "archive").acting(Actor::Visitor);
    let code = process.code.as_str();
    let public_url = app.settings.server.public_url.clone();
    let scope = place::Scope { slug: process.slug.clone(), code: code.to_owned(), public_url };
    let router = router(state(&still, &scope, made_at).await?);
    let pages = crawl::Crawl::new(router, &scope, folder, &workshop.raw).run(tell).await?;
    let written = data::write(&ctx, process, folder, tell).await?;
    let (size, root) = (head.checkpoint.size, head.checkpoint.root);
    entries::write(&ctx, folder, code, (&head.note, size), tell).await?;
    let manifest = Manifest {
        origin: head.checkpoint.origin.clone(),
        process: code.to_owned(),
        made_at: Timestamp::from_micros(made_at.timestamp_micros()),
        sums: Hash::empty(),
        size,
        root,
    };
    let about = words::About {
        title: [process.titles.text(Locale::Fr), process.titles.text(Locale::En)],
        code,
        site: &app.settings.server.name,
        public_url: &scope.public_url,
        address: &format!("{}{}", scope.public_url, scope.first()),
        made_at: &manifest.made_at.to_string(),
        origin: &manifest.origin,
        entries: size,
        pages,
        written,
    };
    for (file, text) in
        [("LISEZMOI.md", about.french()), ("README.md", about.english()), ("verify.py", VERIFIER.to_owned())]
    {
        folder::write(folder, file, text.as_bytes())?;
    }
    let broken = folder::broken_links(folder)?;
    ensure!(broken.is_empty(), "links of the archive lead nowhere: {}", broken.join("; "));
    let now = settle(&Ctx::system(app, "archive"), process, patience, tell).await?;
    if entries::changed(&ctx, code, size, now.checkpoint.size).await? {
        bail!(Busy);
    }
    let files = sign(&still, manifest, folder, tell)?;
    Ok(Made { pages, ..files })
}

/// The site as it is archived.
async fn state(still: &Arc<App>, scope: &place::Scope, at: domain::Time) -> Result<AppState> {
    let demo = app::instance::demo_accounts(still).await? > 0;
    let mut state = AppState::new(still.clone(), demo)?;
    let first = scope.first();
    let origin = format!("{}{first}", scope.public_url);
    state.frozen = Some(Arc::new(pages::Frozen { at, first, origin }));
    Ok(state)
}

/// Writes the digests and, last of all, what is signed.
fn sign(app: &Arc<App>, manifest: Manifest, folder: &Path, tell: &mut Progress<'_>) -> Result<Made> {
    let sums = folder::sums(folder, |done, of| tell(Stage::Sums, done, of))?;
    let (files, text) = (sums.0.len() + 2, sums.to_string());
    folder::write(folder, SUMS, text.as_bytes())?;
    let manifest = Manifest { sums: Hash::of(&[text.as_bytes()]), ..manifest };
    let note = app::log::signer(app)?.sign_archive(&manifest)?;
    folder::write(folder, MANIFEST, note.as_bytes())?;
    File::open(folder.join(MANIFEST))?.sync_all()?;
    Ok(Made { manifest, pages: 0, files })
}
