//! What waits for a moderator: one line for each contribution, however many
//! reported it, in a fixed number of queries.

use std::collections::HashMap;

use domain::Time;
use domain::comment::TargetKind;
use domain::lineage::ObjectKind;
use domain::moderation::{ReportView, Visibility};
use domain::paging::Paged;
use domain::policy::{About, Action};
use domain::process::Process;
use entities::{comment, comment_revision, commitment, proposal, report};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::Subject;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::page_key::PageKey;

/// Contributions of one page.
const LINES: u64 = 50;

/// The open reports of one contribution.
struct Line {
    object: Uuid,
    kind: String,
    count: i64,
    /// When the first came.
    since: Time,
}

/// What waits for a moderator in a process, the oldest report first.
///
/// # Errors
/// 403 for others than moderators.
pub async fn queue(ctx: &Ctx, slug: &str, after: Option<&str>) -> Result<(Process, Paged<ReportView>)> {
    let process = crate::process::find(ctx, slug).await?;
    ctx.permit(Action::Moderate, About::process(process.id))?;
    let connection = ctx.db().read();
    let lines = lines(connection, process.id.0, after.and_then(PageKey::parse)).await?;
    let page = PageKey::page(lines, LINES, |line| PageKey { at: line.since, id: line.object });
    let reasons = reasons(connection, &page.items).await?;
    let subjects = subjects(connection, &page.items).await?;
    let view = |line: Line| {
        let (subject, url) = subjects.get(&line.object)?;
        // Words that their author took back are nobody's any more.
        let readable = matches!(subject.visibility, Visibility::Public | Visibility::Hidden);
        Some(ReportView {
            reference: subject.reference.clone(),
            title: if readable { subject.title.clone() } else { String::new() },
            url: url.clone(),
            visibility: subject.visibility,
            reason: reasons.get(&line.object).cloned().unwrap_or_default(),
            at: line.since,
            count: u64::try_from(line.count).unwrap_or_default(),
        })
    };
    Ok((process, Paged { items: page.items.into_iter().filter_map(view).collect(), next: page.next }))
}

async fn lines(connection: &impl ConnectionTrait, process: Uuid, after: Option<PageKey>) -> Result<Vec<Line>> {
    use report::Column as C;
    let since = || Expr::expr(Func::min(Expr::col(C::At)));
    let mut query = report::Entity::find()
        .select_only()
        .column(C::ObjectId)
        .column(C::ObjectKind)
        .column_as(C::Id.count(), "count")
        .column_as(C::At.min(), "since")
        .filter(C::ProcessId.eq(process))
        .filter(C::HandledAt.is_null())
        .group_by(C::ObjectId)
        .group_by(C::ObjectKind);
    if let Some(after) = after {
        let same = Condition::all().add(since().eq(after.at)).add(C::ObjectId.gt(after.id));
        query = query.having(Condition::any().add(since().gt(after.at)).add(same));
    }
    let rows: Vec<(Uuid, String, i64, Time)> =
        query.order_by_asc(since()).order_by_asc(C::ObjectId).limit(LINES + 1).into_tuple().all(connection).await?;
    Ok(rows.into_iter().map(|(object, kind, count, since)| Line { object, kind, count, since }).collect())
}

/// What the first report of each says.
async fn reasons(connection: &impl ConnectionTrait, lines: &[Line]) -> Result<HashMap<Uuid, String>> {
    let rows = report::Entity::find()
        .filter(report::Column::ObjectId.is_in(lines.iter().map(|line| line.object)))
        .filter(report::Column::At.is_in(lines.iter().map(|line| line.since)))
        .filter(report::Column::HandledAt.is_null())
        .order_by_desc(report::Column::At)
        .order_by_desc(report::Column::Id)
        .all(connection)
        .await?;
    Ok(rows.into_iter().map(|row| (row.object_id, row.reason)).collect())
}

/// What was reported, and where it is read.
async fn subjects(connection: &impl ConnectionTrait, lines: &[Line]) -> Result<HashMap<Uuid, (Subject, String)>> {
    let of = |kind: ObjectKind| {
        lines.iter().filter(move |line| line.kind == kind.as_str()).map(|line| line.object).collect::<Vec<_>>()
    };
    let proposals =
        proposal::Entity::find().filter(proposal::Column::Id.is_in(of(ObjectKind::Proposal))).all(connection).await?;
    let mut found = HashMap::new();
    for row in proposals {
        let url = format!("/proposals/{}", row.reference);
        found.insert(row.id, (Subject::of_proposal(row)?, url));
    }
    let ids = of(ObjectKind::Comment);
    let comments =
        comment::Entity::find().filter(comment::Column::Id.is_in(ids.iter().copied())).all(connection).await?;
    let words = comment_revision::Entity::find()
        .filter(comment_revision::Column::CommentId.is_in(ids))
        .order_by_asc(comment_revision::Column::Number)
        .all(connection)
        .await?;
    let words: HashMap<Uuid, String> = words.into_iter().map(|row| (row.comment_id, row.body)).collect();
    let places = places(connection, &comments).await?;
    for row in comments {
        let place = places.get(&row.target_id).cloned().unwrap_or_default();
        let url = format!("{place}#{}", row.reference);
        let said = words.get(&row.id).cloned().unwrap_or_default();
        found.insert(row.id, (Subject::of_comment(row, &said)?, url));
    }
    Ok(found)
}

/// The pages of what comments are on.
async fn places(connection: &impl ConnectionTrait, comments: &[comment::Model]) -> Result<HashMap<Uuid, String>> {
    let on = |kind: TargetKind| {
        comments.iter().filter(move |row| row.target_kind == kind.as_str()).map(|row| row.target_id).collect::<Vec<_>>()
    };
    let proposals =
        proposal::Entity::find().filter(proposal::Column::Id.is_in(on(TargetKind::Proposal))).all(connection).await?;
    let commitments = commitment::Entity::find()
        .filter(commitment::Column::Id.is_in(on(TargetKind::Commitment)))
        .all(connection)
        .await?;
    let proposals = proposals.into_iter().map(|row| (row.id, format!("/proposals/{}", row.reference)));
    let commitments = commitments.into_iter().map(|row| (row.id, format!("/commitments/{}", row.reference)));
    Ok(proposals.chain(commitments).collect())
}
