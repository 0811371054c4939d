//! The public log: everything is in it once, what is withdrawn is explained, and
//! nothing that was signed is ever contradicted.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use app::ambient::SystemRandom;
use app::log::{self, Served, Stopped};
use app::{App, Ctx, comment, commitment, demo, moderation, phase, proposal, triage, vote};
use chrono::TimeDelta;
use domain::commitment::{MilestoneWords, Words};
use domain::id::VersionId;
use domain::policy::Role;
use domain::vote::Choice;
use entities::proposal as proposals;
use entities::{log_checkpoint, log_head, log_opening, log_version, outbox, version};
use ledger::Timestamp;
use ledger::commitment::Openings;
use ledger::entry::Event;
use ledger::verify::Report;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use testkit::{SLUG, TestApp, db_test};

use crate::import::{request, run};
use crate::published::{Published, python_agrees};

/// Sequences, fetches everything, and finds nothing wrong with it.
pub(crate) async fn clean(t: &TestApp) -> (Published, Report) {
    log::tick(&t.system()).await.expect("sequenced");
    let published = Published::of(&t.system()).await;
    let report = published.verify(t, &[]);
    assert!(report.is_clean(), "{:#?}", report.findings);
    (published, report)
}

/// The same instance, started again: another process on the same database.
async fn restarted(t: &TestApp) -> Arc<App> {
    let db = db::connect(&t.database.url, &db::Options::default()).await.expect("the database");
    App::new(db, t.app.settings.clone(), t.app.clock.clone(), Arc::new(SystemRandom))
}

pub(crate) async fn versions_once(t: &TestApp) {
    let connection = t.app.db.read();
    let versions = version::Entity::find().count(connection).await.expect("counted");
    let logged = log_version::Entity::find().count(connection).await.expect("counted");
    assert_eq!(logged, versions, "every version has its entry");
    let waiting = outbox::Entity::find().filter(outbox::Column::SequencedAt.is_null()).count(connection).await;
    assert_eq!(waiting.expect("counted"), 0);
}

