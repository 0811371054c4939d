//! The members of an entry: how each type is written and read.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Act, Entry, Event, Fact, Imported, Link, PartChange, Target, Version, Votes, WHAT};
use crate::error::{Error, Result};
use crate::fields::{Fields, check_token};
use crate::hash::Hash;
use crate::time::Timestamp;

/// Bytes of the longest fact.
const LONGEST_FACT: usize = 200;

/// An entry as JSON.
pub(super) fn to_json(entry: &Entry) -> Value {
    let mut members = match &entry.event {
        Event::Version(version) => version.to_json(),
        Event::Act(act) => act.to_json(),
        Event::PartErased(change) => change.to_json("part_erased"),
        Event::PartRestored(change) => change.to_json("part_restored"),
        Event::Votes(votes) => votes.to_json(),
    };
    put(&mut members, "v", json!(1));
    put(&mut members, "at", json!(entry.at.to_string()));
    if let Some(process) = &entry.process {
        put(&mut members, "process", json!(process));
    }
    Value::Object(members)
}

impl Version {
    fn to_json(&self) -> Map<String, Value> {
        let mut members = object(json!({
            "type": "version", "kind": self.kind, "ref": self.target.reference, "version": self.target.version,
        }));
        if !self.links.is_empty() {
            let links = self.links.iter().map(|link| {
                json!({ "relation": link.relation, "ref": link.target.reference, "version": link.target.version })
            });
            put(&mut members, "links", links.collect());
        }
        if let Some(imported) = &self.imported {
            let claimed = imported.claimed_at.to_string();
            put(&mut members, "imported", json!({ "claimed_at": claimed, "source": imported.source }));
        }
        put_parts(&mut members, &self.parts);
        put_facts(&mut members, &self.facts);
        members
    }
}

impl Act {
    fn to_json(&self) -> Map<String, Value> {
        let mut members = object(json!({ "type": "act", "action": self.action, "role": self.role }));
        if let Some(on) = &self.on {
            put(&mut members, "on", json!({ "ref": on.reference, "version": on.version }));
        }
        put_parts(&mut members, &self.parts);
        put_facts(&mut members, &self.facts);
        members
    }
}

impl PartChange {
    fn to_json(&self, kind: &str) -> Map<String, Value> {
        object(json!({ "type": kind, "entry": self.entry, "part": self.part, "reason": self.reason }))
    }
}

impl Votes {
    fn to_json(&self) -> Map<String, Value> {
        let mut members = object(json!({
            "type": "votes", "ref": self.reference, "leaves": self.leaves, "root": self.root.to_base64(),
            "accounts": self.accounts, "closing": self.closing,
        }));
        if let Some(tally) = &self.tally {
            put(&mut members, "tally", json!(tally));
        }
        members
    }
}

pub(super) fn read_version(fields: &mut Fields) -> Result<Version> {
    let links = fields.list("links")?.into_iter().map(|link| {
        let mut fields = Fields::new(WHAT, link)?;
        let link = Link { relation: fields.token("relation")?, target: read_target(&mut fields)? };
        fields.finish()?;
        Ok(link)
    });
    let links = links.collect::<Result<_>>()?;
    let imported = match fields.optional("imported") {
        None => None,
        Some(value) => {
            let mut fields = Fields::new(WHAT, value)?;
            let claimed_at = Timestamp::parse(&fields.string("claimed_at")?)?;
            let imported = Imported { claimed_at, source: fields.token("source")? };
            fields.finish()?;
            Some(imported)
        }
    };
    let (parts, facts) = (read_parts(fields)?, read_facts(fields)?);
    Ok(Version { kind: fields.token("kind")?, target: read_target(fields)?, links, parts, facts, imported })
}

