//! What a run has to write: the records that are not there yet, in the order in
//! which they were published, with the references that this order gives them.

use std::collections::{HashMap, VecDeque};

use db::WriteTx;
use domain::Time;
use domain::lineage::ObjectKind;
use domain::policy::Permit;
use domain::reference::Kind;
use entities::proposal;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::build::Batch;
use super::cap_collectif::{Author, FILE, Moderated, Opinion};
use super::known::Known;
use super::place::Place;
use super::rows::Rows;
use super::{Issue, Report, words};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::record;

/// What is left to be done.
pub(super) struct Plan {
    pub(super) place: Place,
    /// What external ids begin with: the same record may be in two processes.
    pub(super) scope: String,
    waiting: VecDeque<Opinion>,
    /// Proposals that are there, by external id.
    pub(super) proposals: HashMap<String, Uuid>,
    /// Authors that are there or written by this run.
    accounts: HashMap<String, Uuid>,
    /// When each author first said something.
    since: HashMap<String, Time>,
    /// The place of each new record of a kind in the order of publication.
    order: HashMap<(ObjectKind, String), i32>,
    /// None before anything is written.
    base: Option<Base>,
}

/// The numbers after which those of this run begin.
#[derive(Clone, Copy)]
pub(super) struct Base {
    pub(super) proposals: i32,
    pub(super) comments: i32,
    pub(super) decisions: i32,
}

impl Plan {
    /// Compares the records with what is there.
    pub(super) async fn of(ctx: &Ctx, place: Place, mut opinions: Vec<Opinion>, report: &mut Report) -> Result<Self> {
        let connection = ctx.db().read();
        let scope = format!("{}:", report.process);
        let known = Known::load(connection, &scope).await?;
        report.process_created = place.is_new();
        opinions.sort_by(|a, b| (a.created_at, a.id.len(), &a.id).cmp(&(b.created_at, b.id.len(), &b.id)));
        let since = since(&opinions);
        report.authors.unchanged = since.keys().filter(|id| known.accounts.contains_key(*id)).count() as u64;
        for opinion in &mut opinions {
            match known.proposals.get(&opinion.id) {
                None => {}
                Some((_, votes)) => {
                    report.proposals.unchanged += 1;
                    if *votes != opinion.votes {
                        report.issues.push(Issue::warning(
                            FILE,
                            opinion.line,
                            format!(
                                "opinion {}: its votes differ from those brought in before, which stay",
                                opinion.id
                            ),
                        ));
                    }
                }
            }
            let before = (opinion.arguments.len(), opinion.sources.len());
            opinion.arguments.retain(|argument| !known.comments.contains(&argument.id));
            opinion.sources.retain(|source| !known.sources.contains(&source.id));
            report.comments.unchanged += (before.0 - opinion.arguments.len()) as u64;
            report.sources.unchanged += (before.1 - opinion.sources.len()) as u64;
        }
        let proposals = known.proposals.into_iter().map(|(id, (row, _))| (id, row)).collect();
        let order = order(&opinions, &proposals);
        Ok(Self {
            place,
            scope,
            waiting: opinions.into(),
            proposals,
            accounts: known.accounts,
            since,
            order,
            base: None,
        })
    }

    /// How many proposals there are, new or not.
    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// The next proposals; none when all are done.
    pub(super) fn next_batch(&mut self, size: usize) -> Option<Vec<Opinion>> {
        let size = size.min(self.waiting.len());
        (size > 0).then(|| self.waiting.drain(..size).collect())
    }

    /// Writes what is new of a batch, in one transaction.
    pub(super) async fn write(
        &mut self,
        ctx: &Ctx,
        permit: &Permit,
        opinions: Vec<Opinion>,
        report: &mut Report,
        now: Time,
    ) -> Result<()> {
        let is_new = |opinion: &Opinion| {
            !self.proposals.contains_key(&opinion.id) || !opinion.arguments.is_empty() || !opinion.sources.is_empty()
        };
        let opinions: Vec<Opinion> = opinions.into_iter().filter(is_new).collect();
        if opinions.is_empty() {
            return Ok(());
        }
        let tx = ctx.db().write_tx().await?;
        let base = match self.base {
            Some(base) => base,
            None => self.begin(ctx, &tx, permit, now).await?,
        };
        let mut batch =
            Batch { rows: Rows::new(self.place.process, now), decisions: Vec::new(), existing: Vec::new(), base };
        for opinion in opinions {
            self.opinion(ctx, &tx, &mut batch, opinion).await?;
        }
        self.flush(ctx, &tx, permit, &mut batch, report, now).await?;
        tx.commit().await?;
        self.base = Some(base);
        Ok(())
    }

