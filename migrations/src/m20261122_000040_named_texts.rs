//! Whether the reason of a decision names a text, kept beside it: what still waits for
//! an answer is counted by it. It is looked for in the reasons that are there.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::prelude::Uuid;
use sea_orm_migration::sea_orm::{ConnectionTrait, QueryResult};

use crate::table::{self, Column};

/// The change.
pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m20261122_000040_named_texts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        table::add(manager, "decisions", Column::bool("names_text").null()).await?;
        let connection = manager.get_connection();
        let mut after: Option<Uuid> = None;
        loop {
            let mut some = Query::select();
            some.columns(["id", "reason"]).from("decisions").order_by("id", Order::Asc).limit(ROWS);
            if let Some(after) = after {
                some.and_where(Expr::col("id").gt(after));
            }
            let rows = connection.query_all(&some).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = Some(last.try_get("", "id")?);
            for names in [true, false] {
                write(manager, &rows, names).await?;
            }
        }
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("decisions").drop_column("names_text").to_owned()).await
    }
}

/// Rows looked at together.
const ROWS: u64 = 400;

/// Says it of those of the rows that do, or that do not.
async fn write(manager: &SchemaManager<'_>, rows: &[QueryResult], names: bool) -> Result<(), DbErr> {
    let mut ids: Vec<Uuid> = Vec::new();
    for row in rows {
        let reason: String = row.try_get("", "reason")?;
        if names_text(&reason) == names {
            ids.push(row.try_get("", "id")?);
        }
    }
    if ids.is_empty() {
        return Ok(());
    }
    let mut update = Query::update();
    update.table("decisions").value("names_text", names).and_where(Expr::col("id").is_in(ids));
    manager.get_connection().execute(&update).await?;
    Ok(())
}

/// The rule of that day: a migration does not change with the rule. An address, or a
/// reference such as `PAN17-P42`.
fn names_text(reason: &str) -> bool {
    let is_address = |word: &str| {
        let word = word.to_ascii_lowercase();
        ["https://", "http://"].iter().any(|scheme| {
            let after = word.find(scheme).map(|start| &word[start + scheme.len()..]);
            after.is_some_and(|host| host.starts_with(char::is_alphanumeric))
        })
    };
    let words = reason.split(|letter: char| !letter.is_alphanumeric() && letter != '-');
    reason.split_whitespace().any(is_address) || words.map(|word| word.trim_matches('-')).any(is_reference)
}

fn is_reference(word: &str) -> bool {
    let Some((code, rest)) = word.split_once('-') else { return false };
    let is_code = (2..=8).contains(&code.len())
        && code.starts_with(|first: char| first.is_ascii_uppercase())
        && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let digits = rest.strip_prefix(['P', 'C', 'E', 'M', 'D']).unwrap_or_default();
    let is_number = (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_code && is_number && !digits.starts_with('0')
}
