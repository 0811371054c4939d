//! The provenance of a contribution, read back by the Python package `prov`, which
//! shares no code with this. It is skipped, aloud, where that is absent.

use std::path::Path;
use std::process::Command;

use axum::body::Body;
use axum::http::Request;
use chrono::TimeDelta;
use domain::id::{AccountId, OrganisationId, ProcessId};
use domain::policy::Role;
use domain::vote::Choice;
use serde_json::{Value, json};
use testkit::{SLUG, TestApp, db_test, words};

use crate::http::Site;
use crate::persona;

db_test! {
    async fn the_provenance_of_a_thread_reads_back_with_its_edges(t) {
        let thread = Thread::of(t).await;
        let site = Site::new(t);
        let proposal = data(&site, &format!("/proposals/{}/provenance", thread.proposal)).await;
        let commitment = data(&site, &format!("/commitments/{}/provenance", thread.commitment)).await;
        let comment = data(&site, &format!("/comments/{}/provenance", thread.comment)).await;
        let whole = data(&site, &format!("/processes/{SLUG}/provenance")).await;
        let text = whole.to_string();
        for secret in ["Inès", "Omar", "Modou"] {
            assert!(!text.contains(secret), "a member of staff is named: {secret}");
        }
        let account = thread.account.to_string();
        assert!(!text.contains(&account), "an account is told");
        // Each document says the same of what it shares with that of the process.
        for part in [&proposal, &commitment, &comment] {
            for section in ["entity", "activity", "agent", "wasGeneratedBy", "used", "wasDerivedFrom", "specializationOf", "wasInvalidatedBy"] {
                for (name, record) in part[section].as_object().into_iter().flatten() {
                    assert_eq!(whole[section].get(name), Some(record), "{section} {name}");
                }
            }
        }
        let Some(read) = read(&[proposal, commitment, comment, whole]) else { return };
        for document in &read {
            assert_eq!(document["problems"], json!([]));
        }
        let has = |document: &Value, relation: &str, pair: [&str; 2]| {
            let edges = document[relation].as_array().expect("edges");
            assert!(edges.contains(&json!(pair)), "{relation} {pair:?}: {edges:?}");
        };
        for document in [&read[0], &read[1], &read[3]] {
            has(document, "derived", ["at:proposals/PAN27-P1/versions/2", "at:proposals/PAN27-P1/versions/1"]);
            has(document, "derived", ["at:commitments/PAN27-E1/versions/1", "at:proposals/PAN27-P1/versions/2"]);
            has(document, "derived", ["at:commitments/PAN27-E1/versions/2", "at:commitments/PAN27-E1/versions/1"]);
            has(document, "derived", ["at:milestones/PAN27-M1/versions/1", "at:commitments/PAN27-E1/versions/1"]);
            has(document, "specialization", ["at:proposals/PAN27-P1/versions/2", "at:proposals/PAN27-P1"]);
        }
        for document in [&read[0], &read[3]] {
            has(document, "used", ["act:PAN27-D1/1", "at:proposals/PAN27-P1/versions/2"]);
            has(document, "generated", ["at:decisions/PAN27-D1/versions/1", "act:PAN27-D1/1"]);
            has(document, "associated", ["act:PAN27-D1/1", "agent:role/instructor/Organisation%20numerique"]);
            has(document, "on_behalf", ["agent:role/instructor/Organisation%20numerique", "agent:organisation/Organisation%20numerique"]);
            has(document, "attributed", ["at:proposals/PAN27-P1/versions/2", "agent:public-name/Camille"]);
            has(document, "used", ["act:PAN27-P1/tally", "at:proposals/PAN27-P1/versions/2"]);
        }
        has(&read[2], "invalidated", ["at:comments/PAN27-C1/versions/1", "act:PAN27-D2/1"]);
        assert_eq!(read[0]["derived"].as_array().map(Vec::len), Some(4), "a comment and an answer are derived from nothing");
    }

    async fn what_is_not_public_has_no_provenance_and_the_pages_say_where_it_is(t) {
        let thread = Thread::of(t).await;
        let site = Site::new(t);
        let omar = persona::browser(t, &site, Some(Role::Owner), Some(thread.process), Some(thread.administration)).await;
        for draft in ["/commitments/PAN27-E2/provenance", "/milestones/PAN27-M2/provenance"] {
            assert_eq!(site.browser().get(draft).await.status, 404, "{draft}");
            assert_eq!(omar.get(draft).await.status, 404, "{draft}: not even for who wrote it, for it is public data");
        }
        assert_eq!(omar.get("/commitments/PAN27-E2/lineage").await.status, 200);
        let whole = data(&site, &format!("/processes/{SLUG}/provenance")).await.to_string();
        assert!(!whole.contains("PAN27-E2") && !whole.contains("PAN27-M2"));
        for page in [format!("/proposals/{}", thread.proposal), format!("/proposals/{}/lineage", thread.proposal)] {
            let shown = site.browser().get(&page).await.is(200);
            assert_eq!(shown.header("link"), Some("</proposals/PAN27-P1/provenance>; rel=\"http://www.w3.org/ns/prov#has_provenance\""), "{page}");
        }
        assert_eq!(omar.get("/commitments/PAN27-E2/lineage").await.header("link"), None);
    }

    async fn a_decision_and_a_milestone_have_addresses_that_lead_to_them(t) {
        let thread = Thread::of(t).await;
        let browser = Site::new(t).browser();
        for (from, to) in [
            ("/decisions/PAN27-D1", "/proposals/PAN27-P1#PAN27-D1"),
            ("/decisions/PAN27-D2", "/proposals/PAN27-P1#PAN27-C1"),
            ("/milestones/PAN27-M1", "/commitments/PAN27-E1#PAN27-M1"),
            ("/milestones/PAN27-M1/versions/1", "/commitments/PAN27-E1#PAN27-M1"),
        ] {
            let answer = browser.get(from).await;
            assert_eq!((answer.status.as_u16(), answer.location()), (303, to), "{from}");
            let (page, anchor) = to.split_once('#').expect("an anchor");
            assert!(browser.get(page).await.is(200).has(&format!("[id='{anchor}']")), "{to}");
        }
        for nowhere in ["/decisions/PAN27-M1", "/milestones/PAN27-D1", "/decisions/PAN27-D9", "/milestones/PAN27-M2", "/decisions/PAN27-P1/lineage", "/decisions/PAN27-D1/versions/2", "/proposals/PAN27-P1/versions/9"] {
            assert_eq!(browser.get(nowhere).await.status, 404, "{nowhere}");
        }
        let data = browser.json("/milestones/PAN27-M1/lineage").await.is(200).data();
        assert_eq!(data["subject"], "PAN27-M1/1");
        assert_eq!(data["awaited"]["what"], "milestone");
        let same = browser.json("/api/v1/milestones/PAN27-M1/lineage").await.is(200).data();
        assert_eq!(data, same);
        let of_proposal = browser.json(&format!("/api/v1/proposals/{}/lineage", thread.proposal)).await.is(200).data();
        let ids: Vec<&str> = of_proposal["nodes"].as_array().expect("nodes").iter().filter_map(|node| node["id"].as_str()).collect();
        for edge in of_proposal["edges"].as_array().expect("edges") {
            assert!(ids.contains(&edge["from"].as_str().expect("an id")) && ids.contains(&edge["to"].as_str().expect("an id")), "{edge}");
        }
        assert!(ids.contains(&"PAN27-P1/tally") && ids.contains(&"PAN27-E1/2") && ids.contains(&"PAN27-M1/1"), "{ids:?}");
    }
}

