//! Comments: published with a stance, corrected, withdrawn, shown in a
//! discussion of two levels.

mod show;

use db::WriteTx;
use domain::Time;
use domain::comment::{BODY_LENGTH, Stance, TargetKind};
use domain::field::{FieldErrors, Problem};
use domain::id::{AccountId, OrganisationId, PhaseId, ProcessId, VersionId};
use domain::lineage::{ObjectKind, Relation};
use domain::moderation::Visibility;
use domain::policy::{About, Action};
use domain::process::{Counts, Process};
use domain::proposal::State;
use domain::reference::{Kind, Reference};
use domain::refusal::Refusal;
use entities::{comment as row, comment_revision as revision, commitment, proposal};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::{Error, Result, is_taken};
use crate::record::{self, NewVersion, Why};
use crate::{gate, limit};

pub(crate) use show::{On, discussion, first_words};
pub use show::{one, source};

/// What someone says.
#[derive(Clone, Debug, Default)]
pub struct NewComment {
    /// The words. Markdown.
    pub body: String,
    /// The stance, by code.
    pub stance: String,
    /// The comment replied to, by reference; empty for none.
    pub parent: String,
    /// Organisation spoken for, by slug; empty for oneself.
    pub on_behalf_of: String,
    /// Minted with the form: a repeat by the same account returns the first result.
    pub op: Option<Uuid>,
}

/// A comment that was published: its reference and what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Its reference.
    pub reference: Reference,
    /// The reference of what it is about.
    pub target: Reference,
    /// It is new, not the first result of a repeat.
    pub new: bool,
}

/// What is commented on.
struct Target {
    kind: TargetKind,
    id: Uuid,
    reference: Reference,
    process: ProcessId,
    phase: PhaseId,
}

/// Publishes a comment.
///
/// # Errors
/// 401, 403; 409 when the phase is not open or the object takes no comments;
/// 422 when the words are missing or it replies to a reply; 429.
pub async fn publish(ctx: &Ctx, target: &str, new: &NewComment) -> Result<Published> {
    let target = find_target(ctx, target).await?;
    let process = crate::process::by_id(ctx, target.process).await?;
    ctx.permit(Action::Comment, About::process(process.id))?;
    let account = ctx.account()?;
    if let Some(first) = first_result(ctx, account, new.op).await? {
        return Ok(first);
    }
    let body = content::clean::text(&new.body);
    let (stance, parent) = check(ctx, &target, new, &body).await?;
    let organisation = crate::proposal::spoken_for(ctx, ctx.db().read(), process.id, &new.on_behalf_of).await?;

    let tx = ctx.db().write_tx().await?;
    let now = ctx.now();
    let phase = gate::this_phase(ctx, &tx, target.phase, now).await?;
    let on = lock_target(&tx, &target).await?;
    if let Some(parent) = &parent {
        lock_parent(&tx, parent.id).await?;
    }
    limit::spend(ctx, &tx, limit::COMMENT, &account.to_string(), now).await?;
    let insert = insert(
        ctx,
        &tx,
        Insert {
            process: &process,
            target: &target,
            phase: phase.id,
            editable_until: phase.editable_until(now),
            account,
            organisation: organisation.map(|organisation| organisation.0),
            stance,
            parent: parent.as_ref().map(|parent| parent.id),
            body: &body,
            op: new.op,
            now,
        },
    )
    .await;
    let (reference, version) = match insert {
        Err(Error::Internal(error)) if error.downcast_ref().is_some_and(is_taken) => {
            drop(tx);
            return first_result(ctx, account, new.op).await?.ok_or(Error::Internal(error));
        }
        inserted => inserted?,
    };
    let (relation, from) = match &parent {
        Some(parent) => (Relation::RepliedBy, record::last_version(&tx, parent.id).await?),
        None => (Relation::CommentedBy, on),
    };
    record::link(ctx, &tx, relation, from, version, Why::default(), now).await?;
    count(&tx, &target, 1).await?;
    record::count(&tx, process.id, account, Counts { comments: 1, ..Counts::default() }, now).await?;
    tx.commit().await?;
    Ok(Published { reference, target: target.reference, new: true })
}

/// Whether the one who asks may comment on something, before it is known what.
///
/// # Errors
/// 401, 403, 404.
pub async fn may(ctx: &Ctx, target: &str) -> Result<()> {
    let target = find_target(ctx, target).await?;
    ctx.permit(Action::Comment, About::process(target.process)).map(drop)
}

