//! A discussion, for the one who looks: all its comments in five queries.

use std::collections::HashMap;

use domain::comment::{CommentCan, CommentView, Discussion, Stance};
use domain::html::SafeHtml;
use domain::moderation::{Placeholder, Visibility};
use domain::phase::Phase;
use domain::policy::{About, Action};
use domain::process::Process;
use domain::reference::Reference;
use entities::{comment as row, comment_revision as revision};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{about, find_row, target_reference};
use crate::author::Authors;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::{moderation, vote};

/// Characters of a comment that stand for it.
const FIRST_WORDS: usize = 80;

/// What a discussion is on.
pub(crate) struct On<'a> {
    path: &'static str,
    reference: &'a Reference,
    id: Uuid,
    count: i64,
}

impl<'a> On<'a> {
    pub(crate) fn proposal(card: &'a domain::proposal::Card, id: Uuid) -> Self {
        Self { path: "proposals", reference: &card.reference, id, count: card.comments_count }
    }
    pub(crate) fn commitment(card: &'a domain::commitment::Card, id: Uuid) -> Self {
        Self { path: "commitments", reference: &card.reference, id, count: card.comments_count }
    }
}

/// The first words of each comment, as it reads now, whoever may read it.
pub(crate) async fn first_words(connection: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, String>> {
    let revisions = revision::Entity::find()
        .filter(revision::Column::CommentId.is_in(ids.iter().copied()))
        .order_by_asc(revision::Column::Number)
        .all(connection)
        .await?;
    // In order, so that the last one stays.
    let words = |said: revision::Model| (said.comment_id, content::plain::excerpt(&said.body, FIRST_WORDS));
    Ok(revisions.into_iter().map(words).collect())
}

/// The discussion of an object.
pub(crate) async fn discussion(
    ctx: &Ctx,
    process: &Process,
    on: On<'_>,
    phase: Option<&Phase>,
    takes: bool,
) -> Result<Discussion> {
    let gate = vote::gate_for(ctx, Action::Comment, About::process(process.id), phase, takes);
    let rows = row::Entity::find()
        .filter(row::Column::TargetId.eq(on.id))
        .order_by_asc(row::Column::Number)
        .all(ctx.db().read())
        .await?;
    let open = gate == domain::vote::Gate::Open;
    Ok(Discussion {
        action: format!("/{}/{}/comments", on.path, on.reference),
        gate,
        until: phase.and_then(|phase| phase.ends_at),
        speaks_for: crate::proposal::speaks_for(ctx, process.id).await?,
        comments: thread(views(ctx, rows, open).await?),
        count: on.count,
    })
}

/// Views from rows, in their order, without replies put in their place.
async fn views(ctx: &Ctx, rows: Vec<row::Model>, open: bool) -> Result<Vec<CommentView>> {
    let connection = ctx.db().read();
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let authors =
        Authors::load(connection, rows.iter().map(|row| row.account_id), rows.iter().map(|row| row.organisation_id))
            .await?;
    let mut words: HashMap<Uuid, revision::Model> = HashMap::new();
    for some in ids.chunks(500) {
        let found = revision::Entity::find()
            .filter(revision::Column::CommentId.is_in(some.iter().copied()))
            .order_by_asc(revision::Column::Number)
            .all(connection)
            .await?;
        words.extend(found.into_iter().map(|revision| (revision.comment_id, revision)));
    }
    let gone: Vec<Uuid> =
        rows.iter().filter(|row| row.visibility != Visibility::Public.as_str()).map(|row| row.id).collect();
    let mut placeholders = moderation::placeholders(connection, &gone).await?;
    let references: HashMap<Uuid, Reference> =
        rows.iter().filter_map(|row| Some((row.id, Reference::parse(&row.reference)?.0))).collect();
    rows.into_iter()
        .map(|row| {
            let words =
                words.get(&row.id).ok_or_else(|| anyhow::anyhow!("comment {} has no revision", row.reference))?;
            let parent = row.parent_id.and_then(|parent| references.get(&parent).cloned());
            view(ctx, &authors, row, words, parent, placeholders_for(&mut placeholders), open)
        })
        .collect()
}

fn placeholders_for(all: &mut HashMap<Uuid, Placeholder>) -> impl FnMut(Uuid) -> Option<Placeholder> {
    |id| all.remove(&id)
}

fn view(
    ctx: &Ctx,
    authors: &Authors,
    row: row::Model,
    words: &revision::Model,
    parent: Option<Reference>,
    mut placeholder: impl FnMut(Uuid) -> Option<Placeholder>,
    open: bool,
) -> Result<CommentView> {
    let unknown = || Error::Internal(anyhow::anyhow!("comment {}: unknown word in its row", row.reference));
    let visibility = Visibility::parse(&row.visibility).ok_or_else(unknown)?;
    let readable = visibility == Visibility::Public && words.visibility == Visibility::Public.as_str();
    let about = about(&row);
    let body = match (readable, words.format.as_str()) {
        (false, _) => SafeHtml::default(),
        (true, "html") => content::html::imported(words.original.as_deref().unwrap_or(&words.body)),
        (true, "text") => content::html::plain(&words.body),
        (true, _) => content::html::markdown(&words.body),
    };
    let can = CommentCan {
        edit: readable && open && ctx.now() < row.editable_until && ctx.may(Action::EditComment, about),
        withdraw: readable && ctx.may(Action::WithdrawComment, about),
        reply: readable && open && parent.is_none(),
        report: readable && ctx.may(Action::Report, about),
        moderate: matches!(visibility, Visibility::Public | Visibility::Hidden) && ctx.may(Action::Moderate, about),
        receipt: readable && ctx.account().is_ok_and(|account| account.0 == row.account_id),
    };
    Ok(CommentView {
        reference: Reference::parse(&row.reference).map(|(reference, _)| reference).ok_or_else(unknown)?,
        parent,
        stance: Stance::parse(&row.stance).ok_or_else(unknown)?,
        source: if readable { words.body.clone() } else { String::new() },
        body,
        lang: row.lang.clone(),
        author: authors.author(row.account_id, row.organisation_id),
        published_at: row.published_at,
        revision: row.revision,
        placeholder: if readable {
            None
        } else {
            Some(placeholder(row.id).unwrap_or_else(|| moderation::bare(visibility, row.published_at)))
        },
        visibility,
        imported_votes: row.imported_votes.map(i64::from),
        can,
        replies: Vec::new(),
    })
}

/// Puts replies under what they reply to, oldest first.
fn thread(views: Vec<CommentView>) -> Vec<CommentView> {
    let (mut tops, replies): (Vec<_>, Vec<_>) = views.into_iter().partition(|view| view.parent.is_none());
    let places: HashMap<Reference, usize> =
        tops.iter().enumerate().map(|(index, view)| (view.reference.clone(), index)).collect();
    for reply in replies {
        let place = reply.parent.as_ref().and_then(|parent| places.get(parent)).copied();
        if let Some(top) = place.and_then(|place| tops.get_mut(place)) {
            top.replies.push(reply);
        }
    }
    tops
}

/// One comment alone, and the reference of what it is about.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn one(ctx: &Ctx, reference: &str) -> Result<(CommentView, Reference)> {
    let row = find_row(ctx, reference).await?;
    let target = target_reference(ctx.db().read(), &row).await?;
    let parent = match row.parent_id {
        Some(parent) => row::Entity::find_by_id(parent)
            .one(ctx.db().read())
            .await?
            .and_then(|row| Reference::parse(&row.reference))
            .map(|(r, _)| r),
        None => None,
    };
    let process = crate::process::by_id(ctx, domain::id::ProcessId(row.process_id)).await?;
    let now = ctx.now();
    let open = process.phases.iter().any(|phase| phase.id.0 == row.phase_id && phase.is_open(now));
    let mut view = views(ctx, vec![row], open).await?.pop().ok_or(Error::NotFound)?;
    view.parent = parent;
    view.can.reply = false;
    Ok((view, target))
}

/// The words of one's comment, to be corrected.
///
/// # Errors
/// 403 for others than the author.
pub async fn source(ctx: &Ctx, reference: &str) -> Result<(String, Reference)> {
    let row = find_row(ctx, reference).await?;
    ctx.permit(Action::EditComment, about(&row))?;
    let (view, target) = one(ctx, reference).await?;
    Ok((view.source, target))
}
