//! Accounts, for who runs the instance. What is looked for is posted, so that no
//! address is in an address bar or in the log of a proxy.

use app::{Error, account_admin};
use domain::field::FieldErrors;
use domain::id::AccountId;
use pages::admin_account::Accounts;
use pages::url;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::extract::{Form, Path, Query, Req};
use crate::failure::Answer;
use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/admin/accounts", show)
        .post("/admin/accounts", "/admin/accounts", find)
        .post("/admin/accounts/{id}/close", "/admin/accounts", close)
        .post("/admin/accounts/{id}/reopen", "/admin/accounts", reopen)
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    account: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    who: String,
    reason: String,
}

async fn page(req: &Req, id: Option<AccountId>, typed: &Typed, errors: &FieldErrors) -> Answer<String> {
    let found = match id {
        Some(id) => Some(account_admin::show(&req.ctx, id).await?),
        None => None,
    };
    let it = Accounts { found: found.as_ref(), who: &typed.who, reason: &typed.reason, errors };
    Ok(pages::admin_account::page(&req.cx, &it))
}

fn parsed(id: &str) -> Result<AccountId, Error> {
    Uuid::try_parse(id).map(AccountId).map_err(|_| Error::NotFound)
}

async fn show(req: Req, Query(asked): Query<Asked>) -> Answer {
    account_admin::permitted(&req.ctx)?;
    let id = if asked.account.is_empty() { None } else { Some(parsed(&asked.account)?) };
    Ok(req.page(page(&req, id, &Typed::default(), &FieldErrors::default()).await?))
}

async fn find(req: Req, Form(typed): Form<Typed>) -> Answer {
    match account_admin::find(&req.ctx, &typed.who).await {
        Ok(id) => Ok(req.done(&url::admin_account(id), "", &json!({ "account": id }))),
        Err(Error::Invalid(errors)) if req.want.is_html() => Ok(req.invalid(page(&req, None, &typed, &errors).await?)),
        Err(error) => Err(error.into()),
    }
}

async fn close(req: Req, Path(id): Path<String>, Form(typed): Form<Typed>) -> Answer {
    let id = parsed(&id)?;
    let done = account_admin::close(&req.ctx, id, &typed.reason).await;
    decided(&req, id, &typed, "account-closed", done).await
}

async fn reopen(req: Req, Path(id): Path<String>, Form(typed): Form<Typed>) -> Answer {
    let id = parsed(&id)?;
    let done = account_admin::reopen(&req.ctx, id, &typed.reason).await;
    decided(&req, id, &typed, "account-reopened", done).await
}

async fn decided(req: &Req, id: AccountId, typed: &Typed, flash: &'static str, done: app::Result<()>) -> Answer {
    match done {
        Ok(()) => Ok(req.done(&url::admin_account(id), flash, &json!({ "account": id }))),
        Err(Error::Invalid(errors)) if req.want.is_html() => {
            Ok(req.invalid(page(req, Some(id), typed, &errors).await?))
        }
        Err(error) => Err(error.into()),
    }
}
