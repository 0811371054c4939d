//! Giving rights and taking them back. Both are acts and take effect with the
//! next request. An organisation's delegates are named here too: a delegate is
//! a grant held in the organisation.

mod list;

use db::WriteTx;
use domain::Time;
use domain::account::AccountKind;
use domain::field::{FieldErrors, Problem};
use domain::id::{AccountId, GrantId, ProcessId};
use domain::organisation::OrganisationKind;
use domain::policy::{About, Action, Permit, Role};
use domain::process::REASON_LENGTH;
use domain::refusal::Refusal;
use entities::{account, grant, organisation};
use sea_orm::{
    ActiveValue::Set, ActiveValue::Unchanged, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use serde_json::json;
use uuid::Uuid;

use crate::account::Address;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::grant::holds;
use crate::moment::Moment;
use crate::process_plan::GrantPlan;
use crate::process_setup::{Outcome, Work};
use crate::record::{self, NewAct};

pub use list::{Which, list};

/// Roles that are given; the others come with an account.
pub const ROLES: &[Role] =
    &[Role::Delegate, Role::Instructor, Role::Owner, Role::Moderator, Role::Guarantor, Role::Admin];
/// The clock by which the days of a right without process are counted.
const INSTANCE_ZONE: chrono_tz::Tz = chrono_tz::Europe::Paris;

/// A right as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GrantWords {
    /// The address of an account.
    pub email: String,
    /// The role, by code.
    pub role: String,
    /// The process it is limited to, by slug; empty for all.
    pub process: String,
    /// The organisation it is held in, by slug; empty for none.
    pub organisation: String,
    /// The last day, `YYYY-MM-DD`; empty for no end.
    pub until: String,
}

/// Gives a right.
///
/// # Errors
/// What is wrong with the words; [`Refusal::Unchanged`] when it is held already;
/// [`Error::Denied`].
pub async fn add(ctx: &Ctx, words: &GrantWords) -> Result<()> {
    let now = ctx.now();
    let process = match words.process.trim() {
        "" => None,
        slug => crate::process_setup::find(ctx.db().read(), slug).await?,
    };
    let about = process.as_ref().map_or_else(About::default, crate::process_setup::about);
    let permit = ctx.permit(Action::ManageGrants, about)?;
    let mut errors = FieldErrors::default();
    if process.is_none() && !words.process.trim().is_empty() {
        errors.add("process", Problem::Unknown);
    }
    let zone = process.as_ref().and_then(|row| row.time_zone.parse().ok()).unwrap_or(INSTANCE_ZONE);
    let role = role(&words.role, &mut errors);
    let until = until(&words.until, zone, now, &mut errors);
    let tx = ctx.db().write_tx().await?;
    let account = person(&tx, &words.email, &mut errors).await?;
    let organisation = the_organisation(&tx, words.organisation.trim(), role, &mut errors).await?;
    let (Some(role), Some(account)) = (role, account) else { return Err(errors.into()) };
    errors.unless_any(())?;
    let right = Right { account: account.id, role, process: process.map(|row| row.id), organisation, until };
    if give(ctx, &tx, &permit, &right, now).await? == Outcome::Unchanged {
        return Err(Refusal::Unchanged.into());
    }
    tx.commit().await?;
    Ok(())
}

/// A right of a process's description: added, given another end, or held already.
pub(crate) async fn planned(work: &mut Work<'_>, at: &str, plan: &GrantPlan) -> Result<()> {
    let permit = work.ctx.permit(Action::ManageGrants, About::process(ProcessId(work.process.id)))?;
    let mut errors = FieldErrors::default();
    let role = role(plan.role.as_str(), &mut errors);
    let until = plan.until.as_ref().and_then(|day| day.end(work.zone));
    if plan.until.is_some() && until.is_none() {
        errors.add("until", Problem::NotADate);
    }
    let account = person(work.tx, &plan.email, &mut errors).await?;
    let organisation =
        the_organisation(work.tx, plan.organisation.as_deref().unwrap_or_default(), role, &mut errors).await?;
    match (role, account) {
        (Some(role), Some(account)) if errors.is_empty() => {
            let right = Right { account: account.id, role, process: Some(work.process.id), organisation, until };
            // What the description grants is over: it is as it says already.
            if until.is_some_and(|end| end <= work.now) && !is_held(work.tx, &right, work.now).await? {
                work.note(format!("{role} {}", plan.email.trim()), Outcome::Unchanged);
                return Ok(());
            }
            let outcome = give(work.ctx, work.tx, &permit, &right, work.now).await?;
            work.note(format!("{role} {}", plan.email.trim()), outcome);
        }
        _ => errors.0.into_iter().for_each(|(field, problem)| work.wrong(format!("{at}{field}"), problem)),
    }
    Ok(())
}

