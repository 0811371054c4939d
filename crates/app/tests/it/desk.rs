//! The desk: what waits for someone with a role, and nothing to the others.

use app::error::Error;
use app::{desk, moderation, triage};
use domain::desk::Queue;
use domain::policy::{Denial, Role};
use testkit::db_test;

db_test! {
    async fn each_finds_the_work_of_their_role(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let administration = t.organisation("numerique", "administration").await;
        let ines = t.in_organisation("Inès", Role::Instructor, administration).await;
        let modou = t.staff("Modou", Role::Moderator).await;
        let first = t.proposal(&camille, "Publier les algorithmes publics").await;
        let second = t.proposal(&camille, "Ouvrir les données de transport").await;
        for reporter in ["Dominique", "Sacha"] {
            let reporter = t.participant(reporter).await;
            moderation::report(&reporter, &first, "Hors sujet, je crois.").await.expect("reported");
        }
        let lines = desk::show(&ines).await.expect("a desk");
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].triage.map(|queue| queue.count), Some(2));
        assert!(lines[0].triage.and_then(|queue| queue.since).is_some());
        assert_eq!(lines[0].moderation, None, "reports are the moderators'");
        triage::answer(&ines, &second, &app::triage::NewAnswer::of("not_retained", "Ces données sont déjà ouvertes.")).await.expect("answered");
        assert_eq!(desk::show(&ines).await.expect("a desk")[0].triage.map(|queue| queue.count), Some(1));
        let reports = desk::show(&modou).await.expect("a desk")[0].moderation.expect("a moderator's queue");
        assert_eq!(reports.count, 1, "two reports of one contribution are one thing to look at");
        moderation::dismiss(&modou, &first, "Le sujet est bien celui du plan.").await.expect("dismissed");
        assert_eq!(desk::show(&modou).await.expect("a desk")[0].moderation, Some(Queue::default()));
    }

    async fn there_is_no_desk_without_a_role(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        assert!(matches!(desk::show(&camille).await, Err(Error::Denied(Denial::Role))));
        assert!(matches!(desk::show(&t.visitor()).await, Err(Error::Denied(Denial::SignIn))));
    }
}
