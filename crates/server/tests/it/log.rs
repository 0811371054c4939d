//! The public log as it is served: files that anyone fetches, two verifiers that
//! agree on them, receipts, and its own pages.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::Request;
use domain::policy::Role;
use testkit::{Kind, TestApp, db_test};

use crate::cli::{Operator, Server};
use crate::http::Site;

db_test! {
    async fn the_files_of_the_log_are_anyones_to_keep(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let site = Site::new(t);
        let ask = async |path: &str| site.send(Request::get(path).body(Body::empty()).expect("a request")).await;
        assert_eq!(ask("/log/checkpoint").await.status, 404);
        app::log::tick(&t.system()).await.expect("sequenced");
        for (path, kind, cached) in [
            ("/log/key", "text/plain; charset=utf-8", "no-cache"),
            ("/log/checkpoint", "text/plain; charset=utf-8", "no-cache"),
            ("/log/tile/0/000.p/1", "application/octet-stream", "public, max-age=31536000, immutable"),
            ("/log/tile/entries/000.p/1", "application/octet-stream", "public, max-age=31536000, immutable"),
            ("/log/openings/0.json", "application/json", "no-cache"),
        ] {
            let file = ask(path).await;
            assert_eq!(file.status, 200, "{path}");
            assert_eq!(file.headers["content-type"], kind, "{path}");
            assert_eq!(file.headers["cache-control"], cached, "{path}");
            assert_eq!(file.headers["access-control-allow-origin"], "*", "{path}");
            assert!(!file.body.is_empty(), "{path}");
        }
        for path in ["/log/tile/0/000.p/9", "/log/tile/0/000", "/log/tile/8/000.p/1", "/log/openings/00.json", "/log/openings/9.json", "/log/ballots/0", "/log/tile/../key"] {
            assert_eq!(ask(path).await.status, 404, "{path}");
        }
        let modou = t.staff("Modou", Role::Moderator).await;
        app::moderation::set_visibility(&modou, &reference, "hidden", "R1", "Propos injurieux envers un agent.").await.expect("hidden");
        let withdrawn = ask("/log/openings/0.json").await;
        assert_eq!((withdrawn.status.as_u16(), withdrawn.headers["retry-after"].as_bytes()), (503, &b"5"[..]));
    }

    async fn a_receipt_is_a_file_and_a_vote_is_its_voters_alone(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let site = Site::new(t);
        let visitor = site.browser();
        let page = visitor.get(&format!("/proposals/{reference}")).await.is(200);
        assert!(page.links().contains(&format!("/proposals/{reference}/receipt")));
        let promise = visitor.get(&format!("/proposals/{reference}/receipt")).await.is(200);
        assert!(promise.body.starts_with("parvis.receipt.v1\n"), "{}", promise.body);
        assert!(promise.header("content-disposition").is_some_and(|name| name.contains(".receipt.txt")));
        app::log::tick(&t.system()).await.expect("sequenced");
        let proof = visitor.get(&format!("/proposals/{reference}/receipt")).await.is(200);
        assert!(proof.body.starts_with("c2sp.org/tlog-proof@v1\n"), "{}", proof.body);
        let mut voters = Vec::new();
        for number in 0..10 {
            let voter = t.participant(&format!("Votante {number}")).await;
            app::vote::cast(&voter, &reference, Some(domain::vote::Choice::Agree)).await.expect("cast");
            voters.push(voter);
        }
        t.later(chrono::TimeDelta::minutes(2));
        app::log::tick(&t.system()).await.expect("sequenced");
        let path = format!("/proposals/{reference}/vote/receipt");
        assert_eq!(visitor.get(&path).await.status, 303, "it asks to sign in");
        let browser = site.browser();
        browser.sign_in(&voters[3]).await;
        let warning = browser.get(&path).await.is(200);
        assert!(warning.text(".notice--warning").contains("montre comment vous avez voté"), "{}", warning.body);
        assert!(!warning.body.contains("parvis.vote.v1"), "reading gives nothing away");
        let vote = warning.form(&path).send().await.is(200);
        assert!(vote.body.contains("parvis.vote.v1") && vote.header("cache-control") == Some("private, no-store"));
        assert!(vote.header("content-disposition").is_some_and(|name| name.contains("-vote.json")));
        let again = browser.post(&format!("/proposals/{reference}/vote"), &[("choice", "mixed")]).await;
        assert_eq!(again.status, 303);
        let waits = browser.get(&path).await.is(200);
        assert!(waits.text(".notice:not(.notice--success)").contains("pas encore décompté") && waits.forms().iter().all(|form| form.action != path));
        assert_eq!(browser.post(&path, &[]).await.location(), path, "and nothing is given");
        let camilles = site.browser();
        camilles.sign_in(&camille).await;
        assert!(camilles.get(&path).await.is(200).body.contains("pas voté ici"));
        assert_eq!(visitor.post(&path, &[]).await.status, 303, "nobody's vote has no receipt");
    }

    async fn what_was_just_published_comes_with_its_receipt(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let site = Site::new(t);
        let browser = site.browser();
        browser.sign_in(&camille).await;
        let fields = [("body", "Une remarque utile à tout le monde."), ("stance", "neutral")];
        let page = browser.post(&format!("/proposals/{reference}/comments"), &fields).await.follow().await.is(200);
        let files = page.attributes(".notice--success a", "href");
        assert_eq!(files.len(), 2, "{}", page.body);
        assert!(files[0].starts_with("/comments/") && files[1] == "/log/receipts", "{files:?}");
        let promise = browser.get(&files[0]).await.is(200);
        assert!(promise.body.starts_with("parvis.receipt.v1\n"), "{}", promise.body);
        let later = browser.get(&format!("/proposals/{reference}")).await.is(200);
        assert!(later.attributes(".comment-actions a", "href").contains(&files[0]), "the quiet link of its author");
        let visitors = site.browser().get(&format!("/proposals/{reference}")).await.is(200);
        assert!(!visitors.links().contains(&files[0]));
    }

    async fn its_page_says_how_it_fares(t) {
        let site = Site::new(t);
        for path in ["/log", "/log/receipts"] {
            assert_eq!(site.browser().get(path).await.is(200).texts("h1").len(), 1);
        }
        t.process().await;
        let camille = t.participant("Camille").await;
        t.proposal(&camille, "Publier les algorithmes publics").await;
        app::log::tick(&t.system()).await.expect("sequenced");
        let page = site.browser().get("/log").await.is(200);
        assert!(page.links().contains(&"/log/checkpoint".to_owned()));
    }
}