db_test! {
    async fn the_demo_is_logged_whole_and_both_verifiers_agree(t) {
        demo::seed(&t.system(), |_, _| {}).await.expect("seeded");
        let (published, report) = clean(t).await;
        let entries = published.entries();
        let texts = entries.iter().filter(|entry| matches!(&entry.event, Event::Version(version) if version.parts.contains_key("text"))).count();
        assert!(texts > 50 && report.opened > 100, "{report:?}");
        let names = entities::account::Entity::find().all(t.app.db.read()).await.expect("accounts");
        let bundles: Vec<u8> = published.0.iter().filter(|(path, _)| path.starts_with("tile/entries")).flat_map(|(_, bytes)| bytes.clone()).collect();
        let bundles = String::from_utf8_lossy(&bundles).into_owned();
        for account in names {
            assert!(!bundles.contains(&account.id.to_string()) && !bundles.contains(&account.name), "{} is in an entry", account.name);
        }
        python_agrees(t, &published);
    }

    async fn an_imported_process_is_logged_with_its_claimed_dates(t) {
        let fixture = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/cap-collectif");
        run(t, &request(fixture, "horaires-ouverts")).await.expect("imported");
        let (published, _) = clean(t).await;
        versions_once(t).await;
        let now = Timestamp::from_micros(t.clock_now().timestamp_micros());
        let mut imported = 0;
        for entry in published.entries() {
            if let Event::Version(version) = entry.event {
                let from = version.imported.expect("imported");
                assert_eq!(from.source, "cap_collectif");
                assert!(from.claimed_at < now && entry.at == now);
                imported += 1;
            }
        }
        assert!(imported > 5);
        python_agrees(t, &published);
    }

    async fn a_text_out_of_sight_is_explained_and_comes_back(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let modou = t.staff("Modou", Role::Moderator).await;
        let first = t.proposal(&camille, "Publier les algorithmes publics").await;
        let early = t.proposal(&camille, "Masquée avant d’être inscrite").await;
        moderation::set_visibility(&modou, &early, "hidden", "R1", "Propos injurieux envers un agent.").await.expect("hidden");
        let (_, report) = clean(t).await;
        assert_eq!(report.erased, BTreeMap::from([("moderated".to_owned(), 1)]));

        moderation::set_visibility(&modou, &first, "hidden", "R1", "Propos injurieux envers un agent.").await.expect("hidden");
        let entry = entry_of(t, &first, 1).await;
        assert_eq!(log::openings(&t.system(), entry).await.expect("read"), Served::NotYet);
        let (published, report) = clean(t).await;
        assert_eq!(report.erased, BTreeMap::from([("moderated".to_owned(), 2)]));
        let openings = Openings::parse(&published.0[&Openings::path(entry)]).expect("openings");
        assert_eq!(openings.0.keys().collect::<Vec<_>>(), ["author"]);

        moderation::set_visibility(&modou, &first, "public", "", "Recours fondé : le propos est permis.").await.expect("shown");
        let (published, report) = clean(t).await;
        assert_eq!(report.erased, BTreeMap::from([("moderated".to_owned(), 1)]));
        assert!(Openings::parse(&published.0[&Openings::path(entry)]).expect("openings").0.contains_key("text"));

        proposal::withdraw(&camille, &first).await.expect("withdrawn");
        let (published, report) = clean(t).await;
        assert_eq!(report.erased, BTreeMap::from([("moderated".to_owned(), 1), ("withdrawn".to_owned(), 1)]));
        versions_once(t).await;
        python_agrees(t, &published);
    }

    async fn what_is_erased_leaves_no_salt_and_an_entry_that_says_why(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let (kept, late) = (t.proposal(&camille, "Publier les algorithmes publics").await, "Effacée avant d’être inscrite");
        log::tick(&t.system()).await.expect("sequenced");
        let late = t.proposal(&camille, late).await;
        for reference in [&kept, &late] {
            let row = version::Entity::find().filter(version::Column::Reference.eq(reference)).one(t.app.db.read()).await.expect("read").expect("a version");
            let tx = t.app.db.write_tx().await.expect("a transaction");
            log::erase(&t.system(), &tx, None, VersionId(row.id), &["text", "author"], "account_erased", t.clock_now()).await.expect("erased");
            let gone = proposals::Entity::update_many().col_expr(proposals::Column::Visibility, Expr::value("erased"));
            gone.filter(proposals::Column::Id.eq(row.object_id)).exec(&*tx).await.expect("erased");
            tx.commit().await.expect("committed");
        }
        assert_eq!(log::openings(&t.system(), entry_of(t, &kept, 1).await).await.expect("read"), Served::NotYet);
        let (published, report) = clean(t).await;
        assert_eq!(report.erased, BTreeMap::from([("account_erased".to_owned(), 4)]));
        for reference in [&kept, &late] {
            let entry = entry_of(t, reference, 1).await;
            assert!(!published.0.contains_key(&Openings::path(entry)));
            let rows = log_opening::Entity::find().filter(log_opening::Column::Entry.eq(i64::try_from(entry).expect("small"))).all(t.app.db.read()).await.expect("read");
            assert!(rows.len() == 2 && rows.iter().all(|row| row.salt.is_none() && row.value.is_none()), "{rows:?}");
        }
    }

    async fn a_draft_says_nothing_before_it_is_published(t) {
        t.process().await;
        let administration = t.organisation("numerique", "administration").await;
        let camille = t.participant("Camille").await;
        let omar = t.in_organisation("Omar", Role::Owner, administration).await;
        let source = t.proposal(&camille, "Publier les algorithmes publics").await;
        let ines = t.in_organisation("Inès", Role::Instructor, administration).await;
        triage::answer(&ines, &source, &triage::NewAnswer::of("retained", "Cette idée répond au besoin.")).await.expect("answered");
        let words = Words {
            title: "Ouvrir les algorithmes publics".into(),
            problem: "Les décisions automatisées ne sont pas expliquées.".into(),
            text: "La direction publie le code et une explication.".into(),
            lead: "numerique".into(),
            sources: vec![source],
            milestones: vec![MilestoneWords { title: "Inventaire".into(), due: "2027-12-31".into(), ..MilestoneWords::default() }],
        };
        let (reference, _) = commitment::create(&omar, SLUG, &words, None).await.expect("drafted");
        let (published, _) = clean(t).await;
        let about = |published: &Published| published.0.values().filter(|bytes| String::from_utf8_lossy(bytes).contains(reference.as_str())).count();
        assert_eq!(about(&published), 0);
        t.later(TimeDelta::days(20));
        commitment::publish(&omar, reference.as_str()).await.expect("published");
        let (published, _) = clean(t).await;
        assert!(about(&published) > 0);
        versions_once(t).await;
        let entries = published.entries();
        let milestone = entries.iter().any(|entry| matches!(&entry.event, Event::Version(version) if version.kind == "milestone" && version.parts.contains_key("text")));
        assert!(milestone, "{entries:#?}");
    }

    async fn a_paused_sequencer_writes_nothing_once_another_took_over(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        t.proposal(&camille, "Publier les algorithmes publics").await;
        let paused = t.system();
        let old = log::lease(&paused).await.expect("asked").expect("free");
        let other = Ctx::system(&restarted(t).await, "log");
        assert_eq!(log::lease(&other).await.expect("asked"), None);
        t.later(TimeDelta::minutes(1));
        let new = log::lease(&other).await.expect("asked").expect("it ran out");
        assert!(log::append(&other, &new).await.expect("appended") > 0);
        t.proposal(&camille, "Publier les budgets des communes").await;
        let lost = log::append(&paused, &old).await.expect_err("it is another's");
        assert!(format!("{lost:?}").contains("Lost") || lost.to_string().contains("lease"), "{lost:?}");
        while log::append(&other, &new).await.expect("appended") > 0 {}
        log::publish(&other).await.expect("signed");
        let published = Published::of(&t.system()).await;
        assert!(published.verify(t, &[]).is_clean());
        versions_once(t).await;
    }

    async fn many_writers_and_two_sequencers_lose_and_double_nothing(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let proposal = t.proposal(&camille, "Publier les algorithmes publics").await;
        let other = restarted(t).await;
        let mut people = Vec::new();
        for number in 0..6 {
            people.push(t.participant(&format!("Personne {number}")).await);
        }
        let writers = people.into_iter().map(|person| {
            let proposal = proposal.clone();
            tokio::spawn(async move {
                for number in 0..8 {
                    let new = comment::NewComment { body: format!("Remarque numéro {number}, à voix haute."), stance: "for".into(), ..comment::NewComment::default() };
                    comment::publish(&person, &proposal, &new).await.expect("commented");
                }
            })
        });
        let writers: Vec<_> = writers.collect();
        let sequencers = [t.system(), Ctx::system(&other, "log")].map(|ctx| {
            tokio::spawn(async move {
                for _ in 0..20 {
                    // Whoever comes late, or signs a head that another has signed, tries again.
                    let _ = log::tick(&ctx).await;
                    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                }
            })
        });
        for task in writers.into_iter().chain(sequencers) {
            task.await.expect("ended");
        }
        t.later(TimeDelta::minutes(1));
        let (published, report) = clean(t).await;
        versions_once(t).await;
        assert_eq!(report.entries["version"], 49, "{report:?}");
        let heads = log_head::Entity::find().all(t.app.db.read()).await.expect("heads");
        let last = heads.iter().map(|head| head.size).max().expect("a head");
        assert_eq!(usize::try_from(last).expect("small"), published.entries().len());
    }

    async fn a_restart_in_the_middle_goes_on_where_it_was(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        for number in 0..70 {
            let title = format!("Une idée parmi d’autres, la numéro {number}");
            t.proposal(&camille, &title).await;
            if number == 30 {
                // Committed, and killed before anything was signed.
                let lease = log::lease(&t.system()).await.expect("asked").expect("free");
                log::append(&t.system(), &lease).await.expect("appended");
            }
        }
        assert_eq!(log::checkpoint(&t.system()).await.expect("read"), None);
        t.later(TimeDelta::minutes(1));
        let again = Ctx::system(&restarted(t).await, "log");
        log::tick(&again).await.expect("sequenced");
        let before = log::checkpoint(&again).await.expect("read").expect("a head");
        // Signed, and killed before it was published.
        let tx = t.app.db.write_tx().await.expect("a transaction");
        log_checkpoint::Entity::delete_many().exec(&*tx).await.expect("gone");
        tx.commit().await.expect("committed");
        log::tick(&again).await.expect("published");
        assert_eq!(log::checkpoint(&again).await.expect("read"), Some(before));
        let (_, report) = clean(t).await;
        assert_eq!(report.entries["version"], 70);
        versions_once(t).await;
    }

    async fn an_older_database_never_signs_a_smaller_head_nor_a_fork(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        t.proposal(&camille, "Publier les algorithmes publics").await;
        log::tick(&t.system()).await.expect("signed");
        let signed = std::fs::read_to_string(&t.app.settings.log.state_file).expect("the state");
        // Another database with the same keys and the same memory: as one restored
        // from a copy that is older than what was signed.
        let kind = if t.app.db.dialect() == db::Dialect::Sqlite { testkit::Kind::Sqlite } else { testkit::Kind::Postgres };
        let log_settings = t.app.settings.log.clone();
        let old = TestApp::with(kind, |settings| settings.log = log_settings).await.expect("a database");
        old.process().await;
        let stopped = |error: app::Error| match error {
            app::Error::Internal(error) => error.downcast::<Stopped>().expect("stopped"),
            other => panic!("{other}"),
        };
        let error = log::tick(&old.system()).await.expect_err("smaller");
        assert!(matches!(stopped(error), Stopped::Smaller { here: 0, .. }));
        assert!(log::status(&old.system()).await.expect("read").stopped.is_some());
        let dominique = old.participant("Dominique").await;
        for number in 0..3 {
            old.proposal(&dominique, &format!("Une autre histoire, la numéro {number}")).await;
        }
        let error = log::tick(&old.system()).await.expect_err("a fork");
        assert!(matches!(stopped(error), Stopped::Fork { .. }));
        assert_eq!(log::checkpoint(&old.system()).await.expect("read"), None);
        assert_eq!(std::fs::read_to_string(log_state(t)).expect("the state"), signed);
    }

    async fn votes_are_counted_from_ten_on_and_published_at_the_close(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let mut people = Vec::new();
        for number in 0..11 {
            let person = t.participant(&format!("Votante {number}")).await;
            vote::cast(&person, &reference, Some(if number % 3 == 0 { Choice::Mixed } else { Choice::Agree })).await.expect("cast");
            people.push(person);
            if number == 8 {
                let (_, report) = clean(t).await;
                assert_eq!(report.entries.get("votes"), None, "nine are too few");
            }
        }
        t.later(TimeDelta::minutes(2));
        let (_, report) = clean(t).await;
        assert_eq!(report.entries["votes"], 1);
        let receipt = log::vote_receipt(&people[0], &reference).await.expect("counted").text;
        t.later(TimeDelta::minutes(2));
        assert_eq!(clean(t).await.1.entries["votes"], 1, "nobody has voted since");
        vote::cast(&people[1], &reference, Some(Choice::Disagree)).await.expect("changed");
        t.later(TimeDelta::days(10));
        assert_eq!(phase::sweep(&t.system()).await.expect("closed"), 1);
        let (published, report) = clean(t).await;
        assert_eq!((report.entries["votes"], report.recounted), (2, 11));
        let after = log::vote_receipt(&people[1], &reference).await.expect("counted").text;
        let report = published.verify(t, &[&receipt, &after]);
        assert!(report.is_clean(), "{:#?}", report.findings);
        let lie = after.replace("disagree", "agree");
        assert!(!published.verify(t, &[&lie]).is_clean());
        python_agrees(t, &published);
    }

    async fn a_receipt_promises_first_and_proves_later(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let first = t.proposal(&camille, "Publier les algorithmes publics").await;
        let remark = t.comment(&camille, &first, "Une première remarque, pour commencer.").await;
        let promised = log::promise(&t.visitor(), &first).await.expect("promised");
        let about = log::promise(&t.visitor(), &remark).await.expect("promised");
        assert!(!promised.proves && !about.proves);
        let (published, _) = clean(t).await;
        let proof = log::promise(&t.visitor(), &first).await.expect("proven");
        assert!(proof.proves && proof.text.starts_with("c2sp.org/tlog-proof@v1"));
        t.later(TimeDelta::hours(2));
        let report = published.verify(t, &[&promised.text, &about.text, &proof.text]);
        assert!(report.is_clean(), "{:#?}", report.findings);
        let second = t.proposal(&camille, "Une promesse qui ne sera pas tenue").await;
        let broken = log::promise(&t.visitor(), &second).await.expect("promised").text;
        t.later(TimeDelta::hours(2));
        let report = published.verify(t, &[&broken]);
        assert_eq!(report.findings.len(), 1, "{:#?}", report.findings);
    }
}

fn log_state(t: &TestApp) -> PathBuf {
    PathBuf::from(&t.app.settings.log.state_file)
}

/// The entry of a version.
pub(crate) async fn entry_of(t: &TestApp, reference: &str, number: i32) -> u64 {
    let connection = t.app.db.read();
    let versions = version::Entity::find().filter(version::Column::Reference.eq(reference));
    let row = versions.filter(version::Column::Number.eq(number)).one(connection).await.expect("read").expect("there");
    let logged = log_version::Entity::find_by_id(row.id).one(connection).await.expect("read").expect("logged");
    u64::try_from(logged.entry).expect("a number")
}
