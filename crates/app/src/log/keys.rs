//! The keys of the log and what it last signed: two files outside of the
//! database, so that a copy of the database neither signs nor forgets.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

use anyhow::{Context, bail, ensure};
use ledger::archive::Manifest;
use ledger::checkpoint::{self, Checkpoint, Policy};
use ledger::key::{Algorithm, SigningKeyPair, VerifierKey};
use ledger::keys::Keys;
use uuid::Uuid;

use super::witness::Witnesses;
use crate::ctx::{App, Ctx};
use crate::error::Result;

/// Signs heads and promises, and remembers the last head that it signed.
#[derive(Debug)]
pub struct Signer {
    log: SigningKeyPair,
    receipt: SigningKeyPair,
    key: PathBuf,
    state: PathBuf,
    pub(super) witnesses: Witnesses,
    /// Who we are among those who may append.
    pub(super) holder: Uuid,
    /// When votes were last looked at (microseconds).
    pub(super) counted_at: AtomicI64,
}

/// A head and the note under which it was signed.
#[derive(Clone, Debug)]
pub(super) struct Signed {
    pub(super) head: Checkpoint,
    pub(super) note: String,
}

/// The signer of this instance; its keys are made at the first start.
///
/// # Errors
/// When the files cannot be read or written, or are of another log.
pub fn signer(app: &Arc<App>) -> Result<Arc<Signer>> {
    if let Some(signer) = app.signer.get() {
        return Ok(signer.clone());
    }
    let loaded = Arc::new(Signer::load(app)?);
    Ok(app.signer.get_or_init(|| loaded).clone())
}

impl Signer {
    fn load(app: &Arc<App>) -> anyhow::Result<Self> {
        let signer = Self::of_whatever_log(app)?;
        let wanted = &app.settings.log.origin;
        ensure!(
            wanted.is_empty() || wanted == signer.origin(),
            "log.origin: the keys in log.key_file are of the log “{}”",
            signer.origin()
        );
        Ok(signer)
    }

    /// The same, when `log.origin` already names the log that is to come.
    pub(super) fn of_whatever_log(app: &Arc<App>) -> anyhow::Result<Self> {
        let settings = &app.settings.log;
        let file = place(app, &settings.key_file, "key");
        if !file.exists() {
            make(app, &file).with_context(|| format!("log.key_file: making {}", file.display()))?;
        }
        let text = fs::read_to_string(&file).with_context(|| format!("log.key_file: reading {}", file.display()))?;
        let mut lines = text.lines().filter(|line| !line.is_empty());
        let mut key = || -> anyhow::Result<SigningKeyPair> {
            Ok(SigningKeyPair::parse(lines.next().context("log.key_file: two keys are expected")?)?)
        };
        let (log, receipt) = (key()?, key()?);
        let ctx = Ctx::system(app, "log");
        let holder = ctx.id(ctx.now());
        let state = place(app, &settings.state_file, "state");
        let witnesses = Witnesses::load(&settings.witnesses, settings.quorum)?;
        Ok(Self { log, receipt, key: file, state, witnesses, holder, counted_at: AtomicI64::new(i64::MIN) })
    }

    pub(super) fn key_file(&self) -> &Path {
        &self.key
    }

    pub(super) fn state_file(&self) -> &Path {
        &self.state
    }

