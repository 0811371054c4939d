//! What nothing answers, takes up or cites in a process. Each kind is one query
//! ([`rows`]): its count and its list are of the same rows, so that anyone can
//! count again.

mod rows;

use domain::orphan::{Figure, Orphan, OrphanKind, OrphanPage};
use domain::paging::Paged;
use domain::phase::PhaseKind;
use domain::policy::{About, Action};
use domain::process::Process;

use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// The report of a process: figures, and the lines of one kind or of all. A
/// cursor is `kind.number`.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn page(
    ctx: &Ctx,
    slug: &str,
    kind: Option<OrphanKind>,
    after: Option<&str>,
    limit: u64,
) -> Result<OrphanPage> {
    let process = crate::process::find(ctx, slug).await?;
    let mut figures = Vec::new();
    // They are of the whole: whoever reads on has seen them.
    let kinds = if after.is_none() { OrphanKind::ALL } else { &[] };
    for kind in kinds {
        let (count, of) = rows::count(ctx, &process, *kind).await?;
        figures.push(Figure { kind: *kind, count, of });
    }
    let due = process.phases.iter().filter(|phase| phase.kind == PhaseKind::Triage).filter_map(|phase| phase.ends_at);
    let due = due.max();
    let lines = lines(ctx, &process, kind, after, limit).await?;
    let open = if after.is_none() { rows::open(ctx, &process).await? } else { 0 };
    Ok(OrphanPage { figures, kind, due, open, lines, process })
}

/// The lines after a cursor, kind by kind.
///
/// # Errors
/// When the database fails.
pub async fn lines(
    ctx: &Ctx,
    process: &Process,
    kind: Option<OrphanKind>,
    after: Option<&str>,
    limit: u64,
) -> Result<Paged<Orphan>> {
    let after = after.and_then(cursor);
    let first = after.map_or(OrphanKind::ALL[0], |(kind, _)| kind);
    let wanted = OrphanKind::ALL.iter().filter(|it| kind.is_none_or(|kind| kind == **it) && **it >= first);
    let mut found: Vec<(i32, Orphan)> = Vec::new();
    for kind in wanted {
        let room = limit + 1 - u64::try_from(found.len()).unwrap_or_default();
        let number = after.filter(|(of, _)| of == kind).map_or(0, |(_, number)| number);
        found.extend(rows::some(ctx, process, *kind, number, room).await?);
        if found.len() > usize::try_from(limit).unwrap_or(usize::MAX) {
            break;
        }
    }
    let more = found.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = found.last().filter(|_| more).map(|(number, line)| format!("{}.{number}", line.kind));
    let mut items: Vec<Orphan> = found.into_iter().map(|(_, line)| line).collect();
    let about = About::process(process.id);
    for line in &mut items {
        line.act = line.act.take().filter(|_| {
            ctx.may(
                match line.kind {
                    OrphanKind::Unanswered | OrphanKind::AnswerWithoutText => Action::SeeTriage,
                    OrphanKind::NotTakenUp | OrphanKind::CommentUnanswered | OrphanKind::WithoutSource => {
                        Action::DraftCommitment
                    }
                },
                about,
            )
        });
    }
    Ok(Paged { items, next })
}

fn cursor(text: &str) -> Option<(OrphanKind, i32)> {
    let (kind, number) = text.split_once('.')?;
    OrphanKind::parse(kind).zip(number.parse().ok())
}

/// A kind by its code; empty means all.
///
/// # Errors
/// 404 for a code that names nothing.
pub fn kind_of(code: &str) -> Result<Option<OrphanKind>> {
    if code.is_empty() { Ok(None) } else { OrphanKind::parse(code).map(Some).ok_or(Error::NotFound) }
}
