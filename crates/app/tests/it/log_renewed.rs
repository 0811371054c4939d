//! A log that can go on no more, and the one that takes its place: all that is there
//! is in it once, what was erased and hidden stays so, and nothing of the old one is
//! contradicted.

use std::sync::Arc;

use app::ambient::SystemRandom;
use app::erasure::{self, Which};
use app::log::{self, Stopped};
use app::{App, Ctx, demo, moderation, phase, vote};
use chrono::TimeDelta;
use domain::policy::Role;
use domain::vote::Choice;
use ledger::Hash;
use ledger::checkpoint::Checkpoint;
use ledger::entry::{Event, Fact};
use ledger::key::SigningKeyPair;
use testkit::{TestApp, db_test};

use crate::log::{clean, versions_once};
use crate::people::{PASSWORD, give_password};
use crate::published::{Published, python_agrees};

/// The same instance, started again.
async fn restarted(t: &TestApp) -> Arc<App> {
    let db = db::connect(&t.database.url, &db::Options::default()).await.expect("the database");
    App::new(db, t.app.settings.clone(), t.app.clock.clone(), Arc::new(SystemRandom))
}

/// A head was signed that this database does not reach: it is an older copy.
fn signed_further(t: &TestApp) -> String {
    let files = &t.app.settings.log;
    let keys = std::fs::read_to_string(&files.key_file).expect("the keys");
    let key = SigningKeyPair::parse(keys.lines().next().expect("a key")).expect("a key");
    let head = Checkpoint::new(key.verifier().name(), 100_000, Hash::leaf(b"later"));
    let note = head.note().expect("a note").signed_by(&key, 0).to_string();
    std::fs::write(&files.state_file, &note).expect("written");
    note
}

fn stopped(error: app::Error) -> Stopped {
    match error {
        app::Error::Internal(error) => error.downcast::<Stopped>().expect("stopped"),
        other => panic!("{other}"),
    }
}

/// What the new log has, as anyone would fetch it.
async fn verified(t: &TestApp, ctx: &Ctx) -> (Published, ledger::verify::Report) {
    log::tick(ctx).await.expect("sequenced");
    let published = Published::of(ctx).await;
    let report = published.verify(t, &[]);
    assert!(report.is_clean(), "{:#?}", report.findings);
    python_agrees(t, &published);
    (published, report)
}

