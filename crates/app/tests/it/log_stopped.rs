//! A log that stands still: its keys or what it last signed are another's. It signs
//! and promises nothing, says why, and what was published stays there to be read.

use std::sync::Arc;

use app::ambient::SystemRandom;
use app::log::{self, Stopped};
use app::{App, Ctx, Error};
use ledger::Hash;
use ledger::checkpoint::Checkpoint;
use ledger::key::{Algorithm, SigningKeyPair};
use testkit::{TestApp, db_test};

use crate::log::clean;

/// The same instance, started again.
async fn restarted(t: &TestApp) -> Arc<App> {
    let db = db::connect(&t.database.url, &db::Options::default()).await.expect("the database");
    App::new(db, t.app.settings.clone(), t.app.clock.clone(), Arc::new(SystemRandom))
}

fn stopped(error: Error) -> Stopped {
    match error {
        Error::Internal(error) => error.downcast::<Stopped>().expect("stopped"),
        other => panic!("{other}"),
    }
}

db_test! {
    async fn another_key_signs_and_promises_nothing(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let logged = t.proposal(&camille, "Publier les algorithmes publics").await;
        let (published, _) = clean(t).await;
        let head = String::from_utf8(published.0["checkpoint"].clone()).expect("text");
        let waiting = t.proposal(&camille, "Une idée que le registre attend encore").await;
        let key = std::fs::read(&t.app.settings.log.key_file).expect("the key");
        std::fs::remove_file(&t.app.settings.log.key_file).expect("lost");

        let lost = Ctx::system(&restarted(t).await, "log");
        for error in [log::tick(&lost).await.expect_err("another key"), log::publish(&lost).await.expect_err("another key")] {
            assert!(matches!(stopped(error), Stopped::OtherKey { .. }));
        }
        let status = log::status(&lost).await.expect("a page all the same");
        assert!(matches!(status.stopped, Some(Stopped::OtherKey { .. })));
        assert_eq!(log::checkpoint(&lost).await.expect("read"), Some(head), "what was signed stays there to be read");
        for reference in [&logged, &waiting] {
            assert!(matches!(log::promise(&lost, reference).await, Err(Error::Unavailable("log"))));
        }

        std::fs::write(&t.app.settings.log.key_file, key).expect("put back");
        let again = Ctx::system(&restarted(t).await, "log");
        assert_eq!(log::stopped(&again).await.expect("read"), None);
        clean(t).await;
        assert!(log::promise(&again, &waiting).await.expect("given").proves);
    }

    async fn what_another_log_signed_last_stops_ours_in_words(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let logged = t.proposal(&camille, "Publier les algorithmes publics").await;
        clean(t).await;
        let waiting = t.proposal(&camille, "Une idée que le registre attend encore").await;
        let state = &t.app.settings.log.state_file;
        let (own, name) = (std::fs::read(state).expect("the state"), log::signer(&t.app).expect("keys").origin().to_owned());
        let other = SigningKeyPair::from_seed(&name, Algorithm::Ed25519, &[9; 32]).expect("a key");
        let note = Checkpoint::new(&*name, 3, Hash::empty()).note().expect("a note").signed_by(&other, 0);
        std::fs::write(state, note.to_string()).expect("written");
        assert!(log::publish(&t.system()).await.is_err());
        let status = log::status(&t.system()).await.expect("a page all the same");
        assert!(matches!(&status.stopped, Some(Stopped::OtherState { why }) if why.contains("log.state_file")), "{status:?}");
        assert!(log::promise(&t.visitor(), &logged).await.expect("it was signed").proves);
        assert!(matches!(log::promise(&t.visitor(), &waiting).await, Err(Error::Unavailable("log"))));
        std::fs::write(state, own).expect("put back");
        clean(t).await;
        assert!(log::promise(&t.visitor(), &waiting).await.expect("given").proves);
    }
}