    /// The name of the log.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.log.verifier().name()
    }

    /// The key that signs heads.
    #[must_use]
    pub fn verifier(&self) -> &VerifierKey {
        self.log.verifier()
    }

    /// What is published as `key`.
    #[must_use]
    pub fn keys(&self) -> Keys {
        let (log, receipt) = (vec![self.log.verifier().clone()], vec![self.receipt.verifier().clone()]);
        Keys { log, receipt, witnesses: self.witnesses.keys(), quorum: self.witnesses.quorum() }
    }

    /// Signs what an archive is.
    ///
    /// # Errors
    /// When a line of it has a character that a note may not have.
    pub fn sign_archive(&self, manifest: &Manifest) -> ledger::Result<String> {
        Ok(manifest.note()?.signed_by(&self.receipt, 0).to_string())
    }

    /// The key that signs promises.
    pub(super) fn receipt_key(&self) -> &SigningKeyPair {
        &self.receipt
    }

    /// Reads a note that this log signed.
    pub(super) fn open(&self, note: &str) -> anyhow::Result<Signed> {
        let opened = checkpoint::open(note.as_bytes(), &Policy::of_log(self.log.verifier().clone()))?;
        Ok(Signed { head: opened.checkpoint, note: note.to_owned() })
    }

    /// What was last signed; none before the first time.
    pub(super) fn last(&self) -> anyhow::Result<Option<Signed>> {
        match fs::read_to_string(&self.state) {
            Ok(note) => self.open(&note).map(Some).with_context(|| format!("log.state_file {}", self.state.display())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("log.state_file {}", self.state.display())),
        }
    }

    /// Signs a head that follows `last`, and keeps it where no restored database
    /// reaches before it is returned. Nobody else may have signed in between.
    pub(super) fn sign(&self, head: &Checkpoint, last: Option<&Signed>) -> anyhow::Result<Signed> {
        let folder = folder_of(&self.state);
        fs::create_dir_all(folder)?;
        let lock = OpenOptions::new().create(true).append(true).open(self.state.with_extension("lock"))?;
        lock.lock()?;
        let now = self.last()?;
        let (before, expected) = (now.as_ref().map(|signed| &signed.head), last.map(|signed| &signed.head));
        ensure!(before.is_none() || before == expected, "another process signed in the meantime");
        if before.is_some_and(|before| head.size < before.size) {
            bail!("a smaller head is never signed");
        }
        let note = head.note()?.signed_by(&self.log, 0).to_string();
        let new = self.state.with_extension("new");
        let mut file = File::create(&new)?;
        file.write_all(note.as_bytes())?;
        file.sync_all()?;
        fs::rename(&new, &self.state)?;
        File::open(folder)?.sync_all()?;
        Ok(Signed { head: head.clone(), note })
    }
}

/// Where a file of the log is, when nothing is set: beside an SQLite database, under
/// its name, so that another database is another log; in `var` for PostgreSQL.
pub(crate) fn place(app: &Arc<App>, set: &str, kind: &str) -> PathBuf {
    match db::dialect::sqlite_path(&app.settings.database.url) {
        _ if !set.is_empty() => PathBuf::from(set),
        Some(database) => PathBuf::from(format!("{database}.log.{kind}")),
        None => PathBuf::from(format!("var/log.{kind}")),
    }
}

/// Makes both keys. Whoever starts at the same time reads the ones that were
/// there first.
fn make(app: &Arc<App>, file: &Path) -> anyhow::Result<()> {
    let settings = &app.settings;
    let address = settings.server.public_url.split_once("://").map_or("", |(_, rest)| rest);
    let origin = if settings.log.origin.is_empty() { format!("{address}/log") } else { settings.log.origin.clone() };
    let own = Keyring::draw(app, &origin)?.write_beside(file)?;
    let linked = fs::hard_link(&own, file);
    fs::remove_file(&own)?;
    match linked {
        Ok(()) => {
            sync_folder_of(file)?;
            tracing::info!(file = %file.display(), origin, "the keys of the public log were made: keep a copy apart");
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Both keys of a log that begins, as its file has them.
pub(super) struct Keyring {
    log: SigningKeyPair,
    receipt: SigningKeyPair,
}

impl Keyring {
    /// New keys for a log of this name.
    pub(super) fn draw(app: &Arc<App>, origin: &str) -> anyhow::Result<Self> {
        let draw = |name: &str| -> anyhow::Result<SigningKeyPair> {
            let mut seed = [0; 32];
            app.random.fill(&mut seed);
            Ok(SigningKeyPair::from_seed(name, Algorithm::Ed25519, &seed)?)
        };
        Ok(Self { log: draw(origin)?, receipt: draw(&format!("{origin}/receipt"))? })
    }

    /// The key that will sign heads.
    pub(super) fn verifier(&self) -> String {
        self.log.verifier().to_string()
    }

    /// Writes them, for us alone, beside where they go; answers where.
    pub(super) fn write_beside(&self, file: &Path) -> anyhow::Result<PathBuf> {
        let folder = folder_of(file);
        fs::create_dir_all(folder)?;
        let own = folder.join(format!(".log.key.{}", std::process::id()));
        let mut new = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&own)?;
        new.write_all(format!("{}\n{}\n", self.log.to_secret_text(), self.receipt.to_secret_text()).as_bytes())?;
        new.sync_all()?;
        Ok(own)
    }
}

/// The names in the folder of a file are on the disk.
pub(super) fn sync_folder_of(file: &Path) -> std::io::Result<()> {
    File::open(folder_of(file))?.sync_all()
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
