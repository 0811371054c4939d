//! Confirming an address by the link that was mailed there; or saying that one
//! did not ask for the account, which then goes. One that nobody confirms goes
//! by itself after a week.

use chrono::TimeDelta;
use db::WriteTx;
use domain::account::{AccountKind, LinkState, TokenPurpose, UNCONFIRMED_DAYS};
use domain::field::{Problem, WHOLE_FORM};
use domain::id::AccountId;
use entities::{account, draft, erasure, grant, mail_choice, mail_token, session};
use sea_orm::prelude::Uuid;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::sign_up::{confirmed, keep_name};
use super::{Address, link, reset};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::{limit, mail, work};

/// Accounts forgotten by one run.
const AT_ONCE: u64 = 500;

/// What a confirmation link is worth now, and the public name of the account
/// that it confirms. Changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn to_confirm(ctx: &Ctx, token: &str) -> Result<(LinkState, String)> {
    let state = link::peek(ctx, token, TokenPurpose::Confirm).await?;
    let Some(link) = link::good(ctx, token, TokenPurpose::Confirm).await? else {
        return Ok((state, String::new()));
    };
    let account = account::Entity::find_by_id(link.account_id).one(ctx.db().read()).await?;
    Ok((state, account.map(|account| account.name).unwrap_or_default()))
}

/// Mails another link to someone signed in whose address is not confirmed; does
/// nothing for one whose address is.
///
/// # Errors
/// [`Error::TooMany`]; [`Error::Denied`] for a visitor.
pub async fn resend_confirmation(ctx: &Ctx) -> Result<()> {
    let id = ctx.account()?;
    let now = ctx.now();
    let tx = ctx.db().write_tx().await?;
    let account = account::Entity::find_by_id(id.0).one(&*tx).await?.ok_or(Error::NotFound)?;
    if account.confirmed_at.is_some() {
        return Ok(());
    }
    let address = Address::of(account.email.as_deref().unwrap_or_default());
    limit::spend(ctx, &tx, limit::MAIL_CLIENT, &ctx.client, now).await?;
    reset::spend_mail(ctx, &tx, &address, now).await?;
    mail::queue_link(ctx, &tx, id, TokenPurpose::Confirm, None, now).await?;
    tx.commit().await?;
    work::wake(ctx);
    Ok(())
}

fn expired() -> Error {
    Error::field(WHOLE_FORM, Problem::Expired)
}

/// Confirms an address by the link that was mailed there.
///
/// # Errors
/// [`Problem::Expired`] on the whole form when the link does not work (any
/// more); [`Error::TooMany`].
pub async fn confirm(ctx: &Ctx, token: &str) -> Result<()> {
    limit::spend_now(ctx, &[(limit::LINK_CLIENT, &ctx.client)]).await?;
    let now = ctx.now();
    let tx = ctx.db().write_tx().await?;
    let account = link::take(&tx, token, TokenPurpose::Confirm, now).await?.ok_or_else(expired)?;
    confirmed(&tx, account, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes away an account that someone else made with one's address: whoever
/// reads the mail says so. Only one that is not confirmed goes.
///
/// # Errors
/// As [`confirm`].
pub async fn refuse(ctx: &Ctx, token: &str) -> Result<()> {
    limit::spend_now(ctx, &[(limit::LINK_CLIENT, &ctx.client)]).await?;
    let now = ctx.now();
    let tx = ctx.db().write_tx().await?;
    let id = link::take(&tx, token, TokenPurpose::Confirm, now).await?.ok_or_else(expired)?;
    let account = waiting(&tx, id.0).await?.ok_or_else(expired)?;
    grant::Entity::delete_many().filter(grant::Column::AccountId.eq(account.id)).exec(&*tx).await?;
    erase(&tx, account.id).await?;
    keep_name(ctx, &tx, &account, now).await?;
    tx.commit().await?;
    Ok(())
}

/// A person's account whose address nobody confirmed, taken for the rest of the
/// transaction.
async fn waiting(tx: &WriteTx, id: Uuid) -> Result<Option<account::Model>> {
    Ok(account::Entity::find_by_id(id).filter(unconfirmed()).lock_exclusive().one(&**tx).await?)
}

fn unconfirmed() -> Condition {
    Condition::all()
        .add(account::Column::Kind.eq(AccountKind::Person.as_str()))
        .add(account::Column::ConfirmedAt.is_null())
        .add(account::Column::DisabledAt.is_null())
}

/// Erases an account that was never confirmed, with what it may own.
async fn erase(tx: &WriteTx, id: Uuid) -> Result<()> {
    draft::Entity::delete_many().filter(draft::Column::AccountId.eq(id)).exec(&**tx).await?;
    session::Entity::delete_many().filter(session::Column::AccountId.eq(id)).exec(&**tx).await?;
    mail_token::Entity::delete_many().filter(mail_token::Column::AccountId.eq(id)).exec(&**tx).await?;
    mail_choice::Entity::delete_many().filter(mail_choice::Column::AccountId.eq(id)).exec(&**tx).await?;
    erasure::Entity::delete_many().filter(erasure::Column::AccountId.eq(id)).exec(&**tx).await?;
    account::Entity::delete_by_id(id).exec(&**tx).await?;
    Ok(())
}

/// Forgets accounts that nobody confirmed for a week, and names kept as long as
/// theirs. One that was given a right waits for its owner. Run from time to time.
///
/// # Errors
/// When the database fails.
pub async fn forget_unconfirmed(ctx: &Ctx) -> Result<()> {
    let long_ago = account::Column::CreatedAt.lte(ctx.now() - TimeDelta::days(UNCONFIRMED_DAYS));
    let given = grant::Entity::find().select_only().column(grant::Column::AccountId).into_query();
    let ids: Vec<Uuid> = account::Entity::find()
        .select_only()
        .column(account::Column::Id)
        .filter(unconfirmed())
        .filter(long_ago.clone())
        .filter(account::Column::Id.not_in_subquery(given))
        .order_by_asc(account::Column::CreatedAt)
        .limit(AT_ONCE)
        .into_tuple()
        .all(ctx.db().read())
        .await?;
    for id in ids {
        // One at a time: what stands in the way of one keeps no other.
        let tx = ctx.db().write_tx().await?;
        if waiting(&tx, id).await?.is_none() {
            continue;
        }
        match erase(&tx, id).await {
            Ok(()) => tx.commit().await?,
            Err(error) => tracing::error!(account = %AccountId(id), "it cannot be forgotten: {error}"),
        }
    }
    let tx = ctx.db().write_tx().await?;
    account::Entity::delete_many()
        .filter(account::Column::Kind.eq(AccountKind::Reserved.as_str()))
        .filter(long_ago)
        .exec(&*tx)
        .await?;
    tx.commit().await?;
    Ok(())
}
