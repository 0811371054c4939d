//! Triage: decisions with reasons, by the right people.

use app::error::Error;
use app::triage::NewAnswer;
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
        let Err(Error::Invalid(errors)) = triage::answer(&ines, &reference, &app::triage::NewAnswer::of("retained", " ")).await else { panic!("a reason is owed") };
        assert_eq!(errors.of("reason"), Some(&Problem::Required));
        triage::admissibility(&ines, &reference, "admissible", "Dans le champ de la démarche.").await.expect("admitted");
        let decision = triage::answer(&ines, &reference, &app::triage::NewAnswer::of("partly_retained", "Le code, oui ; les données, **non**.")).await.expect("answered");
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
        assert!(matches!(triage::answer(&ines, &own, &app::triage::NewAnswer::of("retained", "Parce que c’est la mienne.")).await, Err(Error::Denied(Denial::OwnWork))));
        assert!(matches!(triage::answer(&camille, &own, &app::triage::NewAnswer::of("retained", "Parce que je le veux.")).await, Err(Error::Denied(Denial::Role))));
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
        let answer = triage::answer(&ines, &reference, &app::triage::NewAnswer::of("retained", "Malgré tout, nous la retenons.")).await;
        assert!(matches!(answer, Err(Error::Refused(Refusal::NotDecidable))));
        let bench = triage::workbench(&ines, SLUG, Some(State::Inadmissible), None).await.expect("seen");
        assert_eq!(bench.lines.len(), 1);
    }

    async fn the_same_decision_sent_twice_is_taken_once(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let administration = t.organisation("numerique", "administration").await;
        let ines = t.in_organisation("Inès", Role::Instructor, administration).await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let admit = async || triage::admissibility(&ines, &reference, "admissible", "Dans le champ de la démarche.").await.expect("admitted");
        assert_eq!(admit().await, admit().await);
        let new = NewAnswer::of("retained", "Cette idée répond au besoin.");
        let both = tokio::join!(triage::answer(&ines, &reference, &new), triage::answer(&ines, &reference, &new));
        assert_eq!(both.0.expect("answered").as_str(), "PAN27-D2");
        assert_eq!(both.1.expect("answered").as_str(), "PAN27-D2");
        let page = proposal::show(&t.visitor(), &reference).await.expect("shown");
        assert_eq!(page.decisions.len(), 2);
        app::notice::digest(&t.system()).await.expect("looked at");
        assert_eq!(t.mails_to("camille@exemple.fr").await.len(), 1, "the mail of the day tells of both");
        let other = NewAnswer::of("retained", "Cette idée répond au besoin, en 2028.");
        assert_eq!(triage::answer(&ines, &reference, &other).await.expect("replaced").as_str(), "PAN27-D3");
    }

    async fn an_author_is_told_why_a_proposal_is_inadmissible(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let modou = t.staff("Modou", Role::Moderator).await;
        let reference = t.proposal(&camille, "Baisser le prix du pain partout").await;
        triage::admissibility(&modou, &reference, "inadmissible", "Hors du champ : règle R1.").await.expect("decided");
        let mails = t.mails_to("camille@exemple.fr").await;
        let [mail] = mails.as_slice() else { panic!("{mails:?}") };
        assert!(mail.text.contains("irrecevable") && mail.text.contains("> Hors du champ"), "{}", mail.text);
        assert_eq!(mail.link("/proposals/"), format!("/proposals/{reference}/lineage"));
    }

    async fn an_administration_answers_where_it_takes_part_and_says_which(t) {
        let process = t.process().await;
        let camille = t.participant("Camille").await;
        let budget = t.organisation("budget", "administration").await;
        let culture = t.organisation("culture", "administration").await;
        let held = |organisation| domain::policy::Held { role: Role::Instructor, process: None, organisation: Some(organisation) };
        let both = t.holding("Inès", vec![held(budget), held(culture)]).await;
        let stranger = t.in_organisation("Hugo", Role::Instructor, culture).await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let new = NewAnswer::of("retained", "Cette idée répond au besoin.");
        let Err(Error::Invalid(errors)) = triage::answer(&both, &reference, &new).await else { panic!("which one?") };
        assert_eq!(errors.of("on_behalf_of"), Some(&Problem::Required));
        let Err(Error::Invalid(errors)) = triage::answer(&both, &reference, &NewAnswer { on_behalf_of: "transports", ..new }).await else { panic!("not theirs") };
        assert_eq!(errors.of("on_behalf_of"), Some(&Problem::NotAChoice));
        triage::answer(&both, &reference, &NewAnswer { on_behalf_of: "culture", ..new }).await.expect("answered");
        let page = proposal::show(&both, &reference).await.expect("shown");
        assert_eq!(page.decisions[0].by.organisation.as_deref(), Some("Organisation culture"));
        assert_eq!(page.answers_for.len(), 2);
        t.takes_part(process, budget, "answers").await;
        t.takes_part(process, culture, "partner").await;
        assert!(matches!(triage::answer(&stranger, &reference, &new).await, Err(Error::Denied(Denial::Role))));
        assert!(!proposal::show(&stranger, &reference).await.expect("shown").can.answer);
        triage::answer(&both, &reference, &new).await.expect("one is left: it need not be said");
        let page = proposal::show(&both, &reference).await.expect("shown");
        assert_eq!(page.decisions[1].by.organisation.as_deref(), Some("Organisation budget"));
        assert_eq!(triage::workbench(&both, SLUG, None, None).await.expect("seen").answers_for, [("budget".to_owned(), "Organisation budget".to_owned())]);
    }

    async fn the_administrator_of_a_process_sees_no_other(t) {
        let process = t.process().await;
        let elsewhere = domain::policy::Held { role: Role::Admin, process: Some(domain::id::ProcessId(uuid::Uuid::nil())), organisation: None };
        let ada = t.holding("Ada", vec![elsewhere]).await;
        assert!(matches!(triage::workbench(&ada, SLUG, None, None).await, Err(Error::Denied(Denial::Role))));
        let administration = t.organisation("numerique", "administration").await;
        let omar = t.in_organisation("Omar", Role::Owner, administration).await;
        let draft = app::commitment::create(&omar, SLUG, &crate::commitment::draft(&[]), None).await.expect("drafted").0;
        assert!(matches!(app::commitment::show(&ada, draft.as_str()).await, Err(Error::NotFound)));
        let own = t.holding("Alba", vec![domain::policy::Held { role: Role::Admin, process: Some(process), organisation: None }]).await;
        assert!(triage::workbench(&own, SLUG, None, None).await.is_ok());
        assert!(app::commitment::show(&own, draft.as_str()).await.is_ok());
    }
}
