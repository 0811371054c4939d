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
        let settings = &app.settings.log;
        let file = &place(app, &settings.key_file, "key");
        if !file.exists() {
            make(app, file).with_context(|| format!("log.key_file: making {}", file.display()))?;
        }
        let text = fs::read_to_string(file).with_context(|| format!("log.key_file: reading {}", file.display()))?;
        let mut lines = text.lines().filter(|line| !line.is_empty());
        let mut key = || -> anyhow::Result<SigningKeyPair> {
            Ok(SigningKeyPair::parse(lines.next().context("log.key_file: two keys are expected")?)?)
        };
        let (log, receipt) = (key()?, key()?);
        let name = log.verifier().name();
        ensure!(
            settings.origin.is_empty() || settings.origin == name,
            "log.origin: the keys in log.key_file are of the log “{name}”"
        );
        let ctx = Ctx::system(app, "log");
        let holder = ctx.id(ctx.now());
        let state = place(app, &settings.state_file, "state");
        let witnesses = Witnesses::load(&settings.witnesses, settings.quorum)?;
        Ok(Self { log, receipt, state, witnesses, holder, counted_at: AtomicI64::new(i64::MIN) })
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

    /// Signs what an archive is, as heads are: whoever knows the log's key alone knows
    /// its archives by it. Its first line is no log's name, so that it is no head.
    ///
    /// # Errors
    /// When a line of it has a character that a note may not have.
    pub fn sign_archive(&self, manifest: &Manifest) -> ledger::Result<String> {
        Ok(manifest.note()?.signed_by(&self.log, 0).to_string())
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
    let mut text = String::new();
    for name in [origin.clone(), format!("{origin}/receipt")] {
        let mut seed = [0; 32];
        app.random.fill(&mut seed);
        text.push_str(&SigningKeyPair::from_seed(&name, Algorithm::Ed25519, &seed)?.to_secret_text());
        text.push('\n');
    }
    let folder = folder_of(file);
    fs::create_dir_all(folder)?;
    let own = folder.join(format!(".log.key.{}", std::process::id()));
    let mut new = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&own)?;
    new.write_all(text.as_bytes())?;
    new.sync_all()?;
    let linked = fs::hard_link(&own, file);
    fs::remove_file(&own)?;
    match linked {
        Ok(()) => {
            File::open(folder)?.sync_all()?;
            tracing::info!(file = %file.display(), origin, "the keys of the public log were made: keep a copy apart");
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
