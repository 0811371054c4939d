//! What a batch waits for, and what it does not.

use super::*;

/// The log of this server stands still, as where another one writes it.
async fn without_sequencer() -> TestApp {
    let t =
        TestApp::with(testkit::Kind::Sqlite, |settings| settings.log.sequence = false).await.expect("SQLite is there");
    t.process().await;
    t
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_with_nothing_to_do_does_not_wait_for_the_log() {
    let t = without_sequencer().await;
    t.proposal(&t.participant("Camille").await, "Publier les algorithmes publics").await;
    let done = tokio::time::timeout(Duration::from_secs(10), erasure::run(&t.system(), Which::Due)).await;
    assert_eq!(done.expect("at once").expect("nothing is due"), Done::default());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_asked_is_out_before_the_log_is_waited_for() {
    let t = without_sequencer().await;
    let who = zibelinette(&t).await;
    publish(&who, "Une idée").await;
    erasure::ask(&who, "account", PASSWORD.into()).await.expect("asked");
    t.later(TimeDelta::days(1));
    let ctx = t.system();
    let batch = tokio::spawn(async move { erasure::run(&ctx, Which::Due).await });
    let mut sessions = 1;
    for _ in 0..50 {
        sessions = entities::session::Entity::find().count(t.app.db.read()).await.expect("counted");
        if sessions == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert!(sessions == 0 && !batch.is_finished(), "who asked could still write");
    batch.abort();
}
