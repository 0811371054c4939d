//! Commitments: listed, shown, drafted, changed, put to consultation.

use app::{Error, commitment};
use domain::commitment::{CommitmentPage, MilestoneWords, Words};
use domain::field::FieldErrors;
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
        .post("/commitments/{reference}/adopt", "/commitments/{reference}", adopt)
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    title: String,
    problem: String,
    text: String,
    lead: String,
    source: Vec<String>,
    milestone_ref: Vec<String>,
    milestone_title: Vec<String>,
    milestone_due: Vec<String>,
    op: String,
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
                .map(|row| MilestoneWords {
                    reference: at(&self.milestone_ref, row),
                    title: at(&self.milestone_title, row),
                    due: at(&self.milestone_due, row),
                })
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
    let html = pages::commitment::page(&req.cx, &page, &forms::of_commitment(&req).await?);
    let public = page.card.published_at.is_some();
    Ok(super::lineage::told(req.page(html), public, &format!("{}/provenance", req.path)))
}

/// The empty form; its sources can be given in the address.
async fn new(req: Req, Path(slug): Path<String>, crate::extract::Query(typed): crate::extract::Query<Typed>) -> Answer {
    let typed = req.kept_form(&url::commitments(&slug)).await?.unwrap_or(typed);
    form(&req, &slug, Shown { of: None, words: typed.words(), op: typed.op }, FieldErrors::default()).await
}

/// What a form shows: of a commitment that is changed, or of a new one.
struct Shown<'a> {
    of: Option<&'a CommitmentPage>,
    words: Words,
    op: String,
}

async fn form(req: &Req, slug: &str, shown: Shown<'_>, errors: FieldErrors) -> Answer {
    let facts = commitment::form(&req.ctx, slug).await?;
    let fresh = shown.of.is_none() && (shown.op.is_empty() || errors.of("op").is_some());
    let op = if fresh { forms::mint(req) } else { shown.op };
    let page = Page {
        process: &facts.process,
        of: shown.of,
        op: &op,
        words: &shown.words,
        leads: &facts.leads,
        candidates: &facts.sources,
        errors: &errors,
    };
    let html = commitment_form::page(&req.cx, &page);
    Ok(if errors.is_empty() { req.page(html) } else { req.invalid(html) })
}

async fn create(req: Req, Path(slug): Path<String>, Form(typed): Form<Typed>) -> Answer {
    let made = match forms::op(&typed.op) {
        Ok(op) => commitment::create(&req.ctx, &slug, &typed.words(), op).await,
        // Who may not draft is told so before what is wrong with the mark.
        Err(malformed) => commitment::form(&req.ctx, &slug).await.and(Err(malformed)),
    };
    match made {
        Ok((reference, new)) => {
            let at = url::commitment(&reference);
            let object = object::commitment(&req, reference.as_str()).await?;
            Ok(if new {
                req.created(&at, "commitment-drafted", &object)
            } else {
                req.done(&at, "commitment-drafted", &object)
            })
        }
        Err(Error::Invalid(errors)) if req.want.is_html() => {
            form(&req, &slug, Shown { of: None, words: typed.words(), op: typed.op.clone() }, errors).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn edit(req: Req, Path(reference): Path<String>) -> Answer {
    let page = commitment::show(&req.ctx, &reference).await?;
    let kept: Option<Typed> = req.kept_form(&format!("{}/revisions", url::commitment(&page.card.reference))).await?;
    let words = kept.map_or_else(|| page.words.clone(), |typed| typed.words());
    let shown = Shown { of: Some(&page), words, op: String::new() };
    form(&req, &page.process.slug, shown, FieldErrors::default()).await
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
            let shown = Shown { of: Some(&page), words: typed.words(), op: String::new() };
            form(&req, &page.process.slug, shown, errors).await
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

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Adoption {
    reason: String,
}

async fn adopt(req: Req, Path(reference): Path<String>, Form(typed): Form<Adoption>) -> Answer {
    let reference = commitment::adopt(&req.ctx, &reference, &typed.reason).await?;
    Ok(req.done(
        &url::commitment(&reference),
        "commitment-adopted",
        &object::commitment(&req, reference.as_str()).await?,
    ))
}
