//! Pages for one comment: reply, correct, withdraw, report, hide or show. They
//! are pages of their own so that a long discussion does not carry a hundred
//! forms.

use domain::comment::CommentView;
use domain::field::FieldErrors;
use domain::process::Process;
use leptos::prelude::*;

use crate::cx::Cx;
use crate::decision_form;
use crate::discussion::{self, Typed};
use crate::format::Dates;
use crate::shell::Page;
use crate::ui;
use crate::url;

/// What a comment is about.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The process.
    pub process: &'a Process,
    /// Address of the proposal or commitment.
    pub url: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The comment.
    pub comment: &'a CommentView,
}

impl About<'_> {
    fn show(
        &self,
        cx: &Cx,
        title: &str,
        (prefix, errors): (&str, &FieldErrors),
        form: impl FnOnce() -> AnyView,
    ) -> String {
        let page = Page::new(title)
            .crumb(cx.pick(&self.process.titles), url::process(&self.process.slug))
            .crumb(self.title, self.url);
        page.narrow().unlisted().invalid(!errors.is_empty()).show(cx, || {
            let dates = Dates::of(cx, self.process);
            view! {
                {ui::error_summary(cx, prefix, errors, &[])}
                <header class="page-head"><h1>{title.to_owned()}</h1></header>
                {self.quoted(cx, &dates)}
                {form()}
                <p><a href=format!("{}#{}", self.url, self.comment.reference)>{cx.t("comment-back")}</a></p>
            }
            .into_any()
        })
    }

    /// The comment as everyone reads it, without its replies and its links.
    fn quoted(&self, cx: &Cx, dates: &Dates) -> AnyView {
        let alone =
            CommentView { replies: Vec::new(), can: domain::comment::CommentCan::default(), ..self.comment.clone() };
        discussion::one(cx, dates, &alone)
    }

    fn base(&self) -> String {
        url::comment(&self.comment.reference)
    }
}

/// `/comments/{ref}/reply`; posts to the discussion that the comment is in.
#[must_use]
pub fn reply(cx: &Cx, about: &About<'_>, speaks_for: &[(String, String)], typed: &Typed) -> String {
    about.show(cx, &cx.t("comment-reply-title"), ("comment", &typed.errors), || {
        let action = format!("{}/comments", about.url);
        discussion::comment_form(cx, &action, Some(about.comment.reference.as_str()), speaks_for, typed, None)
    })
}

/// `/comments/{ref}/edit`; posts to `/comments/{ref}/revisions`.
#[must_use]
pub fn edit(cx: &Cx, about: &About<'_>, typed: &Typed) -> String {
    about.show(cx, &cx.t("comment-edit-title"), ("comment", &typed.errors), || {
        view! {
            <form class="form" method="post" action=format!("{}/revisions", about.base())>
                {discussion::body(cx, typed)}
                <div class="submit-bar"><p class="submit-note">{cx.t("comment-edit-note")}</p><div class="actions">{ui::primary_button(cx.t("comment-edit-send"))}</div></div>
            </form>
        }
        .into_any()
    })
}

/// `/comments/{ref}/withdraw`.
#[must_use]
pub fn withdraw(cx: &Cx, about: &About<'_>) -> String {
    about.show(cx, &cx.t("comment-withdraw-title"), ("", &FieldErrors::default()), || {
        view! {
            <p>{cx.t("comment-withdraw-note")}</p>
            {ui::post_button(cx.t("comment-withdraw-send"), format!("{}/withdraw", about.base()), "button button--danger")}
        }
        .into_any()
    })
}

/// `/comments/{ref}/report`.
#[must_use]
pub fn report(cx: &Cx, about: &About<'_>, typed: &decision_form::Typed) -> String {
    about.show(cx, &cx.t("comment-report-title"), ("report", &typed.errors), || {
        decision_form::report_form(cx, &about.base(), typed)
    })
}

/// `/comments/{ref}/visibility`.
#[must_use]
pub fn visibility(cx: &Cx, about: &About<'_>, typed: &decision_form::Typed) -> String {
    about.show(cx, &cx.t("comment-visibility-title"), ("visibility", &typed.errors), || {
        decision_form::visibility_form(cx, &about.base(), about.comment.visibility, typed)
    })
}
