//! Setting a process up: one description in, every difference an act, all in
//! one transaction. What is the same already stays untouched, so that applying
//! a description twice changes nothing.

use chrono_tz::Tz;
use db::WriteTx;
use domain::Time;
use domain::field::{FieldErrors, Problem};
use domain::id::{PhaseId, ProcessId};
use domain::policy::{About, Action, Permit};
use entities::{process, reference_counter};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QuerySelect,
};
use serde_json::{Map, Value, json};

use crate::ctx::Ctx;
use crate::error::{Error, Result, is_taken};
use crate::process_plan::{OrganisationPlan, PhasePlan, ProcessPlan, ProcessWords, ThemePlan};
use crate::record::{self, NewAct};
use crate::{grant_admin, phase_setup, process_part};

/// What became of one part of the description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was not there.
    Created,
    /// It was otherwise.
    Changed,
    /// It was there and the description no longer has it.
    Removed,
    /// It was so already.
    Unchanged,
}

impl Outcome {
    /// The word in the report.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Removed => "removed",
            Self::Unchanged => "unchanged",
        }
    }
}

/// What was done, part by part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The part (`phase ideation 1`) and what became of it.
    pub lines: Vec<(String, Outcome)>,
}

impl Report {
    /// Something is no longer as it was.
    #[must_use]
    pub fn changed(&self) -> bool {
        self.lines.iter().any(|(_, outcome)| *outcome != Outcome::Unchanged)
    }

    /// How many parts had an outcome.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> usize {
        self.lines.iter().filter(|(_, other)| *other == outcome).count()
    }
}

/// One change from a screen.
#[derive(Clone, Debug)]
pub enum Change {
    /// Names, texts, languages, publication.
    Words(ProcessWords),
    /// A phase added, or changed when it has an id.
    Phase(PhasePlan),
    /// A phase that has not begun, taken out; with a reason.
    RemovePhase(PhaseId, String),
    /// A theme added or renamed.
    Theme(ThemePlan),
    /// A theme that nothing uses, taken out.
    RemoveTheme(String),
    /// An organisation's part, given or changed.
    Organisation(OrganisationPlan),
    /// An organisation that no longer takes part.
    RemoveOrganisation(String),
}

/// Creates the process described, or makes it as described.
///
/// # Errors
/// What is wrong with the description, by path (`phases[2].ends_at`);
/// [`Error::Denied`] for anyone but an administrator.
pub async fn apply(ctx: &Ctx, plan: &ProcessPlan) -> Result<Report> {
    let now = ctx.now();
    let known = find(ctx.db().read(), &plan.process.slug).await?;
    let permit = ctx.permit(Action::ManageProcess, known.as_ref().map_or_else(About::default, about))?;
    let plan = plan.checked()?;
    let tx = ctx.db().write_tx().await?;
    let mut work = match locked(&tx, &plan.process.slug).await? {
        Some(row) => Work::on(ctx, &tx, permit, row, now)?,
        None => create(ctx, &tx, permit, &plan.process, now).await?,
    };
    work.reason.clone_from(&plan.process.reason);
    words(&mut work, "process.", &plan.process).await?;
    if let Some(phases) = &plan.phases {
        phase_setup::apply(&mut work, phases).await?;
    }
    if let Some(themes) = &plan.themes {
        process_part::themes(&mut work, themes).await?;
    }
    if let Some(organisations) = &plan.organisations {
        process_part::organisations(&mut work, organisations).await?;
    }
    // Added, never taken back: rights given on screen stay.
    for (index, plan) in plan.grants.iter().enumerate() {
        grant_admin::planned(&mut work, &format!("grants[{}].", index + 1), plan).await?;
    }
    let report = work.done()?;
    tx.commit().await?;
    ctx.app.wake_jobs.notify_one();
    Ok(report)
}

/// Makes one change. Fields in errors are those of the change's own form.
///
/// # Errors
/// What is wrong with it; [`Error::NotFound`] without such a process;
/// [`Error::Denied`] for anyone but an administrator.
pub async fn change(ctx: &Ctx, slug: &str, change: Change) -> Result<Report> {
    let now = ctx.now();
    let known = find(ctx.db().read(), slug).await?;
    let permit = ctx.permit(Action::ManageProcess, known.as_ref().map_or_else(About::default, about))?;
    let tx = ctx.db().write_tx().await?;
    let row = locked(&tx, slug).await?.ok_or(Error::NotFound)?;
    let mut work = Work::on(ctx, &tx, permit, row, now)?;
    make(&mut work, change).await?;
    let report = work.done()?;
    tx.commit().await?;
    ctx.app.wake_jobs.notify_one();
    Ok(report)
}

