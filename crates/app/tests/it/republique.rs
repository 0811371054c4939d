//! The extract of the consultation « République numérique » (2015), whole, on
//! the machines that have it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use app::import::{Made, Outcome, Request};
use app::{commitment, lineage, orphan, proposal, recount, triage};
use domain::lineage::{Graph, Relation};
use domain::orphan::OrphanKind;
use domain::policy::Role;
use domain::proposal::ListQuery;
use sea_orm::ActiveValue::Set;
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

db_test! {
    async fn a_real_proposal_leads_to_a_commitment_and_its_milestone(t) {
        let Some(dir) = republique() else { return };
        let request = Request { title: Some("République numérique".into()), ..request(&dir, SLUG) };
        run(t, &request).await.expect("imported");
        let visitor = t.visitor();
        let process = app::process::find(&visitor, SLUG).await.expect("found");
        // Nothing was answered in what was imported, but for what was set aside.
        let before = orphan::page(&visitor, SLUG, Some(OrphanKind::Unanswered), None, 100).await.expect("shown");
        assert_eq!((before.figures[0].count, before.figures[0].of), (before.figures[0].of - 4, 400 - hidden(t).await));
        let mut listed = before.lines.items.len();
        let mut after = before.lines.next;
        while let Some(cursor) = after {
            let more = orphan::lines(&visitor, &process, Some(OrphanKind::Unanswered), Some(&cursor), 100).await.expect("listed");
            listed += more.items.len();
            after = more.next;
        }
        assert_eq!(i64::try_from(listed).expect("few"), before.figures[0].count, "the figure is recounted from the list");

        // An administration takes the most discussed one on, by the product's own ways.
        phases(t, &process).await;
        let administration = t.organisation("numerique", "administration").await;
        let ines = t.in_organisation("Inès", Role::Instructor, administration).await;
        let omar = t.in_organisation("Omar", Role::Owner, administration).await;
        let rows = entities::proposal::Entity::find().all(t.app.db.read()).await.expect("rows");
        let row = rows.iter().filter(|row| row.state == "received").max_by_key(|row| row.comments_count).expect("one");
        triage::answer(&ines, &row.reference, &triage::NewAnswer::of("retained", "Cette idée devient un engagement.")).await.expect("answered");
        let commitment = commitment::create(&omar, SLUG, &crate::commitment::draft(&[&row.reference]), None).await.expect("drafted").0;
        commitment::publish(&omar, commitment.as_str()).await.expect("published");

        let page = lineage::page(&visitor, &row.reference).await.expect("shown");
        let folded = Graph::folded(&page);
        let fold = folded.points.iter().find_map(|point| point.fold.as_ref()).expect("a long discussion is folded");
        assert_eq!(i32::try_from(fold.count).ok(), Some(row.comments_count));
        assert!(folded.points.len() < 12, "{} nodes", folded.points.len());
        for relation in [Relation::CountedIn, Relation::KnownTo, Relation::AnsweredBy, Relation::SourceOf, Relation::HasMilestone, Relation::PublishedAs] {
            assert!(folded.edges.iter().any(|edge| edge.relation == relation), "{relation}");
        }
        let milestone = page.steps.iter().find(|step| step.relation == Relation::HasMilestone).expect("a milestone").to.reference.clone();
        let back = lineage::page(&visitor, milestone.as_str()).await.expect("shown");
        assert!(back.origins.iter().any(|step| step.from.reference.as_str() == row.reference));

        // The whole process, slice by slice, has every version once.
        let (mut versions, mut after) = (std::collections::BTreeSet::new(), None);
        loop {
            let slice = lineage::slice(&visitor, &process, after, 400).await.expect("read");
            for node in slice.nodes {
                assert!(versions.insert(node.id()), "{} is there twice", node.id());
            }
            after = slice.next;
            if after.is_none() {
                break;
            }
        }
        let all = entities::version::Entity::find().all(t.app.db.read()).await.expect("rows").len();
        let counts = versions.iter().filter(|id| id.ends_with("tally")).count();
        assert_eq!(versions.len() - counts, all);
    }
}

/// Proposals that cannot be read.
async fn hidden(t: &TestApp) -> i64 {
    let rows = entities::proposal::Entity::find().all(t.app.db.read()).await.expect("rows");
    i64::try_from(rows.iter().filter(|row| row.visibility != "public").count()).expect("few")
}

/// Triage and consultation, open now: an import knows of the consultation of 2015 alone.
async fn phases(t: &TestApp, process: &domain::process::Process) {
    let ctx = t.system();
    let now = ctx.now();
    let tx = t.app.db.write_tx().await.expect("a transaction");
    for (position, kind) in [(8, "triage"), (9, "consultation")] {
        let row = entities::phase::ActiveModel {
            id: Set(ctx.id(now)),
            process_id: Set(process.id.0),
            position: Set(position),
            kind: Set(kind.into()),
            titles: Set(serde_json::json!({})),
            starts_at: Set(now - chrono::TimeDelta::days(1)),
            ends_at: Set(Some(now + chrono::TimeDelta::days(30))),
            closed_at: Set(None),
            edit_window_minutes: Set(60),
            voting: Set("opinion".into()),
            tallies: Set("live".into()),
        };
        app::record::insert(&tx, row).await.expect("a phase");
    }
    tx.commit().await.expect("committed");
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
