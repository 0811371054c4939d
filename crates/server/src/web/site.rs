//! Pages that the operator writes, and the form that changes them.

use app::site::{self, PageWords};
use app::{Error, Result};
use domain::field::FieldErrors;
use domain::locale::Locale;
use domain::policy::{About, Action};
use domain::site::SitePage;
use pages::site::Typed as Text;
use serde::Deserialize;
use serde_json::json;

use crate::extract::{Form, Path, Req};
use crate::failure::Answer;
use crate::router::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/legal", |req: Req| show(req, SitePage::Legal))
        .get("/privacy", |req: Req| show(req, SitePage::Privacy))
        .get("/terms", |req: Req| show(req, SitePage::Terms))
        .get("/accessibility", |req: Req| show(req, SitePage::Accessibility))
        .get("/contact", |req: Req| show(req, SitePage::Contact))
        .get("/admin/pages/{page}", edit)
        .post("/admin/pages/{page}", "/admin/pages/{page}", write)
}

async fn show(req: Req, page: SitePage) -> Answer {
    let text = site::page(&req.ctx, page, req.ctx.locale).await?;
    let can_edit = req.ctx.may(Action::EditSite, About::default());
    Ok(req.page(pages::site::page(&req.cx, &text, can_edit)))
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    title_fr: String,
    source_fr: String,
    title_en: String,
    source_en: String,
}

impl Typed {
    fn words(&self) -> [(Locale, PageWords); 2] {
        let words = |title: &String, source: &String| PageWords { title: title.clone(), source: source.clone() };
        [(Locale::Fr, words(&self.title_fr, &self.source_fr)), (Locale::En, words(&self.title_en, &self.source_en))]
    }

    fn page(self, req: &Req, page: SitePage, errors: &FieldErrors) -> String {
        let fr = Text { title: self.title_fr, source: self.source_fr };
        let en = Text { title: self.title_en, source: self.source_en };
        pages::site::edit(&req.cx, page, &fr, &en, errors)
    }
}

fn which(page: &str) -> Result<SitePage> {
    SitePage::parse(page).ok_or(Error::NotFound)
}

async fn edit(req: Req, Path(page): Path<String>) -> Answer {
    let page = which(&page)?;
    let mut now = Typed::default();
    for text in site::edited(&req.ctx, page).await? {
        match Locale::parse(&text.lang) {
            Some(Locale::Fr) => (now.title_fr, now.source_fr) = (text.title, text.source),
            Some(Locale::En) => (now.title_en, now.source_en) = (text.title, text.source),
            None => {}
        }
    }
    let kept: Option<Typed> = req.kept_form(&req.path).await?;
    Ok(req.page(kept.unwrap_or(now).page(&req, page, &FieldErrors::default())))
}

async fn write(req: Req, Path(page): Path<String>, Form(typed): Form<Typed>) -> Answer {
    let page = which(&page)?;
    match site::edit(&req.ctx, page, &typed.words()).await {
        Ok(_) => Ok(req.done(&format!("/{page}"), "saved", &json!({ "page": page }))),
        Err(Error::Invalid(errors)) if req.want.is_html() => Ok(req.invalid(typed.page(&req, page, &errors))),
        Err(error) => Err(error.into()),
    }
}
