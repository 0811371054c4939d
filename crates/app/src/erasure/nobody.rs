//! Accounts that are no one's. A row that stays when its author is erased points at
//! one of them. They are few and shared: all contributions point at the first, and
//! a vote at the first that has none on the same object, so that two rows of one
//! person cannot be told from two rows of two.

use std::collections::HashSet;

use chrono::DateTime;
use db::WriteTx;
use domain::account::AccountKind;
use domain::locale::Locale;
use entities::{account, participation, vote};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::error::Result;

/// Ids below this one are no one's: the others begin with a time.
const END: u128 = 1 << 32;

/// Whether an account is no one's.
pub(crate) fn is_nobody(account: Uuid) -> bool {
    (1..END).contains(&account.as_u128())
}

/// The last id that is no one's: those of people are above.
pub(super) const fn last() -> Uuid {
    Uuid::from_u128(END - 1)
}

/// The first of them.
pub(super) async fn first(tx: &WriteTx) -> Result<Uuid> {
    numbered(tx, 1).await
}

/// One that has no vote on this object.
pub(super) async fn for_vote(tx: &WriteTx, object: Uuid) -> Result<Uuid> {
    let taken = vote::Entity::find().select_only().column(vote::Column::AccountId);
    let taken =
        taken.filter(vote::Column::ObjectId.eq(object)).filter(vote::Column::AccountId.lt(Uuid::from_u128(END)));
    free(tx, taken.into_tuple().all(&**tx).await?).await
}

/// One that does not take part in this process.
pub(super) async fn for_process(tx: &WriteTx, process: Uuid) -> Result<Uuid> {
    use participation::Column as C;
    let taken = participation::Entity::find().select_only().column(C::AccountId);
    let taken = taken.filter(C::ProcessId.eq(process)).filter(C::AccountId.lt(Uuid::from_u128(END)));
    free(tx, taken.into_tuple().all(&**tx).await?).await
}

async fn free(tx: &WriteTx, taken: Vec<Uuid>) -> Result<Uuid> {
    let taken: HashSet<u128> = taken.into_iter().map(|id| id.as_u128()).collect();
    let number = (1..END).find(|number| !taken.contains(number));
    numbered(tx, number.ok_or_else(|| anyhow::anyhow!("there is nobody left"))?).await
}

async fn numbered(tx: &WriteTx, number: u128) -> Result<Uuid> {
    let id = Uuid::from_u128(number);
    let row = account::ActiveModel {
        id: Set(id),
        kind: Set(AccountKind::Erased.as_str().to_owned()),
        email: Set(None),
        email_key: Set(None),
        name: Set(String::new()),
        name_key: Set(None),
        password_hash: Set(None),
        locale: Set(Locale::default().as_str().to_owned()),
        confirmed_at: Set(None),
        terms_version: Set(None),
        terms_accepted_at: Set(None),
        created_at: Set(DateTime::UNIX_EPOCH),
        disabled_at: Set(Some(DateTime::UNIX_EPOCH)),
        source: Set(None),
        external_id: Set(None),
        demo: Set(false),
    };
    account::Entity::insert(row).on_conflict_do_nothing_on([account::Column::Id]).exec_without_returning(&**tx).await?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_below_everyone() {
        assert!(is_nobody(Uuid::from_u128(END - 1)));
        assert!(!is_nobody(Uuid::from_u128(END)));
        assert!(is_nobody(last()) && last() < Uuid::from_u128(END));
        assert!(!is_nobody(Uuid::nil()));
    }
}
