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
        let (_, queue) = moderation::queue(&modou, SLUG, None).await.expect("seen");
        assert_eq!((queue.items.len(), queue.items[0].count), (1, 2));
        assert!(matches!(moderation::queue(&camille, SLUG, None).await, Err(Error::Denied(_))));
    }

    async fn as_many_moderators_as_connections_decide_at_once(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let few = db::Options { connections: 4, ..db::Options::default() };
        let db = db::connect(&t.database.url, &few).await.expect("a small pool");
        let app = app::App::new(db, t.app.settings.clone(), t.clock.clone(), t.app.random.clone());
        let mut tasks = tokio::task::JoinSet::new();
        for number in 0..8 {
            let comment = t.comment(&camille, &reference, &format!("Un propos numéro {number}")).await;
            let moderator = t.staff(&format!("Modération {number}"), Role::Moderator).await;
            let moderator = app::Ctx { app: app.clone(), ..moderator };
            tasks.spawn(async move {
                moderation::set_visibility(&moderator, &comment, "hidden", "R1", "Propos injurieux envers un agent.").await
            });
        }
        let all = tokio::time::timeout(std::time::Duration::from_secs(8), async {
            while let Some(done) = tasks.join_next().await {
                done.expect("no panic").expect("hidden");
            }
        });
        all.await.expect("nobody waits for a connection that they hold themselves");
    }

    async fn however_many_report_one_thing_the_others_are_still_seen(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let modou = t.staff("Modou", Role::Moderator).await;
        let loud = t.proposal(&camille, "Publier les algorithmes publics").await;
        for number in 0..60 {
            let reporter = t.participant(&format!("Signaleur {number}")).await;
            moderation::report(&reporter, &loud, "Je ne suis pas d’accord.").await.expect("reported");
        }
        let dominique = t.participant("Dominique").await;
        let mut others = Vec::new();
        for number in 0..52 {
            t.later(chrono::TimeDelta::seconds(1));
            let comment = t.comment(&camille, &loud, &format!("Remarque numéro {number}")).await;
            moderation::report(&dominique, &comment, &format!("Motif numéro {number}")).await.expect("reported");
            others.push(comment);
        }
        let (_, first) = moderation::queue(&modou, SLUG, None).await.expect("seen");
        assert_eq!((first.items.len(), first.items[0].reference.as_str(), first.items[0].count), (50, loud.as_str(), 60));
        let (_, second) = moderation::queue(&modou, SLUG, first.next.as_deref()).await.expect("seen");
        assert_eq!((second.items.len(), &second.next), (3, &None));
        let seen: Vec<&str> = first.items[1..].iter().chain(&second.items).map(|line| line.reference.as_str()).collect();
        assert_eq!(seen, others);
        assert_eq!((second.items[2].title.as_str(), second.items[2].reason.as_str()), ("Remarque numéro 51", "Motif numéro 51"));
        assert_eq!(second.items[2].url, format!("/proposals/{loud}#{}", others[51]));
    }

    async fn a_report_after_a_dismissal_is_looked_at_again(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let dominique = t.participant("Dominique").await;
        let modou = t.staff("Modou", Role::Moderator).await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        moderation::report(&dominique, &reference, "Hors sujet, je crois.").await.expect("reported");
        moderation::report(&dominique, &reference, "Hors sujet, je le maintiens.").await.expect("reported");
        let waiting = async || moderation::queue(&modou, SLUG, None).await.expect("seen").1.items;
        assert_eq!(waiting().await[0].reason, "Hors sujet, je crois.", "a repeat changes nothing");
        moderation::dismiss(&modou, &reference, "Le sujet est bien celui du plan.").await.expect("dismissed");
        assert!(waiting().await.is_empty());
        t.later(chrono::TimeDelta::minutes(5));
        moderation::report(&dominique, &reference, "Le texte a changé : il insulte.").await.expect("reported");
        assert_eq!((waiting().await[0].count, waiting().await[0].reason.as_str()), (1, "Le texte a changé : il insulte."));
    }

    async fn what_its_author_took_back_is_no_longer_reported(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let dominique = t.participant("Dominique").await;
        let modou = t.staff("Modou", Role::Moderator).await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let comment = t.comment(&camille, &reference, "Un propos que je regrette").await;
        for object in [&reference, &comment] {
            moderation::report(&dominique, object, "À regarder, merci.").await.expect("reported");
        }
        app::comment::withdraw(&camille, &comment).await.expect("withdrawn");
        proposal::withdraw(&camille, &reference).await.expect("withdrawn");
        assert!(moderation::queue(&modou, SLUG, None).await.expect("seen").1.items.is_empty());
    }

    async fn what_is_hidden_takes_no_replies_and_shows_no_documents(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let modou = t.staff("Modou", Role::Moderator).await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let comment = t.comment(&camille, &reference, "Un propos à masquer").await;
        moderation::set_visibility(&modou, &comment, "hidden", "R2", "Publicité pour une entreprise.").await.expect("hidden");
        let reply = app::comment::NewComment { body: "Bien dit".into(), stance: "for".into(), parent: comment, ..Default::default() };
        let refused = app::comment::publish(&camille, &reference, &reply).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::TakesNoComments))));
        assert_eq!(proposal::show(&t.visitor(), &reference).await.expect("shown").card.comments_count, 1);
    }

    async fn a_moderator_is_not_named_wherever_the_decision_is_read(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let modou = t.staff("Modou", Role::Moderator).await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        app::triage::admissibility(&modou, &reference, "admissible", "Dans le champ de la démarche.").await.expect("decided");
        let page = proposal::show(&t.visitor(), &reference).await.expect("shown");
        assert_eq!((page.decisions[0].by.name.as_str(), page.decisions[0].by.role), ("", Role::Moderator));
        let steps = app::lineage::of(&t.visitor(), &reference).await.expect("steps");
        assert!(!format!("{steps:?}").contains("Modou"));
    }

    async fn one_version_is_hidden_and_the_others_stay(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let modou = t.staff("Modou", Role::Moderator).await;
        let reference = t.proposal(&camille, "Publier l’adresse de mon voisin").await;
        t.later(chrono::TimeDelta::minutes(1));
        proposal::edit(&camille, &reference, &testkit::words("Publier les algorithmes publics")).await.expect("corrected");
        let hide = async |revision: &str, to: &str| moderation::set_revision_visibility(&modou, &reference, revision, to, "R2", "Une donnée personnelle.").await;
        for wrong in ["2", "3", "0", "x"] {
            assert!(matches!(hide(wrong, "hidden").await, Err(Error::Invalid(errors)) if errors.of("revision").is_some()), "{wrong}");
        }
        t.later(chrono::TimeDelta::minutes(1));
        hide("1", "hidden").await.expect("hidden");
        assert!(matches!(hide("1", "hidden").await, Err(Error::Refused(Refusal::Unchanged))));
        let page = proposal::show(&t.visitor(), &reference).await.expect("shown");
        assert_eq!(page.card.title, "Publier les algorithmes publics");
        let (_, _, history) = proposal::history(&t.visitor(), &reference).await.expect("history");
        assert!(history.iter().all(|version| version.changes.is_empty()), "a comparison would show the hidden words");
        assert_eq!(history[1].line.visibility, domain::moderation::Visibility::Hidden);
        let lineage = app::lineage::page(&t.visitor(), &reference).await.expect("shown");
        assert!(!format!("{lineage:?}").contains("voisin"));
        let step = lineage.steps.last().expect("a step");
        assert_eq!((step.relation, step.from.version), (domain::lineage::Relation::ModeratedBy, 1));
        hide("1", "public").await.expect("shown again");
        assert_eq!(t.mails_to("camille@exemple.fr").await.len(), 2);
    }
}
