//! The versions of a proposal and what each changed, word by word. A version
//! that cannot be read is in no diff, its own nor the next.

use content::diff::Change;
use domain::moderation::Visibility;
use domain::process::Process;
use domain::proposal::{Card, DiffSpan, RevisionDiff};
use entities::proposal_revision as revision;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::find_row;
use super::show::{cards, revision_line, words_of};
use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// The versions, latest first.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn history(ctx: &Ctx, reference: &str) -> Result<(Process, Card, Vec<RevisionDiff>)> {
    let row = find_row(ctx, reference).await?;
    let process = crate::process::by_id(ctx, domain::id::ProcessId(row.process_id)).await?;
    let revisions = revision::Entity::find()
        .filter(revision::Column::ProposalId.eq(row.id))
        .order_by_asc(revision::Column::Number)
        .all(ctx.db().read())
        .await?;
    let card = cards(ctx, &process, vec![row]).await?.pop().ok_or(Error::NotFound)?;
    let readable = card.visibility == Visibility::Public;
    let at = process.clone();
    let diffs = tokio::task::spawn_blocking(move || compared(&revisions, readable, &at)).await;
    Ok((process, card, diffs.map_err(|error| anyhow::anyhow!("comparing stopped: {error}"))?))
}

/// What each version changed, the latest first.
fn compared(revisions: &[revision::Model], readable: bool, process: &Process) -> Vec<RevisionDiff> {
    let mut diffs: Vec<RevisionDiff> = Vec::new();
    for (index, revision) in revisions.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| revisions.get(before));
        let changes = match before {
            Some(before) if readable && before.visibility == "public" && revision.visibility == "public" => {
                changes(before, revision, process)
            }
            _ => Vec::new(),
        };
        diffs.push(RevisionDiff { line: revision_line(revision), changes });
    }
    diffs.reverse();
    diffs
}

fn changes(before: &revision::Model, after: &revision::Model, process: &Process) -> Vec<(&'static str, Vec<DiffSpan>)> {
    let (before, after) = (words_of(before, process), words_of(after, process));
    let pairs = [
        ("title", before.title, after.title),
        ("problem", before.problem, after.problem),
        ("body", before.body, after.body),
        ("effect", before.effect, after.effect),
        ("carrier", before.carrier, after.carrier),
        ("continues", before.continues, after.continues),
        ("theme", before.theme, after.theme),
    ];
    pairs
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(field, before, after)| (field, spans(&before, &after)))
        .collect()
}

/// The words that stayed, went and came.
pub(crate) fn spans(before: &str, after: &str) -> Vec<DiffSpan> {
    let spans = content::diff::words(before, after).into_iter().map(|change| match change {
        Change::Same(text) => DiffSpan::Same(text),
        Change::Removed(text) => DiffSpan::Removed(text),
        Change::Added(text) => DiffSpan::Added(text),
    });
    spans.collect()
}