/// A proposal that changed, was voted on, answered and taken into a commitment
/// that is in consultation; and a draft that is not.
struct Thread {
    proposal: String,
    commitment: String,
    comment: String,
    account: AccountId,
    process: ProcessId,
    administration: OrganisationId,
}

impl Thread {
    async fn of(t: &TestApp) -> Self {
        let process = t.process().await;
        let camille = t.participant("Camille").await;
        let administration = t.organisation("numerique", "administration").await;
        let ines = t.in_organisation("Inès", Role::Instructor, administration).await;
        let owner = t.in_organisation("Omar", Role::Owner, administration).await;
        let modou = t.staff("Modou", Role::Moderator).await;
        let proposal = t.proposal(&camille, "Publier les algorithmes publics").await;
        t.later(TimeDelta::minutes(5));
        app::proposal::edit(&camille, &proposal, &words("Publier tous les algorithmes publics"))
            .await
            .expect("corrected");
        let comment = t.comment(&camille, &proposal, "Un propos qui sera masqué.").await;
        app::vote::cast(&camille, &proposal, Some(Choice::Agree)).await.expect("cast");
        t.later(TimeDelta::days(11));
        let answer = app::triage::NewAnswer::of("retained", "Cette idée répond au besoin.");
        app::triage::answer(&ines, &proposal, &answer).await.expect("answered");
        app::moderation::set_visibility(&modou, &comment, "hidden", "R1", "Propos injurieux.").await.expect("hidden");
        let draft = domain::commitment::Words {
            title: "Ouvrir les algorithmes publics".into(),
            problem: "Les décisions automatisées ne sont pas expliquées.".into(),
            text: "La direction publie le code et une explication.".into(),
            lead: "numerique".into(),
            sources: vec![proposal.clone()],
            milestones: vec![domain::commitment::MilestoneWords {
                title: "Inventaire".into(),
                due: "2027-12-31".into(),
                ..Default::default()
            }],
        };
        let commitment = app::commitment::create(&owner, SLUG, &draft, None).await.expect("drafted").0.to_string();
        app::commitment::create(&owner, SLUG, &draft, None).await.expect("drafted");
        t.later(TimeDelta::days(10));
        app::commitment::publish(&owner, &commitment).await.expect("published");
        let account = camille.account().expect("someone");
        Self { proposal, commitment, comment, account, process, administration }
    }
}

/// A document, as anyone fetches it.
async fn data(site: &Site, path: &str) -> Value {
    let answer = site.send(Request::get(path).body(Body::empty()).expect("a request")).await;
    assert_eq!(answer.status, 200, "{path}");
    assert_eq!(answer.headers["content-type"], "application/json", "{path}");
    assert_eq!(answer.headers["access-control-allow-origin"], "*", "{path}");
    serde_json::from_slice(&answer.body).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What the package found in each document; none where it is absent.
fn read(documents: &[Value]) -> Option<Vec<Value>> {
    let present = Command::new("python3").args(["-c", "import prov"]).output();
    if !present.is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: reading provenance back needs python3 and the package `prov`");
        return None;
    }
    let kept = tempfile::tempdir().expect("a folder");
    let mut command = Command::new("python3");
    command.arg("-B").arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/read_provenance.py"));
    for (number, document) in documents.iter().enumerate() {
        let file = kept.path().join(format!("{number}.json"));
        std::fs::write(&file, document.to_string()).expect("written");
        command.arg(file);
    }
    let output = command.output().expect("run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("text");
    Some(text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect())
}
