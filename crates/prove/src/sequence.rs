//! The log is never forked and never has anything twice: its sequencer is killed
//! (SIGKILL) again and again while it is at work, one that was paused comes back after
//! another has taken its place, and an older copy of the database is put in place of
//! the one whose head was signed. Every head that was ever signed has to be the
//! beginning of the log.

mod heads;
mod older;
mod paused;

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use app::{App, Ctx, comment};
use domain::policy::Actor;
use entities::{log_lease, log_version, outbox, version};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::bar;
use crate::chance::Chance;
use crate::place::{Person, Place};
use crate::server::Server;
use crate::verdict::Verdict;
use heads::Heads;

/// Comments that wait for the sequencer when it is started: more than one transaction
/// takes.
const WAITING: usize = 400;
/// Kills that may find it idle, for one that finds it at work.
const IDLE: usize = 8;
/// Times that a sequencer is paused; once when few are killed.
const PAUSES: usize = 3;
/// Few kills.
const SMALL: usize = 20;
/// For the log to have caught up.
const CAUGHT_UP_WITHIN: Duration = Duration::from_secs(120);

/// The proof.
///
/// # Errors
/// When it cannot be carried out; what does not hold is in the verdict.
pub(crate) async fn prove(place: &Place, times: usize, seed: u64) -> Result<Verdict> {
    let (mut verdict, mut heads, mut chance) = (Verdict::default(), Heads::default(), Chance::new(seed));
    let people = place.people(4).await?;
    let proposal = first_proposal(place, &people).await?;
    killed(place, &mut verdict, &mut heads, &mut chance, times, &people, &proposal).await?;
    let pauses = if times < SMALL { 1 } else { PAUSES };
    paused::prove(place, pauses, &mut verdict, &mut heads, &people, &proposal).await?;
    older::prove(place, &mut verdict, &mut heads, &people, &proposal).await?;
    verdict.figure("signed heads, each a beginning of the log", heads.count());
    Ok(verdict)
}

/// Killed at work: from the moment that it has the lease to the moment that its last
/// entry is under a signed head. A kill that comes before or after does not count.
async fn killed(
    place: &Place,
    verdict: &mut Verdict,
    heads: &mut Heads,
    chance: &mut Chance,
    times: usize,
    people: &[Person],
    proposal: &str,
) -> Result<()> {
    let (mut from, to) = at_work(place, people, proposal).await?;
    let step = (to - from) / 4;
    let within = usize::try_from((to - from).as_micros())?.max(1);
    let mut found = [0_usize; 5];
    let bar = bar("kills at work", times);
    while found[1..4].iter().sum::<usize>() < times {
        ensure!(found.iter().sum::<usize>() < IDLE * times, "most kills find it idle: {found:?}");
        let app = place.open().await?;
        write(&app, people, proposal, WAITING).await?;
        end_lease(&app).await?;
        let size_before = size(&app).await?;
        app.db.clone().close().await?;
        let mut server = Server::start(place, "server")?;
        tokio::time::sleep(from + Duration::from_micros(chance.below(within) as u64)).await;
        server.kill()?;
        place.settled().await?;
        heads.remember(place)?;
        let app = place.open().await?;
        let moment = moment(&app, heads, size_before).await?;
        found[moment as usize] += 1;
        // It starts sooner or later than it did: the next is killed at another time.
        from = match moment {
            Moment::Before => from + step,
            Moment::Done => from.saturating_sub(step),
            _ => from,
        };
        verdict.extend(place.damage(&app).await?.into_iter().map(|line| format!("the file: {line}")));
        app.db.clone().close().await?;
        bar.set_position(found[1..4].iter().sum::<usize>() as u64);
    }
    bar.finish_and_clear();
    verdict.figure("kills of a sequencer at work", found[1..4].iter().sum::<usize>());
    for (name, moment) in [
        ("with nothing kept yet", Moment::Begun),
        ("with a part of it kept", Moment::Part),
        ("with all kept and nothing signed", Moment::Unsigned),
        ("and before it had begun, which does not count", Moment::Before),
        ("and when it was done, which does not count", Moment::Done),
    ] {
        verdict.figure(name, found[moment as usize]);
    }
    let mut server = Server::start(place, "server")?;
    server.ready().await?;
    examine(place, verdict, heads, &server, "after the kills").await?;
    server.kill()
}

/// What a kill found.
#[derive(Clone, Copy)]
enum Moment {
    /// It did not have the lease.
    Before,
    /// It had the lease, and had kept nothing.
    Begun,
    /// Some of what waited was kept.
    Part,
    /// All of it was kept, and the head was not signed.
    Unsigned,
    /// It had nothing left to do.
    Done,
}

async fn moment(app: &Arc<App>, heads: &Heads, size_before: u64) -> Result<Moment> {
    let (waiting, size_now) = (waiting(app).await?, size(app).await?);
    let lease = log_lease::Entity::find().one(app.db.read()).await?.context("a lease")?;
    let signed = heads.last().is_some_and(|head| head.size == size_now);
    Ok(match (waiting > 0, size_now > size_before) {
        (true, false) if lease.until < Ctx::system(app, "proof").now() => Moment::Before,
        (true, false) => Moment::Begun,
        (true, true) => Moment::Part,
        (false, _) if !signed => Moment::Unsigned,
        (false, _) => Moment::Done,
    })
}

