//! What every answer is, whatever the feature.

use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderName, Method};
use testkit::{Kind, TestApp};

use crate::http::{Browser, Site};

async fn site_with(change: impl FnOnce(&mut settings::Settings)) -> (TestApp, Site) {
    let t = TestApp::with(Kind::Sqlite, change).await.expect("SQLite is always there");
    let site = Site::new(&t);
    (t, site)
}

async fn site() -> (TestApp, Site) {
    site_with(|_| {}).await
}

async fn post_with(browser: &Browser, headers: &[(&'static str, &str)], body: &[u8]) -> u16 {
    let mut all = vec![(CONTENT_TYPE, "application/x-www-form-urlencoded")];
    all.extend(headers.iter().map(|(name, value)| (HeaderName::from_static(name), *value)));
    browser.request(Method::POST, "/nowhere", &all, body.to_vec()).await.status.as_u16()
}

#[tokio::test]
async fn every_answer_tells_browsers_to_be_careful() {
    let (_t, site) = site().await;
    for path in ["/nowhere", "/healthz", "/robots.txt", "/favicon.svg", "/assets/nothing.x.css"] {
        let page = site.browser().get(path).await;
        let policy = page.header("content-security-policy").expect("a policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{path}: {policy}");
        assert!(
            policy.contains("frame-ancestors 'none'")
                && policy.contains("base-uri 'none'")
                && !policy.contains("unsafe"),
            "{path}: {policy}"
        );
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(page.header("referrer-policy"), Some("strict-origin-when-cross-origin"), "{path}");
        assert_eq!(page.header("cross-origin-opener-policy"), Some("same-origin"), "{path}");
        assert_eq!(page.header("strict-transport-security"), None, "plain http makes no promise of https");
        assert!(page.header("x-request-id").is_some_and(|id| id.len() == 36), "{path}");
    }
    let (_t, site) = site_with(|settings| settings.server.public_url = "https://parvis.example".into()).await;
    let page = site.browser().get("/nowhere").await;
    assert_eq!(page.header("strict-transport-security"), Some("max-age=63072000"), "for this name alone");
    let (_t, site) = site_with(|settings| {
        settings.server.public_url = "https://parvis.example".into();
        settings.server.hsts_subdomains = true;
    })
    .await;
    let page = site.browser().get("/nowhere").await;
    assert_eq!(page.header("strict-transport-security"), Some("max-age=63072000; includeSubDomains"));
}

#[tokio::test]
async fn an_id_of_request_does_not_come_from_outside() {
    let (_t, site) = site().await;
    let page = site
        .browser()
        .request(Method::GET, "/healthz", &[(HeaderName::from_static("x-request-id"), "mine")], Vec::new())
        .await;
    assert_ne!(page.header("x-request-id"), Some("mine"));
}

#[tokio::test]
async fn a_page_that_does_not_exist_says_what_to_do() {
    let (_t, site) = site().await;
    let page = site.browser().get("/nowhere?x=%3Cscript%3E").await.is(404);
    assert_eq!(page.h1(), "Cette page n’existe pas");
    assert!(page.links().contains(&"/".to_owned()));
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), Some("private, no-store"));
    assert!(page.body.contains(page.header("x-request-id").expect("an id")));
}

#[tokio::test]
async fn a_method_that_an_address_does_not_take_is_405() {
    let (_t, site) = site().await;
    let page = site.browser().post("/robots.txt", &[]).await.is(405);
    assert_eq!(page.header("allow"), Some("GET,HEAD"));
}

#[tokio::test]
async fn a_form_from_another_site_is_turned_away() {
    let (_t, site) = site().await;
    let browser = site.browser();
    for foreign in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site"), ("origin", "http://127.0.0.1:3000")],
    ] {
        assert_eq!(post_with(&browser, foreign, b"a=1").await, 403, "{foreign:?}");
    }
    for ours in [&[][..], &[("origin", "http://127.0.0.1:3000")], &[("sec-fetch-site", "none")]] {
        assert_eq!(post_with(&browser, ours, b"a=1").await, 404, "{ours:?}");
    }
    let page = browser
        .request(Method::POST, "/nowhere", &[(HeaderName::from_static("sec-fetch-site"), "cross-site")], Vec::new())
        .await;
    assert_eq!(page.h1(), "Ce formulaire vient d’un autre site");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_413() {
    let (_t, site) = site().await;
    let large = vec![b'a'; 256 * 1024 + 1];
    let page = site
        .browser()
        .request(
            Method::POST,
            "/nowhere",
            &[(CONTENT_TYPE, "text/plain"), (HeaderName::from_static("content-length"), "262145")],
            large,
        )
        .await;
    assert_eq!(page.status, 413);
    assert_eq!(page.h1(), "Votre envoi est trop long");
}

