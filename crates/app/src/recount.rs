//! Counts are kept, not computed: this proves them. Every figure that is shown
//! is counted again from the rows it stands for, and what differs is named.
//! Changes nothing.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::vote::Choice;
use entities::{
    comment, commitment, commitment_revision, imported_tally, participation, process, process_count, proposal,
    proposal_revision, reference_counter, source, vote,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::Result;

/// Objects counted again by one round of queries.
const ROUND: u64 = 500;

/// A figure that is not what its rows say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What it is a figure of: the slug of a process, or a reference.
    pub of: String,
    /// Which figure.
    pub figure: &'static str,
    /// What is kept.
    pub kept: i64,
    /// What was counted.
    pub counted: i64,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {} is kept as {}, {} were counted", self.of, self.figure, self.kept, self.counted)
    }
}

/// Counts everything again. Empty when every figure is right. On a database in
/// use, a figure may differ by what was written while it was being counted.
///
/// # Errors
/// When the database fails.
pub async fn all(ctx: &Ctx) -> Result<Vec<Difference>> {
    let connection = ctx.db().read();
    let mut found = Found(Vec::new());
    let processes = process::Entity::find().order_by_asc(process::Column::Slug).all(connection).await?;
    for process in &processes {
        figures(connection, process, &mut found).await?;
        numbers(connection, process, &mut found).await?;
    }
    proposals(connection, &mut found).await?;
    commitments(connection, &mut found).await?;
    Ok(found.0)
}

struct Found(Vec<Difference>);

