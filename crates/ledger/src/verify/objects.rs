//! What the platform shows, against what its log has, both ways: nothing is shown
//! that was not logged, nothing that was logged is shown otherwise, and nothing
//! vanishes from the pages while the log still opens it.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value, json};

use super::lines::show;
use super::walk::{Log, entry_path};
use super::{Check, Problem, Stage, Verifier};
use crate::commitment::Openings;
use crate::entry::{Fact, Target};
use crate::error::{Error, Result};
use crate::hash::Hash;
use crate::jcs;
use crate::time::Timestamp;

/// Seconds that something may be public before it is in the log.
const MAX_DELAY: u64 = 3_600;

/// Something that the platform shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// A version of an object.
    Object(PublicObject),
    /// The result of the votes on an object whose phase has closed: how many made
    /// each choice.
    Result(String, BTreeMap<String, u64>),
}

/// A version that is public somewhere else (a page, the JSON API, an archive), and
/// that the log must have.
#[derive(Clone, Debug, PartialEq)]
pub struct PublicObject {
    /// Which version of which.
    pub target: Target,
    /// Since when the platform has it, if it says so: what is new may not be in the
    /// log yet.
    pub since: Option<Timestamp>,
    /// What is shown of it, by part; must be what the log opens to.
    pub parts: BTreeMap<String, Value>,
    /// What is shown of its facts; must be what the log says.
    pub facts: BTreeMap<String, Fact>,
}

impl Shown {
    /// The line of a file.
    ///
    /// # Errors
    /// When a value is not one that the log could have.
    pub fn line(&self) -> Result<String> {
        let value = match self {
            Self::Result(reference, counts) => json!({ "ref": reference, "result": counts }),
            Self::Object(object) => {
                let mut value = json!({ "ref": object.target.reference, "version": object.target.version });
                if let Some(since) = object.since {
                    value["since"] = json!(since.to_string());
                }
                let facts = object.facts.iter().map(|(name, fact)| (name.clone(), plain(fact)));
                for (name, members) in
                    [("parts", object.parts.clone().into_iter().collect()), ("facts", facts.collect())]
                {
                    let members: Map<String, Value> = members;
                    if !members.is_empty() {
                        value[name] = Value::Object(members);
                    }
                }
                value
            }
        };
        let mut line = jcs::to_string(&value)?;
        line.push('\n');
        Ok(line)
    }

    fn parse(line: &str) -> Result<Self> {
        let value: Value = serde_json::from_str(line).map_err(|error| bad(&error.to_string()))?;
        let Value::Object(mut members) = value else { return Err(bad("not an object")) };
        let mut take = |name: &str| members.remove(name);
        let reference = take("ref").and_then(|reference| reference.as_str().map(str::to_owned));
        let reference = reference.ok_or_else(|| bad("no “ref”"))?;
        if let Some(result) = take("result") {
            let counts = map(Some(result), "result")?.into_iter();
            let counts = counts.map(|(choice, count)| Some((choice, count.as_u64()?))).collect::<Option<_>>();
            return Ok(Self::Result(reference, counts.ok_or_else(|| bad("“result” is not counts"))?));
        }
        let version = take("version").and_then(|number| number.as_u64()?.try_into().ok());
        let version = version.ok_or_else(|| bad("no “version”"))?;
        let since = take("since").map(|since| Timestamp::parse(since.as_str().unwrap_or_default())).transpose()?;
        let parts = map(take("parts"), "parts")?.into_iter().collect();
        let facts = map(take("facts"), "facts")?.into_iter().map(|(name, value)| Some((name, fact(&value)?)));
        let facts = facts.collect::<Option<_>>().ok_or_else(|| bad("“facts” are not facts"))?;
        Ok(Self::Object(PublicObject { target: Target { reference, version }, since, parts, facts }))
    }
}

fn bad(why: &str) -> Error {
    Error::malformed("objects", why)
}

fn map(value: Option<Value>, name: &str) -> Result<Map<String, Value>> {
    match value {
        Some(Value::Object(members)) => Ok(members),
        None | Some(Value::Null) => Ok(Map::new()),
        Some(_) => Err(bad(&format!("“{name}” is not an object"))),
    }
}

fn plain(fact: &Fact) -> Value {
    match fact {
        Fact::Text(text) => json!(text),
        Fact::Integer(number) => json!(number),
        Fact::Flag(flag) => json!(flag),
    }
}

fn fact(value: &Value) -> Option<Fact> {
    match value {
        Value::String(text) => Some(Fact::Text(text.clone())),
        Value::Bool(flag) => Some(Fact::Flag(*flag)),
        other => other.as_i64().map(Fact::Integer),
    }
}

/// Where the platform lists what it shows: files from number 0, until there is none.
#[must_use]
pub fn objects_path(number: u64) -> String {
    format!("objects/{number}.jsonl")
}

/// Reads lines of what is shown:
/// `{"ref":"…","version":1,"parts":{…},"facts":{…},"since":"…"}` or
/// `{"ref":"…","result":{…}}`.
///
/// # Errors
/// When a line is neither.
pub fn parse_objects(text: &str) -> Result<Vec<Shown>> {
    text.lines().filter(|line| !line.is_empty()).map(Shown::parse).collect()
}

