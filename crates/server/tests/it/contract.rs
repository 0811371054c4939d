//! The contract, where it is easily kept by halves: orders of checks, kinds of
//! references, marks, what a repeat answers.

use app::grant_admin::GrantWords;
use domain::policy::Role;
use serde_json::json;
use testkit::{SLUG, db_test};

use crate::http::Site;
use crate::persona;

const FIELDS: [(&str, &str); 5] = [
    ("title", "Publier les algorithmes publics"),
    ("problem", "On ne sait pas comment les décisions sont prises."),
    ("body", "Publier le code source et une explication en langage clair."),
    ("theme", "numerique"),
    ("carrier", ""),
];

fn with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    FIELDS.iter().copied().chain(more.iter().copied()).collect()
}

db_test! {
    async fn counts_kept_for_later_are_in_no_answer(t) {
        t.process().await;
        t.tallies_after_close().await;
        let camille = t.participant("Camille").await;
        let first = t.proposal(&camille, "Publier les algorithmes publics").await;
        t.proposal(&camille, "Publier les budgets locaux").await;
        let site = Site::new(t);
        let browser = site.browser();
        browser.sign_in(&camille).await;
        let vote = browser.post_for_json(&format!("/proposals/{first}/vote"), &[("choice", "agree")]).await.is(200).data();
        assert_eq!(vote, json!({ "choice": "agree", "revision": 1, "tally": null }));
        let list = site.browser().json(&format!("/api/v1/processes/{SLUG}/proposals?sort=supported&limit=1")).await.is(200).data();
        assert_eq!((&list["items"][0]["ref"], &list["items"][0]["tally"]), (&json!("PAN27-P2"), &json!(null)));
        assert!(list["next"].as_str().is_some_and(|next| next.ends_with("after=2")), "{}", list["next"]);
        let like = site.browser().json(&format!("/api/v1/processes/{SLUG}/proposals?like=Publier")).await.is(200).data();
        assert_eq!(like["items"][0]["tally"], json!(null));
        let page = site.browser().get(&format!("/processes/{SLUG}/proposals?sort=supported")).await.is(200);
        assert!(!page.links().iter().any(|link| link.contains("sort=supported")), "no order tells the counts");
        let form = browser.get(&format!("/proposals/{first}")).await.is(200);
        assert!(form.body.contains("aria-pressed=\"true\""));
    }

    async fn who_may_not_vote_is_told_so_before_what_is_wrong_with_the_vote(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let site = Site::new(t);
        let vote = format!("/proposals/{reference}/vote");
        site.browser().post_for_json(&vote, &[("choice", "bad")]).await.is(401);
        assert!(site.browser().post(&vote, &[("choice", "bad")]).await.is(303).location().starts_with("/sign-in"));
        let browser = site.browser();
        browser.sign_in(&camille).await;
        let problem = browser.post_for_json(&vote, &[("choice", "bad")]).await.is(422).data();
        assert_eq!(problem["errors"][0]["pointer"], "#/choice");
        let page = browser.post(&vote, &[("choice", "bad")]).await.is(422);
        assert_eq!(page.h1(), "Publier les algorithmes publics", "the same page");
        assert!(page.has(".error-summary a[href='#vote-choice']") && page.has("#vote-choice"));
        browser.post_for_json(&format!("/commitments/{reference}/vote"), &[("choice", "agree")]).await.is(404);
        browser.post_for_json(&format!("/commitments/{reference}/comments"), &[("body", "Oui"), ("stance", "for")]).await.is(404);
        browser.post_for_json(&format!("/comments/{reference}/report"), &[("reason", "À regarder")]).await.is(404);
    }

    async fn a_button_that_the_form_does_not_have_publishes_nothing(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let site = Site::new(t);
        let post = format!("/processes/{SLUG}/proposals");
        site.browser().post_for_json(&post, &with(&[("intent", "drfat")])).await.is(401);
        let browser = site.browser();
        browser.sign_in(&camille).await;
        for intent in ["drfat", "", "PUBLISH"] {
            let problem = browser.post_for_json(&post, &with(&[("intent", intent)])).await.is(422).data();
            assert_eq!(problem["errors"][0]["pointer"], "#/intent", "{intent}");
        }
        let page = browser.post(&post, &with(&[("intent", "drfat")])).await.is(422);
        assert_eq!(page.form(&post).value("title"), "Publier les algorithmes publics", "what was typed is kept");
        let problem = browser.post_for_json(&post, &with(&[("intent", "publish"), ("op", "not-a-mark")])).await.is(422).data();
        assert_eq!(problem["errors"][0]["pointer"], "#/op");
        let page = browser.post(&post, &with(&[("intent", "publish"), ("op", "not-a-mark")])).await.is(422);
        assert!(page.form(&post).value("op").parse::<uuid::Uuid>().is_ok(), "the form has a mark of its own again");
        let list = browser.json(&format!("/api/v1/processes/{SLUG}/proposals")).await.is(200).data();
        assert_eq!(list["items"], json!([]));
        browser.post_for_json("/processes/nowhere/proposals", &with(&[("intent", "drfat")])).await.is(404);
    }

    async fn a_draft_is_made_once_then_changed(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let site = Site::new(t);
        let browser = site.browser();
        browser.sign_in(&camille).await;
        let post = format!("/processes/{SLUG}/proposals");
        let op = camille.id(camille.now()).to_string();
        let made = browser.post_for_json(&post, &with(&[("intent", "draft"), ("op", &op)])).await.is(201).data();
        assert_eq!(browser.post_for_json(&post, &with(&[("intent", "draft"), ("op", &op)])).await.is(200).data(), made);
        let draft = made["draft"].as_str().expect("an id").to_owned();
        browser.post_for_json(&post, &with(&[("intent", "draft"), ("draft", &draft)])).await.is(200);
        // Signed out meanwhile, its author finds the same draft in the form again.
        let away = site.browser();
        away.post(&post, &with(&[("intent", "publish"), ("draft", &draft)])).await.is(303);
        away.sign_in(&camille).await;
        let form = away.get(&format!("{post}/new")).await.is(200).form(&post);
        assert_eq!(form.value("draft"), draft);
        let made = browser.post_for_json(&post, &with(&[("intent", "publish"), ("draft", &draft)])).await.is(201).data();
        let again = browser.post_for_json(&post, &with(&[("intent", "publish"), ("draft", &draft)])).await.is(200).data();
        assert_eq!(again["ref"], made["ref"]);
    }

    async fn a_report_answers_with_what_is_reported(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let comment = t.comment(&camille, &reference, "Une première remarque.").await;
        let browser = Site::new(t).browser();
        browser.sign_in(&t.participant("Dominique").await).await;
        let reason = [("reason", "À regarder, merci.")];
        let object = browser.post_for_json(&format!("/proposals/{reference}/report"), &reason).await.is(200).data();
        assert_eq!((object["ref"].as_str(), object["state"].as_str()), (Some(reference.as_str()), Some("received")));
        let object = browser.post_for_json(&format!("/comments/{comment}/report"), &reason).await.is(200).data();
        assert_eq!((object["ref"].as_str(), object["stance"].as_str()), (Some(comment.as_str()), Some("for")));
    }

    async fn lists_that_are_only_paged_have_a_limit(t) {
        t.process().await;
        crate::process_file::apply(t).await;
        let browser = Site::new(t).browser();
        let first = browser.json("/api/v1/processes?limit=1").await.is(200).data();
        let next = first["next"].as_str().expect("a next page").trim_start_matches("http://127.0.0.1:3000").to_owned();
        let second = browser.json(&next).await.is(200).data();
        assert_eq!(second["next"], json!(null));
        assert_ne!(first["items"][0]["slug"], second["items"][0]["slug"]);
        for wrong in ["/api/v1/processes?limit=0", &format!("/api/v1/processes/{SLUG}/commitments?limit=x")] {
            assert_eq!(browser.json(wrong).await.is(422).data()["errors"][0]["pointer"], "#/limit");
        }
        browser.json(&format!("/api/v1/processes/{SLUG}/commitments?limit=1&after=x")).await.is(200);
    }

    async fn the_administrator_of_one_process_is_a_reader_in_the_others(t) {
        let process = t.process().await;
        crate::process_file::apply(t).await;
        let other = app::process::find(&t.visitor(), crate::process_file::SLUG).await.expect("found").id;
        let site = Site::new(t);
        let here = persona::process_admin(t, &site, "Alba", process).await;
        here.get(&format!("/processes/{SLUG}/triage")).await.is(200);
        let elsewhere = persona::process_admin(t, &site, "Aldo", other).await;
        elsewhere.get(&format!("/processes/{SLUG}/triage")).await.is(403);
        let administration = t.organisation("numerique", "administration").await;
        let omar = t.in_organisation("Omar", Role::Owner, administration).await;
        let words = domain::commitment::Words {
            title: "Ouvrir les algorithmes publics".into(),
            problem: "Les décisions automatisées ne sont pas expliquées.".into(),
            text: "La direction publie le code et une explication.".into(),
            lead: "numerique".into(),
            ..Default::default()
        };
        let draft = app::commitment::create(&omar, SLUG, &words, None).await.expect("drafted").0;
        here.get(&format!("/commitments/{draft}")).await.is(200);
        elsewhere.get(&format!("/commitments/{draft}")).await.is(404);
    }

    async fn a_commitment_goes_from_its_form_to_its_adoption(t) {
        t.process().await;
        t.organisation("numerique", "administration").await;
        let site = Site::new(t);
        let words = GrantWords { role: "owner".into(), organisation: "numerique".into(), ..GrantWords::default() };
        let person = t.participant("Omar").await;
        let words = GrantWords { email: "omar@exemple.fr".into(), ..words };
        app::grant_admin::add(&t.system(), &words).await.expect("given");
        let omar = site.browser();
        omar.sign_in(&person).await;
        let new = format!("/processes/{SLUG}/commitments");
        let form = omar.get(&format!("{new}/new")).await.is(200).form(&new);
        let form = form.fill("title", "Ouvrir les algorithmes publics").fill("lead", "numerique");
        let form = form.fill("problem", "Les décisions automatisées ne sont pas expliquées.");
        let form = form.fill("text", "La direction publie le code et une explication.");
        let form = form.fill("milestone_title", "Publier l’inventaire").fill("milestone_due", "2027-12-31");
        let op = form.value("op").to_owned();
        assert!(!op.is_empty());
        let at = form.send().await.is(303).location().to_owned();
        let form = omar.get(&format!("{at}/edit")).await.is(200).form(&format!("{at}/revisions"));
        assert_eq!(form.value("milestone_ref"), "PAN27-M1");
        form.fill("milestone_due", "2028-01-31").send().await.is(303);
        let page = omar.get(&at).await.is(200);
        assert!(page.body.contains("31 janvier 2028") && page.body.contains("PAN27-M1"));
        t.later(chrono::TimeDelta::days(20));
        omar.sign_in(&person).await;
        omar.get(&at).await.is(200).form(&format!("{at}/publish")).send().await.is(303);
        assert!(!omar.get(&at).await.is(200).forms().iter().any(|form| form.action.ends_with("/adopt")), "not before the arbitration");
        omar.post(&format!("{at}/adopt"), &[]).await.is(409);
        t.later(chrono::TimeDelta::days(10));
        omar.sign_in(&person).await;
        let form = omar.get(&at).await.is(200).form(&format!("{at}/adopt"));
        let page = form.fill("reason", "L’arbitrage a confirmé ce texte.").send().await.follow().await.is(200);
        assert_eq!(page.flash(), "L’engagement est adopté. Son suivi commence.");
        assert!(!page.forms().iter().any(|form| form.action.ends_with("/adopt")));
        let lineage = site.browser().get(&format!("{at}/lineage")).await.is(200);
        assert!(lineage.body.contains("a arrêté le texte final") && lineage.body.contains("L’arbitrage a confirmé ce texte."));
    }
}
