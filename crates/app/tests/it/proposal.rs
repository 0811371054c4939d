//! Proposals: published, corrected, withdrawn, kept as drafts, listed.

use app::error::Error;
use app::proposal::{self, Submission};
use chrono::TimeDelta;
use domain::paging::Count;
use domain::policy::{Denial, Role};
use domain::proposal::{ListQuery, Sort, State};
use domain::refusal::Refusal;
use sea_orm::{ActiveModelTrait, EntityTrait};
use testkit::{SLUG, db_test, words};

db_test! {
    async fn a_proposal_gets_a_reference_a_page_and_its_place_in_the_figures(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        assert_eq!(reference, "PAN27-P1");
        let page = proposal::show(&t.visitor(), &reference).await.expect("shown");
        assert_eq!(page.card.title, "Publier les algorithmes publics");
        assert_eq!(page.card.state, State::Received);
        assert_eq!(page.process.counts.proposals, 1);
        assert_eq!(page.process.counts.participants, 1);
        assert!(page.parts.body.as_str().contains("langage clair"));
        let second = t.proposal(&camille, "Publier les budgets locaux").await;
        assert_eq!(second, "PAN27-P2");
        let page = proposal::show(&t.visitor(), &second).await.expect("shown");
        assert_eq!((page.process.counts.proposals, page.process.counts.participants), (2, 1));
    }

    async fn a_repeat_of_the_same_submission_returns_the_first_result(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let op = Some(camille.id(camille.now()));
        let submission = Submission { words: words("Publier les algorithmes publics"), op, ..Submission::default() };
        let both = tokio::join!(proposal::publish(&camille, SLUG, &submission), proposal::publish(&camille, SLUG, &submission));
        let (first, second) = (both.0.expect("published"), both.1.expect("published"));
        assert_eq!(first.0, second.0);
        assert_ne!(first.1, second.1, "exactly one is new");
        let (_, page, count) = proposal::list(&t.visitor(), SLUG, &ListQuery::default()).await.expect("listed");
        assert_eq!((page.items.len(), count), (1, Count::Exact(1)));
    }

    async fn who_has_not_confirmed_keeps_a_draft_but_does_not_publish(t) {
        t.process().await;
        let sacha = t.unconfirmed("Sacha").await;
        let submission = Submission { words: words("Publier les algorithmes publics"), ..Submission::default() };
        let refused = proposal::publish(&sacha, SLUG, &submission).await;
        assert!(matches!(refused, Err(Error::Denied(Denial::Confirm))));
        let id = proposal::save_draft(&sacha, SLUG, &submission).await.expect("kept").0;
        assert_eq!(proposal::draft(&sacha, id).await.expect("mine").words.title, "Publier les algorithmes publics");
        let camille = t.participant("Camille").await;
        assert!(matches!(proposal::draft(&camille, id).await, Err(Error::NotFound)));
        assert!(matches!(proposal::draft(&t.visitor(), id).await, Err(Error::NotFound)));
    }

    async fn the_phase_closes_at_its_exact_instant(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let end = testkit::noon() + TimeDelta::days(9);
        t.clock.set(end - TimeDelta::milliseconds(1));
        t.proposal(&camille, "À la dernière milliseconde").await;
        t.clock.set(end);
        let submission = Submission { words: words("Une milliseconde trop tard"), ..Submission::default() };
        let late = proposal::publish(&camille, SLUG, &submission).await;
        assert!(matches!(late, Err(Error::Refused(Refusal::PhaseClosed))));
        let (_, page, _) = proposal::list(&t.visitor(), SLUG, &ListQuery::default()).await.expect("listed");
        assert_eq!(page.items.len(), 1, "nothing half done");
        t.clock.set(testkit::noon() - TimeDelta::days(1) - TimeDelta::milliseconds(1));
        let early = proposal::publish(&camille, SLUG, &submission).await;
        assert!(matches!(early, Err(Error::Refused(Refusal::PhaseNotOpen))));
    }

    async fn only_its_author_corrects_and_only_within_the_window(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let dominique = t.participant("Dominique").await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let mut better = words("Publier tous les algorithmes publics");
        assert!(matches!(proposal::edit(&dominique, &reference, &better).await, Err(Error::Denied(Denial::Role))));
        app::vote::cast(&dominique, &reference, Some(domain::vote::Choice::Agree)).await.expect("voted");
        t.later(TimeDelta::minutes(59));
        proposal::edit(&camille, &reference, &better).await.expect("corrected");
        let page = proposal::show(&t.visitor(), &reference).await.expect("shown");
        assert_eq!((page.card.revision, page.revisions.len()), (2, 2));
        assert_eq!(page.card.tally.expect("live").on_earlier_revision, 1);
        proposal::edit(&camille, &reference, &better).await.expect("nothing to change");
        assert_eq!(proposal::show(&t.visitor(), &reference).await.expect("shown").card.revision, 2);
        let (_, _, diffs) = proposal::history(&t.visitor(), &reference).await.expect("history");
        assert_eq!(diffs[0].changes[0].0, "title");
        t.later(TimeDelta::minutes(1));
        better.title = "Trop tard pour cette correction".into();
        assert!(matches!(proposal::edit(&camille, &reference, &better).await, Err(Error::Refused(Refusal::EditWindowOver))));
    }

    async fn a_withdrawn_proposal_leaves_a_placeholder_and_no_words(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        proposal::withdraw(&camille, &reference).await.expect("withdrawn");
        let page = proposal::show(&camille, &reference).await.expect("shown");
        assert!(page.card.title.is_empty() && page.parts.body.is_empty() && page.words.body.is_empty());
        assert!(page.placeholder.is_some());
        assert_eq!(page.card.state, State::Withdrawn);
        let found = ListQuery { q: "algorithmes".into(), ..ListQuery::default() };
        let (_, list, _) = proposal::list(&t.visitor(), SLUG, &found).await.expect("listed");
        assert!(list.items.is_empty());
        let again = proposal::withdraw(&camille, &reference).await;
        assert!(matches!(again, Err(Error::Refused(Refusal::Withdrawn))));
    }

    async fn a_delegate_speaks_for_their_organisation_and_nobody_else_does(t) {
        t.process().await;
        let association = t.organisation("exemple", "organisation").await;
        let ada = t.in_organisation("Ada", Role::Delegate, association).await;
        let submission = Submission { words: words("Publier les algorithmes publics"), on_behalf_of: "exemple".into(), ..Submission::default() };
        let (reference, _) = proposal::publish(&ada, SLUG, &submission).await.expect("published");
        let author = proposal::show(&t.visitor(), reference.as_str()).await.expect("shown").card.author;
        assert_eq!((author.name(), author.person.as_str()), ("Organisation exemple", "Ada"));
        let camille = t.participant("Camille").await;
        assert!(matches!(proposal::publish(&camille, SLUG, &submission).await, Err(Error::Denied(_))));
    }

    async fn every_order_pages_through_everything_once(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let dominique = t.participant("Dominique").await;
        for number in 1..=7 {
            let reference = t.proposal(&camille, &format!("Une proposition numéro {number}")).await;
            if number % 3 == 0 {
                app::vote::cast(&dominique, &reference, Some(domain::vote::Choice::Agree)).await.expect("voted");
                t.comment(&dominique, &reference, "Très bonne idée").await;
            }
        }
        for sort in Sort::ALL {
            for seed in [0, 1 << 30] {
                let mut seen = Vec::new();
                let mut query = ListQuery { sort: *sort, limit: 2, seed, ..ListQuery::default() };
                loop {
                    let (_, page, count) = proposal::list(&t.visitor(), SLUG, &query).await.expect("listed");
                    assert_eq!(count, Count::Exact(7));
                    seen.extend(page.items.into_iter().map(|card| card.reference.to_string()));
                    match page.next {
                        Some(next) => query.after = Some(next),
                        None => break,
                    }
                    assert!(seen.len() <= 7, "{sort}: {seen:?}");
                }
                if matches!(sort, Sort::Supported | Sort::Discussed) {
                    assert_eq!(&seen[..2], ["PAN27-P6", "PAN27-P3"], "{sort}");
                }
                seen.sort();
                seen.dedup();
                assert_eq!(seen.len(), 7, "{sort}");
            }
        }
    }

    async fn a_list_narrows_by_theme_state_and_words(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        t.proposal(&camille, "Publier les algorithmes publics").await;
        let climate = Submission { words: domain::proposal::Words { theme: "climat".into(), ..words("Rénover les écoles du quartier") }, ..Submission::default() };
        proposal::publish(&camille, SLUG, &climate).await.expect("published");
        let ask = async |query: ListQuery| proposal::list(&t.visitor(), SLUG, &query).await.expect("listed").1.items.len();
        assert_eq!(ask(ListQuery { theme: Some("climat".into()), ..ListQuery::default() }).await, 1);
        assert_eq!(ask(ListQuery { theme: Some("rien".into()), ..ListQuery::default() }).await, 0);
        assert_eq!(ask(ListQuery { state: Some(State::Received), ..ListQuery::default() }).await, 2);
        assert_eq!(ask(ListQuery { state: Some(State::Retained), ..ListQuery::default() }).await, 0);
        assert_eq!(ask(ListQuery { q: "école".into(), ..ListQuery::default() }).await, 1);
        assert_eq!(ask(ListQuery { q: "\" OR 1=1 --".into(), ..ListQuery::default() }).await, 0);
        assert_eq!(ask(ListQuery { after: Some("n'importe quoi".into()), ..ListQuery::default() }).await, 2);
    }

    async fn words_that_were_decided_on_no_longer_change(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let modou = t.staff("Modou", Role::Moderator).await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        assert!(proposal::show(&camille, &reference).await.expect("shown").can.edit);
        app::triage::admissibility(&modou, &reference, "inadmissible", "Hors du champ : règle R1.").await.expect("decided");
        let other = words("Tout autre chose que ce qui fut jugé");
        assert!(matches!(proposal::edit(&camille, &reference, &other).await, Err(Error::Refused(Refusal::NotDecidable))));
        assert!(matches!(proposal::source(&camille, &reference).await, Err(Error::Refused(Refusal::NotDecidable))));
        let page = proposal::show(&camille, &reference).await.expect("shown");
        assert_eq!((page.card.revision, page.can.edit), (1, false));
    }

    async fn taking_a_proposal_back_leaves_what_was_decided_beside(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let modou = t.staff("Modou", Role::Moderator).await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        app::triage::admissibility(&modou, &reference, "inadmissible", "Hors du champ : règle R1.").await.expect("decided");
        proposal::withdraw(&camille, &reference).await.expect("withdrawn");
        assert_eq!(proposal::show(&t.visitor(), &reference).await.expect("shown").card.state, State::Withdrawn);
        let row = entities::proposal::Entity::find().one(t.app.db.read()).await.expect("read").expect("there");
        assert_eq!((row.state.as_str(), row.visibility.as_str()), ("inadmissible", "withdrawn"));
        let in_state = async |state| {
            let query = ListQuery { state: Some(state), ..ListQuery::default() };
            proposal::list(&t.visitor(), SLUG, &query).await.expect("listed").1.items.len()
        };
        assert_eq!((in_state(State::Withdrawn).await, in_state(State::Inadmissible).await), (1, 0));
        let bench = app::triage::workbench(&modou, SLUG, None, None).await.expect("seen");
        let counted = |state| bench.by_state.iter().find(|(known, _)| *known == state).map(|(_, count)| *count);
        assert_eq!((counted(State::Withdrawn), counted(State::Inadmissible)), (Some(1), Some(0)));
    }

    async fn the_same_draft_sent_twice_at_once_is_kept_once(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let op = Some(camille.id(camille.now()));
        let submission = Submission { words: words("Publier les algorithmes publics"), op, ..Submission::default() };
        let both = tokio::join!(proposal::save_draft(&camille, SLUG, &submission), proposal::save_draft(&camille, SLUG, &submission));
        let (first, second) = (both.0.expect("saved"), both.1.expect("saved"));
        assert_eq!(first.0, second.0);
        assert_ne!(first.1, second.1, "exactly one is new");
        let other = entities::process::Entity::find().one(t.app.db.read()).await.expect("read").expect("there");
        let tx = t.app.db.write_tx().await.expect("a transaction");
        let twin = entities::process::Model { id: camille.id(camille.now()), slug: "autre".into(), code: "AUTRE".into(), ..other };
        app::record::insert(&tx, sea_orm::IntoActiveModel::into_active_model(twin).reset_all()).await.expect("another process");
        tx.commit().await.expect("committed");
        assert_eq!(proposal::save_draft(&camille, "autre", &submission).await.expect("no failure"), (first.0, false));
    }

    async fn one_draft_open_in_two_windows_is_published_once(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let submission = Submission { words: words("Publier les algorithmes publics"), ..Submission::default() };
        let draft = proposal::save_draft(&camille, SLUG, &submission).await.expect("saved").0;
        let window = || Submission { draft: Some(draft), op: Some(camille.id(camille.now())), ..submission.clone() };
        let (one, two) = (window(), window());
        let both = tokio::join!(proposal::publish(&camille, SLUG, &one), proposal::publish(&camille, SLUG, &two));
        let (first, second) = (both.0.expect("published"), both.1.expect("published"));
        assert_eq!(first.0, second.0);
        assert_ne!(first.1, second.1, "exactly one is new");
        assert!(matches!(proposal::draft(&camille, draft).await, Err(Error::NotFound)));
        let kept = entities::draft::Entity::find().one(t.app.db.read()).await.expect("read").expect("there");
        assert_eq!(kept.fields, serde_json::json!({}), "its words are in the proposal alone");
    }
}
