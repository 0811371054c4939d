//! Accounts through pages and JSON, as browsers and programs meet them.

use app::user::NewUser;
use domain::policy::Role;
use serde_json::json;
use testkit::TestApp;

use crate::http::{Browser, Page, Site};

const PASSWORD: &str = "quatre chats sur un toit";
const OTHER: &str = "lanterne rouge et vélo bleu";

/// Someone confirmed who can sign in.
async fn person(t: &TestApp, name: &str) -> String {
    let email = format!("{}@exemple.fr", name.to_lowercase());
    let new = NewUser {
        email: email.clone(),
        name: name.into(),
        role: Role::Participant,
        organisation: String::new(),
        process: String::new(),
        password: Some(PASSWORD.into()),
    };
    app::user::create(&t.system(), new).await.expect("an account");
    email
}

async fn sign_in(browser: &Browser, email: &str, password: &str) -> Page {
    browser.get("/sign-in").await.is(200).form("/sign-in").fill("email", email).fill("password", password).send().await
}

async fn signed_in(site: &Site, email: &str) -> Browser {
    let browser = site.browser();
    sign_in(&browser, email, PASSWORD).await.is(303);
    browser
}

fn sign_up<'a>(email: &'a str, name: &'a str) -> [(&'static str, &'a str); 4] {
    [("email", email), ("name", name), ("password", PASSWORD), ("terms", "accepted")]
}

