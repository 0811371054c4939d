//! Signing up and confirming. The answer is the same whether the address has an
//! account or not; its owner is told by mail.

use db::WriteTx;
use domain::Time;
use domain::account::{AccountKind, CONFIRMATION_HOURS, TERMS_VERSION, TokenPurpose};
use domain::field::{FieldErrors, Problem, WHOLE_FORM};
use domain::id::AccountId;
use entities::account;
use mailer::Mail;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use validator::Validate;

use super::{Address, link, password};
use crate::ctx::Ctx;
use crate::error::{Error, Result, is_taken};
use crate::name::PublicName;
use crate::{form, limit, mail, record, work};

/// What the form says.
#[derive(Clone, Debug, Default, Validate)]
pub struct SignUp {
    /// The address.
    #[validate(email)]
    pub email: String,
    /// The public name.
    pub name: String,
    /// The password.
    pub password: String,
    /// `accepted`.
    pub terms: String,
}

/// An account that may be made.
struct New {
    address: Address,
    name: PublicName,
    hash: String,
}

/// Makes an account, whose address is to be confirmed, and mails the link. For
/// an address that has an account, mails that instead. Opens no session.
///
/// # Errors
/// [`Error::Invalid`], [`Error::TooMany`]; never anything that depends on the
/// address having an account.
pub async fn sign_up(ctx: &Ctx, form: SignUp) -> Result<()> {
    let address = Address::of(&form.email);
    let name = check(ctx, &form, &address).await?;
    let digest = address.digest();
    limit::spend_now(ctx, &[(limit::SIGN_UP_CLIENT, &ctx.client), (limit::MAIL_ADDRESS, &digest)]).await?;
    let hash = password::hash(ctx, form.password.clone()).await?;
    let new = New { address, name, hash };
    // The second time, the one who was first is seen.
    for _ in 0..2 {
        match write(ctx, &new).await? {
            Written::Done => {
                work::wake(ctx);
                return Ok(());
            }
            Written::Name(Problem::Taken) if is_repeat(ctx, &new, form.password.clone()).await? => return Ok(()),
            Written::Name(problem) => return Err(Error::field("name", problem)),
            Written::Beaten => {}
        }
    }
    Err(anyhow::anyhow!("an account was in the way, then was not").into())
}

/// What came of an attempt to write an account.
enum Written {
    /// It is there, or its owner will be told.
    Done,
    /// The name cannot be had.
    Name(Problem),
    /// Someone was first, at the same moment.
    Beaten,
}

/// A form sent twice (a button pressed twice): the name is taken by the account
/// that the first one made, and the password is the same. Takes the same time
/// whoever has the name.
async fn is_repeat(ctx: &Ctx, new: &New, password: String) -> Result<bool> {
    let known = account::Entity::find()
        .filter(account::Column::EmailKey.eq(new.address.key()))
        .filter(account::Column::NameKey.eq(new.name.key()))
        .one(ctx.db().read())
        .await?;
    ctx.app.hasher.verify(password, known.and_then(|account| account.password_hash)).await
}

async fn check(ctx: &Ctx, typed: &SignUp, address: &Address) -> Result<PublicName> {
    let cleaned = SignUp { email: address.as_str().to_owned(), ..typed.clone() };
    let mut errors =
        cleaned.validate().map_or_else(|found| form::problems(&found, &["email"]), |()| FieldErrors::default());
    if errors.is_empty() && !address.is_valid() {
        errors.add("email", Problem::NotAnEmail);
    }
    let name = PublicName::parse(&typed.name, &ctx.app.settings.server.name)
        .map_err(|problem| errors.add("name", problem))
        .ok();
    let shown = name.as_ref().map_or(typed.name.as_str(), PublicName::as_str);
    password::check(ctx, &mut errors, &typed.password, address, shown).await?;
    if typed.terms != "accepted" {
        errors.add("terms", Problem::NotAccepted);
    }
    match name {
        Some(name) => Ok(errors.unless_any(name)?),
        None => Err(errors.into()),
    }
}

async fn write(ctx: &Ctx, new: &New) -> Result<Written> {
    let now = ctx.now();
    let tx = ctx.db().write_tx().await?;
    // The name first, and whoever has it: a name that is refused says nothing
    // of the address.
    if let Some(problem) = new.name.problem(&*tx).await? {
        return Ok(Written::Name(problem));
    }
    let known = account::Entity::find().filter(account::Column::EmailKey.eq(new.address.key())).one(&*tx).await?;
    if let Some(known) = known {
        mail::queue(ctx, &tx, AccountId(known.id), Mail::AccountExists, now).await?;
    } else {
        let account = match insert(ctx, &tx, new, now).await {
            Ok(account) => account,
            Err(error) if is_taken(&error) => return Ok(Written::Beaten),
            Err(error) => return Err(error.into()),
        };
        queue_confirmation(ctx, &tx, account, now).await?;
    }
    tx.commit().await?;
    Ok(Written::Done)
}

async fn insert(ctx: &Ctx, tx: &WriteTx, new: &New, now: Time) -> Result<AccountId, sea_orm::DbErr> {
    let id = ctx.id(now);
    let row = account::ActiveModel {
        id: Set(id),
        kind: Set(AccountKind::Person.as_str().to_owned()),
        email: Set(Some(new.address.as_str().to_owned())),
        email_key: Set(Some(new.address.key().to_owned())),
        name: Set(new.name.as_str().to_owned()),
        name_key: Set(Some(new.name.key().to_owned())),
        password_hash: Set(Some(new.hash.clone())),
        locale: Set(ctx.locale.as_str().to_owned()),
        confirmed_at: Set(None),
        terms_version: Set(Some(TERMS_VERSION.to_owned())),
        terms_accepted_at: Set(Some(now)),
        created_at: Set(now),
        disabled_at: Set(None),
        source: Set(None),
        external_id: Set(None),
        demo: Set(false),
    };
    record::insert(tx, row).await?;
    Ok(AccountId(id))
}

async fn queue_confirmation(ctx: &Ctx, tx: &WriteTx, account: AccountId, now: Time) -> Result<()> {
    let token = link::issue(ctx, tx, account, TokenPurpose::Confirm, now).await?;
    let confirm = Mail::ConfirmAddress { path: format!("/confirm/{token}"), hours: CONFIRMATION_HOURS };
    mail::queue(ctx, tx, account, confirm, now).await
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
    let digest = Address::of(account.email.as_deref().unwrap_or_default()).digest();
    limit::spend(ctx, &tx, limit::MAIL_CLIENT, &ctx.client, now).await?;
    limit::spend(ctx, &tx, limit::MAIL_ADDRESS, &digest, now).await?;
    queue_confirmation(ctx, &tx, id, now).await?;
    tx.commit().await?;
    work::wake(ctx);
    Ok(())
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
    let account = link::take(&tx, token, TokenPurpose::Confirm, now).await?;
    let account = account.ok_or_else(|| Error::field(WHOLE_FORM, Problem::Expired))?;
    confirmed(&tx, account, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Notes that the address of an account was shown to be its owner's.
pub(super) async fn confirmed(tx: &WriteTx, account: AccountId, now: Time) -> Result<()> {
    account::Entity::update_many()
        .col_expr(account::Column::ConfirmedAt, Expr::value(now))
        .filter(account::Column::Id.eq(account.0))
        .filter(account::Column::ConfirmedAt.is_null())
        .exec(&**tx)
        .await?;
    Ok(())
}
