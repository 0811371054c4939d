//! What the log costs: entries a second from the outbox to the signed head, and how
//! long a page and a vote take with the log and without it, in one run, side by side.
//! Figures, not a verdict: nothing here holds or fails.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use app::{App, Ctx, comment};
use domain::policy::Actor;
use entities::{act, outbox};
use ledger::Hash;
use ledger::edge::Edge;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde_json::json;

use crate::bar;
use crate::http::{self, Want};
use crate::place::{Person, Place, SLUG};
use crate::server::Server;
use crate::verdict::Verdict;

/// Entries that are hashed into tiles.
const HASHED: u64 = 200_000;
/// Comments that wait for the sequencer.
const WAITING: usize = 5_000;
/// Requests of each kind in a round.
const REQUESTS: usize = 150;
/// Rounds with the log, and as many without, in turn.
const ROUNDS: usize = 4;

/// Measures.
///
/// # Errors
/// When it cannot be carried out.
pub(crate) async fn measure(place: &Place, fraction: f64) -> Result<Verdict> {
    let mut verdict = Verdict::default();
    hashed(&mut verdict);
    let people = place.people(24).await?;
    let proposal = proposal(place, &people).await?;
    sequenced(place, &mut verdict, &people, &proposal, part(WAITING, fraction)).await?;
    latency(place, &mut verdict, &people, &proposal, part(REQUESTS, fraction)).await?;
    Ok(verdict)
}

fn part(whole: usize, fraction: f64) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "small")]
    let part = (whole as f64 * fraction) as usize;
    part.max(20)
}

/// The tree alone: leaves into tiles, a root for every 256.
fn hashed(verdict: &mut Verdict) {
    let began = Instant::now();
    let mut edge = Edge::new();
    let mut bytes = 0;
    for number in 0..HASHED {
        edge.push(Hash::leaf(&[number.to_be_bytes(); 40].concat()));
        if number % 256 == 255 {
            bytes += edge.take().iter().map(|(_, tile)| tile.len()).sum::<usize>();
            let _ = edge.root();
        }
    }
    verdict.figure(
        "hashed into tiles",
        format!("{} entries/s ({bytes} bytes of tiles)", per_second(HASHED, began.elapsed())),
    );
}

fn per_second(count: u64, took: Duration) -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a rate")]
    let rate = (count as f64 / took.as_secs_f64()) as u64;
    rate
}

