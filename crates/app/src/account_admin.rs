//! Closing accounts and opening them again: what administrators do when someone
//! abuses the site or loses their account to somebody else. Both are acts with a
//! reason. Who is concerned is told, and stays out of the public register.

use domain::account::AccountKind;
use domain::admin::AccountLine;
use domain::field::{FieldErrors, Problem};
use domain::id::AccountId;
use domain::policy::{About, Action, Denial, Permit};
use domain::process::REASON_LENGTH;
use domain::refusal::Refusal;
use entities::{account, grant, mail_token, session};
use mailer::Mail;
use sea_orm::{
    ActiveValue::Set, ActiveValue::Unchanged, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
    Select,
};
use serde_json::json;
use uuid::Uuid;

use crate::account::Address;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::grant::holds;
use crate::grant_admin::lasting_administrators;
use crate::record::{self, NewAct};
use crate::{mail, session as sessions, work};

/// Whether one may come here at all.
///
/// # Errors
/// [`Error::Denied`].
pub fn permitted(ctx: &Ctx) -> Result<()> {
    ctx.permit(Action::ManageGrants, About::default()).map(drop)
}

/// Finds an account by its address or its public name. Only administrators come
/// here: that an address has no account may be said.
///
/// # Errors
/// [`Problem::Unknown`] on `who`; [`Error::Denied`].
pub async fn find(ctx: &Ctx, who: &str) -> Result<AccountId> {
    ctx.permit(Action::ManageGrants, About::default())?;
    let who = content::clean::line(who);
    if who.is_empty() {
        return Err(Error::field("who", Problem::Required));
    }
    let by_name = account::Column::NameKey.eq(content::name::skeleton(&who));
    let by = if who.contains('@') { account::Column::EmailKey.eq(Address::of(&who).key()) } else { by_name };
    let found = people().filter(by).one(ctx.db().read()).await?;
    found.map(|row| AccountId(row.id)).ok_or_else(|| Error::field("who", Problem::Unknown))
}

fn people() -> Select<account::Entity> {
    account::Entity::find().filter(account::Column::Kind.eq(AccountKind::Person.as_str()))
}

/// An account, as administrators see it.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Denied`].
pub async fn show(ctx: &Ctx, id: AccountId) -> Result<AccountLine> {
    ctx.permit(Action::ManageGrants, About::default())?;
    let (connection, now) = (ctx.db().read(), ctx.now());
    let row = people().filter(account::Column::Id.eq(id.0)).one(connection).await?.ok_or(Error::NotFound)?;
    let open = session::Entity::find()
        .filter(session::Column::AccountId.eq(id.0))
        .filter(session::Column::ExpiresAt.gt(now))
        .count(connection)
        .await?;
    let rights =
        grant::Entity::find().filter(grant::Column::AccountId.eq(id.0)).filter(holds(now)).count(connection).await?;
    Ok(AccountLine {
        id,
        name: row.name,
        email: row.email.unwrap_or_default(),
        created_at: row.created_at,
        confirmed_at: row.confirmed_at,
        closed_at: row.disabled_at,
        sessions: open,
        rights,
        own: ctx.actor.account() == Some(id),
    })
}

/// Closes an account: its sessions end at once, its mailed links are void, and
/// nobody signs in to it. What it published stays.
///
/// # Errors
/// What is wrong with the reason; [`Refusal::Unchanged`] when it is closed;
/// [`Refusal::LastAdmin`]; [`Denial::OwnWork`] for one's own; [`Error::NotFound`];
/// [`Error::Denied`].
pub async fn close(ctx: &Ctx, id: AccountId, reason: &str) -> Result<()> {
    let (permit, reason) = asked(ctx, id, reason)?;
    let now = ctx.now();
    let tx = ctx.db().write_tx().await?;
    leaves_another(&tx, id, now).await?;
    let row = taken(&tx, id).await?;
    if row.disabled_at.is_some() {
        return Err(Refusal::Unchanged.into());
    }
    let closed = account::ActiveModel { id: Unchanged(id.0), disabled_at: Set(Some(now)), ..Default::default() };
    account::Entity::update(closed).exec(&*tx).await?;
    sessions::end_all(&tx, id, None).await?;
    mail_token::Entity::delete_many().filter(mail_token::Column::AccountId.eq(id.0)).exec(&*tx).await?;
    act(ctx, &tx, &permit, "account.close", id.0, &reason).await?;
    mail::queue(ctx, &tx, id, Mail::AccountClosed { reason }, now).await?;
    tx.commit().await?;
    work::wake(ctx);
    Ok(())
}

/// Opens an account again, as it was: its password and its rights are the same.
///
/// # Errors
/// As [`close`]; [`Refusal::Unchanged`] when it is open.
pub async fn reopen(ctx: &Ctx, id: AccountId, reason: &str) -> Result<()> {
    let (permit, reason) = asked(ctx, id, reason)?;
    let now = ctx.now();
    let tx = ctx.db().write_tx().await?;
    let row = taken(&tx, id).await?;
    if row.disabled_at.is_none() {
        return Err(Refusal::Unchanged.into());
    }
    let open = account::ActiveModel { id: Unchanged(id.0), disabled_at: Set(None), ..Default::default() };
    account::Entity::update(open).exec(&*tx).await?;
    act(ctx, &tx, &permit, "account.reopen", id.0, &reason).await?;
    mail::queue(ctx, &tx, id, Mail::AccountReopened, now).await?;
    tx.commit().await?;
    work::wake(ctx);
    Ok(())
}

/// Someone else still runs the instance when this account is gone.
pub(crate) async fn leaves_another(tx: &db::WriteTx, id: AccountId, now: domain::Time) -> Result<()> {
    let administrators = lasting_administrators(tx, now).await?;
    let others = grant::Entity::find()
        .filter(grant::Column::Id.is_in(administrators.iter().copied()))
        .filter(grant::Column::AccountId.ne(id.0));
    if !administrators.is_empty() && others.count(&**tx).await? == 0 {
        return Err(Refusal::LastAdmin.into());
    }
    Ok(())
}

fn asked(ctx: &Ctx, id: AccountId, reason: &str) -> Result<(Permit, String)> {
    let permit = ctx.permit(Action::ManageGrants, About::default())?;
    if ctx.actor.account() == Some(id) {
        return Err(Denial::OwnWork.into());
    }
    let reason = content::clean::text(reason).trim().to_owned();
    let mut errors = FieldErrors::default();
    errors.check_length("reason", &reason, *REASON_LENGTH.start(), *REASON_LENGTH.end());
    Ok(errors.unless_any((permit, reason))?)
}

async fn taken(tx: &db::WriteTx, id: AccountId) -> Result<account::Model> {
    let found = people().filter(account::Column::Id.eq(id.0)).lock_exclusive().one(&**tx).await?;
    found.ok_or(Error::NotFound)
}

/// The account is in the details, for administrators: the log names nobody.
async fn act(ctx: &Ctx, tx: &db::WriteTx, permit: &Permit, action: &'static str, id: Uuid, reason: &str) -> Result<()> {
    let details = json!({ "account": id });
    let new = NewAct { action, process: None, version: None, subject: "account", reason, details };
    record::act(ctx, tx, permit, new, ctx.now()).await?;
    Ok(())
}
