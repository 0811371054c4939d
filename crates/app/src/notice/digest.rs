//! The mail of the day: once a day at most, never without a change, and links only.
//! What a mail tells of is claimed in the transaction that queues it.

use chrono::Timelike;
use db::WriteTx;
use domain::Time;
use domain::account::{AccountKind, TokenPurpose};
use domain::id::AccountId;
use entities::{account, mail_choice, mail_token, notice};
use mailer::{ChangeLine, Mail};
use sea_orm::ActiveValue::Set;
use sea_orm::prelude::Date;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use super::mine::Known;
use crate::ctx::Ctx;
use crate::erasure::zone;
use crate::error::{Error, Result};
use crate::{mail, secret, work};

/// The kind of the job.
pub const MAIL: &str = "notice.mail";
/// The hour from which the mail of the day leaves, on the clocks of the instance.
const HOUR: u32 = 8;
/// Lines of a mail: the others are on the page.
const LINES: u64 = 20;
/// People looked up at once.
const AT_ONCE: u64 = 500;

/// Queues the mail of the day for everyone who has one coming. Returns how many.
///
/// # Errors
/// When the database fails; those who were not written to have theirs next time.
pub async fn digest(ctx: &Ctx) -> Result<u64> {
    let local = ctx.now().with_timezone(&zone(ctx));
    if local.hour() < HOUR {
        return Ok(0);
    }
    let today = local.date_naive();
    let (mut sent, mut after, mut failed) = (0, Uuid::nil(), None);
    loop {
        // Each is looked at once, whether it went well or not.
        let people = due(ctx, today, after).await?;
        let Some(last) = people.last() else { break };
        after = *last;
        for account in people {
            match one(ctx, account, today).await {
                Ok(queued) => sent += u64::from(queued),
                // What stands in the way of one holds up no other.
                Err(error) => {
                    tracing::error!("a mail of the day could not be made: {error:#}");
                    failed = Some(error);
                }
            }
        }
    }
    if sent > 0 {
        work::wake(ctx);
    }
    failed.map_or(Ok(sent), Err)
}

/// Lines that were neither read nor mailed.
fn waiting() -> Condition {
    Condition::all().add(notice::Column::MailedAt.is_null()).add(notice::Column::ReadAt.is_null())
}

async fn due(ctx: &Ctx, today: Date, after: Uuid) -> Result<Vec<Uuid>> {
    use mail_choice::Column as C;
    let not_today = mail_choice::Entity::find()
        .select_only()
        .column(C::AccountId)
        .filter(Condition::any().add(C::Changes.eq(false)).add(C::LastDay.gte(today)))
        .into_query();
    let able = account::Entity::find()
        .select_only()
        .column(account::Column::Id)
        .filter(account::Column::Kind.eq(AccountKind::Person.as_str()))
        .filter(account::Column::ConfirmedAt.is_not_null())
        .filter(account::Column::DisabledAt.is_null())
        .into_query();
    let people = notice::Entity::find()
        .select_only()
        .column(notice::Column::AccountId)
        .distinct()
        .filter(waiting())
        .filter(notice::Column::AccountId.gt(after))
        .filter(notice::Column::AccountId.not_in_subquery(not_today))
        .filter(notice::Column::AccountId.in_subquery(able))
        .order_by_asc(notice::Column::AccountId)
        .limit(AT_ONCE);
    Ok(people.into_tuple().all(ctx.db().read()).await?)
}

/// The mail of one person. False when another process was first.
async fn one(ctx: &Ctx, account: Uuid, today: Date) -> Result<bool> {
    let now = ctx.now();
    let tx = ctx.db().write_tx().await?;
    let choice = choice_of(&tx, account).await?;
    if !choice.changes || choice.last_day.is_some_and(|last| last >= today) {
        return Ok(false);
    }
    let theirs = || notice::Entity::find().filter(notice::Column::AccountId.eq(account)).filter(waiting());
    let total = theirs().count(&*tx).await?;
    let rows =
        theirs().order_by_desc(notice::Column::At).order_by_desc(notice::Column::Id).limit(LINES).all(&*tx).await?;
    let known = Known::load(&*tx, &rows).await?;
    let lines: Vec<ChangeLine> = rows.iter().filter_map(|row| known.line(row)).map(line).collect();
    notice::Entity::update_many()
        .col_expr(notice::Column::MailedAt, Expr::value(now))
        .filter(notice::Column::AccountId.eq(account))
        .filter(waiting())
        .exec(&*tx)
        .await?;
    let has_lines = !lines.is_empty();
    if has_lines {
        mail_choice::Entity::update_many()
            .col_expr(mail_choice::Column::LastDay, Expr::value(today))
            .filter(mail_choice::Column::AccountId.eq(account))
            .exec(&*tx)
            .await?;
        let more = total.saturating_sub(lines.len() as u64);
        mail::queue(ctx, &tx, AccountId(account), Mail::Changes { lines, more, stop: String::new() }, now).await?;
    }
    tx.commit().await?;
    Ok(has_lines)
}

