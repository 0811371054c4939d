//! Asking, being told what it means, changing one's mind.

use db::WriteTx;
use domain::Time;
use domain::account::AccountKind;
use domain::erasure::{Asked, Before, Counts, Reason, Scope};
use domain::field::{FieldErrors, Problem};
use domain::id::AccountId;
use domain::moderation::Visibility;
use domain::policy::{About, Action, Permit};
use domain::reference::{Kind, Reference};
use domain::refusal::Refusal;
use entities::{account, comment, erasure, organisation, phase, proposal, vote};
use mailer::Mail;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use serde_json::json;
use uuid::Uuid;

use super::due;
use super::words::Target;
use crate::account::Address;
use crate::account_admin::leaves_another;
use crate::comment::first_words;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::record::{self, NewAct};
use crate::{limit, mail, work};

/// What stands for the whole account in addresses.
const ACCOUNT: &str = "account";

/// What one asked for and is not done.
///
/// # Errors
/// [`Error::Denied`] for a visitor.
pub async fn asked(ctx: &Ctx) -> Result<Vec<Asked>> {
    let account = ctx.account()?;
    let rows = waiting(ctx.db().read(), account.0).await?;
    rows.iter().map(view).collect()
}

async fn waiting(connection: &impl ConnectionTrait, account: Uuid) -> Result<Vec<erasure::Model>> {
    let rows = erasure::Entity::find().filter(erasure::Column::AccountId.eq(account));
    let rows = rows.filter(erasure::Column::DoneAt.is_null()).order_by_asc(erasure::Column::AskedAt);
    Ok(rows.all(connection).await?)
}

fn view(row: &erasure::Model) -> Result<Asked> {
    let scope = Scope::parse(&row.scope).ok_or_else(|| anyhow::anyhow!("erasure {}: unknown scope", row.id))?;
    let reference = Reference::parse(&row.reference).map(|(reference, _)| reference);
    Ok(Asked { scope, reference, asked_at: row.asked_at, due_at: row.due_at, begun: row.begun_at.is_some() })
}

/// What someone may have erased.
struct Subject {
    scope: Scope,
    target: Option<Target>,
    title: String,
    url: String,
}

/// One's own account, or one's own contribution; that another's exists is not said.
async fn subject(ctx: &Ctx, what: &str) -> Result<Subject> {
    let me = ctx.account()?;
    if what == ACCOUNT {
        return Ok(Subject { scope: Scope::Account, target: None, title: String::new(), url: String::new() });
    }
    let connection = ctx.db().read();
    let (target, title, url) = match Reference::parse(what) {
        Some((reference, Kind::Proposal)) => {
            let row = proposal::Entity::find().filter(proposal::Column::Reference.eq(what)).one(connection).await?;
            let row = row.ok_or(Error::NotFound)?;
            (Target::of_proposal(&row), row.title, format!("/proposals/{reference}"))
        }
        Some((reference, Kind::Comment)) => {
            let row = comment::Entity::find().filter(comment::Column::Reference.eq(what)).one(connection).await?;
            let row = row.ok_or(Error::NotFound)?;
            let on = crate::comment::target_reference(connection, &row).await?;
            let url = crate::lineage::comment_url(&on, &reference);
            let words = first_words(connection, &[row.id]).await?.remove(&row.id).unwrap_or_default();
            (Target::of_comment(&row), words, url)
        }
        _ => return Err(Error::NotFound),
    };
    if target.account != me.0 {
        return Err(Error::NotFound);
    }
    Ok(Subject { scope: target.scope, target: Some(target), title, url })
}

/// What one is told before asking for `account` or for a reference.
///
/// # Errors
/// [`Error::NotFound`] for what is not one's own; [`Error::Denied`] for a visitor.
pub async fn before(ctx: &Ctx, what: &str) -> Result<Before> {
    let me = ctx.account()?;
    let subject = subject(ctx, what).await?;
    let connection = ctx.db().read();
    let organisation = match subject.target.as_ref().and_then(|target| target.organisation) {
        Some(id) => organisation::Entity::find_by_id(id).one(connection).await?.map(|row| row.name),
        None => None,
    };
    let asked = asked(ctx).await?.into_iter().find(|asked| asked.what() == what);
    let counts = if subject.scope == Scope::Account { counts(ctx, me).await? } else { Counts::default() };
    let reference = Reference::parse(what).map(|(reference, _)| reference);
    Ok(Before {
        scope: subject.scope,
        about: reference.map(|reference| (reference, subject.title, subject.url)),
        organisation,
        due_at: due(ctx, ctx.now()),
        asked,
        counts,
    })
}