async fn first_result(ctx: &Ctx, account: AccountId, op: Option<Uuid>) -> Result<Option<Published>> {
    let Some(op) = op else { return Ok(None) };
    let found = row::Entity::find()
        .filter(row::Column::AccountId.eq(account.0))
        .filter(row::Column::Op.eq(op))
        .one(ctx.db().read())
        .await?;
    match found {
        Some(row) => Ok(Some(Published {
            target: target_reference(ctx.db().read(), &row).await?,
            reference: reference_of(&row)?,
            new: false,
        })),
        None => Ok(None),
    }
}

fn reference_of(row: &row::Model) -> Result<Reference> {
    Reference::parse(&row.reference).map(|(reference, _)| reference).ok_or(Error::NotFound)
}

/// The reference of what a comment is about.
pub(crate) async fn target_reference(connection: &impl ConnectionTrait, comment: &row::Model) -> Result<Reference> {
    let reference: Option<String> = match TargetKind::parse(&comment.target_kind) {
        Some(TargetKind::Commitment) => {
            commitment::Entity::find_by_id(comment.target_id).one(connection).await?.map(|row| row.reference)
        }
        _ => proposal::Entity::find_by_id(comment.target_id).one(connection).await?.map(|row| row.reference),
    };
    reference.and_then(|reference| Reference::parse(&reference)).map(|(reference, _)| reference).ok_or(Error::NotFound)
}

async fn find_target(ctx: &Ctx, text: &str) -> Result<Target> {
    match Reference::parse(text) {
        Some((reference, Kind::Proposal)) => {
            let row = crate::proposal::find_row(ctx, text).await?;
            let (process, phase) = (ProcessId(row.process_id), PhaseId(row.phase_id));
            Ok(Target { kind: TargetKind::Proposal, id: row.id, reference, process, phase })
        }
        Some((reference, Kind::Commitment)) => {
            let row = crate::commitment::find_row(ctx, text).await?;
            let phase = PhaseId(row.phase_id.ok_or(Error::Refused(Refusal::TakesNoComments))?);
            Ok(Target {
                kind: TargetKind::Commitment,
                id: row.id,
                reference,
                process: ProcessId(row.process_id),
                phase,
            })
        }
        _ => Err(Error::NotFound),
    }
}

/// Takes the target's row, which must still take comments, and returns its last
/// version.
async fn lock_target(tx: &WriteTx, target: &Target) -> Result<VersionId> {
    let takes = match target.kind {
        TargetKind::Proposal => {
            let row = crate::proposal::lock(tx, target.id).await?;
            row.visibility == Visibility::Public.as_str() && State::parse(&row.state).is_some_and(State::takes_votes)
        }
        TargetKind::Commitment => {
            let row =
                commitment::Entity::find_by_id(target.id).lock_exclusive().one(&**tx).await?.ok_or(Error::NotFound)?;
            crate::commitment::takes_votes(&row)
        }
    };
    if !takes {
        return Err(Refusal::TakesNoComments.into());
    }
    record::last_version(tx, target.id).await
}

/// Takes the row of the comment replied to, which must still be readable.
async fn lock_parent(tx: &WriteTx, id: Uuid) -> Result<()> {
    let parent = row::Entity::find_by_id(id).lock_exclusive().one(&**tx).await?.ok_or(Error::NotFound)?;
    if parent.visibility == Visibility::Public.as_str() { Ok(()) } else { Err(Refusal::TakesNoComments.into()) }
}

async fn count(tx: &WriteTx, target: &Target, by: i32) -> Result<()> {
    match target.kind {
        TargetKind::Proposal => {
            use proposal::Column as C;
            proposal::Entity::update_many()
                .col_expr(C::CommentsCount, Expr::col(C::CommentsCount).add(by))
                .filter(C::Id.eq(target.id))
                .exec(&**tx)
                .await?;
        }
        TargetKind::Commitment => {
            use commitment::Column as C;
            commitment::Entity::update_many()
                .col_expr(C::CommentsCount, Expr::col(C::CommentsCount).add(by))
                .filter(C::Id.eq(target.id))
                .exec(&**tx)
                .await?;
        }
    }
    Ok(())
}