pub(super) fn read_act(fields: &mut Fields) -> Result<Act> {
    let on = match fields.optional("on") {
        None => None,
        Some(value) => {
            let mut fields = Fields::new(WHAT, value)?;
            let target = read_target(&mut fields)?;
            fields.finish()?;
            Some(target)
        }
    };
    let (parts, facts) = (read_parts(fields)?, read_facts(fields)?);
    Ok(Act { action: fields.token("action")?, role: fields.token("role")?, on, parts, facts })
}

pub(super) fn read_part_change(fields: &mut Fields) -> Result<PartChange> {
    Ok(PartChange { entry: fields.count("entry")?, part: fields.token("part")?, reason: fields.token("reason")? })
}

pub(super) fn read_votes(fields: &mut Fields) -> Result<Votes> {
    let tally = match fields.optional("tally") {
        None => None,
        Some(Value::Object(tally)) => Some(tally.into_iter().map(read_count).collect::<Result<_>>()?),
        Some(_) => return Err(fields.wrong("tally", "an object")),
    };
    let Value::Bool(closing) = fields.take("closing")? else {
        return Err(fields.wrong("closing", "true or false"));
    };
    if closing && tally.is_none() {
        return Err(Error::malformed(WHAT, "the close has no tally"));
    }
    Ok(Votes {
        reference: fields.reference("ref")?,
        leaves: fields.count("leaves")?,
        root: Hash::from_base64(&fields.string("root")?)?,
        tally,
        accounts: fields.count("accounts")?,
        closing,
    })
}

fn read_count((choice, count): (String, Value)) -> Result<(String, u64)> {
    check_token(WHAT, &choice)?;
    let count = count.as_u64().ok_or_else(|| Error::malformed(WHAT, "a count is not a number from 0"))?;
    Ok((choice, count))
}

fn read_target(fields: &mut Fields) -> Result<Target> {
    let target = Target { reference: fields.reference("ref")?, version: fields.number("version")? };
    if target.version == 0 { Err(fields.wrong("version", "a number from 1")) } else { Ok(target) }
}

fn read_parts(fields: &mut Fields) -> Result<BTreeMap<String, Hash>> {
    let parts = fields.map("parts")?.into_iter().map(|(part, value)| {
        check_token(WHAT, &part)?;
        let text = value.as_str().ok_or_else(|| Error::malformed(WHAT, "a commitment is not a string"))?;
        Ok((part, Hash::from_base64(text)?))
    });
    parts.collect()
}

fn read_facts(fields: &mut Fields) -> Result<BTreeMap<String, Fact>> {
    let facts = fields.map("facts")?.into_iter().map(|(name, value)| {
        check_token(WHAT, &name)?;
        let fact = match value {
            Value::String(text) if text.len() <= LONGEST_FACT => Fact::Text(text),
            Value::Bool(flag) => Fact::Flag(flag),
            Value::Number(number) => {
                Fact::Integer(number.as_i64().ok_or_else(|| Error::malformed(WHAT, "a fact is too large"))?)
            }
            _ => return Err(Error::malformed(WHAT, format!("the fact “{name}” is not short and simple"))),
        };
        Ok((name, fact))
    });
    facts.collect()
}

fn put(members: &mut Map<String, Value>, name: &str, value: Value) {
    members.insert(name.to_owned(), value);
}

fn put_parts(members: &mut Map<String, Value>, parts: &BTreeMap<String, Hash>) {
    if !parts.is_empty() {
        let parts: Map<String, Value> =
            parts.iter().map(|(part, hash)| (part.clone(), json!(hash.to_base64()))).collect();
        put(members, "parts", Value::Object(parts));
    }
}

fn put_facts(members: &mut Map<String, Value>, facts: &BTreeMap<String, Fact>) {
    if !facts.is_empty() {
        let facts = facts.iter().map(|(name, fact)| {
            let value = match fact {
                Fact::Text(text) => json!(text),
                Fact::Integer(number) => json!(number),
                Fact::Flag(flag) => json!(flag),
            };
            (name.clone(), value)
        });
        put(members, "facts", Value::Object(facts.collect()));
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
