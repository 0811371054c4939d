//! The fictional demonstration: three processes, their people and their words,
//! written by replaying their story through the use cases, at the times at which
//! it happened. What it leaves in the database is what real people would have
//! left; nothing is made up that the rules would refuse.
//!
//! The story is data: `demo/*.toml`, described in `demo/README.md`.

mod ballot;
mod file;
mod replay;
mod set_up;
mod story;

use std::sync::Arc;

use domain::policy::{About, Action, Role};

use crate::ambient::SetClock;
use crate::ctx::{App, Ctx};
use crate::error::{Error, Result};

/// Syllables of the password, six bits each.
const SYLLABLES: usize = 10;

/// Why there can be no demonstration here.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The public address is https: people could take it for real.
    #[error("the public address is {0}: the accounts of a demonstration are open to all, so it is refused with https")]
    Https(String),
    /// There is one already, or something that has its names.
    #[error("{0} exists already: a demonstration is written once, into a database that has nothing of its names")]
    Taken(String),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Internal(refusal.into())
    }
}

/// An account that anyone may try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoAccount {
    /// Its role.
    pub role: Role,
    /// Its address.
    pub email: String,
    /// Its public name.
    pub name: String,
    /// The organisation in which the role is held, by name.
    pub organisation: Option<String>,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoReport {
    /// One account for each role.
    pub accounts: Vec<DemoAccount>,
    /// The password of all of them, minted for this database.
    pub password: String,
    /// The processes: slug and title.
    pub processes: Vec<(String, String)>,
    /// Proposals.
    pub proposals: u64,
    /// Comments.
    pub comments: u64,
    /// Commitments.
    pub commitments: u64,
    /// Votes.
    pub votes: u64,
}

/// Writes the demonstration. `progress` is told how many events are done, and of
/// how many.
///
/// # Errors
/// A [`Refusal`]; [`Error::Denied`] for anyone but the platform itself or an
/// administrator; when the database fails.
pub async fn seed(ctx: &Ctx, mut progress: impl FnMut(u64, u64) + Send) -> Result<DemoReport> {
    ctx.permit(Action::ManageProcess, About::default())?;
    let server = &ctx.app.settings.server;
    if server.is_https() {
        return Err(Refusal::Https(server.public_url.clone()).into());
    }
    let now = ctx.now();
    let files = file::all()?;
    set_up::check_free(ctx, &files).await?;
    let password = password(ctx);
    let hash = ctx.app.hasher.hash(password.clone(), salt(ctx)).await?;

    let story = story::Story::of(&files, story::midnight(now));
    let total = story.events.len() as u64;
    progress(0, total);
    let clock = Arc::new(SetClock::at(story.begins));
    let past = Ctx::system(&past_app(ctx, &clock), "demo");
    let mut replay = replay::Replay::begin(past, clock, &files, &story, hash).await?;
    let mut done = 0;
    for scene in story.scenes() {
        replay.play(scene).await?;
        done += scene.len() as u64;
        progress(done, total);
    }
    replay.end(now).await?;
    let count = |is: fn(&story::Act<'_>) -> bool| story.events.iter().filter(|event| is(&event.act)).count() as u64;
    Ok(DemoReport {
        accounts: set_up::accounts(&files),
        password,
        processes: files
            .iter()
            .map(|file| (file.process.slug.clone(), file.process.titles.text(ctx.locale).to_owned()))
            .collect(),
        proposals: count(|act| matches!(act, story::Act::Propose(_))),
        comments: count(|act| matches!(act, story::Act::Comment { .. })),
        commitments: count(|act| matches!(act, story::Act::Draft(_))),
        votes: count(|act| matches!(act, story::Act::Vote { .. })),
    })
}

/// The same application in its past: a clock that is set, and no limits, for a
/// month of contributions is written in seconds.
fn past_app(ctx: &Ctx, clock: &Arc<SetClock>) -> Arc<App> {
    let mut settings = ctx.app.settings.clone();
    settings.limits.factor = 0.0;
    App::new(ctx.app.db.clone(), settings, clock.clone(), ctx.app.random.clone())
}

/// A password that can be typed from a screen: `tobi-raku-semo-dila-vone`.
fn password(ctx: &Ctx) -> String {
    const CONSONANTS: &[u8; 16] = b"bcdfgjklmnprstvz";
    const VOWELS: &[u8; 4] = b"aeio";
    let mut bytes = [0; SYLLABLES];
    ctx.app.random.fill(&mut bytes);
    let mut password = String::new();
    for (index, byte) in bytes.into_iter().enumerate() {
        if index > 0 && index % 2 == 0 {
            password.push('-');
        }
        password.push(char::from(CONSONANTS[usize::from(byte >> 4)]));
        password.push(char::from(VOWELS[usize::from(byte & 3)]));
    }
    password
}

fn salt(ctx: &Ctx) -> [u8; 16] {
    let mut salt = [0; 16];
    ctx.app.random.fill(&mut salt);
    salt
}
