//! Two instances that start together migrate once, whichever is first.

use testkit::{Kind, TestApp};

async fn both_migrate(url: &str) {
    let instance = async || {
        let db = db::connect(url, &db::Options::default()).await.expect("a database");
        db::migrate(&db, url).await.expect("migrated");
        assert_eq!(db::pending(&db).await.expect("asked"), 0);
        db.close().await.expect("closed");
    };
    tokio::join!(instance(), instance(), instance());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_one_sqlite_file() {
    let folder = tempfile::tempdir().expect("a folder");
    both_migrate(&format!("sqlite://{}/new.sqlite?mode=rwc", folder.path().display())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_one_postgresql_database() {
    let Some(t) = TestApp::new(Kind::Postgres).await else { return };
    let tx = t.app.db.write_tx().await.expect("a transaction");
    sea_orm::ConnectionTrait::execute_unprepared(&*tx, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        .await
        .expect("emptied");
    tx.commit().await.expect("committed");
    both_migrate(&t.database.url).await;
}
