//! Closing accounts and opening them again.

use app::account_admin::{self, close, reopen};
use app::{Ctx, Error};
use domain::field::{Problem, WHOLE_FORM};
use domain::policy::{Denial, Held, Role};
use domain::refusal::Refusal;
use testkit::{SLUG, db_test};

use crate::people::{PASSWORD, browser, person, problem, sign_in};
use crate::process_setup::acts;

const WHY: &str = "Des insultes, malgré deux rappels de la charte.";

db_test! {
    async fn a_closed_account_is_out_at_once_and_its_owner_is_told_why(t) {
        let admin = t.staff("Ada", Role::Admin).await;
        let camille = person(t, "Camille").await;
        let opened = sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await.expect("signed in");
        app::account::request_reset(&t.visitor(), "camille@exemple.fr").await.expect("asked");
        let link = t.mails().await[0].link("/reset/");
        assert_eq!(account_admin::find(&admin, " Camille@exemple.fr").await.expect("found"), camille);
        close(&admin, camille, WHY).await.expect("closed");
        assert!(browser(t, &opened.token).await.is_none());
        assert_eq!(problem(sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await, WHOLE_FORM), Problem::WrongCredentials);
        let form = app::account::Reset { token: link.rsplit('/').next().expect("a path").into(), password: "lanterne rouge et vélo bleu".into() };
        assert_eq!(problem(app::account::reset(&t.visitor(), form).await, WHOLE_FORM), Problem::Expired);
        let told = t.mails_to("camille@exemple.fr").await;
        assert!(told.last().expect("a mail").text.contains("deux rappels de la charte"), "{told:?}");
        let act = &acts(t, "account.close").await[0];
        assert_eq!((act.reason.as_str(), act.subject.as_str()), (WHY, "account"), "the log names nobody");
        assert!(account_admin::show(&admin, camille).await.expect("seen").closed_at.is_some());
        assert!(matches!(close(&admin, camille, WHY).await, Err(Error::Refused(Refusal::Unchanged))));

        reopen(&admin, camille, "Les excuses sont acceptées.").await.expect("opened again");
        assert!(browser(t, &opened.token).await.is_none(), "what was ended stays so");
        sign_in(&t.visitor(), "camille@exemple.fr", PASSWORD).await.expect("signed in");
        assert_eq!(acts(t, "account.reopen").await.len(), 1);
        assert!(matches!(reopen(&admin, camille, WHY).await, Err(Error::Refused(Refusal::Unchanged))));
        assert_eq!(t.mails_to("camille@exemple.fr").await.len(), 3);
    }

    async fn only_who_runs_the_instance_closes_accounts_and_never_their_own(t) {
        let process = t.process().await;
        let admin = t.staff("Ada", Role::Admin).await;
        let here = t.holding("Ana", vec![Held { role: Role::Admin, process: Some(process), organisation: None }]).await;
        let moderator = t.staff("Modou", Role::Moderator).await;
        let camille = t.account("Camille", true).await;
        for who in [&here, &moderator, &t.participant("Dominique").await] {
            assert!(matches!(close(who, camille, WHY).await, Err(Error::Denied(Denial::Role))));
            assert!(matches!(account_admin::find(who, "camille@exemple.fr").await, Err(Error::Denied(_))));
            assert!(matches!(account_admin::show(who, camille).await, Err(Error::Denied(_))));
        }
        assert!(matches!(close(&t.visitor(), camille, WHY).await, Err(Error::Denied(Denial::SignIn))));
        let own = admin.account().expect("someone");
        assert!(matches!(close(&admin, own, WHY).await, Err(Error::Denied(Denial::OwnWork))));
        assert_eq!(problem(close(&admin, camille, "non").await, "reason"), Problem::TooShort { length: 3, least: 10 });
        assert_eq!(problem(account_admin::find(&admin, "").await, "who"), Problem::Required);
        assert_eq!(problem(account_admin::find(&admin, "personne@exemple.fr").await, "who"), Problem::Unknown);
        let nobody = domain::id::AccountId(uuid::Uuid::nil());
        assert!(matches!(close(&admin, nobody, WHY).await, Err(Error::NotFound)));
    }

    async fn the_last_administrator_cannot_be_closed_away(t) {
        let ada = t.account("Ada", true).await;
        let words = |email: &str| app::grant_admin::GrantWords { email: email.into(), role: "admin".into(), ..Default::default() };
        app::grant_admin::add(&t.system(), &words("ada@exemple.fr")).await.expect("given");
        let other: Ctx = t.staff("Abel", Role::Admin).await;
        assert!(matches!(close(&other, ada, WHY).await, Err(Error::Refused(Refusal::LastAdmin))));
        app::grant_admin::add(&t.system(), &words("abel@exemple.fr")).await.expect("given");
        close(&other, ada, WHY).await.expect("there is another");
    }

    async fn what_a_closed_account_published_stays(t) {
        t.process().await;
        let admin = t.staff("Ada", Role::Admin).await;
        let camille = t.participant("Camille").await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        close(&admin, camille.account().expect("someone"), WHY).await.expect("closed");
        app::process::find(&t.visitor(), SLUG).await.expect("public");
        app::proposal::show(&t.visitor(), &reference).await.expect("still there");
    }
}