async fn make(work: &mut Work<'_>, change: Change) -> Result<()> {
    let now = words_of(&work.process)?;
    match change {
        Change::Words(mut new) => {
            new.slug = now.slug;
            new.clean();
            new.check("", &mut work.errors);
            words(work, "", &new).await
        }
        Change::Phase(mut plan) => {
            plan.clean();
            plan.check("", &now, &mut work.errors);
            phase_setup::one(work, &plan).await
        }
        Change::RemovePhase(id, reason) => phase_setup::remove(work, id, reason.trim()).await,
        Change::Theme(mut plan) => {
            plan.clean();
            plan.check("", &now, &mut work.errors);
            process_part::theme(work, &plan).await
        }
        Change::RemoveTheme(slug) => process_part::remove_theme(work, &slug).await,
        Change::Organisation(plan) => {
            plan.check("", &mut work.errors);
            process_part::organisation(work, "", &plan).await
        }
        Change::RemoveOrganisation(slug) => process_part::remove_organisation(work, &slug).await,
    }
}

/// The words of a process as they are, for a form to start from.
///
/// # Errors
/// When a column holds what cannot be read.
pub fn words_of(row: &process::Model) -> Result<ProcessWords> {
    let read = |value: &Value| serde_json::from_value(value.clone());
    Ok(ProcessWords {
        slug: row.slug.clone(),
        code: row.code.clone(),
        lang: row.lang.clone(),
        time_zone: row.time_zone.clone(),
        languages: serde_json::from_value(row.languages.clone())?,
        published: row.published,
        fictional: row.fictional,
        reason: String::new(),
        titles: read(&row.titles)?,
        summaries: read(&row.summaries)?,
        promises: read(&row.promises)?,
        charters: read(&row.charters)?,
        source: row.source.clone(),
    })
}

/// A process by its place in URLs, public or not.
pub(crate) async fn find(connection: &impl ConnectionTrait, slug: &str) -> Result<Option<process::Model>> {
    Ok(process::Entity::find().filter(process::Column::Slug.eq(slug)).one(connection).await?)
}

pub(crate) fn about(row: &process::Model) -> About {
    About::process(ProcessId(row.id))
}

/// Takes the process for the rest of the transaction: one description at a time.
/// Not against foreign keys: a contribution holds its phase and then needs the
/// process, and we are about to ask for the phases.
async fn locked(tx: &WriteTx, slug: &str) -> Result<Option<process::Model>> {
    Ok(process::Entity::find().filter(process::Column::Slug.eq(slug)).lock(LockType::NoKeyUpdate).one(&**tx).await?)
}

/// What the functions that change a process share.
pub(crate) struct Work<'a> {
    pub(crate) ctx: &'a Ctx,
    pub(crate) tx: &'a WriteTx,
    pub(crate) permit: Permit,
    pub(crate) now: Time,
    pub(crate) process: process::Model,
    pub(crate) zone: Tz,
    /// It could be seen by everyone before this change.
    pub(crate) public: bool,
    /// Why the whole description changes.
    pub(crate) reason: String,
    pub(crate) errors: FieldErrors,
    pub(crate) report: Report,
}

impl<'a> Work<'a> {
    fn on(ctx: &'a Ctx, tx: &'a WriteTx, permit: Permit, process: process::Model, now: Time) -> Result<Self> {
        let zone = process
            .time_zone
            .parse()
            .map_err(|_| anyhow::anyhow!("process {}: unknown zone {}", process.slug, process.time_zone))?;
        let public = process.published;
        Ok(Self {
            ctx,
            tx,
            permit,
            now,
            process,
            zone,
            public,
            reason: String::new(),
            errors: FieldErrors::default(),
            report: Report::default(),
        })
    }

    pub(crate) fn note(&mut self, what: impl Into<String>, outcome: Outcome) {
        self.report.lines.push((what.into(), outcome));
    }

    pub(crate) fn wrong(&mut self, field: impl Into<String>, problem: Problem) {
        self.errors.add(field, problem);
    }

    /// Writes an act about this process, in the capacity that allows the change.
    pub(crate) async fn act(&self, action: &'static str, subject: &str, reason: &str, details: Value) -> Result<()> {
        let new = NewAct { action, process: Some(ProcessId(self.process.id)), version: None, subject, reason, details };
        record::act(self.ctx, self.tx, &self.permit, new, self.now).await?;
        Ok(())
    }

    fn done(self) -> Result<Report> {
        Ok(self.errors.unless_any(self.report)?)
    }
}

