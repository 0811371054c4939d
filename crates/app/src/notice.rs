//! What became of someone's words. Every change is a link of the lineage, and a line
//! for its author is written with it ([`of_link`]): on the site at once, and by mail
//! once a day at most ([`digest`]), unless it was read before or one wants none.

mod digest;
mod mine;

use std::collections::BTreeSet;

use db::WriteTx;
use domain::Time;
use domain::account::AccountKind;
use domain::id::VersionId;
use domain::lineage::{ObjectKind, Relation};
use domain::notice::Change;
use domain::triage::Admissibility;
use entities::{account, comment, decision, link, notice, proposal, version};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::Result;

pub(crate) use digest::wanted;
pub use digest::{MAIL, choose, digest, is_stopped, stop, wants};
pub use mine::{mark_read, mine, unread, votes};

/// What a link tells the author of what it comes from.
const fn change_of(relation: Relation) -> Option<Change> {
    match relation {
        Relation::DecidedBy => Some(Change::Decided),
        Relation::AnsweredBy => Some(Change::Answered),
        Relation::ModeratedBy => Some(Change::Moderated),
        Relation::RepliedBy => Some(Change::Replied),
        Relation::PublishedAs => Some(Change::Published),
        Relation::AdoptedAs => Some(Change::Adopted),
        // One's own doing, or not public yet.
        Relation::RevisedAs | Relation::WithdrawnBy | Relation::SourceOf | Relation::HasMilestone => None,
        // Derived: no link is written.
        Relation::CountedIn | Relation::KnownTo => None,
        // A comment changes nothing of a proposal: it is read on its page.
        Relation::CommentedBy => None,
    }
}

/// A contribution and its author.
type Owned = (Uuid, Uuid);

/// Tells those whose words a new link is about, in its transaction. Nobody is told
/// of what they did themselves.
pub(crate) async fn of_link(
    ctx: &Ctx,
    tx: &WriteTx,
    relation: Relation,
    from: VersionId,
    to: VersionId,
    at: Time,
) -> Result<()> {
    let Some(change) = change_of(relation) else { return Ok(()) };
    let Some(row) = version::Entity::find_by_id(from.0).one(&**tx).await? else { return Ok(()) };
    let owned = match ObjectKind::parse(&row.kind) {
        Some(ObjectKind::Proposal) => proposals(tx, [row.object_id]).await?,
        Some(ObjectKind::Comment) => comments(tx, comment::Column::Id, row.object_id).await?,
        Some(ObjectKind::Commitment) => {
            let mut owned = proposals(tx, sources(tx, row.object_id).await?).await?;
            owned.extend(comments(tx, comment::Column::TargetId, row.object_id).await?);
            owned
        }
        _ => Vec::new(),
    };
    let told = change.is_told_at_once() || (change == Change::Decided && is_refusal(tx, to).await?);
    write(ctx, tx, &owned, change, told, (to, at)).await
}

/// A proposal outside of the charter: the statement of reasons left at once.
async fn is_refusal(tx: &WriteTx, to: VersionId) -> Result<bool> {
    let row = decision::Entity::find().filter(decision::Column::VersionId.eq(to.0)).one(&**tx).await?;
    Ok(row.is_some_and(|row| row.outcome == Admissibility::Inadmissible.as_str()))
}

/// `told`: by a mail of its own.
async fn write(
    ctx: &Ctx,
    tx: &WriteTx,
    owned: &[Owned],
    change: Change,
    told: bool,
    (to, at): (VersionId, Time),
) -> Result<()> {
    let mine = ctx.actor.account().map(|account| account.0);
    let accounts: BTreeSet<Uuid> =
        owned.iter().map(|(_, account)| *account).filter(|account| Some(*account) != mine).collect();
    if accounts.is_empty() {
        return Ok(());
    }
    let accounts: Vec<Uuid> = accounts.into_iter().collect();
    let mut people: BTreeSet<Uuid> = BTreeSet::new();
    for some in accounts.chunks(400) {
        let found = account::Entity::find()
            .select_only()
            .column(account::Column::Id)
            .filter(account::Column::Id.is_in(some.iter().copied()))
            .filter(account::Column::Kind.eq(AccountKind::Person.as_str()));
        people.extend(found.into_tuple::<Uuid>().all(&**tx).await?);
    }
    let rows =
        owned.iter().filter(|(_, account)| people.contains(account)).map(|(object, account)| notice::ActiveModel {
            id: Set(ctx.id(at)),
            account_id: Set(*account),
            object_id: Set(*object),
            version_id: Set(to.0),
            change: Set(change.as_str().to_owned()),
            at: Set(at),
            read_at: Set(None),
            mailed_at: Set(told.then_some(at)),
        });
    Ok(crate::record::insert_all(tx, rows.collect()).await?)
}

async fn proposals(tx: &WriteTx, ids: impl IntoIterator<Item = Uuid>) -> Result<Vec<Owned>> {
    use proposal::Column as C;
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let mut found = Vec::new();
    for some in ids.chunks(400) {
        let rows = proposal::Entity::find().select_only().columns([C::Id, C::AccountId]);
        found.extend(rows.filter(C::Id.is_in(some.iter().copied())).into_tuple::<Owned>().all(&**tx).await?);
    }
    Ok(found)
}

async fn comments(tx: &WriteTx, column: comment::Column, id: Uuid) -> Result<Vec<Owned>> {
    use comment::Column as C;
    let rows = comment::Entity::find().select_only().columns([C::Id, C::AccountId]);
    Ok(rows.filter(column.eq(id)).into_tuple().all(&**tx).await?)
}

/// The proposals that a commitment comes from.
async fn sources(tx: &WriteTx, commitment: Uuid) -> Result<BTreeSet<Uuid>> {
    let own = version::Entity::find().select_only().column(version::Column::Id);
    let own: Vec<Uuid> = own.filter(version::Column::ObjectId.eq(commitment)).into_tuple().all(&**tx).await?;
    let from = link::Entity::find().select_only().column(link::Column::FromVersion);
    let from: Vec<Uuid> = from
        .filter(link::Column::ToVersion.is_in(own))
        .filter(link::Column::Relation.eq(Relation::SourceOf.as_str()))
        .into_tuple()
        .all(&**tx)
        .await?;
    let objects = version::Entity::find().select_only().column(version::Column::ObjectId);
    let objects = objects.filter(version::Column::Id.is_in(from)).into_tuple::<Uuid>().all(&**tx).await?;
    Ok(objects.into_iter().collect())
}
