//! Moderation: a contribution is hidden or shown again by a rule of the charter
//! with a reason. The page keeps a dated placeholder, the author is mailed, the
//! words leave search. Reports bring contributions to a moderator's eyes.

mod placeholder;
mod queue;
mod revision;

use db::WriteTx;
use domain::Time;
use domain::field::{FieldErrors, Problem};
use domain::id::{AccountId, OrganisationId, ProcessId};
use domain::lineage::{ObjectKind, Relation};
use domain::moderation::Visibility;
use domain::policy::{About, Action};
use domain::process::Process;
use domain::reference::{Kind, Reference};
use domain::refusal::Refusal;
use domain::triage::{DecisionKind, REASON_LENGTH};
use entities::{comment, comment_revision, proposal, proposal_revision, report};
use mailer::Mail;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::triage::{NewDecision, decide};
use crate::{mail, record, search, work};

pub(crate) use placeholder::{bare, placeholder, placeholders};
pub use queue::queue;

/// Characters of a comment that stand for it.
const FIRST_WORDS: usize = 80;

/// A contribution that can be hidden or reported.
struct Subject {
    id: Uuid,
    kind: ObjectKind,
    reference: Reference,
    process: ProcessId,
    author: AccountId,
    organisation: Option<OrganisationId>,
    visibility: Visibility,
    title: String,
}

impl Subject {
    fn of_proposal(row: proposal::Model) -> Result<Self> {
        Ok(Self {
            id: row.id,
            kind: ObjectKind::Proposal,
            reference: parsed(&row.reference)?,
            process: ProcessId(row.process_id),
            author: AccountId(row.account_id),
            organisation: row.organisation_id.map(OrganisationId),
            visibility: visibility_of(&row.visibility)?,
            title: row.title,
        })
    }

    /// The first words of a comment stand for it.
    fn of_comment(row: comment::Model, words: &str) -> Result<Self> {
        Ok(Self {
            id: row.id,
            kind: ObjectKind::Comment,
            reference: parsed(&row.reference)?,
            process: ProcessId(row.process_id),
            author: AccountId(row.account_id),
            organisation: row.organisation_id.map(OrganisationId),
            visibility: visibility_of(&row.visibility)?,
            title: content::plain::excerpt(words, FIRST_WORDS),
        })
    }
}

fn parsed(reference: &str) -> Result<Reference> {
    let parsed = Reference::parse(reference).map(|(reference, _)| reference);
    parsed.ok_or_else(|| anyhow::anyhow!("{reference}: malformed reference").into())
}

fn visibility_of(word: &str) -> Result<Visibility> {
    Visibility::parse(word).ok_or_else(|| anyhow::anyhow!("unknown visibility {word}").into())
}

async fn find(ctx: &Ctx, text: &str) -> Result<Subject> {
    match Reference::parse(text) {
        Some((_, Kind::Proposal)) => Subject::of_proposal(crate::proposal::find_row(ctx, text).await?),
        Some((_, Kind::Comment)) => {
            let row = crate::comment::find_row(ctx, text).await?;
            let words = last_words(ctx.db().read(), row.id).await?;
            Subject::of_comment(row, &words)
        }
        _ => Err(Error::NotFound),
    }
}

async fn last_words(connection: &impl ConnectionTrait, comment: Uuid) -> Result<String> {
    let last = comment_revision::Entity::find()
        .filter(comment_revision::Column::CommentId.eq(comment))
        .order_by_desc(comment_revision::Column::Number)
        .one(connection)
        .await?;
    Ok(last.map(|last| last.body).unwrap_or_default())
}

fn about(subject: &Subject) -> About {
    About::process(subject.process).by(subject.author).in_the_name_of(subject.organisation)
}

