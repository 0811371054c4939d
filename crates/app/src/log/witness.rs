//! Asking the witnesses: each is sent the new head with the proof that it continues
//! the last one that it saw, and its cosignature joins the note. A head that lacks
//! the quorum is not published; the last one stays until it has.

use std::time::Duration;

use anyhow::{Context, bail, ensure};
use chrono::{DateTime, TimeDelta};
use domain::Time;
use fetch::Client;
use futures_util::future::join_all;
use ledger::key::{Algorithm, VerifierKey};
use ledger::note::{Note, Signature};
use ledger::tree::consistency;
use ledger::witness::{PATH, Request, read_answer};
use tokio::sync::Mutex;

use super::keys::{Signed, Signer};
use super::store;
use crate::ctx::Ctx;
use crate::error::Result;

/// For a witness to answer: the next entries wait for it.
const WITHIN: Duration = Duration::from_secs(5);
/// Bytes of an answer.
const MOST: usize = 16 << 10;
/// After a witness failed, before it is asked again.
const BREATH: TimeDelta = TimeDelta::seconds(30);
/// Times that a witness may say that it was further than we believed.
const CORRECTIONS: usize = 2;

/// Those who cosign heads, and how many have to.
pub(super) struct Witnesses {
    each: Vec<Witness>,
    quorum: usize,
}

struct Witness {
    key: VerifierKey,
    client: Client,
    state: Mutex<State>,
}

/// What is known of a witness.
#[derive(Default)]
struct State {
    /// Entries of the last head that it cosigned.
    seen: u64,
    /// When it may be asked again.
    not_before: Option<Time>,
    /// The note that it cosigned last, and how.
    given: Option<(String, Signature)>,
}

impl std::fmt::Debug for Witnesses {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Witnesses").field("keys", &self.keys()).field("quorum", &self.quorum).finish()
    }
}

impl Witnesses {
    /// Reads the settings: `VERIFIER-KEY ADDRESS` each.
    pub(super) fn load(lines: &[String], quorum: usize) -> anyhow::Result<Self> {
        let each = lines.iter().map(|line| {
            let (key, address) = line.split_once(' ').context("log.witnesses: expected a key, a space, an address")?;
            let key = VerifierKey::parse(key).with_context(|| format!("log.witnesses: {line}"))?;
            ensure!(
                key.algorithm() == Algorithm::CosignatureV1,
                "log.witnesses: {} is not a witness's key",
                key.name()
            );
            let client = Client::new(address.trim(), WITHIN, MOST).context("log.witnesses")?;
            Ok(Witness { key, client, state: Mutex::default() })
        });
        let each = each.collect::<anyhow::Result<Vec<_>>>()?;
        ensure!(quorum <= each.len(), "log.quorum: {quorum} of {} witnesses", each.len());
        Ok(Self { each, quorum })
    }

    /// Their keys.
    pub(super) fn keys(&self) -> Vec<VerifierKey> {
        self.each.iter().map(|witness| witness.key.clone()).collect()
    }

    /// How many have to sign.
    pub(super) fn quorum(&self) -> usize {
        self.quorum
    }

    /// Who cosigned a head, and when.
    pub(super) fn who_signed(&self, note: Option<&str>) -> Result<Vec<(String, Option<Time>)>> {
        let note = note.map(|note| Note::parse(note.as_bytes())).transpose().map_err(super::ours)?;
        let when = |witness: &Witness| {
            let seconds = note.as_ref()?.verify(&witness.key).ok()??;
            DateTime::from_timestamp(i64::try_from(seconds).ok()?, 0)
        };
        Ok(self.each.iter().map(|witness| (witness.key.name().to_owned(), when(witness))).collect())
    }
}

/// The note to publish: the signed head with the cosignatures that it has. `None`
/// when nothing changed since the last time, or the quorum is not reached.
pub(super) async fn cosigned(
    ctx: &Ctx,
    signer: &Signer,
    signed: &Signed,
    published: Option<&str>,
) -> Result<Option<String>> {
    let witnesses = &signer.witnesses;
    if witnesses.each.is_empty() {
        return Ok(published.is_none_or(|note| note != signed.note).then(|| signed.note.clone()));
    }
    let mut note = Note::parse(signed.note.as_bytes()).map_err(super::ours)?;
    let known = published.map(|note| Note::parse(note.as_bytes())).transpose().map_err(super::ours)?;
    let known = known.filter(|known| known.text() == note.text());
    // At once: the log does not wait for one witness after the other.
    let asked = witnesses.each.iter().map(async |witness| {
        let kept = known.as_ref().filter(|known| known.verify(&witness.key).is_ok());
        let kept = kept.and_then(|known| known.signatures().iter().find(|signature| signature.is_of(&witness.key)));
        match kept {
            Some(signature) => Some(signature.clone()),
            None => witness.ask(ctx, signed).await,
        }
    });
    let mut count = 0;
    for signature in join_all(asked).await.into_iter().flatten() {
        note = note.with(signature);
        count += 1;
    }
    if count < witnesses.quorum {
        let (size, quorum) = (signed.head.size, witnesses.quorum);
        tracing::warn!(size, count, quorum, "a head of the public log waits for its witnesses");
        return Ok(None);
    }
    let note = note.to_string();
    Ok((published != Some(note.as_str())).then_some(note))
}

impl Witness {
    /// Its cosignature, if it gives one. It is left alone for a while when it fails.
    async fn ask(&self, ctx: &Ctx, signed: &Signed) -> Option<Signature> {
        let mut state = self.state.lock().await;
        // The head waits for others: this one is not asked again.
        if let Some((_, signature)) = state.given.as_ref().filter(|(note, _)| *note == signed.note) {
            return Some(signature.clone());
        }
        if state.not_before.is_some_and(|until| ctx.now() < until) {
            return None;
        }
        match self.exchange(ctx, signed, &mut state).await {
            Ok(signature) => {
                let given = Some((signed.note.clone(), signature.clone()));
                *state = State { seen: signed.head.size, not_before: None, given };
                Some(signature)
            }
            Err(error) => {
                tracing::warn!(witness = self.key.name(), "no cosignature: {error:#}");
                state.not_before = Some(ctx.now() + BREATH);
                None
            }
        }
    }

    async fn exchange(&self, ctx: &Ctx, signed: &Signed, state: &mut State) -> anyhow::Result<Signature> {
        let note = Note::parse(signed.note.as_bytes())?;
        let size = signed.head.size;
        for _ in 0..=CORRECTIONS {
            let old = state.seen;
            let proof = match old {
                0 => Vec::new(),
                _ if old == size => Vec::new(),
                _ => store::with_nodes(ctx.db().read(), size, |nodes| consistency(nodes, old, size)).await?,
            };
            let request = Request { old, proof, checkpoint: signed.note.clone() };
            let answer = self.client.post(PATH, request.to_string()).await?;
            match answer.status {
                200 => return Ok(read_answer(&answer.body, &note, &self.key)?),
                409 => {
                    let seen = std::str::from_utf8(&answer.body).ok().and_then(|text| text.trim_end().parse().ok());
                    state.seen = seen.context("it refused, and does not say how far it is")?;
                    ensure!(state.seen <= size, "it has seen {} entries, and this head has {size}", state.seen);
                    ensure!(state.seen != old, "it has seen another head of {old} entries");
                }
                status => bail!("status {status}: {}", String::from_utf8_lossy(&answer.body).trim_end()),
            }
        }
        bail!("it says another size each time")
    }
}
