//! An older copy of the database in place of the one whose head was signed, as after a
//! restore: nothing smaller is signed, and nothing that forks the log when the copy has
//! grown. The site lives on; the right copy back in place, the log goes on.

use std::fs;
use std::time::Duration;

use anyhow::Result;

use super::heads::{Heads, state};
use super::{examine, write};
use crate::place::{Person, Place};
use crate::server::Server;
use crate::verdict::Verdict;

/// Several looks at the outbox.
const A_WHILE: Duration = Duration::from_secs(6);

pub(super) async fn prove(
    place: &Place,
    verdict: &mut Verdict,
    heads: &mut Heads,
    people: &[Person],
    proposal: &str,
) -> Result<()> {
    place.copy_as("older").await?;
    let app = place.open().await?;
    write(&app, people, proposal, 20).await?;
    app.db.clone().close().await?;
    let mut server = Server::start(place, "server")?;
    server.ready().await?;
    examine(place, verdict, heads, &server, "before the restore").await?;
    server.kill()?;
    place.settled().await?;
    place.copy_as("newer").await?;
    let signed = fs::read_to_string(state(place))?;

    place.put_back("older").await?;
    for (grown, what) in [(0, "a smaller head"), (40, "a fork")] {
        let app = place.open().await?;
        write(&app, people, proposal, grown).await?;
        app.db.clone().close().await?;
        let mut server = Server::start(place, "restored")?;
        server.ready().await?;
        tokio::time::sleep(A_WHILE).await;
        verdict.expect(fs::read_to_string(state(place))? == signed, || format!("{what} was signed"));
        verdict.expect(server.runs(), || "the site died with its log".to_owned());
        server.kill()?;
        place.settled().await?;
    }
    verdict.figure("older copies that were refused a signature", 2);

    place.put_back("newer").await?;
    let app = place.open().await?;
    write(&app, people, proposal, 5).await?;
    app.db.clone().close().await?;
    let mut server = Server::start(place, "server")?;
    server.ready().await?;
    examine(place, verdict, heads, &server, "with the right copy back").await?;
    server.kill()
}
