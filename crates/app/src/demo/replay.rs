//! Plays the story: each event by its use case, by the one who did it, with the
//! clock at its time.

use std::collections::HashMap;
use std::sync::Arc;

use domain::Time;
use domain::commitment::MilestoneWords;
use domain::id::PhaseId;
use domain::moderation::Visibility;
use domain::policy::Actor;
use entities::{account, job, phase, process};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::file::{Comment, Commitment, File, Proposal};
use super::set_up::{self, Cast};
use super::story::{Act, Event, Story, in_days};
use crate::ambient::SetClock;
use crate::comment::NewComment;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::proposal::Submission;
use crate::vote::Found;
use crate::{comment, commitment, mail, moderation, phase as closing, proposal, triage, vote};

/// The story being played.
pub(super) struct Replay<'a> {
    ctx: Ctx,
    clock: Arc<SetClock>,
    files: &'a [File],
    now: Time,
    cast: Option<Cast>,
    /// The hash of the password, until the accounts are made.
    hash: String,
    /// References of proposals and commitments, by process and key.
    references: HashMap<(usize, String), String>,
    /// References of comments, by process and place, and by process and key.
    comments: HashMap<(usize, String), String>,
    /// What there is to know of what is voted on.
    found: HashMap<(usize, String), Found>,
    /// Phases of the processes, in order.
    phases: HashMap<usize, Vec<Uuid>>,
}

impl<'a> Replay<'a> {
    pub(super) async fn begin(
        ctx: Ctx,
        clock: Arc<SetClock>,
        files: &'a [File],
        story: &Story<'_>,
        hash: String,
    ) -> Result<Self> {
        Ok(Self {
            ctx,
            clock,
            files,
            now: story.now,
            cast: None,
            hash,
            references: HashMap::new(),
            comments: HashMap::new(),
            found: HashMap::new(),
            phases: HashMap::new(),
        })
    }

