//! Copies that are restored are erased again before they serve.

use super::*;

db_test! {
    async fn a_copy_that_is_restored_is_erased_again_before_it_serves(t) {
        t.process().await;
        let who = zibelinette(t).await;
        let (first, theirs, _) = a_life(t, &who).await;
        let camille = t.participant("Camille Bis").await;
        let kept = publish(&camille, "Une autre vie").await;
        give_password(t, camille.account().expect("someone")).await;
        // The copy: the same people and the same numbers, on another database whose
        // erasures are the same file.
        let other = copy_of(t).await;
        erasure::ask(&who, "account", PASSWORD.into()).await.expect("asked");
        erasure::ask(&camille, &kept, PASSWORD.into()).await.expect("asked");
        assert_eq!(batch(t).await, Done { accounts: 1, contributions: 1 });
        let Some(other) = other else { return };
        let ctx = Ctx::system(&other, "test");
        let visitor = ctx.acting(domain::policy::Actor::Visitor);
        assert!(proposal::show(&visitor, &first).await.expect("shown").placeholder.is_none());
        assert_eq!(erasure::reapply(&ctx).await.expect("erased again"), 2);
        assert_eq!(erasure::reapply(&ctx).await.expect("nothing is left"), 0);
        for reference in [&first, &kept] {
            assert_eq!(proposal::show(&visitor, reference).await.expect("shown").card.visibility, Visibility::Erased);
        }
        assert_eq!(proposal::show(&visitor, &theirs).await.expect("shown").card.tally.expect("shown").cast.total(), 0);
        assert_eq!(recount::all(&ctx).await.expect("counted"), []);
        let folder = t.database.folder().join("copy");
        let found = bytes_left(&folder, &traces(&who));
        assert!(found.is_empty(), "{found:#?}");
    }

    async fn a_copy_older_than_the_request_of_someone_who_only_voted_keeps_no_byte_of_them(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let theirs = t.proposal(&camille, "Publier les algorithmes publics").await;
        let who = zibelinette(t).await;
        vote::cast(&who, &theirs, Some(Choice::Agree)).await.expect("cast");
        let other = copy_of(t).await;
        erasure::ask(&who, "account", PASSWORD.into()).await.expect("asked");
        assert_eq!(batch(t).await.accounts, 1);
        let Some(other) = other else { return };
        let folder = t.database.folder().join("copy");
        let own = &traces(&who)[7..];
        assert!(bytes_left(&folder, own).len() > 2, "the test would not see it");
        let ctx = Ctx::system(&other, "test");
        assert_eq!(erasure::reapply(&ctx).await.expect("erased again"), 1);
        let found = bytes_left(&folder, own);
        assert!(found.is_empty(), "{found:#?}");
        let rows = entities::erasure::Entity::find().all(other.db.read()).await.expect("read");
        let [row] = &rows[..] else { panic!("that an account was erased is said once: {rows:?}") };
        assert!(row.scope == "account" && row.account_id.is_none() && row.gone_at.is_some(), "{row:?}");
    }
}
