//! Passwords: argon2id, off the async threads, behind a semaphore, so that a
//! flood of sign-ins takes neither the server's threads nor its memory. How easy
//! a new one is to guess is looked at behind another: a flood of sign-ups keeps
//! nobody from signing in. Both queues have an end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, anyhow};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use domain::account::PASSWORD_SCORE;
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

/// OWASP's first choice for argon2id (Password Storage Cheat Sheet, 2025):
/// 19 MiB, 2 passes, 1 lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Passwords that may wait for their turn: more would be answered after the
/// browser gave up.
const WAITING: usize = 128;
/// Seconds after which to come back when too many wait.
const COME_BACK: u64 = 5;
/// Characters of a password that are looked at: how long the look takes grows
/// faster than the password, and what begins hard to guess stays so.
const LOOKED_AT: usize = 72;

/// Hashes and verifies, a few at a time.
#[derive(Clone)]
pub struct Hasher {
    hashing: Arc<Counter>,
    looking: Arc<Counter>,
}

/// Where work waits for its turn.
struct Counter {
    permits: Semaphore,
    waiting: AtomicUsize,
}

impl Counter {
    fn new(at_once: usize) -> Arc<Self> {
        Arc::new(Self { permits: Semaphore::new(at_once), waiting: AtomicUsize::new(0) })
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> anyhow::Result<T> + Send + 'static) -> Result<T> {
        let waits = Waits::at(self).ok_or(Error::TooMany { retry_after: COME_BACK })?;
        let _permit = self.permits.acquire().await.context("the hasher is closed")?;
        drop(waits);
        let done = tokio::task::spawn_blocking(work).await.context("hashing stopped")?;
        Ok(done?)
    }
}

/// A place in the queue, given up when it is one's turn or when one goes away.
struct Waits<'a>(&'a AtomicUsize);

impl<'a> Waits<'a> {
    fn at(counter: &'a Counter) -> Option<Self> {
        let place = Self(&counter.waiting);
        (counter.waiting.fetch_add(1, Ordering::Relaxed) < WAITING).then_some(place)
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Hasher {
    /// At most so many at once.
    #[must_use]
    pub fn new(at_once: usize) -> Self {
        Self { hashing: Counter::new(at_once), looking: Counter::new(1) }
    }

    /// The PHC string of a password under a fresh salt.
    ///
    /// # Errors
    /// When hashing itself fails.
    pub async fn hash(&self, password: String, salt: [u8; 16]) -> Result<String> {
        self.hashing
            .run(move || {
                let hash = argon2()?
                    .hash_password_with_salt(password.as_bytes(), &salt)
                    .map_err(|error| anyhow!("hash: {error}"))?;
                Ok(hash.to_string())
            })
            .await
    }

    /// Whether the password is the one hashed. Without a hash (no such account)
    /// it takes the same time and answers no.
    ///
    /// # Errors
    /// When hashing itself fails.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool> {
        self.hashing
            .run(move || {
                let Some(hash) = hash else {
                    argon2()?
                        .hash_password_with_salt(password.as_bytes(), &[0; 16])
                        .map_err(|error| anyhow!("hash: {error}"))?;
                    return Ok(false);
                };
                let parsed = PasswordHash::new(&hash).map_err(|error| anyhow!("stored hash: {error}"))?;
                Ok(argon2()?.verify_password(password.as_bytes(), &parsed).is_ok())
            })
            .await
    }

    /// Whether a password is too easy to guess, for someone who knows `inputs`
    /// (the address, the name). zxcvbn: Wheeler, USENIX Security 2016.
    ///
    /// # Errors
    /// When the work was stopped.
    pub async fn is_guessable(&self, password: String, inputs: Vec<String>) -> Result<bool> {
        let password: String = password.chars().take(LOOKED_AT).collect();
        self.looking
            .run(move || {
                let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
                Ok(u8::from(zxcvbn::zxcvbn(&password, &inputs).score()) < PASSWORD_SCORE)
            })
            .await
    }
}

fn argon2() -> anyhow::Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| anyhow!("argon2: {error}"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_that_ones_own_name_gives_away_is_guessable() {
        let hasher = Hasher::new(1);
        let guessable = async |password: &str| {
            let inputs = vec![
                "camille.dubreuil@exemple.fr".into(),
                "Camille Dubreuil".into(),
                "camille".into(),
                "dubreuil".into(),
            ];
            hasher.is_guessable(password.into(), inputs).await.expect("looked at")
        };
        for bad in ["motdepasse123", "azertyuiop12", "camilledubreuil", "aaaaaaaaaaaaaaaa"] {
            assert!(guessable(bad).await, "{bad}");
        }
        for good in ["quatre chats sur un toit", "vélo-lanterne-47-pamplemousse"] {
            assert!(!guessable(good).await, "{good}");
        }
    }

    #[tokio::test]
    async fn a_password_is_recognised_and_another_is_not() {
        let hasher = Hasher::new(1);
        let hash = hasher.hash("le cheval correct agrafe".into(), [7; 16]).await.expect("a hash");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(hasher.verify("le cheval correct agrafe".into(), Some(hash.clone())).await.expect("verified"));
        assert!(!hasher.verify("le cheval incorrect".into(), Some(hash)).await.expect("verified"));
        assert!(!hasher.verify("le cheval correct agrafe".into(), None).await.expect("verified"));
    }

    #[tokio::test]
    async fn a_queue_that_is_full_sends_people_back_and_the_other_goes_on() {
        let hasher = Hasher::new(1);
        let _turn = hasher.looking.permits.acquire().await.expect("the only turn");
        let mut waiting: Vec<_> = (0..WAITING)
            .map(|_| Box::pin(hasher.is_guessable("quatre chats sur un toit".into(), Vec::new())))
            .collect();
        for one in &mut waiting {
            assert!(asked_once(one).await.is_none(), "it waits");
        }
        let next = hasher.is_guessable("quatre chats sur un toit".into(), Vec::new()).await;
        assert!(matches!(next, Err(Error::TooMany { .. })), "{next:?}");
        hasher.hash("quatre chats sur un toit".into(), [7; 16]).await.expect("signing in goes on");
        waiting.pop();
        let mut one_more = Box::pin(hasher.is_guessable("quatre chats sur un toit".into(), Vec::new()));
        assert!(asked_once(&mut one_more).await.is_none(), "who went away left a place");
    }

    /// What a future says when it is asked once.
    async fn asked_once<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
        std::future::poll_fn(|cx| match std::pin::Pin::new(&mut *future).poll(cx) {
            std::task::Poll::Ready(done) => std::task::Poll::Ready(Some(done)),
            std::task::Poll::Pending => std::task::Poll::Ready(None),
        })
        .await
    }
}