/// From rows that wait to a signed head: read, committed to, encoded, hashed, kept.
/// Acts are little more than their entries; what people write is read from many tables.
async fn sequenced(
    place: &Place,
    verdict: &mut Verdict,
    people: &[Person],
    proposal: &str,
    count: usize,
) -> Result<()> {
    let app = place.open().await?;
    let ctx = Ctx::system(&app, "cost");
    app::log::tick(&ctx).await?;
    let bar = bar("comments to be logged", count);
    for (number, person) in (0..count).zip(people.iter().cycle()) {
        say(&app, person, proposal, number).await?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    ticked(&ctx, verdict, "comments, from rows to a signed head").await?;
    acts(&app, 2 * count).await?;
    ticked(&ctx, verdict, "acts, from rows to a signed head").await?;
    app::log::release(&ctx).await?;
    Ok(app.db.clone().close().await?)
}

async fn ticked(ctx: &Ctx, verdict: &mut Verdict, name: &'static str) -> Result<()> {
    let before = app::log::status(ctx).await?.size;
    let began = Instant::now();
    app::log::tick(ctx).await?;
    let took = began.elapsed();
    let entries = app::log::status(ctx).await?.size - before;
    verdict.figure(name, format!("{} entries/s ({entries} entries)", per_second(entries, took)));
    Ok(())
}

/// Acts of the instance, as a command leaves them.
async fn acts(app: &Arc<App>, count: usize) -> Result<()> {
    let ctx = Ctx::system(app, "cost");
    let tx = app.db.write_tx().await?;
    for _ in 0..count {
        let (at, id) = (ctx.now(), ctx.id(ctx.now()));
        let row = act::Model {
            id,
            at,
            account_id: None,
            role: "system".to_owned(),
            organisation_id: None,
            action: "cost.measure".to_owned(),
            process_id: None,
            version_id: None,
            subject: String::new(),
            reason: String::new(),
            details: json!({}),
        };
        act::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(&*tx).await?;
        let row = outbox::Model {
            id: ctx.id(at),
            topic: "act".to_owned(),
            process_id: None,
            payload: json!({ "act": id }),
            at,
            sequenced_at: None,
        };
        outbox::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(&*tx).await?;
    }
    Ok(tx.commit().await?)
}

async fn say(app: &Arc<App>, person: &Person, proposal: &str, number: usize) -> Result<()> {
    let id = domain::id::AccountId(person.account);
    let ctx = Ctx::system(app, "cost").acting(Actor::User { id, confirmed: true, auth_level: 1, held: Vec::new() });
    let body = format!("Un commentaire parmi d’autres, le numéro {number} ({}).", ctx.id(ctx.now()));
    let new = comment::NewComment { body, stance: "for".to_owned(), ..comment::NewComment::default() };
    comment::publish(&ctx, proposal, &new).await?;
    Ok(())
}

async fn proposal(place: &Place, people: &[Person]) -> Result<String> {
    // One that does not sequence: a killed holder of the lease would have to be waited for.
    let setting = [("PARVIS__LOG__SEQUENCE", "false".to_owned())];
    let mut server = Server::start_with(place, "server", &setting)?;
    server.ready().await?;
    let fields = [
        ("title", "Une proposition que tout le monde lit"),
        ("problem", "On ne sait pas ce que coûte un registre."),
        ("body", "Que l’on mesure ce qu’il coûte, avec lui et sans lui."),
        ("intent", "publish"),
    ];
    let person = people.first().context("people")?;
    let path = format!("/processes/{SLUG}/proposals");
    let answer = http::post(server.address, &path, &person.session, Want::Json, &fields).await.answer()?;
    server.kill()?;
    place.settled().await?;
    answer.reference().with_context(|| answer.shown())
}

/// A page and a vote, with the log and without it, while people comment.
async fn latency(
    place: &Place,
    verdict: &mut Verdict,
    people: &[Person],
    proposal: &str,
    requests: usize,
) -> Result<()> {
    let mut with = [(Vec::new(), Vec::new()), (Vec::new(), Vec::new())];
    let bar = bar("rounds", 2 * ROUNDS);
    for round in 0..2 * ROUNDS {
        let on = round % 2 == 0;
        let setting = [("PARVIS__LOG__SEQUENCE", on.to_string())];
        let mut server = Server::start_with(place, "server", &setting)?;
        server.ready().await?;
        let (pages, votes) = &mut with[usize::from(on)];
        for number in 0..requests {
            let person = &people[number % people.len()];
            let list = format!("/processes/{SLUG}/proposals");
            pages.push(timed(http::get_html(server.address, &list)).await?);
            let choice = ["agree", "mixed", "disagree"][(number / people.len() + round) % 3];
            let path = format!("/proposals/{proposal}/vote");
            let fields = [("choice", choice)];
            let vote = http::post(server.address, &path, &person.session, Want::Json, &fields);
            votes.push(timed(vote).await?);
            // The sequencer has something to do.
            let fields = [("body", "Encore un commentaire pour le registre."), ("stance", "for")];
            let path = format!("/proposals/{proposal}/comments");
            let said = http::post(server.address, &path, &person.session, Want::Json, &fields).await.answer()?;
            ensure!(said.is_success(), "{}", said.shown());
        }
        server.kill()?;
        place.settled().await?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    let [mut without, mut with] = with;
    for (name, without, with) in [("a page", &mut without.0, &mut with.0), ("a vote", &mut without.1, &mut with.1)] {
        for (which, place) in [("median", 50), ("95 of 100", 95)] {
            let (off, on) = (at(without, place), at(with, place));
            let words = format!("{name}, {which}: log off {off:.2} ms, on {on:.2} ms, ratio {:.2}", on / off);
            verdict.figure("", words);
        }
    }
    verdict.figure("requests of each kind, with and without", ROUNDS * requests);
    Ok(())
}

async fn timed(sent: impl Future<Output = http::Sent>) -> Result<f64> {
    let began = Instant::now();
    let answer = sent.await.answer()?;
    ensure!(answer.is_success(), "{}", answer.shown());
    Ok(began.elapsed().as_secs_f64() * 1_000.0)
}

/// The value below which so many of a hundred are.
fn at(values: &mut [f64], percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() * percent / 100).copied().unwrap_or_default()
}
