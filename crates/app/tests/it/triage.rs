//! Triage: decisions with reasons, by the right people.

use app::error::Error;
use app::{proposal, triage};
use domain::field::Problem;
use domain::policy::{Denial, Role};
use domain::proposal::State;
use domain::refusal::Refusal;
use testkit::{SLUG, db_test};

db_test! {
    async fn a_proposal_is_admitted_then_answered_with_a_reason(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let administration = t.organisation("numerique", "administration").await;
        let ines = t.in_organisation("Inès", Role::Instructor, administration).await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let Err(Error::Invalid(errors)) = triage::answer(&ines, &reference, "retained", " ").await else { panic!("a reason is owed") };
        assert_eq!(errors.of("reason"), Some(&Problem::Required));
        triage::admissibility(&ines, &reference, "admissible", "Dans le champ de la démarche.").await.expect("admitted");
        let decision = triage::answer(&ines, &reference, "partly_retained", "Le code, oui ; les données, **non**.").await.expect("answered");
        assert_eq!(decision.as_str(), "PAN27-D2");
        let page = proposal::show(&t.visitor(), &reference).await.expect("shown");
        assert_eq!(page.card.state, State::PartlyRetained);
        assert_eq!(page.decisions.len(), 2);
        assert_eq!(page.decisions[1].by.organisation.as_deref(), Some("Organisation numerique"));
        assert!(page.decisions[1].reason.as_str().contains("<strong>non</strong>"));
        let again = triage::admissibility(&ines, &reference, "inadmissible", "Finalement non, hors sujet.").await;
        assert!(matches!(again, Err(Error::Refused(Refusal::NotDecidable))));
    }

    async fn nobody_triages_their_own_proposal_and_participants_triage_none(t) {
        t.process().await;
        let administration = t.organisation("numerique", "administration").await;
        let ines = t.in_organisation("Inès", Role::Instructor, administration).await;
        let camille = t.participant("Camille").await;
        let own = t.proposal(&ines, "Une idée d’instructrice publique").await;
        assert!(matches!(triage::answer(&ines, &own, "retained", "Parce que c’est la mienne.").await, Err(Error::Denied(Denial::OwnWork))));
        assert!(matches!(triage::answer(&camille, &own, "retained", "Parce que je le veux.").await, Err(Error::Denied(Denial::Role))));
        assert!(matches!(triage::workbench(&camille, SLUG, None, None).await, Err(Error::Denied(Denial::Role))));
    }

    async fn an_inadmissible_proposal_stays_readable_with_the_reason_and_takes_no_votes(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let administration = t.organisation("numerique", "administration").await;
        let ines = t.in_organisation("Inès", Role::Instructor, administration).await;
        let reference = t.proposal(&camille, "Baisser le prix du pain partout").await;
        triage::admissibility(&ines, &reference, "inadmissible", "Hors du champ : règle R1.").await.expect("decided");
        let page = proposal::show(&t.visitor(), &reference).await.expect("shown");
        assert!(!page.parts.body.is_empty());
        assert_eq!(page.decisions[0].outcome, "inadmissible");
        let vote = app::vote::cast(&camille, &reference, Some(domain::vote::Choice::Agree)).await;
        assert!(matches!(vote, Err(Error::Refused(Refusal::TakesNoVotes))));
        let answer = triage::answer(&ines, &reference, "retained", "Malgré tout, nous la retenons.").await;
        assert!(matches!(answer, Err(Error::Refused(Refusal::NotDecidable))));
        let bench = triage::workbench(&ines, SLUG, Some(State::Inadmissible), None).await.expect("seen");
        assert_eq!(bench.lines.len(), 1);
    }
}