async fn create<'a>(
    ctx: &'a Ctx,
    tx: &'a WriteTx,
    permit: Permit,
    words: &ProcessWords,
    now: Time,
) -> Result<Work<'a>> {
    let row = process::Model {
        id: ctx.id(now),
        slug: words.slug.clone(),
        code: words.code.clone(),
        lang: words.lang.clone(),
        time_zone: words.time_zone.clone(),
        languages: json!(words.languages),
        titles: json!(words.titles),
        summaries: json!(words.summaries),
        promises: json!(words.promises),
        charters: json!(words.charters),
        published: words.published,
        created_at: now,
        source: words.source.clone(),
        fictional: words.fictional,
    };
    if code_is_taken(tx, &row).await? {
        return Err(Error::field("process.code", Problem::Taken));
    }
    record::insert(tx, row.clone().into_active_model().reset_all())
        .await
        .map_err(|error| if is_taken(&error) { Error::field("process.slug", Problem::Taken) } else { error.into() })?;
    let mut work = Work::on(ctx, tx, permit, row, now)?;
    work.public = false;
    let details = json!({ "code": words.code, "published": words.published });
    work.act("process.create", &words.slug, &words.reason, details).await?;
    work.note(format!("process {}", words.slug), Outcome::Created);
    Ok(work)
}

async fn code_is_taken(tx: &WriteTx, row: &process::Model) -> Result<bool> {
    let others =
        process::Entity::find().filter(process::Column::Code.eq(&row.code)).filter(process::Column::Id.ne(row.id));
    Ok(others.count(&**tx).await? > 0)
}

/// Makes the process's own columns as described. A process that was just
/// created is so already.
async fn words(work: &mut Work<'_>, at: &str, new: &ProcessWords) -> Result<()> {
    let mut row = work.process.clone();
    let mut changed = Map::new();
    let mut set = |name: &str, column: &mut Value, value: Value| {
        if *column != value {
            changed.insert(name.to_owned(), json!([column, value]));
            *column = value;
        }
    };
    set("languages", &mut row.languages, json!(new.languages));
    set("titles", &mut row.titles, json!(new.titles));
    set("summaries", &mut row.summaries, json!(new.summaries));
    set("promises", &mut row.promises, json!(new.promises));
    set("charters", &mut row.charters, json!(new.charters));
    let mut set = |name: &str, column: &mut String, value: &String| {
        if column != value {
            changed.insert(name.to_owned(), json!([column, value]));
            column.clone_from(value);
        }
    };
    set("code", &mut row.code, &new.code);
    set("lang", &mut row.lang, &new.lang);
    set("time_zone", &mut row.time_zone, &new.time_zone);
    if row.fictional != new.fictional {
        changed.insert("fictional".into(), json!([row.fictional, new.fictional]));
        row.fictional = new.fictional;
    }
    if changed.contains_key("code") {
        check_code(work, &row, at).await?;
    }
    let publication = row.published != new.published;
    row.published = new.published;
    if publication && !new.published && new.reason.is_empty() {
        work.wrong(format!("{at}reason"), Problem::Required);
    }
    save(work, row, changed, publication, &new.reason).await
}

async fn check_code(work: &mut Work<'_>, row: &process::Model, at: &str) -> Result<()> {
    let minted = reference_counter::Entity::find()
        .filter(reference_counter::Column::ProcessId.eq(row.id))
        .count(&**work.tx)
        .await?;
    if minted > 0 {
        work.wrong(format!("{at}code"), Problem::Fixed);
    } else if code_is_taken(work.tx, row).await? {
        work.wrong(format!("{at}code"), Problem::Taken);
    }
    Ok(())
}

async fn save(
    work: &mut Work<'_>,
    row: process::Model,
    changed: Map<String, Value>,
    publication: bool,
    reason: &str,
) -> Result<()> {
    let created = work.report.lines.iter().any(|(_, outcome)| *outcome == Outcome::Created);
    let same = changed.is_empty() && !publication;
    if same || !work.errors.is_empty() {
        if !created {
            work.note(format!("process {}", row.slug), Outcome::Unchanged);
        }
        return Ok(());
    }
    process::Entity::update(row.clone().into_active_model().reset_all()).exec(&**work.tx).await?;
    if !changed.is_empty() {
        work.act("process.change", &row.slug, reason, Value::Object(changed)).await?;
    }
    if publication {
        let action = if row.published { "process.publish" } else { "process.unpublish" };
        work.act(action, &row.slug, reason, json!({})).await?;
    }
    work.note(format!("process {}", row.slug), Outcome::Changed);
    work.zone = row.time_zone.parse().unwrap_or(work.zone);
    work.process = row;
    Ok(())
}
