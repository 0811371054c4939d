//! A whole account: everything that it wrote and everything that points at it, then
//! its row.

use std::collections::{BTreeSet, HashMap};

use chrono::TimeDelta;
use db::WriteTx;
use domain::erasure::Scope;
use domain::id::ProcessId;
use domain::moderation::Visibility;
use domain::process::Counts;
use entities::{
    account, comment, commitment, commitment_revision, decision, draft, erasure, grant, kept_identity, mail_choice,
    mail_token, name_hold, notice, participation, proposal, proposal_revision, report, session, site_page, source,
};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::words::{self, Erasing, Target};
use super::{nobody, outside, traces, votes};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::{log, record};

/// Days for which nobody takes the name of someone who left: replies still speak to
/// it.
const NAME_DAYS: i64 = 365;

/// Erases an account. Nothing happens when it is gone.
pub(super) async fn erase(ctx: &Ctx, tx: &WriteTx, id: Uuid, how: Erasing) -> Result<()> {
    let Some(row) = account::Entity::find_by_id(id).one(&**tx).await? else {
        requests(tx, id, how).await?;
        return Ok(());
    };
    let mut stays: BTreeSet<Uuid> = contributions(ctx, tx, id, how).await?.into_iter().collect();
    stays.extend(documents(ctx, tx, id, how).await?);
    stays.extend(votes::leave(tx, id, how).await?);
    participations(tx, id, &stays, how).await?;
    belongings(tx, id).await?;
    work(tx, id).await?;
    traces::acts(tx, &row).await?;
    traces::mails_to(tx, id).await?;
    traces::limits(tx, &row).await?;
    keep(ctx, tx, &row, how).await?;
    // A row that still points at it keeps all this from happening.
    account::Entity::delete_by_id(id).exec(&**tx).await?;
    if requests(tx, id, how).await? == 0 {
        // A copy that is older than the request.
        note(ctx, tx, how).await?;
    }
    Ok(())
}

/// Everything that it published. Answers where.
async fn contributions(ctx: &Ctx, tx: &WriteTx, id: Uuid, how: Erasing) -> Result<Vec<Uuid>> {
    let proposals = proposal::Entity::find()
        .filter(proposal::Column::AccountId.eq(id))
        .order_by_asc(proposal::Column::Id)
        .lock_exclusive()
        .all(&**tx)
        .await?;
    let comments = comment::Entity::find()
        .filter(comment::Column::AccountId.eq(id))
        .order_by_asc(comment::Column::Id)
        .lock_exclusive()
        .all(&**tx)
        .await?;
    let targets: Vec<Target> =
        proposals.iter().map(Target::of_proposal).chain(comments.iter().map(Target::of_comment)).collect();
    words::erase(ctx, tx, &targets, how).await?;
    Ok(targets.into_iter().map(|target| target.process).collect())
}

/// Documents that it put forward on another platform: what they said goes, the vote
/// that was counted on them there stays. Answers where.
async fn documents(ctx: &Ctx, tx: &WriteTx, id: Uuid, how: Erasing) -> Result<Vec<Uuid>> {
    use source::Column as C;
    let rows: Vec<(Uuid, Uuid)> = source::Entity::find()
        .select_only()
        .columns([C::Id, C::ProposalId])
        .filter(C::AccountId.eq(id))
        .order_by_asc(C::Id)
        .into_tuple()
        .all(&**tx)
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut erased = source::Entity::update_many()
        .col_expr(C::Visibility, Expr::value(Visibility::Erased.as_str()))
        .filter(C::AccountId.eq(id));
    for column in [C::Title, C::Link, C::Category, C::Body] {
        erased = erased.col_expr(column, Expr::value(""));
    }
    erased.exec(&**tx).await?;
    let processes: HashMap<Uuid, Uuid> = proposal::Entity::find()
        .select_only()
        .columns([proposal::Column::Id, proposal::Column::ProcessId])
        .filter(proposal::Column::Id.is_in(rows.iter().map(|(_, proposal)| *proposal)))
        .into_tuple::<(Uuid, Uuid)>()
        .all(&**tx)
        .await?
        .into_iter()
        .collect();
    let mut places = Vec::new();
    for (document, proposal) in rows {
        let process = processes.get(&proposal).copied();
        log::erase_document(ctx, tx, process.map(ProcessId), document, how.reason.as_str(), how.now).await?;
        places.extend(process);
    }
    Ok(places)
}

