//! Rights: given by address, effective at once, taken back at once.

use app::grant_admin::{self, GrantWords, Which};
use app::{Ctx, Error};
use domain::field::Problem;
use domain::id::AccountId;
use domain::policy::{Actor, Denial, Held, Role};
use domain::refusal::Refusal;
use testkit::{SLUG, TestApp, db_test};

use crate::process_setup::acts;

fn words(email: &str, role: &str) -> GrantWords {
    GrantWords { email: email.into(), role: role.into(), ..GrantWords::default() }
}

/// Someone as the next request finds them, with the rights of the table.
async fn next_request(t: &TestApp, id: AccountId) -> Ctx {
    let held = app::grant::live(t.app.db.read(), id, t.system().now()).await.expect("read");
    t.system().acting(Actor::User { id, confirmed: true, auth_level: 1, held })
}

async fn wrong(ctx: &Ctx, words: &GrantWords, field: &str) -> Problem {
    match grant_admin::add(ctx, words).await {
        Err(Error::Invalid(errors)) => errors.of(field).cloned().unwrap_or_else(|| panic!("{errors:?}")),
        other => panic!("{other:?}"),
    }
}

db_test! {
    async fn a_right_is_given_by_address_and_taken_back_with_the_next_request(t) {
        t.process().await;
        let admin = t.staff("Ada", Role::Admin).await;
        let malik = t.account("Malik", true).await;
        let given = GrantWords { process: SLUG.into(), ..words(" MALIK@exemple.fr ", "moderator") };
        grant_admin::add(&admin, &given).await.expect("given");
        let process = app::process::find(&t.visitor(), SLUG).await.expect("public").id;
        let held = Held { role: Role::Moderator, process: Some(process), organisation: None };
        assert_eq!(next_request(t, malik).await.actor, Actor::User { id: malik, confirmed: true, auth_level: 1, held: vec![held] });
        assert!(matches!(grant_admin::add(&admin, &given).await, Err(Error::Refused(Refusal::Unchanged))));
        let list = grant_admin::list(&admin, &Which::default(), None).await.expect("listed");
        let [line] = list.items.as_slice() else { panic!("{list:?}") };
        assert_eq!((line.name.as_str(), line.email.as_str(), line.granted_by.as_deref()), ("Malik", "malik@exemple.fr", Some("Ada")));
        grant_admin::revoke(&admin, line.id, "Fin de mission.").await.expect("taken back");
        assert_eq!(next_request(t, malik).await.actor, Actor::User { id: malik, confirmed: true, auth_level: 1, held: vec![] });
        assert!(matches!(grant_admin::revoke(&admin, line.id, "").await, Err(Error::Refused(Refusal::Unchanged))));
        assert!(grant_admin::list(&admin, &Which::default(), None).await.expect("listed").items.is_empty());
        let ended = grant_admin::list(&admin, &Which { ended: true, ..Which::default() }, None).await.expect("listed");
        assert!(ended.items[0].revoked_at.is_some());
        assert_eq!((acts(t, "grant.add").await.len(), acts(t, "grant.revoke").await.len()), (1, 1));
        assert_eq!(acts(t, "grant.add").await[0].subject, "moderator", "the register names the right, not the person");
    }

    async fn a_right_given_many_times_at_once_is_held_once_and_taken_back_once(t) {
        let admin = t.staff("Ada", Role::Admin).await;
        let malik = t.account("Malik", true).await;
        let mut all = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let admin = admin.clone();
            all.spawn(async move { grant_admin::add(&admin, &words("malik@exemple.fr", "moderator")).await });
        }
        let answers = all.join_all().await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
        let list = grant_admin::list(&admin, &Which::default(), None).await.expect("listed");
        assert_eq!(list.items.len(), 1);
        grant_admin::revoke(&admin, list.items[0].id, "").await.expect("taken back");
        assert_eq!(next_request(t, malik).await.actor, Actor::User { id: malik, confirmed: true, auth_level: 1, held: vec![] });
    }

    async fn the_reason_for_taking_a_right_back_has_a_length(t) {
        let admin = t.staff("Ada", Role::Admin).await;
        t.account("Malik", true).await;
        grant_admin::add(&admin, &words("malik@exemple.fr", "moderator")).await.expect("given");
        let id = grant_admin::list(&admin, &Which::default(), None).await.expect("listed").items[0].id;
        let long = grant_admin::revoke(&admin, id, &"x".repeat(1_001)).await;
        assert!(matches!(long, Err(Error::Invalid(errors)) if errors.of("reason") == Some(&Problem::TooLong { length: 1_001, most: 1_000 })));
        grant_admin::revoke(&admin, id, " Fin de\u{202e} mission.\u{0} ").await.expect("taken back");
        assert_eq!(acts(t, "grant.revoke").await[0].reason, "Fin de mission.", "it is read by everyone");
    }

    async fn who_answers_or_drafts_does_it_in_an_administration(t) {
        t.process().await;
        let admin = t.staff("Ada", Role::Admin).await;
        t.account("Ines", true).await;
        t.organisation("archives", "administration").await;
        t.organisation("riverains", "organisation").await;
        let of = |role: &str, organisation: &str| GrantWords { organisation: organisation.into(), ..words("ines@exemple.fr", role) };
        for role in ["instructor", "owner", "delegate"] {
            assert_eq!(wrong(&admin, &of(role, ""), "organisation").await, Problem::Required, "{role}");
            assert_eq!(wrong(&admin, &of(role, "nulle-part"), "organisation").await, Problem::Unknown, "{role}");
        }
        for role in ["instructor", "owner"] {
            assert_eq!(wrong(&admin, &of(role, "riverains"), "organisation").await, Problem::NotAChoice, "{role}");
        }
        assert_eq!(wrong(&admin, &of("admin", "archives"), "organisation").await, Problem::NotAChoice);
        grant_admin::add(&admin, &of("instructor", "archives")).await.expect("given");
        t.later(chrono::TimeDelta::seconds(1));
        grant_admin::add(&admin, &of("delegate", "riverains")).await.expect("given");
        assert_eq!(acts(t, "grant.add").await[1].subject, "delegate@riverains");
    }

    async fn what_is_wrong_is_named_field_by_field(t) {
        let admin = t.staff("Ada", Role::Admin).await;
        assert_eq!(wrong(&admin, &words("", "moderator"), "email").await, Problem::Required);
        assert_eq!(wrong(&admin, &words("pas une adresse", "moderator"), "email").await, Problem::NotAnEmail);
        assert_eq!(wrong(&admin, &words("personne@exemple.fr", "moderator"), "email").await, Problem::Unknown);
        assert_eq!(wrong(&admin, &words("ada@exemple.fr", ""), "role").await, Problem::Required);
        for role in ["participant", "visitor", "unconfirmed", "roi"] {
            assert_eq!(wrong(&admin, &words("ada@exemple.fr", role), "role").await, Problem::NotAChoice, "{role}");
        }
        let until = |day: &str| GrantWords { until: day.into(), ..words("ada@exemple.fr", "moderator") };
        assert_eq!(wrong(&admin, &until("demain"), "until").await, Problem::NotADate);
        assert_eq!(wrong(&admin, &until("2027-03-14"), "until").await, Problem::Order);
        assert_eq!(wrong(&admin, &GrantWords { process: "nulle-part".into(), ..until("") }, "process").await, Problem::Unknown);
        grant_admin::add(&admin, &until("2027-03-15")).await.expect("until tonight");
    }

    async fn the_last_administrator_stays(t) {
        let system = t.system();
        let ada = t.account("Ada", true).await;
        let bea = t.account("Bea", true).await;
        grant_admin::add(&system, &words("ada@exemple.fr", "admin")).await.expect("given");
        let mine = next_request(t, ada).await;
        let line = grant_admin::list(&mine, &Which::default(), None).await.expect("listed").items.remove(0);
        assert!(matches!(grant_admin::revoke(&mine, line.id, "").await, Err(Error::Refused(Refusal::LastAdmin))));
        grant_admin::add(&mine, &GrantWords { until: "2027-12-31".into(), ..words("bea@exemple.fr", "admin") }).await.expect("given");
        assert!(matches!(grant_admin::revoke(&mine, line.id, "").await, Err(Error::Refused(Refusal::LastAdmin))), "one with an end does not last");
        grant_admin::add(&mine, &words("bea@exemple.fr", "admin")).await.expect("without end");
        grant_admin::revoke(&next_request(t, bea).await, line.id, "Relève.").await.expect("another one lasts");
        assert!(matches!(grant_admin::list(&next_request(t, ada).await, &Which::default(), None).await, Err(Error::Denied(Denial::Role))), "at once");
    }

    async fn an_administrator_of_one_process_gives_rights_there_alone(t) {
        let process = t.process().await;
        t.account("Malik", true).await;
        let denise = t.holding("Denise", vec![Held { role: Role::Admin, process: Some(process), organisation: None }]).await;
        grant_admin::add(&denise, &GrantWords { process: SLUG.into(), ..words("malik@exemple.fr", "moderator") }).await.expect("here");
        let everywhere = grant_admin::add(&denise, &words("malik@exemple.fr", "moderator")).await;
        assert!(matches!(everywhere, Err(Error::Denied(Denial::Role))));
        grant_admin::add(&t.system(), &words("malik@exemple.fr", "guarantor")).await.expect("given");
        assert!(matches!(grant_admin::list(&denise, &Which::default(), None).await, Err(Error::Denied(Denial::Role))));
        let here = grant_admin::list(&denise, &Which { process: SLUG.into(), ended: true }, None).await.expect("here");
        assert_eq!(here.items.len(), 1, "what is held everywhere is not theirs to see");
    }

    async fn rights_are_listed_page_by_page(t) {
        let admin = t.staff("Ada", Role::Admin).await;
        for number in 0..60 {
            t.account(&format!("Personne {number}"), true).await;
            grant_admin::add(&admin, &words(&format!("personne.{number}@exemple.fr"), "guarantor")).await.expect("given");
        }
        let first = grant_admin::list(&admin, &Which::default(), None).await.expect("listed");
        let second = grant_admin::list(&admin, &Which::default(), first.next.as_deref()).await.expect("listed");
        assert_eq!((first.items.len(), second.items.len(), second.next), (50, 10, None));
        assert!(second.items.iter().all(|line| first.items.iter().all(|other| other.id != line.id)));
    }
}
