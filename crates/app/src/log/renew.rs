//! Another log in the place of one that can go on no more: its database was
//! restored from a copy older than what was signed, or its key was lost. All that
//! is there is logged again under another name and another key; the old keys and
//! the last head that they signed are kept beside the new, and an act says in the
//! open what the new log takes the place of. Nothing is ever signed twice over.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use domain::Time;
use domain::policy::{About, Action};
use entities::{
    act, log_ballot, log_bundle, log_checkpoint, log_count, log_head, log_lease, log_opening, log_tile, log_version,
    log_vote, outbox,
};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use super::keys::{Keyring, Signer};
use super::publish::stopped_for;
use super::{LEASE, store};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::record::{self, NewAct};

/// The act that says so.
const RENEW: &str = "log.renew";

/// The log that was there before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// Its name.
    pub origin: String,
    /// Entries of the last head that it signed.
    pub entries: u64,
    /// The root of that head; nothing when it is not known.
    pub root: String,
    /// When the new one took its place.
    pub until: Time,
}

/// What was done.
#[derive(Clone, Debug)]
pub struct Renewed {
    /// The name of the new log.
    pub origin: String,
    /// The log that was there before.
    pub before: Before,
    /// Where its keys and its last head were put.
    pub kept: Vec<PathBuf>,
}

/// Begins another log, named `origin`, `log.origin`, or after the old one and the
/// day. Servers that run have to be started again: they sign nothing any more.
///
/// # Errors
/// When the log goes on, when the new name is the old one, or a file or the
/// database fails. What was begun and not ended is done again from its beginning.
pub async fn renew(ctx: &Ctx, origin: Option<&str>) -> Result<Renewed> {
    let permit = ctx.permit(Action::SeeOperation, About::default())?;
    let old = Signer::of_whatever_log(&ctx.app)?;
    let Some(why) = stopped_for(ctx, &old).await? else {
        return Err(anyhow::anyhow!("the log “{}” goes on: it is not to be replaced", old.origin()).into());
    };
    let now = ctx.now();
    let (entries, root) = match old.last() {
        Ok(Some(last)) => (last.head.size, last.head.root.to_base64()),
        _ => (store::head(ctx.db().read()).await?.0, String::new()),
    };
    let name_of_old = why.signed_by().unwrap_or_else(|| old.origin().to_owned());
    let before = Before { origin: name_of_old, entries, root, until: now };
    let settings = &ctx.app.settings.log;
    let origin = origin.map(str::to_owned).or_else(|| (!settings.origin.is_empty()).then(|| settings.origin.clone()));
    let origin = origin.unwrap_or_else(|| dated(&before.origin, now));
    if origin == before.origin {
        let why = "the new log needs another name (log.origin, or --origin)";
        return Err(anyhow::anyhow!("{why}: “{origin}” has signed heads that it would contradict").into());
    }
    let keyring = Keyring::draw(&ctx.app, &origin)?;
    let draft = keyring.write_beside(old.key_file())?;

    let tx = ctx.db().write_tx().await?;
    macro_rules! empty {
        ($($table:ident),*) => { $($table::Entity::delete_many().exec(&*tx).await?;)* };
    }
    empty!(log_bundle, log_tile, log_head, log_checkpoint, log_version, log_opening, log_vote, log_count, log_ballot);
    outbox::Entity::update_many()
        .col_expr(outbox::Column::SequencedAt, Expr::value(None::<Time>))
        .filter(outbox::Column::SequencedAt.is_not_null())
        .exec(&*tx)
        .await?;
    // Nobody holds it, and who has the old key cannot.
    log_lease::Entity::delete_by_id(LEASE).exec(&*tx).await?;
    let free = log_lease::ActiveModel {
        id: Set(LEASE),
        holder: Set(old.holder),
        epoch: Set(0),
        until: Set(now),
        signer: Set(keyring.verifier()),
    };
    log_lease::Entity::insert(free).exec_without_returning(&*tx).await?;
    let subject = format!("{}: {} {}", before.origin, before.entries, before.root);
    let details = json!({ "origin": before.origin, "entries": before.entries, "root": before.root, "new": origin });
    let act = NewAct { action: RENEW, process: None, version: None, subject: &subject, reason: "", details };
    record::act(ctx, &tx, &permit, act, now).await?;
    tx.commit().await?;

    let kept = replace(old.key_file(), old.state_file(), &draft, now)?;
    Ok(Renewed { origin, before, kept })
}

/// The log that this one took the place of, if it did.
///
/// # Errors
/// When the database fails.
pub async fn before(ctx: &Ctx) -> Result<Option<Before>> {
    let acts = act::Entity::find().filter(act::Column::Action.eq(RENEW)).order_by_desc(act::Column::Id);
    let Some(row) = acts.one(ctx.db().read()).await? else { return Ok(None) };
    let text = |name: &str| row.details.get(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    let entries = row.details.get("entries").and_then(serde_json::Value::as_u64).unwrap_or_default();
    Ok(Some(Before { origin: text("origin"), entries, root: text("root"), until: row.at }))
}

/// `example.fr/log` becomes `example.fr/log/2027-03-01`.
fn dated(origin: &str, now: Time) -> String {
    let is_date = |text: &str| chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok();
    let base = origin.rsplit_once('/').filter(|(_, last)| is_date(last)).map_or(origin, |(base, _)| base);
    format!("{base}/{}", now.format("%Y-%m-%d"))
}

/// The files of the old log go aside, the new keys take their place.
fn replace(key: &Path, state: &Path, draft: &Path, now: Time) -> anyhow::Result<Vec<PathBuf>> {
    let mut kept = Vec::new();
    for file in [key, state] {
        let mut name = file.as_os_str().to_owned();
        name.push(format!(".replaced-{}", now.format("%Y%m%dT%H%M%S%.6fZ")));
        let aside = PathBuf::from(name);
        match fs::rename(file, &aside) {
            Ok(()) => kept.push(aside),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(|| format!("keeping {}", file.display())),
        }
    }
    ensure!(!key.exists(), "{} came back", key.display());
    if let Err(error) = fs::rename(draft, key) {
        bail!("{}: {error}; the new keys are in {}", key.display(), draft.display());
    }
    super::keys::sync_folder_of(key)?;
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_log_is_named_after_the_old_one_and_the_day() {
        let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).expect("a time");
        assert_eq!(dated("example.fr/log", now), "example.fr/log/2027-01-15");
        assert_eq!(dated("example.fr/log/2026-11-22", now), "example.fr/log/2027-01-15");
    }
}
