//! Accounts made from the command line.

use app::user::{Created, NewUser, create};
use app::{Error, Result};
use domain::field::Problem;
use domain::policy::{Actor, Held, Role};
use entities::act;
use sea_orm::EntityTrait;
use testkit::TestApp;

use crate::people::{browser, person, problem, sign_in};

const SECRET: &str = "un mot de passe d'opérateur";

fn user(role: Role) -> NewUser {
    NewUser {
        email: "Claude@Exemple.fr".into(),
        name: "Claude Instance".into(),
        role,
        organisation: String::new(),
        process: String::new(),
        password: Some(SECRET.into()),
    }
}

async fn made(t: &TestApp, new: NewUser) -> Result<Created> {
    create(&t.system(), new).await
}

testkit::db_test! {
    async fn the_first_administrator_comes_from_the_command_line(t) {
        made(t, user(Role::Admin)).await.expect("made");
        let opened = sign_in(&t.visitor(), "claude@exemple.fr", SECRET).await.expect("signed in");
        let ctx = browser(t, &opened.token).await.expect("found");
        let everywhere = Held { role: Role::Admin, process: None, organisation: None };
        assert!(matches!(&ctx.actor, Actor::User { confirmed: true, held, .. } if held.as_slice() == [everywhere]), "{:?}", ctx.actor);
        let acts = act::Entity::find().all(t.app.db.read()).await.expect("read");
        let [act] = acts.as_slice() else { panic!("{acts:?}") };
        assert_eq!((act.action.as_str(), act.role.as_str()), ("grant.add", "system"));
    }

    async fn a_participant_needs_no_right(t) {
        made(t, user(Role::Participant)).await.expect("made");
        let opened = sign_in(&t.visitor(), "claude@exemple.fr", SECRET).await.expect("signed in");
        let ctx = browser(t, &opened.token).await.expect("found");
        assert!(matches!(&ctx.actor, Actor::User { confirmed: true, held, .. } if held.is_empty()));
    }

    async fn without_a_password_one_is_made_and_said_once(t) {
        let created = made(t, NewUser { password: None, ..user(Role::Moderator) }).await.expect("made");
        let password = created.password.expect("a password");
        assert_eq!(password.chars().count(), 20);
        sign_in(&t.visitor(), "claude@exemple.fr", &password).await.expect("signed in");
    }

    async fn what_is_taken_unknown_or_missing_is_said_by_option(t) {
        person(t, "Camille").await;
        t.process().await;
        for (new, field, expected) in [
            (NewUser { email: "CAMILLE@exemple.fr".into(), ..user(Role::Admin) }, "email", Problem::Taken),
            (NewUser { email: "claude".into(), ..user(Role::Admin) }, "email", Problem::NotAnEmail),
            (NewUser { name: "camille".into(), ..user(Role::Admin) }, "name", Problem::Taken),
            (NewUser { name: "Modérateur".into(), ..user(Role::Participant) }, "name", Problem::Reserved),
            (NewUser { password: Some("court".into()), ..user(Role::Admin) }, "password", Problem::TooShort { length: 5, least: 12 }),
            (user(Role::Instructor), "organisation", Problem::Required),
            (user(Role::Owner), "organisation", Problem::Required),
            (NewUser { organisation: "inconnue".into(), ..user(Role::Instructor) }, "organisation", Problem::Unknown),
            (NewUser { process: "inconnue".into(), ..user(Role::Moderator) }, "process", Problem::Unknown),
            (NewUser { organisation: "amis".into(), ..user(Role::Participant) }, "organisation", Problem::NotAChoice),
            (user(Role::Visitor), "role", Problem::NotAChoice),
        ] {
            assert_eq!(problem(made(t, new).await, field), expected, "{field}");
        }
        made(t, NewUser { name: "Modérateur".into(), process: testkit::SLUG.into(), ..user(Role::Moderator) }).await.expect("staff may be named after what they do");
    }

    async fn nobody_but_the_operator_makes_accounts_so(t) {
        let camille = t.participant("Camille").await;
        let refused = create(&camille, user(Role::Admin)).await;
        assert!(matches!(refused, Err(Error::Denied(_))), "{refused:?}");
    }
}
