//! Sessions: one per signed-in browser. The cookie holds a secret, the database
//! its SHA-256; a session ended here is refused at the very next request.

use chrono::TimeDelta;
use db::WriteTx;
use domain::Time;
use domain::account::{SESSION_DAYS, SESSION_IDLE_DAYS, SessionView};
use domain::id::AccountId;
use domain::locale::Locale;
use domain::policy::Actor;
use entities::{account, session};
use sea_orm::prelude::{DateTimeUtc, Uuid};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::{grant, record, secret};

/// Minutes between two notes of a session's last use.
const TOUCH_MINUTES: i64 = 5;
/// How strongly a password opens a session.
const PASSWORD_LEVEL: i32 = 1;
/// Sessions of one account, at most: whoever has more forgot the oldest.
const MOST: u64 = 20;
/// Characters kept of what a browser says it is, when we do not know it.
const BROWSER_LENGTH: usize = 60;

/// Someone signed in, as a request needs to know them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Who acts, with the grants that hold now.
    pub actor: Actor,
    /// The language of the account.
    pub locale: Locale,
    /// The public name.
    pub name: String,
    /// The address was confirmed.
    pub confirmed: bool,
    /// The key of the session, for [`Ctx::session`].
    pub key: String,
}

/// A session just opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The secret for the cookie; nobody sees it again.
    pub token: String,
    /// Seconds after which the cookie is of no use.
    pub max_age: i64,
    /// Whose it is.
    pub account: AccountId,
    /// Their public name.
    pub name: String,
    /// Their address was confirmed.
    pub confirmed: bool,
    /// The language of the account.
    pub locale: Locale,
}

/// The session that asks, under another secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renewed {
    /// The secret for the cookie; nobody sees it again.
    pub token: String,
    /// Seconds after which the cookie is of no use.
    pub max_age: i64,
}

type Row = (Uuid, DateTimeUtc, i32, String, String, Option<DateTimeUtc>);

/// Who a cookie's secret stands for; none when the session is over, unknown or
/// the account is closed. Two queries; notes the visit every five minutes.
///
/// # Errors
/// When the database fails.
pub async fn find(ctx: &Ctx, token: &str) -> Result<Option<SignedIn>> {
    let Some(key) = secret::key(token) else {
        return Ok(None);
    };
    let now = ctx.now();
    let to_account =
        session::Entity::belongs_to(account::Entity).from(session::Column::AccountId).to(account::Column::Id).into();
    let row: Option<Row> = session::Entity::find_by_id(&key)
        .select_only()
        .columns([session::Column::AccountId, session::Column::LastSeenAt])
        .column(session::Column::AuthLevel)
        .columns([account::Column::Locale, account::Column::Name, account::Column::ConfirmedAt])
        .join(JoinType::InnerJoin, to_account)
        .filter(session::Column::ExpiresAt.gt(now))
        .filter(session::Column::LastSeenAt.gt(now - TimeDelta::days(SESSION_IDLE_DAYS)))
        .filter(account::Column::DisabledAt.is_null())
        .into_tuple()
        .one(ctx.db().read())
        .await?;
    let Some((id, last_seen_at, auth_level, locale, name, confirmed_at)) = row else {
        return Ok(None);
    };
    let held = grant::live(ctx.db().read(), AccountId(id), now).await?;
    if now - last_seen_at >= TimeDelta::minutes(TOUCH_MINUTES) {
        // A visit that is not noted is no reason to refuse the page.
        if let Err(error) = touch(ctx, &key, now).await {
            tracing::warn!(request_id = %ctx.request_id, error = %error, "the visit was not noted");
        }
    }
    let confirmed = confirmed_at.is_some();
    Ok(Some(SignedIn {
        actor: Actor::User { id: AccountId(id), confirmed, auth_level, held },
        locale: Locale::parse(&locale).unwrap_or_default(),
        name,
        confirmed,
        key,
    }))
}

