//! The context of a use case, always its first argument: who asks, in which
//! language, from where, at what time; and the handles it may use.

use std::sync::Arc;

use db::Db;
use domain::Time;
use domain::id::AccountId;
use domain::locale::Locale;
use domain::policy::{self, About, Action, Actor, Permit};
use settings::Settings;
use uuid::Uuid;

use crate::ambient::{Clock, Random};
use crate::error::{Error, Result};
use crate::password::Hasher;

/// What the whole application shares. Built once.
pub struct App {
    /// The database.
    pub db: Db,
    /// The settings.
    pub settings: Settings,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub random: Arc<dyn Random>,
    /// Password hashing, off the async threads.
    pub hasher: Hasher,
    /// Wakes the job runner when something was enqueued.
    pub wake_jobs: Arc<tokio::sync::Notify>,
    /// Whether the job runner of this process lives, when it has one.
    pub heartbeat: jobs::Heartbeat,
    /// Opened when it is first asked for: see [`crate::mail::mailer`].
    pub(crate) mailer: std::sync::OnceLock<mailer::Mailer>,
    /// Read when it is first asked for: see [`crate::log::signer`].
    pub(crate) signer: std::sync::OnceLock<Arc<crate::log::Signer>>,
}

impl App {
    /// Puts the shared parts together.
    #[must_use]
    pub fn new(db: Db, settings: Settings, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Arc<Self> {
        let hasher = Hasher::new(2);
        let wake_jobs = Arc::default();
        Arc::new(Self {
            db,
            settings,
            clock,
            random,
            hasher,
            wake_jobs,
            heartbeat: jobs::Heartbeat::default(),
            mailer: std::sync::OnceLock::new(),
            signer: std::sync::OnceLock::new(),
        })
    }
}

/// The context of one request, command or job.
#[derive(Clone)]
pub struct Ctx {
    /// What is shared.
    pub app: Arc<App>,
    /// Who asks.
    pub actor: Actor,
    /// In which language they read.
    pub locale: Locale,
    /// The request, for the logs.
    pub request_id: String,
    /// The client's network address as limits count it (IPv6 by /64).
    pub client: String,
    /// The key of the session, of someone signed in.
    pub session: Option<String>,
}

impl Ctx {
    /// The context of the platform itself, with the reason it acts.
    #[must_use]
    pub fn system(app: &Arc<App>, reason: &'static str) -> Self {
        Self {
            app: app.clone(),
            actor: Actor::System(reason),
            locale: Locale::Fr,
            request_id: reason.to_owned(),
            client: "system".to_owned(),
            session: None,
        }
    }

    /// The same context, acting as someone else (a command that seeds a demo).
    #[must_use]
    pub fn acting(&self, actor: Actor) -> Self {
        Self { actor, ..self.clone() }
    }

    /// The same context, for someone who is signed in: their rights, their
    /// language, their session.
    #[must_use]
    pub fn signed_in(&self, signed_in: &crate::session::SignedIn) -> Self {
        Self {
            actor: signed_in.actor.clone(),
            locale: signed_in.locale,
            session: Some(signed_in.key.clone()),
            ..self.clone()
        }
    }

    /// The time of the act: a use case reads it once. To the microsecond,
    /// which is what both databases keep.
    #[must_use]
    pub fn now(&self) -> Time {
        self.app.clock.now()
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.app.db
    }

    /// A fresh id, ordered by time.
    #[must_use]
    pub fn id(&self, now: Time) -> Uuid {
        let mut bytes = [0; 10];
        self.app.random.fill(&mut bytes);
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }

    /// A secret of 256 bits, fit for a URL or a cookie.
    #[must_use]
    pub fn secret(&self) -> String {
        use base64::Engine;
        let mut bytes = [0; 32];
        self.app.random.fill(&mut bytes);
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
    }

    /// A number from 0 to 2³¹ − 1, for shuffles.
    #[must_use]
    pub fn shuffle(&self) -> i32 {
        let mut bytes = [0; 4];
        self.app.random.fill(&mut bytes);
        i32::from_le_bytes(bytes) & i32::MAX
    }

    /// Asks the policy.
    ///
    /// # Errors
    /// [`Error::Denied`], with the reason.
    pub fn permit(&self, action: Action, about: About) -> Result<Permit> {
        policy::permit(&self.actor, action, about, self.app.settings.security.staff_auth_level).map_err(Error::Denied)
    }

    /// True when the policy would say yes: for what a page offers.
    #[must_use]
    pub fn may(&self, action: Action, about: About) -> bool {
        self.permit(action, about).is_ok()
    }

    /// The account of someone signed in.
    ///
    /// # Errors
    /// [`Error::Denied`] for a visitor.
    pub fn account(&self) -> Result<AccountId> {
        self.actor.account().ok_or(Error::Denied(policy::Denial::SignIn))
    }
}
