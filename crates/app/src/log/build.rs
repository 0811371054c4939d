//! From outbox rows to entries. Each version is logged once, after those that it
//! comes from; a draft says nothing before it is published; what cannot be read
//! is committed to, and at once explained.

use std::collections::{BTreeMap, HashMap, HashSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::Time;
use entities::{act, log_opening, outbox, version};
use ledger::commitment::Opening;
use ledger::entry::{Act, Entry, Event, Fact, Imported, Link, PartChange, Target, Version};
use serde_json::{Value, json};
use uuid::Uuid;

use super::batch::{Batch, Opened};
use super::known::{Known, id_in, text_in};
use super::said::{ERASED, MODERATED, WITHDRAWN, fact, withheld};
use super::{kept, ours, stamp};
use crate::ctx::Ctx;
use crate::error::Result;

/// Entries after which no further row is begun: a transaction stays within 256, for
/// a row makes few.
const ENOUGH: usize = 224;
/// Acts whose subject and reason are public by nature; the others name people,
/// or are said again by the decision that they are about.
const PUBLIC_ACTS: [&str; 4] = ["process.", "phase.", "organisation.", "site."];

/// Builds batches after `base` entries, one for each transaction.
pub(super) fn build(ctx: &Ctx, known: &Known, base: u64, rows: &[outbox::Model]) -> Result<Vec<Batch>> {
    let batch = Batch { base, ..Batch::default() };
    let mut builder = Builder { ctx, known, batch, full: Vec::new(), made: HashMap::new(), settled: HashSet::new() };
    for row in rows {
        builder.row(row)?;
        builder.batch.rows.push(row.id);
        if builder.batch.entries.len() >= ENOUGH {
            builder.turn();
        }
    }
    builder.turn();
    Ok(builder.full)
}

struct Builder<'a> {
    ctx: &'a Ctx,
    known: &'a Known,
    /// The batch that is being made, and those that are.
    batch: Batch,
    full: Vec<Batch>,
    /// Entries of versions of these batches.
    made: HashMap<Uuid, u64>,
    /// Objects whose visibility was looked at.
    settled: HashSet<Uuid>,
}

