//! The organisations of the instance.

use app::Error;
use app::organisation::{self, Words};
use domain::field::FieldErrors;
use domain::policy::{About, Action};
use pages::admin_organisation::Typed as Page;
use pages::url;
use serde::Deserialize;
use serde_json::json;

use crate::extract::{Form, Path, Req};
use crate::failure::Answer;
use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/admin/organisations", list)
        .post("/admin/organisations", "/admin/organisations", create)
        .get("/admin/organisations/{slug}", edit)
        .post("/admin/organisations/{slug}", "/admin/organisations/{slug}", update)
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    slug: String,
    name: String,
    kind: String,
    summary: String,
}

impl Typed {
    fn words(&self) -> Words {
        let Self { slug, name, kind, summary } = self.clone();
        Words { slug, name, kind, summary }
    }

    fn page(self, errors: FieldErrors) -> Page {
        let Self { slug, name, kind, summary } = self;
        Page { slug, name, kind, summary, errors }
    }
}

async fn list(req: Req) -> Answer {
    req.ctx.permit(Action::ManageProcess, About::default())?;
    let all = organisation::list(&req.ctx).await?;
    let kept: Typed = req.kept_form(&req.path).await?.unwrap_or_default();
    Ok(req.page(pages::admin_organisation::list(&req.cx, &all, &kept.page(FieldErrors::default()))))
}

async fn create(req: Req, Form(typed): Form<Typed>) -> Answer {
    match organisation::create(&req.ctx, &typed.words()).await {
        Ok(made) => Ok(req.created(&url::admin_organisations(), "saved", &json!({ "slug": made.slug }))),
        Err(Error::Invalid(errors)) if req.want.is_html() => {
            let all = organisation::list(&req.ctx).await?;
            Ok(req.invalid(pages::admin_organisation::list(&req.cx, &all, &typed.page(errors))))
        }
        Err(error) => Err(error.into()),
    }
}

async fn edit(req: Req, Path(slug): Path<String>) -> Answer {
    req.ctx.permit(Action::ManageProcess, About::default())?;
    let it = organisation::get(&req.ctx, &slug).await?;
    let now =
        Typed { slug: it.slug.clone(), name: it.name.clone(), kind: it.kind.to_string(), summary: it.summary.clone() };
    let kept: Option<Typed> = req.kept_form(&req.path).await?;
    let typed = kept.unwrap_or(now).page(FieldErrors::default());
    Ok(req.page(pages::admin_organisation::edit(&req.cx, &it, &typed)))
}

async fn update(req: Req, Path(slug): Path<String>, Form(typed): Form<Typed>) -> Answer {
    match organisation::update(&req.ctx, &slug, &typed.words()).await {
        Ok(_) => Ok(req.done(&url::admin_organisations(), "saved", &json!({ "slug": slug }))),
        Err(Error::Invalid(errors)) if req.want.is_html() => {
            let it = organisation::get(&req.ctx, &slug).await?;
            Ok(req.invalid(pages::admin_organisation::edit(&req.cx, &it, &typed.page(errors))))
        }
        Err(error) => Err(error.into()),
    }
}
