//! What the story needs before it begins: processes, people and their rights.

use std::collections::HashMap;

use db::WriteTx;
use domain::Time;
use domain::account::{AccountKind, TERMS_VERSION};
use domain::id::AccountId;
use domain::locale::Locale;
use domain::organisation::{OrganisationKind, Part};
use domain::policy::{About, Action, Actor, Role};
use entities::{account, organisation, process};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::file::{File, Organisation, Person};
use super::story::edge;
use super::{DemoAccount, Refusal, ballot};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::grant_admin::{self, Right};
use crate::moment::Moment;
use crate::process_plan::{OrganisationPlan, PhasePlan, ProcessPlan};
use crate::{grant, process_setup, record};

/// The roles of which there is an account to try, in the order of the report.
const ROLES: [Role; 7] =
    [Role::Participant, Role::Delegate, Role::Instructor, Role::Owner, Role::Moderator, Role::Guarantor, Role::Admin];
/// The administration that conducts the processes: the first one of its kind
/// that the story names for it.
const LEADS: &str = "direction-transparence";

fn people(files: &[File]) -> impl Iterator<Item = &Person> {
    files.iter().flat_map(|file| &file.people)
}

fn organisations(files: &[File]) -> impl Iterator<Item = &Organisation> {
    files.iter().flat_map(|file| &file.organisations)
}

/// The first person of each role is the one to try it as.
fn role_of_trial(files: &[File], person: &Person) -> Option<Role> {
    let first = people(files).find(|other| other.role == person.role)?;
    (first.key == person.key && ROLES.contains(&person.role)).then_some(person.role)
}

fn email(role: Role) -> String {
    format!("{role}@demo.invalid")
}

/// The accounts to try.
pub(super) fn accounts(files: &[File]) -> Vec<DemoAccount> {
    let of = |role: Role| {
        let person = people(files).find(|person| person.role == role)?;
        let organisation = organisations(files).find(|it| Some(&it.slug) == person.organisation.as_ref());
        let organisation = organisation.map(|it| it.name.clone());
        Some(DemoAccount { role, email: email(role), name: person.name.clone(), organisation })
    };
    ROLES.into_iter().filter_map(of).collect()
}

/// The people who vote in the story. Those whose accounts are to be tried do
/// not: the one who tries finds a vote to cast.
pub(super) fn voting_people(files: &[File]) -> impl Iterator<Item = &Person> {
    people(files).filter(|person| role_of_trial(files, person).is_none())
}

fn silent(number: usize) -> String {
    format!("Votant démo {number}")
}

/// Looks for anything that has the names of the story.
pub(super) async fn check_free(ctx: &Ctx, files: &[File]) -> Result<()> {
    let connection = ctx.db().read();
    let of_process =
        |column: process::Column, words: fn(&File) -> &str| column.is_in(files.iter().map(words).collect::<Vec<_>>());
    let processes = Condition::any()
        .add(of_process(process::Column::Slug, |file| &file.process.slug))
        .add(of_process(process::Column::Code, |file| &file.process.code));
    if let Some(row) = process::Entity::find().filter(processes).one(connection).await? {
        return Err(Refusal::Taken(format!("the process {}", row.slug)).into());
    }
    let keys: Vec<String> = organisations(files).map(|it| content::name::skeleton(&it.name)).collect();
    let theirs = Condition::any()
        .add(organisation::Column::Slug.is_in(organisations(files).map(|it| it.slug.as_str())))
        .add(organisation::Column::NameKey.is_in(keys));
    if let Some(row) = organisation::Entity::find().filter(theirs).one(connection).await? {
        return Err(Refusal::Taken(format!("the organisation {}", row.slug)).into());
    }
    let names = people(files).map(|person| person.name.clone()).chain((1..=ballot::silent_voters(files)).map(silent));
    let theirs = Condition::any()
        .add(account::Column::NameKey.is_in(names.map(|name| content::name::skeleton(&name))))
        .add(account::Column::EmailKey.is_in(ROLES.map(email)));
    if let Some(row) = account::Entity::find().filter(theirs).one(connection).await? {
        return Err(Refusal::Taken(format!("the account {}", row.name)).into());
    }
    Ok(())
}

