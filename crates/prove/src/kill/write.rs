//! What people send while the server may be killed, and the same sent again.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::ledger::Ledger;
use crate::chance::Chance;
use crate::http::{self, Sent, Want};
use crate::place::{Person, SLUG};

/// Writes of one person in one round, at most: a server that is not killed ends too.
const MOST: usize = 10_000;
/// Repeats under way at the same time.
const AT_ONCE: usize = 16;

/// One round of writing.
pub(crate) struct Load {
    server: SocketAddr,
    /// Which one.
    pub(crate) round: usize,
    /// The server is being killed: connections may break from now on.
    pub(crate) killed: AtomicBool,
    /// Told at every acknowledgement.
    pub(crate) answered: Notify,
    /// References of proposals that were acknowledged, to be commented and voted on.
    proposals: Mutex<Vec<String>>,
}

impl Load {
    pub(crate) fn new(server: SocketAddr, proposals: Vec<String>, round: usize) -> Self {
        let (killed, answered) = (AtomicBool::new(false), Notify::new());
        Self { server, round, killed, answered, proposals: Mutex::new(proposals) }
    }

    fn any_proposal(&self, chance: &mut Chance) -> Option<String> {
        let proposals = self.proposals.lock().unwrap_or_else(PoisonError::into_inner);
        // The latest ones, where everyone meets.
        let latest = &proposals[proposals.len().saturating_sub(8)..];
        (!latest.is_empty()).then(|| chance.one_of(latest).clone())
    }

    fn add(&self, proposal: &str) {
        self.proposals.lock().unwrap_or_else(PoisonError::into_inner).push(proposal.to_owned());
    }
}

/// What is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Proposal { op: Uuid, title: String },
    Comment { op: Uuid, on: String, body: String },
    Vote { on: String, choice: &'static str },
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// 2xx or 303, with the reference of what was made.
    Acknowledged(Option<String>),
    /// The kill was there first: nobody knows.
    Cut(String),
    /// Any other answer, or none although nobody was killed.
    Refused(String),
}

/// Something that was sent.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) account: Uuid,
    pub(crate) what: What,
    pub(crate) ended: Ended,
}

impl Written {
    /// What it was sent with, to know it again; a vote has nothing of the kind.
    pub(crate) fn op(&self) -> Option<Uuid> {
        match self.what {
            What::Proposal { op, .. } | What::Comment { op, .. } => Some(op),
            What::Vote { .. } => None,
        }
    }

    /// Why it should not have ended like this.
    pub(crate) fn refusal(&self) -> Option<String> {
        match &self.ended {
            Ended::Refused(why) => Some(format!("{:?} was answered: {why}", self.what)),
            Ended::Acknowledged(None) if self.op().is_some() => Some(format!("{:?}: no reference", self.what)),
            _ => None,
        }
    }
}

/// One person, one thing after the other, until the server is gone.
pub(crate) async fn until_cut(load: Arc<Load>, who: Person, mut chance: Chance) -> Vec<Written> {
    let mut written = Vec::new();
    for _ in 0..MOST {
        let what = next(&load, &mut chance);
        let want = *chance.one_of(&[Want::Html, Want::Json]);
        let ended = match send(load.server, &who, &what, want).await {
            Sent::Unsent(_) if load.killed.load(Ordering::SeqCst) => return written,
            Sent::Cut(why) if load.killed.load(Ordering::SeqCst) => Ended::Cut(why),
            Sent::Unsent(why) | Sent::Cut(why) => Ended::Refused(why),
            Sent::Answered(answer) if answer.is_success() => {
                load.answered.notify_waiters();
                Ended::Acknowledged(answer.reference())
            }
            Sent::Answered(answer) => Ended::Refused(answer.shown()),
        };
        if let (What::Proposal { .. }, Ended::Acknowledged(Some(reference))) = (&what, &ended) {
            load.add(reference);
        }
        let last = !matches!(ended, Ended::Acknowledged(_));
        written.push(Written { account: who.account, what, ended });
        if last {
            return written;
        }
    }
    written
}

/// What to write next: mostly comments and votes, on what everyone is at.
fn next(load: &Load, chance: &mut Chance) -> What {
    let op = chance.uuid();
    let kind = chance.below(10);
    match load.any_proposal(chance) {
        Some(on) if kind >= 6 => {
            let choice = *chance.one_of(&["agree", "mixed", "disagree", "agree", "mixed", "disagree", "none"]);
            What::Vote { on, choice }
        }
        Some(on) if kind >= 2 => What::Comment { op, on, body: format!("Un commentaire, {op}.") },
        _ => What::Proposal { op, title: format!("Une proposition, {op}") },
    }
}

async fn send(server: SocketAddr, who: &Person, what: &What, want: Want) -> Sent {
    match what {
        What::Proposal { op, title } => {
            let op = op.to_string();
            let fields = [
                ("title", &**title),
                ("problem", "On ne sait pas comment les décisions sont prises."),
                ("body", "Publier chaque avis dans le mois, avec ses motifs."),
                ("op", &op),
                ("intent", "publish"),
            ];
            http::post(server, &format!("/processes/{SLUG}/proposals"), &who.session, want, &fields).await
        }
        What::Comment { op, on, body } => {
            let op = op.to_string();
            let fields = [("body", &**body), ("stance", "neutral"), ("op", &op)];
            http::post(server, &format!("/proposals/{on}/comments"), &who.session, want, &fields).await
        }
        What::Vote { on, choice } => {
            http::post(server, &format!("/proposals/{on}/vote"), &who.session, want, &[("choice", choice)]).await
        }
    }
}

/// The answer to something sent again.
#[derive(Clone, Debug)]
pub(crate) struct Repeat {
    pub(crate) op: Uuid,
    /// 201 when it was made only now, 200 when it was there.
    pub(crate) status: u16,
    pub(crate) reference: Option<String>,
    /// What to show when it is not as it should be.
    pub(crate) shown: String,
}

/// Sends again what was sent with these, acknowledged or not.
pub(crate) async fn again(server: SocketAddr, people: &[Person], ledger: &Ledger, ops: &[Uuid]) -> Result<Vec<Repeat>> {
    let sessions: HashMap<Uuid, &Person> = people.iter().map(|who| (who.account, who)).collect();
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut under_way = JoinSet::new();
    for op in ops {
        let Some((account, what)) = ledger.sent(op) else { continue };
        let who = (*sessions.get(&account).context("someone of ours")?).clone();
        let (what, op, places) = (what.clone(), *op, places.clone());
        under_way.spawn(async move {
            let _place = places.acquire_owned().await;
            let answer = send(server, &who, &what, Want::Json).await.answer()?;
            let (status, reference) = (answer.status, answer.reference());
            anyhow::Ok(Repeat { op, status, reference, shown: answer.shown() })
        });
    }
    let mut repeats = Vec::new();
    while let Some(one) = under_way.join_next().await {
        repeats.push(one.context("a repeat")??);
    }
    Ok(repeats)
}
