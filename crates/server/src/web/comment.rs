//! Comments: published from the page they are about, each with small pages of
//! its own to reply, correct, withdraw, report.

use app::comment::{self, NewComment};
use app::{Error, commitment, moderation, proposal};
use domain::comment::CommentView;
use domain::field::FieldErrors;
use domain::process::Process;
use domain::reference::{Kind, Reference};
use pages::comment_form::{self, About};
use pages::discussion;
use pages::receipt;
use serde::Deserialize;
use uuid::Uuid;

use crate::extract::{Form, Path, Req};
use crate::failure::Answer;
use crate::router::Routes;
use crate::web::{forms, object};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .post("/proposals/{reference}/comments", "/proposals/{reference}", on_proposal)
        .post("/commitments/{reference}/comments", "/commitments/{reference}", on_commitment)
        .get("/comments/{reference}", show)
        .get("/comments/{reference}/reply", reply)
        .get("/comments/{reference}/edit", edit)
        .post("/comments/{reference}/revisions", "/comments/{reference}/edit", revise)
        .get("/comments/{reference}/withdraw", withdrawing)
        .post("/comments/{reference}/withdraw", "/comments/{reference}/withdraw", withdraw)
        .get("/comments/{reference}/report", reporting)
        .post("/comments/{reference}/report", "/comments/{reference}/report", report)
        .get("/comments/{reference}/visibility", moderating)
        .post("/comments/{reference}/visibility", "/comments/{reference}/visibility", visibility)
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    body: String,
    stance: String,
    parent: String,
    on_behalf_of: String,
    op: String,
}

impl Typed {
    fn new_comment(&self, op: Option<Uuid>) -> NewComment {
        NewComment {
            body: self.body.clone(),
            stance: self.stance.clone(),
            parent: self.parent.clone(),
            on_behalf_of: self.on_behalf_of.clone(),
            op,
        }
    }

    fn shown(&self, errors: FieldErrors) -> discussion::Typed {
        discussion::Typed {
            body: self.body.clone(),
            stance: self.stance.clone(),
            on_behalf_of: self.on_behalf_of.clone(),
            op: self.op.clone(),
            errors,
        }
    }
}

/// The comment that was typed before signing in. A reply is shown again where
/// replies are written.
pub(super) async fn kept(req: &Req, path: &str) -> Answer<discussion::Typed> {
    let typed: Typed = req.kept_form(path).await?.filter(|it: &Typed| it.parent.is_empty()).unwrap_or_default();
    Ok(typed.shown(FieldErrors::default()))
}

async fn on_proposal(req: Req, Path(reference): Path<String>, Form(typed): Form<Typed>) -> Answer {
    object::is_of(Kind::Proposal, &reference)?;
    publish(&req, &reference, &typed).await
}

async fn on_commitment(req: Req, Path(reference): Path<String>, Form(typed): Form<Typed>) -> Answer {
    object::is_of(Kind::Commitment, &reference)?;
    publish(&req, &reference, &typed).await
}

async fn publish(req: &Req, target: &str, typed: &Typed) -> Answer {
    let made = match forms::op(&typed.op) {
        Ok(op) => comment::publish(&req.ctx, target, &typed.new_comment(op)).await,
        // Who may not comment is told so before what is wrong with the mark.
        Err(malformed) => comment::may(&req.ctx, target).await.and(Err(malformed)),
    };
    match made {
        Ok(published) => {
            let at = app::lineage::comment_url(&published.target, &published.reference);
            let object = object::comment(req, published.reference.as_str()).await?;
            let flash = receipt::made("comment-published", &published.reference);
            Ok(if published.new { req.created(&at, &flash, &object) } else { req.done(&at, &flash, &object) })
        }
        Err(Error::Invalid(errors)) if req.want.is_html() => again(req, target, typed, errors).await,
        Err(error) => Err(error.into()),
    }
}

/// The page the form was on, with what was typed and what is wrong.
async fn again(req: &Req, target: &str, typed: &Typed, errors: FieldErrors) -> Answer {
    let fresh =
        Typed { op: if errors.of("op").is_some() { forms::mint(req) } else { typed.op.clone() }, ..typed.clone() };
    let typed = &fresh;
    if !typed.parent.is_empty() && errors.of("parent").is_none() {
        let place = Place::of(req, &typed.parent).await?;
        let html = comment_form::reply(&req.cx, &place.about(), &place.speaks_for, &typed.shown(errors));
        return Ok(req.invalid(html));
    }
    let shown = typed.shown(errors);
    let html = match Reference::parse(target) {
        Some((_, Kind::Commitment)) => {
            let forms = pages::commitment::Forms { comment: shown, ..pages::commitment::Forms::default() };
            pages::commitment::page(&req.cx, &commitment::show(&req.ctx, target).await?, &forms)
        }
        _ => {
            let forms = pages::proposal::Forms { comment: shown, ..pages::proposal::Forms::default() };
            pages::proposal::page(&req.cx, &proposal::show(&req.ctx, target).await?, &forms)
        }
    };
    Ok(req.invalid(html))
}

/// A comment and where it is.
struct Place {
    process: Process,
    url: String,
    title: String,
    comment: CommentView,
    speaks_for: Vec<(String, String)>,
}

