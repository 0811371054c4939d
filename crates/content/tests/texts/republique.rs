//! A real consultation, read from end to end. The data are not part of the
//! repository: without them the test says so and passes.

use std::fs;
use std::path::PathBuf;

use content::{html, plain, search};
use serde_json::Value;

const FILE: &str = "shared/data/republique-numerique-2015/opinions.jsonl";

fn data() -> Option<String> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().find_map(|parent| fs::read_to_string(parent.join(FILE)).ok())
}

/// Every text called `body`, wherever it is.
fn bodies<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(fields) => {
            for (key, field) in fields {
                match field {
                    Value::String(text) if key == "body" => found.push(text),
                    other => bodies(other, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| bodies(item, found)),
        _ => {}
    }
}

#[test]
fn every_contribution_of_a_real_consultation_is_read() {
    let Some(data) = data() else {
        eprintln!("{FILE} is not there: skipped");
        return;
    };
    let records: Vec<Value> =
        data.lines().map(|line| serde_json::from_str(line).expect("each line is one record")).collect();
    assert_eq!(records.len(), 400);
    let mut found = Vec::new();
    records.iter().for_each(|record| bodies(record, &mut found));
    assert!(found.len() > 3_000, "proposals, arguments and sources have bodies: {}", found.len());
    let mut placeholders = 0;
    for body in found.iter().filter(|body| !body.trim().is_empty()) {
        let html = html::imported(body);
        for tag in ["<img", "<script", "<style", " style=", " class=", "<h1", "<h2", "<insérez"] {
            assert!(!html.as_str().contains(tag), "{tag} is left in {html}");
        }
        let text = plain::from_html(html.as_str());
        if text.is_empty() {
            assert_eq!(body.replace("<p>&nbsp;</p>", "").trim(), "", "all of it is lost");
            continue;
        }
        assert_eq!(html::imported(html.as_str()), html, "importing twice changes nothing more");
        assert!(!search::fold(&text).is_empty() || !text.contains(char::is_alphanumeric));
        assert!(!plain::from_html(html::plain(body).as_str()).is_empty());
        placeholders += usize::from(text.contains("<insérez ici une entreprise"));
    }
    assert_eq!(placeholders, 1, "what stands between angle brackets is still read");
}
