//! Forms: whatever is sent, an answer; whatever was typed, kept.

use std::time::Duration;

use app::limit::{self, Limit};
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderName, Method};
use domain::field::{FieldErrors, Problem};
use domain::policy::{About, Action};
use domain::refusal::Refusal;
use serde::{Deserialize, Serialize};
use serde_json::json;
use server::extract::{Form, Path, Req};
use server::failure::Answer;
use server::router::Routes;
use testkit::{Kind, TestApp};

use crate::http::{Browser, Site};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Typed {
    title: String,
    source: Vec<String>,
    password: String,
}

/// The page of the form says what was kept.
async fn page(req: Req, Path(name): Path<String>) -> Answer {
    let kept: Option<Typed> = req.kept_form(&format!("/things/{name}/add")).await?;
    Ok(req.page(format!("<h1>{name}</h1><p>{}</p>", json!(kept))))
}

async fn add(req: Req, Path(name): Path<String>, Form(typed): Form<Typed>) -> Answer {
    match name.as_str() {
        "panic" => panic!("a handler fails"),
        "slow" => tokio::time::sleep(Duration::from_secs(3)).await,
        "fault" => return Err(anyhow::anyhow!("the disk of the database is full").into()),
        "closed" => return Err(Refusal::PhaseClosed.into()),
        "often" => {
            let once = Limit { name: "once", burst: 1, period: 600 };
            limit::spend_now(&req.ctx, &[(once, &req.ctx.client)]).await?;
        }
        _ => {}
    }
    req.ctx.permit(Action::Comment, About::default())?;
    if typed.title.is_empty() {
        return Err(FieldErrors::one("title", Problem::Required).into());
    }
    Ok(req.created("/things/made", "comment-published", &typed))
}

fn routes() -> Routes {
    Routes::new().get("/things/{name}", page).post("/things/{name}/add", "/things/{name}", add)
}

async fn site_with(change: impl FnOnce(&mut settings::Settings)) -> (TestApp, Site) {
    let t = TestApp::with(Kind::Sqlite, change).await.expect("SQLite is always there");
    let site = Site::of(&t, routes());
    (t, site)
}

async fn someone() -> (TestApp, Browser) {
    let (t, site) = site_with(|_| {}).await;
    let browser = site.browser();
    browser.sign_in(&t.participant("Camille").await).await;
    (t, browser)
}

#[tokio::test]
async fn a_form_that_succeeds_leads_on_and_the_next_page_says_so_once() {
    let (_t, browser) = someone().await;
    let done = browser.post("/things/one/add", &[("title", "x")]).await.is(303);
    assert_eq!(done.location(), "/things/made");
    assert_eq!(browser.cookie("flash").as_deref(), Some("comment-published"));
    browser.get("/things/one").await.is(200);
    assert_eq!(browser.cookie("flash"), None, "it has been said");
}

#[tokio::test]
async fn json_in_and_json_out_have_the_names_of_the_form() {
    let (_t, browser) = someone().await;
    let made = browser
        .json_post("/things/one/add", &json!({ "title": "x", "source": ["a", "b"], "role": "admin" }))
        .await
        .is(201);
    assert_eq!(made.header("location"), Some("/things/made"));
    assert_eq!(made.data()["source"], json!(["a", "b"]));
    let made = browser.post_for_json("/things/one/add", &[("title", "x"), ("source", "a")]).await.is(201);
    assert_eq!(made.data()["source"], json!(["a"]));
}

#[tokio::test]
async fn what_is_wrong_is_told_by_field() {
    let (_t, browser) = someone().await;
    let problem = browser.json_post("/things/one/add", &json!({})).await.is(422);
    assert_eq!(problem.header("content-type"), Some("application/problem+json"));
    let problem = problem.data();
    assert_eq!(problem["errors"][0]["pointer"], "#/title");
    assert_eq!(problem["errors"][0]["detail"], "Il manque le titre. Remplissez ce champ pour continuer.");
    assert_eq!(problem["errors"][0]["code"], "required");
    let page = browser.post("/things/one/add", &[("source", "kept words")]).await.is(422);
    assert_eq!(page.errors(), ["Il manque le titre. Remplissez ce champ pour continuer."]);
    assert!(page.body.contains("kept words"));
}

