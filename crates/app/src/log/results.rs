//! The results that pages show: of votes whose phase has closed, and of those that
//! another platform counted.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::Time;
use domain::vote::Choice;
use entities::{log_count, phase};
use ledger::verify::PublicResult;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::known::{Known, of as rows_of};
use super::stamp;
use crate::error::Result;

/// The results of these objects, from the figures that pages show. What was imported
/// may wait for the log since `waiting`.
pub(super) async fn of(
    connection: &impl ConnectionTrait,
    known: &Known,
    objects: &[Uuid],
    waiting: Option<Time>,
) -> Result<Vec<PublicResult>> {
    let counted = rows_of::<log_count::Entity, _>(connection, log_count::Column::ObjectId, objects.iter().copied());
    let counted: HashSet<Uuid> = counted.await?.into_iter().map(|row| row.object_id).collect();
    let phases = known.proposals.values().map(|row| row.phase_id);
    let phases = phases.chain(known.commitments.values().filter_map(|row| row.phase_id)).collect::<Vec<_>>();
    let phases = rows_of::<phase::Entity, _>(connection, phase::Column::Id, phases).await?;
    // While voting goes on, or when it began again, nothing is final.
    let closed: HashMap<Uuid, Time> = phases.into_iter().filter_map(|row| Some((row.id, row.closed_at?))).collect();
    let mut results = Vec::new();
    for id in objects {
        let (reference, phase, counts) = match (known.proposals.get(id), known.commitments.get(id)) {
            (Some(row), _) => (&row.reference, Some(row.phase_id), [row.agree, row.mixed, row.disagree]),
            (_, Some(row)) => (&row.reference, row.phase_id, [row.agree, row.mixed, row.disagree]),
            _ => continue,
        };
        let closed = phase.and_then(|phase| closed.get(&phase));
        if let Some(closed) = closed.filter(|_| counted.contains(id) || counts.iter().any(|count| *count != 0)) {
            results.push(result(reference, counts, false, Some(*closed)));
        }
        let imported =
            known.proposals.get(id).map(|row| [row.imported_agree, row.imported_mixed, row.imported_disagree]);
        if let Some(counts) = imported.filter(|counts| counts.iter().any(Option::is_some)) {
            results.push(result(reference, counts.map(Option::unwrap_or_default), true, waiting));
        }
    }
    Ok(results)
}

fn result(reference: &str, counts: [i32; 3], imported: bool, since: Option<Time>) -> PublicResult {
    let choices = [Choice::Agree, Choice::Mixed, Choice::Disagree].map(|choice| choice.as_str().to_owned());
    let counts = counts.map(|count| u64::try_from(count).unwrap_or_default());
    let counts: BTreeMap<String, u64> = choices.into_iter().zip(counts).collect();
    PublicResult { reference: reference.to_owned(), counts, imported, since: since.map(stamp) }
}
