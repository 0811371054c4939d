//! What pages show, read from the rows that pages read and not from the log: held
//! against each other, they show whether something was changed, added or removed in
//! silence.

use std::collections::{BTreeMap, HashMap};

use domain::vote::Choice;
use entities::{log_count, outbox, phase, process, version};
use ledger::entry::Target;
use ledger::verify::{PublicObject, Shown};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::known::{Known, of};
use super::{Served, ours, stamp};
use crate::ctx::Ctx;
use crate::error::Result;

/// Versions in a file.
const LINES: u64 = 500;

/// A file of what is shown: versions in the order in which they were made.
///
/// # Errors
/// When the database fails.
pub async fn objects(ctx: &Ctx, file: u64) -> Result<Served> {
    let connection = ctx.db().read();
    let Some(before) = file.checked_mul(LINES) else { return Ok(Served::Missing) };
    let rows = version::Entity::find().order_by_asc(version::Column::Id).offset(before).limit(LINES);
    let rows = rows.all(connection).await?;
    if rows.is_empty() && file > 0 {
        return Ok(Served::Missing);
    }
    let mut order: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let known = Known::of_versions(connection, rows).await?;
    order.retain(|id| known.versions.get(id).is_some_and(|row| is_public(&known, row)));
    let waiting = outbox::Entity::find().filter(outbox::Column::SequencedAt.is_null());
    let waiting = waiting.order_by_asc(outbox::Column::At).one(connection).await?.map(|row| row.at);
    let mut text = String::new();
    for row in order.iter().filter_map(|id| known.versions.get(id)) {
        let said = known.said(row);
        // What was imported has dates of its own: it waits since it was brought in.
        let since = if said.source.is_some() { waiting.unwrap_or(row.at) } else { row.at };
        let logged = known.logged.contains_key(&row.id);
        let object = PublicObject {
            target: Target {
                reference: row.reference.clone(),
                version: u32::try_from(row.number).map_err(anyhow::Error::from)?,
            },
            since: (!logged).then(|| stamp(since)),
            parts: known.shown_parts(row, &said),
            facts: known.decisions.get(&row.id).map(|_| said.facts.clone()).unwrap_or_default(),
        };
        text.push_str(&Shown::Object(object).line().map_err(ours)?);
    }
    for (reference, counts) in results(connection, &known, &order).await? {
        text.push_str(&Shown::Result(reference, counts).line().map_err(ours)?);
    }
    Ok(Served::Found(text.into_bytes()))
}

/// What is public, or was when it was logged: a process that is withdrawn from the
/// site does not leave the log.
fn is_public(known: &Known, row: &version::Model) -> bool {
    let process = row.process_id.and_then(|id| known.processes.get(&id));
    let published = process.is_some_and(|process: &process::Model| process.published);
    (published || known.logged.contains_key(&row.id)) && !known.is_private(row)
}

impl Known {
    /// The parts that can be read. An organisation may have another name today than
    /// when it spoke: then its author is left to the log.
    fn shown_parts(&self, row: &version::Model, said: &super::said::Said) -> BTreeMap<String, serde_json::Value> {
        let by_organisation = self.proposals.get(&row.object_id).is_some_and(|object| object.organisation_id.is_some())
            || self.comments.get(&row.object_id).is_some_and(|object| object.organisation_id.is_some());
        let seen = |part: &str| match part {
            "author" => !by_organisation && said.withheld.is_none(),
            _ => said.withheld.is_none(),
        };
        let parts = said.parts.iter().filter(|(part, _)| seen(part));
        let mut parts: BTreeMap<_, _> = parts.map(|(part, value)| ((*part).to_owned(), value.clone())).collect();
        // Lists show the title that is kept beside the state; it has to be the same.
        if let (Some(title), Some(text)) = (self.title_in_lists(row), parts.get_mut("text"))
            && text["title"] != title
        {
            text["title_in_lists"] = serde_json::Value::from(title);
        }
        parts
    }

    fn title_in_lists(&self, row: &version::Model) -> Option<&str> {
        let proposal = self.proposals.get(&row.object_id).zip(self.proposal_revisions.get(&row.id));
        let proposal = proposal.filter(|(object, words)| object.revision == words.number);
        let commitment = self.commitments.get(&row.object_id).zip(self.commitment_revisions.get(&row.id));
        let commitment = commitment.filter(|(object, words)| object.revision == words.number);
        let title = proposal.map(|(object, _)| object.title.as_str());
        title.or(commitment.map(|(object, _)| object.title.as_str()))
    }
}

/// The results of objects whose first version is here and whose votes were counted
/// at a close, from the figures that pages show.
async fn results(
    connection: &impl ConnectionTrait,
    known: &Known,
    order: &[Uuid],
) -> Result<Vec<(String, BTreeMap<String, u64>)>> {
    let firsts = order.iter().filter_map(|id| known.versions.get(id)).filter(|row| row.number == 1);
    let objects: Vec<Uuid> = firsts.map(|row| row.object_id).collect();
    let closed = log_count::Column::ClosedBy.is_not_null();
    let mut counted: HashMap<Uuid, log_count::Model> = HashMap::new();
    for some in objects.chunks(400) {
        let rows = log_count::Entity::find().filter(closed.clone());
        let rows = rows.filter(log_count::Column::ObjectId.is_in(some.iter().copied())).all(connection).await?;
        counted.extend(rows.into_iter().map(|row| (row.object_id, row)));
    }
    let phases = known.proposals.values().map(|row| row.phase_id);
    let phases = phases.chain(known.commitments.values().filter_map(|row| row.phase_id)).collect::<Vec<_>>();
    let phases = of::<phase::Entity, _>(connection, phase::Column::Id, phases).await?;
    let closed: Vec<Uuid> = phases.into_iter().filter(|row| row.closed_at.is_some()).map(|row| row.id).collect();
    let mut results = Vec::new();
    for id in objects.into_iter().filter(|id| counted.contains_key(id)) {
        let shown = match (known.proposals.get(&id), known.commitments.get(&id)) {
            (Some(row), _) if closed.contains(&row.phase_id) => (&row.reference, [row.agree, row.mixed, row.disagree]),
            (_, Some(row)) if row.phase_id.is_some_and(|phase| closed.contains(&phase)) => {
                (&row.reference, [row.agree, row.mixed, row.disagree])
            }
            // Voting goes on, or began again: nothing is final.
            _ => continue,
        };
        let choices = [Choice::Agree, Choice::Mixed, Choice::Disagree].map(|choice| choice.as_str().to_owned());
        let counts = shown.1.map(|count| u64::try_from(count).unwrap_or_default());
        results.push((shown.0.clone(), choices.into_iter().zip(counts).collect()));
    }
    Ok(results)
}