async fn counts(ctx: &Ctx, me: AccountId) -> Result<Counts> {
    let (connection, now) = (ctx.db().read(), ctx.now());
    macro_rules! published {
        ($entity:ident, $spoken:expr) => {{
            let own = $entity::Entity::find().filter($entity::Column::AccountId.eq(me.0));
            let organisation = $entity::Column::OrganisationId;
            own.filter(if $spoken { organisation.is_not_null() } else { organisation.is_null() })
                .count(connection)
                .await?
        }};
    }
    let open = phase::Entity::find()
        .select_only()
        .column(phase::Column::Id)
        .filter(phase::Column::ClosedAt.is_null())
        .filter(phase::Column::StartsAt.lte(now))
        .filter(Condition::any().add(phase::Column::EndsAt.is_null()).add(phase::Column::EndsAt.gt(now)))
        .into_query();
    let votes = || vote::Entity::find().filter(vote::Column::AccountId.eq(me.0));
    let all = votes().count(connection).await?;
    let open_votes = votes().filter(vote::Column::PhaseId.in_subquery(open)).count(connection).await?;
    Ok(Counts {
        contributions: published!(proposal, false) + published!(comment, false),
        spoken_for: published!(proposal, true) + published!(comment, true),
        open_votes,
        closed_votes: all.saturating_sub(open_votes),
    })
}

/// Asks for the erasure of `account` or of one's contribution, by someone who knows
/// the password. Asked twice, it is asked once. The owner is told by mail.
///
/// # Errors
/// [`Problem::WrongPassword`]; [`Refusal::LastAdmin`]; [`Refusal::Unchanged`] for
/// what is erased; [`Error::NotFound`] for what is not one's own; [`Error::TooMany`].
pub async fn ask(ctx: &Ctx, what: &str, password: String) -> Result<Asked> {
    let me = ctx.account()?;
    let subject = subject(ctx, what).await?;
    if subject.target.as_ref().is_some_and(|target| target.visibility == Visibility::Erased.as_str()) {
        return Err(Refusal::Unchanged.into());
    }
    crate::account::check_password(ctx, password).await?;
    let asked = put(ctx, me, &subject, None).await?;
    work::wake(ctx);
    Ok(asked)
}

/// With a permit it is an operator who asks, for a letter that came: that is an act,
/// written with the request.
async fn put(ctx: &Ctx, me: AccountId, subject: &Subject, letter: Option<&Permit>) -> Result<Asked> {
    let now = ctx.now();
    let tx = ctx.db().write_tx().await?;
    let row = account::Entity::find_by_id(me.0).lock_exclusive().one(&*tx).await?.ok_or(Error::NotFound)?;
    let object = subject.target.as_ref().map(|target| target.id);
    let known = waiting(&*tx, me.0).await?.into_iter().find(|row| {
        row.scope == subject.scope.as_str() && (row.object_id == object || subject.scope == Scope::Account)
    });
    if let Some(known) = known {
        return view(&known);
    }
    if subject.scope == Scope::Account {
        leaves_another(&tx, me, now).await?;
    }
    if letter.is_none() {
        limit::spend(ctx, &tx, limit::ERASE, &me.to_string(), now).await?;
    }
    let reason = if subject.scope == Scope::Account { Reason::Account } else { Reason::Contribution };
    let reference = subject.target.as_ref().map(|target| target.reference.clone()).unwrap_or_default();
    let new = erasure::Model {
        id: ctx.id(now),
        scope: subject.scope.as_str().to_owned(),
        account_id: Some(me.0),
        object_id: object,
        process_id: subject.target.as_ref().map(|target| target.process),
        reference: reference.clone(),
        reason: reason.as_str().to_owned(),
        asked_at: now,
        due_at: due(ctx, now),
        begun_at: None,
        done_at: None,
        gone_at: None,
    };
    let asked = view(&new)?;
    record::insert(&tx, erasure::ActiveModel::from(new).reset_all()).await?;
    if row.email.is_some() && row.confirmed_at.is_some() {
        let zone = super::zone(ctx).name().to_owned();
        let told = Mail::ErasureAsked { reference, at: asked.due_at, zone, path: "/account/erasure".into() };
        mail::queue(ctx, &tx, me, told, now).await?;
    }
    if let Some(permit) = letter {
        by_letter_act(ctx, &tx, permit, now).await?;
    }
    tx.commit().await?;
    Ok(asked)
}

