//! The extract of the consultation « République numérique » (2015), whole, on
//! the machines that have it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use app::import::{Made, Outcome, Request};
use app::{proposal, recount};
use domain::proposal::ListQuery;
use sea_orm::EntityTrait;
use testkit::{TestApp, db_test};

use crate::import::{everything, request, run};

const SLUG: &str = "republique-numerique";

db_test! {
    async fn the_digital_republic_comes_in_whole(t) {
        let Some(dir) = republique() else { return };
        let request = Request { title: Some("République numérique".into()), ..request(&dir, SLUG) };
        let report = run(t, &request).await.expect("imported");
        assert_eq!(report.issues, []);
        assert_eq!(report.outcome(), Outcome::Complete);
        let new = |created| Made { created, unchanged: 0 };
        assert_eq!((report.proposals, report.comments, report.sources, report.authors, report.votes), (new(400), new(3_561), new(288), new(1_299), 73_292));
        let (process, _, _) = proposal::list(&t.visitor(), SLUG, &ListQuery::default()).await.expect("listed");
        let counts = process.counts;
        assert_eq!((counts.proposals, counts.comments, counts.votes, counts.imported_votes, counts.participants), (400, 3_561, 0, 73_292, 1_299));
        assert_eq!(process.themes.len(), 18);
        every_tally_is_that_of_its_record(t, &dir).await;
        assert_eq!(recount::all(&t.system()).await.expect("counted"), []);
        let rows = entities::proposal::Entity::find().all(t.app.db.read()).await.expect("rows");
        assert_eq!(rows.iter().filter(|row| row.state == "inadmissible").count(), 4);
        let ordered = |mut dated: Vec<(i32, domain::Time)>| {
            dated.sort_unstable_by_key(|(number, _)| *number);
            dated.is_sorted_by_key(|(_, at)| *at)
        };
        assert!(ordered(rows.iter().map(|row| (row.number, row.published_at)).collect()));
        let comments = entities::comment::Entity::find().all(t.app.db.read()).await.expect("rows");
        assert!(ordered(comments.iter().map(|row| (row.number, row.published_at)).collect()));
        for row in &rows {
            let page = proposal::show(&t.visitor(), &row.reference).await.expect("shown");
            let html = [&page.parts.body].into_iter().chain(page.parts.sections.iter().map(|section| &section.body));
            assert!(html.clone().all(|html| !html.as_str().contains("<img") && !html.as_str().contains("<script")), "{}", row.reference);
            assert!(!page.parts.body.is_empty(), "{}", row.reference);
        }
        let before = everything(t).await;
        let again = run(t, &request).await.expect("imported");
        assert_eq!((again.proposals.unchanged, again.comments.unchanged, again.sources.unchanged, again.authors.unchanged), (400, 3_561, 288, 1_299));
        assert_eq!(everything(t).await, before);
    }
}

/// The extract of the consultation of 2015, when this machine has it.
fn republique() -> Option<PathBuf> {
    const NAME: &str = "data/republique-numerique-2015";
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let places = ["../shared", "../../shared", "shared"].map(|place| workspace.join(place).join(NAME));
    let found = places.iter().find(|place| place.join("opinions.jsonl").is_file()).cloned();
    if found.is_none() {
        eprintln!("skipped: no folder {NAME} in a folder “shared” beside the workspace");
    }
    found
}

async fn every_tally_is_that_of_its_record(t: &TestApp, dir: &Path) {
    let mut table = csv::Reader::from_path(dir.join("proposals.csv")).expect("the table");
    let mut compared = 0;
    let rows = entities::proposal::Entity::find().all(t.app.db.read()).await.expect("rows");
    for record in table.deserialize::<BTreeMap<String, String>>() {
        let record = record.expect("a row");
        let external = record["id"].replacen('o', "republique-numerique:", 1);
        let row = rows
            .iter()
            .find(|row| row.external_id.as_deref() == Some(&external))
            .unwrap_or_else(|| panic!("{external} is missing"));
        let of = |column: &str| record[column].parse::<i32>().ok();
        assert_eq!(
            (row.imported_agree, row.imported_disagree, row.imported_mixed),
            (of("votes_ok"), of("votes_nok"), of("votes_mitige")),
            "{external}"
        );
        assert_eq!(
            Some(row.comments_count),
            of("arguments_yes").zip(of("arguments_no")).map(|(yes, no)| yes + no),
            "{external}"
        );
        assert_eq!(row.title, content::clean::line(&record["title"]), "{external}");
        compared += 1;
    }
    assert_eq!(compared, 400);
}