fn role(code: &str, errors: &mut FieldErrors) -> Option<Role> {
    let role = Role::parse(code.trim()).filter(|role| ROLES.contains(role));
    if role.is_none() {
        errors.add("role", if code.trim().is_empty() { Problem::Required } else { Problem::NotAChoice });
    }
    role
}

fn until(day: &str, zone: chrono_tz::Tz, now: Time, errors: &mut FieldErrors) -> Option<Time> {
    if day.trim().is_empty() {
        return None;
    }
    let until = Moment::parse(day).and_then(|day| day.end(zone));
    match until {
        None => errors.add("until", Problem::NotADate),
        Some(end) if end <= now => errors.add("until", Problem::Order),
        Some(_) => {}
    }
    until
}

/// Someone who can sign in, by address. Only administrators come here: that an
/// address has no account may be said.
async fn person(tx: &WriteTx, email: &str, errors: &mut FieldErrors) -> Result<Option<account::Model>> {
    let address = Address::of(email);
    if address.as_str().is_empty() {
        errors.add("email", Problem::Required);
        return Ok(None);
    }
    let found = account::Entity::find()
        .filter(account::Column::EmailKey.eq(address.key()))
        .filter(account::Column::Kind.eq(AccountKind::Person.as_str()))
        .filter(account::Column::DisabledAt.is_null())
        .one(&**tx)
        .await?;
    if found.is_none() {
        errors.add("email", if address.is_valid() { Problem::Unknown } else { Problem::NotAnEmail });
    }
    Ok(found)
}

/// Who answers or drafts does it in an administration; a delegate speaks for an
/// organisation; who runs the instance belongs to none of them.
///
/// # Errors
/// When the database fails.
pub(crate) async fn the_organisation(
    tx: &WriteTx,
    slug: &str,
    role: Option<Role>,
    errors: &mut FieldErrors,
) -> Result<Option<Uuid>> {
    let found = match slug {
        "" => None,
        slug => crate::organisation::find(&**tx, slug).await?,
    };
    let administration = found.as_ref().is_some_and(|row| row.kind == OrganisationKind::Administration.as_str());
    let problem = match (role, slug.is_empty(), &found) {
        (_, false, None) => Some(Problem::Unknown),
        (Some(Role::Delegate | Role::Instructor | Role::Owner), true, _) => Some(Problem::Required),
        (Some(Role::Instructor | Role::Owner), _, Some(_)) if !administration => Some(Problem::NotAChoice),
        (Some(Role::Admin), false, _) => Some(Problem::NotAChoice),
        _ => None,
    };
    if let Some(problem) = problem {
        errors.add("organisation", problem);
    }
    Ok(found.map(|row| row.id))
}

/// A right to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Right {
    /// Whose.
    pub account: Uuid,
    /// Which.
    pub role: Role,
    /// Limited to this process.
    pub process: Option<Uuid>,
    /// Held in this organisation.
    pub organisation: Option<Uuid>,
    /// Until when.
    pub until: Option<Time>,
}

/// The grant that gives a right now, whatever its end.
fn held_as(right: &Right, now: Time) -> Select<grant::Entity> {
    let same = |column: grant::Column, id: Option<Uuid>| id.map_or_else(|| column.is_null(), |id| column.eq(id));
    grant::Entity::find()
        .filter(grant::Column::AccountId.eq(right.account))
        .filter(grant::Column::Role.eq(right.role.as_str()))
        .filter(same(grant::Column::ProcessId, right.process))
        .filter(same(grant::Column::OrganisationId, right.organisation))
        .filter(holds(now))
}

async fn is_held(tx: &WriteTx, right: &Right, now: Time) -> Result<bool> {
    Ok(held_as(right, now).one(&**tx).await?.is_some())
}

/// Writes a right that was checked, with its act; held already, it gets the end
/// asked for.
///
/// # Errors
/// When the database fails.
pub async fn give(ctx: &Ctx, tx: &WriteTx, permit: &Permit, right: &Right, now: Time) -> Result<Outcome> {
    // Of two who give the same right at once, the second sees the first.
    account::Entity::find_by_id(right.account).lock_exclusive().one(&**tx).await?;
    let known = held_as(right, now).lock_exclusive().one(&**tx).await?;
    let (action, outcome, id) = match known {
        Some(row) if row.until == right.until => return Ok(Outcome::Unchanged),
        Some(row) => {
            let changed = grant::ActiveModel { id: Unchanged(row.id), until: Set(right.until), ..Default::default() };
            grant::Entity::update(changed).exec(&**tx).await?;
            ("grant.until", Outcome::Changed, row.id)
        }
        None => {
            let id = ctx.id(now);
            let row = grant::ActiveModel {
                id: Set(id),
                account_id: Set(right.account),
                role: Set(right.role.as_str().to_owned()),
                process_id: Set(right.process),
                organisation_id: Set(right.organisation),
                granted_by: Set(permit.account().map(|account| account.0)),
                granted_at: Set(now),
                until: Set(right.until),
                revoked_at: Set(None),
                revoked_by: Set(None),
            };
            record::insert(tx, row).await?;
            ("grant.add", Outcome::Created, id)
        }
    };
    act(ctx, tx, permit, (action, ""), id, right, now).await?;
    Ok(outcome)
}

