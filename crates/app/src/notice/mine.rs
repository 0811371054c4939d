//! One's own lines, and the votes that one cast.

use std::collections::HashMap;

use domain::lineage::ObjectKind;
use domain::moderation::Visibility;
use domain::notice::{Change, NoticeLine, OwnVote};
use domain::paging::Paged;
use domain::reference::Reference;
use domain::vote::Choice;
use entities::{comment, comment_revision, commitment, decision, notice, proposal, version, vote};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::page_key::PageKey;

/// Lines of one page.
const LINES: u64 = 30;
/// Characters of a comment that stand for it.
const FIRST_WORDS: usize = 80;

/// What became of one's words, the latest first.
///
/// # Errors
/// [`crate::Error::Denied`] for a visitor.
pub async fn mine(ctx: &Ctx, after: Option<&str>) -> Result<Paged<NoticeLine>> {
    use notice::Column as C;
    let account = ctx.account()?;
    let connection = ctx.db().read();
    let mut query = notice::Entity::find().filter(C::AccountId.eq(account.0));
    if let Some(after) = after.and_then(PageKey::parse) {
        query = query.filter(after.before(C::At, C::Id));
    }
    let rows = query.order_by_desc(C::At).order_by_desc(C::Id).limit(LINES + 1).all(connection).await?;
    let page = PageKey::page(rows, LINES, |row| PageKey { at: row.at, id: row.id });
    let known = Known::load(connection, &page.items).await?;
    let items = page.items.iter().filter_map(|row| known.line(row)).collect();
    Ok(Paged { items, next: page.next })
}

/// How many lines one has not marked as read.
///
/// # Errors
/// [`crate::Error::Denied`] for a visitor.
pub async fn unread(ctx: &Ctx) -> Result<u64> {
    let account = ctx.account()?;
    let rows = notice::Entity::find().filter(notice::Column::AccountId.eq(account.0));
    Ok(rows.filter(notice::Column::ReadAt.is_null()).count(ctx.db().read()).await?)
}

