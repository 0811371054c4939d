//! Links sent by mail: 256 bits of chance, of which the database keeps the
//! SHA-256. They work once, for a while, and only when a button is pressed:
//! what reads mail for people follows links, it does not press buttons.

use chrono::TimeDelta;
use db::WriteTx;
use domain::Time;
use domain::account::{CONFIRMATION_HOURS, LinkState, RESET_MINUTES, STOP_DAYS, TokenPurpose};
use domain::id::AccountId;
use entities::mail_token;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::ctx::Ctx;
use crate::error::Result;
use crate::{record, secret};

fn state(row: Option<&mail_token::Model>, purpose: TokenPurpose, now: Time) -> LinkState {
    match row.filter(|row| row.purpose == purpose.as_str()) {
        Some(row) if row.used_at.is_some() => LinkState::Used,
        Some(row) if row.expires_at > now => LinkState::Good,
        Some(_) | None => LinkState::Over,
    }
}

/// What a link is worth now, for the page that it leads to. Changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn peek(ctx: &Ctx, token: &str, purpose: TokenPurpose) -> Result<LinkState> {
    Ok(state(find(ctx, token).await?.as_ref(), purpose, ctx.now()))
}

/// The row of a link that works; none otherwise. Changes nothing.
pub(super) async fn good(ctx: &Ctx, token: &str, purpose: TokenPurpose) -> Result<Option<mail_token::Model>> {
    let row = find(ctx, token).await?;
    Ok(row.filter(|row| state(Some(row), purpose, ctx.now()) == LinkState::Good))
}

async fn find(ctx: &Ctx, token: &str) -> Result<Option<mail_token::Model>> {
    match secret::key(token) {
        Some(key) => Ok(mail_token::Entity::find_by_id(key).one(ctx.db().read()).await?),
        None => Ok(None),
    }
}

/// Makes a link for an account; the secret goes into the mail and nowhere else.
///
/// # Errors
/// When the database fails.
pub(crate) async fn issue(
    ctx: &Ctx,
    tx: &WriteTx,
    account: AccountId,
    purpose: TokenPurpose,
    now: Time,
) -> Result<String> {
    let token = ctx.secret();
    let life = match purpose {
        TokenPurpose::Confirm => TimeDelta::hours(CONFIRMATION_HOURS),
        TokenPurpose::Reset => TimeDelta::minutes(RESET_MINUTES),
        TokenPurpose::Stop => TimeDelta::days(STOP_DAYS),
    };
    let row = mail_token::ActiveModel {
        id: Set(secret::digest(&token)),
        account_id: Set(account.0),
        purpose: Set(purpose.as_str().to_owned()),
        created_at: Set(now),
        expires_at: Set(now + life),
        used_at: Set(None),
    };
    record::insert(tx, row).await?;
    Ok(token)
}

/// Uses a link up, and with it every other of the same purpose. None when it
/// does not work: of two that use it at once, one does.
pub(super) async fn take(tx: &WriteTx, token: &str, purpose: TokenPurpose, now: Time) -> Result<Option<AccountId>> {
    let Some(key) = secret::key(token) else { return Ok(None) };
    let row = mail_token::Entity::find_by_id(key).lock_exclusive().one(&**tx).await?;
    let Some(row) = row.filter(|row| state(Some(row), purpose, now) == LinkState::Good) else { return Ok(None) };
    let account = AccountId(row.account_id);
    void(tx, account, purpose, now).await?;
    Ok(Some(account))
}

/// Uses up every link of an account for one purpose.
pub(super) async fn void(tx: &WriteTx, account: AccountId, purpose: TokenPurpose, now: Time) -> Result<()> {
    mail_token::Entity::update_many()
        .col_expr(mail_token::Column::UsedAt, Expr::value(now))
        .filter(mail_token::Column::AccountId.eq(account.0))
        .filter(mail_token::Column::Purpose.eq(purpose.as_str()))
        .filter(mail_token::Column::UsedAt.is_null())
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Forgets links a week after their end: until then the page can say that a link
/// has served. Run from time to time.
///
/// # Errors
/// When the database fails.
pub async fn forget(ctx: &Ctx) -> Result<()> {
    let tx = ctx.db().write_tx().await?;
    let long_over = ctx.now() - TimeDelta::days(7);
    mail_token::Entity::delete_many().filter(mail_token::Column::ExpiresAt.lt(long_over)).exec(&*tx).await?;
    tx.commit().await?;
    Ok(())
}
