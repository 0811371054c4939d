//! The administrators' way in, and how their forms are read.

use std::collections::BTreeMap;

use app::instance;
use domain::locale::Localized;
use domain::policy::{About, Action};
use pages::admin::Dashboard;

use crate::extract::Req;
use crate::failure::Answer;
use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/admin", dashboard)
}

/// The processes that one administers; and the instance, when one does.
async fn dashboard(req: Req) -> Answer {
    let ctx = &req.ctx;
    let instance = ctx.permit(Action::SeeOperation, About::default());
    let mut processes = app::process::list(ctx).await?;
    processes.retain(|process| ctx.may(Action::ManageProcess, About::process(process.id)));
    let instance = match instance {
        Err(denial) if processes.is_empty() => return Err(denial.into()),
        instance => instance.is_ok(),
    };
    let dead_jobs = if instance { instance::queue(&ctx.app).await?.dead } else { 0 };
    Ok(req.page(pages::admin::page(&req.cx, &Dashboard { processes, instance, dead_jobs })))
}

/// The fields of a form whose names depend on languages (`titles.fr`).
pub(crate) type Fields = BTreeMap<String, String>;

/// A field; empty when it was not sent.
pub(crate) fn field(fields: &Fields, name: &str) -> String {
    fields.get(name).cloned().unwrap_or_default()
}

/// The texts of a field, by language.
pub(crate) fn texts(fields: &Fields, name: &str, languages: &[String]) -> Localized {
    let text = |lang: &String| Some((lang.clone(), fields.get(&format!("{name}.{lang}"))?.clone()));
    Localized(languages.iter().filter_map(text).collect())
}
