//! The public JSON, as the contract promises it.

use serde_json::{Value, json};
use testkit::SLUG;

use crate::http::{Browser, Site};

fn keys(object: &Value) -> Vec<&str> {
    object.as_object().expect("an object").keys().map(String::as_str).collect()
}

/// Every page of a list, by following `next`.
async fn walk(browser: &Browser, first: &str) -> Vec<Value> {
    let mut items = Vec::new();
    let mut next = Some(first.to_owned());
    while let Some(at) = next {
        let page = browser.json(at.trim_start_matches("http://127.0.0.1:3000")).await.is(200).data();
        items.extend(page["items"].as_array().expect("items").iter().cloned());
        next = page["next"].as_str().map(str::to_owned);
        assert!(items.len() < 100, "{at} leads round in circles");
    }
    items
}

testkit::db_test! {
    async fn a_process_is_told_with_its_calendar_and_figures(t) {
        t.process().await;
        let browser = Site::new(t).browser();
        let list = browser.json("/api/v1/processes").await.is(200);
        assert_eq!(list.header("access-control-allow-origin"), Some("*"));
        assert_eq!(list.header("content-type"), Some("application/json"));
        let process = browser.json(&format!("/api/v1/processes/{SLUG}")).await.is(200).data();
        assert_eq!(list.data(), json!({ "items": [process], "next": null }));
        let mut expected = vec!["slug", "code", "title", "lang", "phases", "themes", "counts"];
        expected.sort_unstable();
        assert_eq!(keys(&process), expected);
        assert_eq!(process["title"], "Plan d’action 2027");
        assert_eq!(process["phases"][0], json!({
            "kind": "ideation", "title": "ideation", "status": "open",
            "starts_at": "2027-03-14T12:00:00.000000Z", "ends_at": "2027-03-24T12:00:00.000000Z",
        }));
        assert_eq!(process["phases"][1]["status"], "upcoming");
        assert_eq!(process["themes"][0], json!({ "slug": "numerique", "title": "numerique" }));
        assert_eq!(process["counts"], json!({ "proposals": 0, "comments": 0, "votes": 0, "imported_votes": 0, "participants": 0 }));
    }

    async fn a_title_finds_the_proposals_that_it_resembles(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let reference = t.proposal(&camille, "Ouvrir les algorithmes publics").await;
        let browser = Site::new(t).browser();
        let like = |title: &str| format!("/api/v1/processes/{SLUG}/proposals?limit=5&like={title}");
        let found = browser.json(&like("Ouvrir%20les%20algorithmes%20des%20communes")).await.is(200).data();
        assert_eq!(found["items"][0]["ref"], reference.to_string().as_str());
        assert_eq!(found["next"], Value::Null);
        let other = browser.json(&like("Planter%20des%20arbres")).await.is(200).data();
        assert_eq!(other, json!({ "items": [], "next": null }));
    }

    async fn a_proposal_is_told_alone_with_everything_about_it(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let reference = t.proposal(&camille, "Ouvrir les algorithmes publics").await;
        let comment = t.comment(&t.participant("Dominique").await, &reference, "Une bonne idée.").await;
        let browser = Site::new(t).browser();
        let proposal = browser.json(&format!("/api/v1/proposals/{reference}")).await.is(200).data();
        let mut expected = vec![
            "ref", "title", "state", "visibility", "theme", "lang", "author", "published_at", "revision", "tally", "comments_count", "url",
            "problem", "body", "effect", "carrier", "continues", "sections", "revisions", "comments", "sources", "lineage",
        ];
        expected.sort_unstable();
        assert_eq!(keys(&proposal), expected);
        assert_eq!(proposal["author"], json!({ "name": "Camille", "kind": "citizen" }));
        assert_eq!(proposal["tally"], json!({ "agree": 0, "mixed": 0, "disagree": 0, "on_earlier_revision": 0, "imported": null }));
        assert_eq!(proposal["url"], format!("http://127.0.0.1:3000/proposals/{reference}"));
        assert_eq!((&proposal["theme"], &proposal["revision"], &proposal["comments_count"]), (&json!("numerique"), &json!(1), &json!(1)));
        assert_eq!(proposal["comments"], json!([{
            "ref": comment, "parent": null, "stance": "for", "body": "Une bonne idée.", "author": { "name": "Dominique", "kind": "citizen" },
            "published_at": "2027-03-15T12:00:00.000000Z", "revision": 1, "visibility": "public", "imported_votes": null,
        }]));
        assert_eq!(proposal["lineage"], json!([{
            "relation": "commented_by", "from": { "ref": reference, "version": 1 }, "to": { "ref": comment, "version": 1 },
            "at": "2027-03-15T12:00:00.000000Z", "reason": "", "actor": { "name": "Dominique", "role": "participant" },
        }]));
        let card = browser.json(&format!("/api/v1/processes/{SLUG}/proposals")).await.is(200).data()["items"][0].clone();
        assert_eq!(keys(&card).len(), 12);
        assert!(keys(&card).iter().all(|key| card[key] == proposal[key]), "a list says the same");
    }

    async fn a_list_is_walked_page_by_page_in_every_order(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let mut all = Vec::new();
        for number in 1..=7 {
            all.push(t.proposal(&camille, &format!("Une proposition numéro {number}")).await);
        }
        all.sort();
        let browser = Site::new(t).browser();
        for order in ["recent", "supported", "discussed", "random"] {
            let items = walk(&browser, &format!("/api/v1/processes/{SLUG}/proposals?limit=2&sort={order}")).await;
            let mut seen: Vec<_> = items.iter().map(|item| item["ref"].as_str().expect("a reference").to_owned()).collect();
            seen.sort();
            assert_eq!(seen, all, "{order}: each once");
        }
        let found = walk(&browser, &format!("/api/v1/processes/{SLUG}/proposals?q=propositions&theme=numerique&limit=3")).await;
        assert_eq!(found.len(), 7);
        assert!(walk(&browser, &format!("/api/v1/processes/{SLUG}/proposals?theme=climat")).await.is_empty());
        let many = browser.json(&format!("/api/v1/processes/{SLUG}/proposals?limit=1000000000")).await.is(200).data();
        assert_eq!(many["items"].as_array().map(Vec::len), Some(7));
    }
}

testkit::db_test! {
    async fn what_is_not_there_and_what_is_not_understood_are_problems(t) {
        t.process().await;
        let browser = Site::new(t).browser();
        for path in ["/api/v1/processes/none", "/api/v1/proposals/PAN27-P9", "/api/v1/proposals/%ff", "/api/v1/proposals/x'--", "/api/v1/commitments/PAN27-P1", "/api/v1/nothing"] {
            let problem = browser.get(path).await.is(404);
            assert_eq!(problem.header("content-type"), Some("application/problem+json"), "{path}");
            assert_eq!(problem.header("access-control-allow-origin"), Some("*"), "{path}");
        }
        let problem = browser.get(&format!("/api/v1/processes/{SLUG}/proposals?sort=name&limit=-1")).await.is(422).data();
        let pointers: Vec<_> = problem["errors"].as_array().expect("errors").iter().map(|error| error["pointer"].clone()).collect();
        assert_eq!(pointers, ["#/sort", "#/limit"]);
        browser.json(&format!("/api/v1/processes/{SLUG}/proposals?after=%00%ff&q=%22(((*&theme=%27")).await.is(200);
        let described = browser.json("/api/v1/openapi.json").await.is(200).data();
        assert!(described["openapi"].as_str().is_some_and(|version| version.starts_with("3.")));
    }
}
