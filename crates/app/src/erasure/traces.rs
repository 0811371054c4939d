//! What repeats a person or a contribution elsewhere: mails that wait, limits, forms
//! that were kept, acts about the person.

use std::collections::HashSet;

use db::WriteTx;
use domain::Time;
use entities::{account, act, job, kept_post, rate_limit};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use super::nobody;
use crate::account::Address;
use crate::error::Result;
use crate::mail;

/// Rows deleted by one statement.
const ROWS: usize = 400;

/// Mails that wait, or that could never leave, to someone.
pub(super) async fn mails_to(tx: &WriteTx, account: Uuid) -> Result<()> {
    let account = account.to_string();
    mails(tx, |payload| payload.get("to").and_then(Value::as_str) == Some(&account)).await
}

/// The same about contributions, whoever they are for: they may hold a title. The
/// queue is read once, however many there are.
pub(super) async fn mails_about(tx: &WriteTx, references: &HashSet<&str>) -> Result<()> {
    if references.is_empty() {
        return Ok(());
    }
    mails(tx, |payload| payload["mail"]["reference"].as_str().is_some_and(|about| references.contains(about))).await
}

async fn mails(tx: &WriteTx, are_meant: impl Fn(&Value) -> bool) -> Result<()> {
    let waiting: Vec<(Uuid, Value)> = job::Entity::find()
        .select_only()
        .columns([job::Column::Id, job::Column::Payload])
        .filter(job::Column::Kind.eq(mail::SEND))
        .filter(job::Column::DoneAt.is_null())
        .into_tuple()
        .all(&**tx)
        .await?;
    let ids: Vec<Uuid> = waiting.into_iter().filter(|(_, payload)| are_meant(payload)).map(|(id, _)| id).collect();
    for some in ids.chunks(ROWS) {
        job::Entity::delete_many().filter(job::Column::Id.is_in(some.iter().copied())).exec(&**tx).await?;
    }
    Ok(())
}

/// What limits counted under an account or its address.
pub(super) async fn limits(tx: &WriteTx, row: &account::Model) -> Result<()> {
    use rate_limit::Column::Id;
    let mut theirs = Condition::any().add(Id.ends_with(format!(":{}", row.id)));
    if let Some(email) = &row.email {
        theirs = theirs.add(Id.contains(Address::of(email).digest()));
    }
    rate_limit::Entity::delete_many().filter(theirs).exec(&**tx).await?;
    Ok(())
}

/// Forms kept for visitors before then: one of them may have been this person.
pub(super) async fn kept_posts(tx: &WriteTx, before: Time) -> Result<()> {
    kept_post::Entity::delete_many().filter(kept_post::Column::CreatedAt.lte(before)).exec(&**tx).await?;
    Ok(())
}

/// What staff did stays, in its role; what was done about the person no longer says
/// whom. A reason that names them is theirs, and goes.
pub(super) async fn acts(tx: &WriteTx, row: &account::Model) -> Result<()> {
    let nobody = nobody::first(tx).await?;
    act::Entity::update_many()
        .col_expr(act::Column::AccountId, Expr::value(nobody))
        .filter(act::Column::AccountId.eq(row.id))
        .exec(&**tx)
        .await?;
    let about_people = Condition::any()
        .add(act::Column::Action.starts_with("grant."))
        .add(act::Column::Action.starts_with("account."));
    let id = row.id.to_string();
    for act in act::Entity::find().filter(about_people).all(&**tx).await? {
        if act.details.get("account").and_then(Value::as_str) != Some(&id) {
            continue;
        }
        let mut details = act.details.clone();
        details["account"] = Value::Null;
        let mut update = act::Entity::update_many()
            .col_expr(act::Column::Details, Expr::value(details))
            .filter(act::Column::Id.eq(act.id));
        if names(&act.reason, row) {
            update = update.col_expr(act::Column::Reason, Expr::value(""));
        }
        update.exec(&**tx).await?;
    }
    Ok(())
}

fn names(text: &str, row: &account::Model) -> bool {
    let text = text.to_lowercase();
    let says = |what: &str| !what.is_empty() && text.contains(&what.to_lowercase());
    says(&row.name) || row.email.as_deref().is_some_and(says)
}
