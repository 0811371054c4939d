//! Does it live, is it ready, how does it fare.

use testkit::{Kind, TestApp};

use crate::http::Site;

testkit::db_test! {
    async fn a_server_on_a_migrated_database_is_ready(t) {
        let browser = Site::new(t).browser();
        assert_eq!(browser.get("/healthz").await.is(200).data()["status"], "ok");
        let ready = browser.get("/readyz").await.is(200).data();
        assert_eq!(ready["status"], "ready");
        assert_eq!(ready["database"], t.app.db.dialect().name());
    }

    async fn what_is_measured_names_routes_and_not_addresses(t) {
        let browser = Site::new(t).browser();
        browser.get("/robots.txt").await.is(200);
        browser.get("/nothing/secret-of-camille").await.is(404);
        let metrics = browser.get("/metrics").await.is(200);
        assert_eq!(metrics.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
        for line in [
            "parvis_requests_total{method=\"GET\",route=\"/robots.txt\",status=\"200\"}",
            "parvis_requests_total{method=\"GET\",route=\"unmatched\",status=\"404\"}",
            "parvis_request_seconds_bucket{method=\"GET\",route=\"/robots.txt\",le=\"0.01\"}",
            "parvis_jobs_waiting 0",
            "parvis_database_read_connections ",
        ] {
            assert!(metrics.body.contains(line), "{line} in:\n{}", metrics.body);
        }
        assert!(!metrics.body.contains("camille"));
    }
}

#[tokio::test]
async fn a_database_that_was_never_migrated_is_not_ready() {
    let t = TestApp::new(Kind::Sqlite).await.expect("SQLite is always there");
    let tx = t.app.db.write_tx().await.expect("a transaction");
    sea_orm::ConnectionTrait::execute_unprepared(&*tx, "DELETE FROM seaql_migrations").await.expect("forgotten");
    tx.commit().await.expect("committed");
    let answer = Site::new(&t).browser().get("/readyz").await.is(503);
    assert_eq!(answer.data()["reason"], "schema");
}

#[tokio::test]
async fn on_a_public_site_measures_are_for_who_knows_the_token() {
    let public = |token: &'static str| {
        move |settings: &mut settings::Settings| {
            settings.server.public_url = "https://parvis.example".into();
            settings.metrics.token = token.into();
        }
    };
    let ask = async |t: &TestApp, bearer: &str| {
        let headers = [(axum::http::header::AUTHORIZATION, bearer)];
        Site::new(t).browser().request(axum::http::Method::GET, "/metrics", &headers, Vec::new()).await.status.as_u16()
    };
    let t = TestApp::with(Kind::Sqlite, public("a long token")).await.expect("SQLite is always there");
    assert_eq!(ask(&t, "Bearer a long token").await, 200);
    for wrong in ["Bearer a long toke", "Bearer ", "a long token", "Basic a long token"] {
        assert_eq!(ask(&t, wrong).await, 404, "{wrong}");
    }
    let t = TestApp::with(Kind::Sqlite, public("")).await.expect("SQLite is always there");
    assert_eq!(ask(&t, "Bearer ").await, 404, "an empty token opens nothing");
}
