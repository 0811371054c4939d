//! What the forms of a page begin with: a fresh mark for each, so that a repeat
//! is harmless, and what was kept while someone signed in.

use domain::field::FieldErrors;
use pages::discussion;
use pages::proposal::Forms;

use crate::extract::Req;

/// Gives the comment form its mark.
pub(crate) fn fresh(req: &Req, mut forms: Forms) -> Forms {
    forms.comment = comment(req, forms.comment);
    forms
}

/// A comment form with its mark.
pub(crate) fn comment(req: &Req, mut typed: discussion::Typed) -> discussion::Typed {
    if typed.op.is_empty() {
        typed.op = req.ctx.id(req.ctx.now()).to_string();
    }
    typed
}

/// A decision as typed.
pub(crate) fn decision(choice: &str, rule: &str, reason: &str, errors: FieldErrors) -> pages::decision_form::Typed {
    pages::decision_form::Typed { choice: choice.to_owned(), rule: rule.to_owned(), reason: reason.to_owned(), errors }
}
