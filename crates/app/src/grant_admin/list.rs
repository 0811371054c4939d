//! The list of rights, for administrators: theirs are the only screens that
//! show an address beside a name.

use domain::admin::GrantLine;
use domain::id::GrantId;
use domain::paging::Paged;
use domain::policy::{About, Action, Role};
use entities::{account, grant, organisation, process};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::grant::holds;
use crate::page_key::PageKey;

/// Lines of one page.
const LINES: u64 = 50;

/// Which rights are listed.
#[derive(Clone, Debug, Default)]
pub struct Which {
    /// Those of one process, by slug; empty for all.
    pub process: String,
    /// Those that no longer hold as well.
    pub ended: bool,
}

/// Rights, the latest given first.
///
/// # Errors
/// [`Error::Denied`]; [`Error::NotFound`] without such a process, for who may see
/// them all.
pub async fn list(ctx: &Ctx, which: &Which, after: Option<&str>) -> Result<Paged<GrantLine>> {
    let now = ctx.now();
    let connection = ctx.db().read();
    let mut found = grant::Entity::find();
    let mut about = About::default();
    if !which.process.is_empty() {
        let process = crate::process_setup::find(connection, &which.process).await?;
        about = process.as_ref().map_or_else(About::default, crate::process_setup::about);
        found = found.filter(grant::Column::ProcessId.eq(process.map(|row| row.id)));
    }
    ctx.permit(Action::ManageGrants, about)?;
    if about == About::default() && !which.process.is_empty() {
        return Err(Error::NotFound);
    }
    if !which.ended {
        found = found.filter(holds(now));
    }
    if let Some(after) = after.and_then(PageKey::parse) {
        found = found.filter(after.before(grant::Column::GrantedAt, grant::Column::Id));
    }
    let rows = found
        .order_by_desc(grant::Column::GrantedAt)
        .order_by_desc(grant::Column::Id)
        .limit(LINES + 1)
        .all(connection)
        .await?;
    let page = PageKey::page(rows, LINES, |row| PageKey { at: row.granted_at, id: row.id });
    Ok(Paged { items: lines(ctx, page.items).await?, next: page.next })
}

async fn lines(ctx: &Ctx, rows: Vec<grant::Model>) -> Result<Vec<GrantLine>> {
    let connection = ctx.db().read();
    let people: Vec<Uuid> = rows.iter().flat_map(|row| [Some(row.account_id), row.granted_by]).flatten().collect();
    let accounts = account::Entity::find().filter(account::Column::Id.is_in(people)).all(connection).await?;
    let processes = process::Entity::find()
        .filter(process::Column::Id.is_in(rows.iter().filter_map(|row| row.process_id)))
        .all(connection)
        .await?;
    let organisations = organisation::Entity::find()
        .filter(organisation::Column::Id.is_in(rows.iter().filter_map(|row| row.organisation_id)))
        .all(connection)
        .await?;
    rows.into_iter()
        .map(|row| {
            let person = |id: Uuid| accounts.iter().find(|account| account.id == id);
            let process = processes.iter().find(|process| Some(process.id) == row.process_id);
            let organisation = organisations.iter().find(|organisation| Some(organisation.id) == row.organisation_id);
            Ok(GrantLine {
                id: GrantId(row.id),
                name: person(row.account_id).map_or_else(String::new, |account| account.name.clone()),
                email: person(row.account_id).and_then(|account| account.email.clone()).unwrap_or_default(),
                role: Role::parse(&row.role)
                    .ok_or_else(|| anyhow::anyhow!("grant {}: unknown role {}", row.id, row.role))?,
                process: process
                    .map(|process| {
                        Ok::<_, Error>((process.slug.clone(), serde_json::from_value(process.titles.clone())?))
                    })
                    .transpose()?,
                organisation: organisation.map(|organisation| (organisation.slug.clone(), organisation.name.clone())),
                granted_by: row.granted_by.and_then(person).map(|account| account.name.clone()),
                granted_at: row.granted_at,
                until: row.until,
                revoked_at: row.revoked_at,
            })
        })
        .collect()
}
