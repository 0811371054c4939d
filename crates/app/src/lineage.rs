//! Lineage: what came from what, read from the links between versions. What a
//! kind of object is stands in one place, [`kinds`]: the rest knows versions and
//! links alone.

mod kinds;
mod names;
mod tally;
mod version;
mod walk;
mod whole;

use std::collections::HashSet;

use domain::Time;
use domain::id::ProcessId;
use domain::lineage::{Awaited, LineagePage, ObjectKind, Relation, Step};
use domain::policy::{About, Action};
use domain::process::Process;
use domain::reference::{Kind, Reference};
use entities::version as row;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use names::Names;
use walk::Reach;

pub(crate) use kinds::{Facts, facts};
pub use version::version;
pub use whole::{Slice, slice};

/// Where a comment is read: in the discussion it belongs to.
#[must_use]
pub fn comment_url(target: &Reference, comment: &Reference) -> String {
    let path = if matches!(Reference::parse(target.as_str()), Some((_, Kind::Commitment))) {
        "commitments"
    } else {
        "proposals"
    };
    format!("/{path}/{target}#{comment}")
}

/// An object of any kind, found for the one who asks.
pub(crate) struct Subject {
    pub(crate) id: Uuid,
    pub(crate) process: ProcessId,
    pub(crate) begun: Time,
    pub(crate) stands: Stands,
    /// Anyone may read it.
    pub(crate) public: bool,
}

/// Where an object stands, which says what it still waits for.
pub(crate) enum Stands {
    Proposal(domain::proposal::State, domain::moderation::Visibility),
    /// With the milestone that comes next.
    Commitment(domain::commitment::State, Option<chrono::NaiveDate>),
    /// Until when it is due, when it is not done.
    Milestone(chrono::NaiveDate),
    Nothing,
}

impl Stands {
    fn awaited(&self, process: &Process, now: Time) -> Option<Awaited> {
        match self {
            Self::Proposal(state, visibility) => crate::proposal::awaited(process, *state, *visibility, now),
            Self::Commitment(state, next) => {
                let next = next.filter(|_| *state == domain::commitment::State::Adopted);
                next.and_then(|due| kinds::due(process, due))
                    .or_else(|| crate::commitment::awaited(process, *state, now))
            }
            Self::Milestone(due) => kinds::due(process, *due),
            Self::Nothing => None,
        }
    }
}

/// The lineage of an object, by its reference.
///
/// # Errors
/// [`Error::NotFound`], also for what the one who asks may not read.
pub async fn page(ctx: &Ctx, reference: &str) -> Result<LineagePage> {
    let (_, kind) = Reference::parse(reference).ok_or(Error::NotFound)?;
    let subject = kinds::subject(ctx, ObjectKind::of(kind), reference).await?;
    let process = crate::process::by_id(ctx, subject.process).await?;
    let (origins, steps, names) = steps(ctx, &process, subject.id, Reach::Whole).await?;
    let last = names.last_of(subject.id).ok_or(Error::NotFound)?;
    Ok(LineagePage {
        begun: (names.author(last), subject.begun),
        subject: names.node(last)?,
        origins,
        steps,
        awaited: subject.stands.awaited(&process, ctx.now()),
        public: subject.public,
        process,
    })
}

/// The steps of an object's lineage as the contract has them: origins first;
/// comments, replies and milestones of the object itself alone.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn of(ctx: &Ctx, reference: &str) -> Result<Vec<Step>> {
    let (_, kind) = Reference::parse(reference).ok_or(Error::NotFound)?;
    let subject = kinds::subject(ctx, ObjectKind::of(kind), reference).await?;
    let process = crate::process::by_id(ctx, subject.process).await?;
    let (mut origins, steps, _) = steps(ctx, &process, subject.id, Reach::Near).await?;
    origins.extend(steps);
    Ok(origins)
}

/// Where something with a reference is read: on the page of what it is part of.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn place(ctx: &Ctx, reference: &str) -> Result<String> {
    let (_, kind) = Reference::parse(reference).ok_or(Error::NotFound)?;
    let kind = ObjectKind::of(kind);
    let subject = kinds::subject(ctx, kind, reference).await?;
    let facts = kinds::facts(ctx.db().read(), kind, &[subject.id]).await?;
    facts.get(&subject.id).map(|facts| facts.url.clone()).filter(|url| !url.is_empty()).ok_or(Error::NotFound)
}

/// Follows the links from an object, back to what it came from and on to what
/// became of it, and adds the counts of votes.
async fn steps(ctx: &Ctx, process: &Process, object: Uuid, reach: Reach) -> Result<(Vec<Step>, Vec<Step>, Names)> {
    let connection = ctx.db().read();
    let own = row::Entity::find()
        .filter(row::Column::ObjectId.eq(object))
        .order_by_asc(row::Column::Number)
        .all(connection)
        .await?;
    let back = walk::back(connection, &own).await?;
    let on = walk::on(connection, &own, reach).await?;
    let drafts = ctx.may(Action::ReadDraftCommitment, About::process(process.id));
    let versions = own.into_iter().chain(back.versions).chain(on.versions).collect();
    let links = back.links.iter().chain(&on.links);
    let names = Names::load(connection, versions, links, drafts).await?;
    let (mut origins, mut steps) = (names.steps(&back.links)?, names.steps(&on.links)?);
    if reach == Reach::Whole {
        let counts = tally::load(ctx, process, &names).await?;
        let known: HashSet<Uuid> = on.links.iter().map(|link| link.to_version).collect();
        for count in counts {
            let told = count.steps(&names)?;
            if names.is_after(count.of, &known, object) {
                steps.extend(told);
            } else if told.iter().any(|step| step.relation == Relation::KnownTo) {
                // Of what it comes from, the counts alone that something on the way was decided after.
                origins.extend(told);
            }
        }
        order(&mut origins);
        order(&mut steps);
    }
    Ok((origins, steps, names))
}

fn order(steps: &mut [Step]) {
    steps.sort_by(|a, b| {
        (a.at, &a.to.reference, a.to.version, a.relation).cmp(&(b.at, &b.to.reference, b.to.version, b.relation))
    });
}