/// Checks the words, the stance and the parent.
async fn check(ctx: &Ctx, target: &Target, new: &NewComment, body: &str) -> Result<(Stance, Option<row::Model>)> {
    let mut errors = FieldErrors::default();
    errors.check_length("body", body, *BODY_LENGTH.start(), *BODY_LENGTH.end());
    let stance = Stance::parse(new.stance.trim());
    if stance.is_none() {
        errors.add("stance", if new.stance.is_empty() { Problem::Required } else { Problem::NotAChoice });
    }
    let parent = match new.parent.trim() {
        "" => None,
        parent => {
            let found = row::Entity::find()
                .filter(row::Column::Reference.eq(parent))
                .filter(row::Column::TargetId.eq(target.id))
                .one(ctx.db().read())
                .await?;
            match &found {
                None => errors.add("parent", Problem::Unknown),
                Some(found) if found.parent_id.is_some() => errors.add("parent", Problem::TooDeep),
                Some(_) => {}
            }
            found
        }
    };
    match stance {
        Some(stance) if errors.is_empty() => Ok((stance, parent)),
        _ => Err(Error::Invalid(errors)),
    }
}

/// What an accepted comment is made of.
struct Insert<'a> {
    process: &'a Process,
    target: &'a Target,
    phase: PhaseId,
    editable_until: Time,
    account: AccountId,
    organisation: Option<Uuid>,
    stance: Stance,
    parent: Option<Uuid>,
    body: &'a str,
    op: Option<Uuid>,
    now: Time,
}

async fn insert(ctx: &Ctx, tx: &WriteTx, new: Insert<'_>) -> Result<(Reference, VersionId)> {
    let (reference, number) = record::reference(tx, new.process.id, &new.process.code, Kind::Comment).await?;
    let id = ctx.id(new.now);
    let comment = row::ActiveModel {
        id: Set(id),
        process_id: Set(new.process.id.0),
        phase_id: Set(new.phase.0),
        number: Set(number),
        reference: Set(reference.as_str().to_owned()),
        target_kind: Set(new.target.kind.as_str().to_owned()),
        target_id: Set(new.target.id),
        parent_id: Set(new.parent),
        account_id: Set(new.account.0),
        organisation_id: Set(new.organisation),
        stance: Set(new.stance.as_str().to_owned()),
        visibility: Set(Visibility::Public.as_str().to_owned()),
        lang: Set(new.process.lang.clone()),
        published_at: Set(new.now),
        editable_until: Set(new.editable_until),
        revision: Set(1),
        imported_votes: Set(None),
        op: Set(new.op),
        source: Set(None),
        external_id: Set(None),
    };
    record::insert(tx, comment).await?;
    let version = add_revision(ctx, tx, new.process.id, id, &reference, 1, new.body, new.now).await?;
    Ok((reference, version))
}

#[expect(clippy::too_many_arguments, reason = "one call for the first version and one for the next")]
async fn add_revision(
    ctx: &Ctx,
    tx: &WriteTx,
    process: ProcessId,
    id: Uuid,
    reference: &Reference,
    number: i32,
    body: &str,
    now: Time,
) -> Result<VersionId> {
    let version =
        record::version(ctx, tx, NewVersion { process, kind: ObjectKind::Comment, object: id, reference, number }, now)
            .await?;
    let row = revision::ActiveModel {
        id: Set(ctx.id(now)),
        comment_id: Set(id),
        number: Set(number),
        at: Set(now),
        body: Set(body.to_owned()),
        format: Set("markdown".to_owned()),
        original: Set(None),
        visibility: Set(Visibility::Public.as_str().to_owned()),
        version_id: Set(version.0),
    };
    record::insert(tx, row).await?;
    let payload = serde_json::json!({ "kind": "comment", "ref": reference, "version": number });
    record::outbox(ctx, tx, "version", Some(process), payload, now).await?;
    Ok(version)
}

/// Finds the row of a comment by its reference, in a process that the one who
/// asks may see.
pub(crate) async fn find_row(ctx: &Ctx, reference: &str) -> Result<row::Model> {
    Reference::parse(reference).filter(|(_, kind)| *kind == Kind::Comment).ok_or(Error::NotFound)?;
    let found = row::Entity::find()
        .filter(row::Column::Reference.eq(reference))
        .one(ctx.db().read())
        .await?
        .ok_or(Error::NotFound)?;
    crate::process::require_visible(ctx, ProcessId(found.process_id)).await?;
    Ok(found)
}