impl Place {
    async fn of(req: &Req, reference: &str) -> Answer<Self> {
        let (comment, target) = comment::one(&req.ctx, reference).await?;
        let (process, title, discussion, path) = match Reference::parse(target.as_str()) {
            Some((_, Kind::Commitment)) => {
                let page = commitment::show(&req.ctx, target.as_str()).await?;
                (page.process, page.card.title, page.discussion, "commitments")
            }
            _ => {
                let page = proposal::show(&req.ctx, target.as_str()).await?;
                (page.process, page.card.title, page.discussion, "proposals")
            }
        };
        Ok(Self { process, url: format!("/{path}/{target}"), title, comment, speaks_for: discussion.speaks_for })
    }

    fn about(&self) -> About<'_> {
        About { process: &self.process, url: &self.url, title: &self.title, comment: &self.comment }
    }
}

/// A comment's own address leads to its place in the discussion.
async fn show(req: Req, Path(reference): Path<String>) -> Answer {
    let (view, target) = comment::one(&req.ctx, &reference).await?;
    Ok(req.see_other(&app::lineage::comment_url(&target, &view.reference), ""))
}

async fn reply(req: Req, Path(reference): Path<String>) -> Answer {
    req.ctx.account()?;
    let place = Place::of(&req, &reference).await?;
    let kept: Option<Typed> = req.kept_form(&format!("{}/comments", place.url)).await?;
    let kept = kept.filter(|typed| typed.parent == reference).unwrap_or_default();
    let typed = forms::comment(&req, kept.shown(FieldErrors::default()));
    Ok(req.page(comment_form::reply(&req.cx, &place.about(), &place.speaks_for, &typed)))
}

async fn edit(req: Req, Path(reference): Path<String>) -> Answer {
    let (body, _) = comment::source(&req.ctx, &reference).await?;
    let place = Place::of(&req, &reference).await?;
    let kept: Option<Typed> = req.kept_form(&format!("/comments/{reference}/revisions")).await?;
    let body = kept.map_or(body, |typed| typed.body);
    let typed = discussion::Typed { body, ..discussion::Typed::default() };
    Ok(req.page(comment_form::edit(&req.cx, &place.about(), &typed)))
}

async fn revise(req: Req, Path(reference): Path<String>, Form(typed): Form<Typed>) -> Answer {
    match comment::edit(&req.ctx, &reference, &typed.body).await {
        Ok(done) => Ok(req.done(
            &app::lineage::comment_url(&done.target, &done.reference),
            &receipt::made("comment-revised", &done.reference),
            &object::comment(&req, &reference).await?,
        )),
        Err(Error::Invalid(errors)) if req.want.is_html() => {
            let place = Place::of(&req, &reference).await?;
            Ok(req.invalid(comment_form::edit(&req.cx, &place.about(), &typed.shown(errors))))
        }
        Err(error) => Err(error.into()),
    }
}

async fn withdrawing(req: Req, Path(reference): Path<String>) -> Answer {
    req.ctx.account()?;
    let place = Place::of(&req, &reference).await?;
    Ok(req.page(comment_form::withdraw(&req.cx, &place.about())))
}

async fn withdraw(req: Req, Path(reference): Path<String>) -> Answer {
    let done = comment::withdraw(&req.ctx, &reference).await?;
    Ok(req.done(
        &app::lineage::comment_url(&done.target, &done.reference),
        "comment-withdrawn",
        &object::comment(&req, &reference).await?,
    ))
}

async fn reporting(req: Req, Path(reference): Path<String>) -> Answer {
    req.ctx.account()?;
    let place = Place::of(&req, &reference).await?;
    let typed = forms::kept_decision(&req, "report").await?;
    Ok(req.page(comment_form::report(&req.cx, &place.about(), &typed)))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Decided {
    revision: String,
    visibility: String,
    rule: String,
    reason: String,
}

async fn report(req: Req, Path(reference): Path<String>, Form(typed): Form<Decided>) -> Answer {
    object::is_of(Kind::Comment, &reference)?;
    match moderation::report(&req.ctx, &reference, &typed.reason).await {
        Ok(_) => {
            let at = Place::of(&req, &reference).await?.url;
            Ok(req.done(&at, "reported", &object::comment(&req, &reference).await?))
        }
        Err(Error::Invalid(errors)) if req.want.is_html() => {
            let place = Place::of(&req, &reference).await?;
            Ok(req.invalid(comment_form::report(
                &req.cx,
                &place.about(),
                &forms::decision("", "", &typed.reason, errors),
            )))
        }
        Err(error) => Err(error.into()),
    }
}

async fn moderating(req: Req, Path(reference): Path<String>) -> Answer {
    let place = Place::of(&req, &reference).await?;
    if !place.comment.can.moderate {
        moderation::may(&req.ctx, &reference).await?;
    }
    let typed = forms::kept_decision(&req, "visibility").await?;
    Ok(req.page(comment_form::visibility(&req.cx, &place.about(), &typed)))
}

async fn visibility(req: Req, Path(reference): Path<String>, Form(typed): Form<Decided>) -> Answer {
    object::is_of(Kind::Comment, &reference)?;
    match object::set_visibility(&req, &reference, [&typed.revision, &typed.visibility, &typed.rule, &typed.reason])
        .await
    {
        Ok(done) => {
            let place = Place::of(&req, done.as_str()).await?;
            let flash = if typed.visibility == "hidden" { "hidden" } else { "shown" };
            Ok(req.done(&format!("{}#{done}", place.url), flash, &object::comment(&req, &reference).await?))
        }
        Err(Error::Invalid(errors)) if req.want.is_html() => {
            let place = Place::of(&req, &reference).await?;
            let typed = forms::decision(&typed.visibility, &typed.rule, &typed.reason, errors);
            Ok(req.invalid(comment_form::visibility(&req.cx, &place.about(), &typed)))
        }
        Err(error) => Err(error.into()),
    }
}
