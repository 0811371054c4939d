//! The same questions get the same answers on both databases.

use app::proposal::{self, Submission};
use domain::proposal::ListQuery;
use testkit::{SLUG, db_test, words};

db_test! {
    async fn the_reference_table_of_questions_passes(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let process = app::process::find(&camille, SLUG).await.expect("found");
        let documents = content::search::reference::DOCUMENTS;
        for (key, text) in &documents {
            let submission = Submission { words: words(&format!("Xxxxxxxxxxxxx {key}")), ..Submission::default() };
            let (reference, _) = proposal::publish(&camille, SLUG, &submission).await.expect("published");
            let id = row_id(t, reference.as_str()).await;
            let tx = t.app.db.write_tx().await.expect("a transaction");
            app::search::index(&tx, domain::lineage::ObjectKind::Proposal, id, process.id, &[*text]).await.expect("indexed");
            tx.commit().await.expect("committed");
        }
        for case in content::search::reference_cases() {
            let query = ListQuery { q: case.query.to_owned(), limit: 100, ..ListQuery::default() };
            let (_, page, _) = proposal::list(&t.visitor(), SLUG, &query).await.expect("listed");
            let mut found: Vec<&str> = page.items.iter().filter_map(|card| card.title.rsplit(' ').next()).collect();
            found.sort_unstable();
            let mut expected = case.hits.to_vec();
            expected.sort_unstable();
            // A question without any word to look for narrows nothing here.
            if app::search::question(case.query).is_some() {
                assert_eq!(found, expected, "{}", case.query);
            }
        }
    }
}

async fn row_id(t: &testkit::TestApp, reference: &str) -> uuid::Uuid {
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
    let row = entities::proposal::Entity::find()
        .filter(entities::proposal::Column::Reference.eq(reference))
        .one(t.app.db.read())
        .await;
    row.expect("read").expect("there").id
}
