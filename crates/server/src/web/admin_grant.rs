//! People and their rights.

use app::grant_admin::{self, GrantWords, Which};
use app::{Error, organisation};
use domain::field::FieldErrors;
use domain::id::GrantId;
use domain::policy::{About, Action};
use pages::admin_grant::{Grants, Typed as Page};
use pages::url;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::extract::{Form, Path, Query, Req};
use crate::failure::Answer;
use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/admin/grants", list).post("/admin/grants", "/admin/grants", add).post(
        "/admin/grants/{id}/revoke",
        "/admin/grants",
        revoke,
    )
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    process: String,
    ended: String,
    after: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    email: String,
    role: String,
    process: String,
    organisation: String,
    until: String,
    reason: String,
}

impl Typed {
    fn words(&self) -> GrantWords {
        let Self { email, role, process, organisation, until, .. } = self.clone();
        GrantWords { email, role, process, organisation, until }
    }

    fn page(self, errors: FieldErrors) -> Page {
        let Self { email, role, process, organisation, until, .. } = self;
        Page { email, role, process, organisation, until, errors }
    }
}

async fn page(req: &Req, asked: &Asked, typed: Page) -> Answer<String> {
    let ctx = &req.ctx;
    let which = Which { process: asked.process.clone(), ended: asked.ended == "yes" };
    let after = asked.after.as_deref().filter(|after| !after.is_empty());
    let lines = grant_admin::list(ctx, &which, after).await?;
    let mut processes = app::process::list(ctx).await?;
    processes.retain(|process| ctx.may(Action::ManageGrants, About::process(process.id)));
    let grants = Grants {
        lines: &lines,
        process: processes.iter().find(|process| process.slug == asked.process),
        processes: &processes,
        organisations: &organisation::list(ctx).await?,
        ended: which.ended,
        after,
    };
    Ok(pages::admin_grant::page(&req.cx, &grants, &typed))
}

async fn list(req: Req, Query(asked): Query<Asked>) -> Answer {
    let kept: Typed = req.kept_form("/admin/grants").await?.unwrap_or_default();
    Ok(req.page(page(&req, &asked, kept.page(FieldErrors::default())).await?))
}

async fn add(req: Req, Form(typed): Form<Typed>) -> Answer {
    match grant_admin::add(&req.ctx, &typed.words()).await {
        Ok(()) => Ok(req.done(&url::admin_grants(&typed.process), "granted", &json!({}))),
        Err(Error::Invalid(errors)) if req.want.is_html() => {
            let everywhere = req.ctx.may(Action::ManageGrants, About::default());
            let process = if everywhere { String::new() } else { typed.process.clone() };
            let asked = Asked { process, ..Asked::default() };
            Ok(req.invalid(page(&req, &asked, typed.page(errors)).await?))
        }
        Err(error) => Err(error.into()),
    }
}

async fn revoke(req: Req, Path(id): Path<String>, Form(typed): Form<Typed>) -> Answer {
    let id = Uuid::try_parse(&id).map_err(|_| Error::NotFound)?;
    let whose = grant_admin::revoke(&req.ctx, GrantId(id), &typed.reason).await?;
    // One who gives up their own right may no longer see the list.
    let own = req.ctx.account().is_ok_and(|me| me == whose);
    let to = if own { "/".to_owned() } else { url::admin_grants(&typed.process) };
    Ok(req.done(&to, "revoked", &json!({})))
}