/// The public register says which right, not whose: names stay with the
/// administrators.
async fn act(
    ctx: &Ctx,
    tx: &WriteTx,
    permit: &Permit,
    (action, reason): (&'static str, &str),
    id: Uuid,
    right: &Right,
    now: Time,
) -> Result<()> {
    let organisation = match right.organisation {
        Some(id) => organisation::Entity::find_by_id(id).one(&**tx).await?.map(|row| row.slug),
        None => None,
    };
    let subject = organisation.map_or_else(|| right.role.to_string(), |slug| format!("{}@{slug}", right.role));
    let details = json!({ "grant": id, "account": right.account, "role": right.role, "until": right.until });
    let new =
        NewAct { action, process: right.process.map(ProcessId), version: None, subject: &subject, reason, details };
    record::act(ctx, tx, permit, new, now).await?;
    Ok(())
}

/// Takes a right back: it holds for no further request. Says whose it was.
///
/// # Errors
/// [`Refusal::LastAdmin`] for the last administrator of the instance without an
/// end; [`Refusal::Unchanged`] when it no longer holds; [`Error::NotFound`];
/// what is wrong with the reason; [`Error::Denied`].
pub async fn revoke(ctx: &Ctx, id: GrantId, reason: &str) -> Result<AccountId> {
    // It is read by everyone, in the register.
    let reason = content::clean::text(reason).trim().to_owned();
    let mut errors = FieldErrors::default();
    errors.check_length("reason", &reason, 0, *REASON_LENGTH.end());
    let now = ctx.now();
    let tx = ctx.db().write_tx().await?;
    let row = grant::Entity::find_by_id(id.0).one(&*tx).await?;
    let about =
        row.as_ref().and_then(|row| row.process_id).map_or_else(About::default, |id| About::process(ProcessId(id)));
    let permit = ctx.permit(Action::ManageGrants, about)?;
    let row = row.ok_or(Error::NotFound)?;
    errors.unless_any(())?;
    let administrators = lasting_administrators(&tx, now).await?;
    if administrators == [row.id] {
        return Err(Refusal::LastAdmin.into());
    }
    let live = grant::Entity::find_by_id(id.0).filter(holds(now)).lock_exclusive().one(&*tx).await?;
    let row = live.ok_or(Refusal::Unchanged)?;
    let by = permit.account().map(|account| account.0);
    let revoked = grant::ActiveModel {
        id: Unchanged(row.id),
        revoked_at: Set(Some(now)),
        revoked_by: Set(by),
        ..Default::default()
    };
    grant::Entity::update(revoked).exec(&*tx).await?;
    let role = Role::parse(&row.role).ok_or_else(|| anyhow::anyhow!("grant {}: unknown role {}", row.id, row.role))?;
    let right = Right {
        account: row.account_id,
        role,
        process: row.process_id,
        organisation: row.organisation_id,
        until: row.until,
    };
    act(ctx, &tx, &permit, ("grant.revoke", &reason), row.id, &right, now).await?;
    tx.commit().await?;
    Ok(AccountId(right.account))
}

/// The grants by which someone runs the whole instance with no end in sight,
/// taken for the rest of the transaction: two administrators cannot each take
/// the other's away.
pub(crate) async fn lasting_administrators(tx: &WriteTx, now: Time) -> Result<Vec<Uuid>> {
    let rows = grant::Entity::find()
        .filter(grant::Column::Role.eq(Role::Admin.as_str()))
        .filter(grant::Column::ProcessId.is_null())
        .filter(grant::Column::OrganisationId.is_null())
        .filter(grant::Column::Until.is_null())
        .filter(holds(now))
        .order_by_asc(grant::Column::Id)
        .lock_exclusive()
        .all(&**tx)
        .await?;
    let able = account::Entity::find()
        .filter(account::Column::Id.is_in(rows.iter().map(|row| row.account_id)))
        .filter(account::Column::DisabledAt.is_null())
        .filter(account::Column::ConfirmedAt.is_not_null())
        .all(&**tx)
        .await?;
    Ok(rows
        .into_iter()
        .filter(|row| able.iter().any(|account| account.id == row.account_id))
        .map(|row| row.id)
        .collect())
}
