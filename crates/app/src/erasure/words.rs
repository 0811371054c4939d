//! One contribution: its words in every version, its author, and what repeats
//! either. In an organisation's name the words are the organisation's, and stay:
//! the person's name goes.

use db::WriteTx;
use domain::Time;
use domain::erasure::{Reason, Scope};
use domain::id::{ProcessId, VersionId};
use domain::moderation::Visibility;
use entities::{comment, comment_revision, draft, notice, proposal, proposal_revision, report, version};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::nobody;
use super::traces;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::{log, record, search};

/// A contribution, as both kinds of them are erased.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) scope: Scope,
    pub(super) id: Uuid,
    pub(super) process: Uuid,
    pub(super) account: Uuid,
    pub(super) organisation: Option<Uuid>,
    pub(super) reference: String,
    pub(super) visibility: String,
}

impl Target {
    pub(super) fn of_proposal(row: &proposal::Model) -> Self {
        Self {
            scope: Scope::Proposal,
            id: row.id,
            process: row.process_id,
            account: row.account_id,
            organisation: row.organisation_id,
            reference: row.reference.clone(),
            visibility: row.visibility.clone(),
        }
    }

    pub(super) fn of_comment(row: &comment::Model) -> Self {
        Self {
            scope: Scope::Comment,
            id: row.id,
            process: row.process_id,
            account: row.account_id,
            organisation: row.organisation_id,
            reference: row.reference.clone(),
            visibility: row.visibility.clone(),
        }
    }

    /// Takes the row for the rest of the transaction.
    pub(super) async fn lock(tx: &WriteTx, scope: Scope, id: Uuid) -> Result<Option<Self>> {
        Ok(match scope {
            Scope::Proposal => {
                let row = proposal::Entity::find_by_id(id).lock_exclusive().one(&**tx).await?;
                row.as_ref().map(Self::of_proposal)
            }
            Scope::Comment => {
                let row = comment::Entity::find_by_id(id).lock_exclusive().one(&**tx).await?;
                row.as_ref().map(Self::of_comment)
            }
            Scope::Account => None,
        })
    }

    /// Nothing is left to erase.
    pub(super) fn is_gone(&self) -> bool {
        nobody::is_nobody(self.account)
    }
}

/// When and why.
#[derive(Clone, Copy, Debug)]
pub(super) struct Erasing {
    /// When it was decided: what was open then is what counts.
    pub(super) at: Time,
    /// The time of the act.
    pub(super) now: Time,
    pub(super) reason: Reason,
}

/// Erases contributions that were taken; what is gone stays as it is.
pub(super) async fn erase(ctx: &Ctx, tx: &WriteTx, targets: &[Target], how: Erasing) -> Result<()> {
    let left: Vec<&Target> = targets.iter().filter(|target| !target.is_gone()).collect();
    for target in &left {
        one(ctx, tx, target, how).await?;
    }
    traces::mails_about(tx, &left.iter().map(|target| target.reference.as_str()).collect()).await
}

async fn one(ctx: &Ctx, tx: &WriteTx, target: &Target, how: Erasing) -> Result<()> {
    let nobody = nobody::first(tx).await?;
    let parts: &[&str] = if target.organisation.is_some() { &["author"] } else { &["text", "author"] };
    match target.scope {
        Scope::Proposal => proposal(tx, target, nobody).await?,
        Scope::Comment => comment(tx, target, nobody).await?,
        Scope::Account => {}
    }
    let versions = version::Entity::find()
        .filter(version::Column::ObjectId.eq(target.id))
        .order_by_asc(version::Column::Number)
        .all(&**tx)
        .await?;
    let process = Some(ProcessId(target.process));
    for version in versions {
        log::erase(ctx, tx, process, VersionId(version.id), parts, how.reason.as_str(), how.now).await?;
    }
    notice::Entity::delete_many()
        .filter(notice::Column::ObjectId.eq(target.id))
        .filter(notice::Column::AccountId.eq(target.account))
        .exec(&**tx)
        .await?;
    // It holds no words any more, and still says whose they were.
    draft::Entity::delete_many().filter(draft::Column::PublishedAs.eq(target.id)).exec(&**tx).await?;
    if target.organisation.is_none() {
        search::forget(tx, target.id).await?;
        report::Entity::delete_many().filter(report::Column::ObjectId.eq(target.id)).exec(&**tx).await?;
    }
    note(ctx, tx, target, how).await
}