impl Verifier<'_> {
    /// The processes whose openings are here.
    pub(super) fn read_scope(&mut self) {
        const PATH: &str = "scope";
        if !self.reads_scope {
            return;
        }
        let Some(bytes) = self.read(None, PATH, false) else { return };
        let value = jcs::parse(&bytes).ok();
        let processes = value.as_ref().filter(|value| value["v"] == 1).and_then(|value| value["processes"].as_array());
        let codes = processes.and_then(|codes| codes.iter().map(|code| code.as_str().map(str::to_owned)).collect());
        match codes {
            Some(codes) => self.report.scope = Some(codes),
            None => self.malformed(None, PATH, &Error::malformed("scope", "not processes")).unwrap_or_default(),
        }
    }

    /// What is shown is in the log, as it is shown; what the log opens is shown.
    pub(super) fn check_objects(&mut self, log: &Log) {
        for shown in std::mem::take(&mut self.objects) {
            self.check_shown(log, &shown, &mut HashMap::new());
        }
        let wanted = [Check::Objects, Check::Shown, Check::Results];
        if !self.reads_objects || !wanted.into_iter().any(|check| self.checks.contains(check)) {
            return;
        }
        let mut seen: HashMap<u64, Vec<String>> = HashMap::new();
        for number in 0.. {
            let path = objects_path(number);
            let before = self.report.findings.len();
            let Some(bytes) = self.read(None, &path, number == 0) else {
                if self.report.findings.len() > before {
                    return;
                }
                break;
            };
            let lines = String::from_utf8(bytes).map_err(|_| bad("not UTF-8")).and_then(|text| parse_objects(&text));
            match lines {
                Ok(lines) => lines.iter().for_each(|shown| self.check_shown(log, shown, &mut seen)),
                Err(error) => return self.malformed(None, &path, &error).unwrap_or_default(),
            }
            self.tell(Stage::Objects, number + 1, number + 2);
        }
        self.check_vanished(log, &seen);
    }

    fn check_shown(&mut self, log: &Log, shown: &Shown, seen: &mut HashMap<u64, Vec<String>>) {
        let object = match shown {
            Shown::Object(object) => object,
            Shown::Result(reference, counts) => return self.check_result(log, reference, counts),
        };
        let Target { reference, version } = object.target.clone();
        let Some(index) = log.versions.get(&object.target).copied() else {
            let due = object.since.is_none_or(|since| since.plus_seconds(MAX_DELAY) < self.now);
            if due {
                self.found(Check::Objects, None, "objects", Problem::Unlogged { reference, version });
            }
            return;
        };
        self.report.shown += 1;
        seen.insert(index, object.parts.keys().cloned().collect());
        let mut differs = Vec::new();
        let opened = self.opened.get(&index);
        for (part, value) in &object.parts {
            let digest = jcs::to_string(value).ok().map(|value| Hash::of(&[value.as_bytes()]));
            if digest.is_none() || opened.and_then(|opened| opened.get(part)) != digest.as_ref() {
                differs.push((Openings::path(index), part.clone()));
            }
        }
        let facts = log.facts.get(&index);
        for (name, fact) in &object.facts {
            if facts.and_then(|facts| facts.get(name)) != Some(fact) {
                differs.push((entry_path(index, log), name.clone()));
            }
        }
        for (path, part) in differs {
            let problem = Problem::ShownOtherwise { reference: reference.clone(), version, part };
            self.found(Check::Objects, Some(index), &path, problem);
        }
    }

    /// What the log opens and no page shows. Only texts: who wrote is not shown of
    /// what an organisation says.
    fn check_vanished(&mut self, log: &Log, seen: &HashMap<u64, Vec<String>>) {
        let mut versions: Vec<(&Target, u64)> = log.versions.iter().map(|(target, index)| (target, *index)).collect();
        versions.sort_by_key(|(_, index)| *index);
        for (target, index) in versions {
            let part = "text".to_owned();
            let opened = self.opened.get(&index).is_some_and(|opened| opened.contains_key(&part));
            let shown = seen.get(&index).is_some_and(|parts| parts.contains(&part));
            if opened && !shown {
                let Target { reference, version } = target.clone();
                let problem = Problem::NotShown { reference, version, part };
                self.found(Check::Shown, Some(index), &Openings::path(index), problem);
            }
        }
    }

    /// The result that is shown is that of the last close.
    fn check_result(&mut self, log: &Log, reference: &str, counts: &BTreeMap<String, u64>) {
        let mut closes = log.votes.iter().filter(|(_, votes)| votes.closing && votes.reference == reference);
        let Some((index, votes)) = closes.next_back() else { return };
        let (shown, logged) = (show(Some(counts)), show(votes.tally.as_ref()));
        if shown != logged {
            let problem = Problem::ResultShown { reference: reference.to_owned(), shown, logged };
            self.found(Check::Results, Some(*index), &entry_path(*index, log), problem);
        }
    }
}
