//! Counts kept for after the vote: nothing tells them before, neither a figure
//! nor an order nor an address.

use app::{proposal, vote};
use chrono::TimeDelta;
use domain::proposal::{ListQuery, Sort};
use domain::vote::Choice;
use testkit::{SLUG, db_test};

db_test! {
    async fn no_order_and_no_cursor_tells_a_count_before_the_close(t) {
        let process = t.process().await;
        t.tallies_after_close().await;
        let camille = t.participant("Camille").await;
        let mut all = Vec::new();
        for title in ["Ouvrir les données publiques", "Ouvrir les archives publiques", "Ouvrir les comptes publics"] {
            all.push(t.proposal(&camille, title).await);
        }
        vote::cast(&camille, &all[0], Some(Choice::Agree)).await.expect("voted");
        let walk = async |sort: Sort| {
            let (mut seen, mut query) = (Vec::new(), ListQuery { sort, limit: 1, ..ListQuery::default() });
            loop {
                let page = proposal::list(&t.visitor(), SLUG, &query).await.expect("listed").1;
                assert!(page.items.iter().all(|card| card.tally.is_none()));
                seen.extend(page.items.into_iter().map(|card| card.reference.to_string()));
                let Some(next) = page.next else { break seen };
                assert!(next.bytes().all(|byte| byte.is_ascii_digit()), "{sort}: {next} holds more than a number");
                query.after = Some(next);
            }
        };
        assert_eq!(walk(Sort::Supported).await, walk(Sort::Recent).await);
        assert_eq!(walk(Sort::Supported).await, ["PAN27-P3", "PAN27-P2", "PAN27-P1"]);
        let found = app::process::by_id(&t.visitor(), process).await.expect("found");
        let similar = async || -> Vec<String> {
            let found = proposal::similar(&t.visitor(), &found, "Ouvrir", 5).await.expect("found");
            found.into_iter().map(|card| card.reference.to_string()).collect()
        };
        assert_eq!(similar().await, ["PAN27-P3", "PAN27-P2", "PAN27-P1"]);
        assert_eq!(vote::cast(&camille, &all[1], Some(Choice::Mixed)).await.expect("voted").tally, None);
        t.later(TimeDelta::days(9));
        assert_eq!(walk_after(t).await, ["PAN27-P1", "PAN27-P3", "PAN27-P2"], "the vote is over: the order is public");
        assert_eq!(similar().await[0], "PAN27-P1");
    }

    async fn what_another_process_will_consult_on_hides_nothing_of_proposals(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let first = t.proposal(&camille, "Ouvrir les données publiques").await;
        t.proposal(&camille, "Ouvrir les archives publiques").await;
        vote::cast(&camille, &first, Some(Choice::Agree)).await.expect("voted");
        t.later(TimeDelta::days(20));
        t.tallies_after_close().await;
        assert_eq!(walk_after(t).await[0], first, "drafts are voted on in secret, the proposals are long settled");
    }
}

async fn walk_after(t: &testkit::TestApp) -> Vec<String> {
    let query = ListQuery { sort: Sort::Supported, ..ListQuery::default() };
    let page = proposal::list(&t.visitor(), SLUG, &query).await.expect("listed").1;
    page.items.into_iter().map(|card| card.reference.to_string()).collect()
}
