//! Rate limits, kept in the database so that they survive a restart and are
//! shared by instances. The generic cell rate algorithm (ITU-T I.371): one
//! number per key, the theoretical arrival time, says whether one may pass.

use chrono::TimeDelta;
use db::WriteTx;
use domain::Time;
use entities::rate_limit;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// How often something may be done: `burst` at once, then `burst` per `period`.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// The first part of the key.
    pub name: &'static str,
    /// How many at once.
    pub burst: u32,
    /// Seconds for as many again.
    pub period: u32,
}

/// Sign-in attempts for one address typed, from one client ([`pair`]).
pub const SIGN_IN_PAIR: Limit = Limit { name: "sign-in-pair", burst: 10, period: 15 * 60 };
/// Sign-in attempts for one address typed, from anywhere: so many that guessing
/// by many clients is slow, and that nobody is kept out of their own account by
/// one client, or by ten.
pub const SIGN_IN_ADDRESS: Limit = Limit { name: "sign-in-address", burst: 500, period: 15 * 60 };
/// Tries at the present password of an account, by who is signed in to it.
pub const PRESENT_PASSWORD: Limit = Limit { name: "present-password", burst: 10, period: 15 * 60 };
/// New passwords looked at for one client: how easy one is to guess takes a
/// while to find out.
pub const NEW_PASSWORD: Limit = Limit { name: "new-password", burst: 60, period: 60 * 60 };
/// Sign-in attempts from one client.
pub const SIGN_IN_CLIENT: Limit = Limit { name: "sign-in-client", burst: 30, period: 15 * 60 };
/// Sign-ups from one client.
pub const SIGN_UP_CLIENT: Limit = Limit { name: "sign-up-client", burst: 10, period: 60 * 60 };
/// Mails asked for (confirmation, reset) for one address, by one client ([`pair`]).
pub const MAIL_PAIR: Limit = Limit { name: "mail-pair", burst: 4, period: 60 * 60 };
/// Mails asked for for one address, by anyone: a mailbox is not flooded, and no
/// one client can use up what its owner needs.
pub const MAIL_ADDRESS: Limit = Limit { name: "mail-address", burst: 30, period: 60 * 60 };
/// Mails asked for from one client.
pub const MAIL_CLIENT: Limit = Limit { name: "mail-client", burst: 15, period: 60 * 60 };
/// Mailed links followed to their end by one client.
pub const LINK_CLIENT: Limit = Limit { name: "link-client", burst: 30, period: 60 * 60 };
/// Forms kept for a visitor.
pub const KEPT_POST: Limit = Limit { name: "kept-post", burst: 20, period: 60 * 60 };
/// Proposals of one account, corrections included.
pub const PROPOSE: Limit = Limit { name: "propose", burst: 20, period: 60 * 60 };
/// Drafts saved by one account: who saves often may still publish.
pub const DRAFT: Limit = Limit { name: "draft", burst: 120, period: 60 * 60 };
/// Comments of one account.
pub const COMMENT: Limit = Limit { name: "comment", burst: 40, period: 60 * 60 };
/// Votes of one account.
pub const VOTE: Limit = Limit { name: "vote", burst: 120, period: 10 * 60 };
/// Reports of one account.
pub const REPORT: Limit = Limit { name: "report", burst: 10, period: 60 * 60 };

/// Copies of one's data: each reads everything about an account.
pub const COPY: Limit = Limit { name: "copy", burst: 6, period: 60 * 60 };
/// Erasures asked for by one account: each is a mail.
pub const ERASE: Limit = Limit { name: "erase", burst: 60, period: 60 * 60 };

/// The key of an address typed by one client.
#[must_use]
pub fn pair(address: &str, client: &str) -> String {
    format!("{address}@{client}")
}

/// What the algorithm answers for one arrival. However small the factor, one
/// passes from time to time.
///
/// `arrival` is the theoretical arrival time kept for the key. Returns the one
/// to keep, or how long to wait.
fn pass(arrival: Option<i64>, now: i64, limit: Limit, factor: f64) -> std::result::Result<i64, i64> {
    #[expect(clippy::cast_possible_truncation, reason = "limits are far from the bounds of an i64 of microseconds")]
    let interval = (f64::from(limit.period) * 1_000_000.0 / (f64::from(limit.burst) * factor)).max(1.0) as i64;
    let tolerance = (i64::from(limit.period) * 1_000_000 - interval).max(0);
    let arrival = arrival.unwrap_or(now).max(now);
    let early = arrival - tolerance - now;
    if early > 0 { Err(early) } else { Ok(arrival + interval) }
}