/// Sets a process up, as an operator would before it begins.
pub(super) async fn process(ctx: &Ctx, file: &File, files: &[File], now: Time) -> Result<()> {
    let phases = file.phases.iter().map(|phase| PhasePlan {
        id: None,
        kind: phase.kind,
        titles: phase.titles.clone(),
        starts_at: Moment::Instant(edge(now, phase.starts_in_days)),
        ends_at: phase.ends_in_days.map(|days| Moment::Instant(edge(now, days))),
        edit_window_minutes: phase.edit_window_minutes,
        voting: domain::phase::Voting::Opinion,
        tallies: phase.tallies,
        reason: String::new(),
    });
    let parts = organisations(files).map(|it| OrganisationPlan {
        slug: it.slug.clone(),
        name: Some(it.name.clone()),
        kind: Some(it.kind),
        summary: Some(it.summary.clone()),
        part: match it.kind {
            OrganisationKind::Administration if it.slug == LEADS => Part::Leads,
            OrganisationKind::Administration => Part::Answers,
            OrganisationKind::Organisation => Part::Partner,
        },
    });
    let mut plan = ProcessPlan {
        process: file.process.clone(),
        phases: Some(phases.collect()),
        themes: Some(file.themes.clone()),
        organisations: Some(parts.collect()),
        grants: Vec::new(),
    };
    plan.process.fictional = true;
    process_setup::apply(ctx, &plan).await?;
    Ok(())
}

/// Everyone in the story, as they act.
pub(super) struct Cast {
    pub(super) people: HashMap<String, Actor>,
    pub(super) voters: Vec<Actor>,
}

/// Makes the accounts and gives the rights. Only the accounts to be tried have
/// an address and the password.
pub(super) async fn cast(ctx: &Ctx, files: &[File], hash: &str) -> Result<Cast> {
    let now = ctx.now();
    let permit = ctx.permit(Action::ManageGrants, About::default())?;
    let rows = organisation::Entity::find().all(ctx.db().read()).await?;
    let mut accounts: HashMap<&str, Uuid> = HashMap::new();
    let mut voters = Vec::new();
    let tx = ctx.db().write_tx().await?;
    for person in people(files) {
        let trial = role_of_trial(files, person);
        let id = account(ctx, &tx, &person.name, trial.map(|role| (email(role), hash)), now).await?;
        accounts.insert(&person.key, id);
        if trial.is_none() {
            voters.push(id);
        }
        if person.role != Role::Participant {
            let organisation =
                rows.iter().find(|row| Some(&row.slug) == person.organisation.as_ref()).map(|row| row.id);
            let right = Right { account: id, role: person.role, process: None, organisation, until: None };
            grant_admin::give(ctx, &tx, &permit, &right, now).await?;
        }
    }
    for number in 1..=ballot::silent_voters(files) {
        voters.push(account(ctx, &tx, &silent(number), None, now).await?);
    }
    tx.commit().await?;
    let mut cast = Cast { people: HashMap::new(), voters: Vec::new() };
    for (key, id) in accounts {
        cast.people.insert(key.to_owned(), actor(ctx, id, now).await?);
    }
    for id in voters {
        cast.voters.push(actor(ctx, id, now).await?);
    }
    Ok(cast)
}

async fn account(ctx: &Ctx, tx: &WriteTx, name: &str, sign_in: Option<(String, &str)>, now: Time) -> Result<Uuid> {
    let id = ctx.id(now);
    let (email, hash) = sign_in.unzip();
    let row = account::ActiveModel {
        id: Set(id),
        kind: Set(AccountKind::Person.as_str().to_owned()),
        email_key: Set(email.clone()),
        email: Set(email),
        name: Set(name.to_owned()),
        name_key: Set(Some(content::name::skeleton(name))),
        password_hash: Set(hash.map(str::to_owned)),
        locale: Set(Locale::Fr.as_str().to_owned()),
        confirmed_at: Set(Some(now)),
        terms_version: Set(Some(TERMS_VERSION.to_owned())),
        terms_accepted_at: Set(Some(now)),
        created_at: Set(now),
        disabled_at: Set(None),
        source: Set(None),
        external_id: Set(None),
        demo: Set(true),
    };
    record::insert(tx, row).await?;
    Ok(id)
}

/// Someone as if signed in, with the rights that the database says they hold.
async fn actor(ctx: &Ctx, id: Uuid, now: Time) -> Result<Actor> {
    let auth_level = ctx.app.settings.security.staff_auth_level;
    let held = grant::live(ctx.db().read(), AccountId(id), now).await?;
    Ok(Actor::User { id: AccountId(id), confirmed: true, auth_level, held })
}