    /// Plays one event, or votes that come one after the other.
    pub(super) async fn play(&mut self, scene: &[Event<'_>]) -> Result<()> {
        let [event] = scene else { return self.votes(scene).await };
        self.clock.set(event.at);
        let process = event.process;
        match &event.act {
            Act::SetUp => self.set_up(process).await,
            Act::Close(index) => self.close(process, *index).await,
            Act::Propose(it) => self.propose(process, it).await,
            Act::Revise(it) => self.revise(process, it).await,
            Act::Withdraw(it) => {
                proposal::withdraw(&self.by(&it.author)?, self.reference(process, &it.key)?).await?;
                Ok(())
            }
            Act::Sort(it) => self.sort(process, it).await,
            Act::Answer(it) => self.answer(process, it).await,
            Act::Draft(it) => self.draft(process, it).await,
            Act::Publish(it) => {
                commitment::publish(&self.by(&it.by)?, self.reference(process, &it.key)?).await?;
                Ok(())
            }
            Act::Adopt(it) => {
                commitment::adopt(&self.by(&it.by)?, self.reference(process, &it.key)?, "").await?;
                Ok(())
            }
            Act::Comment { on, index, comment } => self.comment(process, on, *index, comment).await,
            Act::Hide { on, index, comment } => self.hide(process, on, *index, comment).await,
            Act::Vote { .. } => self.votes(scene).await,
        }
    }

    /// Leaves the past: nobody is mailed about what happened in it.
    pub(super) async fn end(self, now: Time) -> Result<()> {
        self.clock.set(now);
        let rows = job::Entity::find()
            .filter(job::Column::Kind.eq(mail::SEND))
            .filter(job::Column::DoneAt.is_null())
            .all(self.ctx.db().read())
            .await?;
        let demo: Vec<Uuid> = account::Entity::find()
            .filter(account::Column::Demo.eq(true))
            .all(self.ctx.db().read())
            .await?
            .into_iter()
            .map(|row| row.id)
            .collect();
        let to_demo = |row: &job::Model| {
            row.payload["to"].as_str().and_then(|to| to.parse().ok()).is_some_and(|to: Uuid| demo.contains(&to))
        };
        let mails: Vec<Uuid> = rows.iter().filter(|row| to_demo(row)).map(|row| row.id).collect();
        if !mails.is_empty() {
            let tx = self.ctx.db().write_tx().await?;
            job::Entity::delete_many().filter(job::Column::Id.is_in(mails)).exec(&*tx).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn set_up(&mut self, process: usize) -> Result<()> {
        let file = self.file(process)?;
        set_up::process(&self.ctx, file, self.files, self.now).await?;
        if self.cast.is_none() {
            self.cast = Some(set_up::cast(&self.ctx, self.files, &self.hash).await?);
        }
        let connection = self.ctx.db().read();
        let row = process::Entity::find().filter(process::Column::Slug.eq(&file.process.slug)).one(connection).await?;
        let id = row.ok_or_else(|| anyhow::anyhow!("no process {}", file.process.slug))?.id;
        let phases = phase::Entity::find()
            .filter(phase::Column::ProcessId.eq(id))
            .order_by_asc(phase::Column::Position)
            .all(connection)
            .await?;
        self.phases.insert(process, phases.into_iter().map(|row| row.id).collect());
        Ok(())
    }

    /// Closes a phase, and forgets the job that was to do it.
    async fn close(&self, process: usize, index: usize) -> Result<()> {
        let id = self.phases.get(&process).and_then(|phases| phases.get(index)).copied();
        let id = PhaseId(id.ok_or_else(|| anyhow::anyhow!("process {process} has no phase {index}"))?);
        closing::close(&self.ctx, id).await?;
        let tx = self.ctx.db().write_tx().await?;
        closing::schedule(&self.ctx, &tx, id, None, self.ctx.now()).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn propose(&mut self, process: usize, it: &Proposal) -> Result<()> {
        let submission =
            Submission { words: words(it), on_behalf_of: it.on_behalf_of.clone(), ..Submission::default() };
        let slug = &self.file(process)?.process.slug;
        let (reference, _) = proposal::publish(&self.by(&it.author)?, slug, &submission).await?;
        self.references.insert((process, it.key.clone()), reference.to_string());
        Ok(())
    }

    async fn revise(&self, process: usize, it: &Proposal) -> Result<()> {
        let mut words = words(it);
        if let Some(revision) = &it.revision {
            let changes = [
                (&mut words.title, &revision.title),
                (&mut words.problem, &revision.problem),
                (&mut words.body, &revision.body),
                (&mut words.effect, &revision.effect),
            ];
            for (word, changed) in changes {
                if let Some(changed) = changed {
                    word.clone_from(changed);
                }
            }
        }
        proposal::edit(&self.by(&it.author)?, self.reference(process, &it.key)?, &words).await?;
        Ok(())
    }

    async fn sort(&self, process: usize, it: &Proposal) -> Result<()> {
        let Some(decision) = &it.admissibility else { return Ok(()) };
        let by = self.by(&decision.by)?;
        triage::admissibility(&by, self.reference(process, &it.key)?, &decision.decision, &decision.reason).await?;
        Ok(())
    }

    async fn answer(&self, process: usize, it: &Proposal) -> Result<()> {
        let Some(answer) = &it.answer else { return Ok(()) };
        let new = triage::NewAnswer::of(&answer.outcome, &answer.reason);
        triage::answer(&self.by(&answer.by)?, self.reference(process, &it.key)?, &new).await?;
        Ok(())
    }

    async fn draft(&mut self, process: usize, it: &Commitment) -> Result<()> {
        let due = |days: f64| in_days(self.now, days).date_naive().format("%Y-%m-%d").to_string();
        let words = domain::commitment::Words {
            title: it.title.clone(),
            problem: it.problem.clone(),
            text: it.text.clone(),
            lead: it.lead.clone(),
            sources: it
                .sources
                .iter()
                .map(|key| self.reference(process, key).map(str::to_owned))
                .collect::<Result<_>>()?,
            milestones: it
                .milestones
                .iter()
                .map(|step| MilestoneWords {
                    title: step.title.clone(),
                    due: due(step.due_in_days),
                    ..MilestoneWords::default()
                })
                .collect(),
        };
        let slug = &self.file(process)?.process.slug;
        let (reference, _) = commitment::create(&self.by(&it.by)?, slug, &words, None).await?;
        self.references.insert((process, it.key.clone()), reference.to_string());
        Ok(())
    }

    async fn comment(&mut self, process: usize, on: &str, index: usize, it: &Comment) -> Result<()> {
        let parent = match it.parent.as_str() {
            "" => String::new(),
            key => self.said(process, key)?.to_owned(),
        };
        let new = NewComment {
            body: it.body.clone(),
            stance: it.stance.clone(),
            parent,
            on_behalf_of: it.on_behalf_of.clone(),
            op: None,
        };
        let published = comment::publish(&self.by(&it.author)?, self.reference(process, on)?, &new).await?;
        self.comments.insert((process, place(on, index)), published.reference.to_string());
        if !it.key.is_empty() {
            self.comments.insert((process, it.key.clone()), published.reference.to_string());
        }
        Ok(())
    }

    async fn hide(&self, process: usize, on: &str, index: usize, it: &Comment) -> Result<()> {
        let Some(hidden) = &it.hidden else { return Ok(()) };
        let reference = self.said(process, &place(on, index))?;
        let visibility = Visibility::Hidden.as_str();
        moderation::set_visibility(&self.by(&hidden.by)?, reference, visibility, &hidden.rule, &hidden.reason).await?;
        Ok(())
    }

    /// Casts votes one by one, each at its time, and makes them durable together.
    async fn votes(&mut self, scene: &[Event<'_>]) -> Result<()> {
        for event in scene {
            let Act::Vote { on, .. } = &event.act else { continue };
            let key = (event.process, (*on).to_owned());
            if !self.found.contains_key(&key) {
                let found = vote::find(&self.ctx, self.reference(event.process, on)?).await?;
                self.found.insert(key, found);
            }
        }
        let tx = self.ctx.db().write_tx().await?;
        for event in scene {
            let Act::Vote { on, voter, choice } = &event.act else { continue };
            self.clock.set(event.at);
            let voters = &self.cast()?.voters;
            let voter = self.ctx.acting(voters[*voter % voters.len()].clone());
            let found = self
                .found
                .get(&(event.process, (*on).to_owned()))
                .ok_or_else(|| anyhow::anyhow!("{on} was not found"))?;
            vote::cast_in(&voter, &tx, &found.permit(&voter)?, found, Some(*choice)).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    fn file(&self, process: usize) -> Result<&'a File> {
        self.files.get(process).ok_or_else(|| anyhow::anyhow!("no process {process}").into())
    }

    fn cast(&self) -> Result<&Cast> {
        self.cast.as_ref().ok_or_else(|| anyhow::anyhow!("nobody is there yet").into())
    }

    /// The context of someone of the story.
    fn by(&self, key: &str) -> Result<Ctx> {
        let actor: Option<&Actor> = self.cast()?.people.get(key);
        let actor = actor.ok_or_else(|| anyhow::anyhow!("the story has nobody called {key}"))?;
        Ok(self.ctx.acting(actor.clone()))
    }

    fn reference(&self, process: usize, key: &str) -> Result<&str> {
        let found = self.references.get(&(process, key.to_owned()));
        found.map(String::as_str).ok_or_else(|| anyhow::anyhow!("the story has no {key} yet").into())
    }

    fn said(&self, process: usize, key: &str) -> Result<&str> {
        let found = self.comments.get(&(process, key.to_owned()));
        found.map(String::as_str).ok_or_else(|| anyhow::anyhow!("the story has no comment {key} yet").into())
    }
}

/// What stands for a comment without key.
fn place(on: &str, index: usize) -> String {
    format!("{on}/{index}")
}

fn words(it: &Proposal) -> domain::proposal::Words {
    domain::proposal::Words {
        title: it.title.clone(),
        problem: it.problem.clone(),
        body: it.body.clone(),
        effect: it.effect.clone(),
        carrier: it.carrier.clone(),
        continues: it.continues.clone(),
        theme: it.theme.clone(),
    }
}
