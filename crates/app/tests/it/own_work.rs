//! What the account page says of one's own words, and the mails about them.

use app::Error;
use app::account::{contributions, drafts};
use app::moderation::set_visibility;
use app::proposal::{self, Submission};
use chrono::TimeDelta;
use domain::lineage::ObjectKind;
use domain::moderation::Visibility;
use domain::policy::Role;
use domain::proposal::State;
use testkit::{SLUG, words};

testkit::db_test! {
    async fn ones_contributions_are_listed_latest_first_with_what_became_of_them(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let dominique = t.participant("Dominique").await;
        let modou = t.staff("Modou", Role::Moderator).await;
        let first = t.proposal(&camille, "Publier les algorithmes publics").await;
        t.later(TimeDelta::minutes(1));
        let comment = t.comment(&camille, &first, "Une **précision** utile sur le code.").await;
        t.later(TimeDelta::minutes(1));
        let second = t.proposal(&camille, "Ouvrir les comptes rendus").await;
        t.proposal(&dominique, "Une proposition d’une autre").await;
        set_visibility(&modou, &second, "hidden", "R1", "Propos injurieux envers un agent.").await.expect("hidden");

        let page = contributions(&camille, None).await.expect("listed");
        let lines: Vec<_> = page.items.iter().map(|line| (line.reference.to_string(), line.kind, line.visibility)).collect();
        assert_eq!(lines, [
            (second, ObjectKind::Proposal, Visibility::Hidden),
            (comment.clone(), ObjectKind::Comment, Visibility::Public),
            (first.clone(), ObjectKind::Proposal, Visibility::Public),
        ]);
        assert_eq!(page.next, None);
        assert_eq!(page.items[1].url, format!("/proposals/{first}#{comment}"));
        assert!(page.items[1].title.contains("utile sur le code"), "{}", page.items[1].title);
        assert_eq!((page.items[1].state, page.items[2].state), (None, Some(State::Received)));
        assert!(matches!(contributions(&t.visitor(), None).await, Err(Error::Denied(_))));
    }

    async fn a_long_list_is_read_page_by_page_and_nothing_is_there_twice(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let target = t.proposal(&camille, "Publier les algorithmes publics").await;
        for number in 0..33 {
            // Many at the same instant: the id tells them apart.
            if number % 4 == 0 {
                t.later(TimeDelta::seconds(1));
            }
            t.comment(&camille, &target, &format!("Précision numéro {number}")).await;
        }
        let first = contributions(&camille, None).await.expect("listed");
        assert_eq!(first.items.len(), 30);
        let second = contributions(&camille, first.next.as_deref()).await.expect("listed");
        assert_eq!((second.items.len(), second.next), (4, None));
        let mut all: Vec<_> = first.items.iter().chain(&second.items).map(|line| line.reference.as_str()).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 34);
        assert_eq!(contributions(&camille, Some("n'importe quoi")).await.expect("listed").items.len(), 30);
    }

    async fn drafts_are_listed_until_they_are_published(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let submission = Submission { words: words("Un brouillon"), ..Submission::default() };
        let id = proposal::save_draft(&camille, SLUG, &submission).await.expect("kept").0;
        let lines = drafts(&camille).await.expect("listed");
        let [line] = lines.as_slice() else { panic!("{lines:?}") };
        assert_eq!((line.url.as_str(), line.title.as_str()), (format!("/drafts/{id}").as_str(), "Un brouillon"));
        assert_eq!(line.process.exact("en"), "Action plan 2027");
        assert!(drafts(&t.participant("Dominique").await).await.expect("listed").is_empty());
        let published = Submission { draft: Some(id), ..submission };
        proposal::publish(&camille, SLUG, &published).await.expect("published");
        assert!(drafts(&camille).await.expect("listed").is_empty());
    }

    async fn an_author_is_mailed_the_outcome_and_where_to_read_why(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let administration = t.organisation("numerique", "administration").await;
        let ines = t.in_organisation("Inès", Role::Instructor, administration).await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        app::triage::answer(&ines, &reference, &app::triage::NewAnswer::of("not_retained", "Un secret que le courrier ne dit pas.")).await.expect("answered");
        app::notice::digest(&t.system()).await.expect("looked at");
        let mails = t.mails().await;
        let [mail] = mails.as_slice() else { panic!("{mails:?}") };
        assert_eq!(mail.to, "camille@exemple.fr");
        assert!(mail.text.contains("Réponse motivée") && !mail.text.contains("Un secret"), "{}", mail.text);
        assert_eq!(mail.link("/proposals/"), format!("/proposals/{reference}/lineage"));
    }

    async fn an_author_whose_words_are_hidden_is_told_the_rule_and_the_reason(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let modou = t.staff("Modou", Role::Moderator).await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let comment = t.comment(&camille, &reference, "Un propos à masquer").await;
        set_visibility(&modou, &comment, "hidden", "R2", "Publicité pour une entreprise.").await.expect("hidden");
        set_visibility(&modou, &comment, "public", "", "Recours fondé : le propos est permis.").await.expect("shown");
        let mails = t.mails().await;
        let [one, other] = mails.as_slice() else { panic!("{mails:?}") };
        let (mail, again) = if one.text.contains("> R2") { (one, other) } else { (other, one) };
        assert!(again.text.contains("de nouveau lisible") && again.text.contains("> Recours fondé"), "{}", again.text);
        assert_eq!((mail.to.as_str(), again.to.as_str()), ("camille@exemple.fr", "camille@exemple.fr"));
        for said in ["« Un propos à masquer »".replace("« ", "«\u{a0}").replace(" »", "\u{a0}»").as_str(), "> R2", "> Publicité pour une entreprise.", "/contact"] {
            assert!(mail.text.contains(said), "{said} in {}", mail.text);
        }
        assert_eq!(mail.link("/proposals/"), format!("/proposals/{reference}#{comment}"));
    }
}