async fn touch(ctx: &Ctx, key: &str, now: Time) -> Result<()> {
    let tx = ctx.db().write_tx().await?;
    session::Entity::update_many()
        .col_expr(session::Column::LastSeenAt, Expr::value(now))
        .filter(session::Column::Id.eq(key))
        .exec(&*tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Opens a session; the one that the browser had before is ended, so that a
/// secret planted in it is of no use, and so are those used longest ago when
/// there are too many. `user_agent` is what the browser says it is.
///
/// # Errors
/// When the database fails.
pub async fn open(ctx: &Ctx, tx: &WriteTx, account: &account::Model, user_agent: &str, now: Time) -> Result<Opened> {
    if let Some(before) = &ctx.session {
        session::Entity::delete_by_id(before).exec(&**tx).await?;
    }
    end_oldest(tx, account.id).await?;
    let token = ctx.secret();
    let lifetime = TimeDelta::days(SESSION_DAYS);
    let row = session::ActiveModel {
        id: Set(secret::digest(&token)),
        account_id: Set(account.id),
        created_at: Set(now),
        last_seen_at: Set(now),
        expires_at: Set(now + lifetime),
        auth_level: Set(PASSWORD_LEVEL),
        browser: Set(browser(user_agent)),
    };
    record::insert(tx, row).await?;
    Ok(Opened {
        token,
        max_age: lifetime.num_seconds(),
        account: AccountId(account.id),
        name: account.name.clone(),
        confirmed: account.confirmed_at.is_some(),
        locale: Locale::parse(&account.locale).unwrap_or_default(),
    })
}

/// Makes room for one more session.
async fn end_oldest(tx: &WriteTx, account: Uuid) -> Result<()> {
    let oldest: Vec<String> = session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(session::Column::AccountId.eq(account))
        .order_by_desc(session::Column::LastSeenAt)
        .order_by_desc(session::Column::CreatedAt)
        .offset(MOST - 1)
        .limit(u64::from(u32::MAX))
        .into_tuple()
        .all(&**tx)
        .await?;
    if !oldest.is_empty() {
        session::Entity::delete_many().filter(session::Column::Id.is_in(oldest)).exec(&**tx).await?;
    }
    Ok(())
}

/// Gives the session that asks another secret: whoever saw the one before has
/// nothing. None without a session.
///
/// # Errors
/// When the database fails.
pub async fn renew(ctx: &Ctx, tx: &WriteTx, now: Time) -> Result<Option<Renewed>> {
    let Some(key) = &ctx.session else { return Ok(None) };
    let Some(row) = session::Entity::find_by_id(key).one(&**tx).await? else { return Ok(None) };
    let token = ctx.secret();
    session::Entity::update_many()
        .col_expr(session::Column::Id, Expr::value(secret::digest(&token)))
        .filter(session::Column::Id.eq(key))
        .exec(&**tx)
        .await?;
    Ok(Some(Renewed { token, max_age: (row.expires_at - now).num_seconds() }))
}

/// The sessions of the one who asks, the latest used first.
///
/// # Errors
/// When nobody is signed in or the database fails.
pub async fn list(ctx: &Ctx) -> Result<Vec<SessionView>> {
    let account = ctx.account()?;
    let now = ctx.now();
    let rows = session::Entity::find()
        .filter(session::Column::AccountId.eq(account.0))
        .filter(session::Column::ExpiresAt.gt(now))
        .filter(session::Column::LastSeenAt.gt(now - TimeDelta::days(SESSION_IDLE_DAYS)))
        .order_by_desc(session::Column::LastSeenAt)
        .order_by_desc(session::Column::CreatedAt)
        .all(ctx.db().read())
        .await?;
    let view = |row: session::Model| SessionView {
        current: ctx.session.as_deref() == Some(&row.id),
        key: row.id,
        browser: row.browser,
        created_at: row.created_at,
        last_seen_at: row.last_seen_at,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Ends one of one's own sessions.
///
/// # Errors
/// [`Error::NotFound`] when it is not one of them.
pub async fn end(ctx: &Ctx, key: &str) -> Result<()> {
    let account = ctx.account()?;
    let tx = ctx.db().write_tx().await?;
    let done = session::Entity::delete_many()
        .filter(session::Column::Id.eq(key))
        .filter(session::Column::AccountId.eq(account.0))
        .exec(&*tx)
        .await?;
    if done.rows_affected == 0 {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    Ok(())
}

/// Ends all of one's own sessions but the one that asks. Returns how many.
///
/// # Errors
/// When nobody is signed in or the database fails.
pub async fn end_others(ctx: &Ctx) -> Result<u64> {
    let account = ctx.account()?;
    let tx = ctx.db().write_tx().await?;
    let ended = end_all(&tx, account, ctx.session.as_deref()).await?;
    tx.commit().await?;
    Ok(ended)
}

/// Ends the session that asks. Without one there is nothing to do.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(ctx: &Ctx) -> Result<()> {
    let Some(key) = &ctx.session else {
        return Ok(());
    };
    let tx = ctx.db().write_tx().await?;
    session::Entity::delete_by_id(key).exec(&*tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends every session of an account but one, in the transaction of what makes
/// it necessary. Returns how many.
///
/// # Errors
/// When the database fails.
pub async fn end_all(tx: &WriteTx, account: AccountId, but: Option<&str>) -> Result<u64> {
    let mut delete = session::Entity::delete_many().filter(session::Column::AccountId.eq(account.0));
    if let Some(key) = but {
        delete = delete.filter(session::Column::Id.ne(key));
    }
    Ok(delete.exec(&**tx).await?.rows_affected)
}

/// Forgets sessions that are over. Run from time to time.
///
/// # Errors
/// When the database fails.
pub async fn forget(ctx: &Ctx) -> Result<()> {
    let now = ctx.now();
    let tx = ctx.db().write_tx().await?;
    let over = Condition::any()
        .add(session::Column::ExpiresAt.lte(now))
        .add(session::Column::LastSeenAt.lte(now - TimeDelta::days(SESSION_IDLE_DAYS)));
    session::Entity::delete_many().filter(over).exec(&*tx).await?;
    tx.commit().await?;
    Ok(())
}

/// What a browser is, in two words, for its owner to recognise it. Nothing is
/// kept that would tell it from another of the same kind.
#[must_use]
pub fn browser(user_agent: &str) -> String {
    // From the particular to the general: Edge says that it is Chrome too, and
    // Chrome says that it is Safari.
    const FAMILIES: [(&str, &str); 7] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("Android", "Android"),
        ("iPhone", "iOS"),
        ("iPad", "iPadOS"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let known =
        |list: &[(&str, &'static str)]| list.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name);
    match (known(&FAMILIES), known(&SYSTEMS)) {
        (Some(family), Some(system)) => format!("{family}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => {
            let plain = |letter: &char| letter.is_ascii_graphic() || *letter == ' ';
            user_agent.chars().filter(plain).take(BROWSER_LENGTH).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::browser;

    #[test]
    fn a_browser_is_named_in_two_words() {
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
        assert_eq!(browser(firefox), "Firefox, Linux");
        let edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0";
        assert_eq!(browser(edge), "Edge, Windows");
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1";
        assert_eq!(browser(phone), "Safari, iOS");
    }

    #[test]
    fn what_an_unknown_browser_says_is_cut_and_cleaned() {
        let said = browser(&format!("cu\u{202e}rl\n{}", "x".repeat(500)));
        assert_eq!(said.chars().count(), 60);
        assert!(said.starts_with("curlx"), "{said}");
        assert_eq!(browser(""), "");
    }
}
