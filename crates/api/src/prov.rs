//! Provenance in PROV-JSON (W3C member submission of 2013, of PROV-DM): who did
//! what, to which version, from which versions.
//!
//! Entities are versions, named by their address, and the things that they are
//! versions of; an activity is the act that made a version; agents are public
//! names, administrations, and staff by role: never an account, never the name of
//! a member of staff. Counts of votes that may still change are left out.

mod stream;

use std::collections::{BTreeMap, HashMap};

use domain::lineage::{Actor, Graph, LineagePage, Node, ObjectKind, Relation, Step};
use domain::moderation::Visibility;
use domain::policy::Role;
use domain::reference::Reference;
use serde_json::{Map, Value, json};

use crate::time::stamp;

pub use stream::process;

/// The members of a document, in the order in which they are written.
pub const SECTIONS: [&str; 12] = [
    "prefix",
    "entity",
    "activity",
    "agent",
    "wasGeneratedBy",
    "used",
    "wasDerivedFrom",
    "wasAttributedTo",
    "wasAssociatedWith",
    "actedOnBehalfOf",
    "specializationOf",
    "wasInvalidatedBy",
];

/// Records by section and by name.
#[derive(Debug, Default)]
pub struct Document(BTreeMap<&'static str, BTreeMap<String, Value>>);

/// The provenance of one thing, whole. `base` is the public URL.
#[must_use]
pub fn document(page: &LineagePage, base: &str) -> Value {
    let graph = Graph::whole(page);
    let nodes: Vec<&Node> = graph.points.iter().map(|point| &point.node).collect();
    let steps: Vec<&Step> = page.all().collect();
    Document::of(&nodes, &steps, base).whole()
}

impl Document {
    /// The records of these versions and of the steps that led to them.
    #[must_use]
    pub fn of(nodes: &[&Node], steps: &[&Step], base: &str) -> Self {
        let mut it = Self::default();
        it.put("prefix", "at".to_owned(), json!(format!("{base}/")));
        it.put("prefix", "act".to_owned(), json!(format!("{base}/prov/act/")));
        it.put("prefix", "agent".to_owned(), json!(format!("{base}/prov/agent/")));
        it.put("prefix", "parvis".to_owned(), json!(format!("{base}/prov/terms#")));
        let mut into: HashMap<String, Vec<&Step>> = HashMap::new();
        let mut ends: HashMap<&Reference, Vec<&Step>> = HashMap::new();
        for step in steps {
            into.entry(step.to.id()).or_default().push(step);
            if matches!(step.relation, Relation::ModeratedBy | Relation::WithdrawnBy) {
                ends.entry(&step.from.reference).or_default().push(step);
            }
        }
        let none = Vec::new();
        for node in nodes.iter().filter(|node| is_settled(node)) {
            it.version(node);
            it.act(node, into.get(&node.id()).unwrap_or(&none));
            it.invalidation(node, ends.get(&node.reference).unwrap_or(&none));
        }
        it
    }

    /// The records of a section.
    #[must_use]
    pub fn section(&self, name: &str) -> Option<&BTreeMap<String, Value>> {
        self.0.get(name)
    }

    /// Everything as one value.
    #[must_use]
    pub fn whole(self) -> Value {
        let sections = self.0.into_iter().map(|(name, records)| (name.to_owned(), json!(records)));
        Value::Object(sections.collect::<Map<_, _>>())
    }

    fn put(&mut self, section: &'static str, name: String, record: Value) {
        self.0.entry(section).or_default().insert(name, record);
    }

    fn version(&mut self, node: &Node) {
        let entity = entity(node);
        let mut record = json!({
            "prov:type": typed(node.kind.about().prov),
            "parvis:ref": node.reference.as_str(),
            "parvis:version": node.version,
            "parvis:visibility": node.visibility.as_str(),
        });
        if !node.title.is_empty() {
            record["prov:label"] = json!(node.title);
        }
        if let Some(outcome) = &node.outcome {
            record["parvis:outcome"] = json!(outcome);
        }
        if let Some(count) = &node.count {
            record["parvis:agree"] = json!(count.counts.agree);
            record["parvis:mixed"] = json!(count.counts.mixed);
            record["parvis:disagree"] = json!(count.counts.disagree);
        }
        self.put("entity", entity.clone(), record);
        if node.kind != ObjectKind::Tally {
            let thing = thing(node);
            self.put("entity", thing.clone(), json!({ "prov:type": typed(node.kind.about().prov) }));
            let record = json!({ "prov:specificEntity": entity, "prov:generalEntity": thing });
            self.put("specializationOf", format!("_:s-{}", node.id()), record);
        }
        if let Some(author) = &node.author {
            let agent = self.agent(author);
            let record = json!({ "prov:entity": entity, "prov:agent": agent });
            self.put("wasAttributedTo", format!("_:t-{}", node.id()), record);
        }
    }

    /// The act that made a version: one, whatever it took.
    fn act(&mut self, node: &Node, into: &[&Step]) {
        let (entity, activity, at) = (entity(node), activity(node), stamp(node.at));
        let kind = into.iter().map(|step| step.relation).find(|relation| *relation != Relation::KnownTo);
        let kind = kind.map_or("first_version", Relation::as_str);
        let record = json!({ "prov:startTime": at, "prov:endTime": at, "prov:type": typed(&format!("parvis:{kind}")) });
        self.put("activity", activity.clone(), record);
        let record = json!({ "prov:entity": entity, "prov:activity": activity, "prov:time": at });
        self.put("wasGeneratedBy", format!("_:g-{}", node.id()), record);
        if let Some(actor) = into.iter().find_map(|step| step.actor.as_ref()).or(node.author.as_ref()) {
            let agent = self.agent(actor);
            let record = json!({ "prov:activity": activity, "prov:agent": agent });
            self.put("wasAssociatedWith", format!("_:a-{}", node.id()), record);
        }
        // That the result of a vote was known when something was decided does not say
        // that it was used: times alone tell it.
        let made_from = |step: &&&Step| is_settled(&step.from) && step.relation != Relation::KnownTo;
        for step in into.iter().filter(made_from) {
            let from = self::entity(&step.from);
            let name = format!("{}-{}", step.from.id(), node.id());
            let mut record = json!({ "prov:activity": activity, "prov:entity": from, "prov:time": at });
            record["prov:role"] = typed(&format!("parvis:{}", step.relation));
            self.put("used", format!("_:u-{name}"), record);
            if let Some(kind) = derives(step.relation) {
                let mut record =
                    json!({ "prov:generatedEntity": entity, "prov:usedEntity": from, "prov:activity": activity });
                if !kind.is_empty() {
                    record["prov:type"] = typed(kind);
                }
                self.put("wasDerivedFrom", format!("_:d-{name}"), record);
            }
        }
    }

    /// What can no longer be read was invalidated: by an act that is known, or
    /// (erasures, which are nobody's to tell) by none.
    fn invalidation(&mut self, node: &Node, steps: &[&Step]) {
        if node.visibility == Visibility::Public || node.kind == ObjectKind::Tally {
            return;
        }
        let of_it = |step: &&&Step| step.from.version >= node.version;
        let ends = |step: &&&Step| match node.visibility {
            Visibility::Hidden => {
                step.relation == Relation::ModeratedBy
                    && step.to.outcome.as_deref() == Some(Visibility::Hidden.as_str())
            }
            Visibility::Withdrawn => step.relation == Relation::WithdrawnBy,
            Visibility::Public | Visibility::Erased => false,
        };
        let mut record = json!({ "prov:entity": entity(node) });
        if let Some(step) = steps.iter().filter(of_it).filter(ends).max_by_key(|step| step.at) {
            record["prov:activity"] = json!(activity(&step.to));
            record["prov:time"] = json!(stamp(step.at));
        }
        self.put("wasInvalidatedBy", format!("_:i-{}", node.id()), record);
    }

    /// An agent by what the public knows of it.
    fn agent(&mut self, actor: &Actor) -> String {
        match actor {
            Actor::Participant(name) => {
                let agent = format!("agent:public-name/{}", word(name));
                self.put(
                    "agent",
                    agent.clone(),
                    json!({ "prov:label": name, "prov:type": typed("parvis:Participant") }),
                );
                agent
            }
            Actor::Administration(name) => self.administration(name),
            Actor::Staff(staff) => {
                let role = staff.role.as_str();
                let Some(organisation) = &staff.organisation else {
                    // Another platform is no person, and is named.
                    let named = staff.role == Role::Moderator && !staff.name.is_empty();
                    let agent = if named {
                        format!("agent:role/{role}/{}", word(&staff.name))
                    } else {
                        format!("agent:role/{role}")
                    };
                    self.put("agent", agent.clone(), json!({ "prov:type": typed(&format!("parvis:{role}")) }));
                    return agent;
                };
                let agent = format!("agent:role/{role}/{}", word(organisation));
                self.put("agent", agent.clone(), json!({ "prov:type": typed(&format!("parvis:{role}")) }));
                let responsible = self.administration(organisation);
                let record = json!({ "prov:delegate": agent, "prov:responsible": responsible });
                self.put("actedOnBehalfOf", format!("_:b-{role}-{}", word(organisation)), record);
                agent
            }
            Actor::System => {
                let agent = "agent:platform".to_owned();
                self.put("agent", agent.clone(), json!({ "prov:type": typed("prov:SoftwareAgent") }));
                agent
            }
        }
    }

    fn administration(&mut self, name: &str) -> String {
        let agent = format!("agent:organisation/{}", word(name));
        self.put("agent", agent.clone(), json!({ "prov:label": name, "prov:type": typed("prov:Organization") }));
        agent
    }
}

/// What the later version was made from; what a comment or a decision is about is
/// used, and no more. A revision says that it is one.
const fn derives(relation: Relation) -> Option<&'static str> {
    match relation {
        Relation::RevisedAs | Relation::PublishedAs | Relation::AdoptedAs | Relation::WithdrawnBy => {
            Some("prov:Revision")
        }
        Relation::SourceOf | Relation::HasMilestone => Some(""),
        Relation::CommentedBy
        | Relation::RepliedBy
        | Relation::DecidedBy
        | Relation::AnsweredBy
        | Relation::ModeratedBy
        | Relation::CountedIn
        | Relation::KnownTo => None,
    }
}

/// A count that may still change is not told.
fn is_settled(node: &Node) -> bool {
    node.count.is_none_or(|count| count.over)
}

fn typed(name: &str) -> Value {
    json!({ "$": name, "type": "prov:QUALIFIED_NAME" })
}

/// The thing that a version is a version of.
fn thing(node: &Node) -> String {
    format!("at:{}/{}", node.kind.about().path, node.reference)
}

fn entity(node: &Node) -> String {
    match &node.count {
        Some(_) => format!("at:tallies/{}", node.id()),
        None => format!("{}/versions/{}", thing(node), node.version),
    }
}

fn activity(node: &Node) -> String {
    format!("act:{}", node.id())
}

/// A name as part of an address: all but letters, digits and a few marks is
/// percent-encoded.
fn word(name: &str) -> String {
    form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>().replace('+', "%20")
}
