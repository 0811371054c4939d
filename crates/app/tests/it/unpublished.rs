//! A process that is not public: nothing of it is shown, and nothing can be done
//! in it by the references that someone still has.

use app::comment::NewComment;
use app::triage::NewAnswer;
use app::{Error, comment, commitment, moderation, process, proposal, triage, vote};
use chrono::TimeDelta;
use domain::policy::{Held, Role};
use domain::vote::Choice;
use testkit::{SLUG, db_test, words};

db_test! {
    async fn the_home_page_recalls_no_answer_of_a_process_that_is_not_public(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let administration = t.organisation("numerique", "administration").await;
        let ines = t.in_organisation("Inès", Role::Instructor, administration).await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        triage::answer(&ines, &reference, &NewAnswer::of("retained", "Cette idée répond au besoin.")).await.expect("answered");
        assert_eq!(process::home(&t.visitor()).await.expect("home").answers.len(), 1);
        t.unpublish().await;
        assert!(process::home(&t.visitor()).await.expect("home").answers.is_empty());
    }

    async fn nothing_is_done_by_reference_in_a_process_that_cannot_be_seen(t) {
        let id = t.process().await;
        let camille = t.participant("Camille").await;
        let dominique = t.participant("Dominique").await;
        let administration = t.organisation("numerique", "administration").await;
        let ines = t.in_organisation("Inès", Role::Instructor, administration).await;
        let omar = t.in_organisation("Omar", Role::Owner, administration).await;
        let modou = t.staff("Modou", Role::Moderator).await;
        let proposal = t.proposal(&camille, "Publier les algorithmes publics").await;
        let said = t.comment(&camille, &proposal, "Une première remarque.").await;
        let draft = commitment::create(&omar, SLUG, &crate::commitment::draft(&[]), None).await.expect("drafted").0.to_string();
        t.unpublish().await;
        let reason = "Un motif assez long.";
        macro_rules! nothing_there {
            ($($act:expr),+ $(,)?) => {$(
                let done = $act.await;
                assert!(matches!(done, Err(Error::NotFound)), "{}: {done:?}", stringify!($act));
            )+};
        }
        nothing_there!(
            vote::cast(&dominique, &proposal, Some(Choice::Agree)),
            comment::publish(&dominique, &proposal, &NewComment { body: "Encore".into(), stance: "for".into(), ..NewComment::default() }),
            comment::edit(&camille, &said, "Une autre remarque."),
            comment::withdraw(&camille, &said),
            proposal::edit(&camille, &proposal, &words("Publier tous les algorithmes")),
            proposal::withdraw(&camille, &proposal),
            moderation::report(&dominique, &proposal, reason),
            moderation::set_visibility(&modou, &said, "hidden", "R1", reason),
            moderation::dismiss(&modou, &proposal, reason),
            triage::admissibility(&ines, &proposal, "inadmissible", reason),
            triage::answer(&ines, &proposal, &NewAnswer::of("retained", reason)),
            commitment::edit(&omar, &draft, &crate::commitment::draft(&[])),
            commitment::publish(&omar, &draft),
            commitment::adopt(&omar, &draft, ""),
        );
        // Who prepares the process sees it, and may go on.
        let own = Held { role: Role::Admin, process: Some(id), organisation: None };
        let ada = t.holding("Ada", vec![own]).await;
        assert!(proposal::show(&ada, &proposal).await.is_ok());
        t.later(TimeDelta::minutes(1));
        vote::cast(&ada, &proposal, Some(Choice::Agree)).await.expect("an administrator sees it");
    }
}
