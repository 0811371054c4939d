//! Votes: one current vote per account and object, whatever the concurrency.
//! The object's row is taken first, so that a vote and its count are one; the
//! UNIQUE constraint is the last word.

use db::WriteTx;
use domain::Time;
use domain::account::Assurance;
use domain::id::{AccountId, PhaseId, ProcessId};
use domain::moderation::Visibility;
use domain::phase::{Phase, PhaseStatus, Voting};
use domain::policy::{About, Action, Denial, Permit};
use domain::process::Counts;
use domain::proposal::{Card, State};
use domain::reference::{Kind, Reference};
use domain::refusal::Refusal;
use domain::vote::{self, Cast, Choice, Delta, Gate, Tally, VoteBox};
use entities::{commitment, proposal, vote as row};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::{gate, limit, record};

/// What a vote answers: the vote that stands and the counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The vote that stands; none when it was taken back.
    pub choice: Option<Choice>,
    /// The revision of the object.
    pub revision: i32,
    /// The counts, when they may be shown.
    pub tally: Option<Tally>,
}

/// An object that can be voted on, taken for the rest of the transaction.
struct Object {
    id: Uuid,
    kind: &'static str,
    process: ProcessId,
    phase: PhaseId,
    revision: i32,
    tally: Tally,
    takes_votes: bool,
}

/// Casts, changes or takes back (`None`) one's vote. The same vote sent again,
/// at once and many times, changes nothing.
///
/// # Errors
/// 401, 403; 409 when the phase is not open or the object takes no votes; 429.
pub async fn cast(ctx: &Ctx, reference: &str, choice: Option<Choice>) -> Result<Receipt> {
    let found = find(ctx, reference).await?;
    let permit = found.permit(ctx)?;
    let tx = ctx.db().write_tx().await?;
    let receipt = cast_in(ctx, &tx, &permit, &found, choice).await?;
    tx.commit().await?;
    Ok(receipt)
}

/// Whether the one who asks may vote on something, before it is known what.
///
/// # Errors
/// 401, 403, 404.
pub async fn may(ctx: &Ctx, reference: &str) -> Result<()> {
    find(ctx, reference).await?.permit(ctx).map(drop)
}

/// As [`cast`], in a transaction that may hold other votes.
pub(crate) async fn cast_in(
    ctx: &Ctx,
    tx: &WriteTx,
    permit: &Permit,
    found: &Found,
    choice: Option<Choice>,
) -> Result<Receipt> {
    let account = permit.account().ok_or(Error::Denied(Denial::SignIn))?;
    let now = ctx.now();
    let phase = gate::this_phase(ctx, tx, found.phase, now).await?;
    if phase.voting == Voting::None {
        return Err(Refusal::NoVoting.into());
    }
    let object = lock(tx, found).await?;
    if !object.takes_votes {
        return Err(Refusal::TakesNoVotes.into());
    }
    let mine = row::Entity::find()
        .filter(row::Column::ObjectId.eq(object.id))
        .filter(row::Column::AccountId.eq(account.0))
        .one(&**tx)
        .await?;
    let before = mine
        .as_ref()
        .and_then(|mine| Choice::parse(&mine.choice).map(|choice| Cast { choice, revision: mine.revision }));
    let unchanged = before.map(|cast| (cast.choice, cast.revision)) == choice.map(|choice| (choice, object.revision));
    if unchanged {
        return Ok(receipt(&object, &phase, choice, Delta::default(), now));
    }
    limit::spend(ctx, tx, limit::VOTE, &account.to_string(), now).await?;
    write(ctx, tx, &object, account, mine, choice, now).await?;
    let delta = vote::change(before, choice, object.revision);
    shift(tx, object.kind, object.id, delta).await?;
    let payload = serde_json::json!({ "object": found.reference });
    record::outbox(ctx, tx, "vote", Some(object.process), payload, now).await?;
    record::count(tx, object.process, account, Counts { votes: delta.votes, ..Counts::default() }, now).await?;
    Ok(receipt(&object, &phase, choice, delta, now))
}

