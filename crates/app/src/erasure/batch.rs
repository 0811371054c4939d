//! The batch, and what is erased again in a database that was restored.

use std::time::Duration;

use domain::Time;
use domain::erasure::{Reason, Scope};
use entities::{account, comment, erasure, kept_identity, name_hold, proposal, session};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::outside::{self, Line};
use super::words::{self, Erasing, Target};
use super::{nobody, person, traces};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::log;

/// Which requests a batch takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those whose time has come.
    Due,
    /// All of them, now: the operator says so.
    All,
}

/// What a batch did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Accounts that are gone.
    pub accounts: u64,
    /// Contributions that were asked for one by one.
    pub contributions: u64,
}

/// Ids in one statement.
const ROWS: usize = 400;
/// For the public log to have what is about to be erased.
const SETTLE: Duration = Duration::from_secs(20);

/// Erases what was asked for. May be run again at any point: what is done is not
/// done twice, and the files are scrubbed until they were.
///
/// # Errors
/// When the database, the file outside of it or the disk fails; what could be done
/// was.
pub async fn run(ctx: &Ctx, which: Which) -> Result<Done> {
    reapply(ctx).await?;
    let requests = begin(ctx, which).await?;
    let (mut done, mut failed) = (Done::default(), None);
    if !requests.is_empty() {
        // Whoever asked for the account to go writes nothing more from here on.
        settle(ctx).await?;
        note(ctx, &requests).await?;
        let last = requests.iter().map(|row| row.asked_at).max().unwrap_or_else(|| ctx.now());
        let tx = ctx.db().write_tx().await?;
        traces::kept_posts(&tx, last).await?;
        tx.commit().await?;
        for request in requests {
            // What stands in the way of one holds up no other.
            if let Err(error) = one(ctx, &request).await {
                tracing::error!(erasure = %request.id, "it is not erased yet: {error:#}");
                failed = Some(error);
                continue;
            }
            match Scope::parse(&request.scope) {
                Some(Scope::Account) => done.accounts += 1,
                _ => done.contributions += 1,
            }
        }
    }
    forget(ctx).await?;
    scrub(ctx).await?;
    failed.map_or(Ok(done), Err)
}

