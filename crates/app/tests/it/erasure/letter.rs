//! By letter: an operator asks, which is an act.

use super::*;

db_test! {
    async fn the_last_administrator_stays_and_a_letter_is_an_act_that_names_nobody(t) {
        t.process().await;
        let ctx = t.system();
        let new = app::user::NewUser { email: "ada@exemple.fr".into(), name: "Ada".into(), role: Role::Admin, organisation: String::new(), process: String::new(), password: Some(PASSWORD.into()) };
        let ada = app::user::create(&ctx, new).await.expect("made").account;
        assert!(matches!(erasure::by_letter(&ctx, "ada@exemple.fr").await, Err(Error::Refused(Refusal::LastAdmin))));
        assert_eq!(problem(erasure::by_letter(&ctx, "personne@exemple.fr").await, "email"), Problem::Unknown);
        let who = zibelinette(t).await;
        let asked = erasure::by_letter(&ctx, "Zibelinette.du.test@exemple.fr").await.expect("asked");
        assert_eq!(asked.scope, Scope::Account);
        let again = erasure::by_letter(&ctx, "zibelinette.du.test@exemple.fr").await.expect("asked twice, it is asked once");
        assert_eq!(again, asked);
        assert_eq!(erasure::run(&ctx, Which::All).await.expect("erased").accounts, 1);
        let acts = entities::act::Entity::find().filter(entities::act::Column::Action.eq("account.erase")).all(t.app.db.read()).await.expect("read");
        assert!(acts.len() == 1 && !format!("{acts:?}").contains(&who.account().expect("someone").to_string()), "{acts:?}");
        let rights = entities::grant::Entity::find().filter(entities::grant::Column::AccountId.eq(ada.0)).count(t.app.db.read()).await;
        assert_eq!(rights.expect("counted"), 1);
    }

    async fn a_letter_is_asked_and_acted_upon_in_one_transaction(t) {
        t.process().await;
        zibelinette(t).await;
        let postgres = t.app.db.dialect() == db::Dialect::Postgres;
        // The register of acts takes nothing: as when the server dies in between.
        let tx = t.app.db.write_tx().await.expect("a transaction");
        let refuses = if postgres {
            "CREATE FUNCTION refuse() RETURNS trigger AS 'BEGIN RAISE EXCEPTION ''no''; END' LANGUAGE plpgsql;
             CREATE TRIGGER refuse BEFORE INSERT ON acts FOR EACH ROW EXECUTE FUNCTION refuse();"
        } else {
            "CREATE TRIGGER refuse BEFORE INSERT ON acts BEGIN SELECT RAISE(ABORT, 'no'); END;"
        };
        tx.execute_unprepared(refuses).await.expect("made");
        tx.commit().await.expect("committed");
        assert!(erasure::by_letter(&t.system(), "zibelinette.du.test@exemple.fr").await.is_err());
        let asked = entities::erasure::Entity::find().count(t.app.db.read()).await.expect("counted");
        assert_eq!(asked, 0, "an erasure without its act");
    }

    async fn someone_who_wrote_elsewhere_is_erased_by_letter_with_what_they_put_forward(t) {
        let dir = t.database.folder().join("dump");
        std::fs::create_dir_all(&dir).expect("a folder");
        let text = std::fs::read_to_string(crate::import::fixture().join("opinions.jsonl")).expect("the fixture");
        let text = text.replace("alba", "zibelinette").replace("Guide des horaires", "Guide quokkatitre").replace("Un <guide>", "Un <guide> ornithocorps");
        std::fs::write(dir.join("opinions.jsonl"), text).expect("written");
        crate::import::run(t, &crate::import::request(&dir, "horaires")).await.expect("imported");
        std::fs::remove_dir_all(&dir).expect("removed");
        let ctx = t.system();
        app::log::tick(&ctx).await.expect("sequenced");
        let connection = t.app.db.read();
        let author = account::Entity::find().filter(account::Column::Name.eq("zibelinette")).one(connection).await.expect("read").expect("an author");
        let theirs = entities::comment::Entity::find().filter(entities::comment::Column::AccountId.eq(author.id)).one(connection).await.expect("read").expect("a comment").reference;
        assert!(!left(t, &["quokkatitre".to_owned(), "ornithocorps".to_owned()]).await.is_empty());
        let who = zibelinette(t).await;
        t.process().await;
        let here = publish(&who, "Une idée").await;
        for wrong in ["HOROUV-P-99", "HOROUV-K-1", "zibelinette", here.as_str()] {
            assert_eq!(problem(erasure::by_letter_for_imported(&ctx, wrong).await, "author_of"), Problem::Unknown, "{wrong}");
        }
        erasure::ask(&who, "account", PASSWORD.into()).await.expect("asked");
        erasure::by_letter_for_imported(&ctx, &theirs).await.expect("asked");
        assert_eq!(batch(t).await.accounts, 2);
        assert_eq!(problem(erasure::by_letter_for_imported(&ctx, &theirs).await, "author_of"), Problem::Unknown);
        app::log::tick(&ctx).await.expect("sequenced");
        let published = Published::of(&ctx).await;
        let report = published.verify(t, &[]);
        assert!(report.is_clean() && report.erased["account_erased"] > 2, "{report:#?}");
        python_agrees(t, &published);
        let found = left(t, &CANARIES.map(str::to_owned)).await;
        assert!(found.is_empty(), "{found:#?}");
        assert_eq!(recount::all(&ctx).await.expect("counted"), []);
    }
}