/// Since when its placeholder stands, and why: without the account.
async fn note(ctx: &Ctx, tx: &WriteTx, target: &Target, how: Erasing) -> Result<()> {
    let row = entities::erasure::ActiveModel {
        object_id: Set(target.organisation.is_none().then_some(target.id)),
        process_id: Set(Some(target.process)),
        reference: Set(target.reference.clone()),
        ..done(ctx, target.scope, how)
    };
    Ok(record::insert(tx, row).await?)
}

/// What was erased without having been asked for by a row that waits; it names nobody.
pub(super) fn done(ctx: &Ctx, scope: Scope, how: Erasing) -> entities::erasure::ActiveModel {
    entities::erasure::ActiveModel {
        id: Set(ctx.id(how.now)),
        scope: Set(scope.as_str().to_owned()),
        account_id: Set(None),
        object_id: Set(None),
        process_id: Set(None),
        reference: Set(String::new()),
        reason: Set(how.reason.as_str().to_owned()),
        asked_at: Set(how.at),
        due_at: Set(how.at),
        begun_at: Set(Some(how.at)),
        done_at: Set(Some(how.at)),
        gone_at: Set(None),
    }
}

async fn proposal(tx: &WriteTx, target: &Target, nobody: Uuid) -> Result<()> {
    use proposal::Column as C;
    use proposal_revision::Column as R;
    let erased = || Expr::value(Visibility::Erased.as_str());
    let mut row = proposal::Entity::update_many()
        .col_expr(C::AccountId, Expr::value(nobody))
        .col_expr(C::Op, Expr::value(None::<Uuid>))
        .filter(C::Id.eq(target.id));
    let mut words = proposal_revision::Entity::update_many()
        .col_expr(R::AccountId, Expr::value(nobody))
        .filter(R::ProposalId.eq(target.id));
    if target.organisation.is_none() {
        row = row.col_expr(C::Visibility, erased());
        for column in [C::Title, C::Excerpt] {
            row = row.col_expr(column, Expr::value(""));
        }
        words = words
            .col_expr(R::Visibility, erased())
            .col_expr(R::Sections, Expr::value(json!([])))
            .col_expr(R::Original, Expr::value(None::<serde_json::Value>));
        for column in [R::Title, R::Problem, R::Body, R::Effect, R::Carrier, R::Continues] {
            words = words.col_expr(column, Expr::value(""));
        }
    }
    row.exec(&**tx).await?;
    words.exec(&**tx).await?;
    Ok(())
}

async fn comment(tx: &WriteTx, target: &Target, nobody: Uuid) -> Result<()> {
    use comment::Column as C;
    use comment_revision::Column as R;
    let erased = || Expr::value(Visibility::Erased.as_str());
    let row = comment::Entity::update_many()
        .col_expr(C::AccountId, Expr::value(nobody))
        .col_expr(C::Op, Expr::value(None::<Uuid>))
        .filter(C::Id.eq(target.id));
    if target.organisation.is_some() {
        row.exec(&**tx).await?;
        return Ok(());
    }
    row.col_expr(C::Visibility, erased()).exec(&**tx).await?;
    comment_revision::Entity::update_many()
        .col_expr(R::Body, Expr::value(""))
        .col_expr(R::Original, Expr::value(None::<String>))
        .col_expr(R::Visibility, erased())
        .filter(R::CommentId.eq(target.id))
        .exec(&**tx)
        .await?;
    Ok(())
}
