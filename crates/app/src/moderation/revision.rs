//! One earlier version of a contribution, apart from the others.

use db::WriteTx;
use domain::id::VersionId;
use domain::lineage::ObjectKind;
use domain::moderation::Visibility;
use entities::{comment, comment_revision, proposal, proposal_revision};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::error::Result;

/// An earlier version.
pub(super) struct Earlier {
    pub(super) id: Uuid,
    pub(super) visibility: String,
    pub(super) version: VersionId,
}

/// A version of a contribution by its number; none for the last one, nor for one
/// that there is not.
pub(super) async fn earlier(tx: &WriteTx, kind: ObjectKind, object: Uuid, number: i32) -> Result<Option<Earlier>> {
    macro_rules! find {
        ($entity:ident, $revision:ident, $of:ident) => {{
            let last = $entity::Entity::find_by_id(object).one(&**tx).await?.map(|row| row.revision);
            let row = $revision::Entity::find()
                .filter($revision::Column::$of.eq(object))
                .filter($revision::Column::Number.eq(number))
                .one(&**tx)
                .await?;
            row.filter(|_| last.is_some_and(|last| number < last)).map(|row| Earlier {
                id: row.id,
                visibility: row.visibility,
                version: VersionId(row.version_id),
            })
        }};
    }
    Ok(match kind {
        ObjectKind::Proposal => find!(proposal, proposal_revision, ProposalId),
        ObjectKind::Comment => find!(comment, comment_revision, CommentId),
        ObjectKind::Decision | ObjectKind::Commitment | ObjectKind::Milestone | ObjectKind::Tally => None,
    })
}

/// Hides a version, or shows it.
pub(super) async fn set(tx: &WriteTx, kind: ObjectKind, id: Uuid, wanted: Visibility) -> Result<()> {
    macro_rules! set {
        ($revision:ident) => {
            $revision::Entity::update_many()
                .col_expr($revision::Column::Visibility, Expr::value(wanted.as_str()))
                .filter($revision::Column::Id.eq(id))
                .exec(&**tx)
                .await?
        };
    }
    if kind == ObjectKind::Proposal {
        set!(proposal_revision)
    } else {
        set!(comment_revision)
    };
    Ok(())
}
