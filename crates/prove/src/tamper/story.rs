//! What is tampered with: the demonstration, served with a witness, on which people
//! write, vote, and are moderated, while someone keeps a head, receipts and keys.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use app::ambient::{Clock, SystemClock};
use app::{App, Ctx};
use entities::{account, log_ballot, log_vote, vote};
use fetch::Client;
use ledger::Timestamp;
use ledger::ballot::Vote;
use ledger::commitment::Openings;
use ledger::entry::Event;
use ledger::key::SigningKeyPair;
use ledger::keys::Keys;
use ledger::proof::Proof;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::case::Scene;
use super::copy::{Copy, Signers};
use super::rows::{self, RowCase};
use crate::http::{self, Want};
use crate::place::{Person, Place, SLUG};
use crate::server::Server;

/// For the log to have caught up.
const CAUGHT_UP_WITHIN: Duration = Duration::from_secs(180);
/// Bytes of a file.
const MOST: usize = 64 << 20;

/// What someone kept.
pub(super) struct Kept {
    /// A head from the middle of the story.
    pub(super) head: Vec<u8>,
    /// The last one.
    pub(super) last_head: Vec<u8>,
    pub(super) keys: Keys,
    /// The promise for a comment, and the entry that kept it.
    pub(super) promise: Vec<u8>,
    pub(super) promised: u64,
    /// The proof that a proposal is in the log, and its entry.
    pub(super) proof: Vec<u8>,
    pub(super) proven: u64,
    /// The receipt of a vote, the entry of its close, the beginning of its line.
    pub(super) vote: Vec<u8>,
    pub(super) vote_close: u64,
    pub(super) vote_line: String,
    /// A text that was hidden since, with its entry.
    pub(super) hidden: (u64, Vec<u8>),
}

/// The instance.
pub(super) struct Story {
    app: Arc<App>,
    server: Server,
    _witness: Witness,
    client: Client,
    signers: Signers,
    pub(super) address: SocketAddr,
    pub(super) kept: Kept,
}

impl Story {
    /// Tells it.
    ///
    /// # Errors
    /// When something in it does not work.
    pub(super) async fn live(place: &Place) -> Result<Self> {
        let seeded = place.parvis().arg("demo").output().context("the demonstration")?;
        ensure!(seeded.status.success(), "`parvis demo`: {}", String::from_utf8_lossy(&seeded.stderr));
        let people = place.people(12).await?;
        let app = place.open().await?;
        let log = app::log::signer(&app)?.verifier().to_string();
        let (witness, setting) = witness(place, &log)?;
        let environment = [("PARVIS__LOG__WITNESSES", setting), ("PARVIS__LOG__QUORUM", "1".to_owned())];
        let mut server = Server::start_with(place, "server", &environment)?;
        server.ready().await?;
        let address = server.address;
        let client = Client::new(&format!("http://{address}/log"), Duration::from_secs(30), MOST)?;
        let mut written = Vec::new();
        for (number, person) in people.iter().enumerate().take(4) {
            written.push(propose(address, person, number).await?);
        }
        caught_up(&app, &client).await?;
        let head = text(&client, "checkpoint").await?.into_bytes();
        let signers = signers(place)?;
        let before = Copy::fetch(&client, &signers).await?;
        let promise = promise(address, &people, &written).await?;
        moderate(place, &app, address, &written).await?;
        for person in &people {
            let path = format!("/proposals/{}/vote", written[2]);
            http::post(address, &path, &person.session, Want::Json, &[("choice", "agree")]).await.answer()?;
        }
        caught_up(&app, &client).await?;
        let now = Copy::fetch(&client, &signers).await?;
        let proof = text_of(address, &format!("/proposals/{}/receipt", written[2])).await?.into_bytes();
        let (vote, vote_close, vote_line) = vote(&app, &now).await?;
        let hidden = hidden(&before, &now).context("nothing was hidden")?;
        let promised = promised(&now, &promise).context("the promise was not kept")?;
        let proven = Proof::parse(&proof).context("a proof")?.index;
        let keys = Keys::parse(text(&client, "key").await?.as_bytes())?;
        let last_head = now.head();
        let kept =
            Kept { head, last_head, keys, promise, promised, proof, proven, vote, vote_close, vote_line, hidden };
        Ok(Self { app, server, _witness: witness, client, signers, address, kept })
    }

    /// What is published now, with nothing to hold it against.
    ///
    /// # Errors
    /// When it cannot be fetched.
    pub(super) async fn scene(&self) -> Result<Scene> {
        let copy = Copy::fetch(&self.client, &self.signers).await?;
        let now = Timestamp::from_micros(SystemClock.now().timestamp_micros());
        Ok(Scene { copy, now, trusted: None, since: None, receipts: Vec::new() })
    }

