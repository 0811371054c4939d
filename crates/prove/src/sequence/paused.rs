//! A sequencer that stands still (SIGSTOP) in the middle of its work, as one on a
//! machine that was suspended: another takes its place when the lease is over, and the
//! first, when it comes back, must notice.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;

use app::App;
use entities::log_lease;
use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;

use super::{CAUGHT_UP_WITHIN, examine, waiting, write};
use crate::place::{Person, Place};
use crate::sequence::heads::Heads;
use crate::server::Server;
use crate::verdict::Verdict;

/// Comments that wait: more than are read at once.
const WAITING: usize = 2_100;

pub(super) async fn prove(
    place: &Place,
    times: usize,
    verdict: &mut Verdict,
    heads: &mut Heads,
    people: &[Person],
    proposal: &str,
) -> Result<()> {
    let mut amid = 0;
    for _ in 0..times {
        let app = place.open().await?;
        write(&app, people, proposal, WAITING).await?;
        let mut first = Server::start(place, "first")?;
        first.ready().await?;
        // It has begun, and has not ended.
        let all = waiting(&app).await?;
        let began = std::time::Instant::now();
        while waiting(&app).await? == all && began.elapsed() < CAUGHT_UP_WITHIN {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        first.pause()?;
        // Whoever stands still inside of a transaction keeps everyone from writing, by
        // what the database promises: then nobody takes its place. Not that moment.
        while !can_write(&app).await {
            first.resume()?;
            tokio::time::sleep(Duration::from_millis(1)).await;
            first.pause()?;
        }
        let left = waiting(&app).await?;
        amid += usize::from(left > 0);
        let mut second = Server::start(place, "second")?;
        second.ready().await?;
        super::caught_up(&app).await?;
        write(&app, people, proposal, 3).await?;
        first.resume()?;
        tokio::time::sleep(Duration::from_secs(3)).await;
        verdict.expect(first.runs(), || "a sequencer that lost its lease ended".to_owned());
        app.db.clone().close().await?;
        examine(place, verdict, heads, &second, "after a pause").await?;
        first.kill()?;
        second.kill()?;
        place.settled().await?;
    }
    verdict.figure("sequencers paused while another went on", times);
    verdict.figure("of which in the middle of their work", amid);
    Ok(())
}

/// Whether the row of the lease can be written now. Changes nothing.
async fn can_write(app: &Arc<App>) -> bool {
    let write = async {
        let tx = app.db.write_tx().await?;
        let same = log_lease::Entity::update_many().col_expr(log_lease::Column::Id, Expr::col(log_lease::Column::Id));
        same.exec(&*tx).await
    };
    matches!(tokio::time::timeout(Duration::from_secs(1), write).await, Ok(Ok(_)))
}