#[tokio::test]
async fn nothing_that_is_sent_is_a_crash() {
    let (_t, browser) = someone().await;
    let send = async |kind: &str, body: &[u8]| {
        let headers = [(CONTENT_TYPE, kind), (ACCEPT, "application/json")];
        browser.request(Method::POST, "/things/one/add", &headers, body.to_vec()).await.status.as_u16()
    };
    let form = "application/x-www-form-urlencoded";
    for good in
        [&b"title=a&title=b&unknown=1"[..], b"title=%ff%fe%00x", b"title=x&source[]=1&=&&%", b"title=%F0%9F%92%A9"]
    {
        assert_eq!(send(form, good).await, 201, "{good:?}");
    }
    for empty in [&b""[..], b"title=%00", b"title"] {
        assert_eq!(send(form, empty).await, 422, "{empty:?}");
    }
    for bad in [&b"[]"[..], b"{", b"null", b"{\"title\":{}}", b"{\"title\":[[1]]}", b"\xff"] {
        assert_eq!(send("application/json", bad).await, 422, "{bad:?}");
    }
    let deep = "[".repeat(100_000);
    assert_eq!(send("application/json", deep.as_bytes()).await, 422);
    for kind in ["multipart/form-data; boundary=x", "text/plain", "", "application/json2"] {
        assert_eq!(send(kind, b"title=x").await, 415, "{kind}");
    }
    let packed = [(CONTENT_TYPE, form), (HeaderName::from_static("content-encoding"), "gzip")];
    browser.request(Method::POST, "/things/one/add", &packed, b"x".to_vec()).await.is(415);
    let large = format!("title={}", "x".repeat(256 * 1024));
    assert_eq!(send(form, large.as_bytes()).await, 413);
}

#[tokio::test]
async fn a_refusal_comes_with_what_was_typed() {
    let (_t, browser) = someone().await;
    let page = browser.post("/things/closed/add", &[("title", "mes mots"), ("password", "mon-secret")]).await.is(409);
    assert_eq!(page.h1(), "Cette phase est terminée");
    assert!(page.body.contains("mes mots") && !page.body.contains("mon-secret"));
    assert!(page.links().contains(&"/things/closed".to_owned()), "the way back to the form");
    let problem = browser.post_for_json("/things/closed/add", &[]).await.is(409).data();
    assert_eq!(problem["code"], "phase-closed");
}

#[tokio::test]
async fn too_often_says_when_to_try_again() {
    let (t, site) = site_with(|settings| settings.limits.factor = 1.0).await;
    let browser = site.browser();
    browser.sign_in(&t.participant("Camille").await).await;
    browser.post("/things/often/add", &[("title", "x")]).await.is(303);
    let page = browser.post("/things/often/add", &[("title", "mes mots")]).await.is(429);
    assert!(
        page.header("retry-after").is_some_and(|seconds| seconds.parse::<u64>().is_ok_and(|seconds| seconds > 500))
    );
    assert!(page.body.contains("mes mots"));
}

#[tokio::test]
async fn a_client_cannot_hide_behind_a_header() {
    let (t, site) = site_with(|settings| {
        settings.limits.factor = 1.0;
        settings.server.trusted_proxies = vec!["10.0.0.0/8".into()];
    })
    .await;
    let camille = t.participant("Camille").await;
    let post = async |peer: &str, forwarded: &str| {
        let browser = site.browser().from(peer);
        browser.sign_in(&camille).await;
        let headers = [
            (CONTENT_TYPE, "application/x-www-form-urlencoded"),
            (HeaderName::from_static("x-forwarded-for"), forwarded),
        ];
        browser.request(Method::POST, "/things/often/add", &headers, b"title=x".to_vec()).await.status.as_u16()
    };
    assert_eq!(post("203.0.113.9", "1.1.1.1").await, 303);
    assert_eq!(post("203.0.113.9", "2.2.2.2").await, 429, "a stranger is counted by its own address");
    assert_eq!(post("10.0.0.1", "1.1.1.1, 198.51.100.7").await, 303);
    assert_eq!(post("10.0.0.1", "2.2.2.2, 198.51.100.7").await, 429, "a proxy's client, by the last hop");
    assert_eq!(post("10.0.0.1", "198.51.100.8").await, 303);
}

