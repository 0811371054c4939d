//! One person, one vote, whatever the concurrency: votes on one proposal through two
//! servers that share a database, many at the same instant, each person in bursts of
//! up to four that overtake one another. At the end there is one vote for each person,
//! it is one that this person could have sent last, and every figure is right.

mod ballot;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use app::{App, Ctx};
use entities::{proposal, vote};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::bar;
use crate::chance::Chance;
use crate::http::{self, Want};
use crate::place::{Person, Place, SLUG};
use crate::server::Server;
use crate::verdict::Verdict;
use ballot::{Cast, standing};

/// Votes under way at the same time. A server turns away what is beyond 512.
const AT_ONCE: usize = 128;

/// How many vote, and how often each.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scale {
    pub(crate) voters: usize,
    pub(crate) each: usize,
}

impl Scale {
    /// All votes sent.
    pub(crate) const fn casts(self) -> usize {
        self.voters * self.each
    }
}

/// What everyone votes on, and where.
struct Poll {
    servers: [SocketAddr; 2],
    path: String,
    places: Semaphore,
    bar: indicatif::ProgressBar,
}

/// What came of one person's votes.
struct Voted {
    who: Person,
    casts: Vec<Cast>,
    wrong: Vec<String>,
}

/// The proof.
///
/// # Errors
/// When it cannot be carried out; what does not hold is in the verdict.
pub(crate) async fn prove(place: &Place, scale: Scale, seed: u64) -> Result<Verdict> {
    let mut people = place.people(scale.voters + 1).await?;
    println!("  {} accounts and sessions were written straight into their tables (argon2 is slow)", people.len());
    let author = people.pop().context("an author")?;
    // Both at once: each finds the database as the other leaves it.
    let mut servers = [Server::start(place, "first")?, Server::start(place, "second")?];
    for server in &mut servers {
        server.ready().await?;
    }
    let reference = publish(servers[0].address, &author).await?;
    let poll = Arc::new(Poll {
        servers: [servers[0].address, servers[1].address],
        path: format!("/proposals/{reference}"),
        places: Semaphore::new(AT_ONCE),
        bar: bar("votes", scale.casts()),
    });
    let mut verdict = Verdict::default();
    let began = Instant::now();
    let voted = vote(&poll, people, scale.each, seed).await?;
    poll.bar.finish_and_clear();
    let took = began.elapsed();
    report(&mut verdict, &voted, took);
    let app = place.open().await?;
    examine(&app, &poll, &reference, &voted, &mut verdict).await?;
    repeat(&app, &poll, &reference, &voted, &mut verdict).await?;
    for server in &mut servers {
        verdict.expect(server.runs(), || "a server ended by itself".to_owned());
    }
    let memory: Vec<String> = servers.iter().filter_map(Server::peak_memory).map(|mb| format!("{mb} MB")).collect();
    verdict.figure("memory of the servers, at most", memory.join(", "));
    app.db.clone().close().await?;
    Ok(verdict)
}

async fn publish(server: SocketAddr, author: &Person) -> Result<String> {
    let fields = [
        ("title", "Publier les avis de toutes les commissions"),
        ("problem", "On ne sait pas comment les décisions sont prises."),
        ("body", "Publier chaque avis dans le mois, avec ses motifs."),
        ("intent", "publish"),
    ];
    let path = format!("/processes/{SLUG}/proposals");
    let answer = http::post(server, &path, &author.session, Want::Json, &fields).await.answer()?;
    ensure!(answer.status == 201, "publishing the proposal: {}", answer.shown());
    answer.reference().context("the reference of the proposal")
}

/// Everyone votes at the same time.
async fn vote(poll: &Arc<Poll>, people: Vec<Person>, each: usize, seed: u64) -> Result<Vec<Voted>> {
    let mut voters = JoinSet::new();
    for (number, who) in people.into_iter().enumerate() {
        voters.spawn(one_voter(poll.clone(), who, each, Chance::of(seed, number)));
    }
    let mut voted = Vec::new();
    while let Some(one) = voters.join_next().await {
        voted.push(one.context("a voter")?);
    }
    Ok(voted)
}

/// One person: burst after burst, each when the one before it has been answered.
async fn one_voter(poll: Arc<Poll>, who: Person, each: usize, mut chance: Chance) -> Voted {
    let mut voted = Voted { casts: Vec::with_capacity(each), wrong: Vec::new(), who };
    for burst in ballot::bursts(each, &mut chance) {
        let mut under_way = JoinSet::new();
        for choice in burst {
            let (poll, session) = (poll.clone(), voted.who.session.clone());
            let server = *chance.one_of(&poll.servers);
            under_way.spawn(async move { cast(&poll, server, &session, choice).await });
        }
        while let Some(cast) = under_way.join_next().await {
            match cast {
                Ok(Ok(cast)) => voted.casts.push(cast),
                Ok(Err(why)) => voted.wrong.push(why),
                Err(error) => voted.wrong.push(error.to_string()),
            }
        }
    }
    voted
}

/// Sends one vote.
async fn cast(poll: &Poll, server: SocketAddr, session: &str, choice: &'static str) -> Result<Cast, String> {
    let _place = poll.places.acquire().await.map_err(|error| error.to_string())?;
    let sent = Instant::now();
    let path = format!("{}/vote", poll.path);
    let answer = http::post(server, &path, session, Want::Json, &[("choice", choice)]).await;
    let answered = Instant::now();
    poll.bar.inc(1);
    let answer = answer.answer().map_err(|error| format!("a vote `{choice}`: {error:#}"))?;
    let said = answer.json();
    if answer.status != 200 || said["choice"] != choice {
        return Err(format!("a vote `{choice}` was answered {}", answer.shown()));
    }
    Ok(Cast { choice, sent, answered })
}

