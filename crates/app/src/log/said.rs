//! What an object says in a version, as the log commits to it.

use std::collections::BTreeMap;

use domain::lineage::ObjectKind;
use domain::moderation::Visibility;
use entities::version;
use ledger::entry::Fact;
use serde_json::{Value, json};
use uuid::Uuid;

use super::known::Known;

/// The reason code of words that a moderator hid.
pub(super) const MODERATED: &str = "moderated";
/// That of words that their author took back.
pub(super) const WITHDRAWN: &str = "withdrawn";
/// That of what was erased.
pub(super) const ERASED: &str = "erased";
/// Bytes of the longest fact.
const FACT: usize = 200;

/// What an object says in a version.
#[derive(Default)]
pub(super) struct Said {
    pub(super) parts: Vec<(&'static str, Value)>,
    pub(super) facts: BTreeMap<String, Fact>,
    /// Why its text cannot be read.
    pub(super) withheld: Option<&'static str>,
    /// Where it comes from.
    pub(super) source: Option<String>,
}

impl Known {
    /// What an object says in a version.
    pub(super) fn said(&self, row: &version::Model) -> Said {
        match ObjectKind::parse(&row.kind) {
            Some(ObjectKind::Proposal) => self.proposal(row),
            Some(ObjectKind::Comment) => self.comment(row),
            Some(ObjectKind::Commitment) => self.commitment(row),
            Some(ObjectKind::Decision) => self.decision(row),
            Some(ObjectKind::Milestone) => self.milestone(row),
            // No version of a count is written: votes are in the log by their own entries.
            Some(ObjectKind::Tally) | None => Said::default(),
        }
    }

    fn proposal(&self, row: &version::Model) -> Said {
        let Some(object) = self.proposals.get(&row.object_id) else { return Said::default() };
        let source = object.source.clone();
        let Some(words) = self.proposal_revisions.get(&row.id) else { return taken_back(source) };
        let theme = words.theme_id.and_then(|id| self.themes.get(&id)).cloned().unwrap_or_default();
        let text = super::receipt::proposal_text(object, words, &theme);
        Said {
            parts: vec![("text", text), ("author", self.author(object.account_id, object.organisation_id))],
            facts: BTreeMap::new(),
            withheld: withheld(&object.visibility, &words.visibility),
            source,
        }
    }

    fn comment(&self, row: &version::Model) -> Said {
        let Some(object) = self.comments.get(&row.object_id) else { return Said::default() };
        let source = object.source.clone();
        let Some(words) = self.comment_revisions.get(&row.id) else { return taken_back(source) };
        let text = super::receipt::comment_text(object, words);
        Said {
            parts: vec![("text", text), ("author", self.author(object.account_id, object.organisation_id))],
            facts: BTreeMap::new(),
            withheld: withheld(&object.visibility, &words.visibility),
            source,
        }
    }

    /// The words of a draft stay where they are; that there was one is a fact.
    fn commitment(&self, row: &version::Model) -> Said {
        let Some(object) = self.commitments.get(&row.object_id) else { return Said::default() };
        let lead = self.organisations.get(&object.lead_id).cloned().unwrap_or_default();
        let mut said = Said::default();
        said.facts.insert("lead".to_owned(), fact(&lead));
        match self.commitment_revisions.get(&row.id) {
            Some(words) if object.published_at.is_some_and(|published| words.at >= published) => {
                let text = json!({
                    "title": words.title, "problem": words.problem, "text": words.body, "lang": object.lang,
                });
                said.parts.push(("text", text));
            }
            _ => {
                said.facts.insert("draft".to_owned(), Fact::Flag(true));
            }
        }
        said
    }

    /// Role and administration are public, the name is not.
    fn decision(&self, row: &version::Model) -> Said {
        let Some(object) = self.decisions.get(&row.id) else { return Said::default() };
        let text = json!({ "rule": object.rule, "reason": object.reason, "lang": object.lang });
        let mut said = Said { parts: vec![("text", text)], ..Said::default() };
        said.facts.insert("decision".to_owned(), fact(&object.kind));
        said.facts.insert("outcome".to_owned(), fact(&object.outcome));
        said.facts.insert("role".to_owned(), fact(&object.role));
        if let Some(slug) = object.organisation_id.and_then(|id| self.organisations.get(&id)) {
            said.facts.insert("organisation".to_owned(), fact(slug));
        }
        let process = self.processes.get(&object.process_id);
        said.source = process.and_then(|process| process.source.clone());
        said
    }

    fn milestone(&self, row: &version::Model) -> Said {
        let Some(object) = self.milestones.get(&row.object_id) else { return Said::default() };
        let text = json!({ "title": object.title, "due": object.due.to_string() });
        Said { parts: vec![("text", text)], ..Said::default() }
    }

    /// Who says it, by public name.
    pub(super) fn author(&self, account: Uuid, organisation: Option<Uuid>) -> Value {
        super::receipt::author(&self.authors.author(account, organisation))
    }
}

/// A version that only says that its object was taken back.
fn taken_back(source: Option<String>) -> Said {
    let facts = BTreeMap::from([("withdrawn".to_owned(), Fact::Flag(true))]);
    Said { facts, source, ..Said::default() }
}

/// Why words cannot be read: the object is out of sight, or this revision is.
pub(super) fn withheld(object: &str, revision: &str) -> Option<&'static str> {
    let hidden = [object, revision].into_iter().find(|word| *word != Visibility::Public.as_str())?;
    Some(match Visibility::parse(hidden) {
        Some(Visibility::Withdrawn) => WITHDRAWN,
        Some(Visibility::Erased) => ERASED,
        _ => MODERATED,
    })
}

/// A text short enough for a fact.
pub(super) fn fact(text: &str) -> Fact {
    let end = (0..=text.len().min(FACT)).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    Fact::Text(text.get(..end).unwrap_or_default().to_owned())
}
