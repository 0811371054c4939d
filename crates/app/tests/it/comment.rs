//! Comments: a stance, two levels, corrected and withdrawn.

use app::comment::{self, NewComment};
use app::error::Error;
use chrono::TimeDelta;
use domain::field::Problem;
use domain::refusal::Refusal;
use testkit::db_test;

fn new(body: &str, stance: &str, parent: &str) -> NewComment {
    NewComment { body: body.into(), stance: stance.into(), parent: parent.into(), ..NewComment::default() }
}

db_test! {
    async fn a_discussion_has_two_levels_and_no_third(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let dominique = t.participant("Dominique").await;
        let proposal = t.proposal(&camille, "Publier les algorithmes publics").await;
        let question = comment::publish(&dominique, &proposal, &new("Qui paiera ?", "question", "")).await.expect("asked");
        assert_eq!(question.reference.as_str(), "PAN27-C1");
        let reply = comment::publish(&camille, &proposal, &new("La direction du numérique.", "neutral", "PAN27-C1")).await.expect("replied");
        let deeper = comment::publish(&dominique, &proposal, &new("Vraiment ?", "question", reply.reference.as_str())).await;
        assert!(matches!(deeper, Err(Error::Invalid(errors)) if errors.of("parent") == Some(&Problem::TooDeep)));
        let page = app::proposal::show(&t.visitor(), &proposal).await.expect("shown");
        assert_eq!(page.discussion.comments.len(), 1);
        assert_eq!(page.discussion.comments[0].replies.len(), 1);
        assert_eq!((page.discussion.count, page.process.counts.comments), (2, 2));
    }

    async fn a_comment_without_words_or_stance_says_what_is_missing(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let proposal = t.proposal(&camille, "Publier les algorithmes publics").await;
        let Err(Error::Invalid(errors)) = comment::publish(&camille, &proposal, &new(" \u{200b} ", "maybe", "PAN27-C99")).await else { panic!("refused") };
        assert_eq!(errors.of("body"), Some(&Problem::Required));
        assert_eq!(errors.of("stance"), Some(&Problem::NotAChoice));
        assert_eq!(errors.of("parent"), Some(&Problem::Unknown));
    }

    async fn a_reply_to_a_comment_of_another_proposal_is_refused(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let one = t.proposal(&camille, "Publier les algorithmes publics").await;
        let other = t.proposal(&camille, "Publier les budgets locaux").await;
        let parent = t.comment(&camille, &one, "Sur la première").await;
        let crossed = comment::publish(&camille, &other, &new("Sur la seconde", "for", &parent)).await;
        assert!(matches!(crossed, Err(Error::Invalid(errors)) if errors.of("parent") == Some(&Problem::Unknown)));
    }

    async fn a_comment_is_corrected_within_its_window_and_withdrawn_at_any_time(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let dominique = t.participant("Dominique").await;
        let proposal = t.proposal(&camille, "Publier les algorithmes publics").await;
        let reference = t.comment(&dominique, &proposal, "Une bone idée").await;
        assert!(matches!(comment::edit(&camille, &reference, "Mes mots").await, Err(Error::Denied(_))));
        comment::edit(&dominique, &reference, "Une bonne idée").await.expect("corrected");
        t.later(TimeDelta::hours(1));
        assert!(matches!(comment::edit(&dominique, &reference, "Trop tard").await, Err(Error::Refused(Refusal::EditWindowOver))));
        comment::withdraw(&dominique, &reference).await.expect("withdrawn");
        let page = app::proposal::show(&t.visitor(), &proposal).await.expect("shown");
        let view = &page.discussion.comments[0];
        assert!(view.body.is_empty() && view.source.is_empty() && view.placeholder.is_some());
        assert_eq!(view.revision, 2);
    }
}