/// What is erased must not be on its way into the log: a receipt may have promised
/// it there.
async fn settle(ctx: &Ctx) -> Result<()> {
    let began = std::time::Instant::now();
    loop {
        // A log that stands still is looked after by others, and keeps nobody's words.
        if let Err(error) = log::tick(ctx).await {
            tracing::warn!("the public log stands still, and what is erased is not held up: {error:#}");
        }
        let waiting = log::waiting(ctx.db().read()).await?.limit(1);
        if waiting.one(ctx.db().read()).await?.is_none() || began.elapsed() > SETTLE {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Takes the requests: from here on they are no longer cancelled, and whoever asked
/// for the account to go is out.
async fn begin(ctx: &Ctx, which: Which) -> Result<Vec<erasure::Model>> {
    use erasure::Column as C;
    let now = ctx.now();
    let tx = ctx.db().write_tx().await?;
    let mut waiting = erasure::Entity::find().filter(C::DoneAt.is_null());
    if which == Which::Due {
        waiting = waiting.filter(C::DueAt.lte(now));
    }
    let requests = waiting.order_by_asc(C::AskedAt).order_by_asc(C::Id).lock_exclusive().all(&*tx).await?;
    for some in requests.chunks(ROWS) {
        erasure::Entity::update_many()
            .col_expr(C::BegunAt, Expr::value(now))
            .filter(C::Id.is_in(some.iter().map(|row| row.id)))
            .filter(C::BegunAt.is_null())
            .exec(&*tx)
            .await?;
    }
    for request in requests.iter().filter(|row| row.scope == Scope::Account.as_str()) {
        let Some(account) = request.account_id else { continue };
        session::Entity::delete_many().filter(session::Column::AccountId.eq(account)).exec(&*tx).await?;
        account::Entity::update_many()
            .col_expr(account::Column::DisabledAt, Expr::value(now))
            .filter(account::Column::Id.eq(account))
            .exec(&*tx)
            .await?;
    }
    tx.commit().await?;
    Ok(requests)
}

/// Notes outside of the database what is about to be erased.
async fn note(ctx: &Ctx, requests: &[erasure::Model]) -> Result<()> {
    let at = ctx.now();
    let line = |row: &erasure::Model| {
        let scope = Scope::parse(&row.scope)?;
        let id = if scope == Scope::Account { row.account_id } else { row.object_id };
        Some(Line { at, scope, id: id? })
    };
    let (app, lines) = (ctx.app.clone(), requests.iter().filter_map(line).collect::<Vec<_>>());
    let written = tokio::task::spawn_blocking(move || outside::append(&app, &lines)).await;
    Ok(written.map_err(anyhow::Error::from)??)
}

async fn one(ctx: &Ctx, request: &erasure::Model) -> Result<()> {
    let now = ctx.now();
    let tx = ctx.db().write_tx().await?;
    let scope = Scope::parse(&request.scope).ok_or_else(|| anyhow::anyhow!("erasure {}: unknown scope", request.id))?;
    match (scope, request.account_id, request.object_id) {
        (Scope::Account, Some(account), _) => {
            person::erase(ctx, &tx, account, Erasing { at: now, now, reason: Reason::Account }).await?;
        }
        (Scope::Proposal | Scope::Comment, _, Some(object)) => {
            let target = Target::lock(&tx, scope, object).await?;
            let how = Erasing { at: now, now, reason: Reason::Contribution };
            words::erase(ctx, &tx, target.as_slice(), how).await?;
            // What was done has a row of its own, which names nobody.
            erasure::Entity::delete_by_id(request.id).exec(&*tx).await?;
        }
        _ => {}
    }
    tx.commit().await?;
    Ok(())
}

/// Erases again, in a database that was restored from an older copy, what was erased
/// since. Returns how many accounts and contributions that was.
///
/// # Errors
/// When the file cannot be read: nothing is served then. When the database fails.
pub async fn reapply(ctx: &Ctx) -> Result<u64> {
    let app = ctx.app.clone();
    let lines = tokio::task::spawn_blocking(move || outside::read(&app)).await.map_err(anyhow::Error::from)??;
    let mut count = 0;
    for some in lines.chunks(ROWS) {
        for line in unknown(ctx, some).await? {
            again(ctx, &line).await?;
            count += 1;
        }
    }
    if count > 0 {
        scrub(ctx).await?;
        tracing::info!(count, "what had been erased since this copy was made was erased again");
    }
    Ok(count)
}

/// Those of which something is still there.
async fn unknown(ctx: &Ctx, lines: &[Line]) -> Result<Vec<Line>> {
    let connection = ctx.db().read();
    let ids = |scope: Scope| lines.iter().filter(move |line| line.scope == scope).map(|line| line.id);
    macro_rules! there {
        ($entity:ident, $scope:expr $(, $filter:expr)?) => {{
            let rows = $entity::Entity::find().select_only().column($entity::Column::Id);
            rows.filter($entity::Column::Id.is_in(ids($scope)))$(.filter($filter))?
                .into_tuple::<Uuid>().all(connection).await?
        }};
    }
    let someones = nobody::last();
    let mut there = there!(account, Scope::Account);
    there.extend(there!(proposal, Scope::Proposal, proposal::Column::AccountId.gt(someones)));
    there.extend(there!(comment, Scope::Comment, comment::Column::AccountId.gt(someones)));
    Ok(lines.iter().filter(|line| there.contains(&line.id)).copied().collect())
}

async fn again(ctx: &Ctx, line: &Line) -> Result<()> {
    let (at, now) = (line.at, ctx.now());
    let tx = ctx.db().write_tx().await?;
    match line.scope {
        Scope::Account => person::erase(ctx, &tx, line.id, Erasing { at, now, reason: Reason::Account }).await?,
        Scope::Proposal | Scope::Comment => {
            let target = Target::lock(&tx, line.scope, line.id).await?;
            words::erase(ctx, &tx, target.as_slice(), Erasing { at, now, reason: Reason::Contribution }).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// What was kept for a time, and whose time is over.
async fn forget(ctx: &Ctx) -> Result<()> {
    let now: Time = ctx.now();
    let tx = ctx.db().write_tx().await?;
    name_hold::Entity::delete_many().filter(name_hold::Column::Until.lte(now)).exec(&*tx).await?;
    kept_identity::Entity::delete_many().filter(kept_identity::Column::Until.lte(now)).exec(&*tx).await?;
    tx.commit().await?;
    Ok(())
}

/// Leaves no byte of what is gone; asked again until it was done.
async fn scrub(ctx: &Ctx) -> Result<()> {
    use erasure::Column as C;
    let fresh = || Condition::all().add(C::DoneAt.is_not_null()).add(C::GoneAt.is_null());
    if erasure::Entity::find().filter(fresh()).count(ctx.db().read()).await? == 0 {
        return Ok(());
    }
    db::dialect::scrub(ctx.db()).await?;
    let tx = ctx.db().write_tx().await?;
    erasure::Entity::update_many().col_expr(C::GoneAt, Expr::value(ctx.now())).filter(fresh()).exec(&*tx).await?;
    tx.commit().await?;
    Ok(())
}
