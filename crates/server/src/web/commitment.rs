//! Commitments: listed, shown, drafted, changed, put to consultation.

use app::{Error, commitment};
use domain::commitment::{MilestoneWords, Words};
use domain::field::FieldErrors;
use domain::reference::Reference;
use pages::commitment_form::{self, Form as Page};
use pages::url;
use serde::Deserialize;

use crate::extract::{Form, Path, Req};
use crate::failure::Answer;
use crate::router::Routes;
use crate::web::{forms, object};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/processes/{slug}/commitments", list)
        .get("/processes/{slug}/commitments/new", new)
        .post("/processes/{slug}/commitments", "/processes/{slug}/commitments/new", create)
        .get("/commitments/{reference}", show)
        .get("/commitments/{reference}/edit", edit)
        .post("/commitments/{reference}/revisions", "/commitments/{reference}/edit", revise)
        .post("/commitments/{reference}/publish", "/commitments/{reference}", publish)
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    title: String,
    problem: String,
    text: String,
    lead: String,
    source: Vec<String>,
    milestone_title: Vec<String>,
    milestone_due: Vec<String>,
}

impl Typed {
    /// Milestones are paired by their order in the form.
    fn words(&self) -> Words {
        let rows = self.milestone_title.len().max(self.milestone_due.len());
        let at = |list: &[String], index: usize| list.get(index).cloned().unwrap_or_default();
        Words {
            title: self.title.clone(),
            problem: self.problem.clone(),
            text: self.text.clone(),
            lead: self.lead.clone(),
            sources: self.source.clone(),
            milestones: (0..rows)
                .map(|row| MilestoneWords { title: at(&self.milestone_title, row), due: at(&self.milestone_due, row) })
                .collect(),
        }
    }
}

async fn list(req: Req, Path(slug): Path<String>) -> Answer {
    let (process, cards) = commitment::list(&req.ctx, &slug).await?;
    let can_draft = commitment::can_draft(&req.ctx, process.id);
    Ok(req.page(pages::commitment::list(&req.cx, &process, &cards, can_draft)))
}

async fn show(req: Req, Path(reference): Path<String>) -> Answer {
    let page = commitment::show(&req.ctx, &reference).await?;
    Ok(req.page(pages::commitment::page(&req.cx, &page, &forms::of_commitment(&req).await?)))
}

/// The empty form; its sources can be given in the address.
async fn new(req: Req, Path(slug): Path<String>, crate::extract::Query(typed): crate::extract::Query<Typed>) -> Answer {
    let typed = req.kept_form(&url::commitments(&slug)).await?.unwrap_or(typed);
    form(&req, &slug, None, typed.words(), FieldErrors::default()).await
}

async fn form(req: &Req, slug: &str, reference: Option<&Reference>, words: Words, errors: FieldErrors) -> Answer {
    let facts = commitment::form(&req.ctx, slug).await?;
    let page = Page {
        process: &facts.process,
        reference,
        words: &words,
        leads: &facts.leads,
        candidates: &facts.sources,
        errors: &errors,
    };
    let html = commitment_form::page(&req.cx, &page);
    Ok(if errors.is_empty() { req.page(html) } else { req.invalid(html) })
}

async fn create(req: Req, Path(slug): Path<String>, Form(typed): Form<Typed>) -> Answer {
    match commitment::create(&req.ctx, &slug, &typed.words()).await {
        Ok(reference) => Ok(req.created(
            &url::commitment(&reference),
            "commitment-drafted",
            &object::commitment(&req, reference.as_str()).await?,
        )),
        Err(Error::Invalid(errors)) if req.want.is_html() => form(&req, &slug, None, typed.words(), errors).await,
        Err(error) => Err(error.into()),
    }
}

async fn edit(req: Req, Path(reference): Path<String>) -> Answer {
    let page = commitment::show(&req.ctx, &reference).await?;
    let kept: Option<Typed> = req.kept_form(&format!("{}/revisions", url::commitment(&page.card.reference))).await?;
    let words = kept.map_or(page.words, |typed| typed.words());
    form(&req, &page.process.slug, Some(&page.card.reference), words, FieldErrors::default()).await
}

async fn revise(req: Req, Path(reference): Path<String>, Form(typed): Form<Typed>) -> Answer {
    match commitment::edit(&req.ctx, &reference, &typed.words()).await {
        Ok(reference) => Ok(req.done(
            &url::commitment(&reference),
            "commitment-revised",
            &object::commitment(&req, reference.as_str()).await?,
        )),
        Err(Error::Invalid(errors)) if req.want.is_html() => {
            let page = commitment::show(&req.ctx, &reference).await?;
            form(&req, &page.process.slug, Some(&page.card.reference), typed.words(), errors).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn publish(req: Req, Path(reference): Path<String>) -> Answer {
    let reference = commitment::publish(&req.ctx, &reference).await?;
    Ok(req.done(
        &url::commitment(&reference),
        "commitment-published",
        &object::commitment(&req, reference.as_str()).await?,
    ))
}
