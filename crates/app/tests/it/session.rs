//! Signing in and out, and what a session is worth.

use app::{Error, session};
use chrono::TimeDelta;
use domain::field::{Problem, WHOLE_FORM};
use domain::policy::{Actor, Held, Role};
use entities::{account, grant};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use testkit::{Kind, TestApp};

use crate::people::{PASSWORD, browser, person, problem, sign_in};

testkit::db_test! {
    async fn a_session_says_who_is_there_until_it_is_ended(t) {
        let camille = person(t, "Camille").await;
        let opened = sign_in(&t.visitor(), " CAMILLE@exemple.fr", PASSWORD).await.expect("signed in");
        let found = session::find(&t.visitor(), &opened.token).await.expect("looked up").expect("found");
        assert_eq!(found.name, "Camille");
        assert!(found.confirmed);
        assert_eq!(found.actor.account(), Some(camille));
        assert_ne!(found.key, opened.token, "the database does not hold the secret");

        let ctx = browser(t, &opened.token).await.expect("signed in");
        session::sign_out(&ctx).await.expect("signed out");
        assert!(browser(t, &opened.token).await.is_none());
    }

    async fn wrong_words_and_unknown_addresses_get_one_answer(t) {
        person(t, "Camille").await;
        let wrong = sign_in(&t.visitor(), "camille@exemple.fr", "un autre mot de passe").await;
        let unknown = sign_in(&t.visitor(), "personne@exemple.fr", PASSWORD).await;
        assert_eq!(problem(wrong, WHOLE_FORM), Problem::WrongCredentials);
        assert_eq!(problem(unknown, WHOLE_FORM), Problem::WrongCredentials);
    }

    async fn an_unconfirmed_account_may_sign_in_and_is_known_as_such(t) {
        let alex = t.account("Alex", false).await;
        crate::people::give_password(t, alex).await;
        let opened = sign_in(&t.visitor(), "alex@exemple.fr", PASSWORD).await.expect("signed in");
        let ctx = browser(t, &opened.token).await.expect("found");
        assert!(matches!(ctx.actor, Actor::User { confirmed: false, .. }));
    }

    async fn a_closed_account_is_out_at_once(t) {
        let camille = person(t, "Camille").await;
        let opened = sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await.expect("signed in");
        let tx = t.app.db.write_tx().await.expect("a transaction");
        let row = account::ActiveModel { id: Set(camille.0), disabled_at: Set(Some(t.app.clock.now())), ..Default::default() };
        row.update(&*tx).await.expect("closed");
        tx.commit().await.expect("committed");
        assert!(browser(t, &opened.token).await.is_none());
        let again = sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await;
        assert_eq!(problem(again, WHOLE_FORM), Problem::WrongCredentials);
    }

    async fn a_session_lives_fourteen_days_without_a_visit_and_ninety_in_all(t) {
        person(t, "Camille").await;
        let idle = sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await.expect("signed in");
        let busy = sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await.expect("signed in");
        for _ in 0..8 {
            t.clock.advance(TimeDelta::days(11));
            assert!(browser(t, &busy.token).await.is_some());
        }
        assert!(browser(t, &idle.token).await.is_none());
        t.clock.advance(TimeDelta::days(2));
        assert!(browser(t, &busy.token).await.is_none(), "ninety days are over");
        session::forget(&t.system()).await.expect("forgotten");
    }

    async fn a_visit_is_noted_every_five_minutes_at_most(t) {
        person(t, "Camille").await;
        let opened = sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await.expect("signed in");
        let seen = async || {
            let ctx = browser(t, &opened.token).await.expect("found");
            session::list(&ctx).await.expect("listed")[0].last_seen_at
        };
        let first = seen().await;
        t.clock.advance(TimeDelta::minutes(4));
        assert_eq!(seen().await, first);
        t.clock.advance(TimeDelta::minutes(1));
        assert_eq!(seen().await, first + TimeDelta::minutes(5));
    }

    async fn signing_in_again_in_the_same_browser_ends_the_session_it_had(t) {
        person(t, "Camille").await;
        let before = sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await.expect("signed in");
        let ctx = browser(t, &before.token).await.expect("found");
        let after = sign_in(&ctx, "camille@exemple.fr", PASSWORD).await.expect("signed in");
        assert!(browser(t, &before.token).await.is_none());
        assert!(browser(t, &after.token).await.is_some());
    }

    async fn one_ends_ones_own_sessions_and_nobody_elses(t) {
        person(t, "Camille").await;
        person(t, "Dominique").await;
        let here = sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await.expect("signed in");
        let there = sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await.expect("signed in");
        let other = sign_in(&t.visitor(), "dominique@exemple.fr", PASSWORD).await.expect("signed in");
        let camille = browser(t, &here.token).await.expect("found");
        let dominique = browser(t, &other.token).await.expect("found");

        let lines = session::list(&camille).await.expect("listed");
        assert_eq!(lines.len(), 2);
        assert_eq!(lines.iter().filter(|line| line.current).count(), 1);
        assert_eq!(lines[0].browser, "Firefox, Linux");

        let key = lines.iter().find(|line| !line.current).expect("the other").key.clone();
        assert!(matches!(session::end(&dominique, &key).await, Err(Error::NotFound)));
        session::end(&camille, &key).await.expect("ended");
        assert!(browser(t, &there.token).await.is_none());
        assert!(matches!(session::end(&camille, &key).await, Err(Error::NotFound)));

        sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await.expect("signed in");
        assert_eq!(session::end_others(&camille).await.expect("ended"), 1);
        assert!(browser(t, &here.token).await.is_some());
        assert!(browser(t, &other.token).await.is_some());
    }

    async fn an_account_has_twenty_sessions_at_most_and_the_oldest_goes(t) {
        person(t, "Camille").await;
        let mut tokens = Vec::new();
        for _ in 0..21 {
            t.clock.advance(TimeDelta::minutes(1));
            tokens.push(sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await.expect("signed in").token);
        }
        let last = browser(t, tokens.last().expect("one")).await.expect("found");
        assert_eq!(session::list(&last).await.expect("listed").len(), 20);
        assert!(browser(t, &tokens[0]).await.is_none());
        assert!(browser(t, &tokens[1]).await.is_some());
    }

    async fn a_role_is_held_from_its_grant_to_its_end(t) {
        let camille = person(t, "Camille").await;
        let opened = sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await.expect("signed in");
        let system = t.system();
        let now = system.now();
        let tx = t.app.db.write_tx().await.expect("a transaction");
        for (role, until, revoked) in [("moderator", None, None), ("admin", Some(now + TimeDelta::hours(1)), None), ("guarantor", None, Some(now))] {
            let row = grant::ActiveModel {
                id: Set(system.id(now)),
                account_id: Set(camille.0),
                role: Set(role.into()),
                process_id: Set(None),
                organisation_id: Set(None),
                granted_by: Set(None),
                granted_at: Set(now),
                until: Set(until),
                revoked_at: Set(revoked),
                revoked_by: Set(None),
            };
            app::record::insert(&tx, row).await.expect("a grant");
        }
        tx.commit().await.expect("committed");
        let roles = async || match browser(t, &opened.token).await.expect("found").actor {
            Actor::User { held, .. } => held,
            other => panic!("{other:?}"),
        };
        let everywhere = |role| Held { role, process: None, organisation: None };
        assert_eq!(roles().await, [everywhere(Role::Moderator), everywhere(Role::Admin)]);
        t.clock.advance(TimeDelta::hours(1));
        assert_eq!(roles().await, [everywhere(Role::Moderator)]);
    }

    async fn what_is_not_a_secret_opens_nothing(t) {
        for token in ["", "x", &"A".repeat(43), &"' OR 1=1 --".repeat(9)] {
            assert!(browser(t, token).await.is_none());
        }
    }
}