/// Whoever left something that stays is still counted, as nobody.
async fn participations(tx: &WriteTx, id: Uuid, stays: &BTreeSet<Uuid>, how: Erasing) -> Result<()> {
    use participation::Column as C;
    let rows = participation::Entity::find().filter(C::AccountId.eq(id)).order_by_asc(C::ProcessId);
    for row in rows.all(&**tx).await? {
        let one =
            participation::Entity::update_many().filter(C::ProcessId.eq(row.process_id)).filter(C::AccountId.eq(id));
        if stays.contains(&row.process_id) {
            let nobody = nobody::for_process(tx, row.process_id).await?;
            one.col_expr(C::AccountId, Expr::value(nobody)).col_expr(C::At, Expr::value(how.at)).exec(&**tx).await?;
        } else {
            participation::Entity::delete_by_id((row.process_id, id)).exec(&**tx).await?;
            record::add(tx, ProcessId(row.process_id), Counts { participants: -1, ..Counts::default() }).await?;
        }
    }
    Ok(())
}

/// What is of no use to anyone else.
async fn belongings(tx: &WriteTx, id: Uuid) -> Result<()> {
    macro_rules! delete {
        ($($entity:ident),+) => {$(
            $entity::Entity::delete_many().filter($entity::Column::AccountId.eq(id)).exec(&**tx).await?;
        )+};
    }
    delete!(draft, report, session, mail_token, notice, mail_choice, grant);
    Ok(())
}

/// What was done as staff stays, for nobody in that role.
async fn work(tx: &WriteTx, id: Uuid) -> Result<()> {
    let nobody = nobody::first(tx).await?;
    macro_rules! nobodys {
        ($($entity:ident),+) => {$(
            $entity::Entity::update_many()
                .col_expr($entity::Column::AccountId, Expr::value(nobody))
                .filter($entity::Column::AccountId.eq(id))
                .exec(&**tx)
                .await?;
        )+};
    }
    macro_rules! unsaid {
        ($($entity:ident :: $column:ident),+) => {$(
            $entity::Entity::update_many()
                .col_expr($entity::Column::$column, Expr::value(None::<Uuid>))
                .filter($entity::Column::$column.eq(id))
                .exec(&**tx)
                .await?;
        )+};
    }
    let drafted = commitment::Entity::update_many().col_expr(commitment::Column::Op, Expr::value(None::<Uuid>));
    drafted.filter(commitment::Column::AccountId.eq(id)).exec(&**tx).await?;
    nobodys!(decision, commitment, commitment_revision, source, proposal_revision);
    unsaid!(grant::GrantedBy, grant::RevokedBy, site_page::UpdatedBy);
    Ok(())
}

/// The name is kept from being taken; what a law asks for is put apart.
async fn keep(ctx: &Ctx, tx: &WriteTx, row: &account::Model, how: Erasing) -> Result<()> {
    if let Some(key) = &row.name_key
        && let Some(digest) = outside::hold(&ctx.app, key)?
    {
        let until = how.at + TimeDelta::days(NAME_DAYS);
        let held = name_hold::ActiveModel { digest: Set(digest), until: Set(until) };
        let longer = OnConflict::column(name_hold::Column::Digest).update_column(name_hold::Column::Until).to_owned();
        name_hold::Entity::insert(held).on_conflict(longer).exec_without_returning(&**tx).await?;
    }
    let days = i64::from(ctx.app.settings.privacy.identity_days);
    if days > 0 {
        let details =
            json!({ "email": row.email, "name": row.name, "created_at": row.created_at, "erased_at": how.at });
        let until = how.at + TimeDelta::days(days);
        let kept = kept_identity::ActiveModel { id: Set(ctx.id(how.now)), until: Set(until), details: Set(details) };
        record::insert(tx, kept).await?;
    }
    Ok(())
}

/// Nothing more is asked by it; that an account was erased stays, without which.
/// Answers how many rows say it.
async fn requests(tx: &WriteTx, id: Uuid, how: Erasing) -> Result<u64> {
    use erasure::Column as C;
    let theirs = erasure::Entity::delete_many().filter(C::AccountId.eq(id));
    theirs.filter(C::Scope.ne(Scope::Account.as_str())).exec(&**tx).await?;
    let done = erasure::Entity::update_many()
        .col_expr(C::AccountId, Expr::value(None::<Uuid>))
        .col_expr(C::DoneAt, Expr::value(how.at))
        .filter(C::AccountId.eq(id))
        .exec(&**tx)
        .await?;
    Ok(done.rows_affected)
}

/// That an account was erased, where nobody had asked yet: the files are scrubbed for
/// such a row.
async fn note(ctx: &Ctx, tx: &WriteTx, how: Erasing) -> Result<()> {
    Ok(record::insert(tx, super::words::done(ctx, Scope::Account, how)).await?)
}