/// Marks everything as read: there is no mail about it.
///
/// # Errors
/// [`crate::Error::Denied`] for a visitor.
pub async fn mark_read(ctx: &Ctx) -> Result<()> {
    let account = ctx.account()?;
    let tx = ctx.db().write_tx().await?;
    notice::Entity::update_many()
        .col_expr(notice::Column::ReadAt, Expr::value(ctx.now()))
        .filter(notice::Column::AccountId.eq(account.0))
        .filter(notice::Column::ReadAt.is_null())
        .exec(&*tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// The votes that one cast and that stand, the latest first: for one's own eyes.
///
/// # Errors
/// [`crate::Error::Denied`] for a visitor.
pub async fn votes(ctx: &Ctx, after: Option<&str>) -> Result<Paged<OwnVote>> {
    use vote::Column as C;
    let account = ctx.account()?;
    let connection = ctx.db().read();
    let mut query = vote::Entity::find().filter(C::AccountId.eq(account.0));
    if let Some(after) = after.and_then(PageKey::parse) {
        query = query.filter(after.before(C::ChangedAt, C::Id));
    }
    let rows = query.order_by_desc(C::ChangedAt).order_by_desc(C::Id).limit(LINES + 1).all(connection).await?;
    let page = PageKey::page(rows, LINES, |row| PageKey { at: row.changed_at, id: row.id });
    let mut known = Known::default();
    let ids: Vec<Uuid> = page.items.iter().map(|row| row.object_id).collect();
    known.proposals(connection, &ids).await?;
    known.commitments(connection, &ids).await?;
    let items = page.items.iter().filter_map(|row| {
        let of = known.objects.get(&row.object_id)?;
        Some(OwnVote {
            reference: of.reference.clone(),
            title: of.title.clone(),
            url: of.url.clone(),
            choice: Choice::parse(&row.choice)?,
            at: row.changed_at,
        })
    });
    Ok(Paged { items: items.collect(), next: page.next })
}

/// Something that is named on the page.
struct Object {
    reference: Reference,
    title: String,
    url: String,
}

/// What a page of lines is about, in a fixed number of queries.
#[derive(Default)]
pub(super) struct Known {
    objects: HashMap<Uuid, Object>,
    versions: HashMap<Uuid, version::Model>,
    decisions: HashMap<Uuid, decision::Model>,
}

impl Known {
    pub(super) async fn load(connection: &impl ConnectionTrait, rows: &[notice::Model]) -> Result<Self> {
        let mut known = Self::default();
        let versions = version::Entity::find()
            .filter(version::Column::Id.is_in(rows.iter().map(|row| row.version_id)))
            .all(connection)
            .await?;
        let mut ids: Vec<Uuid> = rows.iter().map(|row| row.object_id).collect();
        ids.extend(versions.iter().map(|row| row.object_id));
        known.versions = versions.into_iter().map(|row| (row.id, row)).collect();
        known.proposals(connection, &ids).await?;
        known.commitments(connection, &ids).await?;
        known.comments(connection, &ids).await?;
        let decisions = decision::Entity::find().filter(decision::Column::Id.is_in(ids)).all(connection).await?;
        known.decisions = decisions.into_iter().map(|row| (row.id, row)).collect();
        Ok(known)
    }

    async fn proposals(&mut self, connection: &impl ConnectionTrait, ids: &[Uuid]) -> Result<()> {
        let rows = proposal::Entity::find().filter(proposal::Column::Id.is_in(ids.iter().copied()));
        for row in rows.all(connection).await? {
            let Some((reference, _)) = Reference::parse(&row.reference) else { continue };
            let url = format!("/proposals/{reference}/lineage");
            self.objects.insert(row.id, Object { title: readable(&row.visibility, row.title), url, reference });
        }
        Ok(())
    }

    async fn commitments(&mut self, connection: &impl ConnectionTrait, ids: &[Uuid]) -> Result<()> {
        let rows = commitment::Entity::find()
            .filter(commitment::Column::Id.is_in(ids.iter().copied()))
            .filter(commitment::Column::PublishedAt.is_not_null());
        for row in rows.all(connection).await? {
            let Some((reference, _)) = Reference::parse(&row.reference) else { continue };
            let url = format!("/commitments/{reference}/lineage");
            self.objects.insert(row.id, Object { title: row.title, url, reference });
        }
        Ok(())
    }

    async fn comments(&mut self, connection: &impl ConnectionTrait, ids: &[Uuid]) -> Result<()> {
        let rows = comment::Entity::find().filter(comment::Column::Id.is_in(ids.iter().copied()));
        let rows = rows.all(connection).await?;
        let words = comment_revision::Entity::find()
            .filter(comment_revision::Column::CommentId.is_in(rows.iter().map(|row| row.id)))
            .order_by_asc(comment_revision::Column::Number)
            .all(connection)
            .await?;
        let words: HashMap<Uuid, String> = words.into_iter().map(|row| (row.comment_id, row.body)).collect();
        for row in rows {
            let Some((reference, _)) = Reference::parse(&row.reference) else { continue };
            let on = crate::comment::target_reference(connection, &row).await?;
            let url = crate::lineage::comment_url(&on, &reference);
            let first = words.get(&row.id).map(|body| content::plain::excerpt(body, FIRST_WORDS)).unwrap_or_default();
            self.objects.insert(row.id, Object { title: readable(&row.visibility, first), url, reference });
        }
        Ok(())
    }

    /// A line, when everything that it names is there to be read.
    pub(super) fn line(&self, row: &notice::Model) -> Option<NoticeLine> {
        let about = self.objects.get(&row.object_id)?;
        let version = self.versions.get(&row.version_id)?;
        let (reference, _) = Reference::parse(&version.reference)?;
        let decision = self.decisions.get(&version.object_id);
        let page = about.url.strip_suffix("/lineage").unwrap_or(&about.url).split('#').next().unwrap_or_default();
        let came = match (ObjectKind::parse(&version.kind)?, self.objects.get(&version.object_id)) {
            (ObjectKind::Decision, _) => format!("{page}#{reference}"),
            (_, Some(object)) => object.url.clone(),
            (_, None) => return None,
        };
        Some(NoticeLine {
            at: row.at,
            change: Change::parse(&row.change)?,
            decision: decision.map(|row| format!("{}-{}", row.kind, row.outcome)),
            about: about.reference.clone(),
            title: about.title.clone(),
            url: about.url.clone(),
            came: (reference, came),
            unread: row.read_at.is_none(),
        })
    }
}

fn readable(visibility: &str, title: String) -> String {
    if visibility == Visibility::Erased.as_str() { String::new() } else { title }
}
