//! Whether the signed log says all that a process shows: what an archive waits
//! for, since it has to prove itself.

use domain::Time;
use domain::id::ProcessId;
use entities::outbox;
use sea_orm::{ColumnTrait, Condition, PaginatorTrait, QueryFilter, QueryOrder};

use super::keys::signer;
use super::{queue, served, store};
use crate::ctx::Ctx;
use crate::error::Result;

/// How far the signed log is behind a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The last signed head, and its entries; none before the first.
    pub signed: Option<(String, u64)>,
    /// Entries that are not signed yet.
    pub unsigned: u64,
    /// Acts on the process, or on the whole instance, that have no entry yet.
    pub waiting: u64,
    /// Since when.
    pub since: Option<Time>,
}

impl Settled {
    /// Nothing is missing from the signed log.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.signed.is_some() && self.unsigned == 0 && self.waiting == 0
    }
}

/// How far the signed log is behind a process. Writes nothing: without a signed
/// head, no key is looked for.
///
/// # Errors
/// When the head was signed by another key than ours, or the database fails.
pub async fn settled(ctx: &Ctx, process: ProcessId) -> Result<Settled> {
    let connection = ctx.db().read();
    let of = Condition::any().add(outbox::Column::ProcessId.eq(process.0)).add(outbox::Column::ProcessId.is_null());
    let waiting = queue::waiting(connection).await?.filter(of);
    let oldest = waiting.clone().order_by_asc(outbox::Column::At).one(connection).await?;
    let signed = match served::checkpoint(ctx).await? {
        Some(note) => {
            let size = signer(&ctx.app)?.open(&note)?.head.size;
            Some((note, size))
        }
        None => None,
    };
    let (here, _) = store::head(connection).await?;
    Ok(Settled {
        unsigned: here.saturating_sub(signed.as_ref().map_or(0, |(_, size)| *size)),
        signed,
        waiting: waiting.count(connection).await?,
        since: oldest.map(|row| row.at),
    })
}
