//! What a kind of object is to its lineage: how one is found for the one who
//! asks, and what there is to say of many. A new kind is a variant of
//! [`ObjectKind`], a file here and an arm in [`subject`] and [`facts`]; it is then
//! linked, shown, drawn and exported like the others.

mod comment;
mod commitment;
mod decision;
mod milestone;
mod proposal;

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::Time;
use domain::author::Author;
use domain::html::SafeHtml;
use domain::lineage::{Actor, Awaited, AwaitedWhat, ObjectKind};
use domain::moderation::Visibility;
use domain::process::Process;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::Subject;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::moment::Moment;

/// What there is to say of an object.
#[derive(Debug)]
pub(crate) struct Facts {
    /// Where it is read.
    pub(crate) url: String,
    /// Where its versions are: `{base}/versions/2`. Empty when they are not shown apart.
    pub(crate) base: String,
    /// Who answers for it.
    pub(crate) author: Option<Actor>,
    /// Whether it can be read.
    pub(crate) visibility: Visibility,
    /// Staff alone may know of it.
    pub(crate) private: bool,
    /// Its versions are staff's before then.
    pub(crate) public_since: Option<Time>,
    /// It was taken out of what it was part of.
    pub(crate) removed: bool,
    /// The outcome, by code.
    pub(crate) outcome: Option<String>,
    /// What each version said.
    pub(crate) words: HashMap<i32, Said>,
}

/// What a version said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) title: String,
    pub(crate) visibility: Visibility,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            url: String::new(),
            base: String::new(),
            author: None,
            visibility: Visibility::Public,
            private: false,
            public_since: None,
            removed: false,
            outcome: None,
            words: HashMap::new(),
        }
    }
}

impl Facts {
    /// Where a version is read: the last one where the object is.
    pub(crate) fn address(&self, version: i32) -> String {
        let last = self.words.keys().max().is_none_or(|last| version >= *last);
        if last || self.base.is_empty() || !self.words.contains_key(&version) {
            self.url.clone()
        } else {
            format!("{}/versions/{version}", self.base)
        }
    }
}

/// An object by its reference, as far as the one who asks may see it.
pub(super) async fn subject(ctx: &Ctx, kind: ObjectKind, reference: &str) -> Result<Subject> {
    match kind {
        ObjectKind::Proposal => proposal::subject(ctx, reference).await,
        ObjectKind::Comment => comment::subject(ctx, reference).await,
        ObjectKind::Decision => decision::subject(ctx, reference).await,
        ObjectKind::Commitment => commitment::subject(ctx, reference).await,
        ObjectKind::Milestone => milestone::subject(ctx, reference).await,
        ObjectKind::Tally => Err(Error::NotFound),
    }
}

/// What there is to say of many objects of a kind, in a fixed number of queries.
pub(crate) async fn facts(
    connection: &impl ConnectionTrait,
    kind: ObjectKind,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Facts>> {
    let mut facts = HashMap::new();
    for some in ids.chunks(500) {
        facts.extend(match kind {
            ObjectKind::Proposal => proposal::facts(connection, some).await?,
            ObjectKind::Comment => comment::facts(connection, some).await?,
            ObjectKind::Decision => decision::facts(connection, some).await?,
            ObjectKind::Commitment => commitment::facts(connection, some).await?,
            ObjectKind::Milestone => milestone::facts(connection, some).await?,
            ObjectKind::Tally => HashMap::new(),
        });
    }
    Ok(facts)
}

/// The words of one version, for its own page: language and parts.
pub(super) async fn words(
    ctx: &Ctx,
    process: &Process,
    kind: ObjectKind,
    (object, number): (Uuid, i32),
) -> Result<Option<(String, Vec<(&'static str, SafeHtml)>)>> {
    match kind {
        ObjectKind::Proposal => proposal::words(ctx, process, object, number).await,
        ObjectKind::Comment => comment::words(ctx, object, number).await,
        ObjectKind::Commitment => commitment::words(ctx, object, number).await,
        ObjectKind::Decision | ObjectKind::Milestone | ObjectKind::Tally => Ok(None),
    }
}

/// A milestone waits until the end of its day.
pub(super) fn due(process: &Process, due: NaiveDate) -> Option<Awaited> {
    let zone = process.time_zone.parse().unwrap_or(chrono_tz::UTC);
    let by = Moment::Day(due).end(zone);
    Some(Awaited { what: AwaitedWhat::Milestone, by })
}

/// A participant, by public name; one who was erased is not said.
fn participant(author: &Author) -> Option<Actor> {
    Some(author.name()).filter(|name| !name.is_empty()).map(|name| Actor::Participant(name.to_owned()))
}

fn unknown(reference: &str) -> Error {
    Error::Internal(anyhow::anyhow!("{reference}: unknown word in its row"))
}
