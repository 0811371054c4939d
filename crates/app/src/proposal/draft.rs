//! Drafts: a proposal that is not published, seen by its author alone.

use domain::field::FieldErrors;
use domain::id::{AccountId, ProcessId};
use domain::policy::{About, Action};
use domain::process::Process;
use domain::proposal::Words;
use entities::draft as row;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Submission, cleaned, speaks_for};
use crate::ctx::Ctx;
use crate::error::{Error, Result, is_taken};
use crate::{limit, record};

/// A draft, open in its form.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its id.
    pub id: Uuid,
    /// Its process.
    pub process: Process,
    /// The words so far.
    pub words: Words,
    /// Organisation spoken for, by slug.
    pub on_behalf_of: String,
    /// Organisations one may speak for: slug and name.
    pub speaks_for: Vec<(String, String)>,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Fields {
    words: Words,
    on_behalf_of: String,
}

/// Keeps a draft, new or gone on with, and returns its id and whether it is new.
/// A repeat of the same submission returns the first draft.
///
/// # Errors
/// 401 for a visitor, 404 for another's draft, 422 when something is too long.
pub async fn save_draft(ctx: &Ctx, slug: &str, submission: &Submission) -> Result<(Uuid, bool)> {
    let process = crate::process::find(ctx, slug).await?;
    ctx.permit(Action::KeepDraft, About::process(process.id))?;
    let account = ctx.account()?;
    let words = cleaned(&submission.words);
    let words = words.draft_problems().unless_any(words).map_err(|errors: FieldErrors| Error::Invalid(errors))?;
    let fields = serde_json::to_value(Fields { words, on_behalf_of: content::clean::line(&submission.on_behalf_of) })?;

    let tx = ctx.db().write_tx().await?;
    let now = ctx.now();
    let mine = row::Entity::find().filter(row::Column::AccountId.eq(account.0)).lock_exclusive();
    let here = Condition::all().add(row::Column::ProcessId.eq(process.id.0)).add(row::Column::PublishedAs.is_null());
    let known = match (submission.draft, submission.op) {
        (Some(id), _) => {
            Some(mine.filter(row::Column::Id.eq(id)).filter(here).one(&*tx).await?.ok_or(Error::NotFound)?)
        }
        (None, Some(op)) => mine.filter(row::Column::Op.eq(op)).one(&*tx).await?,
        (None, None) => None,
    };
    limit::spend(ctx, &tx, limit::DRAFT, &account.to_string(), now).await?;
    let (id, new) = match known {
        // The mark is of another form: its first result stands.
        Some(known) if known.process_id != process.id.0 || known.published_as.is_some() => (known.id, false),
        Some(known) => {
            let id = known.id;
            let mut changed = known.into_active_model();
            changed.fields = Set(fields);
            changed.updated_at = Set(now);
            changed.update(&*tx).await?;
            (id, false)
        }
        None => {
            let id = ctx.id(now);
            let new = row::ActiveModel {
                id: Set(id),
                account_id: Set(account.0),
                process_id: Set(process.id.0),
                fields: Set(fields),
                created_at: Set(now),
                updated_at: Set(now),
                op: Set(submission.op),
                published_as: Set(None),
            };
            match record::insert(&tx, new).await {
                // The same submission, sent at the same time, was first.
                Err(error) if is_taken(&error) => {
                    drop(tx);
                    return Ok((of_op(ctx, account, submission.op).await?.ok_or(error)?, false));
                }
                inserted => inserted?,
            }
            (id, true)
        }
    };
    tx.commit().await?;
    Ok((id, new))
}

async fn of_op(ctx: &Ctx, account: AccountId, op: Option<Uuid>) -> Result<Option<Uuid>> {
    let Some(op) = op else { return Ok(None) };
    let mine = row::Entity::find().filter(row::Column::AccountId.eq(account.0)).filter(row::Column::Op.eq(op));
    Ok(mine.one(ctx.db().read()).await?.map(|row| row.id))
}

async fn own(ctx: &Ctx, id: Uuid) -> Result<row::Model> {
    let account = ctx.account()?;
    row::Entity::find_by_id(id)
        .filter(row::Column::AccountId.eq(account.0))
        .filter(row::Column::PublishedAs.is_null())
        .one(ctx.db().read())
        .await?
        .ok_or(Error::NotFound)
}

/// Opens one's draft.
///
/// # Errors
/// [`Error::NotFound`] for anyone else: its existence is private.
pub async fn draft(ctx: &Ctx, id: Uuid) -> Result<Draft> {
    let row = match own(ctx, id).await {
        Err(Error::Denied(_)) => return Err(Error::NotFound),
        found => found?,
    };
    let process = crate::process::by_id(ctx, ProcessId(row.process_id)).await?;
    let fields: Fields = serde_json::from_value(row.fields)?;
    let speaks_for = speaks_for(ctx, process.id).await?;
    Ok(Draft { id, process, words: fields.words, on_behalf_of: fields.on_behalf_of, speaks_for })
}

/// Throws one's draft away.
///
/// # Errors
/// As [`draft`].
pub async fn delete_draft(ctx: &Ctx, id: Uuid) -> Result<()> {
    let row = own(ctx, id).await?;
    let tx = ctx.db().write_tx().await?;
    row::Entity::delete_by_id(row.id).exec(&*tx).await?;
    tx.commit().await?;
    Ok(())
}
