//! `parvis log witness`: an independent witness of others' logs. It knows nothing of
//! an instance: no database, no settings; a key, and the last head of each log.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, ensure};
use app::ambient::{Clock, Random, SystemClock, SystemRandom};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path as Named, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use clap::Args;
use ledger::checkpoint::Checkpoint;
use ledger::key::{Algorithm, SigningKeyPair, VerifierKey};
use ledger::note::Note;
use ledger::witness::{PATH, Refusal, Request, SIZE_TYPE, cosign, judge};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;

use crate::serve::stop_signal;

/// Bytes of a request: a head and its proof are a few thousand.
const MOST: usize = 64 << 10;
const TEXT: &str = "text/plain; charset=utf-8";

#[derive(Clone, Debug, Args)]
pub(super) struct Witness {
    /// Where to listen
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3200")]
    bind: SocketAddr,
    /// The folder with the key and the last heads; made if it is not there
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    /// The name of the witness, an address of yours without https://
    #[arg(long, value_name = "NAME")]
    name: String,
    /// The key of a log to witness: the line `log` of its file `key` (several times
    /// for several logs)
    #[arg(long = "log", value_name = "KEY", required = true)]
    logs: Vec<String>,
}

/// What the handlers share.
struct Known {
    key: SigningKeyPair,
    logs: Vec<VerifierKey>,
    folder: PathBuf,
    /// One head at a time: what was seen is read and written under it.
    turn: Mutex<()>,
}

impl Witness {
    pub(super) async fn run(self) -> Result<ExitCode> {
        let logs = self.logs.iter().map(|key| {
            VerifierKey::parse(key.strip_prefix("log ").unwrap_or(key)).with_context(|| format!("the key {key}"))
        });
        let logs = logs.collect::<Result<Vec<_>>>()?;
        fs::create_dir_all(&self.state).with_context(|| format!("making {}", self.state.display()))?;
        let key = key(&self.state, &self.name)?;
        let listener = TcpListener::bind(self.bind).await.with_context(|| format!("listening on {}", self.bind))?;
        let mut about = format!("listening  http://{}\nkey        {}\n", listener.local_addr()?, key.verifier());
        logs.iter().for_each(|log| about.push_str(&format!("log        {}\n", log.name())));
        // Whoever reads it may stop after the line that they wanted.
        let _ = std::io::stdout().write_all(about.as_bytes());
        let known = Arc::new(Known { key, logs, folder: self.state, turn: Mutex::new(()) });
        let mut stop = stop_signal()?;
        let serving = axum::serve(listener, routes(known)).with_graceful_shutdown(async move {
            let _ = stop.wait_for(|stop| *stop).await;
        });
        serving.await.context("serving")?;
        Ok(ExitCode::SUCCESS)
    }
}

fn routes(known: Arc<Known>) -> Router {
    Router::new()
        .route("/", get(about))
        .route(&format!("/{PATH}"), post(add))
        .route("/{log}/checkpoint", get(last))
        .layer(DefaultBodyLimit::max(MOST))
        .with_state(known)
}

/// Who it is.
async fn about(State(known): State<Arc<Known>>) -> Response {
    plain(StatusCode::OK, &format!("{}\n", known.key.verifier()))
}

/// Looks at a head, keeps it, cosigns it.
async fn add(State(known): State<Arc<Known>>, body: Bytes) -> Response {
    match tokio::task::spawn_blocking(move || known.cosign(&body)).await {
        Ok(Ok(Ok(line))) => plain(StatusCode::OK, &line),
        Ok(Ok(Err(Refusal::Conflict(size)))) => {
            (StatusCode::CONFLICT, [(CONTENT_TYPE, SIZE_TYPE)], format!("{size}\n")).into_response()
        }
        Ok(Ok(Err(refusal))) => {
            let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST);
            plain(status, &format!("{refusal}\n"))
        }
        Ok(Err(error)) => failed(&error),
        Err(error) => failed(&error.into()),
    }
}

/// The last head that was cosigned of a log, by the hash of its name.
async fn last(State(known): State<Arc<Known>>, Named(log): Named<String>) -> Response {
    let found = known.logs.iter().find(|key| hash(key.name()) == log);
    match found.and_then(|key| fs::read_to_string(known.file(key.name())).ok()) {
        Some(note) => plain(StatusCode::OK, &note),
        None => plain(StatusCode::NOT_FOUND, "no head of this log was seen here\n"),
    }
}

fn plain(status: StatusCode, text: &str) -> Response {
    (status, [(CONTENT_TYPE, TEXT)], text.to_owned()).into_response()
}

fn failed(error: &anyhow::Error) -> Response {
    eprintln!("parvis: {error:#}");
    plain(StatusCode::INTERNAL_SERVER_ERROR, "not cosigned\n")
}

impl Known {
    fn cosign(&self, body: &[u8]) -> Result<Result<String, Refusal>> {
        let request = match Request::parse(body) {
            Ok(request) => request,
            Err(error) => return Ok(Err(Refusal::Malformed(error.to_string()))),
        };
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let origin = request.checkpoint.lines().next().unwrap_or_default().to_owned();
        let keys: Vec<VerifierKey> = self.logs.iter().filter(|key| key.name() == origin).cloned().collect();
        let seen = if keys.is_empty() { None } else { self.seen(&origin)? };
        let (head, note) = match judge(&request, &keys, seen.as_ref()) {
            Ok(good) => good,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let line = cosign(&note, &self.key, u64::try_from(SystemClock.now().timestamp())?);
        // Whoever is told that it was cosigned must find it kept after a fall.
        self.keep(&head.origin, &format!("{note}{line}"))?;
        Ok(Ok(line))
    }

    fn seen(&self, origin: &str) -> Result<Option<Checkpoint>> {
        let file = self.file(origin);
        if !file.exists() {
            return Ok(None);
        }
        let note = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
        Ok(Some(Checkpoint::parse(Note::parse(&note)?.text())?))
    }

    fn keep(&self, origin: &str, note: &str) -> Result<()> {
        let file = self.file(origin);
        let new = file.with_extension("new");
        let mut out = File::create(&new)?;
        out.write_all(note.as_bytes())?;
        out.sync_all()?;
        fs::rename(&new, &file)?;
        Ok(File::open(&self.folder)?.sync_all()?)
    }

    fn file(&self, origin: &str) -> PathBuf {
        self.folder.join(format!("{}.checkpoint", hash(origin)))
    }
}

/// The name of a log, where a name is part of an address.
fn hash(origin: &str) -> String {
    Sha256::digest(origin.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The key in the folder; made at the first start.
fn key(folder: &Path, name: &str) -> Result<SigningKeyPair> {
    let file = folder.join("key");
    if !file.exists() {
        let mut seed = [0; 32];
        SystemRandom.fill(&mut seed);
        let made = SigningKeyPair::from_seed(name, Algorithm::CosignatureV1, &seed)?;
        let mut out = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file)?;
        out.write_all(format!("{}\n", made.to_secret_text()).as_bytes())?;
        out.sync_all()?;
    }
    let text = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    let key = SigningKeyPair::parse(text.trim_end())?;
    ensure!(key.verifier().name() == name, "the key in {} is of “{}”", file.display(), key.verifier().name());
    Ok(key)
}