impl Found {
    fn compare(&mut self, of: &str, figures: impl IntoIterator<Item = (&'static str, i64, i64)>) {
        let wrong = figures.into_iter().filter(|(_, kept, counted)| kept != counted);
        self.0.extend(wrong.map(|(figure, kept, counted)| Difference { of: of.to_owned(), figure, kept, counted }));
    }
}

/// How many rows answer a select.
macro_rules! count {
    ($connection:expr, $entity:ident where $($filter:expr),+) => {{
        use sea_orm::PaginatorTrait;
        let count = $entity::Entity::find()$(.filter($filter))+.count($connection).await?;
        i64::try_from(count).unwrap_or(i64::MAX)
    }};
}

/// The figures of a process.
async fn figures(connection: &impl ConnectionTrait, process: &process::Model, found: &mut Found) -> Result<()> {
    let id = process.id;
    let kept = process_count::Entity::find().filter(process_count::Column::ProcessId.eq(id)).all(connection).await?;
    let sum = |figure: fn(&process_count::Model) -> i32| kept.iter().map(|row| i64::from(figure(row))).sum::<i64>();
    let mut imported = 0;
    for ids in ids(connection, id).await?.chunks(500) {
        let tallies: Vec<i32> = imported_tally::Entity::find()
            .select_only()
            .column(imported_tally::Column::Count)
            .filter(imported_tally::Column::ObjectId.is_in(ids.iter().copied()))
            .into_tuple()
            .all(connection)
            .await?;
        imported += tallies.into_iter().map(i64::from).sum::<i64>();
    }
    found.compare(
        &process.slug,
        [
            (
                "proposals",
                sum(|row| row.proposals),
                count!(connection, proposal where proposal::Column::ProcessId.eq(id)),
            ),
            ("comments", sum(|row| row.comments), count!(connection, comment where comment::Column::ProcessId.eq(id))),
            ("votes", sum(|row| row.votes), count!(connection, vote where vote::Column::ProcessId.eq(id))),
            ("imported_votes", sum(|row| row.imported_votes), imported),
            (
                "participants",
                sum(|row| row.participants),
                count!(connection, participation where participation::Column::ProcessId.eq(id)),
            ),
            ("contributors who are no participants", 0, uncounted(connection, id).await?),
        ],
    );
    Ok(())
}

async fn ids(connection: &impl ConnectionTrait, process: Uuid) -> Result<Vec<Uuid>> {
    let ids = proposal::Entity::find()
        .select_only()
        .column(proposal::Column::Id)
        .filter(proposal::Column::ProcessId.eq(process));
    Ok(ids.into_tuple().all(connection).await?)
}

/// How many accounts contributed without a row of their own. (The contrary
/// happens: someone who voted and took it back took part.)
async fn uncounted(connection: &impl ConnectionTrait, process: Uuid) -> Result<i64> {
    let known = participation::Entity::find()
        .select_only()
        .column(participation::Column::AccountId)
        .filter(participation::Column::ProcessId.eq(process));
    let known: HashSet<Uuid> = known.into_tuple::<Uuid>().all(connection).await?.into_iter().collect();
    macro_rules! accounts {
        ($entity:ident) => {{
            let accounts = $entity::Entity::find()
                .select_only()
                .column($entity::Column::AccountId)
                .distinct()
                .filter($entity::Column::ProcessId.eq(process));
            accounts.into_tuple::<Uuid>().all(connection).await?
        }};
    }
    let mut accounts: HashSet<Uuid> = accounts!(proposal).into_iter().collect();
    accounts.extend(accounts!(comment));
    accounts.extend(accounts!(vote));
    for ids in ids(connection, process).await?.chunks(500) {
        let of_sources = source::Entity::find()
            .select_only()
            .column(source::Column::AccountId)
            .filter(source::Column::ProposalId.is_in(ids.iter().copied()))
            .into_tuple::<Uuid>()
            .all(connection)
            .await?;
        accounts.extend(of_sources);
    }
    let uncounted = accounts.difference(&known).filter(|account| !crate::erasure::is_nobody(**account));
    Ok(i64::try_from(uncounted.count()).unwrap_or(i64::MAX))
}

/// The last numbers given, which no reference may be beyond.
async fn numbers(connection: &impl ConnectionTrait, process: &process::Model, found: &mut Found) -> Result<()> {
    let counters = reference_counter::Entity::find()
        .filter(reference_counter::Column::ProcessId.eq(process.id))
        .all(connection)
        .await?;
    let last = |letter: &str| {
        counters.iter().find(|counter| counter.kind == letter).map_or(0, |counter| i64::from(counter.last))
    };
    macro_rules! highest {
        ($entity:ident) => {{
            let highest: Option<Option<i32>> = $entity::Entity::find()
                .select_only()
                .column_as($entity::Column::Number.max(), "highest")
                .filter($entity::Column::ProcessId.eq(process.id))
                .into_tuple()
                .one(connection)
                .await?;
            i64::from(highest.flatten().unwrap_or_default())
        }};
    }
    use entities::decision;
    let kinds = [
        ("last number of a proposal", last("P"), highest!(proposal)),
        ("last number of a comment", last("C"), highest!(comment)),
        ("last number of a commitment", last("E"), highest!(commitment)),
        ("last number of a decision", last("D"), highest!(decision)),
    ];
    // A number that was taken and not used is a gap, which is allowed.
    found.compare(&process.slug, kinds.into_iter().filter(|(_, kept, counted)| kept < counted));
    Ok(())
}

/// What was counted for one object.
#[derive(Default)]
struct Counted {
    votes: BTreeMap<(String, i32), i64>,
    imported: BTreeMap<String, i64>,
    comments: i64,
    revision: i64,
}

impl Counted {
    fn cast(&self, choice: Choice) -> i64 {
        self.votes.iter().filter(|((code, _), _)| code == choice.as_str()).map(|(_, count)| count).sum()
    }

    fn on_earlier(&self, revision: i32) -> i64 {
        self.votes.iter().filter(|((_, on), _)| *on < revision).map(|(_, count)| count).sum()
    }