/// Hides a contribution, or shows it again. Naming a rule is asked for to hide.
///
/// # Errors
/// 403 for others than a moderator and on one's own; 409 when it is so already
/// or was withdrawn; 422 without rule or reason.
pub async fn set_visibility(
    ctx: &Ctx,
    reference: &str,
    visibility: &str,
    rule: &str,
    reason: &str,
) -> Result<Reference> {
    let found = find(ctx, reference).await?;
    let permit = ctx.permit(Action::Moderate, about(&found))?;
    let (rule, reason) = (content::clean::line(rule), content::clean::text(reason));
    let wanted = check(visibility, &rule, &reason)?;

    // Read before the transaction: what is read inside would need a second
    // connection while it holds the first.
    let process = crate::process::by_id(ctx, found.process).await?;

    let tx = ctx.db().write_tx().await?;
    let now = ctx.now();
    let subject = lock(&tx, &found).await?;
    match (subject.visibility, wanted) {
        (Visibility::Public, Visibility::Hidden) | (Visibility::Hidden, Visibility::Public) => {}
        (Visibility::Withdrawn | Visibility::Erased, _) => return Err(Refusal::Withdrawn.into()),
        _ => return Err(Refusal::Unchanged.into()),
    }
    let new = NewDecision {
        process: &process,
        kind: DecisionKind::Visibility,
        outcome: wanted.as_str(),
        rule: &rule,
        reason: &reason,
        action: "moderation.visibility",
        of_version: None,
    };
    let made = decide(ctx, &tx, &permit, &new, (subject.kind, subject.id), Relation::ModeratedBy, now).await?;
    apply(&tx, &subject, wanted).await?;
    reindex(&tx, &process, &subject, wanted).await?;
    handle_reports(&tx, subject.id, now).await?;
    let payload = serde_json::json!({ "kind": subject.kind, "ref": subject.reference, "visibility": wanted, "decision": made.reference });
    record::outbox(ctx, &tx, "visibility", Some(process.id), payload, now).await?;
    tell(ctx, &tx, &subject, wanted, (rule, reason), now).await?;
    tx.commit().await?;
    work::wake(ctx);
    Ok(subject.reference)
}

/// Hides one earlier version of a contribution, or shows it again: the others
/// stay as they are. The last version is the contribution: it is hidden whole.
///
/// # Errors
/// As [`set_visibility`]; 422 when there is no such earlier version.
pub async fn set_revision_visibility(
    ctx: &Ctx,
    reference: &str,
    revision: &str,
    visibility: &str,
    rule: &str,
    reason: &str,
) -> Result<Reference> {
    let found = find(ctx, reference).await?;
    let permit = ctx.permit(Action::Moderate, about(&found))?;
    let (rule, reason) = (content::clean::line(rule), content::clean::text(reason));
    let wanted = check(visibility, &rule, &reason)?;
    let number: i32 = revision.trim().parse().map_err(|_| Error::field("revision", Problem::Malformed))?;
    let process = crate::process::by_id(ctx, found.process).await?;

    let tx = ctx.db().write_tx().await?;
    let now = ctx.now();
    let subject = lock(&tx, &found).await?;
    if matches!(subject.visibility, Visibility::Withdrawn | Visibility::Erased) {
        return Err(Refusal::Withdrawn.into());
    }
    let earlier = revision::earlier(&tx, subject.kind, subject.id, number).await?;
    let earlier = earlier.ok_or_else(|| Error::field("revision", Problem::Unknown))?;
    if earlier.visibility == wanted.as_str() {
        return Err(Refusal::Unchanged.into());
    }
    let new = NewDecision {
        process: &process,
        kind: DecisionKind::Visibility,
        outcome: wanted.as_str(),
        rule: &rule,
        reason: &reason,
        action: "moderation.visibility",
        of_version: Some(earlier.version),
    };
    let made = decide(ctx, &tx, &permit, &new, (subject.kind, subject.id), Relation::ModeratedBy, now).await?;
    revision::set(&tx, subject.kind, earlier.id, wanted).await?;
    let payload = serde_json::json!({ "kind": subject.kind, "ref": subject.reference, "version": number, "visibility": wanted, "decision": made.reference });
    record::outbox(ctx, &tx, "visibility", Some(process.id), payload, now).await?;
    tell(ctx, &tx, &subject, wanted, (rule, reason), now).await?;
    tx.commit().await?;
    work::wake(ctx);
    Ok(subject.reference)
}