#[tokio::test]
async fn a_panic_and_a_fault_are_pages_that_tell_nothing() {
    let (_t, browser) = someone().await;
    for name in ["panic", "fault"] {
        let page = browser.post(&format!("/things/{name}/add"), &[("title", "mes mots")]).await.is(500);
        assert_eq!(page.h1(), "Une erreur est survenue de notre côté");
        assert!(!page.body.contains("disk") && !page.body.contains("handler fails"));
        assert!(page.body.contains("mes mots"), "nothing is lost");
        assert!(page.body.contains(page.header("x-request-id").expect("an id")));
    }
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_given_up() {
    let (t, site) = site_with(|settings| settings.server.request_timeout = 1).await;
    let browser = site.browser();
    browser.sign_in(&t.participant("Camille").await).await;
    let page = browser.post("/things/slow/add", &[("title", "mes mots")]).await.is(503);
    assert_eq!(page.header("retry-after"), Some("2"));
    assert!(page.body.contains("mes mots"));
}

#[tokio::test]
async fn who_is_not_signed_in_finds_the_form_filled_afterwards() {
    let (t, site) = site_with(|_| {}).await;
    let browser = site.browser();
    let asked = browser
        .post("/things/one/add", &[("title", "mes mots"), ("source", "a"), ("source", "b"), ("password", "mon-secret")])
        .await
        .is(303);
    assert_eq!(asked.location(), "/sign-in?next=%2Fthings%2Fone");
    assert!(!browser.get("/things/one").await.body.contains("mes mots"), "not before signing in");
    browser.sign_in(&t.participant("Camille").await).await;
    let form = browser.get("/things/one").await.is(200);
    assert!(form.body.contains(r#"{"password":"","source":["a","b"],"title":"mes mots"}"#), "{}", form.body);
    assert!(browser.get("/things/one").await.body.contains("mes mots"), "a page loaded again shows it again");
    assert!(!browser.get("/things/other").await.body.contains("mes mots"), "on its own page only");
    assert!(!site.browser().get("/things/one").await.body.contains("mes mots"), "in its own browser only");
    browser.post("/things/one/add", &[("title", "mes mots")]).await.is(303);
    assert_eq!(browser.cookie("kept"), None, "sent: no longer kept");
    assert!(!browser.get("/things/one").await.body.contains("mes mots"));
}

#[tokio::test]
async fn what_is_too_long_to_be_kept_is_given_back_at_once() {
    let (_t, site) = site_with(|_| {}).await;
    let long = "mots ".repeat(20_000);
    let page = site.browser().post("/things/one/add", &[("title", &long)]).await.is(401);
    assert_eq!(page.h1(), "Connectez-vous pour continuer");
    assert!(page.body.contains(&long[..1_000]));
}

#[tokio::test]
async fn a_program_that_is_not_signed_in_is_told_401() {
    let (_t, site) = site_with(|_| {}).await;
    let problem = site.browser().json_post("/things/one/add", &json!({ "title": "x" })).await.is(401);
    assert!(problem.header("www-authenticate").is_some());
    assert_eq!(problem.data()["code"], "sign-in");
    assert_eq!(site.browser().cookie("kept"), None);
}

#[tokio::test]
async fn who_has_not_confirmed_is_told_how_to() {
    let (t, site) = site_with(|_| {}).await;
    let browser = site.browser();
    browser.sign_in(&t.unconfirmed("Dominique").await).await;
    let page = browser.post("/things/one/add", &[("title", "mes mots")]).await.is(403);
    assert_eq!(page.h1(), "Confirmez d’abord votre adresse");
    assert!(page.forms().iter().any(|form| form.action == "/account/resend-confirmation"));
    assert!(page.body.contains("mes mots"));
}

#[tokio::test]
async fn a_session_that_is_over_is_nobody() {
    let (t, site) = site_with(|settings| settings.server.public_url = "https://parvis.example".into()).await;
    let browser = site.browser();
    let camille = t.participant("Camille").await;
    browser.sign_in(&camille).await;
    assert!(browser.cookie("__Host-parvis").is_some());
    browser.post("/things/one/add", &[("title", "x")]).await.is(303);
    let tx = t.app.db.write_tx().await.expect("a transaction");
    app::session::end_all(&tx, camille.account().expect("someone"), None).await.expect("ended");
    tx.commit().await.expect("committed");
    assert!(browser.post("/things/one/add", &[("title", "x")]).await.is(303).location().starts_with("/sign-in"));
    browser.set_cookie("__Host-parvis", "x'; DROP TABLE sessions; --");
    browser.get("/things/one").await.is(200);
}