    fn imported(&self, choice: Choice) -> i64 {
        self.imported.get(choice.as_str()).copied().unwrap_or_default()
    }
}

/// Counts the votes, the comments and the imported votes of some objects.
async fn counted(connection: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Counted>> {
    let mut counted: HashMap<Uuid, Counted> = HashMap::new();
    let votes: Vec<(Uuid, String, i32, i64)> = vote::Entity::find()
        .select_only()
        .columns([vote::Column::ObjectId, vote::Column::Choice, vote::Column::Revision])
        .column_as(vote::Column::Id.count(), "count")
        .filter(vote::Column::ObjectId.is_in(ids.iter().copied()))
        .group_by(vote::Column::ObjectId)
        .group_by(vote::Column::Choice)
        .group_by(vote::Column::Revision)
        .into_tuple()
        .all(connection)
        .await?;
    for (id, choice, revision, count) in votes {
        *counted.entry(id).or_default().votes.entry((choice, revision)).or_default() += count;
    }
    let comments: Vec<(Uuid, i64)> = comment::Entity::find()
        .select_only()
        .column(comment::Column::TargetId)
        .column_as(comment::Column::Id.count(), "count")
        .filter(comment::Column::TargetId.is_in(ids.iter().copied()))
        .group_by(comment::Column::TargetId)
        .into_tuple()
        .all(connection)
        .await?;
    for (id, count) in comments {
        counted.entry(id).or_default().comments = count;
    }
    let imported = imported_tally::Entity::find()
        .filter(imported_tally::Column::ObjectId.is_in(ids.iter().copied()))
        .all(connection)
        .await?;
    for row in imported {
        *counted.entry(row.object_id).or_default().imported.entry(row.choice).or_default() += i64::from(row.count);
    }
    Ok(counted)
}

/// The counts kept in the rows of proposals.
async fn proposals(connection: &impl ConnectionTrait, found: &mut Found) -> Result<()> {
    let mut after = Uuid::nil();
    loop {
        let rows = proposal::Entity::find()
            .filter(proposal::Column::Id.gt(after))
            .order_by_asc(proposal::Column::Id)
            .limit(ROUND)
            .all(connection)
            .await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.id;
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let mut counted = counted(connection, &ids).await?;
        let revisions = proposal_revision::Entity::find()
            .select_only()
            .columns([proposal_revision::Column::ProposalId, proposal_revision::Column::Number]);
        let revisions: Vec<(Uuid, i32)> =
            revisions.filter(proposal_revision::Column::ProposalId.is_in(ids)).into_tuple().all(connection).await?;
        for (id, number) in revisions {
            let counted = counted.entry(id).or_default();
            counted.revision = counted.revision.max(number.into());
        }
        for row in rows {
            let counted = counted.remove(&row.id).unwrap_or_default();
            let imported = |kept: Option<i32>| i64::from(kept.unwrap_or_default());
            found.compare(
                &row.reference,
                [
                    ("agree", row.agree.into(), counted.cast(Choice::Agree)),
                    ("mixed", row.mixed.into(), counted.cast(Choice::Mixed)),
                    ("disagree", row.disagree.into(), counted.cast(Choice::Disagree)),
                    ("on_earlier_revision", row.on_earlier_revision.into(), counted.on_earlier(row.revision)),
                    ("imported_agree", imported(row.imported_agree), counted.imported(Choice::Agree)),
                    ("imported_mixed", imported(row.imported_mixed), counted.imported(Choice::Mixed)),
                    ("imported_disagree", imported(row.imported_disagree), counted.imported(Choice::Disagree)),
                    ("support", row.support.into(), counted.cast(Choice::Agree) + counted.imported(Choice::Agree)),
                    ("comments_count", row.comments_count.into(), counted.comments),
                    ("revision", row.revision.into(), counted.revision),
                ],
            );
        }
    }
}

/// The counts kept in the rows of commitments.
async fn commitments(connection: &impl ConnectionTrait, found: &mut Found) -> Result<()> {
    let rows = commitment::Entity::find().order_by_asc(commitment::Column::Id).all(connection).await?;
    for rows in rows.chunks(500) {
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        let mut counted = counted(connection, &ids).await?;
        let revisions = commitment_revision::Entity::find()
            .select_only()
            .columns([commitment_revision::Column::CommitmentId, commitment_revision::Column::Number]);
        let revisions: Vec<(Uuid, i32)> =
            revisions.filter(commitment_revision::Column::CommitmentId.is_in(ids)).into_tuple().all(connection).await?;
        for (id, number) in revisions {
            let counted = counted.entry(id).or_default();
            counted.revision = counted.revision.max(number.into());
        }
        for row in rows {
            let counted = counted.remove(&row.id).unwrap_or_default();
            found.compare(
                &row.reference,
                [
                    ("agree", row.agree.into(), counted.cast(Choice::Agree)),
                    ("mixed", row.mixed.into(), counted.cast(Choice::Mixed)),
                    ("disagree", row.disagree.into(), counted.cast(Choice::Disagree)),
                    ("on_earlier_revision", row.on_earlier_revision.into(), counted.on_earlier(row.revision)),
                    ("support", row.support.into(), counted.cast(Choice::Agree)),
                    ("comments_count", row.comments_count.into(), counted.comments),
                    ("revision", row.revision.into(), counted.revision),
                ],
            );
        }
    }
    Ok(())
}