/// Limits live in the database: another process, or the same one restarted,
/// goes on counting.
async fn wrong_passwords_are_counted_across_restarts(kind: Kind) {
    let Some(t) = TestApp::with(kind, |settings| settings.limits.factor = 1.0).await else {
        return;
    };
    person(&t, "Camille").await;
    for _ in 0..10 {
        let wrong = sign_in(&t.visitor(), "camille@exemple.fr", "un mauvais mot de passe").await;
        assert_eq!(problem(wrong, WHOLE_FORM), Problem::WrongCredentials);
    }
    let db = db::connect(&t.database.url, &db::Options::default()).await.expect("opened again");
    let restarted = app::App::new(db, t.app.settings.clone(), t.clock.clone(), t.app.random.clone());
    let visitor = app::Ctx::system(&restarted, "test").acting(Actor::Visitor);
    let right = sign_in(&visitor, "camille@exemple.fr", PASSWORD).await.expect_err("counted");
    assert!(matches!(right, Error::TooMany { retry_after: 1..=90 }), "{right}");
    t.clock.advance(TimeDelta::seconds(90));
    sign_in(&visitor, "camille@exemple.fr", PASSWORD).await.expect("signed in after the wait");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_passwords_are_counted_across_restarts_sqlite() {
    wrong_passwords_are_counted_across_restarts(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_passwords_are_counted_across_restarts_postgres() {
    wrong_passwords_are_counted_across_restarts(Kind::Postgres).await;
}
