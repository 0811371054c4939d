//! A sequencer that stands still (SIGSTOP) in the middle of its work, as one on a
//! machine that was suspended: another takes its place when the lease is over, and the
//! first, when it comes back, must notice.

use std::time::Duration;

use anyhow::Result;

use super::{CAUGHT_UP_WITHIN, examine, waiting, write};
use crate::place::{Person, Place};
use crate::sequence::heads::Heads;
use crate::server::Server;
use crate::verdict::Verdict;

/// Comments that wait: more than one transaction takes.
const WAITING: usize = 400;

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
