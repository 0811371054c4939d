//! One's own lines, and the votes that one cast.

use std::collections::{HashMap, HashSet};

use domain::lineage::ObjectKind;
use domain::moderation::Visibility;
use domain::notice::{Change, NoticeLine, OwnVote};
use domain::paging::Paged;
use domain::reference::Reference;
use domain::triage::DecisionKind;
use domain::vote::Choice;
use entities::{notice, version, vote};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::comment::first_words;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::lineage::{Facts, facts};
use crate::page_key::PageKey;
use crate::process;

/// Lines of one page.
const LINES: u64 = 30;

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

/// The votes that one cast and that stand, the latest first: for one's own eyes. What
/// one voted on is someone else's: it is named as far as anyone may read it.
///
/// # Errors
/// [`crate::Error::Denied`] for a visitor.
pub async fn votes(ctx: &Ctx, after: Option<&str>) -> Result<Paged<OwnVote>> {
    use vote::Column as C;
    let account = ctx.account()?;
    let connection = ctx.db().read();
    let unseen = process::unseen(ctx).await?;
    let mut query = vote::Entity::find().filter(C::AccountId.eq(account.0)).filter(C::ProcessId.is_not_in(unseen));
    if let Some(after) = after.and_then(PageKey::parse) {
        query = query.filter(after.before(C::ChangedAt, C::Id));
    }
    let rows = query.order_by_desc(C::ChangedAt).order_by_desc(C::Id).limit(LINES + 1).all(connection).await?;
    let page = PageKey::page(rows, LINES, |row| PageKey { at: row.changed_at, id: row.id });
    let objects = objects(connection, page.items.iter().map(|row| row.object_id).collect()).await?;
    let items = page.items.iter().filter_map(|row| {
        let of = objects.get(&row.object_id)?;
        Some(OwnVote {
            reference: of.reference.clone(),
            title: of.public_title.clone(),
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
    /// As its author reads it.
    title: String,
    /// As anyone reads it.
    public_title: String,
    url: String,
    outcome: Option<String>,
}

impl Object {
    fn of(reference: Reference, kind: ObjectKind, facts: Facts, words: Option<&String>) -> Self {
        let title = |public: bool| {
            let read = facts.words.iter().filter(|(_, said)| !public || said.visibility == Visibility::Public);
            read.max_by_key(|(number, _)| **number).map(|(_, said)| said.title.clone()).unwrap_or_default()
        };
        let is_public = facts.visibility == Visibility::Public;
        Self {
            title: words.cloned().unwrap_or_else(|| title(false)),
            public_title: if is_public { title(true) } else { String::new() },
            url: match kind {
                ObjectKind::Proposal | ObjectKind::Commitment => format!("{}/lineage", facts.base),
                ObjectKind::Comment | ObjectKind::Decision | ObjectKind::Milestone | ObjectKind::Tally => facts.url,
            },
            outcome: facts.outcome,
            reference,
        }
    }
}

/// What a page of lines is about, in a number of queries that does not grow with it.
pub(super) struct Known {
    objects: HashMap<Uuid, Object>,
    versions: HashMap<Uuid, version::Model>,
}

impl Known {
    pub(super) async fn load(connection: &impl ConnectionTrait, rows: &[notice::Model]) -> Result<Self> {
        let versions = version::Entity::find()
            .filter(version::Column::Id.is_in(rows.iter().map(|row| row.version_id)))
            .all(connection)
            .await?;
        let ids = rows.iter().map(|row| row.object_id).chain(versions.iter().map(|row| row.object_id)).collect();
        let objects = objects(connection, ids).await?;
        Ok(Self { objects, versions: versions.into_iter().map(|row| (row.id, row)).collect() })
    }

    /// A line, when everything that it names is there to be read.
    pub(super) fn line(&self, row: &notice::Model) -> Option<NoticeLine> {
        let about = self.objects.get(&row.object_id)?;
        let came = self.objects.get(&self.versions.get(&row.version_id)?.object_id)?;
        let change = Change::parse(&row.change)?;
        Some(NoticeLine {
            at: row.at,
            change,
            decision: decision_of(change).zip(came.outcome.as_ref()).map(|(kind, outcome)| format!("{kind}-{outcome}")),
            about: about.reference.clone(),
            title: about.title.clone(),
            url: about.url.clone(),
            came: (came.reference.clone(), came.url.clone()),
            unread: row.read_at.is_none(),
        })
    }
}

/// What these are, where they are read and what they are called; those that are staff's
/// alone are left out.
async fn objects(connection: &impl ConnectionTrait, ids: HashSet<Uuid>) -> Result<HashMap<Uuid, Object>> {
    let first = version::Entity::find()
        .filter(version::Column::ObjectId.is_in(ids))
        .filter(version::Column::Number.eq(1))
        .all(connection)
        .await?;
    let mut found = HashMap::new();
    for kind in ObjectKind::ALL {
        let of_kind = || first.iter().filter(|row| row.kind == kind.as_str());
        let ids: Vec<Uuid> = of_kind().map(|row| row.object_id).collect();
        if ids.is_empty() {
            continue;
        }
        let mut facts = facts(connection, *kind, &ids).await?;
        let words = if *kind == ObjectKind::Comment { first_words(connection, &ids).await? } else { HashMap::new() };
        for row in of_kind() {
            let Some(facts) = facts.remove(&row.object_id).filter(|facts| !facts.private) else { continue };
            let Some((reference, _)) = Reference::parse(&row.reference) else { continue };
            found.insert(row.object_id, Object::of(reference, *kind, facts, words.get(&row.object_id)));
        }
    }
    Ok(found)
}

/// The kind of decision that a change is of.
const fn decision_of(change: Change) -> Option<DecisionKind> {
    match change {
        Change::Decided => Some(DecisionKind::Admissibility),
        Change::Answered => Some(DecisionKind::Answer),
        Change::Moderated => Some(DecisionKind::Visibility),
        Change::Replied | Change::Published | Change::Adopted => None,
    }
}
