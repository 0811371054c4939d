//! One contribution, while the rest stays.

use super::*;

db_test! {
    async fn one_contribution_goes_and_the_rest_stays_and_one_may_change_ones_mind(t) {
        t.process().await;
        let who = zibelinette(t).await;
        let (first, second) = (publish(&who, "Une idée").await, t.proposal(&who, "Une idée que je garde").await);
        let camille = t.participant("Camille").await;
        let theirs = t.proposal(&camille, "Publier les algorithmes publics").await;
        for reference in [theirs.as_str(), "PAN27-P99", "nothing"] {
            assert!(matches!(erasure::before(&who, reference).await, Err(Error::NotFound)), "{reference}");
            assert!(matches!(erasure::ask(&who, reference, PASSWORD.into()).await, Err(Error::NotFound)), "{reference}");
        }
        for reference in [&first, &second, &first] {
            erasure::ask(&who, reference, PASSWORD.into()).await.expect("asked");
        }
        assert_eq!(erasure::asked(&who).await.expect("asked").len(), 2, "asked twice, it is asked once");
        erasure::cancel(&who, &second).await.expect("cancelled");
        assert!(matches!(erasure::cancel(&camille, &first).await, Err(Error::NotFound)));
        assert_eq!(batch(t).await, Done { accounts: 0, contributions: 1 });
        let shown = async |reference: &str| proposal::show(&who, reference).await.expect("shown");
        assert_eq!(shown(&first).await.card.visibility, Visibility::Erased);
        assert!(!shown(&first).await.mine);
        let process = app::process::find(&who, SLUG).await.expect("found").id;
        let gone = app::operation::gone(&who, process).await.expect("counted");
        assert_eq!((gone.erased, gone.with_account), (1, 0));
        assert_eq!(shown(&second).await.card.title, "Une idée que je garde");
        let asked = erasure::before(&who, &first).await;
        assert!(matches!(asked, Err(Error::NotFound)), "it is nobody’s: {asked:?}");
        assert!(matches!(moderation::set_visibility(&t.staff("Modou", Role::Moderator).await, &first, "hidden", "R1", "Propos injurieux.").await, Err(Error::Refused(Refusal::Withdrawn))));
        assert_eq!(recount::all(&t.system()).await.expect("counted"), []);
        app::log::tick(&t.system()).await.expect("sequenced");
        let report = Published::of(&t.system()).await.verify(t, &[]);
        assert!(report.is_clean() && report.erased["erased"] == 2, "{report:#?}");
    }

    async fn a_draft_no_longer_says_whose_the_words_were(t) {
        t.process().await;
        let who = zibelinette(t).await;
        let draft = Submission { words: canary_words("Un brouillon"), ..Submission::default() };
        let (id, _) = proposal::save_draft(&who, SLUG, &draft).await.expect("kept");
        let submission = Submission { draft: Some(id), ..draft };
        let (reference, _) = proposal::publish(&who, SLUG, &submission).await.expect("published");
        erasure::ask(&who, reference.as_str(), PASSWORD.into()).await.expect("asked");
        assert_eq!(batch(t).await.contributions, 1);
        assert_eq!(entities::draft::Entity::find().count(t.app.db.read()).await.expect("counted"), 0);
    }

    async fn in_an_organisations_name_the_words_stay_and_the_person_goes(t) {
        t.process().await;
        let asso = t.organisation("asso", "organisation").await;
        let held = Held { role: Role::Delegate, process: None, organisation: Some(asso) };
        let id = t.account("Zibelinette Du Test", true).await;
        give_password(t, id).await;
        let who = t.system().acting(domain::policy::Actor::User { id, confirmed: true, auth_level: 1, held: vec![held] });
        let submission = Submission { words: words("Une idée de l’association"), on_behalf_of: "asso".into(), ..Submission::default() };
        let (reference, _) = proposal::publish(&who, SLUG, &submission).await.expect("published");
        assert_eq!(erasure::before(&who, reference.as_str()).await.expect("told").organisation.as_deref(), Some("Organisation asso"));
        erasure::ask(&who, "account", PASSWORD.into()).await.expect("asked");
        batch(t).await;
        app::log::tick(&t.system()).await.expect("sequenced");
        let process = app::process::find(&t.visitor(), SLUG).await.expect("found").id;
        let gone = app::operation::gone(&t.visitor(), process).await.expect("counted");
        assert_eq!((gone.erased, gone.with_account), (0, 0), "its words can be read");
        let page = proposal::show(&t.visitor(), reference.as_str()).await.expect("shown");
        assert_eq!((page.card.title.as_str(), page.card.author.name(), page.card.author.person.as_str()), ("Une idée de l’association", "Organisation asso", ""));
        let report = Published::of(&t.system()).await.verify(t, &[]);
        assert!(report.is_clean() && report.erased["account_erased"] == 1, "{report:#?}");
        let found = left(t, &["zibelinette du test".to_owned()]).await;
        assert!(found.is_empty(), "{found:#?}");
    }

    async fn what_was_never_sequenced_is_erased_and_still_explained(t) {
        t.process().await;
        let who = zibelinette(t).await;
        let reference = publish(&who, "Une idée").await;
        let tx = t.app.db.write_tx().await.expect("a transaction");
        entities::outbox::Entity::update_many().col_expr(entities::outbox::Column::At, Expr::value(t.clock_now())).exec(&*tx).await.expect("the queue of the log stands still");
        tx.commit().await.expect("committed");
        // As in a copy that was restored: its log comes after.
        let other = copy_of(t).await;
        erasure::ask(&who, &reference, PASSWORD.into()).await.expect("asked");
        batch(t).await;
        let Some(other) = other else { return };
        let ctx = Ctx::system(&other, "test");
        assert_eq!(erasure::reapply(&ctx).await.expect("erased again"), 1);
        app::log::tick(&ctx).await.expect("sequenced");
        let published = Published::of(&ctx).await;
        let report = published.verify(t, &[]);
        assert!(report.is_clean(), "{:#?}", report.findings);
        let rows = log_opening::Entity::find().all(other.db.read()).await.expect("read");
        assert!(rows.iter().all(|row| row.value.is_none() || row.version_id.is_none()), "{rows:#?}");
    }
}
