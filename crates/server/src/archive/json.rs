//! A process with its proposals and commitments, whole, in the shapes of the API.

use std::io::Write;

use anyhow::Result;
use api::shapes;
use app::Ctx;
use domain::commitment::CommitmentPage;
use domain::process::Process;
use domain::proposal::{ListQuery, ProposalPage};

/// Proposals read at once: writing takes no more memory than that.
const AT_ONCE: u64 = 50;

/// What was written last, for whoever makes something else of it.
#[derive(Clone, Copy, Debug)]
pub enum Whole<'p> {
    /// A proposal.
    Proposal(&'p ProposalPage),
    /// A commitment.
    Commitment(&'p CommitmentPage),
}

/// Writes everything that `ctx` may read; tells `each` of it on the way. Returns how
/// many proposals and commitments there were.
///
/// # Errors
/// When something cannot be read or written.
pub async fn write(
    ctx: &Ctx,
    process: &Process,
    out: &mut impl Write,
    mut each: impl FnMut(Whole<'_>) -> Result<()>,
) -> Result<(usize, usize)> {
    let base = &ctx.app.settings.server.public_url;
    write!(out, "{{\"process\":")?;
    serde_json::to_writer(&mut *out, &shapes::Process::of(process, ctx.now()))?;
    write!(out, ",\n\"proposals\":[")?;
    let mut proposals = 0;
    let mut query = ListQuery { limit: AT_ONCE, ..ListQuery::default() };
    loop {
        let page = app::proposal::list_in(ctx, process, &query).await?;
        for card in &page.items {
            let whole = app::proposal::show(ctx, card.reference.as_str()).await?;
            let steps = app::lineage::of(ctx, card.reference.as_str()).await?;
            item(out, proposals, &shapes::Proposal::whole(&whole, &steps, base))?;
            each(Whole::Proposal(&whole))?;
            proposals += 1;
        }
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
    }
    write!(out, "],\n\"commitments\":[")?;
    let (_, cards) = app::commitment::list(ctx, &process.slug).await?;
    for (index, card) in cards.iter().enumerate() {
        let whole = app::commitment::show(ctx, card.reference.as_str()).await?;
        let steps = app::lineage::of(ctx, card.reference.as_str()).await?;
        item(out, index, &shapes::Commitment::whole(&whole, &steps, base))?;
        each(Whole::Commitment(&whole))?;
    }
    writeln!(out, "]}}")?;
    Ok((proposals, cards.len()))
}

fn item(out: &mut impl Write, index: usize, shape: &impl serde::Serialize) -> Result<()> {
    out.write_all(if index == 0 { b"\n" } else { b",\n" })?;
    Ok(serde_json::to_writer(out, shape)?)
}