fn report(verdict: &mut Verdict, voted: &[Voted], took: Duration) {
    let mut waits: Vec<Duration> =
        voted.iter().flat_map(|one| &one.casts).map(|cast| cast.answered - cast.sent).collect();
    waits.sort();
    let at = |part: usize| waits.get(waits.len().saturating_sub(1) * part / 100).copied().unwrap_or_default();
    let sent = waits.len() + voted.iter().map(|one| one.wrong.len()).sum::<usize>();
    verdict.figure("votes sent", sent);
    verdict.figure("by so many people", voted.len());
    verdict.figure("votes in a second", format!("{:.0}", sent as f64 / took.as_secs_f64()));
    verdict.figure("answered in (median, 99 %, worst)", format!("{:.0?}, {:.0?}, {:.0?}", at(50), at(99), at(100)));
    for one in voted {
        verdict.extend(one.wrong.iter().cloned());
    }
}

/// Compares what is shown, what is kept and what was sent.
async fn examine(app: &Arc<App>, poll: &Poll, reference: &str, voted: &[Voted], verdict: &mut Verdict) -> Result<()> {
    let rows = rows(app, reference).await?;
    verdict.expect(rows.len() == voted.len(), || format!("{} voted, {} votes are there", voted.len(), rows.len()));
    let mut of: HashMap<Uuid, Vec<&vote::Model>> = HashMap::new();
    for row in &rows {
        of.entry(row.account_id).or_default().push(row);
    }
    let mut in_doubt = 0;
    for one in voted {
        let possible = standing(&one.casts);
        in_doubt += usize::from(possible.len() > 1);
        let stands: Vec<&str> =
            of.remove(&one.who.account).unwrap_or_default().iter().map(|row| &*row.choice).collect();
        verdict.expect(stands.len() == 1 && possible.contains(&stands[0]), || {
            format!("account {}: {stands:?} stands, one of {possible:?} was sent last", one.who.account)
        });
    }
    verdict.extend(of.keys().map(|account| format!("account {account} has a vote and sent none")));
    verdict.figure("people whose last votes crossed", in_doubt);
    let count = |choice: &str| rows.iter().filter(|row| row.choice == choice).count();
    for server in poll.servers {
        let tally = tally(server, reference).await?;
        let shown = ["agree", "mixed", "disagree"].map(|choice| tally[choice].as_u64().unwrap_or_default());
        let total = shown.iter().sum::<u64>();
        verdict.figure("tally shown (agree, mixed, disagree)", format!("{shown:?}, {total} together"));
        verdict.expect(total == voted.len() as u64, || format!("{} voted, {total} are shown", voted.len()));
        let kept = ["agree", "mixed", "disagree"].map(|choice| count(choice) as u64);
        verdict.expect(shown == kept, || format!("{shown:?} is shown, the votes are {kept:?}"));
    }
    recount(app, verdict).await
}

/// Everyone sends the vote that stands, to both servers at once: nothing changes.
async fn repeat(
    app: &Arc<App>,
    poll: &Arc<Poll>,
    reference: &str,
    voted: &[Voted],
    verdict: &mut Verdict,
) -> Result<()> {
    let before = rows(app, reference).await?;
    let sessions: HashMap<Uuid, &str> = voted.iter().map(|one| (one.who.account, &*one.who.session)).collect();
    let mut under_way = JoinSet::new();
    for row in &before {
        let Some(choice) = ballot::CHOICES.iter().find(|choice| **choice == row.choice) else { continue };
        let Some(session) = sessions.get(&row.account_id) else { continue };
        for server in poll.servers {
            let (poll, session) = (poll.clone(), (*session).to_owned());
            under_way.spawn(async move { cast(&poll, server, &session, choice).await });
        }
    }
    let mut sent = 0;
    while let Some(cast) = under_way.join_next().await {
        sent += 1;
        verdict.extend(cast.context("a repeat")?.err().map(|why| format!("repeated: {why}")));
    }
    verdict.figure("identical repeats", sent);
    verdict.expect(rows(app, reference).await? == before, || "identical repeats changed votes".to_owned());
    let tallies = [tally(poll.servers[0], reference).await?, tally(poll.servers[1], reference).await?];
    verdict.expect(tallies[0] == tallies[1], || format!("the servers show {} and {}", tallies[0], tallies[1]));
    recount(app, verdict).await
}

async fn rows(app: &App, reference: &str) -> Result<Vec<vote::Model>> {
    let proposal = proposal::Entity::find().filter(proposal::Column::Reference.eq(reference));
    let proposal = proposal.one(app.db.read()).await?.context("the proposal")?;
    let votes = vote::Entity::find().filter(vote::Column::ObjectId.eq(proposal.id)).order_by_asc(vote::Column::Id);
    Ok(votes.all(app.db.read()).await?)
}

async fn tally(server: SocketAddr, reference: &str) -> Result<Value> {
    let answer = http::get(server, &format!("/api/v1/proposals/{reference}")).await.answer()?;
    ensure!(answer.status == 200, "the proposal's data: {}", answer.shown());
    Ok(answer.json()["tally"].clone())
}

async fn recount(app: &Arc<App>, verdict: &mut Verdict) -> Result<()> {
    let wrong = app::recount::all(&Ctx::system(app, "proof")).await?;
    verdict.extend(wrong.iter().map(ToString::to_string));
    Ok(())
}
