//! The triage workbench and the moderators' queue, by their pages.

use app::grant_admin::GrantWords;
use testkit::{SLUG, db_test};

use crate::admin::someone;
use crate::http::Site;

db_test! {
    async fn an_instructor_reads_decides_and_answers_from_the_workbench(t) {
        t.process().await;
        t.organisation("numerique", "administration").await;
        let camille = t.participant("Camille").await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let site = Site::new(t);
        let words = GrantWords { role: "instructor".into(), organisation: "numerique".into(), ..GrantWords::default() };
        let ines = someone(t, &site, "Ines", words).await;
        let page = ines.get(&format!("/processes/{SLUG}/triage")).await.is(200);
        assert!(page.body.contains("Organisation numerique"));
        let open = page.links().into_iter().find(|link| link.contains("open=")).expect("a proposal to open");
        let page = ines.get(&open).await.is(200);
        assert!(page.text(".workbench-pane").contains("comment les décisions sont prises"));
        assert!(page.has("tr[aria-current=true]"));
        let form = page.form(&format!("/proposals/{reference}/admissibility"));
        form.fill("decision", "admissible").fill("reason", "Dans le champ de la démarche.").send().await.is(303);
        let page = ines.get(&open).await.is(200);
        let form = page.form(&format!("/proposals/{reference}/answer"));
        form.fill("outcome", "retained").fill("reason", "Nous publierons le code.").send().await.is(303);
        let page = ines.get(&format!("/processes/{SLUG}/triage?state=retained&open={reference}")).await.is(200);
        assert!(page.text(".workbench-pane").contains("Nous publierons le code."));
        let none = ines.get(&format!("/processes/{SLUG}/triage?state=received")).await.is(200);
        assert!(none.has(".empty"));
    }

    async fn what_the_address_asks_for_is_read_with_care(t) {
        t.process().await;
        let site = Site::new(t);
        let words = GrantWords { role: "moderator".into(), ..GrantWords::default() };
        let malik = someone(t, &site, "Malik", words).await;
        for query in ["state=nothing", "after=x", "open=PAN27-P999", "open=%3Cscript%3E", "after=-1&state=", "open=PAN27-C1"] {
            malik.get(&format!("/processes/{SLUG}/triage?{query}")).await.is(200);
            malik.get(&format!("/processes/{SLUG}/moderation?{query}")).await.is(200);
        }
        malik.get("/processes/nowhere/triage").await.is(404);
        assert!(site.browser().get(&format!("/processes/{SLUG}/triage")).await.is(303).location().starts_with("/sign-in"));
    }

    async fn a_moderator_settles_reports_either_way(t) {
        t.process().await;
        let (camille, dominique) = (t.participant("Camille").await, t.participant("Dominique").await);
        let (first, second) = (t.proposal(&camille, "Publier les algorithmes publics").await, t.proposal(&camille, "Ouvrir les données de transport").await);
        for reference in [&first, &second] {
            app::moderation::report(&dominique, reference, "Hors sujet, je crois.").await.expect("reported");
        }
        let site = Site::new(t);
        let malik = someone(t, &site, "Malik", GrantWords { role: "moderator".into(), ..GrantWords::default() }).await;
        let queue = format!("/processes/{SLUG}/moderation");
        let page = malik.get(&queue).await.is(200);
        assert_eq!(page.texts("tbody tr").len(), 2);
        let page = malik.get(&format!("{queue}?open={first}")).await.is(200);
        let refused = page.form(&format!("{queue}/dismiss")).fill("reason", "non").send().await.is(422);
        assert_eq!(refused.form(&format!("{queue}/dismiss")).value("reason").trim(), "non");
        page.form(&format!("{queue}/dismiss")).fill("reason", "Le sujet est bien celui du plan.").send().await.follow().await.is(200);
        let page = malik.get(&format!("{queue}?open={second}")).await.is(200);
        assert_eq!(page.texts("tbody tr").len(), 1);
        let form = page.form(&format!("/proposals/{second}/visibility"));
        form.fill("rule", "R2").fill("reason", "Ce n’est pas le sujet de la démarche.").send().await.is(303);
        assert!(malik.get(&queue).await.is(200).has(".empty"));
        let register = site.browser().get(&format!("/processes/{SLUG}/register")).await.is(200);
        assert!(register.body.contains("Signalement classé") && register.body.contains("Décision de modération"));
    }
}