/// Tells the author what was decided, with the rule and the reason.
async fn tell(
    ctx: &Ctx,
    tx: &WriteTx,
    subject: &Subject,
    wanted: Visibility,
    (rule, reason): (String, String),
    now: Time,
) -> Result<()> {
    let path = path(&**tx, subject).await?;
    let (reference, title) = (subject.reference.to_string(), subject.title.clone());
    let told = match wanted {
        Visibility::Hidden => Mail::ContributionHidden { reference, title, path, rule, reason },
        _ => Mail::ContributionShown { reference, title, path, reason },
    };
    mail::queue(ctx, tx, subject.author, told, now).await
}

/// Whether the one who asks may hide or show a contribution.
///
/// # Errors
/// Why not.
pub async fn may(ctx: &Ctx, reference: &str) -> Result<()> {
    let found = find(ctx, reference).await?;
    ctx.permit(Action::Moderate, about(&found)).map(drop)
}

/// Where it is read.
async fn path(connection: &impl ConnectionTrait, subject: &Subject) -> Result<String> {
    match subject.kind {
        ObjectKind::Comment => {
            let comment = comment::Entity::find_by_id(subject.id).one(connection).await?.ok_or(Error::NotFound)?;
            let target = crate::comment::target_reference(connection, &comment).await?;
            Ok(crate::lineage::comment_url(&target, &subject.reference))
        }
        _ => Ok(format!("/proposals/{}", subject.reference)),
    }
}

fn check(visibility: &str, rule: &str, reason: &str) -> Result<Visibility> {
    let mut errors = FieldErrors::default();
    let wanted =
        Visibility::parse(visibility).filter(|wanted| matches!(wanted, Visibility::Public | Visibility::Hidden));
    if wanted.is_none() {
        errors.add("visibility", Problem::NotAChoice);
    }
    if wanted == Some(Visibility::Hidden) && rule.is_empty() {
        errors.add("rule", Problem::Required);
    }
    errors.check_length("rule", rule, 0, 120);
    errors.check_length("reason", reason, *REASON_LENGTH.start(), *REASON_LENGTH.end());
    match wanted {
        Some(wanted) if errors.is_empty() => Ok(wanted),
        _ => Err(Error::Invalid(errors)),
    }
}

/// Takes the row for the rest of the transaction, and reads it again.
async fn lock(tx: &WriteTx, found: &Subject) -> Result<Subject> {
    if found.kind == ObjectKind::Proposal {
        return Subject::of_proposal(crate::proposal::lock(tx, found.id).await?);
    }
    let row = comment::Entity::find_by_id(found.id).lock_exclusive().one(&**tx).await?.ok_or(Error::NotFound)?;
    let words = last_words(&**tx, row.id).await?;
    Subject::of_comment(row, &words)
}

async fn apply(tx: &WriteTx, subject: &Subject, wanted: Visibility) -> Result<()> {
    match subject.kind {
        ObjectKind::Proposal => {
            let mut changed =
                proposal::Entity::find_by_id(subject.id).one(&**tx).await?.ok_or(Error::NotFound)?.into_active_model();
            changed.visibility = Set(wanted.as_str().to_owned());
            changed.update(&**tx).await?;
        }
        _ => {
            let mut changed =
                comment::Entity::find_by_id(subject.id).one(&**tx).await?.ok_or(Error::NotFound)?.into_active_model();
            changed.visibility = Set(wanted.as_str().to_owned());
            changed.update(&**tx).await?;
        }
    }
    Ok(())
}

