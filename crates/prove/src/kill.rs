//! Nothing acknowledged is lost, nothing is there twice: people publish, comment and
//! vote, the server is killed (SIGKILL) at a random moment among them, another is
//! started on the same database, and everything is compared. Again and again, on the
//! database that the earlier kills have left. Every other kill waits for an answer and
//! comes at once after it, when what was answered too early is not kept yet.

mod ledger;
mod state;
mod write;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use app::Ctx;
use tokio::task::JoinSet;

use crate::bar;
use crate::chance::Chance;
use crate::place::{Person, Place};
use crate::server::Server;
use crate::verdict::Verdict;
use ledger::Ledger;
use state::State;
use write::{Ended, Load, Written};

/// People who write at the same time.
const WRITERS: usize = 16;
/// The first and the last millisecond of the load at which a kill may come.
const MOMENTS: (usize, usize) = (40, 1_000);
/// For an answer to come, when a kill waits for one.
const ANSWERED_WITHIN: Duration = Duration::from_secs(10);

/// What was counted over all kills.
#[derive(Default)]
struct Figures {
    acknowledged: usize,
    cut: usize,
    kept: usize,
    repeated: usize,
    moments: Vec<u64>,
    after_an_answer: usize,
    restarts: Vec<Duration>,
}

/// The proof.
///
/// # Errors
/// When it cannot be carried out; what does not hold is in the verdict.
pub(crate) async fn prove(place: &Place, times: usize, seed: u64) -> Result<Verdict> {
    let people = place.people(WRITERS).await?;
    println!("  {WRITERS} accounts and sessions were written straight into their tables (argon2 is slow)");
    let mut chance = Chance::new(seed);
    let (mut verdict, mut figures, mut ledger) = (Verdict::default(), Figures::default(), Ledger::default());
    let bar = bar("kills", times);
    let mut server = Server::start(place, "server")?;
    server.ready().await?;
    for round in 1..=times {
        let (low, high) = MOMENTS;
        let moment = (low + chance.below(high - low)) as u64;
        figures.moments.push(moment);
        let after_an_answer = round % 2 == 0;
        figures.after_an_answer += usize::from(after_an_answer);
        let load = Arc::new(Load::new(server.address, ledger.proposals(), round));
        let writers = begin(&load, &people, seed);
        tokio::time::sleep(Duration::from_millis(moment)).await;
        if after_an_answer {
            let answered = tokio::time::timeout(ANSWERED_WITHIN, load.answered.notified());
            answered.await.context("nothing is answered")?;
        }
        load.killed.store(true, Ordering::SeqCst);
        server.kill()?;
        let written = ended(writers).await?;
        place.settled().await?;
        let began = Instant::now();
        server = Server::start(place, "server")?;
        server.ready().await?;
        figures.restarts.push(began.elapsed());
        let wrong = examine(place, &server, &people, &mut ledger, &written, &mut figures).await?;
        verdict.extend(wrong.into_iter().map(|what| format!("kill {round}, after {moment} ms: {what}")));
        bar.inc(1);
        if !verdict.holds() {
            break;
        }
    }
    bar.finish_and_clear();
    report(&mut verdict, &figures, &ledger);
    Ok(verdict)
}

/// Everyone writes until the server is gone.
fn begin(load: &Arc<Load>, people: &[Person], seed: u64) -> JoinSet<Vec<Written>> {
    let mut writers = JoinSet::new();
    for (number, who) in people.iter().enumerate() {
        let chance = Chance::of(seed, load.round * people.len() + number);
        writers.spawn(write::until_cut(load.clone(), who.clone(), chance));
    }
    writers
}

async fn ended(mut writers: JoinSet<Vec<Written>>) -> Result<Vec<Written>> {
    let mut written = Vec::new();
    while let Some(one) = writers.join_next().await {
        written.extend(one.context("a writer")?);
    }
    Ok(written)
}

/// Compares what was acknowledged with what is there; sends everything again; compares
/// again; counts again.
async fn examine(
    place: &Place,
    server: &Server,
    people: &[Person],
    ledger: &mut Ledger,
    written: &[Written],
    figures: &mut Figures,
) -> Result<Vec<String>> {
    let app = place.open().await?;
    let mut wrong: Vec<String> = written.iter().filter_map(Written::refusal).collect();
    figures.acknowledged += written.iter().filter(|one| matches!(one.ended, Ended::Acknowledged(_))).count();
    figures.cut += written.iter().filter(|one| matches!(one.ended, Ended::Cut(_))).count();
    ledger.enter(written);
    let found = State::read(&app).await?;
    wrong.extend(ledger.compare(&found));
    figures.kept += ledger.settle(&found);
    let again: Vec<_> = written.iter().filter_map(Written::op).collect();
    let answers = write::again(server.address, people, ledger, &again).await?;
    figures.repeated += answers.len();
    wrong.extend(ledger.enter_repeats(answers));
    let found = State::read(&app).await?;
    wrong.extend(ledger.compare(&found).into_iter().map(|what| format!("once repeated: {what}")));
    wrong.extend(place.damage(&app).await?.into_iter().map(|line| format!("the file: {line}")));
    wrong.extend(app::recount::all(&Ctx::system(&app, "proof")).await?.iter().map(ToString::to_string));
    app.db.clone().close().await?;
    Ok(wrong)
}

fn report(verdict: &mut Verdict, figures: &Figures, ledger: &Ledger) {
    let (first, last) = (figures.moments.iter().min(), figures.moments.iter().max());
    verdict.figure("kills", figures.moments.len());
    if let (Some(first), Some(last)) = (first, last) {
        verdict.figure("after so many ms of load", format!("{first} to {last}"));
    }
    verdict.figure("of which at once after an answer", figures.after_an_answer);
    verdict.figure("writes acknowledged", figures.acknowledged);
    verdict.figure("writes that a kill cut off", figures.cut);
    verdict.figure("of which the database had kept", figures.kept);
    verdict.figure("repeated with the same op", figures.repeated);
    let (proposals, comments, votes) = ledger.counts();
    let there = format!("{proposals} proposals, {comments} comments, {votes} votes");
    verdict.figure("there at the end", there);
    let slowest = figures.restarts.iter().max().copied().unwrap_or_default();
    verdict.figure("slowest restart", format!("{} ms", slowest.as_millis()));
}