/// How long after its start a sequencer begins and ends, seen once.
async fn at_work(place: &Place, people: &[Person], proposal: &str) -> Result<(Duration, Duration)> {
    let app = place.open().await?;
    write(&app, people, proposal, WAITING).await?;
    end_lease(&app).await?;
    let all = waiting(&app).await?;
    let began = Instant::now();
    let mut server = Server::start(place, "server")?;
    while waiting(&app).await? == all && began.elapsed() < CAUGHT_UP_WITHIN {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let first = began.elapsed();
    caught_up(&app).await?;
    let last = began.elapsed();
    server.kill()?;
    app.db.clone().close().await?;
    place.settled().await?;
    // The first rows were kept when they were seen: it had begun before.
    Ok((first - (last - first).min(first) / 4, last))
}

/// Everything is in the log once, under a head that both what was signed before and
/// the verifier agree with.
async fn examine(place: &Place, verdict: &mut Verdict, heads: &mut Heads, server: &Server, when: &str) -> Result<()> {
    let app = place.open().await?;
    caught_up(&app).await.with_context(|| when.to_owned())?;
    let versions = version::Entity::find().count(app.db.read()).await?;
    let logged = log_version::Entity::find().count(app.db.read()).await?;
    verdict.expect(versions == logged, || format!("{when}: {versions} versions, {logged} entries of versions"));
    verdict.figure("versions, each logged once", format!("{versions} {when}"));
    heads.remember(place)?;
    verdict.extend(heads.forks(server).await?.into_iter().map(|fork| format!("{when}: {fork}")));
    let verified = place.parvis().args(["log", "verify", &format!("http://{}/log", server.address)]).output()?;
    verdict.expect(verified.status.success(), || format!("{when}: {}", String::from_utf8_lossy(&verified.stderr)));
    Ok(app.db.clone().close().await?)
}

async fn caught_up(app: &Arc<App>) -> Result<()> {
    let began = Instant::now();
    loop {
        let status = app::log::status(&Ctx::system(app, "proof")).await?;
        let signed = status.signed.as_ref().map(|(size, ..)| *size);
        if status.waiting == 0 && signed == Some(status.size) {
            return Ok(());
        }
        if began.elapsed() > CAUGHT_UP_WITHIN {
            bail!(
                "the log has not caught up: {} rows wait, {signed:?} of {} entries are signed",
                status.waiting,
                status.size
            );
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn size(app: &Arc<App>) -> Result<u64> {
    Ok(app::log::status(&Ctx::system(app, "proof")).await?.size)
}

async fn waiting(app: &Arc<App>) -> Result<u64> {
    Ok(outbox::Entity::find().filter(outbox::Column::SequencedAt.is_null()).count(app.db.read()).await?)
}

/// The lease of the one that was killed is over, as it is after some seconds: the next
/// is at work at once, and so the next kill finds it there.
async fn end_lease(app: &Arc<App>) -> Result<()> {
    let past = Ctx::system(app, "proof").now() - chrono::TimeDelta::minutes(1);
    let tx = app.db.write_tx().await?;
    let over = log_lease::Entity::update_many().col_expr(log_lease::Column::Until, Expr::value(past));
    over.exec(&*tx).await?;
    Ok(tx.commit().await?)
}

/// A context of someone signed in.
fn acting(app: &Arc<App>, person: &Person) -> Ctx {
    let id = domain::id::AccountId(person.account);
    Ctx::system(app, "proof").acting(Actor::User { id, confirmed: true, auth_level: 1, held: Vec::new() })
}

async fn first_proposal(place: &Place, people: &[Person]) -> Result<String> {
    let mut server = Server::start(place, "server")?;
    server.ready().await?;
    let fields = [
        ("title", "Une proposition que tout le monde commente"),
        ("problem", "On ne sait pas ce que deviennent nos contributions."),
        ("body", "Que chacun puisse vérifier que rien n’a été changé."),
        ("intent", "publish"),
    ];
    let path = format!("/processes/{}/proposals", crate::place::SLUG);
    let person = people.first().context("people")?;
    let answer = crate::http::post(server.address, &path, &person.session, crate::http::Want::Json, &fields).await;
    let answer = answer.answer()?;
    server.kill()?;
    place.settled().await?;
    ensure!(answer.is_success(), "{}", answer.shown());
    answer.reference().context("a reference")
}

/// People comment, without a server: what they say waits for the sequencer.
async fn write(app: &Arc<App>, people: &[Person], proposal: &str, count: usize) -> Result<()> {
    for (number, person) in (0..count).zip(people.iter().cycle()) {
        let ctx = acting(app, person);
        let new = comment::NewComment {
            body: format!("Un commentaire, le numéro {number} de {}.", ctx.id(ctx.now())),
            stance: "neutral".to_owned(),
            ..comment::NewComment::default()
        };
        comment::publish(&ctx, proposal, &new).await?;
    }
    Ok(())
}
