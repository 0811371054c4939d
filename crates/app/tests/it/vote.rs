//! One person, one vote, at any concurrency.

use app::error::Error;
use app::vote;
use chrono::TimeDelta;
use domain::policy::Denial;
use domain::refusal::Refusal;
use domain::vote::Choice;
use testkit::{SLUG, db_test};

db_test! {
    async fn a_vote_is_counted_changed_and_taken_back(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let receipt = vote::cast(&camille, &reference, Some(Choice::Agree)).await.expect("the author votes once");
        assert_eq!((receipt.choice, receipt.revision), (Some(Choice::Agree), 1));
        assert_eq!(receipt.tally.expect("live").cast.agree, 1);
        let receipt = vote::cast(&camille, &reference, Some(Choice::Disagree)).await.expect("changed");
        let tally = receipt.tally.expect("live").cast;
        assert_eq!((tally.agree, tally.disagree), (0, 1));
        let receipt = vote::cast(&camille, &reference, None).await.expect("taken back");
        assert_eq!(receipt.tally.expect("live").cast.total(), 0);
        assert_eq!(vote::cast(&camille, &reference, None).await.expect("again").choice, None);
        let process = app::process::find(&t.visitor(), SLUG).await.expect("found");
        assert_eq!(process.counts.votes, 0);
    }

    async fn many_people_many_times_at_once_are_counted_once_each(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let mut voters = Vec::new();
        for number in 0..12 {
            voters.push(t.participant(&format!("Votant {number}")).await);
        }
        let mut tasks = tokio::task::JoinSet::new();
        for voter in &voters {
            for _ in 0..5 {
                let (voter, reference) = (voter.clone(), reference.clone());
                tasks.spawn(async move { vote::cast(&voter, &reference, Some(Choice::Mixed)).await.expect("voted") });
            }
        }
        while let Some(done) = tasks.join_next().await {
            done.expect("no panic");
        }
        let page = app::proposal::show(&t.visitor(), &reference).await.expect("shown");
        assert_eq!(page.card.tally.expect("live").cast.mixed, 12);
        assert_eq!(page.process.counts.votes, 12);
        assert_eq!(page.process.counts.participants, 13);
    }

    async fn visitors_the_unconfirmed_and_latecomers_do_not_vote(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let agree = Some(Choice::Agree);
        assert!(matches!(vote::cast(&t.visitor(), &reference, agree).await, Err(Error::Denied(Denial::SignIn))));
        let sacha = t.unconfirmed("Sacha").await;
        assert!(matches!(vote::cast(&sacha, &reference, agree).await, Err(Error::Denied(Denial::Confirm))));
        t.later(TimeDelta::days(9));
        assert!(matches!(vote::cast(&camille, &reference, agree).await, Err(Error::Refused(Refusal::PhaseClosed))));
    }

    async fn what_was_withdrawn_takes_no_votes_and_no_comments(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let dominique = t.participant("Dominique").await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        app::proposal::withdraw(&camille, &reference).await.expect("withdrawn");
        assert!(matches!(vote::cast(&dominique, &reference, Some(Choice::Agree)).await, Err(Error::Refused(Refusal::TakesNoVotes))));
        let new = app::comment::NewComment { body: "Dommage".into(), stance: "neutral".into(), ..Default::default() };
        assert!(matches!(app::comment::publish(&dominique, &reference, &new).await, Err(Error::Refused(Refusal::TakesNoComments))));
    }

    async fn a_vote_limit_is_shared_and_repeats_cost_nothing(t) {
        t.process().await;
        let mut settings = t.app.settings.clone();
        settings.limits.factor = 0.02;
        let limited = app::App::new(t.app.db.clone(), settings, t.clock.clone(), t.app.random.clone());
        let camille = t.participant("Camille").await;
        let first = t.proposal(&camille, "Publier les algorithmes publics").await;
        let second = t.proposal(&camille, "Publier les budgets locaux").await;
        let third = t.proposal(&camille, "Publier les marchés publics").await;
        let camille = app::Ctx { app: limited, ..camille };
        vote::cast(&camille, &first, Some(Choice::Agree)).await.expect("the first of two");
        for _ in 0..5 {
            vote::cast(&camille, &first, Some(Choice::Agree)).await.expect("a repeat");
        }
        vote::cast(&camille, &second, Some(Choice::Agree)).await.expect("the second of two");
        let refused = vote::cast(&camille, &third, Some(Choice::Agree)).await;
        assert!(matches!(refused, Err(Error::TooMany { retry_after }) if retry_after > 0));
    }
}
