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
            MilestoneWords {
                title: "Publier l’inventaire".into(),
                due: "2027-12-31".into(),
                ..MilestoneWords::default()
            },
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
        let ines = t.in_organisation("Inès", Role::Instructor, administration).await;
        app::triage::answer(&ines, &source, &app::triage::NewAnswer::of("retained", "Cette idée répond au besoin.")).await.expect("answered");
        let reference = commitment::create(&omar, SLUG, &draft(&[&source]), None).await.expect("drafted").0.to_string();
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
        let Err(Error::Invalid(errors)) = commitment::create(&omar, SLUG, &draft(&["PAN27-P9"]), None).await else { panic!("refused") };
        assert_eq!(errors.of("source"), Some(&Problem::Unknown));
        assert!(matches!(commitment::create(&olga, SLUG, &draft(&[]), None).await, Err(Error::Denied(_))));
        let camille = t.participant("Camille").await;
        assert!(matches!(commitment::create(&camille, SLUG, &draft(&[]), None).await, Err(Error::Denied(_))));
    }

    async fn changing_a_draft_keeps_its_milestones_references(t) {
        t.process().await;
        let administration = t.organisation("numerique", "administration").await;
        let omar = t.in_organisation("Omar", Role::Owner, administration).await;
        let reference = commitment::create(&omar, SLUG, &draft(&[]), None).await.expect("drafted").0.to_string();
        let mut words = draft(&[]);
        words.milestones.insert(0, MilestoneWords { title: "Nommer un responsable".into(), due: "2027-09-01".into(), ..MilestoneWords::default() });
        commitment::edit(&omar, &reference, &words).await.expect("changed");
        let page = commitment::show(&omar, &reference).await.expect("shown");
        let milestones: Vec<_> = page.card.milestones.iter().map(|milestone| milestone.reference.as_str()).collect();
        assert_eq!(milestones, ["PAN27-M2", "PAN27-M1"]);
        assert_eq!(page.revisions.len(), 2);
    }

    async fn a_milestone_keeps_its_reference_whatever_becomes_of_its_words(t) {
        t.process().await;
        let administration = t.organisation("numerique", "administration").await;
        let omar = t.in_organisation("Omar", Role::Owner, administration).await;
        let reference = commitment::create(&omar, SLUG, &draft(&[]), None).await.expect("drafted").0.to_string();
        commitment::edit(&omar, &reference, &draft(&[])).await.expect("nothing to change");
        let mut words = commitment::show(&omar, &reference).await.expect("shown").words;
        assert_eq!(words.milestones[0].reference, "PAN27-M1");
        words.milestones[0].title = "Publier l’inventaire complet".into();
        words.milestones[0].due = "2028-01-31".into();
        words.milestones.push(MilestoneWords { title: "Faire le bilan".into(), due: "2028-06-30".into(), ..MilestoneWords::default() });
        t.later(TimeDelta::minutes(1));
        commitment::edit(&omar, &reference, &words).await.expect("changed");
        let page = commitment::show(&omar, &reference).await.expect("shown");
        let shown: Vec<_> = page.card.milestones.iter().map(|it| (it.reference.as_str(), it.due.to_string())).collect();
        assert_eq!(shown, [("PAN27-M1", "2028-01-31".to_owned()), ("PAN27-M2", "2028-06-30".to_owned())]);
        assert_eq!(page.revisions.len(), 2, "what did not change made no version");
        let changed: Vec<&str> = page.revisions[0].changes.iter().map(|(field, _)| *field).collect();
        assert_eq!(changed, ["milestones"], "a date is part of what was said");
        // The second goes; then the plan is public, and its lineage names only what is there.
        let mut words = page.words.clone();
        words.milestones.pop();
        t.later(TimeDelta::minutes(1));
        commitment::edit(&omar, &reference, &words).await.expect("changed");
        t.later(TimeDelta::days(20));
        commitment::publish(&omar, &reference).await.expect("published");
        let steps = app::lineage::of(&t.visitor(), &reference).await.expect("steps");
        let named: Vec<&str> = steps.iter().map(|step| step.to.reference.as_str()).filter(|named| named.contains("-M")).collect();
        assert_eq!(named, ["PAN27-M1"]);
        assert!(steps.iter().all(|step| !step.to.url.is_empty()));
        let mut unknown = words;
        unknown.milestones[0].reference = "PAN27-M2".into();
        assert!(matches!(commitment::edit(&omar, &reference, &unknown).await, Err(Error::Refused(Refusal::InConsultation))));
    }

    async fn a_draft_lives_on_when_its_source_is_taken_back(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let administration = t.organisation("numerique", "administration").await;
        let omar = t.in_organisation("Omar", Role::Owner, administration).await;
        let modou = t.staff("Modou", Role::Moderator).await;
        let source = t.proposal(&camille, "Publier les algorithmes publics").await;
        let Err(Error::Invalid(errors)) = commitment::create(&omar, SLUG, &draft(&[&source]), None).await else { panic!("nobody said yes to it") };
        assert_eq!(errors.of("source"), Some(&Problem::NotAChoice));
        app::triage::admissibility(&modou, &source, "admissible", "Dans le champ de la démarche.").await.expect("admitted");
        let reference = commitment::create(&omar, SLUG, &draft(&[&source]), None).await.expect("drafted").0.to_string();
        app::proposal::withdraw(&camille, &source).await.expect("withdrawn");
        let mut words = commitment::show(&omar, &reference).await.expect("shown").words;
        words.title = "Ouvrir tous les algorithmes publics".into();
        commitment::edit(&omar, &reference, &words).await.expect("changed");
        let new = t.proposal(&camille, "Publier les budgets locaux").await;
        app::triage::admissibility(&modou, &new, "admissible", "Dans le champ de la démarche.").await.expect("admitted");
        words.sources.push(new.clone());
        commitment::edit(&omar, &reference, &words).await.expect("changed");
        let page = commitment::show(&omar, &reference).await.expect("shown");
        assert_eq!(page.words.sources, [source, new]);
        assert_eq!(page.revisions[0].changes[0].0, "sources");
        words.lead = "transports".into();
        let Err(Error::Invalid(errors)) = commitment::edit(&omar, &reference, &words).await else { panic!("the lead stays") };
        assert_eq!(errors.of("lead"), Some(&Problem::Fixed));
    }

    async fn a_draft_sent_twice_is_one_draft(t) {
        t.process().await;
        let administration = t.organisation("numerique", "administration").await;
        let omar = t.in_organisation("Omar", Role::Owner, administration).await;
        let op = Some(omar.id(omar.now()));
        let words = draft(&[]);
        let both = tokio::join!(commitment::create(&omar, SLUG, &words, op), commitment::create(&omar, SLUG, &words, op));
        let (first, second) = (both.0.expect("drafted"), both.1.expect("drafted"));
        assert_eq!(first.0, second.0);
        assert_ne!(first.1, second.1, "exactly one is new");
        assert_eq!(commitment::list(&omar, SLUG).await.expect("listed").1.len(), 1);
    }

    async fn an_administration_leads_where_it_takes_part(t) {
        let process = t.process().await;
        let administration = t.organisation("numerique", "administration").await;
        let other = t.organisation("transports", "administration").await;
        let omar = t.in_organisation("Omar", Role::Owner, administration).await;
        t.takes_part(process, other, "answers").await;
        let Err(Error::Invalid(errors)) = commitment::create(&omar, SLUG, &draft(&[]), None).await else { panic!("it takes no part") };
        assert_eq!(errors.of("lead"), Some(&Problem::NotAChoice));
        assert!(commitment::form(&omar, SLUG).await.expect("opened").leads.is_empty());
        t.takes_part(process, administration, "leads").await;
        commitment::create(&omar, SLUG, &draft(&[]), None).await.expect("drafted");
    }

    async fn a_commitment_is_adopted_from_the_arbitration_on(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let administration = t.organisation("numerique", "administration").await;
        let other = t.organisation("transports", "administration").await;
        let omar = t.in_organisation("Omar", Role::Owner, administration).await;
        let olga = t.in_organisation("Olga", Role::Owner, other).await;
        let reference = commitment::create(&omar, SLUG, &draft(&[]), None).await.expect("drafted").0.to_string();
        assert!(matches!(commitment::adopt(&omar, &reference, "").await, Err(Error::Refused(Refusal::NotInConsultation))));
        t.later(TimeDelta::days(20));
        commitment::publish(&omar, &reference).await.expect("published");
        app::vote::cast(&camille, &reference, Some(domain::vote::Choice::Agree)).await.expect("voted");
        assert!(matches!(commitment::adopt(&omar, &reference, "").await, Err(Error::Refused(Refusal::PhaseNotOpen))));
        t.later(TimeDelta::days(10));
        for nobody in [&camille, &olga] {
            assert!(matches!(commitment::adopt(nobody, &reference, "").await, Err(Error::Denied(_))));
        }
        assert!(commitment::show(&omar, &reference).await.expect("shown").can.adopt);
        commitment::adopt(&omar, &reference, "L’arbitrage a confirmé ce texte.").await.expect("adopted");
        assert!(matches!(commitment::adopt(&omar, &reference, "").await, Err(Error::Refused(Refusal::Unchanged))));
        let page = commitment::show(&t.visitor(), &reference).await.expect("shown");
        assert_eq!((page.card.state, page.card.version), (State::Adopted, 3));
        assert_eq!(page.card.tally.expect("over").on_earlier_revision, 1, "votes were on the draft");
        let steps = app::lineage::of(&t.visitor(), &reference).await.expect("steps");
        let last = steps.last().expect("a step");
        assert_eq!((last.relation, last.reason.as_str()), (domain::lineage::Relation::AdoptedAs, "L’arbitrage a confirmé ce texte."));
        assert_eq!(app::recount::all(&t.system()).await.expect("counted"), []);
        let again = app::vote::cast(&camille, &reference, Some(domain::vote::Choice::Mixed)).await;
        assert!(matches!(again, Err(Error::Refused(_))));
    }

    async fn commitments_are_listed_page_by_page(t) {
        t.process().await;
        let administration = t.organisation("numerique", "administration").await;
        let omar = t.in_organisation("Omar", Role::Owner, administration).await;
        for _ in 0..3 {
            commitment::create(&omar, SLUG, &draft(&[]), None).await.expect("drafted");
        }
        let first = commitment::page(&omar, SLUG, None, 2).await.expect("listed");
        let second = commitment::page(&omar, SLUG, first.next.as_deref(), 2).await.expect("listed");
        assert_eq!((first.items.len(), second.items.len(), second.next), (2, 1, None));
        assert!(commitment::page(&t.visitor(), SLUG, None, 2).await.expect("listed").items.is_empty());
    }
}