/// The binary serves the demonstration, and both verifiers read it from outside.
#[test]
fn a_served_log_is_verified_by_both_verifiers_and_a_changed_copy_is_not() {
    let operator = Operator::new();
    operator.run(&["demo"], 0);
    let mut server = Server::start(&operator, &[]);
    let began = Instant::now();
    while !operator.run(&["log", "status"], 0).contains("waiting            0")
        || server.ask("/log/checkpoint").starts_with("HTTP/1.1 404")
    {
        assert!(began.elapsed() < Duration::from_secs(60), "{}", operator.run(&["log", "status"], 0));
        std::thread::sleep(Duration::from_millis(500));
    }
    let address = format!("http://{}/log", server.address);
    let said = operator.run(&["log", "verify", &address], 0);
    assert!(said.contains("nothing is wrong"), "{said}");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ledger/verify.py");
    let there = Command::new("python3").args(["-c", "import cryptography"]).output();
    if there.is_ok_and(|output| output.status.success()) {
        let output = Command::new("python3").arg(script).arg(format!("{address}/")).output().expect("it starts");
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{said}");
    } else {
        eprintln!("skipped: python3 with the package cryptography is not there");
    }
    let body = |path: &str| {
        let answer = server.ask(path);
        answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default()
    };
    let key = body("/log/key").lines().find_map(|line| line.strip_prefix("log ").map(str::to_owned)).expect("its key");
    operator.run(&["log", "verify", &address, "--trust", &key], 0);
    let neither = operator.run(&["log", "verify", &address, "--trust", &key.replacen('/', "x", 1)], 1);
    assert!(neither.contains("neither a file `key` nor a key name+id+base64"), "{neither}");
    // The copy has the keys and the head, and not one entry.
    let copy = operator.path("copy");
    std::fs::create_dir(&copy).expect("made");
    std::fs::write(copy.join("key"), body("/log/key")).expect("written");
    std::fs::write(copy.join("checkpoint"), body("/log/checkpoint")).expect("written");
    let said = operator.run(&["log", "verify", "copy"], 1);
    assert!(said.contains("missing: tile/entries/000"), "{said}");
    std::fs::write(copy.join("checkpoint"), body("/log/checkpoint").replacen('\n', "x\n", 1)).expect("written");
    assert!(operator.run(&["log", "verify", "copy"], 1).contains("signature: checkpoint"));
    operator.run(&["log", "verify", &address, "--since", "copy/key"], 1);
    operator.run(&["log", "verify", "nowhere"], 1);
    assert_eq!(server.stop(), Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn its_keys_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let Some(t) = TestApp::new(Kind::Sqlite).await else { return };
    let first = app::log::signer(&t.app).expect("made").keys().to_string();
    let file = &t.app.settings.log.key_file;
    assert_eq!(std::fs::metadata(file).expect("there").permissions().mode() & 0o777, 0o600);
    assert!(first.starts_with("log 127.0.0.1:3000/log+"), "{first}");
}
