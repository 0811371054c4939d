//! Lists of proposals: filters, orders, keyset paging. The cost of a page does
//! not grow with the list.

use db::dialect;
use domain::moderation::Visibility;
use domain::paging::{Count, Paged};
use domain::process::Process;
use domain::proposal::{Card, ListQuery, Sort, State};
use domain::search::EXACT_COUNT;
use entities::proposal::{self as row, Column as C};
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::show::cards;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::search;

/// A page of a process's proposals, and how many there are.
///
/// # Errors
/// [`crate::Error::NotFound`] when there is no such process.
pub async fn list(ctx: &Ctx, slug: &str, query: &ListQuery) -> Result<(Process, Paged<Card>, Count)> {
    let process = crate::process::find(ctx, slug).await?;
    let page = list_in(ctx, &process, query).await?;
    let count = count(ctx, &process, query).await?;
    Ok((process, page, count))
}

/// A page of a process's proposals.
///
/// # Errors
/// When the database fails.
pub async fn list_in(ctx: &Ctx, process: &Process, query: &ListQuery) -> Result<Paged<Card>> {
    let limit = query.limit.clamp(1, 100);
    let Some(filter) = filter(ctx, process, query) else { return Ok(Paged { items: Vec::new(), next: None }) };
    let sort = sort_for(ctx, process, query.sort);
    let after = Cursor::read(ctx, process, sort, query.after.as_deref()).await?;
    let mut rows = match sort {
        Sort::Recent => page(filter, None, after, limit).all(ctx.db().read()).await?,
        Sort::Supported => page(filter, Some(C::Support), after, limit).all(ctx.db().read()).await?,
        Sort::Discussed => page(filter, Some(C::CommentsCount), after, limit).all(ctx.db().read()).await?,
        Sort::Random => walk(ctx, filter, query.seed, after, limit).await?,
    };
    let next = last_of(&mut rows, limit, |row| row.number);
    Ok(Paged { items: cards(ctx, process, rows).await?, next })
}

/// The conditions of a query; none when nothing can answer it.
fn filter(ctx: &Ctx, process: &Process, query: &ListQuery) -> Option<Condition> {
    let mut filter = Condition::all().add(C::ProcessId.eq(process.id.0));
    if let Some(theme) = &query.theme {
        let theme = process.themes.iter().find(|known| known.slug == *theme)?;
        filter = filter.add(C::ThemeId.eq(theme.id.0));
    }
    if let Some(state) = query.state {
        filter = filter.add(in_state(state));
    }
    if !query.q.trim().is_empty() {
        let words = search::question(&query.q)?;
        filter = filter.add(dialect::matches(ctx.db().dialect(), (row::Entity, C::Id), &words));
    }
    Some(filter)
}

/// The order that a list can have: while counts are kept for after the vote,
/// the latest stands for the most supported, for an order tells the counts.
#[must_use]
pub fn sort_for(ctx: &Ctx, process: &Process, asked: Sort) -> Sort {
    if asked == Sort::Supported && process.keeps_support_secret(ctx.now()) { Sort::Recent } else { asked }
}

/// Proposals that are shown in this state: a withdrawn one keeps its own beside.
pub(crate) fn in_state(state: State) -> Condition {
    let withdrawn = Visibility::Withdrawn.as_str();
    match state {
        State::Withdrawn => Condition::any().add(C::Visibility.eq(withdrawn)).add(C::State.eq(state.as_str())),
        _ => Condition::all().add(C::State.eq(state.as_str())).add(C::Visibility.ne(withdrawn)),
    }
}

/// Cuts a page that has one row more than asked, and returns the number of its
/// last row when there is another page.
pub(crate) fn last_of<T>(rows: &mut Vec<T>, limit: u64, number: impl Fn(&T) -> i32) -> Option<String> {
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    rows.last().filter(|_| more).map(|last| number(last).to_string())
}

/// Where a page ended: the value that the list is ordered by, and the number.
/// The address of the next page holds the number alone; the value is read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cursor {
    value: i32,
    number: i32,
}

impl Cursor {
    fn of(row: &row::Model, sort: Sort) -> Self {
        let value = match sort {
            Sort::Recent => 0,
            Sort::Supported => row.support,
            Sort::Discussed => row.comments_count,
            Sort::Random => row.shuffle,
        };
        Self { value, number: row.number }
    }

    /// Finds the place named by an address; what cannot be read is as if absent.
    async fn read(ctx: &Ctx, process: &Process, sort: Sort, after: Option<&str>) -> Result<Option<Self>> {
        let Some(number) = after.and_then(|after| after.parse().ok()) else { return Ok(None) };
        if sort == Sort::Recent {
            return Ok(Some(Self { value: 0, number }));
        }
        let row = row::Entity::find()
            .filter(C::ProcessId.eq(process.id.0))
            .filter(C::Number.eq(number))
            .one(ctx.db().read())
            .await?;
        Ok(row.map(|row| Self::of(&row, sort)))
    }
}

