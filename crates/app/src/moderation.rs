//! Moderation: a contribution is hidden or shown again by a rule of the charter
//! with a reason. The page keeps a dated placeholder, the author is mailed, the
//! words leave search. Reports bring contributions to a moderator's eyes.

use std::collections::HashMap;

use db::WriteTx;
use domain::Time;
use domain::field::FieldErrors;
use domain::id::{AccountId, ProcessId};
use domain::lineage::{ObjectKind, Relation};
use domain::moderation::{Placeholder, ReportView, Visibility};
use domain::policy::{About, Action};
use domain::process::Process;
use domain::reference::{Kind, Reference};
use domain::refusal::Refusal;
use domain::triage::{DecisionKind, REASON_LENGTH};
use entities::{comment, comment_revision, decision, proposal, proposal_revision, report, version};
use mailer::Mail;
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::author::Authors;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::triage::{NewDecision, decide};
use crate::{mail, record, search, work};

/// A contribution that can be hidden or reported.
struct Subject {
    id: Uuid,
    kind: ObjectKind,
    reference: Reference,
    process: ProcessId,
    author: AccountId,
    visibility: Visibility,
    title: String,
}

async fn find(connection: &impl ConnectionTrait, text: &str) -> Result<Subject> {
    let unknown = || Error::Internal(anyhow::anyhow!("{text}: unknown visibility"));
    match Reference::parse(text) {
        Some((reference, Kind::Proposal)) => {
            let row = crate::proposal::find_row(connection, text).await?;
            let visibility = Visibility::parse(&row.visibility).ok_or_else(unknown)?;
            let (process, author) = (ProcessId(row.process_id), AccountId(row.account_id));
            Ok(Subject {
                id: row.id,
                kind: ObjectKind::Proposal,
                reference,
                process,
                author,
                visibility,
                title: row.title,
            })
        }
        Some((reference, Kind::Comment)) => {
            let row = crate::comment::find_row(connection, text).await?;
            let visibility = Visibility::parse(&row.visibility).ok_or_else(unknown)?;
            let (process, author) = (ProcessId(row.process_id), AccountId(row.account_id));
            let words = last_words(connection, row.id).await?;
            Ok(Subject {
                id: row.id,
                kind: ObjectKind::Comment,
                reference,
                process,
                author,
                visibility,
                title: content::plain::excerpt(&words, 80),
            })
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
    About::process(subject.process).by(subject.author)
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
    let found = find(ctx.db().read(), reference).await?;
    let permit = ctx.permit(Action::Moderate, about(&found))?;
    let (rule, reason) = (content::clean::line(rule), content::clean::text(reason));
    let wanted = check(visibility, &rule, &reason)?;

    let tx = ctx.db().write_tx().await?;
    let now = ctx.now();
    let subject = lock(&tx, &found).await?;
    match (subject.visibility, wanted) {
        (Visibility::Public, Visibility::Hidden) | (Visibility::Hidden, Visibility::Public) => {}
        (Visibility::Withdrawn | Visibility::Erased, _) => return Err(Refusal::Withdrawn.into()),
        _ => return Err(Refusal::Unchanged.into()),
    }
    let process = crate::process::by_id(ctx, subject.process).await?;
    let new = NewDecision {
        process: &process,
        kind: DecisionKind::Visibility,
        outcome: wanted.as_str(),
        rule: &rule,
        reason: &reason,
        action: "moderation.visibility",
    };
    let made = decide(ctx, &tx, &permit, &new, (subject.kind, subject.id), Relation::ModeratedBy, now).await?;
    apply(&tx, &subject, wanted).await?;
    reindex(&tx, &process, &subject, wanted).await?;
    report::Entity::update_many()
        .col_expr(report::Column::HandledAt, sea_orm::sea_query::Expr::value(now))
        .filter(report::Column::ObjectId.eq(subject.id))
        .filter(report::Column::HandledAt.is_null())
        .exec(&*tx)
        .await?;
    if wanted == Visibility::Hidden {
        let told = Mail::ContributionHidden {
            reference: subject.reference.to_string(),
            title: subject.title.clone(),
            path: path(&*tx, &subject).await?,
            rule,
            reason,
        };
        mail::queue(ctx, &tx, subject.author, told, now).await?;
    }
    let payload = serde_json::json!({ "kind": subject.kind, "ref": subject.reference, "visibility": wanted, "decision": made.reference });
    record::outbox(ctx, &tx, "visibility", Some(process.id), payload, now).await?;
    tx.commit().await?;
    work::wake(ctx);
    Ok(subject.reference)
}

/// Whether the one who asks may hide or show a contribution.
///
/// # Errors
/// Why not.
pub async fn may(ctx: &Ctx, reference: &str) -> Result<()> {
    let found = find(ctx.db().read(), reference).await?;
    ctx.permit(Action::Moderate, about(&found)).map(drop)
}

/// Where it is read.
async fn path(connection: &impl ConnectionTrait, subject: &Subject) -> Result<String> {
    match subject.kind {
        ObjectKind::Comment => {
            let comment = crate::comment::find_row(connection, subject.reference.as_str()).await?;
            let target = crate::comment::target_reference(connection, &comment).await?;
            Ok(crate::lineage::comment_url(&target, &subject.reference))
        }
        _ => Ok(format!("/proposals/{}", subject.reference)),
    }
}

fn check(visibility: &str, rule: &str, reason: &str) -> Result<Visibility> {
    use domain::field::Problem;
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

async fn lock(tx: &WriteTx, found: &Subject) -> Result<Subject> {
    match found.kind {
        ObjectKind::Proposal => {
            crate::proposal::lock(tx, found.id).await?;
        }
        _ => {
            comment::Entity::find_by_id(found.id).lock_exclusive().one(&**tx).await?;
        }
    }
    find(&**tx, found.reference.as_str()).await
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

/// Reports a contribution to the moderators. Once per account: a repeat changes
/// nothing.
///
/// # Errors
/// 401, 403 on one's own, 409 when it cannot be read any more, 422, 429.
pub async fn report(ctx: &Ctx, reference: &str, reason: &str) -> Result<Reference> {
    let subject = find(ctx.db().read(), reference).await?;
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
    let known = sea_orm::sea_query::OnConflict::columns([report::Column::ObjectId, report::Column::AccountId])
        .do_nothing()
        .to_owned();
    report::Entity::insert(row).on_conflict(known).exec_without_returning(&*tx).await?;
    tx.commit().await?;
    Ok(subject.reference)
}

/// What waits for a moderator in a process, the oldest report first.
///
/// # Errors
/// 403 for others than moderators.
pub async fn queue(ctx: &Ctx, slug: &str) -> Result<(Process, Vec<ReportView>)> {
    let process = crate::process::find(ctx, slug).await?;
    ctx.permit(Action::Moderate, About::process(process.id))?;
    let connection = ctx.db().read();
    let rows = report::Entity::find()
        .filter(report::Column::ProcessId.eq(process.id.0))
        .filter(report::Column::HandledAt.is_null())
        .order_by_asc(report::Column::At)
        .limit(200)
        .all(connection)
        .await?;
    let mut views: Vec<ReportView> = Vec::new();
    for row in rows {
        let newest = version::Entity::find()
            .filter(version::Column::ObjectId.eq(row.object_id))
            .order_by_desc(version::Column::Number)
            .one(connection)
            .await?;
        let Some(reference) = newest.map(|version| version.reference) else { continue };
        if let Some(view) = views.iter_mut().find(|view| view.reference.as_str() == reference) {
            view.count += 1;
            continue;
        }
        let subject = find(connection, &reference).await?;
        let url = path(connection, &subject).await?;
        views.push(ReportView {
            reference: subject.reference,
            title: subject.title,
            url,
            visibility: subject.visibility,
            reason: row.reason,
            at: row.at,
            count: 1,
        });
    }
    Ok((process, views))
}

/// Dismisses the reports of a contribution: nothing to hide, for a reason that
/// is kept.
///
/// # Errors
/// 403 for others than moderators, 422 without a reason.
pub async fn dismiss(ctx: &Ctx, reference: &str, reason: &str) -> Result<()> {
    let subject = find(ctx.db().read(), reference).await?;
    let permit = ctx.permit(Action::Moderate, about(&subject))?;
    let reason = content::clean::text(reason);
    let mut errors = FieldErrors::default();
    errors.check_length("reason", &reason, *REASON_LENGTH.start(), *REASON_LENGTH.end());
    errors.unless_any(())?;
    let tx = ctx.db().write_tx().await?;
    let now = ctx.now();
    report::Entity::update_many()
        .col_expr(report::Column::HandledAt, sea_orm::sea_query::Expr::value(now))
        .filter(report::Column::ObjectId.eq(subject.id))
        .filter(report::Column::HandledAt.is_null())
        .exec(&*tx)
        .await?;
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

/// A placeholder without a decision (a withdrawal).
pub(crate) fn bare(visibility: Visibility, at: Time) -> Placeholder {
    Placeholder { visibility, at, decision: None, rule: None, reason: None, by: None }
}

/// The placeholder of an object whose words cannot be read.
pub(crate) async fn placeholder(
    connection: &impl ConnectionTrait,
    id: Uuid,
    visibility: Visibility,
    published: Time,
) -> Result<Option<Placeholder>> {
    let mut found = placeholders(connection, &[id]).await?;
    Ok(Some(found.remove(&id).unwrap_or_else(|| bare(visibility, published))))
}

/// The placeholders of objects whose words cannot be read: from the decision
/// that hid them, else from the version that took them back.
pub(crate) async fn placeholders(
    connection: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Placeholder>> {
    let mut found = HashMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let versions = version::Entity::find()
        .filter(version::Column::ObjectId.is_in(ids.iter().copied()))
        .order_by_asc(version::Column::Number)
        .all(connection)
        .await?;
    found.extend(versions.into_iter().map(|version| (version.object_id, bare(Visibility::Withdrawn, version.at))));
    let decisions = decision::Entity::find()
        .filter(decision::Column::ObjectId.is_in(ids.iter().copied()))
        .filter(decision::Column::Kind.eq(DecisionKind::Visibility.as_str()))
        .filter(decision::Column::Outcome.eq(Visibility::Hidden.as_str()))
        .order_by_asc(decision::Column::At)
        .all(connection)
        .await?;
    let authors = Authors::load(
        connection,
        decisions.iter().map(|row| row.account_id),
        decisions.iter().map(|row| row.organisation_id),
    )
    .await?;
    for row in decisions {
        let by = authors.staff(row.account_id, &row.role, row.organisation_id);
        let latest_is_withdrawal = found.get(&row.object_id).is_some_and(|known: &Placeholder| known.at > row.at);
        if latest_is_withdrawal {
            continue;
        }
        let placeholder = Placeholder {
            visibility: Visibility::Hidden,
            at: row.at,
            decision: Reference::parse(&row.reference).map(|(reference, _)| reference),
            rule: Some(row.rule),
            reason: Some(row.reason),
            by: Some(by),
        };
        found.insert(row.object_id, placeholder);
    }
    Ok(found)
}