#[tokio::test]
async fn data_goes_to_who_prefers_it_and_the_page_to_all_others() {
    let (_t, site) = site().await;
    for (accept, kind) in [
        ("text/html", "text/html; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
        ("image/png", "text/html; charset=utf-8"),
        ("application/json, text/html", "text/html; charset=utf-8"),
        ("application/json", "application/problem+json"),
        ("application/json, text/plain, */*", "application/problem+json"),
        ("application/json;q=0.9, text/html;q=0.5", "application/problem+json"),
    ] {
        let page = site.browser().request(Method::GET, "/nowhere", &[(ACCEPT, accept)], Vec::new()).await.is(404);
        assert_eq!(page.header("content-type"), Some(kind), "{accept}");
        let vary: Vec<_> = page
            .headers
            .get_all("vary")
            .iter()
            .map(|value| value.to_str().expect("ASCII").to_ascii_lowercase())
            .collect();
        assert!(vary.join(",").contains("accept") && vary.join(",").contains("cookie"), "{vary:?}");
    }
}

#[tokio::test]
async fn a_problem_is_in_the_language_of_the_reader() {
    let (_t, site) = site().await;
    let browser = site.browser();
    let problem = browser.json("/nowhere").await.is(404).data();
    assert_eq!(problem["type"], "about:blank");
    assert_eq!((&problem["status"], &problem["code"]), (&404.into(), &"not-found".into()));
    assert_eq!(problem["title"], "Cette page n’existe pas");
    browser.set_cookie("locale", "en");
    assert_eq!(browser.json("/nowhere").await.data()["title"], "This page does not exist");
    browser.set_cookie("locale", "xx");
    assert_eq!(browser.json("/nowhere").await.data()["title"], "Cette page n’existe pas");
}

#[tokio::test]
async fn pages_are_dressed_even_where_nothing_was_built() {
    let (_t, site) = site_with(|settings| settings.server.assets = "/nowhere".into()).await;
    let browser = site.browser();
    let page = browser.get("/nowhere").await;
    let style = page.attributes("link[rel=stylesheet]", "href").remove(0);
    let sheet = browser.get(&style).await.is(200);
    assert_eq!(sheet.header("content-type"), Some("text/css; charset=utf-8"));
    assert_eq!(sheet.header("cache-control"), Some("public, max-age=31536000, immutable"));
    let icon = page.attributes("link[rel=icon]", "href").remove(0);
    assert_eq!(browser.get(&icon).await.is(200).header("content-type"), Some("image/svg+xml"));
}

#[tokio::test]
async fn only_built_files_are_served() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["app.1.css", "app.1.css.br", "manifest.json", ".secret.x.css"] {
        std::fs::write(folder.path().join(name), "body{}").expect("written");
    }
    let (_t, site) = site_with(|settings| settings.server.assets = folder.path().display().to_string()).await;
    let browser = site.browser();
    browser.get("/assets/app.1.css").await.is(200);
    let packed = browser
        .request(Method::GET, "/assets/app.1.css", &[(HeaderName::from_static("accept-encoding"), "br")], Vec::new())
        .await;
    assert_eq!(packed.header("content-encoding"), Some("br"));
    for path in [
        "/assets/manifest.json",
        "/assets/.secret.x.css",
        "/assets/..%2fx.y.z",
        "/assets/%2e%2e/x.y.z",
        "/assets/",
        "/assets/a.b.c%00",
    ] {
        browser.get(path).await.is(404);
    }
}

#[tokio::test]
async fn a_large_page_is_compressed_for_who_can_read_it() {
    let (_t, site) = site().await;
    let request = |coding: &str| {
        let request =
            axum::http::Request::get("/nowhere").header("accept-encoding", coding).header(ACCEPT, "text/html");
        request.body(axum::body::Body::empty()).expect("a request")
    };
    assert_eq!(site.send(request("br, gzip")).await.headers["content-encoding"], "br");
    assert_eq!(site.send(request("gzip")).await.headers["content-encoding"], "gzip");
    assert!(!site.send(request("identity")).await.headers.contains_key("content-encoding"));
}