/// Largest first by a column, then latest first; one more than asked, to know
/// whether there is a next page.
fn page(filter: Condition, by: Option<C>, after: Option<Cursor>, limit: u64) -> Select<row::Entity> {
    let mut select = row::Entity::find().filter(filter).limit(limit + 1);
    if let Some(by) = by {
        select = select.order_by_desc(by);
    }
    if let Some(after) = after {
        select = select.filter(match by {
            None => C::Number.lt(after.number),
            Some(by) => beyond(by, after),
        });
    }
    select.order_by_desc(C::Number)
}

fn beyond(by: C, after: Cursor) -> SimpleExpr {
    let same = Expr::col(by).eq(after.value).and(Expr::col(C::Number).lt(after.number));
    Expr::col(by).lt(after.value).or(same)
}

/// Walks the stored shuffle from the seed, round to where it began.
async fn walk(ctx: &Ctx, filter: Condition, seed: i32, after: Option<Cursor>, limit: u64) -> Result<Vec<row::Model>> {
    let seed = if seed < 0 { 0 } else { seed };
    let ordered = || row::Entity::find().filter(filter.clone()).order_by_asc(C::Shuffle).order_by_asc(C::Number);
    let further = |after: Cursor| {
        let same = Expr::col(C::Shuffle).eq(after.value).and(Expr::col(C::Number).gt(after.number));
        Expr::col(C::Shuffle).gt(after.value).or(same)
    };
    let mut rows = Vec::new();
    let second_lap = after.filter(|after| after.value < seed);
    if second_lap.is_none() {
        let mut first = ordered().filter(C::Shuffle.gte(seed)).limit(limit + 1);
        if let Some(after) = after {
            first = first.filter(further(after));
        }
        rows = first.all(ctx.db().read()).await?;
    }
    let missing = (limit + 1).saturating_sub(rows.len() as u64);
    if missing > 0 && seed > 0 {
        let mut second = ordered().filter(C::Shuffle.lt(seed)).limit(missing);
        if let Some(after) = second_lap {
            second = second.filter(further(after));
        }
        rows.extend(second.all(ctx.db().read()).await?);
    }
    Ok(rows)
}

/// How many answer the query: exact without words, exact to a thousand with.
/// All of them are a figure of the process, which is kept.
async fn count(ctx: &Ctx, process: &Process, query: &ListQuery) -> Result<Count> {
    if query.q.trim().is_empty() && query.theme.is_none() && query.state.is_none() {
        return Ok(Count::Exact(u64::try_from(process.counts.proposals).unwrap_or_default()));
    }
    let Some(filter) = filter(ctx, process, query) else { return Ok(Count::Exact(0)) };
    let found = row::Entity::find().filter(filter);
    if query.q.trim().is_empty() {
        return Ok(Count::Exact(found.count(ctx.db().read()).await?));
    }
    let ids: Vec<uuid::Uuid> =
        found.select_only().column(C::Id).limit(EXACT_COUNT + 1).into_tuple().all(ctx.db().read()).await?;
    let count = ids.len() as u64;
    Ok(if count > EXACT_COUNT { Count::MoreThan(EXACT_COUNT) } else { Count::Exact(count) })
}

/// Proposals that say something close to a title being written.
///
/// # Errors
/// As [`list`].
pub async fn similar(ctx: &Ctx, process: &Process, title: &str, limit: u64) -> Result<Vec<Card>> {
    let terms = content::search::query(title);
    let first = if process.keeps_support_secret(ctx.now()) { C::Number } else { C::Support };
    let mut seen: Vec<Card> = Vec::new();
    // All the words first, then fewer: the end of a title says less than its beginning.
    for kept in (1..=terms.len().min(6)).rev() {
        let words = &terms[..kept];
        let (Some(fts5), Some(tsquery)) = (content::search::fts5_match(words), content::search::tsquery(words)) else {
            break;
        };
        let found = dialect::matches(ctx.db().dialect(), (row::Entity, C::Id), &dialect::Words { fts5, tsquery });
        let rows = row::Entity::find()
            .filter(C::ProcessId.eq(process.id.0))
            .filter(found)
            .order_by_desc(first)
            .order_by_desc(C::Number)
            .limit(limit)
            .all(ctx.db().read())
            .await?;
        for card in cards(ctx, process, rows).await? {
            if seen.len() as u64 >= limit {
                return Ok(seen);
            }
            if seen.iter().all(|known| known.reference != card.reference) {
                seen.push(card);
            }
        }
    }
    Ok(seen)
}