fn receipt(object: &Object, phase: &Phase, choice: Option<Choice>, delta: Delta, now: Time) -> Receipt {
    let mut tally = object.tally;
    tally.cast.agree += delta.cast.agree;
    tally.cast.mixed += delta.cast.mixed;
    tally.cast.disagree += delta.cast.disagree;
    tally.on_earlier_revision += delta.on_earlier_revision;
    Receipt { choice, revision: object.revision, tally: phase.shows_tallies(now).then_some(tally) }
}

/// What there is to know of an object before it is taken.
pub(crate) struct Found {
    id: Uuid,
    kind: Kind,
    reference: Reference,
    process: ProcessId,
    phase: PhaseId,
}

impl Found {
    /// Asks the policy whether one may vote on it.
    pub(crate) fn permit(&self, ctx: &Ctx) -> Result<Permit> {
        ctx.permit(Action::Vote, About::process(self.process))
    }
}

/// Finds what a vote is about.
pub(crate) async fn find(ctx: &Ctx, reference: &str) -> Result<Found> {
    match Reference::parse(reference) {
        Some((parsed, Kind::Proposal)) => {
            let row = crate::proposal::find_row(ctx, reference).await?;
            Ok(Found {
                id: row.id,
                kind: Kind::Proposal,
                reference: parsed,
                process: ProcessId(row.process_id),
                phase: PhaseId(row.phase_id),
            })
        }
        Some((parsed, Kind::Commitment)) => {
            let row = crate::commitment::find_row(ctx, reference).await?;
            let phase = row.phase_id.ok_or(Error::Refused(Refusal::TakesNoVotes))?;
            Ok(Found {
                id: row.id,
                kind: Kind::Commitment,
                reference: parsed,
                process: ProcessId(row.process_id),
                phase: PhaseId(phase),
            })
        }
        _ => Err(Error::NotFound),
    }
}

/// Takes the object's row: votes on one object come one after the other.
async fn lock(tx: &WriteTx, found: &Found) -> Result<Object> {
    let object = |kind, revision, tally, takes_votes| Object {
        id: found.id,
        kind,
        process: found.process,
        phase: found.phase,
        revision,
        tally,
        takes_votes,
    };
    if found.kind == Kind::Commitment {
        let row = commitment::Entity::find_by_id(found.id).lock_exclusive().one(&**tx).await?.ok_or(Error::NotFound)?;
        return Ok(object(
            "commitment",
            row.revision,
            crate::commitment::tally_of(&row),
            crate::commitment::takes_votes(&row),
        ));
    }
    let row = proposal::Entity::find_by_id(found.id).lock_exclusive().one(&**tx).await?.ok_or(Error::NotFound)?;
    let takes =
        row.visibility == Visibility::Public.as_str() && State::parse(&row.state).is_some_and(State::takes_votes);
    Ok(object("proposal", row.revision, crate::proposal::tally_of(&row), takes))
}

async fn write(
    ctx: &Ctx,
    tx: &WriteTx,
    object: &Object,
    account: AccountId,
    mine: Option<row::Model>,
    choice: Option<Choice>,
    now: Time,
) -> Result<()> {
    match (mine, choice) {
        (Some(mine), None) => {
            row::Entity::delete_by_id(mine.id).exec(&**tx).await?;
        }
        (Some(mine), Some(choice)) => {
            let mut changed = mine.into_active_model();
            changed.choice = Set(choice.as_str().to_owned());
            changed.revision = Set(object.revision);
            changed.changed_at = Set(now);
            changed.update(&**tx).await?;
        }
        (None, Some(choice)) => {
            let new = row::ActiveModel {
                id: Set(ctx.id(now)),
                object_kind: Set(object.kind.to_owned()),
                object_id: Set(object.id),
                process_id: Set(object.process.0),
                phase_id: Set(object.phase.0),
                account_id: Set(account.0),
                choice: Set(choice.as_str().to_owned()),
                revision: Set(object.revision),
                assurance: Set(Assurance::Email.as_str().to_owned()),
                cast_at: Set(now),
                changed_at: Set(now),
            };
            record::insert(tx, new).await?;
        }
        (None, None) => {}
    }
    Ok(())
}

