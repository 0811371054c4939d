//! Writing a proposal: the form, the preview, the draft, publication, correction,
//! withdrawal. What was typed comes back with every refusal.

use app::Error;
use app::proposal::{self, Submission};
use domain::field::{FieldErrors, Problem};
use domain::proposal::{ProposalForm, Words};
use pages::proposal_form::{Form as Page, Purpose};
use pages::receipt;
use pages::url;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::extract::{Form, Path, Req};
use crate::failure::Answer;
use crate::router::Routes;
use crate::web::{forms, object};

/// Similar proposals shown in the preview.
const SIMILAR: u64 = 5;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/processes/{slug}/proposals/new", new)
        .post("/processes/{slug}/proposals", "/processes/{slug}/proposals/new", submit)
        .get("/drafts/{id}", draft)
        .post("/drafts/{id}/delete", "/drafts/{id}", delete_draft)
        .get("/proposals/{reference}/edit", edit)
        .post("/proposals/{reference}/revisions", "/proposals/{reference}/edit", revise)
        .post("/proposals/{reference}/withdraw", "/proposals/{reference}", withdraw)
}

/// What a proposal form posts.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    title: String,
    problem: String,
    body: String,
    effect: String,
    carrier: String,
    continues: String,
    theme: String,
    on_behalf_of: String,
    op: String,
    draft: String,
    intent: String,
}

impl Typed {
    fn words(&self) -> Words {
        Words {
            title: self.title.clone(),
            problem: self.problem.clone(),
            body: self.body.clone(),
            effect: self.effect.clone(),
            carrier: self.carrier.clone(),
            continues: self.continues.clone(),
            theme: self.theme.clone(),
        }
    }

    fn submission(&self) -> Result<Submission, Error> {
        Ok(Submission {
            words: self.words(),
            on_behalf_of: self.on_behalf_of.clone(),
            op: forms::op(&self.op)?,
            draft: self.draft.parse().ok(),
        })
    }

    fn form(&self, errors: FieldErrors) -> ProposalForm {
        ProposalForm { words: self.words(), on_behalf_of: self.on_behalf_of.clone(), op: self.op.clone(), errors }
    }
}

/// The empty form, or the one that was kept while signing in.
async fn new(req: Req, Path(slug): Path<String>) -> Answer {
    let facts = proposal::form(&req.ctx, &slug).await?;
    let kept: Typed = req.kept_form(&url::proposals(&slug)).await?.unwrap_or_default();
    let mut form = kept.form(FieldErrors::default());
    if form.op.is_empty() {
        form.op = forms::mint(&req);
    }
    // A draft that was being published when its author had to sign in again.
    let goes_on = match kept.draft.parse() {
        Ok(draft) => proposal::draft(&req.ctx, draft).await.is_ok(),
        Err(_) => false,
    };
    let charter = app::process::charter(&req.ctx, facts.process.id).await?;
    let page = Page {
        process: &facts.process,
        purpose: if goes_on { purpose(&kept) } else { Purpose::New },
        form: &form,
        speaks_for: &facts.speaks_for,
        charter: charter.as_ref(),
        preview: None,
    };
    Ok(req.page(pages::proposal_form::page(&req.cx, &page)))
}

/// Keeps a draft, shows a preview, or publishes.
async fn submit(req: Req, Path(slug): Path<String>, Form(typed): Form<Typed>) -> Answer {
    let act = match typed.intent.as_str() {
        "draft" => Intent::Draft,
        "preview" => Intent::Preview,
        "publish" => Intent::Publish,
        other => {
            let wrong = if other.is_empty() { Problem::Required } else { Problem::NotAChoice };
            return not_so(&req, &slug, &typed, Error::field("intent", wrong)).await;
        }
    };
    let submission = match typed.submission() {
        Ok(submission) => submission,
        Err(error) => return not_so(&req, &slug, &typed, error).await,
    };
    match act {
        Intent::Draft => keep(&req, &slug, &typed, &submission).await,
        Intent::Preview => preview(&req, &slug, &typed, &submission).await,
        Intent::Publish => publish(&req, &slug, &typed, &submission).await,
    }
}

/// What the button that was pressed asks for.
enum Intent {
    Draft,
    Preview,
    Publish,
}

/// Refuses what no form of ours sends; who may not write here is told so first.
async fn not_so(req: &Req, slug: &str, typed: &Typed, error: Error) -> Answer {
    proposal::form(&req.ctx, slug).await?;
    req.ctx.account()?;
    again(req, slug, typed, error).await
}

async fn keep(req: &Req, slug: &str, typed: &Typed, submission: &Submission) -> Answer {
    match proposal::save_draft(&req.ctx, slug, submission).await {
        Ok((id, new)) => {
            let at = format!("/drafts/{id}");
            let object = json!({ "draft": id, "url": at });
            Ok(if new { req.created(&at, "draft-saved", &object) } else { req.done(&at, "draft-saved", &object) })
        }
        Err(error) => again(req, slug, typed, error).await,
    }
}

async fn publish(req: &Req, slug: &str, typed: &Typed, submission: &Submission) -> Answer {
    match proposal::publish(&req.ctx, slug, submission).await {
        Ok((reference, new)) => {
            let at = url::proposal(&reference);
            let object = object::proposal(req, reference.as_str()).await?;
            let flash = receipt::made("proposal-published", &reference);
            Ok(if new { req.created(&at, &flash, &object) } else { req.done(&at, &flash, &object) })
        }
        Err(error) => again(req, slug, typed, error).await,
    }
}