db_test! {
    async fn an_older_copy_begins_another_log_and_the_old_one_is_named_in_it(t) {
        t.process().await;
        let zoe = t.participant("Zoé Àeffacer").await;
        give_password(t, zoe.account().expect("someone")).await;
        let modou = t.staff("Modou", Role::Moderator).await;
        t.proposal(&zoe, "Une idée que son autrice efface").await;
        let camille = t.participant("Camille").await;
        let hidden = t.proposal(&camille, "Une idée que l’on masque").await;
        for number in 0..11 {
            let person = t.participant(&format!("Votante {number}")).await;
            vote::cast(&person, &hidden, Some(Choice::Agree)).await.expect("cast");
        }
        clean(t).await;
        moderation::set_visibility(&modou, &hidden, "hidden", "R1", "Propos injurieux envers un agent.").await.expect("hidden");
        erasure::ask(&zoe, "account", PASSWORD.into()).await.expect("asked");
        t.later(TimeDelta::days(1));
        assert_eq!(erasure::run(&t.system(), Which::Due).await.expect("erased").accounts, 1);
        t.later(TimeDelta::days(30));
        phase::sweep(&t.system()).await.expect("closed");
        let (_, first) = clean(t).await;

        let error = log::renew(&t.system(), Some("exemple.fr/log/2")).await.expect_err("it goes on");
        assert!(error.to_string().contains("goes on"), "{error}");
        let further = signed_further(t);
        let standing = log::tick(&t.system()).await.expect_err("smaller");
        assert!(matches!(stopped(standing), Stopped::Smaller { signed: 100_000, .. }));
        assert!(log::status(&t.system()).await.expect("read").stopped.is_some());
        let old = log::signer(&t.app).expect("keys").origin().to_owned();
        let error = log::renew(&t.system(), Some(&old)).await.expect_err("the same name");
        assert!(error.to_string().contains("another name"), "{error}");
        assert_eq!(log::before(&t.system()).await.expect("read"), None);

        let renewed = log::renew(&t.system(), Some("exemple.fr/log/2")).await.expect("begun again");
        assert_eq!((renewed.before.origin.as_str(), renewed.before.entries), (old.as_str(), 100_000));
        assert_eq!(std::fs::read_to_string(&renewed.kept[1]).expect("the last head"), further);
        // A server that still runs with the old keys signs nothing of the new log.
        let error = log::tick(&t.system()).await.expect_err("another key");
        assert!(matches!(stopped(error), Stopped::OtherKey { .. }));
        assert!(matches!(stopped(log::publish(&t.system()).await.expect_err("another key")), Stopped::OtherKey { .. }));

        let again = Ctx::system(&restarted(t).await, "log");
        let (published, report) = verified(t, &again).await;
        versions_once(t).await;
        assert_eq!(report.entries["version"], first.entries["version"], "{report:?}");
        assert_eq!(report.opened, first.opened, "{report:?} {first:?}");
        assert_eq!(report.recounted, first.recounted);
        assert_eq!(report.checkpoint.as_ref().map(|head| head.origin.as_str()), Some("exemple.fr/log/2"));
        let said = published.entries().into_iter().filter_map(|entry| match entry.event {
            Event::Act(act) if act.action == "log.renew" => Some(act.facts["subject"].clone()),
            _ => None,
        });
        let root = Hash::leaf(b"later");
        assert_eq!(said.collect::<Vec<_>>(), [Fact::Text(format!("{old}: 100000 {root}"))]);
        assert!(!published.0.values().any(|bytes| String::from_utf8_lossy(bytes).contains("Une idée que son autrice")));
        assert_eq!(log::before(&again).await.expect("read").map(|before| before.origin), Some(old));
        t.later(TimeDelta::minutes(5));
        moderation::set_visibility(&modou, &hidden, "public", "", "Recours fondé : le propos est permis.").await.expect("shown");
        verified(t, &again).await;
        assert!(log::promise(&again, &hidden).await.expect("given").proves);
    }

    async fn all_that_a_plan_has_is_logged_again(t) {
        demo::seed(&t.system(), |_, _| {}).await.expect("seeded");
        let (_, first) = clean(t).await;
        signed_further(t);
        log::renew(&t.system(), Some("exemple.fr/log/2")).await.expect("begun again");
        let again = Ctx::system(&restarted(t).await, "log");
        let (_, report) = verified(t, &again).await;
        assert_eq!((report.entries["version"], report.opened), (first.entries["version"], first.opened), "{report:?} {first:?}");
        assert_eq!((report.recounted, report.erased, report.shown), (first.recounted, first.erased, first.shown));
    }

    async fn a_lost_key_ends_a_log_and_another_begins(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        t.proposal(&camille, "Publier les algorithmes publics").await;
        let (published, _) = clean(t).await;
        let head = String::from_utf8(published.0["checkpoint"].clone()).expect("text");
        let old = log::signer(&t.app).expect("keys").origin().to_owned();
        std::fs::remove_file(&t.app.settings.log.key_file).expect("lost");
        let lost = Ctx::system(&restarted(t).await, "log");
        assert!(matches!(stopped(log::tick(&lost).await.expect_err("another key")), Stopped::OtherKey { .. }));
        let status = log::status(&lost).await.expect("a page all the same");
        assert!(matches!(status.stopped, Some(Stopped::OtherKey { .. })));
        assert_eq!(log::checkpoint(&lost).await.expect("read"), Some(head), "what was signed stays there to be read");
        let renewed = log::renew(&lost, Some("exemple.fr/log/2")).await.expect("begun again");
        assert_eq!(renewed.before.origin, old);
        let again = Ctx::system(&restarted(t).await, "log");
        verified(t, &again).await;
        versions_once(t).await;
    }
}
