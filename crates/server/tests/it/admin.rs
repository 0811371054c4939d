//! Administration by its pages alone: forms found on them, filled in and sent.

use app::grant_admin::{self, GrantWords};
use domain::policy::Role;
use testkit::{TestApp, db_test};

use crate::http::{Browser, Page, Site};

/// Someone who holds a role in the table of grants, signed in.
pub(crate) async fn someone(t: &TestApp, site: &Site, name: &str, words: GrantWords) -> Browser {
    let ctx = t.participant(name).await;
    let email = format!("{}@exemple.fr", name.to_lowercase());
    grant_admin::add(&t.system(), &GrantWords { email, ..words }).await.expect("given");
    let browser = site.browser();
    browser.sign_in(&ctx).await;
    browser
}

pub(crate) async fn admin(t: &TestApp, site: &Site) -> Browser {
    someone(t, site, "Ada", GrantWords { role: Role::Admin.to_string(), ..GrantWords::default() }).await
}

/// A new process, by its form.
async fn create(admin: &Browser) -> Page {
    let page = admin.get("/admin").await.is(200);
    assert!(page.links().contains(&"/admin/processes/new".to_owned()));
    let form = admin.get("/admin/processes/new").await.is(200).form("/admin/processes/new");
    let form =
        form.fill("slug", "plan").fill("code", "PLAN").fill("titles.fr", "Le plan").fill("titles.en", "The plan");
    form.fill("promises.fr", "Chaque proposition reçoit une **réponse**.").fill("published", "yes").send().await
}

/// A phase, by its form.
async fn add_phase(admin: &Browser, starts_at: &str, ends_at: &str) -> Page {
    let form = admin.get("/admin/processes/plan/phases").await.is(200).form("/admin/processes/plan/phases");
    let form = form.fill("kind", "ideation").fill("titles.fr", "Vos idées");
    form.fill("starts_at", starts_at).fill("ends_at", ends_at).send().await
}

