//! Erasing: told beforehand, done by the batch, and then nowhere: in no row, no byte
//! of the files, no page and no export, while the public log still verifies.

mod contribution;
mod letter;
mod person;
mod restored;
mod waits;

use std::path::Path;
use std::time::Duration;

use app::ambient::SystemRandom;
use app::erasure::{self, Done, Which};
use app::proposal::{self, Submission};
use app::{App, Ctx, Error, comment, moderation, recount, vote};
use chrono::TimeDelta;
use domain::erasure::{LEAST_MINUTES, Scope};
use domain::field::Problem;
use domain::moderation::Visibility;
use domain::policy::{Held, Role};
use domain::process::Counts;
use domain::proposal::Words;
use domain::refusal::Refusal;
use domain::vote::Choice;
use entities::{account, kept_identity, log_opening, name_hold, participation, vote as ballot};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, Statement};
use testkit::{SLUG, TestApp, db_test, words};
use uuid::Uuid;

use crate::people::{PASSWORD, browser, give_password, problem, sign_in};
use crate::published::{Published, python_agrees};

/// Words that nobody else writes.
const CANARIES: [&str; 7] =
    ["zibelinette", "quokkatitre", "ornithocorps", "axolotleffet", "fennecbrouillon", "pangolinremarque", "tapirmotif"];

/// Every row of every table, as text.
async fn every_row(t: &TestApp) -> String {
    let connection = t.app.db.read();
    let postgres = t.app.db.dialect() == db::Dialect::Postgres;
    let backend = if postgres { DbBackend::Postgres } else { DbBackend::Sqlite };
    let ask = async |sql: String| {
        let rows = connection.query_all_raw(Statement::from_string(backend, sql)).await.expect("read");
        rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap_or_default()).collect::<Vec<_>>()
    };
    if !postgres {
        // The bytes of the files are looked at instead.
        return String::new();
    }
    let mut all = String::new();
    for table in
        ask("SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'".into()).await
    {
        for row in ask(format!("SELECT t::text FROM \"{table}\" t")).await {
            all.push_str(&format!("{table} {row}\n"));
        }
    }
    assert!(all.contains("accounts "), "{all}");
    all
}

/// Every byte of every file of the database, and of what is beside it.
fn every_byte(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let files = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path());
    // What was erased is noted outside of the database by opaque numbers.
    let files = files.filter(|path| path.is_file() && !path.ends_with("log.erasures"));
    files.map(|path| (path.display().to_string(), std::fs::read(&path).expect("read"))).collect()
}

/// Whether these bytes hold a text, in whatever letters, or a number: SQLite keeps ids
/// as their sixteen bytes.
fn holds(bytes: &[u8], what: &str) -> bool {
    let has = |bytes: &[u8], what: &[u8]| bytes.windows(what.len()).any(|window| window == what);
    let id = Uuid::try_parse(what).ok();
    has(&bytes.to_ascii_lowercase(), what.as_bytes()) || id.is_some_and(|id| has(bytes, id.as_bytes()))
}

/// Which files of a folder hold any of this.
fn bytes_left(folder: &Path, what: &[String]) -> Vec<String> {
    let files = every_byte(folder);
    let found = files.iter().flat_map(|(file, bytes)| {
        what.iter().filter(|what| holds(bytes, what)).map(move |what| format!("{what} in {file}"))
    });
    found.collect()
}

/// Where anything of this is left.
async fn left(t: &TestApp, what: &[String]) -> Vec<String> {
    let rows = every_row(t).await.to_lowercase();
    let mut found: Vec<String> =
        rows.lines().filter(|row| what.iter().any(|what| row.contains(what))).map(str::to_owned).collect();
    found.extend(bytes_left(&t.database.folder(), what));
    found
}

