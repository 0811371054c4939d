//! Choosing a new password, by a mailed link or by knowing the old one.

use app::account::{self, ChangePassword, Reset};
use app::{Ctx, Error};
use chrono::TimeDelta;
use domain::field::{Problem, WHOLE_FORM};
use testkit::TestApp;

use crate::people::{PASSWORD, browser, person, problem, sign_in};

const OTHER: &str = "lanterne rouge et vélo bleu";

async fn reset(ctx: &Ctx, token: &str, password: &str) -> app::Result<()> {
    account::reset(ctx, Reset { token: token.into(), password: password.into() }).await
}

/// Asks for a link and reads it.
async fn link(t: &TestApp) -> String {
    account::request_reset(&t.visitor(), "camille@exemple.fr").await.expect("asked");
    let mails = t.mails_to("camille@exemple.fr").await;
    mails.last().expect("a mail").link("/reset/").rsplit('/').next().expect("a path").to_owned()
}

testkit::db_test! {
    async fn a_forgotten_password_is_replaced_and_every_session_ends(t) {
        person(t, "Camille").await;
        let before = sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await.expect("signed in");
        let token = link(t).await;
        reset(&t.visitor(), &token, OTHER).await.expect("reset");
        assert!(browser(t, &before.token).await.is_none());
        assert_eq!(problem(sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await, WHOLE_FORM), Problem::WrongCredentials);
        sign_in(&t.visitor(), "camille@exemple.fr", OTHER).await.expect("signed in");
        let mails = t.mails_to("camille@exemple.fr").await;
        assert!(mails.last().expect("a mail").text.contains("vient de changer"), "{mails:?}");

        assert_eq!(problem(reset(&t.visitor(), &token, PASSWORD).await, WHOLE_FORM), Problem::Expired);
    }

    async fn a_link_is_good_for_an_hour(t) {
        person(t, "Camille").await;
        let token = link(t).await;
        t.clock.advance(TimeDelta::minutes(60));
        assert_eq!(problem(reset(&t.visitor(), &token, OTHER).await, WHOLE_FORM), Problem::Expired);
        assert_eq!(problem(reset(&t.visitor(), "n'importe quoi", OTHER).await, WHOLE_FORM), Problem::Expired);
        sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await.expect("nothing has changed");
    }

    async fn one_link_used_ends_the_others(t) {
        person(t, "Camille").await;
        let first = link(t).await;
        t.clock.advance(TimeDelta::seconds(1));
        let second = link(t).await;
        assert_ne!(first, second);
        reset(&t.visitor(), &first, OTHER).await.expect("reset");
        assert_eq!(problem(reset(&t.visitor(), &second, PASSWORD).await, WHOLE_FORM), Problem::Expired);
    }

    async fn a_weak_password_does_not_use_the_link_up(t) {
        person(t, "Camille").await;
        let token = link(t).await;
        assert_eq!(problem(reset(&t.visitor(), &token, "camille@exemple.fr").await, "password"), Problem::Guessable);
        reset(&t.visitor(), &token, OTHER).await.expect("reset");
    }

    async fn an_address_without_account_gets_the_same_answer_and_no_mail(t) {
        account::request_reset(&t.visitor(), "personne@exemple.fr").await.expect("the same answer");
        assert_eq!(t.run_jobs().await, 1, "as much work as for an address that has an account");
        assert!(t.mails().await.is_empty());
        assert_eq!(problem(account::request_reset(&t.visitor(), "").await, "email"), Problem::Required);
        assert_eq!(problem(account::request_reset(&t.visitor(), "camille").await, "email"), Problem::NotAnEmail);
    }

    async fn a_mailed_link_shows_whose_address_it_is(t) {
        t.account("Camille", false).await;
        let token = link(t).await;
        reset(&t.visitor(), &token, OTHER).await.expect("reset");
        let opened = sign_in(&t.visitor(), "camille@exemple.fr", OTHER).await.expect("signed in");
        let ctx = browser(t, &opened.token).await.expect("found");
        assert!(account::own(&ctx).await.expect("read").confirmed_at.is_some());
    }

    async fn changing_the_password_keeps_this_session_and_ends_the_others(t) {
        person(t, "Camille").await;
        let here = sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await.expect("signed in");
        let there = sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await.expect("signed in");
        let ctx = browser(t, &here.token).await.expect("found");
        let change = async |current: &str, password: &str| {
            account::change_password(&ctx, ChangePassword { current_password: current.into(), password: password.into() }).await
        };
        assert_eq!(problem(change("pas le bon", OTHER).await, "current_password"), Problem::WrongPassword);
        assert_eq!(problem(change("", OTHER).await, "current_password"), Problem::Required);
        assert_eq!(problem(change(PASSWORD, "court").await, "password"), Problem::TooShort { length: 5, least: 12 });
        let renewed = change(PASSWORD, OTHER).await.expect("changed").expect("a session");
        assert!(browser(t, &here.token).await.is_none(), "whoever saw the secret has nothing");
        assert!(browser(t, &renewed.token).await.is_some());
        assert!(browser(t, &there.token).await.is_none());
        sign_in(&t.visitor(), "camille@exemple.fr", OTHER).await.expect("signed in");
        assert_eq!(t.mails_to("camille@exemple.fr").await.len(), 1);
    }

    async fn a_link_asked_for_before_the_password_changed_is_void(t) {
        person(t, "Camille").await;
        let token = link(t).await;
        let here = sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await.expect("signed in");
        let ctx = browser(t, &here.token).await.expect("found");
        let form = ChangePassword { current_password: PASSWORD.into(), password: OTHER.into() };
        account::change_password(&ctx, form).await.expect("changed");
        assert_eq!(problem(reset(&t.visitor(), &token, "cheval agrafe pile zinc").await, WHOLE_FORM), Problem::Expired);
        sign_in(&t.visitor(), "camille@exemple.fr", OTHER).await.expect("the owner's password stands");
    }

    async fn a_visitor_has_no_password_to_change(t) {
        let refused = account::change_password(&t.visitor(), ChangePassword::default()).await;
        assert!(matches!(refused, Err(Error::Denied(_))), "{refused:?}");
    }
}
