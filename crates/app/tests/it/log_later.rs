//! What the public log does not say yet, or never will: what is prepared, what was
//! taken out before anyone saw it, what waits for a published head.

use std::path::PathBuf;

use app::log::{self, Served};
use app::{commitment, moderation};
use chrono::TimeDelta;
use domain::commitment::{MilestoneWords, Words};
use domain::policy::Role;
use ledger::entry::Event;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use testkit::{SLUG, db_test};

use crate::import::{request, run};
use crate::log::{clean, entry_of, versions_once};
use crate::published::{Published, python_agrees};

db_test! {
    async fn a_milestone_that_was_taken_out_of_a_draft_is_never_logged(t) {
        t.process().await;
        let administration = t.organisation("numerique", "administration").await;
        let omar = t.in_organisation("Omar", Role::Owner, administration).await;
        let milestone = |title: &str| MilestoneWords { title: title.into(), due: "2027-12-31".into(), ..MilestoneWords::default() };
        let words = |titles: &[&str]| Words {
            title: "Ouvrir les algorithmes publics".into(),
            problem: "Les décisions automatisées ne sont pas expliquées.".into(),
            text: "La direction publie le code et une explication.".into(),
            lead: "numerique".into(),
            sources: Vec::new(),
            milestones: titles.iter().map(|title| milestone(title)).collect(),
        };
        let (reference, _) = commitment::create(&omar, SLUG, &words(&["Inventaire", "Rompre le marché en cours"]), None).await.expect("drafted");
        t.later(TimeDelta::days(1));
        commitment::edit(&omar, reference.as_str(), &words(&["Inventaire"])).await.expect("changed");
        t.later(TimeDelta::days(19));
        commitment::publish(&omar, reference.as_str()).await.expect("published");
        let (published, _) = clean(t).await;
        let says = |words: &str| published.0.values().any(|bytes| String::from_utf8_lossy(bytes).contains(words));
        assert!(says("Inventaire") && !says("Rompre le marché"));
        python_agrees(t, &published);
    }

    async fn nothing_of_a_process_is_logged_before_it_is_public(t) {
        t.process().await;
        t.unpublish().await;
        let fixture = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/cap-collectif");
        run(t, &request(fixture, SLUG)).await.expect("imported");
        t.later(TimeDelta::hours(5));
        let (published, report) = clean(t).await;
        let says = |published: &Published, words: &str| published.0.values().any(|bytes| String::from_utf8_lossy(bytes).contains(words));
        assert!(!says(&published, "PAN27-") && !says(&published, "Autorité"), "{:?}", report.entries);
        let waiting = log::status(&t.system()).await.expect("read").waiting;
        assert_eq!(waiting, 0, "what is held back is not late");
        let tx = t.app.db.write_tx().await.expect("a transaction");
        let shown = entities::process::Entity::update_many().col_expr(entities::process::Column::Published, Expr::value(true));
        shown.exec(&*tx).await.expect("published");
        tx.commit().await.expect("committed");
        let (published, _) = clean(t).await;
        assert!(says(&published, "PAN27-P1") && says(&published, "Autorité"));
        let codes: Vec<Option<String>> = published.entries().into_iter().filter(|entry| matches!(entry.event, Event::Version(_))).map(|entry| entry.process).collect();
        assert!(codes.len() > 10 && codes.iter().all(|code| code.as_deref() == Some("PAN27")), "{codes:?}");
        versions_once(t).await;
        python_agrees(t, &published);
        // What is in the log stays explained, whatever becomes of the process.
        t.unpublish().await;
        let one = entities::proposal::Entity::find().filter(entities::proposal::Column::Visibility.eq("public")).one(t.app.db.read()).await.expect("read").expect("a proposal");
        app::erasure::by_letter_for_imported(&t.system(), &one.reference).await.expect("asked");
        t.later(TimeDelta::days(1));
        app::erasure::run(&t.system(), app::erasure::Which::Due).await.expect("erased");
        let (_, report) = clean(t).await;
        assert!(report.erased.contains_key("account_erased"), "{report:?}");
    }

    async fn what_is_kept_and_not_yet_published_is_waited_for(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let modou = t.staff("Modou", Role::Moderator).await;
        let first = t.proposal(&camille, "Publier les algorithmes publics").await;
        let ctx = t.system();
        clean(t).await;
        t.later(TimeDelta::hours(3));
        moderation::set_visibility(&modou, &first, "hidden", "R1", "Propos injurieux envers un agent.").await.expect("hidden");
        let second = t.proposal(&camille, "Une idée que la tête publiée n’a pas").await;
        // A witness is away: entries are kept, and no new head is published.
        let lease = log::lease(&ctx).await.expect("asked").expect("free");
        while log::append(&ctx, &lease).await.expect("appended") > 0 {}
        let entry = entry_of(t, &first, 1).await;
        assert_eq!(log::openings(&ctx, entry).await.expect("read"), Served::NotYet);
        let Served::Found(shown) = log::objects(&ctx, 0).await.expect("read") else { panic!("a list") };
        let shown = String::from_utf8(shown).expect("text");
        let line = shown.lines().find(|line| line.contains(&format!("\"ref\":\"{second}\""))).expect("it is shown");
        assert!(line.contains("\"since\""), "{line}");
        clean(t).await;
        moderation::set_visibility(&modou, &first, "public", "", "Recours fondé : le propos est permis.").await.expect("shown");
        while log::append(&ctx, &lease).await.expect("appended") > 0 {}
        assert_eq!(log::openings(&ctx, entry).await.expect("read"), Served::NotYet, "the published log still says that it was hidden");
        clean(t).await;
    }
}