    /// Nothing was tampered with: alone, and with everything that was kept.
    pub(super) fn untouched(&self, clean: &Scene) -> Vec<(String, Scene)> {
        let kept = &self.kept;
        let receipts = [("promise", &kept.promise), ("proof", &kept.proof), ("vote", &kept.vote)];
        let with_all = Scene {
            trusted: Some(kept.keys.clone()),
            since: Some(kept.head.clone()),
            receipts: receipts.map(|(name, bytes)| (name.to_owned(), bytes.clone())).into(),
            ..clean.clone()
        };
        vec![("an untouched log".to_owned(), clean.clone()), ("with everything that was kept".to_owned(), with_all)]
    }

    /// What is published while rows are changed; they are put back.
    ///
    /// # Errors
    /// When the database or the server fails.
    pub(super) async fn with_rows_changed(&self, clean: &Scene, case: &RowCase) -> Result<Scene> {
        let tx = self.app.db.write_tx().await?;
        let before = rows::spoil(&tx, case.what).await?;
        tx.commit().await?;
        let scene = self.scene().await;
        let tx = self.app.db.write_tx().await?;
        rows::mend(&tx, before).await?;
        tx.commit().await?;
        let scene = scene?;
        ensure!(scene.copy.files != clean.copy.files || !scene.copy.withheld.is_empty(), "nothing changed");
        Ok(scene)
    }

    /// Ends the processes.
    ///
    /// # Errors
    /// When they had ended before.
    pub(super) async fn end(mut self) -> Result<()> {
        self.server.kill()?;
        Ok(self.app.db.clone().close().await?)
    }
}

/// A `parvis log witness` of our own. It is killed when this is dropped.
struct Witness(Child);

