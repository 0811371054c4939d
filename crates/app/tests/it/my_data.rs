//! A copy of one's data: everything that the platform holds about someone.

use domain::my_data::Part;
use entities::{proposal, proposal_revision, site_page};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use testkit::db_test;

use crate::people::{PASSWORD, give_password};

db_test! {
    async fn a_copy_of_ones_data_has_what_one_wrote_in_what_is_anothers(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let theirs = t.proposal(&camille, "Publier les algorithmes publics").await;
        let who = t.participant("Nour").await;
        give_password(t, who.account().expect("someone")).await;
        let me = who.account().expect("someone").0;
        let own = t.proposal(&who, "Une idée de Nour").await;
        let tx = t.app.db.write_tx().await.expect("a transaction");
        let others = proposal::Entity::find().filter(proposal::Column::Reference.eq(&theirs)).one(&*tx).await.expect("read").expect("there");
        proposal_revision::Entity::update_many()
            .col_expr(proposal_revision::Column::AccountId, Expr::value(me))
            .filter(proposal_revision::Column::ProposalId.eq(others.id))
            .exec(&*tx).await.expect("corrected by someone else");
        let page = site_page::ActiveModel {
            slug: Set("legal".into()), lang: Set("fr".into()), title: Set("Mentions".into()), body: Set("Un site.".into()),
            updated_at: Set(t.clock_now()), updated_by: Set(Some(me)),
        };
        app::record::insert(&tx, page).await.expect("a page");
        tx.commit().await.expect("committed");
        let copy = app::my_data::copy(&who, PASSWORD.into()).await.expect("copied");
        for part in Part::ALL {
            assert!(copy[part.as_str()].is_array(), "{part}");
        }
        let written: Vec<(&str, &str)> = copy["written"].as_array().expect("lines").iter().map(|line| (line["kind"].as_str().unwrap_or_default(), line["reference"].as_str().unwrap_or_default())).collect();
        assert_eq!(written, [("proposal_version", theirs.as_str()), ("page", "legal")]);
        assert_eq!((copy["proposals"][0]["reference"].as_str(), copy["proposals"][0]["lang"].as_str()), (Some(own.as_str()), Some("fr")));
        assert_eq!(copy["proposals"][0]["revisions"][0]["theme"], "numerique");
    }
}
