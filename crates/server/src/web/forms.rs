//! What the forms of a page begin with: a fresh mark for each, so that a repeat
//! is harmless, and what was kept while someone signed in.

use app::Error;
use domain::field::{FieldErrors, Problem};
use domain::vote::Choice;
use pages::proposal::Forms;
use pages::{commitment, decision_form, discussion};
use serde::Deserialize;
use uuid::Uuid;

use crate::extract::Req;
use crate::failure::Answer;

/// Gives the comment form its mark.
pub(crate) fn fresh(req: &Req, mut forms: Forms) -> Forms {
    forms.comment = comment(req, forms.comment);
    forms
}

/// A comment form with its mark.
pub(crate) fn comment(req: &Req, mut typed: discussion::Typed) -> discussion::Typed {
    if typed.op.is_empty() {
        typed.op = mint(req);
    }
    typed
}

/// The mark of a form as it came: none when it has none.
///
/// # Errors
/// 422 for what is no mark: without it, a repeat would no longer be harmless.
pub(crate) fn op(text: &str) -> Result<Option<Uuid>, Error> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Error::field("op", Problem::Malformed)),
    }
}

/// A fresh mark.
pub(crate) fn mint(req: &Req) -> String {
    req.ctx.id(req.ctx.now()).to_string()
}

/// A decision as typed.
pub(crate) fn decision(choice: &str, rule: &str, reason: &str, errors: FieldErrors) -> decision_form::Typed {
    decision_form::Typed {
        choice: choice.to_owned(),
        rule: rule.to_owned(),
        reason: reason.to_owned(),
        on_behalf_of: String::new(),
        errors,
    }
}

/// The fields of the small forms of a contribution.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Kept {
    choice: String,
    decision: String,
    outcome: String,
    visibility: String,
    rule: String,
    reason: String,
    on_behalf_of: String,
}

/// The small form posted to `{page}/{action}` before its reader signed in.
async fn kept(req: &Req, action: &str) -> Answer<Kept> {
    Ok(req.kept_form(&posted_to(req, action)).await?.unwrap_or_default())
}

fn posted_to(req: &Req, action: &str) -> String {
    let page = req.path.trim_end_matches(action).trim_end_matches('/');
    format!("{page}/{action}")
}

/// One of the small forms, for a page of its own.
pub(crate) async fn kept_decision(req: &Req, action: &str) -> Answer<decision_form::Typed> {
    let it = kept(req, action).await?;
    let choice = [&it.decision, &it.outcome, &it.visibility].into_iter().find(|code| !code.is_empty());
    let typed = decision(choice.map_or("", String::as_str), &it.rule, &it.reason, FieldErrors::default());
    Ok(decision_form::Typed { on_behalf_of: it.on_behalf_of, ..typed })
}

/// The forms of the page of a proposal.
pub(crate) async fn of_proposal(req: &Req) -> Answer<Forms> {
    let forms = Forms {
        vote: Choice::parse(&kept(req, "vote").await?.choice),
        comment: super::comment::kept(req, &posted_to(req, "comments")).await?,
        admissibility: kept_decision(req, "admissibility").await?,
        answer: kept_decision(req, "answer").await?,
        visibility: kept_decision(req, "visibility").await?,
        report: kept_decision(req, "report").await?,
        vote_errors: FieldErrors::default(),
    };
    Ok(fresh(req, forms))
}

/// The forms of the page of a commitment.
pub(crate) async fn of_commitment(req: &Req) -> Answer<commitment::Forms> {
    let typed = super::comment::kept(req, &posted_to(req, "comments")).await?;
    Ok(commitment::Forms { vote: Choice::parse(&kept(req, "vote").await?.choice), comment: comment(req, typed) })
}