impl Drop for Witness {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// An independent witness of this log: the real command.
fn witness(place: &Place, log: &str) -> Result<(Witness, String)> {
    let mut command: Command = place.parvis();
    command.args(["log", "witness", "--bind", "127.0.0.1:0", "--state", "witness", "--name", "temoin.exemple.fr"]);
    let mut child = Witness(command.args(["--log", log]).stdout(Stdio::piped()).spawn().context("the witness")?);
    let mut lines = BufReader::new(child.0.stdout.take().context("what the witness says")?).lines();
    let mut word = |name: &str| -> Result<String> {
        let line = lines.next().context("the witness ended")??;
        Ok(line.strip_prefix(name).with_context(|| line.clone())?.trim().to_owned())
    };
    let (address, key) = (word("listening")?, word("key")?);
    Ok((child, format!("{key} {address}")))
}

/// The keys of everyone, as their files have them.
fn signers(place: &Place) -> Result<Signers> {
    let text = fs::read_to_string(place.log_file("key")).context("the keys of the log")?;
    let log = SigningKeyPair::parse(text.lines().next().context("a key")?)?;
    let witness = fs::read_to_string(place.folder().join("witness/key")).context("the key of the witness")?;
    Ok(Signers { log, witness: SigningKeyPair::parse(witness.trim_end())? })
}

async fn text(client: &Client, path: &str) -> Result<String> {
    let answer = client.get(path).await?;
    ensure!(answer.status == 200, "{path}: status {}", answer.status);
    Ok(String::from_utf8(answer.body)?)
}

async fn text_of(address: SocketAddr, path: &str) -> Result<String> {
    let answer = http::get(address, path).await.answer()?;
    ensure!(answer.status == 200, "{path}: {}", answer.shown());
    Ok(answer.text())
}

/// Waits until everything is in the log, and its head is published.
async fn caught_up(app: &Arc<App>, client: &Client) -> Result<()> {
    let began = Instant::now();
    let ctx = Ctx::system(app, "proof");
    loop {
        let status = app::log::status(&ctx).await?;
        let published = client.get("checkpoint").await?;
        let size = String::from_utf8(published.body)?.lines().nth(1).and_then(|line| line.parse().ok());
        if status.waiting == 0 && status.size > 0 && size == Some(status.size) {
            return Ok(());
        }
        if began.elapsed() > CAUGHT_UP_WITHIN {
            bail!("the log has not caught up: {} wait", status.waiting);
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

async fn propose(address: SocketAddr, person: &Person, number: usize) -> Result<String> {
    let title = format!("Une proposition à garder, numéro {number}");
    let fields = [
        ("title", title.as_str()),
        ("problem", "On ne sait pas ce que deviennent nos contributions."),
        ("body", "Que chacun puisse vérifier que rien n’a été changé ni retiré en silence."),
        ("intent", "publish"),
    ];
    let path = format!("/processes/{SLUG}/proposals");
    let answer = http::post(address, &path, &person.session, Want::Json, &fields).await.answer()?;
    answer.reference().with_context(|| answer.shown())
}

/// The receipt of a comment, before the log has it.
async fn promise(address: SocketAddr, people: &[Person], written: &[String]) -> Result<Vec<u8>> {
    for person in people {
        let fields = [("body", "Je garde le reçu de ce commentaire."), ("stance", "for")];
        let path = format!("/proposals/{}/comments", written[0]);
        let answer = http::post(address, &path, &person.session, Want::Json, &fields).await.answer()?;
        let reference = answer.reference().with_context(|| answer.shown())?;
        let receipt = text_of(address, &format!("/comments/{reference}/receipt")).await?;
        if receipt.starts_with("parvis.receipt") {
            return Ok(receipt.into_bytes());
        }
    }
    bail!("every comment was in the log at once")
}

/// A moderator hides two proposals and shows one of them again.
async fn moderate(place: &Place, app: &Arc<App>, address: SocketAddr, written: &[String]) -> Result<()> {
    let arguments = ["user", "create", "--email", "moderation@exemple.fr", "--name", "Modération de la preuve"];
    let mut create = place.parvis();
    create.args(arguments).args(["--role", "moderator", "--process", SLUG, "--password-stdin"]);
    let folder = place.folder().join("password");
    fs::write(&folder, "une longue phrase que personne ne devine 47\n")?;
    let created = create.stdin(fs::File::open(&folder)?).output().context("a moderator")?;
    ensure!(created.status.success(), "{}", String::from_utf8_lossy(&created.stderr));
    let row = account::Entity::find().filter(account::Column::Email.eq("moderation@exemple.fr"));
    let row = row.one(app.db.read()).await?.context("the moderator")?;
    let session = session(app, &row).await?;
    for (reference, visibility) in [(&written[0], "hidden"), (&written[1], "hidden"), (&written[1], "public")] {
        let fields = [("visibility", visibility), ("rule", "off_topic"), ("reason", "Pour montrer que cela se voit.")];
        let path = format!("/proposals/{reference}/visibility");
        let answer = http::post(address, &path, &session, Want::Json, &fields).await.answer()?;
        ensure!(answer.is_success(), "{visibility}: {}", answer.shown());
    }
    Ok(())
}

async fn session(app: &Arc<App>, row: &account::Model) -> Result<String> {
    let ctx = Ctx::system(app, "proof");
    let tx = app.db.write_tx().await?;
    let opened = app::session::open(&ctx, &tx, row, "proof", ctx.now()).await?;
    tx.commit().await?;
    Ok(opened.token)
}

/// The receipt of a vote that a close counted.
async fn vote(app: &Arc<App>, now: &Copy) -> Result<(Vec<u8>, u64, String)> {
    let ballots = log_ballot::Entity::find().order_by_asc(log_ballot::Column::Entry).all(app.db.read()).await?;
    let entries = now.read_entries();
    for row in ballots {
        let close = u64::try_from(row.entry)?;
        let Some(Event::Votes(votes)) = usize::try_from(close).ok().and_then(|at| entries.get(at)).map(|e| &e.event)
        else {
            continue;
        };
        let cast = log_vote::Entity::find().all(app.db.read()).await?;
        let rows = vote::Entity::find().filter(vote::Column::Id.is_in(cast.iter().map(|row| row.vote_id)));
        for cast in rows.all(app.db.read()).await? {
            let of = account::Entity::find_by_id(cast.account_id).one(app.db.read()).await?.context("a voter")?;
            let ctx = Ctx::system(app, "proof");
            let token = session(app, &of).await?;
            let Some(signed_in) = app::session::find(&ctx, &token).await? else { continue };
            let Ok(given) = app::log::vote_receipt(&ctx.signed_in(&signed_in), &votes.reference).await else {
                continue;
            };
            let read = Vote::parse(given.text.as_bytes())?;
            let line = read.line()?.commitment.to_hex();
            if now.lines(close).iter().any(|published| published.starts_with(&line)) {
                return Ok((given.text.into_bytes(), close, line));
            }
        }
    }
    bail!("no vote was counted at a close")
}

/// Something that could be read then and cannot now.
fn hidden(before: &Copy, now: &Copy) -> Option<(u64, Vec<u8>)> {
    (0..before.size()).find_map(|index| {
        let path = Openings::path(index);
        let gone = before.openings(index).0.contains_key("text") && !now.openings(index).0.contains_key("text");
        gone.then(|| before.files.get(&path).cloned()).flatten().map(|bytes| (index, bytes))
    })
}

/// The entry that kept a promise.
fn promised(now: &Copy, promise: &[u8]) -> Option<u64> {
    let text = String::from_utf8_lossy(promise).into_owned();
    let commitment = text.lines().find_map(|line| line.strip_prefix("commitment "))?.to_owned();
    let is = |entry: &ledger::entry::Entry| {
        entry.parts().is_some_and(|parts| parts.values().any(|hash| hash.to_base64() == commitment))
    };
    Some(now.find(is)).filter(|index| *index != u64::MAX)
}
