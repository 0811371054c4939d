//! Figures that are kept, proved against their rows.

use app::recount;
use app::vote;
use domain::vote::Choice;
use entities::{process_count, proposal, vote as ballot};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use testkit::db_test;

db_test! {
    async fn a_figure_that_is_wrong_is_named_with_what_was_counted(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let dominique = t.participant("Dominique").await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        t.comment(&dominique, &reference, "Oui, et les données.").await;
        vote::cast(&camille, &reference, Some(Choice::Agree)).await.expect("cast");
        vote::cast(&dominique, &reference, Some(Choice::Mixed)).await.expect("cast");
        let wrong = async || {
            let found = recount::all(&t.system()).await.expect("counted");
            found.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(wrong().await, Vec::<String>::new());

        let tx = t.app.db.write_tx().await.expect("a transaction");
        proposal::Entity::update_many()
            .col_expr(proposal::Column::CommentsCount, Expr::col(proposal::Column::CommentsCount).add(2))
            .exec(&*tx)
            .await
            .expect("changed");
        ballot::Entity::delete_many().filter(ballot::Column::Choice.eq("mixed")).exec(&*tx).await.expect("removed");
        process_count::Entity::update_many()
            .col_expr(process_count::Column::Participants, Expr::value(0))
            .exec(&*tx)
            .await
            .expect("changed");
        tx.commit().await.expect("committed");
        assert_eq!(wrong().await, [
            "plan-2027: votes is kept as 2, 1 were counted",
            "plan-2027: participants is kept as 0, 2 were counted",
            "PAN27-P1: mixed is kept as 1, 0 were counted",
            "PAN27-P1: comments_count is kept as 3, 1 were counted",
        ]);
    }
}