/// Spends one of a key's passes, in the transaction of the act: an act that is
/// rolled back costs nothing.
///
/// # Errors
/// [`Error::TooMany`] when there is none left.
pub async fn spend(ctx: &Ctx, tx: &WriteTx, limit: Limit, key: &str, now: Time) -> Result<()> {
    let factor = ctx.app.settings.limits.factor;
    if factor == 0.0 {
        return Ok(());
    }
    let id = format!("{}:{key}", limit.name);
    let now = now.timestamp_micros();
    let kept = match taken(tx, &id).await? {
        Some(arrival) => arrival,
        None => first(tx, &id, now).await?,
    };
    match pass(Some(kept), now, limit, factor) {
        Err(early) => Err(Error::TooMany { retry_after: u64::try_from(early).unwrap_or(1).div_ceil(1_000_000) }),
        Ok(arrival) => {
            rate_limit::Entity::update_many()
                .col_expr(rate_limit::Column::Arrival, Expr::value(arrival))
                .filter(rate_limit::Column::Id.eq(&id))
                .exec(&**tx)
                .await?;
            Ok(())
        }
    }
}

/// Takes the key's row, so that those who come at once are counted one by one.
async fn taken(tx: &WriteTx, id: &str) -> Result<Option<i64>> {
    let row = rate_limit::Entity::find_by_id(id).lock_exclusive().one(&**tx).await?;
    Ok(row.map(|row| row.arrival))
}

/// The same for a key that had no row; another may be making it.
async fn first(tx: &WriteTx, id: &str, now: i64) -> Result<i64> {
    let row = rate_limit::ActiveModel { id: Set(id.to_owned()), arrival: Set(now) };
    rate_limit::Entity::insert(row)
        .on_conflict_do_nothing_on([rate_limit::Column::Id])
        .exec_without_returning(&**tx)
        .await?;
    Ok(taken(tx, id).await?.unwrap_or(now))
}

/// Spends outside an act, for what must be counted even when it fails (a wrong
/// password).
///
/// # Errors
/// [`Error::TooMany`] when there is none left.
pub async fn spend_now(ctx: &Ctx, keys: &[(Limit, &str)]) -> Result<()> {
    if ctx.app.settings.limits.factor == 0.0 {
        return Ok(());
    }
    let tx = ctx.db().write_tx().await?;
    let now = ctx.now();
    for (limit, key) in keys {
        spend(ctx, &tx, *limit, key, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Forgets keys that have all their passes again. Run from time to time.
///
/// # Errors
/// When the database fails.
pub async fn forget(ctx: &Ctx) -> Result<()> {
    let tx = ctx.db().write_tx().await?;
    let long_ago = (ctx.now() - TimeDelta::days(1)).timestamp_micros();
    rate_limit::Entity::delete_many().filter(rate_limit::Column::Arrival.lt(long_ago)).exec(&*tx).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const THREE_A_MINUTE: Limit = Limit { name: "test", burst: 3, period: 60 };

    #[test]
    fn a_burst_passes_then_one_waits() {
        let mut arrival = None;
        for _ in 0..3 {
            arrival = Some(pass(arrival, 0, THREE_A_MINUTE, 1.0).expect("passes"));
        }
        let wait = pass(arrival, 0, THREE_A_MINUTE, 1.0).expect_err("waits");
        assert_eq!(wait, 20_000_000);
        assert!(pass(arrival, 20_000_000, THREE_A_MINUTE, 1.0).is_ok());
    }

    #[test]
    fn a_factor_of_two_lets_twice_as_many_pass() {
        let mut arrival = None;
        for _ in 0..6 {
            arrival = Some(pass(arrival, 0, THREE_A_MINUTE, 2.0).expect("passes"));
        }
        assert!(pass(arrival, 0, THREE_A_MINUTE, 2.0).is_err());
    }

    #[test]
    fn a_factor_that_leaves_less_than_one_still_lets_one_pass_and_then_waits() {
        let arrival = pass(None, 0, THREE_A_MINUTE, 0.1).expect("the first passes");
        let wait = pass(Some(arrival), 0, THREE_A_MINUTE, 0.1).expect_err("waits");
        assert!((199_999_990..=200_000_000).contains(&wait), "one every 200 s, not {wait} µs");
        assert!(pass(Some(arrival), wait, THREE_A_MINUTE, 0.1).is_ok());
    }
}
