//! Signing: only what is committed, only what continues what was signed, and only
//! after the file outside of the database says so.

use entities::{log_checkpoint, log_lease};
use ledger::checkpoint::Checkpoint;
use ledger::tree::Frontier;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};

use super::keys::{Signed, Signer, signer};
use super::{LEASE, kept, store, witness};
use crate::ctx::Ctx;
use crate::error::Result;

/// Why nothing more is signed. An operator has to look: the database is not the
/// one whose head was signed last.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stopped {
    /// The database has fewer entries than were signed.
    #[error(
        "the database has {here} entries, and a head of {signed} was signed: it was restored from an older copy. \
         Nothing smaller is ever signed; restore a later copy"
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
         Nothing that forks the log is ever signed; restore a later copy"
    )]
    Fork {
        /// Entries of the last signed head.
        signed: u64,
    },
    /// The log of the database is signed by another key than ours.
    #[error(
        "this database's log is signed by {theirs}, and log.key_file has {ours}: \
         put the log.key_file and the log.state_file of that log in their place, and start again"
    )]
    OtherKey {
        /// The key whose log it is.
        theirs: String,
        /// The key in our file.
        ours: String,
    },
    /// What was signed last was not signed by our key.
    #[error("{why}: put the file that goes with log.key_file in its place")]
    OtherState {
        /// The file, and what it is.
        why: String,
    },
}

/// Why nothing more is signed; none when the log goes on.
///
/// # Errors
/// When a file or the database fails.
pub async fn stopped(ctx: &Ctx) -> Result<Option<Stopped>> {
    let signer = signer(&ctx.app)?;
    if let Some(other) = of_another(ctx.db().read(), &signer).await? {
        return Ok(Some(other));
    }
    let last = match signer.last() {
        Ok(Some(last)) => last,
        Ok(None) => return Ok(None),
        Err(error) if error.is::<ledger::Error>() => {
            return Ok(Some(Stopped::OtherState { why: format!("{error:#}") }));
        }
        Err(error) => return Err(error.into()),
    };
    let (size, root) = store::head(ctx.db().read()).await?;
    continues(ctx, &last.head, &Checkpoint::new(signer.origin(), size, root)).await
}

/// The log in the database is another key's.
async fn of_another(connection: &impl ConnectionTrait, signer: &Signer) -> Result<Option<Stopped>> {
    let lease = log_lease::Entity::find_by_id(LEASE).one(connection).await?;
    Ok(lease.and_then(|row| other_key(signer, row.signer)))
}

/// A log of this key is another's.
pub(super) fn other_key(signer: &Signer, theirs: String) -> Option<Stopped> {
    let ours = signer.verifier().to_string();
    (theirs != ours).then_some(Stopped::OtherKey { theirs, ours })
}

/// Signs the committed head, if it is another than the last, and publishes it as
/// soon as enough witnesses have cosigned it. Returns how many entries are signed.
///
/// # Errors
/// [`Stopped`], or when a file or the database fails.
pub async fn publish(ctx: &Ctx) -> Result<u64> {
    let signer = signer(&ctx.app)?;
    let connection = ctx.db().read();
    if let Some(other) = of_another(connection, &signer).await? {
        return Err(anyhow::Error::from(other).into());
    }
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
            if let Some(stopped) = continues(ctx, &last.head, &head).await? {
                return Err(anyhow::Error::from(stopped).into());
            }
            sign(&signer, head, Some(last)).await?
        }
        None => sign(&signer, head, None).await?,
    };
    let known = published.map(|row| row.note);
    if let Some(note) = witness::cosigned(ctx, &signer, &signed, known.as_deref()).await? {
        let tx = ctx.db().write_tx().await?;
        // Witnesses may have taken their time.
        if let Some(other) = of_another(&*tx, &signer).await? {
            return Err(anyhow::Error::from(other).into());
        }
        let row = log_checkpoint::ActiveModel { size: Set(kept(size)), note: Set(note), at: Set(ctx.now()) };
        let again = OnConflict::column(log_checkpoint::Column::Size)
            .update_columns([log_checkpoint::Column::Note, log_checkpoint::Column::At])
            .to_owned();
        log_checkpoint::Entity::insert(row).on_conflict(again).exec_without_returning(&*tx).await?;
        tx.commit().await?;
    }
    Ok(size)
}

/// Why a head does not continue one that was signed.
async fn continues(ctx: &Ctx, last: &Checkpoint, head: &Checkpoint) -> Result<Option<Stopped>> {
    let before = last.size;
    if head.size < before {
        return Ok(Some(Stopped::Smaller { here: head.size, signed: before }));
    }
    let found =
        store::with_nodes(ctx.db().read(), head.size, |nodes| Ok(Frontier::read(nodes, before)?.root())).await?;
    Ok((found != last.root).then_some(Stopped::Fork { signed: before }))
}

/// The disk is waited for off the async threads.
async fn sign(signer: &std::sync::Arc<Signer>, head: Checkpoint, last: Option<Signed>) -> Result<Signed> {
    let signer = signer.clone();
    let signed = tokio::task::spawn_blocking(move || signer.sign(&head, last.as_ref())).await;
    Ok(signed.map_err(anyhow::Error::from)??)
}