/// Changes one's mind, as long as the batch has not begun.
///
/// # Errors
/// [`Error::NotFound`] when nothing of the kind is asked; [`Refusal::Unchanged`] once
/// it has begun.
pub async fn cancel(ctx: &Ctx, what: &str) -> Result<()> {
    let me = ctx.account()?;
    let tx = ctx.db().write_tx().await?;
    let rows = erasure::Entity::find()
        .filter(erasure::Column::AccountId.eq(me.0))
        .filter(erasure::Column::DoneAt.is_null())
        .lock_exclusive()
        .all(&*tx)
        .await?;
    let is_meant = |row: &&erasure::Model| match what {
        ACCOUNT => row.scope == ACCOUNT,
        reference => row.reference == reference,
    };
    let row = rows.iter().find(is_meant).ok_or(Error::NotFound)?;
    if row.begun_at.is_some() {
        return Err(Refusal::Unchanged.into());
    }
    erasure::Entity::delete_by_id(row.id).exec(&*tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Asks for someone who wrote a letter: an operator, at the command line, who made
/// sure of who they are. It is an act, which does not say whom.
///
/// # Errors
/// [`Problem::Unknown`] on `email`; [`Refusal::LastAdmin`].
pub async fn by_letter(ctx: &Ctx, email: &str) -> Result<Asked> {
    let permit = ctx.permit(Action::ManageGrants, About::default())?;
    let row = account::Entity::find()
        .filter(account::Column::EmailKey.eq(Address::of(email).key()))
        .filter(account::Column::Kind.eq(AccountKind::Person.as_str()))
        .one(ctx.db().read())
        .await?;
    let row = row.ok_or_else(|| Error::Invalid(FieldErrors::one("email", Problem::Unknown)))?;
    asked_for(ctx, &permit, row.id).await
}

/// The same for someone who wrote on the platform that a process was imported from,
/// and has no account here: by something that they wrote.
///
/// # Errors
/// [`Problem::Unknown`] on `author_of` for what was not imported, or is erased.
pub async fn by_letter_for_imported(ctx: &Ctx, reference: &str) -> Result<Asked> {
    let permit = ctx.permit(Action::ManageGrants, About::default())?;
    let connection = ctx.db().read();
    let author = match Reference::parse(reference) {
        Some((_, Kind::Proposal)) => {
            let row = proposal::Entity::find().filter(proposal::Column::Reference.eq(reference));
            row.one(connection).await?.map(|row| row.account_id)
        }
        Some((_, Kind::Comment)) => {
            let row = comment::Entity::find().filter(comment::Column::Reference.eq(reference));
            row.one(connection).await?.map(|row| row.account_id)
        }
        _ => None,
    };
    let author = match author {
        Some(id) => account::Entity::find_by_id(id).one(connection).await?,
        None => None,
    };
    let imported = author.filter(|row| row.kind == AccountKind::Imported.as_str());
    let row = imported.ok_or_else(|| Error::Invalid(FieldErrors::one("author_of", Problem::Unknown)))?;
    asked_for(ctx, &permit, row.id).await
}

async fn asked_for(ctx: &Ctx, permit: &Permit, account: Uuid) -> Result<Asked> {
    let subject = Subject { scope: Scope::Account, target: None, title: String::new(), url: String::new() };
    put(ctx, AccountId(account), &subject, Some(permit)).await
}

/// It does not say whom.
async fn by_letter_act(ctx: &Ctx, tx: &WriteTx, permit: &Permit, now: Time) -> Result<()> {
    let new = NewAct {
        action: "account.erase",
        process: None,
        version: None,
        subject: "account",
        reason: "",
        details: json!({}),
    };
    record::act(ctx, tx, permit, new, now).await?;
    Ok(())
}
