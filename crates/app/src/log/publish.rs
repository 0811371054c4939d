//! Signing: only what is committed, only what continues what was signed, and only
//! after the file outside of the database says so.

use entities::log_checkpoint;
use ledger::checkpoint::Checkpoint;
use ledger::tree::Frontier;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, QueryOrder};

use super::keys::{Signed, Signer, signer};
use super::{kept, store, witness};
use crate::ctx::Ctx;
use crate::error::Result;

/// Why nothing more is signed. An operator has to look: the database is not the
/// one whose head was signed last.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stopped {
    /// The database has fewer entries than were signed.
    #[error(
        "the database has {here} entries, and a head of {signed} was signed: it was restored from an older copy. \
         Nothing smaller is ever signed; restore a later copy, or begin another log (log.origin, new files)"
    )]
    Smaller {
        /// Entries in the database.
        here: u64,
        /// Entries of the last signed head.
        signed: u64,
    },
    /// The database does not begin with what was signed.
    #[error(
        "the first {signed} entries of the database are not those that were signed: it went on from an older copy. \
         Nothing that forks the log is ever signed; restore a later copy, or begin another log"
    )]
    Fork {
        /// Entries of the last signed head.
        signed: u64,
    },
}

/// Signs the committed head, if it is another than the last, and publishes it as
/// soon as enough witnesses have cosigned it. Returns how many entries are signed.
///
/// # Errors
/// [`Stopped`], or when a file or the database fails.
pub async fn publish(ctx: &Ctx) -> Result<u64> {
    let signer = signer(&ctx.app)?;
    let connection = ctx.db().read();
    let (size, root) = store::head(connection).await?;
    let published = log_checkpoint::Entity::find().order_by_desc(log_checkpoint::Column::Size).one(connection).await?;
    let last = match signer.last()? {
        Some(last) => Some(last),
        // The file was lost: what was published is known to be signed.
        None => published.as_ref().map(|row| signer.open(&row.note)).transpose()?,
    };
    let head = Checkpoint::new(signer.origin(), size, root);
    let signed = match last {
        Some(last) if last.head == head => last,
        Some(last) => {
            continues(ctx, &last.head, &head).await?;
            sign(&signer, head, Some(last)).await?
        }
        None => sign(&signer, head, None).await?,
    };
    let known = published.map(|row| row.note);
    if let Some(note) = witness::cosigned(ctx, &signer, &signed, known.as_deref()).await? {
        let tx = ctx.db().write_tx().await?;
        let row = log_checkpoint::ActiveModel { size: Set(kept(size)), note: Set(note), at: Set(ctx.now()) };
        let again = OnConflict::column(log_checkpoint::Column::Size)
            .update_columns([log_checkpoint::Column::Note, log_checkpoint::Column::At])
            .to_owned();
        log_checkpoint::Entity::insert(row).on_conflict(again).exec_without_returning(&*tx).await?;
        tx.commit().await?;
    }
    Ok(size)
}

/// Whether a head continues one that was signed.
async fn continues(ctx: &Ctx, last: &Checkpoint, head: &Checkpoint) -> Result<()> {
    if head.size < last.size {
        return Err(anyhow::Error::from(Stopped::Smaller { here: head.size, signed: last.size }).into());
    }
    let before = last.size;
    let found =
        store::with_nodes(ctx.db().read(), head.size, |nodes| Ok(Frontier::read(nodes, before)?.root())).await?;
    if found == last.root { Ok(()) } else { Err(anyhow::Error::from(Stopped::Fork { signed: last.size }).into()) }
}

/// The disk is waited for off the async threads.
async fn sign(signer: &std::sync::Arc<Signer>, head: Checkpoint, last: Option<Signed>) -> Result<Signed> {
    let signer = signer.clone();
    let signed = tokio::task::spawn_blocking(move || signer.sign(&head, last.as_ref())).await;
    Ok(signed.map_err(anyhow::Error::from)??)
}