    async fn flush(
        &mut self,
        ctx: &Ctx,
        tx: &WriteTx,
        permit: &Permit,
        batch: &mut Batch,
        report: &mut Report,
        now: Time,
    ) -> Result<()> {
        let platform = Author { id: String::new(), name: words::PLATFORM.to_owned() };
        let platform =
            if batch.decisions.is_empty() { Uuid::nil() } else { self.account(ctx, &mut batch.rows, &platform, now).0 };
        report.authors.created += batch.rows.authors;
        report.proposals.created += batch.rows.proposals.len() as u64;
        report.comments.created += batch.rows.comments.len() as u64;
        report.sources.created += batch.rows.sources.len() as u64;
        report.votes += batch.rows.counts.imported_votes;
        batch.rows.write(tx).await?;
        for decision in &batch.decisions {
            decision.write(ctx, tx, permit, &self.place, platform, now).await?;
        }
        for (proposal, comments) in &batch.existing {
            use proposal::Column as C;
            proposal::Entity::update_many()
                .col_expr(C::CommentsCount, Expr::col(C::CommentsCount).add(*comments))
                .filter(C::Id.eq(*proposal))
                .exec(&**tx)
                .await?;
        }
        batch.rows.count(tx).await
    }

    /// Writes the process if need be, and takes the numbers of the whole run, so
    /// that references follow the order of publication across batches.
    async fn begin(&mut self, ctx: &Ctx, tx: &WriteTx, permit: &Permit, now: Time) -> Result<Base> {
        let new = |kind| i32::try_from(self.order.keys().filter(|(of, _)| *of == kind).count()).unwrap_or(i32::MAX);
        let (proposals, comments, decisions) =
            (new(ObjectKind::Proposal), new(ObjectKind::Comment), new(ObjectKind::Decision));
        self.place.write(ctx, tx, permit, proposals, now).await?;
        let process = self.place.process;
        let mut before = [0; 3];
        for (before, (kind, count)) in
            before.iter_mut().zip([(Kind::Proposal, proposals), (Kind::Comment, comments), (Kind::Decision, decisions)])
        {
            if count > 0 {
                *before = record::reserve(tx, process, kind, count).await? - 1;
            }
        }
        let [proposals, comments, decisions] = before;
        Ok(Base { proposals, comments, decisions })
    }

    /// The place of a record among the new ones of its kind, from 1.
    pub(super) fn number(&self, kind: ObjectKind, id: &str) -> i32 {
        self.order.get(&(kind, id.to_owned())).copied().unwrap_or_default()
    }

    /// The account of an author, and whether it was made for this.
    fn account(&mut self, ctx: &Ctx, rows: &mut Rows, author: &Author, at: Time) -> (Uuid, bool) {
        if let Some(id) = self.accounts.get(&author.id) {
            return (*id, false);
        }
        let id = ctx.id(at);
        rows.author(id, format!("{}{}", self.scope, author.id), &author.name);
        self.accounts.insert(author.id.clone(), id);
        (id, true)
    }

    /// The account of someone who takes part.
    pub(super) fn participant(&mut self, ctx: &Ctx, rows: &mut Rows, author: &Author, at: Time) -> Uuid {
        let since = self.since.get(&author.id).copied().unwrap_or(at);
        let (id, new) = self.account(ctx, rows, author, since);
        rows.authors += u64::from(new);
        rows.people.insert(id, since);
        id
    }
}

/// When each author first said something.
fn since(opinions: &[Opinion]) -> HashMap<String, Time> {
    let mut since: HashMap<String, Time> = HashMap::new();
    let mut said = |author: &Author, at: Time| {
        since.entry(author.id.clone()).and_modify(|first| *first = std::cmp::min(*first, at)).or_insert(at);
    };
    for opinion in opinions {
        said(&opinion.author, opinion.created_at);
        opinion.arguments.iter().for_each(|argument| said(&argument.author, argument.created_at));
        opinion.sources.iter().for_each(|source| said(&source.author, source.created_at));
    }
    since
}

/// The new records of each kind, in the order of their dates, then of their ids.
fn order(opinions: &[Opinion], known: &HashMap<String, Uuid>) -> HashMap<(ObjectKind, String), i32> {
    let mut dated: Vec<(ObjectKind, Time, usize, String)> = Vec::new();
    let mut add = |kind, at, id: String| dated.push((kind, at, id.len(), id));
    for opinion in opinions {
        if !known.contains_key(&opinion.id) {
            add(ObjectKind::Proposal, opinion.created_at, opinion.id.clone());
            if opinion.moderated != Moderated::Not {
                add(ObjectKind::Decision, opinion.updated_at, decision_key(ObjectKind::Proposal, &opinion.id));
            }
        }
        for argument in &opinion.arguments {
            add(ObjectKind::Comment, argument.created_at, argument.id.clone());
            if argument.moderated != Moderated::Not {
                add(ObjectKind::Decision, argument.updated_at, decision_key(ObjectKind::Comment, &argument.id));
            }
        }
    }
    dated.sort();
    let mut last: HashMap<ObjectKind, i32> = HashMap::new();
    let numbered = dated.into_iter().map(|(kind, _, _, id)| {
        let number = last.entry(kind).or_default();
        *number += 1;
        ((kind, id), *number)
    });
    numbered.collect()
}

/// What stands for the decision about a record.
pub(super) fn decision_key(of: ObjectKind, id: &str) -> String {
    format!("{of} {id}")
}
