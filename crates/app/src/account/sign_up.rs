//! Signing up. The answer is the same whether the address has an account or not;
//! its owner is told by mail. A name that was given is kept in both cases, so
//! that trying it again, with another address, tells nothing either.

use db::WriteTx;
use domain::Time;
use domain::account::{AccountKind, TERMS_VERSION, TokenPurpose};
use domain::field::{FieldErrors, Problem};
use domain::id::AccountId;
use entities::account;
use mailer::Mail;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};
use validator::Validate;

use super::{Address, password};
use crate::ctx::Ctx;
use crate::error::{Error, Result, is_taken};
use crate::name::PublicName;
use crate::{form, limit, mail, record, secret, work};

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
    /// What was minted with the form: the same twice is a button pressed twice.
    /// May be empty.
    pub op: String,
}

/// An account that may be made.
struct New {
    address: Address,
    name: PublicName,
    hash: String,
    key: Option<String>,
}

/// Makes an account, whose address is to be confirmed, and mails the link. For
/// an address that has an account, mails that instead. Opens no session. A form
/// sent again is one account; with the same `op`, it is one mail as well.
///
/// # Errors
/// [`Error::Invalid`], [`Error::TooMany`]; never anything that depends on the
/// address having an account.
pub async fn sign_up(ctx: &Ctx, form: SignUp) -> Result<()> {
    let address = Address::of(&form.email);
    let name = check(ctx, &form, &address).await?;
    let digest = address.digest();
    let pair = limit::pair(&digest, &ctx.client);
    limit::spend_now(
        ctx,
        &[(limit::SIGN_UP_CLIENT, &ctx.client), (limit::MAIL_PAIR, &pair), (limit::MAIL_ADDRESS, &digest)],
    )
    .await?;
    let hash = password::hash(ctx, form.password).await?;
    let key = key(&form.op, &address, &name);
    let new = New { address, name, hash, key };
    // The second time, the one who was first is seen.
    for _ in 0..2 {
        match write(ctx, &new).await? {
            Written::Done => {
                work::wake(ctx);
                return Ok(());
            }
            Written::Name(problem) => return Err(Error::field("name", problem)),
            Written::Beaten => {}
        }
    }
    Err(anyhow::anyhow!("an account was in the way, then was not").into())
}

/// The name of the mail of one form, so that it leaves once.
fn key(op: &str, address: &Address, name: &PublicName) -> Option<String> {
    let said = format!("{op}\n{}\n{}", address.key(), name.key());
    (!op.is_empty()).then(|| format!("sign-up:{}", secret::digest(&said)))
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
    match attempt(ctx, new).await {
        Ok(written) => Ok(written),
        Err(Attempt::Database(error)) if is_taken(&error) => Ok(Written::Beaten),
        Err(Attempt::Database(error)) => Err(error.into()),
        Err(Attempt::Other(error)) => Err(error),
    }
}

/// What stopped an attempt: a write, which another may have been ahead of, or
/// anything else.
enum Attempt {
    Database(DbErr),
    Other(Error),
}

impl From<DbErr> for Attempt {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

impl From<Error> for Attempt {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

async fn attempt(ctx: &Ctx, new: &New) -> Result<Written, Attempt> {
    let now = ctx.now();
    let tx = ctx.db().write_tx().await?;
    let known = account::Entity::find().filter(account::Column::EmailKey.eq(new.address.key())).one(&*tx).await?;
    // Whoever has the name: one that is refused says nothing of the address.
    if new.name.is_an_organisations(&*tx).await? {
        return Ok(Written::Name(Problem::Reserved));
    }
    if crate::erasure::is_held(ctx, &*tx, new.name.key()).await? {
        return Ok(Written::Name(Problem::Taken));
    }
    let holder = new.name.holder(&*tx).await?;
    if holder.as_ref().is_some_and(|holder| !waits_for(holder, &new.address)) {
        return Ok(Written::Name(Problem::Taken));
    }
    let account = match (known, holder) {
        (Some(known), Some(_)) => known,
        (Some(known), None) => {
            insert(ctx, &tx, new, AccountKind::Reserved, now).await?;
            known
        }
        // Made between the two looks, by the same form sent twice.
        (None, Some(holder)) if holder.kind == AccountKind::Person.as_str() => return Ok(Written::Beaten),
        (None, holder) => {
            // The name was kept for this very address, which has no account any more.
            if let Some(holder) = holder {
                account::Entity::delete_by_id(holder.id).exec(&*tx).await?;
            }
            insert(ctx, &tx, new, AccountKind::Person, now).await?
        }
    };
    let (id, key) = (AccountId(account.id), new.key.as_deref());
    if account.confirmed_at.is_some() {
        mail::queue_once(ctx, &tx, id, Mail::AccountExists, key, now).await?;
    } else {
        mail::queue_link(ctx, &tx, id, TokenPurpose::Confirm, key, now).await?;
    }
    tx.commit().await?;
    Ok(Written::Done)
}

/// The name was given with this address, which nobody has confirmed since.
fn waits_for(holder: &account::Model, address: &Address) -> bool {
    match AccountKind::parse(&holder.kind) {
        Some(AccountKind::Person) => {
            holder.confirmed_at.is_none() && holder.email_key.as_deref() == Some(address.key())
        }
        Some(AccountKind::Reserved) => holder.external_id.as_deref() == Some(&address.digest()),
        Some(AccountKind::Imported | AccountKind::Erased) | None => false,
    }
}

/// Writes an account; or its name alone, of as much work.
async fn insert(ctx: &Ctx, tx: &WriteTx, new: &New, kind: AccountKind, now: Time) -> Result<account::Model, DbErr> {
    let person = kind == AccountKind::Person;
    let row = account::Model {
        id: ctx.id(now),
        kind: kind.as_str().to_owned(),
        email: person.then(|| new.address.as_str().to_owned()),
        email_key: person.then(|| new.address.key().to_owned()),
        name: new.name.as_str().to_owned(),
        name_key: Some(new.name.key().to_owned()),
        password_hash: person.then(|| new.hash.clone()),
        locale: ctx.locale.as_str().to_owned(),
        confirmed_at: None,
        terms_version: person.then(|| TERMS_VERSION.to_owned()),
        terms_accepted_at: person.then_some(now),
        created_at: now,
        disabled_at: None,
        source: None,
        external_id: (!person).then(|| new.address.digest()),
        demo: false,
    };
    record::insert(tx, account::ActiveModel::from(row.clone()).reset_all()).await?;
    Ok(row)
}

/// Keeps the name of an account that goes, for the time that it would have
/// been kept: that the account went is for nobody else to know.
pub(super) async fn keep_name(ctx: &Ctx, tx: &WriteTx, gone: &account::Model, now: Time) -> Result<()> {
    let address = Address::of(gone.email.as_deref().unwrap_or_default());
    let row = account::ActiveModel {
        id: Set(ctx.id(now)),
        kind: Set(AccountKind::Reserved.as_str().to_owned()),
        email: Set(None),
        email_key: Set(None),
        password_hash: Set(None),
        terms_version: Set(None),
        terms_accepted_at: Set(None),
        source: Set(None),
        external_id: Set(Some(address.digest())),
        ..account::ActiveModel::from(gone.clone()).reset_all()
    };
    record::insert(tx, row).await?;
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
