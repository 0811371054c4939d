//! Erasing: told beforehand, done by the batch, and then nowhere: in no row, no byte
//! of the files, no page and no export, while the public log still verifies.

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
use sea_orm::ActiveValue::Set;
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

db_test! {
    async fn an_account_is_erased_from_every_row_every_byte_and_every_page(t) {
        t.process().await;
        let who = zibelinette(t).await;
        let (first, theirs, remark) = a_life(t, &who).await;
        app::log::tick(&t.system()).await.expect("sequenced");
        for what in [&traces(&who)[..9], &[who.account().expect("someone").to_string()]].concat() {
            assert!(!left(t, std::slice::from_ref(&what)).await.is_empty(), "the test would not see {what}");
        }

        let before = erasure::before(&who, "account").await.expect("told");
        assert_eq!((before.counts.contributions, before.counts.open_votes), (2, 1));
        assert!(before.due_at >= t.clock_now() + TimeDelta::minutes(LEAST_MINUTES));
        assert_eq!(problem(erasure::ask(&who, "account", "pas le bon".into()).await, "current_password"), Problem::WrongPassword);
        let asked = erasure::ask(&who, "account", PASSWORD.into()).await.expect("asked");
        assert_eq!(asked.due_at, before.due_at);
        assert_eq!(erasure::run(&t.system(), Which::Due).await.expect("nothing is due"), Done::default());
        let told = t.mails_to("zibelinette.du.test@exemple.fr").await;
        assert!(told.iter().any(|mail| mail.text.contains("/account/erasure")), "{told:?}");
        std::fs::remove_dir_all(&t.app.settings.mail.dir).expect("mails that left are out of reach");

        assert_eq!(batch(t).await, Done { accounts: 1, contributions: 0 });
        app::log::tick(&t.system()).await.expect("sequenced");
        let mut remembered = traces(&who);
        let file = std::fs::read_to_string(&t.app.settings.log.erasures_file).expect("the file");
        assert!(file.contains(&who.account().expect("someone").to_string()), "an opaque number, outside of the database");
        assert!(!traces(&who)[..9].iter().any(|what| file.contains(what)), "{file}");
        let found = left(t, &remembered).await;
        assert!(found.is_empty(), "{found:#?}");
        remembered.retain(|what| !what.contains('@'));
        let pages = every_page(t, &[&first, &theirs]).await;
        assert!(!remembered.iter().any(|what| pages.contains(what)), "{pages}");

        let page = proposal::show(&t.visitor(), &first).await.expect("shown");
        let placeholder = page.placeholder.expect("a placeholder");
        assert_eq!((placeholder.visibility, placeholder.at), (Visibility::Erased, t.clock_now()));
        let (view, _) = comment::one(&t.visitor(), &remark).await.expect("shown");
        assert_eq!(view.visibility, Visibility::Erased);
        let page = proposal::show(&t.visitor(), &theirs).await.expect("shown");
        assert_eq!(page.card.tally.expect("shown").cast.total(), 0, "a vote of an open phase is withdrawn");
        assert_eq!(recount::all(&t.system()).await.expect("counted"), []);
        let counts = app::process::find(&t.visitor(), SLUG).await.expect("found").counts;
        assert_eq!(counts, Counts { proposals: 2, comments: 2, votes: 1, imported_votes: 0, participants: 2 });

        let published = Published::of(&t.system()).await;
        let report = published.verify(t, &[]);
        assert!(report.is_clean(), "{:#?}", report.findings);
        assert_eq!(report.erased.get("account_erased"), Some(&6), "{:?}", report.erased);
        python_agrees(t, &published);
        assert!(!published.0.values().any(|bytes| CANARIES.iter().any(|canary| holds(bytes, canary))));
        assert!(sign_in(&t.visitor(), "zibelinette.du.test@exemple.fr", PASSWORD).await.is_err());
    }

    async fn a_vote_of_a_phase_that_is_over_stays_counted_for_nobody(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let theirs = t.proposal(&camille, "Publier les algorithmes publics").await;
        let (one, two) = (zibelinette(t).await, t.participant("Nour").await);
        give_password(t, two.account().expect("someone")).await;
        for voter in [&one, &two, &camille] {
            vote::cast(voter, &theirs, Some(Choice::Agree)).await.expect("cast");
        }
        t.later(TimeDelta::days(20));
        app::phase::sweep(&t.system()).await.expect("closed");
        app::log::tick(&t.system()).await.expect("sequenced");
        assert_eq!(erasure::before(&one, "account").await.expect("told").counts.closed_votes, 1);
        for voter in [&one, &two] {
            erasure::ask(voter, "account", PASSWORD.into()).await.expect("asked");
        }
        assert_eq!(batch(t).await.accounts, 2);
        let connection = t.app.db.read();
        let votes = ballot::Entity::find().all(connection).await.expect("votes");
        assert_eq!(votes.len(), 3);
        let people = account::Entity::find().filter(account::Column::Kind.eq("person")).all(connection).await.expect("people");
        assert_eq!(people.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Camille"]);
        assert_eq!(votes.iter().filter(|row| people.iter().any(|person| person.id == row.account_id)).count(), 1);
        assert_eq!(entities::log_vote::Entity::find().count(connection).await.expect("counted"), 1, "their salts are gone");
        assert_eq!(participation::Entity::find().count(connection).await.expect("counted"), 3, "they took part");
        assert_eq!(recount::all(&t.system()).await.expect("counted"), []);
        let page = proposal::show(&t.visitor(), &theirs).await.expect("shown");
        assert_eq!(page.card.tally.expect("shown").cast.agree, 3);
        app::log::tick(&t.system()).await.expect("sequenced");
        assert!(Published::of(&t.system()).await.verify(t, &[]).is_clean());
    }

    async fn one_contribution_goes_and_the_rest_stays_and_one_may_change_ones_mind(t) {
        t.process().await;
        let who = zibelinette(t).await;
        let (first, second) = (publish(&who, "Une idée").await, t.proposal(&who, "Une idée que je garde").await);
        let camille = t.participant("Camille").await;
        let theirs = t.proposal(&camille, "Publier les algorithmes publics").await;
        for reference in [theirs.as_str(), "PAN27-P99", "nothing"] {
            assert!(matches!(erasure::before(&who, reference).await, Err(Error::NotFound)), "{reference}");
            assert!(matches!(erasure::ask(&who, reference, PASSWORD.into()).await, Err(Error::NotFound)), "{reference}");
        }
        for reference in [&first, &second, &first] {
            erasure::ask(&who, reference, PASSWORD.into()).await.expect("asked");
        }
        assert_eq!(erasure::asked(&who).await.expect("asked").len(), 2, "asked twice, it is asked once");
        erasure::cancel(&who, &second).await.expect("cancelled");
        assert!(matches!(erasure::cancel(&camille, &first).await, Err(Error::NotFound)));
        assert_eq!(batch(t).await, Done { accounts: 0, contributions: 1 });
        let shown = async |reference: &str| proposal::show(&who, reference).await.expect("shown");
        assert_eq!(shown(&first).await.card.visibility, Visibility::Erased);
        assert!(!shown(&first).await.mine);
        let process = app::process::find(&who, SLUG).await.expect("found").id;
        let gone = app::operation::gone(&who, process).await.expect("counted");
        assert_eq!((gone.erased, gone.with_account), (1, 0));
        assert_eq!(shown(&second).await.card.title, "Une idée que je garde");
        let asked = erasure::before(&who, &first).await;
        assert!(matches!(asked, Err(Error::NotFound)), "it is nobody’s: {asked:?}");
        assert!(matches!(moderation::set_visibility(&t.staff("Modou", Role::Moderator).await, &first, "hidden", "R1", "Propos injurieux.").await, Err(Error::Refused(Refusal::Withdrawn))));
        assert_eq!(recount::all(&t.system()).await.expect("counted"), []);
        app::log::tick(&t.system()).await.expect("sequenced");
        let report = Published::of(&t.system()).await.verify(t, &[]);
        assert!(report.is_clean() && report.erased["erased"] == 2, "{report:#?}");
    }

    async fn a_draft_no_longer_says_whose_the_words_were(t) {
        t.process().await;
        let who = zibelinette(t).await;
        let draft = Submission { words: canary_words("Un brouillon"), ..Submission::default() };
        let (id, _) = proposal::save_draft(&who, SLUG, &draft).await.expect("kept");
        let submission = Submission { draft: Some(id), ..draft };
        let (reference, _) = proposal::publish(&who, SLUG, &submission).await.expect("published");
        erasure::ask(&who, reference.as_str(), PASSWORD.into()).await.expect("asked");
        assert_eq!(batch(t).await.contributions, 1);
        assert_eq!(entities::draft::Entity::find().count(t.app.db.read()).await.expect("counted"), 0);
    }

    async fn an_account_that_nobody_confirms_goes_with_all_that_it_asked(t) {
        let id = t.account("Zibelinette Du Test", false).await;
        give_password(t, id).await;
        let opened = sign_in(&t.visitor(), "zibelinette.du.test@exemple.fr", PASSWORD).await.expect("signed in");
        let who = browser(t, &opened.token).await.expect("a session");
        app::notice::choose(&who, false).await.expect("chosen");
        erasure::ask(&who, "account", PASSWORD.into()).await.expect("asked");
        t.later(TimeDelta::days(8));
        app::account::forget_unconfirmed(&t.system()).await.expect("forgotten");
        assert_eq!(erasure::run(&t.system(), Which::Due).await.expect("nothing is left"), Done::default());
        assert_eq!(account::Entity::find().count(t.app.db.read()).await.expect("counted"), 0);
    }

    async fn in_an_organisations_name_the_words_stay_and_the_person_goes(t) {
        t.process().await;
        let asso = t.organisation("asso", "organisation").await;
        let held = Held { role: Role::Delegate, process: None, organisation: Some(asso) };
        let id = t.account("Zibelinette Du Test", true).await;
        give_password(t, id).await;
        let who = t.system().acting(domain::policy::Actor::User { id, confirmed: true, auth_level: 1, held: vec![held] });
        let submission = Submission { words: words("Une idée de l’association"), on_behalf_of: "asso".into(), ..Submission::default() };
        let (reference, _) = proposal::publish(&who, SLUG, &submission).await.expect("published");
        assert_eq!(erasure::before(&who, reference.as_str()).await.expect("told").organisation.as_deref(), Some("Organisation asso"));
        erasure::ask(&who, "account", PASSWORD.into()).await.expect("asked");
        batch(t).await;
        app::log::tick(&t.system()).await.expect("sequenced");
        let process = app::process::find(&t.visitor(), SLUG).await.expect("found").id;
        let gone = app::operation::gone(&t.visitor(), process).await.expect("counted");
        assert_eq!((gone.erased, gone.with_account), (0, 0), "its words can be read");
        let page = proposal::show(&t.visitor(), reference.as_str()).await.expect("shown");
        assert_eq!((page.card.title.as_str(), page.card.author.name(), page.card.author.person.as_str()), ("Une idée de l’association", "Organisation asso", ""));
        let report = Published::of(&t.system()).await.verify(t, &[]);
        assert!(report.is_clean() && report.erased["account_erased"] == 1, "{report:#?}");
        let found = left(t, &["zibelinette du test".to_owned()]).await;
        assert!(found.is_empty(), "{found:#?}");
    }

    async fn a_copy_that_is_restored_is_erased_again_before_it_serves(t) {
        t.process().await;
        let who = zibelinette(t).await;
        let (first, theirs, _) = a_life(t, &who).await;
        let camille = t.participant("Camille Bis").await;
        let kept = publish(&camille, "Une autre vie").await;
        give_password(t, camille.account().expect("someone")).await;
        // The copy: the same people and the same numbers, on another database whose
        // erasures are the same file.
        let other = copy_of(t).await;
        erasure::ask(&who, "account", PASSWORD.into()).await.expect("asked");
        erasure::ask(&camille, &kept, PASSWORD.into()).await.expect("asked");
        assert_eq!(batch(t).await, Done { accounts: 1, contributions: 1 });
        let Some(other) = other else { return };
        let ctx = Ctx::system(&other, "test");
        let visitor = ctx.acting(domain::policy::Actor::Visitor);
        assert!(proposal::show(&visitor, &first).await.expect("shown").placeholder.is_none());
        assert_eq!(erasure::reapply(&ctx).await.expect("erased again"), 2);
        assert_eq!(erasure::reapply(&ctx).await.expect("nothing is left"), 0);
        for reference in [&first, &kept] {
            assert_eq!(proposal::show(&visitor, reference).await.expect("shown").card.visibility, Visibility::Erased);
        }
        assert_eq!(proposal::show(&visitor, &theirs).await.expect("shown").card.tally.expect("shown").cast.total(), 0);
        assert_eq!(recount::all(&ctx).await.expect("counted"), []);
        let folder = t.database.folder().join("copy");
        let found = bytes_left(&folder, &traces(&who));
        assert!(found.is_empty(), "{found:#?}");
    }

    async fn a_copy_older_than_the_request_of_someone_who_only_voted_keeps_no_byte_of_them(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let theirs = t.proposal(&camille, "Publier les algorithmes publics").await;
        let who = zibelinette(t).await;
        vote::cast(&who, &theirs, Some(Choice::Agree)).await.expect("cast");
        let other = copy_of(t).await;
        erasure::ask(&who, "account", PASSWORD.into()).await.expect("asked");
        assert_eq!(batch(t).await.accounts, 1);
        let Some(other) = other else { return };
        let folder = t.database.folder().join("copy");
        let own = &traces(&who)[7..];
        assert!(bytes_left(&folder, own).len() > 2, "the test would not see it");
        let ctx = Ctx::system(&other, "test");
        assert_eq!(erasure::reapply(&ctx).await.expect("erased again"), 1);
        let found = bytes_left(&folder, own);
        assert!(found.is_empty(), "{found:#?}");
        let rows = entities::erasure::Entity::find().all(other.db.read()).await.expect("read");
        let [row] = &rows[..] else { panic!("that an account was erased is said once: {rows:?}") };
        assert!(row.scope == "account" && row.account_id.is_none() && row.gone_at.is_some(), "{row:?}");
    }

    async fn a_name_is_nobodys_for_a_year_and_an_identity_is_kept_only_where_it_is_asked_for(t) {
        t.process().await;
        let who = zibelinette(t).await;
        erasure::ask(&who, "account", PASSWORD.into()).await.expect("asked");
        batch(t).await;
        let connection = t.app.db.read();
        assert_eq!(kept_identity::Entity::find().count(connection).await.expect("counted"), 0);
        let [hold] = &name_hold::Entity::find().all(connection).await.expect("read")[..] else { panic!("one name is held") };
        assert_eq!(hold.until, t.clock_now() + TimeDelta::days(365));
        let form = |name: &str| app::account::SignUp { email: "autre@exemple.fr".into(), name: name.into(), password: PASSWORD.into(), terms: "accepted".into(), op: String::new() };
        assert_eq!(problem(app::account::sign_up(&t.visitor(), form("ZIBELINETTE du Test")).await, "name"), Problem::Taken);
        t.later(TimeDelta::days(366));
        erasure::run(&t.system(), Which::Due).await.expect("forgotten");
        app::account::sign_up(&t.visitor(), form("ZIBELINETTE du Test")).await.expect("it is free again");
    }

    async fn the_last_administrator_stays_and_a_letter_is_an_act_that_names_nobody(t) {
        t.process().await;
        let ctx = t.system();
        let new = app::user::NewUser { email: "ada@exemple.fr".into(), name: "Ada".into(), role: Role::Admin, organisation: String::new(), process: String::new(), password: Some(PASSWORD.into()) };
        let ada = app::user::create(&ctx, new).await.expect("made").account;
        assert!(matches!(erasure::by_letter(&ctx, "ada@exemple.fr").await, Err(Error::Refused(Refusal::LastAdmin))));
        assert_eq!(problem(erasure::by_letter(&ctx, "personne@exemple.fr").await, "email"), Problem::Unknown);
        let who = zibelinette(t).await;
        let asked = erasure::by_letter(&ctx, "Zibelinette.du.test@exemple.fr").await.expect("asked");
        assert_eq!(asked.scope, Scope::Account);
        let again = erasure::by_letter(&ctx, "zibelinette.du.test@exemple.fr").await.expect("asked twice, it is asked once");
        assert_eq!(again, asked);
        assert_eq!(erasure::run(&ctx, Which::All).await.expect("erased").accounts, 1);
        let acts = entities::act::Entity::find().filter(entities::act::Column::Action.eq("account.erase")).all(t.app.db.read()).await.expect("read");
        assert!(acts.len() == 1 && !format!("{acts:?}").contains(&who.account().expect("someone").to_string()), "{acts:?}");
        let rights = entities::grant::Entity::find().filter(entities::grant::Column::AccountId.eq(ada.0)).count(t.app.db.read()).await;
        assert_eq!(rights.expect("counted"), 1);
    }

    async fn a_copy_of_ones_data_has_what_one_wrote_in_what_is_anothers(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let theirs = t.proposal(&camille, "Publier les algorithmes publics").await;
        let who = zibelinette(t).await;
        let me = who.account().expect("someone").0;
        let own = publish(&who, "Une idée").await;
        let tx = t.app.db.write_tx().await.expect("a transaction");
        let others = entities::proposal::Entity::find().filter(entities::proposal::Column::Reference.eq(&theirs)).one(&*tx).await.expect("read").expect("there");
        entities::proposal_revision::Entity::update_many()
            .col_expr(entities::proposal_revision::Column::AccountId, Expr::value(me))
            .filter(entities::proposal_revision::Column::ProposalId.eq(others.id))
            .exec(&*tx).await.expect("corrected by someone else");
        let page = entities::site_page::ActiveModel {
            slug: Set("legal".into()), lang: Set("fr".into()), title: Set("Mentions".into()), body: Set("Un site.".into()),
            updated_at: Set(t.clock_now()), updated_by: Set(Some(me)),
        };
        app::record::insert(&tx, page).await.expect("a page");
        tx.commit().await.expect("committed");
        let copy = app::my_data::copy(&who, PASSWORD.into()).await.expect("copied");
        let written: Vec<(&str, &str)> = copy["written"].as_array().expect("lines").iter().map(|line| (line["kind"].as_str().unwrap_or_default(), line["reference"].as_str().unwrap_or_default())).collect();
        assert_eq!(written, [("proposal_version", theirs.as_str()), ("page", "legal")]);
        assert_eq!((copy["proposals"][0]["reference"].as_str(), copy["proposals"][0]["lang"].as_str()), (Some(own.as_str()), Some("fr")));
        assert_eq!(copy["proposals"][0]["revisions"][0]["theme"], "numerique");
    }

    async fn the_queue_of_mails_is_read_once_however_much_someone_wrote(t) {
        t.process().await;
        let mut asked = Vec::new();
        for (name, many) in [("Zibelinette Du Test", 1), ("Zibelinette Du Test Bis", 5)] {
            let id = t.account(name, true).await;
            let who = t.system().acting(domain::policy::Actor::User { id, confirmed: true, auth_level: 1, held: Vec::new() });
            let camille = t.participant(&format!("Camille, qui lit {name}")).await;
            for number in 0..many {
                publish(&who, &format!("Une idée numéro {number}")).await;
                let theirs = t.proposal(&camille, &format!("Une autre idée, numéro {number}")).await;
                vote::cast(&who, &theirs, Some(Choice::Agree)).await.expect("cast");
            }
            asked.push(id);
        }
        t.later(TimeDelta::days(20));
        app::phase::sweep(&t.system()).await.expect("closed");
        app::log::tick(&t.system()).await.expect("sequenced");
        let mut taken = Vec::new();
        for id in asked {
            let row = account::Entity::find_by_id(id.0).one(t.app.db.read()).await.expect("read").expect("someone");
            erasure::by_letter(&t.system(), &row.email.expect("an address")).await.expect("asked");
            let (done, asked) = t.statements(erasure::run(&t.system(), Which::All)).await;
            assert_eq!(done.expect("erased").accounts, 1);
            let mut read = asked.into_iter().filter(|sql| {
                let of = |table: &str| sql.contains(&format!("FROM \"{table}\""));
                sql.starts_with("SELECT") && ((of("jobs") && sql.contains("payload")) || (of("phases") && sql.contains(" IN (")))
            });
            taken.push(read.by_ref().collect::<Vec<_>>());
        }
        assert!(taken[0].iter().any(|sql| sql.contains("phases")) && taken[0].iter().any(|sql| sql.contains("jobs")), "{taken:?}");
        assert_eq!(taken[0], taken[1], "as many, and none longer");
    }

    async fn a_letter_is_asked_and_acted_upon_in_one_transaction(t) {
        t.process().await;
        zibelinette(t).await;
        let postgres = t.app.db.dialect() == db::Dialect::Postgres;
        // The register of acts takes nothing: as when the server dies in between.
        let tx = t.app.db.write_tx().await.expect("a transaction");
        let refuses = if postgres {
            "CREATE FUNCTION refuse() RETURNS trigger AS 'BEGIN RAISE EXCEPTION ''no''; END' LANGUAGE plpgsql;
             CREATE TRIGGER refuse BEFORE INSERT ON acts FOR EACH ROW EXECUTE FUNCTION refuse();"
        } else {
            "CREATE TRIGGER refuse BEFORE INSERT ON acts BEGIN SELECT RAISE(ABORT, 'no'); END;"
        };
        tx.execute_unprepared(refuses).await.expect("made");
        tx.commit().await.expect("committed");
        assert!(erasure::by_letter(&t.system(), "zibelinette.du.test@exemple.fr").await.is_err());
        let asked = entities::erasure::Entity::find().count(t.app.db.read()).await.expect("counted");
        assert_eq!(asked, 0, "an erasure without its act");
    }

    async fn what_staff_did_stays_in_its_role_and_what_was_said_of_someone_goes(t) {
        t.process().await;
        let ctx = t.system();
        let who = zibelinette(t).await;
        let id = who.account().expect("someone");
        app::account_admin::close(&t.staff("Ada", Role::Admin).await, id, "Zibelinette du Test écrit trop.").await.expect("closed");
        app::account_admin::reopen(&t.staff("Ada Bis", Role::Admin).await, id, "Une erreur de notre part.").await.expect("opened");
        let modou = t.account("Modou Zibelinette", true).await;
        give_password(t, modou).await;
        let held = Held { role: Role::Moderator, process: None, organisation: None };
        let modou = ctx.acting(domain::policy::Actor::User { id: modou, confirmed: true, auth_level: 1, held: vec![held] });
        let camille = t.participant("Camille").await;
        let theirs = t.proposal(&camille, "Publier les algorithmes publics").await;
        moderation::set_visibility(&modou, &theirs, "hidden", "R1", "Propos injurieux envers un agent.").await.expect("hidden");
        erasure::ask(&who, "account", PASSWORD.into()).await.expect("asked");
        erasure::ask(&modou, "account", PASSWORD.into()).await.expect("asked");
        assert_eq!(batch(t).await.accounts, 2);
        let acts = entities::act::Entity::find().all(t.app.db.read()).await.expect("read");
        let reasons: Vec<&str> = acts.iter().filter(|act| act.action.starts_with("account.")).map(|act| act.reason.as_str()).collect();
        assert!(reasons.contains(&"") && reasons.contains(&"Une erreur de notre part."), "{reasons:?}");
        assert!(acts.iter().any(|act| act.action == "moderation.visibility" && act.role == "moderator"));
        let page = proposal::show(&t.visitor(), &theirs).await.expect("shown");
        assert_eq!(page.placeholder.and_then(|placeholder| placeholder.by).map(|by| by.role), Some(Role::Moderator));
        let found = left(t, &["zibelinette".to_owned(), id.to_string()]).await;
        assert!(found.is_empty(), "{found:#?}");
    }

    async fn someone_who_wrote_elsewhere_is_erased_by_letter_with_what_they_put_forward(t) {
        let dir = t.database.folder().join("dump");
        std::fs::create_dir_all(&dir).expect("a folder");
        let text = std::fs::read_to_string(crate::import::fixture().join("opinions.jsonl")).expect("the fixture");
        let text = text.replace("alba", "zibelinette").replace("Guide des horaires", "Guide quokkatitre").replace("Un <guide>", "Un <guide> ornithocorps");
        std::fs::write(dir.join("opinions.jsonl"), text).expect("written");
        crate::import::run(t, &crate::import::request(&dir, "horaires")).await.expect("imported");
        std::fs::remove_dir_all(&dir).expect("removed");
        let ctx = t.system();
        app::log::tick(&ctx).await.expect("sequenced");
        let connection = t.app.db.read();
        let author = account::Entity::find().filter(account::Column::Name.eq("zibelinette")).one(connection).await.expect("read").expect("an author");
        let theirs = entities::comment::Entity::find().filter(entities::comment::Column::AccountId.eq(author.id)).one(connection).await.expect("read").expect("a comment").reference;
        assert!(!left(t, &["quokkatitre".to_owned(), "ornithocorps".to_owned()]).await.is_empty());
        let who = zibelinette(t).await;
        t.process().await;
        let here = publish(&who, "Une idée").await;
        for wrong in ["HOROUV-P-99", "HOROUV-K-1", "zibelinette", here.as_str()] {
            assert_eq!(problem(erasure::by_letter_for_imported(&ctx, wrong).await, "author_of"), Problem::Unknown, "{wrong}");
        }
        erasure::ask(&who, "account", PASSWORD.into()).await.expect("asked");
        erasure::by_letter_for_imported(&ctx, &theirs).await.expect("asked");
        assert_eq!(batch(t).await.accounts, 2);
        assert_eq!(problem(erasure::by_letter_for_imported(&ctx, &theirs).await, "author_of"), Problem::Unknown);
        app::log::tick(&ctx).await.expect("sequenced");
        let published = Published::of(&ctx).await;
        let report = published.verify(t, &[]);
        assert!(report.is_clean() && report.erased["account_erased"] > 2, "{report:#?}");
        python_agrees(t, &published);
        let found = left(t, &CANARIES.map(str::to_owned)).await;
        assert!(found.is_empty(), "{found:#?}");
        assert_eq!(recount::all(&ctx).await.expect("counted"), []);
    }

    async fn what_was_never_sequenced_is_erased_and_still_explained(t) {
        t.process().await;
        let who = zibelinette(t).await;
        let reference = publish(&who, "Une idée").await;
        let tx = t.app.db.write_tx().await.expect("a transaction");
        entities::outbox::Entity::update_many().col_expr(entities::outbox::Column::At, Expr::value(t.clock_now())).exec(&*tx).await.expect("the queue of the log stands still");
        tx.commit().await.expect("committed");
        // As in a copy that was restored: its log comes after.
        let other = copy_of(t).await;
        erasure::ask(&who, &reference, PASSWORD.into()).await.expect("asked");
        batch(t).await;
        let Some(other) = other else { return };
        let ctx = Ctx::system(&other, "test");
        assert_eq!(erasure::reapply(&ctx).await.expect("erased again"), 1);
        app::log::tick(&ctx).await.expect("sequenced");
        let published = Published::of(&ctx).await;
        let report = published.verify(t, &[]);
        assert!(report.is_clean(), "{:#?}", report.findings);
        let rows = log_opening::Entity::find().all(other.db.read()).await.expect("read");
        assert!(rows.iter().all(|row| row.value.is_none() || row.version_id.is_none()), "{rows:#?}");
    }
}

/// The log of this server stands still, as where another one writes it.
async fn without_sequencer() -> TestApp {
    let t =
        TestApp::with(testkit::Kind::Sqlite, |settings| settings.log.sequence = false).await.expect("SQLite is there");
    t.process().await;
    t
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_with_nothing_to_do_does_not_wait_for_the_log() {
    let t = without_sequencer().await;
    t.proposal(&t.participant("Camille").await, "Publier les algorithmes publics").await;
    let done = tokio::time::timeout(Duration::from_secs(10), erasure::run(&t.system(), Which::Due)).await;
    assert_eq!(done.expect("at once").expect("nothing is due"), Done::default());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_asked_is_out_before_the_log_is_waited_for() {
    let t = without_sequencer().await;
    let who = zibelinette(&t).await;
    publish(&who, "Une idée").await;
    erasure::ask(&who, "account", PASSWORD.into()).await.expect("asked");
    t.later(TimeDelta::days(1));
    let ctx = t.system();
    let batch = tokio::spawn(async move { erasure::run(&ctx, Which::Due).await });
    let mut sessions = 1;
    for _ in 0..50 {
        sessions = entities::session::Entity::find().count(t.app.db.read()).await.expect("counted");
        if sessions == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert!(sessions == 0 && !batch.is_finished(), "who asked could still write");
    batch.abort();
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
