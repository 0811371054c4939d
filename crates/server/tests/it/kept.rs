//! What was typed before signing in is there afterwards, in the form where it was
//! typed, and nothing is sent by itself.

use testkit::{SLUG, db_test};

use crate::http::Site;

db_test! {
    async fn a_visitor_begins_a_proposal_and_finds_it_again(t) {
        t.process().await;
        let site = Site::new(t);
        let browser = site.browser();
        let form = browser.get(&format!("/processes/{SLUG}/proposals/new")).await.is(200).form(&format!("/processes/{SLUG}/proposals"));
        let page = form.fill("title", "Ouvrir les registres des communes").send().await.is(303);
        assert!(page.location().starts_with("/sign-in?next="), "{}", page.location());
        browser.sign_in(&t.participant("Camille").await).await;
        let form = browser.get(&format!("/processes/{SLUG}/proposals/new")).await.is(200).form(&format!("/processes/{SLUG}/proposals"));
        assert_eq!(form.value("title"), "Ouvrir les registres des communes");
    }

    async fn a_vote_waits_to_be_confirmed(t) {
        t.process().await;
        let reference = t.proposal(&t.participant("Camille").await, "Publier les algorithmes publics").await;
        let site = Site::new(t);
        let browser = site.browser();
        let (page, action) = (format!("/proposals/{reference}"), format!("/proposals/{reference}/vote"));
        browser.post(&action, &[("choice", "disagree")]).await.is(303);
        browser.sign_in(&t.participant("Dominique").await).await;
        let shown = browser.get(&page).await.is(200);
        assert!(shown.text(".notice").contains("Pas d’accord"), "{}", shown.text(".notice"));
        assert_eq!(app::proposal::show(&t.visitor(), &reference).await.expect("shown").card.tally.map(|tally| tally.cast.total()), Some(0));
        browser.post(&action, &[("choice", "disagree")]).await.is(303);
        assert!(!browser.get(&page).await.is(200).body.contains("Ce n’est pas encore un vote"));
    }

    async fn a_reply_comes_back_as_a_reply(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let parent = t.comment(&camille, &reference, "Lesquels en premier ?").await;
        let site = Site::new(t);
        let browser = site.browser();
        let typed = [("body", "Ceux des impôts."), ("stance", "neutral"), ("parent", parent.as_str())];
        let page = browser.post(&format!("/proposals/{reference}/comments"), &typed).await.is(303);
        assert!(page.location().contains(&format!("%2Fcomments%2F{parent}%2Freply")), "{}", page.location());
        browser.sign_in(&t.participant("Dominique").await).await;
        let form = browser.get(&format!("/comments/{parent}/reply")).await.is(200).form(&format!("/proposals/{reference}/comments"));
        assert_eq!((form.value("body").trim(), form.value("parent")), ("Ceux des impôts.", parent.as_str()));
        let below = browser.get(&format!("/proposals/{reference}")).await.is(200).form(&format!("/proposals/{reference}/comments"));
        assert_eq!(below.value("body").trim(), "", "a reply is no comment of its own");
    }

    async fn a_report_and_a_correction_come_back_too(t) {
        t.process().await;
        let (camille, dominique) = (t.participant("Camille").await, t.participant("Dominique").await);
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let site = Site::new(t);
        let reporter = site.browser();
        reporter.post(&format!("/proposals/{reference}/report"), &[("reason", "Hors sujet, je crois.")]).await.is(303);
        reporter.sign_in(&dominique).await;
        let form = reporter.get(&format!("/proposals/{reference}")).await.is(200).form(&format!("/proposals/{reference}/report"));
        assert_eq!(form.value("reason").trim(), "Hors sujet, je crois.");
        let author = site.browser();
        author.post(&format!("/proposals/{reference}/revisions"), &[("title", "Publier tous les algorithmes publics")]).await.is(303);
        author.sign_in(&camille).await;
        let form = author.get(&format!("/proposals/{reference}/edit")).await.is(200).form(&format!("/proposals/{reference}/revisions"));
        assert_eq!(form.value("title"), "Publier tous les algorithmes publics");
    }
}
