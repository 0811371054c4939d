//! Commitments: drafted in private, put to consultation, discussed.

use app::commitment;
use app::error::Error;
use chrono::TimeDelta;
use domain::commitment::{MilestoneWords, State, Words};
use domain::field::Problem;
use domain::policy::Role;
use domain::refusal::Refusal;
use testkit::{SLUG, db_test};

pub(crate) fn draft(sources: &[&str]) -> Words {
    Words {
        title: "Ouvrir les algorithmes publics".into(),
        problem: "Les décisions automatisées ne sont pas expliquées.".into(),
        text: "La direction publie le code et une explication.".into(),
        lead: "numerique".into(),
        sources: sources.iter().map(|source| (*source).to_owned()).collect(),
        milestones: vec![
            MilestoneWords { title: "Publier l’inventaire".into(), due: "2027-12-31".into() },
            MilestoneWords::default(),
        ],
    }
}

db_test! {
    async fn a_draft_is_private_until_it_is_put_to_consultation(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let administration = t.organisation("numerique", "administration").await;
        let omar = t.in_organisation("Omar", Role::Owner, administration).await;
        let source = t.proposal(&camille, "Publier les algorithmes publics").await;
        let reference = commitment::create(&omar, SLUG, &draft(&[&source])).await.expect("drafted").to_string();
        assert_eq!(reference, "PAN27-E1");
        assert!(matches!(commitment::show(&t.visitor(), &reference).await, Err(Error::NotFound)));
        assert!(matches!(commitment::show(&camille, &reference).await, Err(Error::NotFound)));
        assert_eq!(commitment::show(&omar, &reference).await.expect("staff").card.state, State::Draft);
        assert!(matches!(commitment::publish(&omar, &reference).await, Err(Error::Refused(Refusal::PhaseNotOpen))));
        t.later(TimeDelta::days(20));
        commitment::publish(&omar, &reference).await.expect("published");
        assert!(matches!(commitment::publish(&omar, &reference).await, Err(Error::Refused(Refusal::AlreadyPublished))));
        let page = commitment::show(&t.visitor(), &reference).await.expect("public");
        assert_eq!((page.card.state, page.card.version), (State::InConsultation, 2));
        assert_eq!(page.card.milestones[0].reference.as_str(), "PAN27-M1");
        assert_eq!(page.sources[0].reference.as_str(), source);
        app::vote::cast(&camille, &reference, Some(domain::vote::Choice::Mixed)).await.expect("voted");
        let comment = t.comment(&camille, &reference, "Et les communes ?").await;
        let page = commitment::show(&t.visitor(), &reference).await.expect("public");
        assert_eq!(page.card.tally.expect("live").cast.mixed, 1);
        assert_eq!(page.discussion.comments[0].reference.as_str(), comment);
        assert!(matches!(commitment::edit(&omar, &reference, &draft(&[&source])).await, Err(Error::Refused(Refusal::InConsultation))));
        assert_eq!(app::search::site(&t.visitor(), "explication").await.expect("searched").len(), 2);
    }

    async fn an_owner_drafts_for_their_own_administration_from_proposals_that_exist(t) {
        t.process().await;
        let administration = t.organisation("numerique", "administration").await;
        let other = t.organisation("transports", "administration").await;
        let omar = t.in_organisation("Omar", Role::Owner, administration).await;
        let olga = t.in_organisation("Olga", Role::Owner, other).await;
        let Err(Error::Invalid(errors)) = commitment::create(&omar, SLUG, &draft(&["PAN27-P9"])).await else { panic!("refused") };
        assert_eq!(errors.of("source"), Some(&Problem::Unknown));
        assert!(matches!(commitment::create(&olga, SLUG, &draft(&[])).await, Err(Error::Denied(_))));
        let camille = t.participant("Camille").await;
        assert!(matches!(commitment::create(&camille, SLUG, &draft(&[])).await, Err(Error::Denied(_))));
    }

    async fn changing_a_draft_keeps_its_milestones_references(t) {
        t.process().await;
        let administration = t.organisation("numerique", "administration").await;
        let omar = t.in_organisation("Omar", Role::Owner, administration).await;
        let reference = commitment::create(&omar, SLUG, &draft(&[])).await.expect("drafted").to_string();
        let mut words = draft(&[]);
        words.milestones.insert(0, MilestoneWords { title: "Nommer un responsable".into(), due: "2027-09-01".into() });
        commitment::edit(&omar, &reference, &words).await.expect("changed");
        let page = commitment::show(&omar, &reference).await.expect("shown");
        let milestones: Vec<_> = page.card.milestones.iter().map(|milestone| milestone.reference.as_str()).collect();
        assert_eq!(milestones, ["PAN27-M2", "PAN27-M1"]);
        assert_eq!(page.revisions.len(), 2);
    }
}