/// A link, and nothing that could be erased later.
fn line(it: domain::notice::NoticeLine) -> ChangeLine {
    ChangeLine { change: it.change, about: it.about.to_string(), came: it.came.0.to_string(), path: it.url }
}

/// The row of someone's choices, taken for the rest of the transaction.
async fn choice_of(tx: &WriteTx, account: Uuid) -> Result<mail_choice::Model> {
    let new = mail_choice::ActiveModel { account_id: Set(account), changes: Set(true), last_day: Set(None) };
    mail_choice::Entity::insert(new)
        .on_conflict_do_nothing_on([mail_choice::Column::AccountId])
        .exec_without_returning(&**tx)
        .await?;
    let row = mail_choice::Entity::find_by_id(account).lock_exclusive().one(&**tx).await?;
    row.ok_or_else(|| anyhow::anyhow!("account {account} has no choices").into())
}

/// Whether an account wants the mail of the day: yes, as long as it said nothing.
pub(crate) async fn wanted(connection: &impl ConnectionTrait, account: AccountId) -> Result<bool> {
    let row = mail_choice::Entity::find_by_id(account.0).one(connection).await?;
    Ok(row.is_none_or(|row| row.changes))
}

/// Whether one wants the mail of the day.
///
/// # Errors
/// [`Error::Denied`] for a visitor.
pub async fn wants(ctx: &Ctx) -> Result<bool> {
    wanted(ctx.db().read(), ctx.account()?).await
}

/// Says whether one wants it.
///
/// # Errors
/// [`Error::Denied`] for a visitor.
pub async fn choose(ctx: &Ctx, changes: bool) -> Result<()> {
    let account = ctx.account()?;
    let tx = ctx.db().write_tx().await?;
    set(&tx, account.0, changes).await?;
    tx.commit().await?;
    Ok(())
}

async fn set(tx: &WriteTx, account: Uuid, changes: bool) -> Result<()> {
    let row = mail_choice::ActiveModel { account_id: Set(account), changes: Set(changes), last_day: Set(None) };
    let known =
        OnConflict::column(mail_choice::Column::AccountId).update_column(mail_choice::Column::Changes).to_owned();
    mail_choice::Entity::insert(row).on_conflict(known).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Whose mail a link of it stops; it says nothing else of them and does nothing else.
async fn of_token(connection: &impl ConnectionTrait, token: &str, now: Time) -> Result<Option<Uuid>> {
    let Some(key) = secret::key(token) else { return Ok(None) };
    let row = mail_token::Entity::find_by_id(key)
        .filter(mail_token::Column::Purpose.eq(TokenPurpose::Stop.as_str()))
        .filter(mail_token::Column::ExpiresAt.gt(now));
    Ok(row.one(connection).await?.map(|row| row.account_id))
}

/// Whether the mails that a link stops are stopped.
///
/// # Errors
/// [`Error::NotFound`] for a link that is none, or too old.
pub async fn is_stopped(ctx: &Ctx, token: &str) -> Result<bool> {
    let connection = ctx.db().read();
    let account = of_token(connection, token, ctx.now()).await?.ok_or(Error::NotFound)?;
    Ok(!wanted(connection, AccountId(account)).await?)
}

/// Stops the mail of the day by the link that it carries: whoever holds the mail need
/// not sign in. Done twice, it is done once.
///
/// # Errors
/// As [`is_stopped`].
pub async fn stop(ctx: &Ctx, token: &str) -> Result<()> {
    let tx = ctx.db().write_tx().await?;
    let account = of_token(&*tx, token, ctx.now()).await?.ok_or(Error::NotFound)?;
    set(&tx, account, false).await?;
    tx.commit().await?;
    Ok(())
}
