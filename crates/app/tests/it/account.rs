//! Signing up and confirming: the same answer for every address.

use app::account::{self, LinkState, SignUp};
use app::{Ctx, Error, Result};
use chrono::TimeDelta;
use domain::account::TokenPurpose;
use domain::field::{Problem, WHOLE_FORM};
use domain::locale::Locale;
use entities::{account as row, organisation};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use testkit::{Kind, TestApp};

use crate::people::{PASSWORD, browser, person, problem, sign_in};

fn form(email: &str, name: &str) -> SignUp {
    SignUp {
        email: email.into(),
        name: name.into(),
        password: PASSWORD.into(),
        terms: "accepted".into(),
        op: String::new(),
    }
}

async fn sign_up(ctx: &Ctx, email: &str, name: &str) -> Result<()> {
    account::sign_up(ctx, form(email, name)).await
}

/// Accounts of people, without the names that are kept.
async fn accounts(t: &TestApp) -> u64 {
    row::Entity::find().filter(row::Column::Kind.eq("person")).count(t.app.db.read()).await.expect("counted")
}

/// The secret at the end of a link.
fn secret(path: &str) -> &str {
    path.rsplit('/').next().expect("a path")
}

testkit::db_test! {
    async fn one_signs_up_confirms_and_is_a_participant(t) {
        let visitor = Ctx { locale: Locale::En, ..t.visitor() };
        sign_up(&visitor, "Camille@Exemple.fr", "Camille Dubreuil").await.expect("signed up");
        let opened = sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await.expect("an unconfirmed account signs in");
        assert_eq!(opened.locale, Locale::En, "the language of the screen is the account's");

        let mails = t.mails().await;
        let [mail] = mails.as_slice() else { panic!("{mails:?}") };
        assert_eq!(mail.to, "Camille@Exemple.fr");
        assert!(mail.text.starts_with("Hello Camille Dubreuil,"), "{}", mail.text);
        let link = mail.link("/confirm/");
        assert_eq!(account::peek_link(&visitor, secret(&link), TokenPurpose::Confirm).await.expect("looked at"), LinkState::Good);
        assert_eq!(account::peek_link(&visitor, secret(&link), TokenPurpose::Reset).await.expect("looked at"), LinkState::Over);

        account::confirm(&t.visitor(), secret(&link)).await.expect("confirmed");
        let ctx = browser(t, &opened.token).await.expect("signed in");
        let own = account::own(&ctx).await.expect("my account");
        assert_eq!(own.confirmed_at, Some(ctx.now()));
        assert_eq!((own.name.as_str(), own.email.as_str(), own.locale), ("Camille Dubreuil", "Camille@Exemple.fr", Locale::En));
        assert_eq!(account::peek_link(&visitor, secret(&link), TokenPurpose::Confirm).await.expect("looked at"), LinkState::Used);
        assert_eq!(problem(account::confirm(&t.visitor(), secret(&link)).await, WHOLE_FORM), Problem::Expired);
    }

    async fn the_terms_accepted_are_kept_with_their_version_and_date(t) {
        sign_up(&t.visitor(), "camille@exemple.fr", "Camille").await.expect("signed up");
        let row = row::Entity::find().one(t.app.db.read()).await.expect("read").expect("an account");
        assert_eq!(row.terms_version.as_deref(), Some(domain::account::TERMS_VERSION));
        assert_eq!(row.terms_accepted_at, Some(testkit::noon()));
        assert!(row.password_hash.is_some_and(|hash| hash.starts_with("$argon2id$")));
        assert_eq!(row.confirmed_at, None);
    }

    async fn an_address_that_has_an_account_gets_the_same_answer_and_its_owner_a_mail(t) {
        person(t, "Camille").await;
        sign_up(&t.visitor(), "CAMILLE@exemple.fr", "Quelqu'un d'autre").await.expect("the same answer");
        sign_up(&t.visitor(), "nouvelle@exemple.fr", "Encore quelqu'un").await.expect("signed up");
        assert_eq!(accounts(t).await, 2);
        let told = t.mails_to("camille@exemple.fr").await;
        let [mail] = told.as_slice() else { panic!("{told:?}") };
        assert!(mail.text.contains("/sign-in") && mail.text.contains("/reset"), "{}", mail.text);
        sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await.expect("the password is still the owner's");
    }

    async fn a_name_that_is_taken_gets_the_same_answer_whatever_the_address(t) {
        person(t, "Camille").await;
        let known = sign_up(&t.visitor(), "camille@exemple.fr", "Camille").await;
        let unknown = sign_up(&t.visitor(), "autre@exemple.fr", "CAMILLE").await;
        assert_eq!(problem(known, "name"), Problem::Taken);
        assert_eq!(problem(unknown, "name"), Problem::Taken);
        assert!(t.mails().await.is_empty());
    }

    async fn a_form_sent_twice_is_one_account_one_mail_and_no_complaint(t) {
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..3 {
            let visitor = t.visitor();
            let form = SignUp { op: "0190a0a0-0000-7000-8000-000000000001".into(), ..form("camille@exemple.fr", "Camille") };
            all.spawn(async move { account::sign_up(&visitor, form).await });
        }
        while let Some(answer) = all.join_next().await {
            answer.expect("no panic").expect("the same answer");
        }
        assert_eq!((accounts(t).await, t.mails().await.len()), (1, 1));
    }

    async fn who_starts_again_without_the_mail_gets_another_and_keeps_the_first_password(t) {
        sign_up(&t.visitor(), "camille@exemple.fr", "Camille").await.expect("signed up");
        let again = SignUp { password: "lanterne rouge et vélo bleu".into(), ..form("camille@exemple.fr", "Camille") };
        account::sign_up(&t.visitor(), again).await.expect("the same answer");
        assert_eq!(accounts(t).await, 1);
        let mails = t.mails().await;
        assert_eq!(mails.len(), 2);
        sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await.expect("the first password");
        account::confirm(&t.visitor(), secret(&mails[1].link("/confirm/"))).await.expect("confirmed");
    }

    async fn one_mailbox_written_two_ways_is_one_account(t) {
        sign_up(&t.visitor(), "camille@exemple.fr", "Camille").await.expect("signed up");
        sign_up(&t.visitor(), "camille@exemple.fr\u{200b}", "Camille bis").await.expect("the same answer");
        assert_eq!(accounts(t).await, 1);
        sign_in(&t.visitor(), "Camille@ｅｘｅｍｐｌｅ.fr", PASSWORD).await.expect("the same mailbox");
        for nowhere in ["a@[127.0.0.1]", "a..b@exemple.fr", ".a@exemple.fr"] {
            assert_eq!(problem(sign_up(&t.visitor(), nowhere, "Dominique").await, "email"), Problem::NotAnEmail, "{nowhere}");
        }
    }

    async fn no_password_is_tried_by_signing_up(t) {
        person(t, "Camille").await;
        for password in [PASSWORD, "lanterne rouge et vélo bleu"] {
            let guess = SignUp { password: password.into(), ..form("camille@exemple.fr", "Camille") };
            assert_eq!(problem(account::sign_up(&t.visitor(), guess).await, "name"), Problem::Taken, "the right one and a wrong one");
        }
    }

    async fn a_name_tried_again_does_not_tell_whether_an_address_has_an_account(t) {
        person(t, "Camille").await;
        let mut answers = Vec::new();
        for victim in ["camille@exemple.fr", "personne@exemple.fr"] {
            let name = format!("Nom essayé {}", answers.len());
            let mut each = Vec::new();
            for (address, later) in [(victim, 0), ("curieux@exemple.fr", 0), (victim, 0), ("curieux@exemple.fr", 6), ("encore@exemple.fr", 2)] {
                t.clock.advance(TimeDelta::days(later));
                account::forget_unconfirmed(&t.system()).await.expect("forgotten");
                each.push(match sign_up(&t.visitor(), address, &name).await {
                    Ok(()) => "accepted".to_owned(),
                    refused => format!("{:?}", problem(refused, "name")),
                });
            }
            answers.push(each);
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(answers[0], ["accepted", "Taken", "accepted", "Taken", "accepted"], "the name is free again after a week");
    }

    async fn an_account_that_nobody_confirms_is_gone_after_a_week_with_all_that_is_its_own(t) {
        t.process().await;
        sign_up(&t.visitor(), "camille@exemple.fr", "Camille").await.expect("signed up");
        t.mails().await;
        let opened = sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await.expect("signed in");
        let ctx = browser(t, &opened.token).await.expect("found");
        let submission = app::proposal::Submission { words: testkit::words("Un brouillon"), ..Default::default() };
        app::proposal::save_draft(&ctx, testkit::SLUG, &submission).await.expect("kept");
        let known = person(t, "Dominique").await;
        t.clock.advance(TimeDelta::days(7) - TimeDelta::seconds(1));
        account::forget_unconfirmed(&t.system()).await.expect("forgotten");
        assert_eq!(accounts(t).await, 2, "not yet");
        t.clock.advance(TimeDelta::seconds(1));
        t.run_jobs().await;
        account::forget_unconfirmed(&t.system()).await.expect("forgotten");
        let left = row::Entity::find().all(t.app.db.read()).await.expect("read");
        assert_eq!(left.iter().map(|row| row.id).collect::<Vec<_>>(), [known.0], "one that is confirmed stays");
        assert!(browser(t, &opened.token).await.is_none());
        assert_eq!(entities::draft::Entity::find().count(t.app.db.read()).await.expect("counted"), 0);
        assert_eq!(entities::mail_token::Entity::find().count(t.app.db.read()).await.expect("counted"), 0);
        sign_up(&t.visitor(), "camille@exemple.fr", "Camille").await.expect("address and name are free");
        assert_eq!(accounts(t).await, 2);
    }

    async fn who_did_not_ask_for_the_account_takes_it_away_and_the_stranger_is_out(t) {
        sign_up(&t.visitor(), "camille@exemple.fr", "Un inconnu").await.expect("signed up");
        let stranger = sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await.expect("signed in");
        let link = t.mails().await[0].link("/confirm/");
        let (state, name) = account::to_confirm(&t.visitor(), secret(&link)).await.expect("looked at");
        assert_eq!((state, name.as_str()), (LinkState::Good, "Un inconnu"));
        account::refuse(&t.visitor(), secret(&link)).await.expect("taken away");
        assert_eq!(accounts(t).await, 0);
        assert!(browser(t, &stranger.token).await.is_none());
        assert_eq!(problem(sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await, WHOLE_FORM), Problem::WrongCredentials);
        assert_eq!(problem(account::confirm(&t.visitor(), secret(&link)).await, WHOLE_FORM), Problem::Expired);
        assert_eq!(problem(account::refuse(&t.visitor(), secret(&link)).await, WHOLE_FORM), Problem::Expired);
        sign_up(&t.visitor(), "camille@exemple.fr", "Camille").await.expect("the address is free");
        assert_eq!(problem(sign_up(&t.visitor(), "autre@exemple.fr", "Un inconnu").await, "name"), Problem::Taken, "as if nothing had happened");
    }

    async fn a_link_takes_nothing_away_once_the_account_is_confirmed(t) {
        sign_up(&t.visitor(), "camille@exemple.fr", "Camille").await.expect("signed up");
        sign_up(&t.visitor(), "camille@exemple.fr", "Camille").await.expect("started again");
        let mails = t.mails().await;
        account::confirm(&t.visitor(), secret(&mails[0].link("/confirm/"))).await.expect("confirmed");
        assert_eq!(problem(account::refuse(&t.visitor(), secret(&mails[1].link("/confirm/"))).await, WHOLE_FORM), Problem::Expired);
        assert_eq!(accounts(t).await, 1);
    }

    async fn a_name_that_an_organisation_has_is_reserved(t) {
        let system = t.system();
        let now = system.now();
        let name = "Les Amis de la Mairie";
        let tx = t.app.db.write_tx().await.expect("a transaction");
        let amis = organisation::ActiveModel {
            id: Set(system.id(now)),
            slug: Set("amis".into()),
            name: Set(name.into()),
            name_key: Set(content::name::skeleton(name)),
            kind: Set("organisation".into()),
            summary: Set(String::new()),
            created_at: Set(now),
        };
        app::record::insert(&tx, amis).await.expect("an organisation");
        tx.commit().await.expect("committed");
        let refused = sign_up(&t.visitor(), "camille@exemple.fr", "les amis de la mairie").await;
        assert_eq!(problem(refused, "name"), Problem::Reserved);
    }

    async fn every_field_says_what_is_wrong_with_it(t) {
        let empty = account::sign_up(&t.visitor(), SignUp::default()).await;
        let Err(Error::Invalid(errors)) = empty else { panic!("{empty:?}") };
        let fields: Vec<&str> = errors.0.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["email", "name", "password", "terms"]);
        for (typed, field, expected) in [
            (form("camille", "Camille"), "email", Problem::NotAnEmail),
            (form("a@exemple.fr\r\nBcc: b@exemple.fr", "Camille"), "email", Problem::NotAnEmail),
            (form("a@exemple.fr", "C"), "name", Problem::TooShort { length: 1, least: 2 }),
            (form("a@exemple.fr", "Cam\u{202e}ille"), "name", Problem::Deceptive),
            (form("a@exemple.fr", "Modératrice"), "name", Problem::Reserved),
            (SignUp { password: "court".into(), ..form("a@exemple.fr", "Camille") }, "password", Problem::TooShort { length: 5, least: 12 }),
            (SignUp { password: "x".repeat(201), ..form("a@exemple.fr", "Camille") }, "password", Problem::TooLong { length: 201, most: 200 }),
            (SignUp { password: "camille.dubreuil1".into(), ..form("camille.dubreuil@exemple.fr", "Camille") }, "password", Problem::Guessable),
            (SignUp { terms: "on".into(), ..form("a@exemple.fr", "Camille") }, "terms", Problem::NotAccepted),
        ] {
            assert_eq!(problem(account::sign_up(&t.visitor(), typed).await, field), expected);
        }
        assert_eq!(accounts(t).await, 0);
    }

    async fn of_many_who_sign_up_at_once_with_one_address_one_has_it_and_all_get_one_answer(t) {
        let mut all = tokio::task::JoinSet::new();
        for number in 0..6 {
            let visitor = t.visitor();
            all.spawn(async move { sign_up(&visitor, "camille@exemple.fr", &format!("Camille {number}")).await });
        }
        while let Some(answer) = all.join_next().await {
            answer.expect("no panic").expect("the same answer");
        }
        assert_eq!(accounts(t).await, 1);
        let mails = t.mails_to("camille@exemple.fr").await;
        assert_eq!(mails.iter().filter(|mail| mail.text.contains("/confirm/")).count(), 6, "each link confirms the one account");
    }

    async fn of_many_who_want_one_name_at_once_one_has_it(t) {
        let mut all = tokio::task::JoinSet::new();
        for number in 0..6 {
            let visitor = t.visitor();
            all.spawn(async move { sign_up(&visitor, &format!("camille{number}@exemple.fr"), "Camille").await });
        }
        let mut won = 0;
        while let Some(answer) = all.join_next().await {
            match answer.expect("no panic") {
                Ok(()) => won += 1,
                refused => assert_eq!(problem(refused, "name"), Problem::Taken),
            }
        }
        assert_eq!((won, accounts(t).await), (1, 1));
    }

    async fn a_link_works_for_two_days_and_another_can_be_asked_for(t) {
        sign_up(&t.visitor(), "camille@exemple.fr", "Camille").await.expect("signed up");
        let first = t.mails().await[0].link("/confirm/");
        t.clock.advance(TimeDelta::hours(48));
        assert_eq!(account::peek_link(&t.visitor(), secret(&first), TokenPurpose::Confirm).await.expect("looked at"), LinkState::Over);
        assert_eq!(problem(account::confirm(&t.visitor(), secret(&first)).await, WHOLE_FORM), Problem::Expired);

        let opened = sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await.expect("signed in");
        let ctx = browser(t, &opened.token).await.expect("found");
        account::resend_confirmation(&ctx).await.expect("sent again");
        let second = t.mails().await[1].link("/confirm/");
        account::confirm(&t.visitor(), secret(&second)).await.expect("confirmed");
        account::resend_confirmation(&ctx).await.expect("nothing to do");
        assert_eq!(t.mails().await.len(), 2);

        t.clock.advance(TimeDelta::days(10));
        account::forget_links(&t.system()).await.expect("forgotten");
        assert_eq!(account::peek_link(&t.visitor(), secret(&second), TokenPurpose::Confirm).await.expect("looked at"), LinkState::Over);
        assert!(matches!(account::resend_confirmation(&t.visitor()).await, Err(Error::Denied(_))));
    }

    async fn a_link_pressed_twice_at_once_works_once(t) {
        sign_up(&t.visitor(), "camille@exemple.fr", "Camille").await.expect("signed up");
        let link = t.mails().await[0].link("/confirm/");
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let (visitor, token) = (t.visitor(), secret(&link).to_owned());
            all.spawn(async move { account::confirm(&visitor, &token).await.is_ok() });
        }
        let worked = all.join_all().await.into_iter().filter(|worked| *worked).count();
        assert_eq!(worked, 1);
    }

    async fn the_language_of_the_account_is_the_one_chosen(t) {
        let camille = t.participant("Camille").await;
        account::change_locale(&camille, Locale::En).await.expect("changed");
        assert_eq!(account::own(&camille).await.expect("read").locale, Locale::En);
        assert!(matches!(account::change_locale(&t.visitor(), Locale::En).await, Err(Error::Denied(_))));
    }
}

