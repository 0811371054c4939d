//! « Ce que devient cette contribution »: from a citizen's words to a commitment.

use app::{commitment, lineage, proposal, triage};
use chrono::TimeDelta;
use domain::lineage::{Actor, AwaitedWhat, Relation};
use domain::policy::Role;
use testkit::{SLUG, db_test, words};

db_test! {
    async fn the_thread_leads_from_the_words_to_the_commitment(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let dominique = t.participant("Dominique").await;
        let administration = t.organisation("numerique", "administration").await;
        let ines = t.in_organisation("Inès", Role::Instructor, administration).await;
        let omar = t.in_organisation("Omar", Role::Owner, administration).await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let before = lineage::page(&t.visitor(), &reference).await.expect("shown");
        assert!(before.steps.is_empty());
        assert_eq!(before.awaited.as_ref().map(|awaited| awaited.what), Some(AwaitedWhat::Triage));
        t.later(TimeDelta::minutes(5));
        proposal::edit(&camille, &reference, &words("Publier tous les algorithmes publics")).await.expect("corrected");
        t.later(TimeDelta::minutes(5));
        t.comment(&dominique, &reference, "Très bonne idée").await;
        t.later(TimeDelta::days(10));
        triage::answer(&ines, &reference, &app::triage::NewAnswer::of("retained", "Cette idée répond au besoin.")).await.expect("answered");
        t.later(TimeDelta::days(1));
        let commitment = commitment::create(&omar, SLUG, &crate::commitment::draft(&[&reference]), None).await.expect("drafted").0.to_string();
        let public = lineage::page(&t.visitor(), &reference).await.expect("shown");
        assert!(public.steps.iter().all(|step| step.relation != Relation::SourceOf), "a draft commitment is private");
        t.later(TimeDelta::days(10));
        commitment::publish(&omar, &commitment).await.expect("published");

        let page = lineage::page(&t.visitor(), &reference).await.expect("shown");
        let relations: Vec<Relation> = page.steps.iter().map(|step| step.relation).collect();
        assert_eq!(relations, [Relation::RevisedAs, Relation::CommentedBy, Relation::AnsweredBy, Relation::SourceOf, Relation::PublishedAs]);
        let answer = &page.steps[2];
        assert_eq!((answer.reason.as_str(), answer.outcome.as_deref()), ("Cette idée répond au besoin.", Some("retained")));
        assert_eq!((answer.from.version, answer.to.reference.as_str()), (2, "PAN27-D1"));
        let Some(Actor::Staff(staff)) = &answer.actor else { panic!("an act of staff") };
        assert_eq!((staff.role, staff.organisation.as_deref()), (Role::Instructor, Some("Organisation numerique")));
        assert_eq!(page.begun.0, Some(Actor::Participant("Camille".into())));
        assert!(page.steps.windows(2).all(|pair| pair[0].at <= pair[1].at));

        let back = lineage::page(&t.visitor(), &commitment).await.expect("shown");
        assert!(back.origins.iter().any(|step| step.relation == Relation::SourceOf && step.from.reference.as_str() == reference));
        assert!(back.steps.iter().any(|step| step.relation == Relation::HasMilestone));
    }
}