/// Hidden words leave search; shown again, they come back.
async fn reindex(tx: &WriteTx, process: &Process, subject: &Subject, wanted: Visibility) -> Result<()> {
    if wanted != Visibility::Public {
        return search::forget(tx, subject.id).await;
    }
    if subject.kind == ObjectKind::Proposal {
        let last = proposal_revision::Entity::find()
            .filter(proposal_revision::Column::ProposalId.eq(subject.id))
            .order_by_desc(proposal_revision::Column::Number)
            .one(&**tx)
            .await?
            .ok_or(Error::NotFound)?;
        let words = crate::proposal::words_of(&last, process);
        crate::proposal::index(tx, process.id, subject.id, &subject.reference, &words).await?;
    }
    Ok(())
}

/// The reports of a contribution were looked at, or have no object any more.
pub(crate) async fn handle_reports(tx: &WriteTx, object: Uuid, now: Time) -> Result<()> {
    report::Entity::update_many()
        .col_expr(report::Column::HandledAt, Expr::value(now))
        .filter(report::Column::ObjectId.eq(object))
        .filter(report::Column::HandledAt.is_null())
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Reports a contribution to the moderators. Once per account: a repeat changes
/// nothing as long as nobody looked at the first; afterwards it is a new report,
/// for the words may have changed since.
///
/// # Errors
/// 401, 403 on one's own, 409 when it cannot be read any more, 422, 429.
pub async fn report(ctx: &Ctx, reference: &str, reason: &str) -> Result<Reference> {
    let subject = find(ctx, reference).await?;
    ctx.permit(Action::Report, about(&subject))?;
    let account = ctx.account()?;
    let reason = content::clean::text(reason);
    let mut errors = FieldErrors::default();
    errors.check_length("reason", &reason, 5, 1_000);
    errors.unless_any(())?;
    if subject.visibility != Visibility::Public {
        return Err(if subject.visibility == Visibility::Hidden { Refusal::Hidden } else { Refusal::Withdrawn }.into());
    }
    let tx = ctx.db().write_tx().await?;
    let now = ctx.now();
    crate::limit::spend(ctx, &tx, crate::limit::REPORT, &account.to_string(), now).await?;
    let row = report::ActiveModel {
        id: Set(ctx.id(now)),
        process_id: Set(subject.process.0),
        object_kind: Set(subject.kind.as_str().to_owned()),
        object_id: Set(subject.id),
        account_id: Set(account.0),
        reason: Set(reason),
        at: Set(now),
        handled_at: Set(None),
    };
    let handled = Expr::col((report::Entity, report::Column::HandledAt)).is_not_null();
    let known = OnConflict::columns([report::Column::ObjectId, report::Column::AccountId])
        .update_columns([report::Column::Reason, report::Column::At, report::Column::HandledAt])
        .action_and_where(handled)
        .to_owned();
    report::Entity::insert(row).on_conflict(known).exec_without_returning(&*tx).await?;
    tx.commit().await?;
    Ok(subject.reference)
}

/// Dismisses the reports of a contribution: nothing to hide, for a reason that
/// is kept.
///
/// # Errors
/// 403 for others than moderators, 422 without a reason.
pub async fn dismiss(ctx: &Ctx, reference: &str, reason: &str) -> Result<()> {
    let subject = find(ctx, reference).await?;
    let permit = ctx.permit(Action::Moderate, about(&subject))?;
    let reason = content::clean::text(reason);
    let mut errors = FieldErrors::default();
    errors.check_length("reason", &reason, *REASON_LENGTH.start(), *REASON_LENGTH.end());
    errors.unless_any(())?;
    let tx = ctx.db().write_tx().await?;
    let now = ctx.now();
    handle_reports(&tx, subject.id, now).await?;
    let details = serde_json::json!({});
    let act = record::NewAct {
        action: "moderation.dismiss",
        process: Some(subject.process),
        version: None,
        subject: subject.reference.as_str(),
        reason: &reason,
        details,
    };
    record::act(ctx, &tx, &permit, act, now).await?;
    tx.commit().await?;
    Ok(())
}