/// A client may fill in the form a few times an hour, and have a few mails sent
/// to an address: without keeping its owner from asking.
async fn sign_ups_are_limited(kind: Kind) {
    let Some(t) = TestApp::with(kind, |settings| settings.limits.factor = 1.0).await else { return };
    let from = |client: &str| Ctx { client: client.into(), ..t.visitor() };
    for number in 0..10 {
        sign_up(&from("192.0.2.1"), &format!("a{number}@exemple.fr"), &format!("Camille {number}"))
            .await
            .expect("signed up");
    }
    let eleventh = sign_up(&from("192.0.2.1"), "a10@exemple.fr", "Camille 10").await;
    assert!(matches!(eleventh, Err(Error::TooMany { .. })), "{eleventh:?}");
    for number in 0..4 {
        sign_up(&from("192.0.2.2"), "camille@exemple.fr", &format!("Dominique {number}")).await.expect("signed up");
    }
    let fifth = sign_up(&from("192.0.2.2"), "camille@exemple.fr", "Dominique 9").await;
    assert!(matches!(fifth, Err(Error::TooMany { .. })), "{fifth:?}");
    account::request_reset(&from("192.0.2.3"), "camille@exemple.fr").await.expect("its owner, from elsewhere");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sign_ups_are_limited_sqlite() {
    sign_ups_are_limited(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sign_ups_are_limited_postgres() {
    sign_ups_are_limited(Kind::Postgres).await;
}
