//! What tests are made of: an application on a fresh database of either kind,
//! a clock that is set, chance that repeats, personas and factories.
//!
//! ```ignore
//! testkit::db_test! {
//!     /// A story in one sentence.
//!     async fn a_vote_counts_once(t) {
//!         let camille = t.participant("Camille").await;
//!         …
//!     }
//! }
//! ```
//! makes `a_vote_counts_once::sqlite` and `a_vote_counts_once::postgres`; the
//! second is skipped, with a notice, when `TEST_DATABASE_URL` is not set.

mod database;
mod factory;
mod mailbox;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use app::ambient::{Random, SetClock};
use app::{App, Ctx};
use chrono::{TimeZone, Utc};
use domain::Time;
use domain::id::AccountId;
use domain::locale::Locale;
use domain::policy::{Actor, Held, Role};
use entities::account;
use migrations::{Migrator, MigratorTrait};
use sea_orm::ActiveValue::Set;

pub use database::{Kind, TestDatabase};
pub use factory::{SLUG, words};
pub use mailbox::ReadMail;

/// Runs a story on SQLite and on PostgreSQL.
#[macro_export]
macro_rules! db_test {
    ($($(#[$meta:meta])* async fn $name:ident($t:ident) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports, reason = "a story may need nothing of its neighbours")]
            use super::*;

            async fn story($t: &$crate::TestApp) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                if let Some(t) = $crate::TestApp::new($crate::Kind::Sqlite).await {
                    story(&t).await;
                }
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(t) = $crate::TestApp::new($crate::Kind::Postgres).await {
                    story(&t).await;
                }
            }
        }
    )+};
}

/// An application on a database of its own, at noon UTC on 15 March 2027.
pub struct TestApp {
    /// The application.
    pub app: Arc<App>,
    /// Its clock.
    pub clock: Arc<SetClock>,
    /// Its database, dropped with it.
    pub database: TestDatabase,
    statements: Arc<Mutex<Vec<String>>>,
}

/// The instant at which every story begins.
#[must_use]
pub fn noon() -> Time {
    Utc.with_ymd_and_hms(2027, 3, 15, 12, 0, 0).single().expect("a valid date")
}

impl TestApp {
    /// Opens one; none when the database of that kind is not there.
    pub async fn new(kind: Kind) -> Option<Self> {
        Self::with(kind, |_| {}).await
    }

    /// Opens one with other settings.
    pub async fn with(kind: Kind, change: impl FnOnce(&mut settings::Settings)) -> Option<Self> {
        let database = TestDatabase::new(kind).await?;
        let mut settings = settings::load(&[], std::iter::empty(), &[("limits.factor", "0".to_owned())])
            .expect("the default settings");
        settings.database.url.clone_from(&database.url);
        settings.mail.dir = database.folder().join("mail").display().to_string();
        settings.log.key_file = database.folder().join("log.key").display().to_string();
        settings.log.state_file = database.folder().join("log.state").display().to_string();
        settings.log.erasures_file = database.folder().join("log.erasures").display().to_string();
        change(&mut settings);
        let mut db = db::connect(&database.url, &db::Options::default()).await.expect("the test database");
        let statements = Arc::new(Mutex::new(Vec::new()));
        let seen = statements.clone();
        db.watch(move |sql| seen.lock().expect("nobody panicked").push(sql.to_owned()));
        let clock = Arc::new(SetClock::at(noon()));
        let app = App::new(db, settings, clock.clone(), Arc::new(CountedRandom::default()));
        Some(Self { app, clock, database, statements })
    }

    /// What the clock shows.
    #[must_use]
    pub fn clock_now(&self) -> Time {
        self.app.clock.now()
    }

    /// The statements that the database was given meanwhile, without their values: a
    /// page takes a number of them that does not grow with what is on it.
    pub async fn statements<T>(&self, asked: impl Future<Output = T>) -> (T, Vec<String>) {
        let before = self.statements.lock().expect("nobody panicked").len();
        let answer = asked.await;
        (answer, self.statements.lock().expect("nobody panicked").split_off(before))
    }

    /// Takes this change of the schema and those after it back, and makes them again, as
    /// on a database that was there before them.
    pub async fn migrate_again(&self, name: &str) {
        let all = Migrator::migrations();
        let known = all.iter().position(|change| change.name() == name).expect("a change of the schema");
        let steps = u32::try_from(all.len() - known).expect("few");
        let tx = self.app.db.write_tx().await.expect("a transaction");
        Migrator::down(&*tx, Some(steps)).await.expect("taken back");
        Migrator::up(&*tx, None).await.expect("made again");
        tx.commit().await.expect("committed");
    }

    /// The platform itself.
    #[must_use]
    pub fn system(&self) -> Ctx {
        Ctx::system(&self.app, "test")
    }

    /// Nobody signed in.
    #[must_use]
    pub fn visitor(&self) -> Ctx {
        self.system().acting(Actor::Visitor)
    }

    /// A confirmed account with no role.
    pub async fn participant(&self, name: &str) -> Ctx {
        let id = self.account(name, true).await;
        self.acting(id, true, Vec::new())
    }

    /// An account whose address is not confirmed.
    pub async fn unconfirmed(&self, name: &str) -> Ctx {
        let id = self.account(name, false).await;
        self.acting(id, false, Vec::new())
    }

    /// A confirmed account that holds a role everywhere. The role is in the
    /// context, not in the table of grants: for stories that are not about
    /// grants.
    pub async fn staff(&self, name: &str, role: Role) -> Ctx {
        self.holding(name, vec![Held { role, process: None, organisation: None }]).await
    }

    /// A confirmed account that holds these roles, as [`TestApp::staff`].
    pub async fn holding(&self, name: &str, held: Vec<Held>) -> Ctx {
        let id = self.account(name, true).await;
        self.acting(id, true, held)
    }

    fn acting(&self, id: AccountId, confirmed: bool, held: Vec<Held>) -> Ctx {
        self.system().acting(Actor::User { id, confirmed, auth_level: 1, held })
    }

    /// An account row, without password.
    pub async fn account(&self, name: &str, confirmed: bool) -> AccountId {
        let ctx = self.system();
        let now = ctx.now();
        let id = ctx.id(now);
        let email = format!("{}@exemple.fr", name.to_lowercase().replace(' ', "."));
        let row = account::ActiveModel {
            id: Set(id),
            kind: Set("person".into()),
            email: Set(Some(email.clone())),
            email_key: Set(Some(email)),
            name: Set(name.to_owned()),
            name_key: Set(Some(content::name::skeleton(name))),
            password_hash: Set(None),
            locale: Set(Locale::Fr.as_str().into()),
            confirmed_at: Set(confirmed.then_some(now)),
            terms_version: Set(Some(domain::account::TERMS_VERSION.into())),
            terms_accepted_at: Set(Some(now)),
            created_at: Set(now),
            disabled_at: Set(None),
            source: Set(None),
            external_id: Set(None),
            demo: Set(false),
        };
        let tx = self.app.db.write_tx().await.expect("a transaction");
        app::record::insert(&tx, row).await.expect("an account");
        tx.commit().await.expect("committed");
        AccountId(id)
    }
}

/// Bytes that look like chance and are the same in every run.
#[derive(Default)]
struct CountedRandom(AtomicU64);

impl Random for CountedRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            // SplitMix64 (Steele, Lea, Flood, 2014) over a counter.
            let mut z = self.0.fetch_add(1, Ordering::Relaxed).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}