/// What the policy needs to know of a comment.
pub(crate) fn about(row: &row::Model) -> About {
    About::process(ProcessId(row.process_id))
        .by(AccountId(row.account_id))
        .in_the_name_of(row.organisation_id.map(OrganisationId))
}

/// Takes one's comment for a change, when it can still be changed.
async fn own(ctx: &Ctx, tx: &WriteTx, id: Uuid) -> Result<row::Model> {
    let current = row::Entity::find_by_id(id).lock_exclusive().one(&**tx).await?.ok_or(Error::NotFound)?;
    match Visibility::parse(&current.visibility) {
        Some(Visibility::Public) => Ok(current),
        Some(Visibility::Hidden) => Err(Refusal::Hidden.into()),
        _ => {
            tracing::debug!(request_id = %ctx.request_id, "a comment that is gone was to be changed");
            Err(Refusal::Withdrawn.into())
        }
    }
}

/// Corrects a comment, within its edit window.
///
/// # Errors
/// 403 for others than the author, 409 when the window is over, 422.
pub async fn edit(ctx: &Ctx, reference: &str, body: &str) -> Result<Published> {
    let found = find_row(ctx, reference).await?;
    ctx.permit(Action::EditComment, about(&found))?;
    let account = ctx.account()?;
    let body = content::clean::text(body);
    let mut errors = FieldErrors::default();
    errors.check_length("body", &body, *BODY_LENGTH.start(), *BODY_LENGTH.end());
    errors.unless_any(())?;
    let reference = reference_of(&found)?;
    let target = target_reference(ctx.db().read(), &found).await?;

    let tx = ctx.db().write_tx().await?;
    let now = ctx.now();
    gate::this_phase(ctx, &tx, PhaseId(found.phase_id), now).await?;
    let current = own(ctx, &tx, found.id).await?;
    limit::spend(ctx, &tx, limit::COMMENT, &account.to_string(), now).await?;
    if now >= current.editable_until {
        return Err(Refusal::EditWindowOver.into());
    }
    let last = revision::Entity::find()
        .filter(revision::Column::CommentId.eq(current.id))
        .filter(revision::Column::Number.eq(current.revision))
        .one(&*tx)
        .await?;
    if last.is_some_and(|last| last.body == body) {
        return Ok(Published { reference, target, new: false });
    }
    let before = record::last_version(&tx, current.id).await?;
    let number = current.revision + 1;
    let after =
        add_revision(ctx, &tx, ProcessId(current.process_id), current.id, &reference, number, &body, now).await?;
    record::link(ctx, &tx, Relation::RevisedAs, before, after, Why::default(), now).await?;
    let mut changed = current.into_active_model();
    changed.revision = Set(number);
    changed.update(&*tx).await?;
    tx.commit().await?;
    Ok(Published { reference, target, new: false })
}

/// Takes a comment back: a dated placeholder stays, replies too.
///
/// # Errors
/// 403 for others than the author, 409 when it is gone already.
pub async fn withdraw(ctx: &Ctx, reference: &str) -> Result<Published> {
    let found = find_row(ctx, reference).await?;
    ctx.permit(Action::WithdrawComment, about(&found))?;
    let reference = reference_of(&found)?;
    let target = target_reference(ctx.db().read(), &found).await?;
    let tx = ctx.db().write_tx().await?;
    let now = ctx.now();
    let current = own(ctx, &tx, found.id).await?;
    let process = ProcessId(current.process_id);
    let before = record::last_version(&tx, current.id).await?;
    let new = NewVersion {
        process,
        kind: ObjectKind::Comment,
        object: current.id,
        reference: &reference,
        number: current.revision + 1,
    };
    let after = record::version(ctx, &tx, new, now).await?;
    record::link(ctx, &tx, Relation::WithdrawnBy, before, after, Why::default(), now).await?;
    let payload = serde_json::json!({ "kind": "comment", "ref": reference, "visibility": "withdrawn" });
    record::outbox(ctx, &tx, "visibility", Some(process), payload, now).await?;
    crate::moderation::handle_reports(&tx, current.id, now).await?;
    let mut changed = current.into_active_model();
    changed.visibility = Set(Visibility::Withdrawn.as_str().to_owned());
    changed.update(&*tx).await?;
    tx.commit().await?;
    Ok(Published { reference, target, new: false })
}