testkit::db_test! {
    async fn one_signs_up_reads_the_mail_confirms_and_signs_in(t) {
        let site = Site::new(t);
        let browser = site.browser();
        let page = browser.get("/sign-up").await.is(200);
        assert_eq!(page.h1(), "Créer un compte");
        let form = page.form("/sign-up").fill("email", "camille@exemple.fr").fill("name", "Camille D.");
        let page = form.fill("password", PASSWORD).fill("terms", "accepted").send().await.is(303).follow().await.is(200);
        assert_eq!((page.path.as_str(), page.h1().as_str()), ("/sign-up/check-mail", "Ouvrez votre messagerie"));
        assert_eq!(browser.cookie("parvis"), None, "no session is opened");

        let link = t.mails().await[0].link("/confirm/");
        let page = browser.get(&link).await.is(200);
        assert_eq!(page.h1(), "Confirmez votre adresse");
        browser.get(&link).await.is(200);
        let page = page.form(&link).send().await.is(303).follow().await.is(200);
        assert_eq!(page.path, "/sign-in");
        assert!(page.flash().contains("Votre adresse est confirmée"), "{}", page.flash());

        let page = sign_in(&browser, "camille@exemple.fr", PASSWORD).await.is(303).follow().await.is(200);
        assert_eq!((page.path.as_str(), page.h1().as_str()), ("/account", "Mon compte"));
        assert!(page.body.contains("camille@exemple.fr") && page.body.contains("Camille D."));
        assert_eq!(browser.get(&link).await.is(200).h1(), "Ce lien a déjà servi");
        assert_eq!(browser.post(&link, &[]).await.is(422).h1(), "Ce lien a déjà servi");
        assert_eq!(browser.get("/confirm/nothing").await.is(200).h1(), "Ce lien n’est plus valable");
    }

    async fn a_button_pressed_twice_is_one_account_and_one_mail(t) {
        let site = Site::new(t);
        let form = site.browser().get("/sign-up").await.is(200).form("/sign-up");
        assert_eq!(form.value("op").len(), 36, "minted with the form");
        let form = form.fill("email", "camille@exemple.fr").fill("name", "Camille D.").fill("password", PASSWORD).fill("terms", "accepted");
        for _ in 0..2 {
            assert_eq!(form.clone().send().await.is(303).location(), "/sign-up/check-mail");
        }
        assert_eq!(t.mails().await.len(), 1);
        let plain = sign_up("camille@exemple.fr", "Camille D.");
        assert_eq!(site.browser().post("/sign-up", &plain).await.is(303).location(), "/sign-up/check-mail", "nor without op");
        let refused = site.browser().post("/sign-up", &sign_up("autre@exemple.fr", "Camille D.")).await.is(422);
        assert_eq!(refused.errors().len(), 1);
    }

    async fn the_page_of_the_link_names_the_account_and_offers_to_take_it_away(t) {
        let site = Site::new(t);
        site.browser().post("/sign-up", &sign_up("camille@exemple.fr", "Un inconnu")).await.is(303);
        let mail = t.mails().await.remove(0);
        assert!(mail.text.contains("«\u{a0}Un inconnu\u{a0}»") && mail.text.contains("Ce n’est pas moi"), "{}", mail.text);
        let link = mail.link("/confirm/");
        let browser = site.browser();
        let page = browser.get(&link).await.is(200);
        assert!(page.body.contains("«\u{a0}Un inconnu\u{a0}»"), "{}", page.body);
        assert_eq!(page.forms().iter().filter(|form| form.action.starts_with("/confirm")).count(), 1, "one button to confirm");
        let page = browser.get(&format!("{link}/refuse")).await.is(200).form(&format!("{link}/refuse")).send().await.is(303).follow().await.is(200);
        assert!(page.flash().contains("Le compte est supprimé"), "{}", page.flash());
        assert_eq!(browser.get(&link).await.is(200).h1(), "Ce lien n’est plus valable");
        assert_eq!(browser.post(&format!("{link}/refuse"), &[]).await.is(422).h1(), "Ce lien n’est plus valable");
        sign_in(&browser, "camille@exemple.fr", PASSWORD).await.is(422);
        browser.json_post("/confirm/nothing/refuse", &json!({})).await.is(422);
    }

    async fn the_secret_of_a_session_changes_with_the_password(t) {
        let email = person(t, "Camille").await;
        let site = Site::new(t);
        let browser = signed_in(&site, &email).await;
        let before = browser.cookie("parvis").expect("a session");
        let form = browser.get("/account").await.form("/account/password");
        form.fill("current_password", PASSWORD).fill("password", OTHER).send().await.is(303);
        assert_ne!(browser.cookie("parvis"), Some(before.clone()));
        browser.get("/account").await.is(200);
        let thief = site.browser();
        thief.set_cookie("parvis", &before);
        thief.get("/account").await.is(303);
    }

    async fn sign_up_answers_the_same_for_every_address(t) {
        let email = person(t, "Camille").await;
        let site = Site::new(t);
        let known = site.browser().post("/sign-up", &sign_up(&email, "Un nom libre")).await.is(303);
        let unknown = site.browser().post("/sign-up", &sign_up("autre@exemple.fr", "Un autre nom")).await.is(303);
        assert_eq!(known.header("location"), unknown.header("location"));
        assert_eq!((known.header("set-cookie"), unknown.header("set-cookie")), (None, None));
        assert_eq!(known.body, unknown.body);
        let known = site.browser().json_post("/sign-up", &json!({"email": email, "name": "Nom Trois", "password": PASSWORD, "terms": "accepted"})).await.is(202);
        assert_eq!(known.data(), json!({}));
    }

    async fn what_is_wrong_is_said_beside_each_field_and_what_was_typed_is_kept(t) {
        let site = Site::new(t);
        let browser = site.browser();
        let page = browser.post("/sign-up", &[("email", "pas une adresse"), ("name", "<b>X</b>\" onclick=\"a"), ("password", "court")]).await.is(422);
        assert_eq!(page.errors().len(), 3, "{:?}", page.errors());
        let form = page.form("/sign-up");
        assert_eq!((form.value("email"), form.value("name"), form.value("password")), ("pas une adresse", "<b>X</b>\" onclick=\"a", ""));
        let problem = browser.json_post("/sign-up", &json!({"email": "x"})).await.is(422).data();
        let pointers: Vec<_> = problem["errors"].as_array().expect("errors").iter().map(|error| error["pointer"].as_str().expect("a pointer")).collect();
        assert_eq!(pointers, ["#/email", "#/name", "#/password", "#/terms"]);
    }

    async fn wrong_credentials_get_one_message_that_names_no_field(t) {
        let email = person(t, "Camille").await;
        let site = Site::new(t);
        let browser = site.browser();
        let wrong = sign_in(&browser, &email, "pas le bon mot de passe").await.is(422);
        let unknown = sign_in(&browser, "personne@exemple.fr", PASSWORD).await.is(422);
        assert_eq!(wrong.errors(), unknown.errors());
        assert_eq!(wrong.errors().len(), 1);
        assert_eq!(wrong.form("/sign-in").value("email"), email);
        assert!(!wrong.body.contains("pas le bon mot de passe") && !wrong.body.contains("aria-invalid"));
        let problem = browser.json_post("/sign-in", &json!({"email": email, "password": "x"})).await.is(422).data();
        assert_eq!(problem["errors"][0]["pointer"], "#");
        assert_eq!(browser.cookie("parvis"), None);
    }

    async fn a_session_is_a_cookie_that_scripts_cannot_read(t) {
        let email = person(t, "Camille").await;
        let site = Site::new(t);
        let browser = site.browser();
        let answer = browser.json_post("/sign-in", &json!({"email": email, "password": PASSWORD})).await.is(200);
        assert_eq!(answer.data(), json!({"name": "Camille", "confirmed": true, "locale": "fr"}));
        let cookie = answer.header("set-cookie").expect("a cookie");
        assert!(cookie.starts_with("parvis=") && cookie.ends_with("; Path=/; Max-Age=7776000; HttpOnly; SameSite=Lax"), "{cookie}");
        browser.get("/account").await.is(200);
        let page = browser.get("/account").await.form("/sign-out").send().await.is(303).follow().await;
        assert!(page.flash().contains("quitté"), "{}", page.flash());
        assert_eq!(browser.get("/account").await.is(303).header("location"), Some("/sign-in?next=%2Faccount"));
    }

    async fn after_sign_in_one_is_where_one_wanted_to_be_and_never_elsewhere(t) {
        let email = person(t, "Camille").await;
        let site = Site::new(t);
        for (next, expected) in [("/search?q=x", "/search?q=x"), ("//evil.example", "/account"), ("https://evil.example", "/account"), ("/\\evil.example", "/account"), ("", "/account")] {
            let answer = site.browser().post("/sign-in", &[("email", email.as_str()), ("password", PASSWORD), ("next", next)]).await.is(303);
            assert_eq!(answer.header("location"), Some(expected), "{next}");
        }
        let browser = site.browser();
        let page = browser.get("/sign-in?next=/search").await.is(200);
        assert_eq!(page.form("/sign-in").value("next"), "/search");
        let evil = browser.get("/sign-in?next=//evil.example").await.is(200);
        assert!(!evil.body.contains("name=\"next\" value=\"//evil") , "{}", evil.body);
        sign_in(&browser, &email, PASSWORD).await.is(303);
        assert_eq!(browser.get("/sign-in?next=/search").await.is(303).header("location"), Some("/search"));
        assert_eq!(browser.get("/sign-up").await.is(303).header("location"), Some("/account"));
    }

    async fn a_forgotten_password_is_replaced_by_a_mailed_link(t) {
        let email = person(t, "Camille").await;
        let site = Site::new(t);
        let elsewhere = signed_in(&site, &email).await;
        let browser = site.browser();
        let page = browser.get("/reset").await.is(200).form("/reset").fill("email", &email).send().await.is(303).follow().await.is(200);
        assert_eq!(page.path, "/reset/check-mail");
        let unknown = browser.post("/reset", &[("email", "personne@exemple.fr")]).await.is(303);
        assert_eq!(unknown.header("location"), Some("/reset/check-mail"));
        browser.post("/reset", &[("email", "rien")]).await.is(422);

        let link = t.mails().await[0].link("/reset/");
        let page = browser.get(&link).await.is(200);
        let weak = page.form(&link).fill("password", "motdepasse1234").send().await.is(422);
        assert_eq!(weak.errors().len(), 1);
        let page = weak.form(&link).fill("password", OTHER).send().await.is(303).follow().await.is(200);
        assert_eq!(page.path, "/sign-in");
        elsewhere.get("/account").await.is(303);
        sign_in(&browser, &email, PASSWORD).await.is(422);
        sign_in(&browser, &email, OTHER).await.is(303);
        assert_eq!(site.browser().get(&link).await.is(200).h1(), "Ce lien n’est plus valable");
        site.browser().post(&link, &[("password", PASSWORD)]).await.is(422);
    }

    async fn one_changes_the_password_and_ends_sessions_from_the_account_page(t) {
        let email = person(t, "Camille").await;
        let site = Site::new(t);
        let (here, there, third) = (signed_in(&site, &email).await, signed_in(&site, &email).await, signed_in(&site, &email).await);
        let page = here.get("/account").await.is(200);
        let ends: Vec<_> = page.forms().into_iter().filter(|form| form.action.starts_with("/account/sessions/")).collect();
        assert_eq!(ends.len(), 3, "two other sessions, and both at once");
        let page = ends[0].clone().send().await.is(303).follow().await.is(200);
        assert_eq!(page.flash(), "La session est fermée.");
        let left = [there.get("/account").await.status.as_u16(), third.get("/account").await.status.as_u16()];
        assert!(left.contains(&200) && left.contains(&303), "{left:?}");
        here.post("/account/sessions/nothing/end", &[]).await.is(404);

        let refused = page.form("/account/password").fill("current_password", "faux").fill("password", OTHER).send().await.is(422);
        assert_eq!(refused.errors().len(), 1);
        let page = refused.form("/account/password").fill("current_password", PASSWORD).fill("password", OTHER).send().await.is(303).follow().await.is(200);
        assert!(page.flash().contains("mot de passe est changé"), "{}", page.flash());
        for other in [there, third] {
            other.get("/account").await.is(303);
        }
        here.post("/account/sessions/others/end", &[]).await.is(303);
        here.get("/account").await.is(200);
    }

    async fn an_unconfirmed_account_is_told_so_and_can_have_the_mail_again(t) {
        let site = Site::new(t);
        let browser = site.browser();
        browser.post("/sign-up", &sign_up("camille@exemple.fr", "Camille D.")).await.is(303);
        sign_in(&browser, "camille@exemple.fr", PASSWORD).await.is(303);
        let page = browser.get("/account").await.is(200);
        let page = page.form("/account/resend-confirmation").send().await.is(303).follow().await.is(200);
        assert!(page.flash().contains("envoyé un message"), "{}", page.flash());
        let mails = t.mails().await;
        assert_eq!(mails.len(), 2);
        let link = mails[1].link("/confirm/");
        let page = browser.get(&link).await.form(&link).send().await.is(303).follow().await.is(200);
        assert_eq!(page.path, "/account");
        assert!(page.forms().iter().all(|form| form.action != "/account/resend-confirmation"));
        browser.post("/account/resend-confirmation", &[]).await.is(303);
        assert_eq!(t.mails().await.len(), 2);
        site.browser().post("/account/resend-confirmation", &[]).await.is(303);
    }

    async fn the_language_is_a_choice_of_the_visitor_and_of_the_account(t) {
        let email = person(t, "Camille").await;
        let site = Site::new(t);
        let browser = site.browser();
        let page = browser.get("/sign-in").await.is(200).form("/language").fill("locale", "en").send().await.is(303);
        assert_eq!(page.header("location"), Some("/sign-in"));
        assert_eq!(page.follow().await.h1(), "Sign in");
        browser.post("/language", &[("locale", "xx")]).await.is(422);
        let evil = browser.post("/language", &[("locale", "fr"), ("next", "//evil.example")]).await.is(303);
        assert_eq!(evil.header("location"), Some("/"));

        let browser = signed_in(&site, &email).await;
        browser.post("/language", &[("locale", "en")]).await.is(303);
        let elsewhere = signed_in(&site, &email).await;
        assert_eq!(elsewhere.get("/account").await.is(200).h1(), "My account");
    }

    async fn what_i_published_and_did_not_is_on_my_page(t) {
        let email = person(t, "Camille").await;
        t.process().await;
        let site = Site::new(t);
        let browser = signed_in(&site, &email).await;
        let fields = [
            ("title", "Publier les algorithmes publics"),
            ("problem", "On ne sait pas comment les décisions sont prises."),
            ("body", "Publier le code source et une explication en langage clair."),
            ("theme", "numerique"),
        ];
        for intent in ["draft", "publish"] {
            let mut all = fields.to_vec();
            all.push(("intent", intent));
            browser.post("/processes/plan-2027/proposals", &all).await.is(303);
        }
        let page = browser.get("/account").await.is(200);
        assert!(page.links().contains(&"/proposals/PAN27-P1".to_owned()), "{:?}", page.links());
        assert!(page.links().iter().any(|link| link.starts_with("/drafts/")), "{:?}", page.links());
        assert!(site.browser().get("/account").await.is(303).header("location").is_some());
    }

    async fn what_was_typed_before_signing_in_is_still_there_after(t) {
        let email = person(t, "Camille").await;
        t.process().await;
        let site = Site::new(t);
        let browser = site.browser();
        let answer = browser.post("/processes/plan-2027/proposals", &[("title", "Des bancs pour tous les squares"), ("intent", "publish")]).await.is(303);
        let page = answer.follow().await.is(200);
        assert!(page.body.contains("Votre texte est gardé"), "{}", page.body);
        let page = page.form("/sign-in").fill("email", &email).fill("password", PASSWORD).send().await.is(303).follow().await.is(200);
        assert_eq!(page.form("/processes/plan-2027/proposals").value("title"), "Des bancs pour tous les squares");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_tries_are_429_with_the_wait_and_what_was_typed() {
    let t = TestApp::with(testkit::Kind::Sqlite, |settings| settings.limits.factor = 0.2).await.expect("a database");
    let email = person(&t, "Camille").await;
    let browser = Site::new(&t).browser();
    for _ in 0..2 {
        sign_in(&browser, &email, "pas le bon mot de passe").await.is(422);
    }
    let page = sign_in(&browser, &email, PASSWORD).await.is(429);
    assert!(page.header("retry-after").is_some_and(|wait| wait.parse::<u64>().is_ok_and(|wait| wait > 0)));
    assert!(page.body.contains(&email) && !page.body.contains(PASSWORD), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_kept_out_by_the_wrong_guesses_of_another() {
    let t = TestApp::with(testkit::Kind::Sqlite, |settings| settings.limits.factor = 1.0).await.expect("a database");
    let email = person(&t, "Camille").await;
    let site = Site::new(&t);
    let stranger = site.browser().from("203.0.113.1");
    for _ in 0..10 {
        sign_in(&stranger, &email, "pas le bon mot de passe").await.is(422);
    }
    sign_in(&stranger, &email, "pas le bon mot de passe").await.is(429);
    let owner = site.browser().from("203.0.113.2");
    sign_in(&owner, &email, PASSWORD).await.is(303);
    for _ in 0..4 {
        stranger.post("/reset", &[("email", email.as_str())]).await.is(303);
    }
    stranger.post("/reset", &[("email", email.as_str())]).await.is(429);
    site.browser().from("203.0.113.2").post("/reset", &[("email", email.as_str())]).await.is(303);
}
