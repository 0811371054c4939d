//! Limits, where they meet: each has its own bucket, and none refuses for ever.

use app::account::{self, SignUp};
use app::{Ctx, Error};
use chrono::TimeDelta;
use domain::field::Problem;
use testkit::{Kind, SLUG, TestApp, words};

use crate::people::problem;

async fn with_factor(kind: Kind, factor: f64) -> Option<TestApp> {
    TestApp::with(kind, |settings| settings.limits.factor = factor).await
}

async fn who_saves_often_may_still_publish(kind: Kind) {
    let Some(t) = with_factor(kind, 1.0).await else { return };
    t.process().await;
    let camille = t.participant("Camille").await;
    let submission =
        app::proposal::Submission { words: words("Publier les algorithmes publics"), ..Default::default() };
    for _ in 0..120 {
        app::proposal::save_draft(&camille, SLUG, &submission).await.expect("saved");
    }
    assert!(matches!(app::proposal::save_draft(&camille, SLUG, &submission).await, Err(Error::TooMany { .. })));
    app::proposal::publish(&camille, SLUG, &submission).await.expect("published");
}

async fn a_small_factor_lets_one_pass_then_another_later(kind: Kind) {
    let Some(t) = with_factor(kind, 0.1).await else { return };
    t.account("Camille", true).await;
    let from = |client: &str| Ctx { client: client.into(), ..t.visitor() };
    account::request_reset(&from("192.0.2.1"), "camille@exemple.fr").await.expect("the first is sent");
    // Each of the limits that a mail meets is waited for in turn.
    let mut waits = 0;
    while let Err(Error::TooMany { retry_after }) =
        account::request_reset(&from("192.0.2.1"), "camille@exemple.fr").await
    {
        waits += 1;
        assert!(waits <= 3, "it is refused for ever");
        t.later(TimeDelta::seconds(i64::try_from(retry_after).expect("a while")));
    }
    assert!(waits > 0);
    assert_eq!(t.mails().await.len(), 2);
}

async fn passwords_are_looked_at_so_many_times_for_one_client(kind: Kind) {
    let Some(t) = with_factor(kind, 1.0).await else { return };
    let from = |client: &str| Ctx { client: client.into(), ..t.visitor() };
    let form = || SignUp {
        email: "camille@exemple.fr".into(),
        name: "Camille".into(),
        password: "motdepasse123".into(),
        terms: "accepted".into(),
        op: String::new(),
    };
    for _ in 0..60 {
        let refused = account::sign_up(&from("192.0.2.1"), form()).await;
        assert_eq!(problem(refused, "password"), Problem::Guessable);
    }
    let refused = account::sign_up(&from("192.0.2.1"), form()).await;
    assert!(matches!(refused, Err(Error::TooMany { .. })), "{refused:?}");
    let elsewhere = account::sign_up(&from("192.0.2.2"), form()).await;
    assert_eq!(problem(elsewhere, "password"), Problem::Guessable);
}

macro_rules! on_both {
    ($($story:ident),+) => {$(
        mod $story {
            use super::Kind;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$story(Kind::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$story(Kind::Postgres).await;
            }
        }
    )+};
}

on_both!(
    who_saves_often_may_still_publish,
    a_small_factor_lets_one_pass_then_another_later,
    passwords_are_looked_at_so_many_times_for_one_client
);
