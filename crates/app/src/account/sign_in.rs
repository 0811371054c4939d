//! Signing in: one answer for every failure, and the same time for an address
//! that has no account.

use domain::account::{AccountKind, PASSWORD_MOST};
use domain::field::{FieldErrors, Problem, WHOLE_FORM};
use entities::account;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};

use super::Address;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::session::Opened;
use crate::{limit, session};

/// What the form says.
#[derive(Clone, Debug, Default)]
pub struct SignIn {
    /// The address.
    pub email: String,
    /// The password.
    pub password: String,
    /// What the browser says it is (its `User-Agent`).
    pub user_agent: String,
}

/// Opens a session. Each attempt is counted, by client and by address, whether
/// it succeeds or not; one that is not let through by its client counts nothing
/// against the address.
///
/// # Errors
/// [`Problem::WrongCredentials`] on the whole form when address and password do
/// not go together; [`Error::TooMany`].
pub async fn sign_in(ctx: &Ctx, form: SignIn) -> Result<Opened> {
    let address = Address::of(&form.email);
    check(&address, &form.password)?;
    let digest = address.digest();
    let pair = limit::pair(&digest, &ctx.client);
    limit::spend_now(
        ctx,
        &[(limit::SIGN_IN_CLIENT, &ctx.client), (limit::SIGN_IN_PAIR, &pair), (limit::SIGN_IN_ADDRESS, &digest)],
    )
    .await?;

    let found = account::Entity::find().filter(may_sign_in(&address)).one(ctx.db().read()).await?;
    let hash = found.and_then(|account| account.password_hash);
    if !ctx.app.hasher.verify(form.password, hash.clone()).await? {
        return Err(wrong());
    }

    let now = ctx.now();
    let tx = ctx.db().write_tx().await?;
    // The password may have been changed while it was being verified.
    let account = account::Entity::find()
        .filter(may_sign_in(&address))
        .lock_shared()
        .one(&*tx)
        .await?
        .filter(|account| account.password_hash == hash)
        .ok_or_else(wrong)?;
    let opened = session::open(ctx, &tx, &account, &form.user_agent, now).await?;
    tx.commit().await?;
    Ok(opened)
}

fn check(address: &Address, password: &str) -> Result<()> {
    let mut errors = FieldErrors::default();
    if address.as_str().is_empty() {
        errors.add("email", Problem::Required);
    }
    if password.is_empty() {
        errors.add("password", Problem::Required);
    }
    errors.unless_any(())?;
    // Longer than any password can be: not worth the hashing.
    if password.chars().count() > PASSWORD_MOST { Err(wrong()) } else { Ok(()) }
}

fn may_sign_in(address: &Address) -> Condition {
    Condition::all()
        .add(account::Column::EmailKey.eq(address.key()))
        .add(account::Column::Kind.eq(AccountKind::Person.as_str()))
        .add(account::Column::DisabledAt.is_null())
}

fn wrong() -> Error {
    Error::field(WHOLE_FORM, Problem::WrongCredentials)
}
