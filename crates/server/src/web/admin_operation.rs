//! Jobs that failed, and all acts, with names.

use app::{Error, operation};
use domain::id::JobId;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::extract::{Path, Query, Req};
use crate::failure::Answer;
use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/admin/jobs", jobs).post("/admin/jobs/{id}/retry", "/admin/jobs", retry).get("/admin/acts", acts)
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    after: Option<String>,
}

impl Asked {
    fn after(&self) -> Option<&str> {
        self.after.as_deref().filter(|after| !after.is_empty())
    }
}

async fn jobs(req: Req) -> Answer {
    let jobs = operation::jobs(&req.ctx).await?;
    Ok(req.page(pages::admin_operation::jobs(&req.cx, &jobs)))
}

async fn retry(req: Req, Path(id): Path<String>) -> Answer {
    let id = Uuid::try_parse(&id).map_err(|_| Error::NotFound)?;
    operation::retry(&req.ctx, JobId(id)).await?;
    Ok(req.done("/admin/jobs", "saved", &json!({})))
}

async fn acts(req: Req, Query(asked): Query<Asked>) -> Answer {
    let acts = operation::acts(&req.ctx, asked.after()).await?;
    Ok(req.page(pages::admin_operation::acts(&req.cx, &acts, asked.after())))
}