/// Adds the change to the counts kept in the object's row.
pub(crate) async fn shift(tx: &WriteTx, kind: &str, object: Uuid, delta: Delta) -> Result<()> {
    let number = |value: i64| i32::try_from(value).unwrap_or_default();
    macro_rules! add {
        ($entity:ident) => {{
            use $entity::Column as C;
            let changes = [
                (C::Agree, delta.cast.agree),
                (C::Mixed, delta.cast.mixed),
                (C::Disagree, delta.cast.disagree),
                (C::OnEarlierRevision, delta.on_earlier_revision),
                (C::Support, delta.cast.agree),
            ];
            let mut update = $entity::Entity::update_many().filter(C::Id.eq(object));
            for (column, by) in changes {
                update = update.col_expr(column, Expr::col(column).add(number(by)));
            }
            update.exec(&**tx).await?;
        }};
    }
    if kind == "commitment" {
        add!(commitment)
    } else {
        add!(proposal)
    }
    Ok(())
}

/// What a vote box is about.
pub(crate) struct Target<'a> {
    kind: &'static str,
    reference: &'a Reference,
    revision: i32,
}

impl<'a> Target<'a> {
    pub(crate) fn proposal(card: &'a Card) -> Self {
        Self { kind: "proposals", reference: &card.reference, revision: card.revision }
    }
    pub(crate) fn commitment(card: &'a domain::commitment::Card) -> Self {
        Self { kind: "commitments", reference: &card.reference, revision: card.version }
    }
}

/// The vote box of an object, for the one who looks.
pub(crate) async fn vote_box(
    ctx: &Ctx,
    target: Target<'_>,
    id: Uuid,
    phase: Option<&Phase>,
    takes: bool,
    about: About,
    tally: Option<Tally>,
) -> Result<VoteBox> {
    let mine = match ctx.actor.account() {
        Some(account) => {
            let row = row::Entity::find()
                .filter(row::Column::ObjectId.eq(id))
                .filter(row::Column::AccountId.eq(account.0))
                .one(ctx.db().read())
                .await?;
            row.and_then(|row| Choice::parse(&row.choice).map(|choice| Cast { choice, revision: row.revision }))
        }
        None => None,
    };
    let phase = phase.filter(|phase| phase.voting != Voting::None);
    Ok(VoteBox {
        action: format!("/{}/{}/vote", target.kind, target.reference),
        mine,
        gate: gate_for(ctx, Action::Vote, About { author: None, ..about }, phase, takes),
        until: phase.and_then(|phase| phase.ends_at),
        tally,
        revision: target.revision,
    })
}

/// Whether something gated by a phase can be done now by the one who looks.
pub(crate) fn gate_for(ctx: &Ctx, action: Action, about: About, phase: Option<&Phase>, takes: bool) -> Gate {
    let Some(phase) = phase else { return Gate::Unavailable };
    match phase.status(ctx.now()) {
        PhaseStatus::Upcoming => Gate::NotYet,
        PhaseStatus::Closed => Gate::Closed,
        PhaseStatus::Open if !takes => Gate::Unavailable,
        PhaseStatus::Open => match ctx.permit(action, about) {
            Ok(_) => Gate::Open,
            Err(Error::Denied(Denial::SignIn)) => Gate::SignIn,
            Err(Error::Denied(Denial::Confirm)) => Gate::Confirm,
            Err(_) => Gate::NotAllowed,
        },
    }
}