impl Builder<'_> {
    /// Begins another batch.
    fn turn(&mut self) {
        let base = self.batch.base + self.batch.entries.len() as u64;
        let next = Batch { base, ..Batch::default() };
        self.full.push(std::mem::replace(&mut self.batch, next));
    }

    fn row(&mut self, row: &outbox::Model) -> Result<()> {
        match row.topic.as_str() {
            "version" => self.versions_of(text_in(row, "ref"), row.at),
            "imported" => self.imported(row),
            "act" => match id_in(row, "act").and_then(|id| self.known.acts.get(&id)) {
                Some(act) => self.act(act),
                None => Ok(()),
            },
            "visibility" => {
                self.versions_of(text_in(row, "ref"), row.at)?;
                self.visibility(row)
            }
            "part_erased" => self.erased(row),
            _ => Ok(()),
        }
    }

    /// Every version of a reference that is not in the log.
    fn versions_of(&mut self, reference: &str, logged_at: Time) -> Result<()> {
        let ids = self.known.by_reference.get(reference).cloned().unwrap_or_default();
        ids.into_iter().try_for_each(|id| self.version(id, logged_at).map(drop))
    }

    /// The entry of a version, made now if it has none; none for what is not
    /// public.
    fn version(&mut self, id: Uuid, logged_at: Time) -> Result<Option<u64>> {
        if let Some(number) = self.known.logged.get(&id).or_else(|| self.made.get(&id)) {
            return Ok(Some(*number));
        }
        let Some(row) = self.known.versions.get(&id) else { return Ok(None) };
        if self.known.is_private(row) {
            return Ok(None);
        }
        let mut links = Vec::new();
        for link in self.known.into.get(&id).map(Vec::as_slice).unwrap_or_default() {
            if self.version(link.from_version, logged_at)?.is_some()
                && let Some(from) = self.known.versions.get(&link.from_version)
            {
                links.push(Link { relation: link.relation.clone(), target: target(from) });
            }
        }
        links.sort();
        links.dedup();
        let said = self.known.said(row);
        let imported =
            said.source.as_deref().map(|source| Imported { claimed_at: stamp(row.at), source: code(source) });
        let (commitments, openings) = self.commit(&said.parts, Opened::version(row))?;
        let event = Event::Version(Version {
            kind: row.kind.clone(),
            target: target(row),
            links,
            parts: commitments,
            facts: said.facts,
            imported,
        });
        let at = if said.source.is_some() { logged_at } else { row.at };
        let process = self.code_of(row.process_id);
        let number = self.batch.push(&Entry { at: stamp(at), process: process.clone(), event })?;
        self.made.insert(id, number);
        self.batch.versions.push((id, number));
        self.open(number, openings, row.process_id, said.withheld, logged_at)?;
        for milestone in self.known.milestones_of.get(&id).cloned().unwrap_or_default() {
            self.version(milestone, logged_at)?;
        }
        Ok(Some(number))
    }

    /// What another platform counted, and the documents put forward there.
    fn imported(&mut self, row: &outbox::Model) -> Result<()> {
        match text_in(row, "kind") {
            "tally" => {
                let mut facts = BTreeMap::new();
                for choice in ["agree", "mixed", "disagree"] {
                    let count = row.payload.get(choice).and_then(Value::as_i64).unwrap_or_default();
                    facts.insert(choice.to_owned(), Fact::Integer(count));
                }
                facts.insert("as_of".to_owned(), fact(text_in(row, "as_of")));
                self.about(row, "import.tally", text_in(row, "ref"), (&[], Opened::default()), facts, None)
            }
            "source" => {
                let facts = BTreeMap::from([("claimed_at".to_owned(), fact(text_in(row, "claimed_at")))]);
                let source = id_in(row, "id").and_then(|id| self.known.sources.get(&id));
                let opened = source.map_or_else(Opened::default, |source| Opened::document(source.id));
                let parts = source.map(|source| {
                    let text = json!({
                        "title": source.title, "link": source.link, "category": source.category,
                        "body": source.body, "format": source.format,
                    });
                    [("text", text), ("author", self.known.author(source.account_id, None))]
                });
                let hidden = source.and_then(|source| withheld(&source.visibility, "public"));
                self.about(
                    row,
                    "import.source",
                    text_in(row, "on"),
                    (parts.as_ref().map_or(&[], |parts| parts.as_slice()), opened),
                    facts,
                    hidden,
                )
            }
            _ => self.versions_of(text_in(row, "ref"), row.at),
        }
    }

    /// Something that an import says about the first version of an object.
    fn about(
        &mut self,
        row: &outbox::Model,
        action: &str,
        reference: &str,
        (parts, opened): (&[(&'static str, Value)], Opened),
        facts: BTreeMap<String, Fact>,
        hidden: Option<&'static str>,
    ) -> Result<()> {
        self.versions_of(reference, row.at)?;
        let first = self.known.by_reference.get(reference).and_then(|ids| ids.first());
        let on = first.and_then(|id| self.known.versions.get(id)).map(target);
        let (parts, openings) = self.commit(parts, opened)?;
        let act = Act { action: action.to_owned(), role: "system".to_owned(), on, parts, facts };
        let process = self.code_of(row.process_id);
        let number = self.batch.push(&Entry { at: stamp(row.at), process, event: Event::Act(act) })?;
        self.open(number, openings, row.process_id, hidden, row.at)
    }

    fn act(&mut self, row: &act::Model) -> Result<()> {
        let on = match row.version_id {
            Some(id) => self.version(id, row.at)?.and_then(|_| self.known.versions.get(&id)).map(target),
            None => None,
        };
        let process = self.code_of(row.process_id);
        let is_public = row.process_id.is_none_or(|id| self.known.processes.get(&id).is_some_and(|row| row.published));
        let mut facts = BTreeMap::new();
        let mut parts = Vec::new();
        if is_public && PUBLIC_ACTS.iter().any(|prefix| row.action.starts_with(prefix)) {
            facts.insert("subject".to_owned(), fact(&row.subject));
            if !row.reason.is_empty() {
                parts.push(("reason", json!(row.reason)));
            }
        }
        let (parts, openings) = self.commit(&parts, Opened::default())?;
        let act = Act { action: row.action.clone(), role: row.role.clone(), on, parts, facts };
        let number = self.batch.push(&Entry { at: stamp(row.at), process, event: Event::Act(act) })?;
        self.open(number, openings, row.process_id, None, row.at)
    }

    /// Words hidden, taken back or shown again: what is now, against what the
    /// log last said.
    fn visibility(&mut self, row: &outbox::Model) -> Result<()> {
        for object in self.known.objects_of(row) {
            if !self.settled.insert(object) {
                continue;
            }
            for opening in self.known.openings.get(&object).cloned().unwrap_or_default() {
                let version = opening.version_id.and_then(|id| self.known.versions.get(&id));
                let Some(version) = version.filter(|_| opening.part == "text") else { continue };
                let wanted = self.known.said(version).withheld;
                let said = opening.withheld.clone().filter(|_| opening.explained_by.is_some());
                match (wanted, said) {
                    (Some(wanted), said) if said.as_deref() != Some(wanted) => {
                        self.change(opening, row, Some(wanted), wanted == ERASED)?;
                    }
                    (None, Some(said)) if opening.value.is_some() && (said == MODERATED || said == WITHDRAWN) => {
                        self.change(opening, row, None, false)?;
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Parts that were erased for good.
    fn erased(&mut self, row: &outbox::Model) -> Result<()> {
        let (version, document) = (id_in(row, "version_id"), id_in(row, "document"));
        let parts = row.payload.get("parts").and_then(Value::as_array).cloned().unwrap_or_default();
        let reason = code(text_in(row, "reason"));
        let is_meant = |opening: &log_opening::Model| {
            let of_version = version.is_some() && opening.version_id == version;
            let of_document = document.is_some() && opening.object_id == document;
            (of_version || of_document) && parts.iter().any(|part| part.as_str() == Some(&opening.part))
        };
        // What these batches were to open never gets into the database; that it is
        // erased does, with its entry, should nothing after it be kept.
        let mut pending = Vec::new();
        for opening in self.full.iter_mut().chain([&mut self.batch]).flat_map(|batch| &mut batch.openings) {
            if is_meant(opening) {
                (opening.salt, opening.value, opening.explained_by) = (None, None, None);
                opening.withheld = Some(reason.clone());
                pending.push(opening.clone());
            }
        }
        for opening in pending {
            self.change(opening, row, Some(&reason), true)?;
        }
        let version = version.and_then(|version| self.known.versions.get(&version));
        let object = version.map(|version| version.object_id).or(document);
        let openings = object.and_then(|object| self.known.openings.get(&object)).cloned().unwrap_or_default();
        for opening in openings.into_iter().filter(is_meant) {
            self.change(opening, row, Some(&reason), true)?;
        }
        Ok(())
    }

    fn change(&mut self, was: log_opening::Model, row: &outbox::Model, why: Option<&str>, forget: bool) -> Result<()> {
        let changed = self.changed(was, row, why, forget)?;
        self.batch.changed.push(changed);
        Ok(())
    }

    /// Logs that a part is no longer, or again, published; answers its new row.
    fn changed(
        &mut self,
        was: log_opening::Model,
        row: &outbox::Model,
        why: Option<&str>,
        forget: bool,
    ) -> Result<log_opening::Model> {
        let reason = why.unwrap_or("restored").to_owned();
        let change = PartChange { entry: super::read(was.entry), part: was.part.clone(), reason };
        let event = if why.is_some() { Event::PartErased(change) } else { Event::PartRestored(change) };
        let process = self.code_of(row.process_id);
        let number = self.batch.push(&Entry { at: stamp(row.at), process, event })?;
        let (salt, value) = if forget { (None, None) } else { (was.salt.clone(), was.value.clone()) };
        let (withheld, explained_by) = (why.map(str::to_owned), Some(kept(number)));
        Ok(log_opening::Model { salt, value, withheld, explained_by, ..was })
    }

    /// Commits to parts under fresh salts, or those that a receipt has shown.
    fn commit(
        &self,
        parts: &[(&'static str, Value)],
        of: Opened,
    ) -> Result<(BTreeMap<String, ledger::Hash>, Vec<log_opening::Model>)> {
        let known = of.version.and_then(|version| self.known.salts.get(&version));
        let (mut commitments, mut openings) = (BTreeMap::new(), Vec::new());
        for (part, value) in parts {
            let known = known.and_then(|known| super::receipt::salt_of(known, part));
            let salt = known.unwrap_or_else(|| {
                let mut salt = [0; 32];
                self.ctx.app.random.fill(&mut salt);
                salt
            });
            let opening = Opening { salt, value: value.clone() };
            commitments.insert((*part).to_owned(), opening.commitment(part).map_err(ours)?);
            openings.push(log_opening::Model {
                entry: 0,
                part: (*part).to_owned(),
                version_id: of.version,
                object_id: of.object,
                salt: Some(STANDARD.encode(salt)),
                value: Some(value.to_string()),
                withheld: None,
                explained_by: None,
            });
        }
        Ok((commitments, openings))
    }

    /// Keeps what opens an entry; a text that cannot be read is explained at once.
    fn open(
        &mut self,
        number: u64,
        openings: Vec<log_opening::Model>,
        process: Option<Uuid>,
        why: Option<&'static str>,
        at: Time,
    ) -> Result<()> {
        for mut opening in openings {
            opening.entry = kept(number);
            if let Some(reason) = why.filter(|_| opening.part == "text") {
                let change = PartChange { entry: number, part: opening.part.clone(), reason: reason.to_owned() };
                let process = self.code_of(process);
                let event = Event::PartErased(change);
                let explained = self.batch.push(&Entry { at: stamp(at), process, event })?;
                opening.withheld = Some(reason.to_owned());
                opening.explained_by = Some(kept(explained));
                if reason == ERASED {
                    (opening.salt, opening.value) = (None, None);
                }
            }
            self.batch.openings.push(opening);
        }
        Ok(())
    }

    /// The code of a process: what waits here is public, or was.
    fn code_of(&self, process: Option<Uuid>) -> Option<String> {
        process.and_then(|id| self.known.processes.get(&id)).map(|row| row.code.clone())
    }
}

fn target(row: &version::Model) -> Target {
    Target { reference: row.reference.clone(), version: u32::try_from(row.number).unwrap_or_default() }
}

/// A word as the codes of the log are written.
fn code(text: &str) -> String {
    text.chars().map(|c| if c == '-' { '_' } else { c }).collect()
}
