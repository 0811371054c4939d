//! Forms posted by someone who was not signed in: kept for an hour, bound to a
//! random cookie, shown again filled after sign-in. Never replayed: the person
//! reads it again and sends it.

use chrono::TimeDelta;
use domain::Time;
use entities::kept_post;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::ctx::Ctx;
use crate::error::Result;
use crate::{limit, record, secret};

/// Bytes of a form that is kept, at most.
pub const LARGEST: usize = 64 * 1024;
/// Minutes during which it is kept.
pub const KEPT_MINUTES: i64 = 60;

/// A form as it was posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptPost {
    /// Where it was posted: shown again there and nowhere else.
    pub path: String,
    /// Its fields, form-encoded.
    pub body: String,
}

/// Keeps a form. Returns the secret for the cookie, or none when it is too
/// large to keep.
///
/// # Errors
/// [`crate::Error::TooMany`] for a client that has many kept.
pub async fn keep(ctx: &Ctx, form: &KeptPost) -> Result<Option<String>> {
    if form.body.len() > LARGEST || form.path.len() > LARGEST {
        return Ok(None);
    }
    let now = ctx.now();
    let token = ctx.secret();
    let tx = ctx.db().write_tx().await?;
    limit::spend(ctx, &tx, limit::KEPT_POST, &ctx.client, now).await?;
    let row = kept_post::ActiveModel {
        id: Set(secret::digest(&token)),
        path: Set(form.path.clone()),
        body: Set(form.body.clone()),
        created_at: Set(now),
        expires_at: Set(now + TimeDelta::minutes(KEPT_MINUTES)),
    };
    record::insert(&tx, row).await?;
    tx.commit().await?;
    Ok(Some(token))
}

/// The form that a cookie stands for. It stays kept: a page that is loaded
/// again shows it again.
///
/// # Errors
/// When the database fails.
pub async fn find(ctx: &Ctx, token: &str) -> Result<Option<KeptPost>> {
    let Some(key) = secret::key(token) else { return Ok(None) };
    let row = kept_post::Entity::find_by_id(key).one(ctx.db().read()).await?;
    Ok(row.and_then(|row| form(row, ctx.now())))
}

/// The same, and forgets it: it was sent, or given up.
///
/// # Errors
/// When the database fails.
pub async fn take(ctx: &Ctx, token: &str) -> Result<Option<KeptPost>> {
    let Some(key) = secret::key(token) else { return Ok(None) };
    let tx = ctx.db().write_tx().await?;
    let row = kept_post::Entity::find_by_id(&key).one(&*tx).await?;
    let deleted = kept_post::Entity::delete_by_id(key).exec(&*tx).await?;
    tx.commit().await?;
    // Of two that take it at once, one has it.
    Ok(row.filter(|_| deleted.rows_affected == 1).and_then(|row| form(row, ctx.now())))
}

fn form(row: kept_post::Model, now: Time) -> Option<KeptPost> {
    (row.expires_at > now).then_some(KeptPost { path: row.path, body: row.body })
}

/// Forgets forms that nobody came back for. Run from time to time.
///
/// # Errors
/// When the database fails.
pub async fn forget(ctx: &Ctx) -> Result<()> {
    let tx = ctx.db().write_tx().await?;
    kept_post::Entity::delete_many().filter(kept_post::Column::ExpiresAt.lte(ctx.now())).exec(&*tx).await?;
    tx.commit().await?;
    Ok(())
}