/// Everything that the public reads of the process.
async fn every_page(t: &TestApp, references: &[&str]) -> String {
    let mut all = String::new();
    for ctx in [t.visitor(), t.staff("Personne qui regarde", Role::Admin).await] {
        for reference in references {
            all.push_str(&format!("{:?}", proposal::show(&ctx, reference).await.expect("shown")));
            all.push_str(&format!("{:?}", proposal::history(&ctx, reference).await.expect("shown")));
            all.push_str(&format!("{:?}", app::lineage::page(&ctx, reference).await.expect("shown")));
            all.push_str(&format!("{:?}", app::lineage::of(&ctx, reference).await.expect("shown")));
        }
        for word in CANARIES {
            assert!(app::search::site(&ctx, word).await.expect("searched").is_empty(), "{word}");
        }
    }
    all.to_lowercase()
}

/// Someone who signs in, with an address and a name of their own.
async fn zibelinette(t: &TestApp) -> Ctx {
    let id = t.account("Zibelinette Du Test", true).await;
    give_password(t, id).await;
    let opened = sign_in(&t.visitor(), "zibelinette.du.test@exemple.fr", PASSWORD).await.expect("signed in");
    browser(t, &opened.token).await.expect("a session")
}

fn canary_words(title: &str) -> Words {
    Words {
        title: format!("{title} quokkatitre"),
        body: "Un corps qui contient ornithocorps et rien d’autre.".into(),
        effect: "Un effet axolotleffet.".into(),
        ..words(title)
    }
}

async fn publish(ctx: &Ctx, title: &str) -> String {
    let submission = Submission { words: canary_words(title), ..Submission::default() };
    proposal::publish(ctx, SLUG, &submission).await.expect("published").0.to_string()
}

/// To the time of the batch, and what it does.
async fn batch(t: &TestApp) -> Done {
    t.later(TimeDelta::days(1));
    erasure::run(&t.system(), Which::Due).await.expect("erased")
}

/// Everything that someone can leave behind, among what others wrote.
async fn a_life(t: &TestApp, who: &Ctx) -> (String, String, String) {
    let camille = t.participant("Camille").await;
    let first = publish(who, "Une idée").await;
    t.later(TimeDelta::minutes(5));
    proposal::edit(who, &first, &canary_words("Une autre idée")).await.expect("corrected");
    let theirs = t.proposal(&camille, "Publier les algorithmes publics").await;
    let remark = t.comment(who, &theirs, "Une remarque pangolinremarque à garder.").await;
    t.comment(&camille, &first, "Je réponds à cette idée sans la citer.").await;
    let draft = Submission { words: canary_words("fennecbrouillon"), ..Submission::default() };
    proposal::save_draft(who, SLUG, &draft).await.expect("kept");
    moderation::report(who, &theirs, "Je signale, tapirmotif.").await.expect("reported");
    moderation::report(&camille, &remark, "Elle a écrit pangolinremarque.").await.expect("reported");
    vote::cast(who, &theirs, Some(Choice::Disagree)).await.expect("cast");
    vote::cast(&camille, &first, Some(Choice::Agree)).await.expect("cast");
    (first, theirs, remark)
}

/// What would tell of someone: canaries, name, address, number.
fn traces(who: &Ctx) -> Vec<String> {
    let id = who.account().expect("someone").to_string();
    let others = ["zibelinette.du.test@exemple.fr", "zibelinette du test"].map(str::to_owned);
    let simple = id.replace('-', "");
    CANARIES.map(str::to_owned).into_iter().chain(others).chain([id, simple]).collect()
}

/// The database as a copy was made of it now; on SQLite alone, where we make copies.
async fn copy_of(t: &TestApp) -> Option<std::sync::Arc<App>> {
    if t.app.db.dialect() == db::Dialect::Postgres {
        return None;
    }
    let folder = t.database.folder().join("copy");
    std::fs::create_dir(&folder).expect("made");
    let file = folder.join("copy.sqlite");
    db::dialect::backup(&t.app.db, file.to_str().expect("UTF-8")).await.expect("copied");
    let mut settings = t.app.settings.clone();
    settings.database.url = format!("sqlite://{}?mode=rwc", file.display());
    settings.log.key_file = folder.join("log.key").display().to_string();
    settings.log.state_file = folder.join("log.state").display().to_string();
    let db = db::connect(&settings.database.url, &db::Options::default()).await.expect("opened");
    Some(App::new(db, settings, t.app.clock.clone(), std::sync::Arc::new(SystemRandom)))
}
