//! One's own account: what it holds, its password, its language.

use domain::account::OwnAccount;
use domain::field::{FieldErrors, Problem};
use domain::id::AccountId;
use domain::locale::Locale;
use entities::account;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{Address, password, reset};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::session::{self, Renewed};
use crate::{limit, work};

/// What the form says.
#[derive(Clone, Debug, Default)]
pub struct ChangePassword {
    /// The password in use.
    pub current_password: String,
    /// The new one.
    pub password: String,
}

/// The account of the one who asks.
///
/// # Errors
/// [`Error::Denied`] for a visitor.
pub async fn own(ctx: &Ctx) -> Result<OwnAccount> {
    let row = row(ctx).await?;
    Ok(OwnAccount {
        id: AccountId(row.id),
        email: row.email.unwrap_or_default(),
        name: row.name,
        locale: Locale::parse(&row.locale).unwrap_or_default(),
        confirmed_at: row.confirmed_at,
        created_at: row.created_at,
    })
}

async fn row(ctx: &Ctx) -> Result<account::Model> {
    let id = ctx.account()?;
    account::Entity::find_by_id(id.0).one(ctx.db().read()).await?.ok_or(Error::NotFound)
}

/// Changes the password of someone who knows the present one. The other sessions
/// end; this one goes on under a new secret, in case the old one was seen; the
/// owner is told by mail.
///
/// # Errors
/// [`Problem::WrongPassword`]; what is wrong with the new one;
/// [`Error::TooMany`], for wrong ones are counted.
pub async fn change_password(ctx: &Ctx, form: ChangePassword) -> Result<Option<Renewed>> {
    let row = row(ctx).await?;
    let address = Address::of(row.email.as_deref().unwrap_or_default());
    let mut errors = FieldErrors::default();
    if form.current_password.is_empty() {
        errors.add("current_password", Problem::Required);
    }
    password::check(ctx, &mut errors, &form.password, &address, &row.name).await?;
    errors.unless_any(())?;
    verify(ctx, &row, form.current_password).await?;
    let hash = password::hash(ctx, form.password).await?;

    let tx = ctx.db().write_tx().await?;
    let now = account::Entity::find_by_id(row.id).lock_exclusive().one(&*tx).await?.ok_or(Error::NotFound)?;
    if now.password_hash != row.password_hash {
        // Changed meanwhile, by someone who knew it too or by a mailed link.
        return Err(Error::field("current_password", Problem::WrongPassword));
    }
    reset::set_password(ctx, &tx, AccountId(row.id), hash, ctx.session.as_deref()).await?;
    let renewed = session::renew(ctx, &tx, ctx.now()).await?;
    tx.commit().await?;
    work::wake(ctx);
    Ok(renewed)
}

/// The one who asks knows the password in use: for what cannot be undone, or takes
/// everything away with it.
///
/// # Errors
/// [`Problem::WrongPassword`] on `current_password`; [`Error::TooMany`], for wrong
/// ones are counted.
pub(crate) async fn check_password(ctx: &Ctx, password: String) -> Result<()> {
    let row = row(ctx).await?;
    if password.is_empty() {
        return Err(Error::field("current_password", Problem::Required));
    }
    verify(ctx, &row, password).await
}

async fn verify(ctx: &Ctx, row: &account::Model, password: String) -> Result<()> {
    limit::spend_now(ctx, &[(limit::PRESENT_PASSWORD, &row.id.to_string())]).await?;
    if !ctx.app.hasher.verify(password, row.password_hash.clone()).await? {
        return Err(Error::field("current_password", Problem::WrongPassword));
    }
    Ok(())
}

/// Changes the language of the screen and of mails.
///
/// # Errors
/// [`Error::Denied`] for a visitor.
pub async fn change_locale(ctx: &Ctx, locale: Locale) -> Result<()> {
    let id = ctx.account()?;
    let tx = ctx.db().write_tx().await?;
    account::Entity::update_many()
        .col_expr(account::Column::Locale, Expr::value(locale.as_str()))
        .filter(account::Column::Id.eq(id.0))
        .exec(&*tx)
        .await?;
    tx.commit().await?;
    Ok(())
}