db_test! {
    async fn an_account_is_found_closed_and_opened_again(t) {
        let site = Site::new(t);
        let admin = admin(t, &site).await;
        let camille = t.participant("Camille").await;
        let browser = site.browser();
        browser.sign_in(&camille).await;
        assert!(admin.get("/admin").await.is(200).links().contains(&"/admin/accounts".to_owned()));
        let form = admin.get("/admin/accounts").await.is(200).form("/admin/accounts");
        assert_eq!(form.clone().fill("who", "personne@exemple.fr").send().await.is(422).errors().len(), 1);
        for who in ["camille@exemple.fr", "CAMILLE"] {
            let found = form.clone().fill("who", who).send().await.is(303);
            assert!(!found.location().contains('@'), "{}", found.location());
            assert!(found.follow().await.is(200).body.contains("camille@exemple.fr"));
        }
        let page = form.fill("who", "Camille").send().await.follow().await;
        let close = format!("/admin/accounts/{}/close", camille.account().expect("someone"));
        let page = page.form(&close).fill("reason", "court").send().await.is(422);
        assert!(page.form(&close).value("reason") == "court" && page.errors().len() == 1);
        browser.get("/account").await.is(200);
        let page = page.form(&close).fill("reason", "Compte pris par quelqu'un d'autre.").send().await.is(303).follow().await.is(200);
        assert!(page.flash().contains("Le compte est fermé"), "{}", page.flash());
        browser.get("/account").await.is(303);
        let reopen = close.replace("/close", "/reopen");
        page.form(&reopen).fill("reason", "Son propriétaire l'a repris.").send().await.is(303);
        browser.get("/account").await.is(303);
        let acts = admin.get("/admin/acts").await.is(200);
        assert!(acts.body.contains("Compte fermé") && acts.body.contains("Compte rouvert"), "{}", acts.body);
        for (who, status) in [(site.browser(), 303), (browser, 303)] {
            who.get("/admin/accounts").await.is(status);
        }
        let other = site.browser();
        other.sign_in(&t.participant("Dominique").await).await;
        other.get("/admin/accounts").await.is(403);
        other.post("/admin/accounts", &[("who", "camille@exemple.fr")]).await.is(403);
        other.post(&close, &[("reason", "Une raison assez longue.")]).await.is(403);
    }

    async fn a_process_is_set_up_from_the_screens_to_the_first_proposal(t) {
        let site = Site::new(t);
        let admin = admin(t, &site).await;
        let page = create(&admin).await.follow().await.is(200);
        assert_eq!(page.flash(), "C’est enregistré.");
        add_phase(&admin, "2027-03-01T00:00", "2027-04-01T00:00").await.follow().await.is(200);
        let form = admin.get("/admin/processes/plan/themes").await.is(200).form("/admin/processes/plan/themes");
        form.fill("slug", "numerique").fill("titles.fr", "Numérique").send().await.follow().await.is(200);
        let form = admin.get("/admin/organisations").await.is(200).form("/admin/organisations");
        let form = form.fill("slug", "archives").fill("name", "Service des archives").fill("kind", "administration");
        form.send().await.follow().await.is(200);
        let form = admin.get("/admin/processes/plan/organisations").await.form("/admin/processes/plan/organisations");
        form.fill("slug", "archives").fill("part", "answers").send().await.follow().await.is(200);
        let page = site.browser().get("/processes/plan").await.is(200);
        assert_eq!(page.h1(), "Le plan");
        assert!(page.body.contains("Service des archives") && page.body.contains("23\u{a0}h\u{a0}59"), "{}", page.body);
        let camille = t.participant("Camille").await;
        let submission = app::proposal::Submission { words: testkit::words("Publier les algorithmes"), ..Default::default() };
        app::proposal::publish(&camille, "plan", &submission).await.expect("the phase is open");
    }

    async fn what_is_refused_keeps_what_was_typed(t) {
        let site = Site::new(t);
        let admin = admin(t, &site).await;
        let form = admin.get("/admin/processes/new").await.form("/admin/processes/new");
        let refused = form.fill("slug", "Pas un slug").fill("code", "plan").fill("titles.fr", "Le plan").fill("charters.en", "<b>R1</b>");
        let page = refused.send().await.is(422);
        assert_eq!(page.errors().len(), 2, "{:?}", page.errors());
        let form = page.form("/admin/processes/new");
        assert_eq!((form.value("slug"), form.value("charters.en").trim_start()), ("Pas un slug", "<b>R1</b>"));
        create(&admin).await.is(303);
        let twice = admin.get("/admin/processes/new").await.form("/admin/processes/new");
        let twice = twice.fill("slug", "plan").fill("code", "AUTRE").fill("titles.fr", "Un autre").send().await.is(422);
        assert_eq!(twice.errors().len(), 1, "a process is not changed by creating it again");
        let page = add_phase(&admin, "2027-03-01T00:00", "2027-02-01T00:00").await.is(422);
        let form = page.form("/admin/processes/plan/phases");
        assert_eq!((form.value("kind"), form.value("ends_at")), ("ideation", "2027-02-01T00:00"));
        assert!(page.title().starts_with("Erreur"));
        let page = add_phase(&admin, "demain", "").await.is(422);
        assert_eq!(page.form("/admin/processes/plan/phases").value("starts_at"), "demain");
    }

    async fn a_published_date_changes_with_its_reason_and_the_page_tells(t) {
        let site = Site::new(t);
        let admin = admin(t, &site).await;
        create(&admin).await.is(303);
        add_phase(&admin, "2027-03-01T00:00", "2027-04-01T00:00").await.is(303);
        let list = admin.get("/admin/processes/plan/phases").await.is(200);
        let phase = list.links().into_iter().find(|link| link.starts_with("/admin/processes/plan/phases/")).expect("a phase");
        let form = admin.get(&phase).await.is(200).form(&phase);
        assert_eq!(form.value("ends_at"), "2027-04-01T00:00");
        let page = form.clone().fill("ends_at", "2027-04-16T00:00").send().await.is(422);
        assert_eq!(page.errors().len(), 1, "{:?}", page.errors());
        let form = form.fill("ends_at", "2027-04-16T00:00").fill("reason", "Les ateliers ont pris du retard.");
        form.send().await.follow().await.is(200);
        let page = site.browser().get("/processes/plan").await.is(200);
        assert!(page.body.contains("Les ateliers ont pris du retard."));
        let register = site.browser().get("/processes/plan/register").await.is(200);
        assert!(register.body.contains("Changement de dates publiées") && register.body.contains("Les ateliers ont pris du retard."));
        assert!(!register.body.contains("Ada"), "names are for administrators");
        assert!(admin.get("/processes/plan/register").await.is(200).body.contains("Ada"));
    }

    async fn rights_are_given_and_taken_back_by_forms(t) {
        let site = Site::new(t);
        let admin = admin(t, &site).await;
        create(&admin).await.is(303);
        let malik = t.participant("Malik").await;
        let his = site.browser();
        his.sign_in(&malik).await;
        his.get("/processes/plan/moderation").await.is(403);
        let form = admin.get("/admin/grants?process=plan").await.is(200).form("/admin/grants");
        let page = form.clone().fill("email", "personne@exemple.fr").fill("role", "moderator").send().await.is(422);
        assert_eq!(page.form("/admin/grants").value("email"), "personne@exemple.fr");
        let page = form.fill("email", "malik@exemple.fr").fill("role", "moderator").send().await.follow().await.is(200);
        assert_eq!(page.flash(), "Le droit est donné.");
        his.get("/processes/plan/moderation").await.is(200);
        let revoke = page.forms().into_iter().find(|form| form.action.ends_with("/revoke")).expect("a button");
        revoke.send().await.follow().await.is(200);
        his.get("/processes/plan/moderation").await.is(403);
        let last = admin.get("/admin/grants").await.is(200);
        let mine = last.forms().into_iter().find(|form| form.action.ends_with("/revoke")).expect("my own");
        mine.send().await.is(409);
    }

    async fn the_operator_s_pages_are_shown_and_changed(t) {
        let site = Site::new(t);
        for path in ["/legal", "/privacy", "/terms", "/accessibility", "/contact"] {
            let page = site.browser().get(path).await.is(200);
            assert!(page.has("main h2"), "{path}");
        }
        assert_eq!(site.browser().get("/accessibility").await.h1(), "Déclaration d’accessibilité");
        let admin = admin(t, &site).await;
        let form = admin.get("/admin/pages/legal").await.is(200).form("/admin/pages/legal");
        assert!(form.value("source_en").contains("Who publishes this site"));
        let page = form.clone().fill("title_fr", "x").send().await.is(422);
        assert_eq!(page.errors().len(), 1);
        let body = "## Qui publie ce site\n\nLa ville de Trifouilly. Écrivez-nous : [contact](/contact).";
        let page = form.fill("source_fr", body).send().await.follow().await.is(200);
        assert!(page.body.contains("<a href=\"/contact\" rel=\"noopener\">contact</a>"), "{}", page.body);
        admin.get("/admin/pages/nowhere").await.is(404);
    }

    async fn an_administrator_of_one_process_sees_that_one(t) {
        let site = Site::new(t);
        let ada = admin(t, &site).await;
        create(&ada).await.is(303);
        let words = GrantWords { role: "admin".into(), process: "plan".into(), ..GrantWords::default() };
        let denise = someone(t, &site, "Denise", words).await;
        let page = denise.get("/admin").await.is(200);
        assert!(page.links().contains(&"/admin/processes/plan".to_owned()) && !page.links().contains(&"/admin/acts".to_owned()));
        denise.get("/admin/processes/plan").await.is(200);
        denise.get("/admin/grants?process=plan").await.is(200);
        for path in ["/admin/grants", "/admin/acts", "/admin/jobs", "/admin/organisations", "/admin/processes/new", "/admin/pages/legal"] {
            denise.get(path).await.is(403);
        }
    }

    async fn administration_is_closed_to_everyone_else(t) {
        let site = Site::new(t);
        let ada = admin(t, &site).await;
        create(&ada).await.is(303);
        let camille = site.browser();
        camille.sign_in(&t.participant("Camille").await).await;
        let screens = server::router::list().into_iter().filter(|route| route.path.starts_with("/admin"));
        for route in screens {
            let path = route.path.replace("{slug}", "plan").replace("{page}", "legal").replace("{theme}", "numerique")
                .replace("{organisation}", "archives").replace("{id}", "00000000-0000-0000-0000-000000000000");
            if route.method == axum::http::Method::GET {
                camille.get(&path).await.is(403);
                assert!(site.browser().get(&path).await.is(303).location().starts_with("/sign-in"), "{path}");
            } else {
                camille.post(&path, &[]).await.is(403);
                assert!(site.browser().post(&path, &[("slug", "x")]).await.is(303).location().starts_with("/sign-in"), "{path}");
            }
        }
    }

    async fn what_was_typed_before_signing_in_is_there_afterwards(t) {
        let site = Site::new(t);
        let browser = site.browser();
        let typed = [("slug", "plan"), ("code", "PLAN"), ("lang", "fr"), ("time_zone", "Europe/Paris"), ("titles.fr", "Le plan")];
        browser.post("/admin/processes/new", &typed).await.is(303);
        let ctx = t.participant("Ada").await;
        let words = GrantWords { email: "ada@exemple.fr".into(), role: "admin".into(), ..GrantWords::default() };
        grant_admin::add(&t.system(), &words).await.expect("given");
        browser.sign_in(&ctx).await;
        let form = browser.get("/admin/processes/new").await.is(200).form("/admin/processes/new");
        assert_eq!((form.value("slug"), form.value("titles.fr")), ("plan", "Le plan"));
        form.send().await.is(303);
    }
}
