//! Choosing a new password by a mailed link. It shows that the address is one's
//! own, so it confirms it too; and it ends every session, whoever opened them.

use domain::Time;
use domain::account::{AccountKind, TokenPurpose};
use domain::field::{FieldErrors, Problem, WHOLE_FORM};
use domain::id::AccountId;
use entities::account;
use mailer::Mail;
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{Address, link, password, sign_up};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::{limit, mail, session, work};

/// What the form says.
#[derive(Clone, Debug, Default)]
pub struct Reset {
    /// The secret of the mailed link.
    pub token: String,
    /// The new password.
    pub password: String,
}

/// Mails a link to choose a new password, if the address has an account; and
/// takes the same time if not.
///
/// # Errors
/// [`Error::Invalid`] for what is not an address; [`Error::TooMany`].
pub async fn request_reset(ctx: &Ctx, email: &str) -> Result<()> {
    let address = Address::of(email);
    if !address.is_valid() {
        let problem = if address.as_str().is_empty() { Problem::Required } else { Problem::NotAnEmail };
        return Err(Error::field("email", problem));
    }
    let now = ctx.now();
    let tx = ctx.db().write_tx().await?;
    limit::spend(ctx, &tx, limit::MAIL_CLIENT, &ctx.client, now).await?;
    spend_mail(ctx, &tx, &address, now).await?;
    let known = account::Entity::find()
        .filter(account::Column::EmailKey.eq(address.key()))
        .filter(account::Column::Kind.eq(AccountKind::Person.as_str()))
        .filter(account::Column::DisabledAt.is_null())
        .one(&*tx)
        .await?;
    // To nobody, it is the same work: the link is made when the mail leaves.
    let account = known.map_or(AccountId(Uuid::nil()), |known| AccountId(known.id));
    mail::queue_link(ctx, &tx, account, TokenPurpose::Reset, None, now).await?;
    tx.commit().await?;
    work::wake(ctx);
    Ok(())
}

/// Counts a mail that someone asks for on behalf of an address.
pub(super) async fn spend_mail(ctx: &Ctx, tx: &db::WriteTx, address: &Address, now: Time) -> Result<()> {
    let digest = address.digest();
    limit::spend(ctx, tx, limit::MAIL_PAIR, &limit::pair(&digest, &ctx.client), now).await?;
    limit::spend(ctx, tx, limit::MAIL_ADDRESS, &digest, now).await
}

/// Sets the new password: the link is used up, every session ends, the owner is
/// told by mail.
///
/// # Errors
/// [`Problem::Expired`] on the whole form when the link does not work (any
/// more); what is wrong with the password; [`Error::TooMany`].
pub async fn reset(ctx: &Ctx, form: Reset) -> Result<()> {
    limit::spend_now(ctx, &[(limit::LINK_CLIENT, &ctx.client)]).await?;
    let expired = || Error::field(WHOLE_FORM, Problem::Expired);
    let link = link::good(ctx, &form.token, TokenPurpose::Reset).await?.ok_or_else(expired)?;
    let account = account::Entity::find_by_id(link.account_id)
        .filter(account::Column::DisabledAt.is_null())
        .one(ctx.db().read())
        .await?
        .ok_or_else(expired)?;
    let address = Address::of(account.email.as_deref().unwrap_or_default());
    let mut errors = FieldErrors::default();
    password::check(ctx, &mut errors, &form.password, &address, &account.name).await?;
    errors.unless_any(())?;
    let hash = password::hash(ctx, form.password).await?;

    let now = ctx.now();
    let tx = ctx.db().write_tx().await?;
    let account = link::take(&tx, &form.token, TokenPurpose::Reset, now).await?.ok_or_else(expired)?;
    set_password(ctx, &tx, account, hash, None).await?;
    sign_up::confirmed(&tx, account, now).await?;
    tx.commit().await?;
    work::wake(ctx);
    Ok(())
}

/// Writes a password, ends the sessions but one, and tells the owner. Links asked
/// for before are void: whoever reads the mailbox of the owner may have one.
pub(super) async fn set_password(
    ctx: &Ctx,
    tx: &db::WriteTx,
    account: AccountId,
    hash: String,
    but: Option<&str>,
) -> Result<()> {
    account::Entity::update_many()
        .col_expr(account::Column::PasswordHash, Expr::value(hash))
        .filter(account::Column::Id.eq(account.0))
        .exec(&**tx)
        .await?;
    session::end_all(tx, account, but).await?;
    link::void(tx, account, TokenPurpose::Reset, ctx.now()).await?;
    mail::queue(ctx, tx, account, Mail::PasswordChanged, ctx.now()).await
}
