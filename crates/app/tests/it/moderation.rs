//! Moderation: hidden by a rule with a reason, shown again, reported.

use app::error::Error;
use app::{moderation, proposal};
use domain::field::Problem;
use domain::policy::{Denial, Role};
use domain::proposal::ListQuery;
use domain::refusal::Refusal;
use testkit::{SLUG, db_test};

db_test! {
    async fn a_hidden_proposal_leaves_its_place_but_not_its_words(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let modou = t.staff("Modou", Role::Moderator).await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let missing = moderation::set_visibility(&modou, &reference, "hidden", "", "Propos injurieux envers un agent.").await;
        assert!(matches!(missing, Err(Error::Invalid(errors)) if errors.of("rule") == Some(&Problem::Required)));
        moderation::set_visibility(&modou, &reference, "hidden", "R1", "Propos injurieux envers un agent.").await.expect("hidden");
        let page = proposal::show(&t.visitor(), &reference).await.expect("shown");
        assert!(page.card.title.is_empty() && page.parts.body.is_empty() && page.words.problem.is_empty());
        let placeholder = page.placeholder.expect("a placeholder");
        assert_eq!(placeholder.rule.as_deref(), Some("R1"));
        let query = ListQuery { q: "algorithmes".into(), ..ListQuery::default() };
        assert!(proposal::list(&t.visitor(), SLUG, &query).await.expect("listed").1.items.is_empty());
        assert!(app::search::site(&t.visitor(), "algorithmes").await.expect("searched").is_empty());
        let history = proposal::history(&t.visitor(), &reference).await.expect("history").2;
        assert!(history.iter().all(|diff| diff.changes.is_empty()));
        let again = moderation::set_visibility(&modou, &reference, "hidden", "R1", "Propos injurieux envers un agent.").await;
        assert!(matches!(again, Err(Error::Refused(Refusal::Unchanged))));
        moderation::set_visibility(&modou, &reference, "public", "", "Recours fondé : le propos est permis.").await.expect("shown again");
        assert_eq!(proposal::list(&t.visitor(), SLUG, &query).await.expect("listed").1.items.len(), 1);
    }

    async fn a_hidden_comment_keeps_its_replies(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let modou = t.staff("Modou", Role::Moderator).await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let comment = t.comment(&camille, &reference, "Un propos à masquer").await;
        moderation::set_visibility(&modou, &comment, "hidden", "R2", "Publicité pour une entreprise.").await.expect("hidden");
        let page = proposal::show(&t.visitor(), &reference).await.expect("shown");
        let view = &page.discussion.comments[0];
        assert!(view.body.is_empty() && view.source.is_empty());
        assert_eq!(view.placeholder.as_ref().and_then(|placeholder| placeholder.rule.as_deref()), Some("R2"));
        assert_eq!(page.card.comments_count, 1);
    }

    async fn nobody_moderates_themselves_and_reports_reach_the_queue_once(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let dominique = t.participant("Dominique").await;
        let modou = t.staff("Modou", Role::Moderator).await;
        let own = t.proposal(&modou, "Une idée de modérateur citoyen").await;
        assert!(matches!(moderation::set_visibility(&modou, &own, "hidden", "R1", "Je me masque moi-même.").await, Err(Error::Denied(Denial::OwnWork))));
        for _ in 0..2 {
            moderation::report(&camille, &own, "Hors sujet").await.expect("reported");
        }
        moderation::report(&dominique, &own, "Publicité").await.expect("reported");
        assert!(matches!(moderation::report(&modou, &own, "Moi-même").await, Err(Error::Denied(Denial::OwnWork))));
        let (_, queue) = moderation::queue(&modou, SLUG).await.expect("seen");
        assert_eq!((queue.len(), queue[0].count), (1, 2));
        assert!(matches!(moderation::queue(&camille, SLUG).await, Err(Error::Denied(_))));
    }
}
