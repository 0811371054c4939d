//! The list of what the platform shows: one line of canonical JSON for each version
//! and each result.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::entry::{Fact, Link, Target};
use crate::error::{Error, Result};
use crate::fields::check_token;
use crate::jcs;
use crate::time::Timestamp;

/// Something that the platform shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// A version of an object.
    Object(PublicObject),
    /// How many made each choice.
    Result(PublicResult),
}

/// A version that is public somewhere else (a page, the JSON API, an archive), and
/// that the log must have.
#[derive(Clone, Debug, PartialEq)]
pub struct PublicObject {
    /// Which version of which.
    pub target: Target,
    /// Since when it is shown so, if the platform says it: what is new may not be in
    /// the log yet.
    pub since: Option<Timestamp>,
    /// When it was made, as it is shown.
    pub at: Option<Timestamp>,
    /// What it is shown to come from, in order.
    pub links: Option<Vec<Link>>,
    /// Where the object is shown to stand.
    pub state: Option<String>,
    /// What is shown of it, by part; must be what the log opens to.
    pub parts: BTreeMap<String, Value>,
    /// What is shown of its facts; must be what the log says.
    pub facts: BTreeMap<String, Fact>,
}

impl PublicObject {
    /// A version of which nothing is shown yet.
    #[must_use]
    pub fn new(target: Target) -> Self {
        let (parts, facts) = (BTreeMap::new(), BTreeMap::new());
        Self { target, since: None, at: None, links: None, state: None, parts, facts }
    }
}

/// The result of the votes on an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicResult {
    /// On which object, by its public reference.
    pub reference: String,
    /// How many made each choice.
    pub counts: BTreeMap<String, u64>,
    /// Counted on another platform; otherwise here, in a phase that has closed.
    pub imported: bool,
    /// Since when it is shown so.
    pub since: Option<Timestamp>,
}

impl Shown {
    /// The line of a file.
    ///
    /// # Errors
    /// When a value is not one that the log could have.
    pub fn line(&self) -> Result<String> {
        let (mut value, since) = match self {
            Self::Result(result) => {
                let name = if result.imported { "imported" } else { "result" };
                (json!({ "ref": result.reference, name: result.counts }), result.since)
            }
            Self::Object(object) => (object.members(), object.since),
        };
        if let Some(since) = since {
            value["since"] = json!(since.to_string());
        }
        let mut line = jcs::to_string(&value)?;
        line.push('\n');
        Ok(line)
    }

    fn parse(line: &str) -> Result<Self> {
        let value: Value = serde_json::from_str(line).map_err(|error| bad(&error.to_string()))?;
        // A value that no log could have would be refused as another, later.
        jcs::to_string(&value)?;
        let Value::Object(mut members) = value else { return Err(bad("not an object")) };
        let reference = members.remove("ref").and_then(|reference| reference.as_str().map(str::to_owned));
        let reference = reference.ok_or_else(|| bad("no “ref”"))?;
        let since = time(&mut members, "since")?;
        for (name, imported) in [("result", false), ("imported", true)] {
            if let Some(result) = members.remove(name) {
                let counts = map(Some(result), name)?.into_iter();
                let counts = counts.map(|(choice, count)| Some((choice, count.as_u64()?))).collect::<Option<_>>();
                let counts = counts.ok_or_else(|| bad(&format!("“{name}” is not counts")))?;
                return Ok(Self::Result(PublicResult { reference, counts, imported, since }));
            }
        }
        let version =
            members.remove("version").and_then(|number| number.as_u64()?.try_into().ok()).filter(|number| *number > 0);
        let target = Target { reference, version: version.ok_or_else(|| bad("no “version”"))? };
        let at = time(&mut members, "at")?;
        let links = members.remove("links").map(|links| read_links(&links).ok_or_else(|| bad("“links” are not links")));
        let state = members.remove("state").map(|state| state.as_str().map(str::to_owned));
        let state = state.map(|state| state.ok_or_else(|| bad("“state” is not a word"))).transpose()?;
        let parts = map(members.remove("parts"), "parts")?.into_iter().collect();
        let facts = map(members.remove("facts"), "facts")?.into_iter().map(|(name, value)| Some((name, fact(&value)?)));
        let facts = facts.collect::<Option<_>>().ok_or_else(|| bad("“facts” are not facts"))?;
        Ok(Self::Object(PublicObject { target, since, at, links: links.transpose()?, state, parts, facts }))
    }
}

impl PublicObject {
    fn members(&self) -> Value {
        let mut value = json!({ "ref": self.target.reference, "version": self.target.version });
        if let Some(at) = self.at {
            value["at"] = json!(at.to_string());
        }
        if let Some(links) = &self.links {
            let links = links.iter().map(|link| {
                json!({ "relation": link.relation, "ref": link.target.reference, "version": link.target.version })
            });
            value["links"] = links.collect();
        }
        if let Some(state) = &self.state {
            value["state"] = json!(state);
        }
        let facts = self.facts.iter().map(|(name, fact)| (name.clone(), plain(fact)));
        for (name, members) in [("parts", self.parts.clone().into_iter().collect()), ("facts", facts.collect())] {
            let members: Map<String, Value> = members;
            if !members.is_empty() {
                value[name] = Value::Object(members);
            }
        }
        value
    }
}

fn bad(why: &str) -> Error {
    Error::malformed("objects", why)
}

fn time(members: &mut Map<String, Value>, name: &str) -> Result<Option<Timestamp>> {
    members.remove(name).map(|time| Timestamp::parse(time.as_str().unwrap_or_default())).transpose()
}

fn read_links(value: &Value) -> Option<Vec<Link>> {
    let links = value.as_array()?.iter().map(|link| {
        Some(Link {
            relation: link["relation"].as_str()?.to_owned(),
            target: Target {
                reference: link["ref"].as_str()?.to_owned(),
                version: link["version"].as_u64()?.try_into().ok()?,
            },
        })
    });
    links.collect()
}

fn map(value: Option<Value>, name: &str) -> Result<Map<String, Value>> {
    match value {
        Some(Value::Object(members)) => {
            members.keys().try_for_each(|member| check_token("objects", member))?;
            Ok(members)
        }
        None => Ok(Map::new()),
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

/// Reads lines of what is shown. Everything but `ref` and `version` may be absent:
/// `{"at":"…","facts":{…},"links":[…],"parts":{…},"ref":"…","since":"…","state":"…","version":1}`;
/// or `{"ref":"…","result":{…},"since":"…"}`, or the same with `imported` for `result`.
///
/// # Errors
/// When a line is neither.
pub fn parse_objects(text: &str) -> Result<Vec<Shown>> {
    text.lines().filter(|line| !line.is_empty()).map(Shown::parse).collect()
}