async fn preview(req: &Req, slug: &str, typed: &Typed, submission: &Submission) -> Answer {
    let (process, words, parts) = match proposal::preview(&req.ctx, slug, submission).await {
        Ok(preview) => preview,
        Err(error) => return again(req, slug, typed, error).await,
    };
    let similar = proposal::similar(&req.ctx, &process, &words.title, SIMILAR).await?;
    let facts = proposal::form(&req.ctx, slug).await?;
    let charter = app::process::charter(&req.ctx, process.id).await?;
    let form = ProposalForm { words, ..typed.form(FieldErrors::default()) };
    let page = Page {
        process: &process,
        purpose: purpose(typed),
        form: &form,
        speaks_for: &facts.speaks_for,
        charter: charter.as_ref(),
        preview: Some((&parts, &similar)),
    };
    Ok(req.page(pages::proposal_form::page(&req.cx, &page)))
}

fn purpose(typed: &Typed) -> Purpose<'_> {
    if typed.draft.parse::<Uuid>().is_ok() { Purpose::Draft(&typed.draft) } else { Purpose::New }
}

/// The form again, with what was typed and what is wrong; other failures are
/// said by their own page.
async fn again(req: &Req, slug: &str, typed: &Typed, error: Error) -> Answer {
    let errors = match error {
        Error::Invalid(errors) if req.want.is_html() => errors,
        error => return Err(error.into()),
    };
    let facts = proposal::form(&req.ctx, slug).await?;
    let charter = app::process::charter(&req.ctx, facts.process.id).await?;
    let mut form = typed.form(errors);
    if form.errors.of("op").is_some() {
        form.op = forms::mint(req);
    }
    let page = Page {
        process: &facts.process,
        purpose: purpose(typed),
        form: &form,
        speaks_for: &facts.speaks_for,
        charter: charter.as_ref(),
        preview: None,
    };
    Ok(req.invalid(pages::proposal_form::page(&req.cx, &page)))
}

/// One's draft, to go on with.
async fn draft(req: Req, Path(id): Path<Uuid>) -> Answer {
    let draft = proposal::draft(&req.ctx, id).await?;
    let charter = app::process::charter(&req.ctx, draft.process.id).await?;
    let form = ProposalForm {
        words: draft.words,
        on_behalf_of: draft.on_behalf_of,
        op: forms::mint(&req),
        errors: FieldErrors::default(),
    };
    let id = draft.id.to_string();
    let page = Page {
        process: &draft.process,
        purpose: Purpose::Draft(&id),
        form: &form,
        speaks_for: &draft.speaks_for,
        charter: charter.as_ref(),
        preview: None,
    };
    Ok(req.page(pages::proposal_form::page(&req.cx, &page)))
}

/// Throws one's draft away.
async fn delete_draft(req: Req, Path(id): Path<Uuid>) -> Answer {
    proposal::delete_draft(&req.ctx, id).await?;
    Ok(req.done("/account", "draft-deleted", &json!({})))
}

/// One's proposal, to be corrected.
async fn edit(req: Req, Path(reference): Path<String>) -> Answer {
    let words = proposal::source(&req.ctx, &reference).await?;
    let kept: Option<Typed> = req.kept_form(&format!("/proposals/{reference}/revisions")).await?;
    let words = kept.map_or(words, |typed| typed.words());
    edit_page(&req, &reference, words, FieldErrors::default()).await
}

async fn edit_page(req: &Req, reference: &str, words: Words, errors: FieldErrors) -> Answer {
    let shown = proposal::show(&req.ctx, reference).await?;
    let charter = app::process::charter(&req.ctx, shown.process.id).await?;
    let invalid = !errors.is_empty();
    let form = ProposalForm { words, on_behalf_of: String::new(), op: String::new(), errors };
    let purpose = Purpose::Edit(&shown.card.reference);
    let page = Page {
        process: &shown.process,
        purpose,
        form: &form,
        speaks_for: &[],
        charter: charter.as_ref(),
        preview: None,
    };
    let html = pages::proposal_form::page(&req.cx, &page);
    Ok(if invalid { req.invalid(html) } else { req.page(html) })
}

/// Corrects it.
async fn revise(req: Req, Path(reference): Path<String>, Form(typed): Form<Typed>) -> Answer {
    match proposal::edit(&req.ctx, &reference, &typed.words()).await {
        Ok(reference) => Ok(req.done(
            &url::proposal(&reference),
            &receipt::made("proposal-revised", &reference),
            &object::proposal(&req, reference.as_str()).await?,
        )),
        Err(Error::Invalid(errors)) if req.want.is_html() => edit_page(&req, &reference, typed.words(), errors).await,
        Err(error) => Err(error.into()),
    }
}

/// Takes it back.
async fn withdraw(req: Req, Path(reference): Path<String>) -> Answer {
    let reference = proposal::withdraw(&req.ctx, &reference).await?;
    Ok(req.done(&url::proposal(&reference), "proposal-withdrawn", &object::proposal(&req, reference.as_str()).await?))
}
