//! The discussion of a proposal or of a commitment: arguments for and against
//! side by side, questions and remarks apart, replies of one level.

use domain::comment::{self, CommentView, Discussion, Stance};
use domain::field::FieldErrors;
use domain::moderation::Visibility;
use domain::vote::Gate;
use islands::{CommentForm, CommentWords};
use leptos::prelude::*;

use crate::cx::Cx;
use crate::format::Dates;
use crate::ui::{self, Field, Opt};
use crate::url;
use crate::vote;

/// What was typed in a comment form.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The words.
    pub body: String,
    /// The stance, by code.
    pub stance: String,
    /// Organisation spoken for, by slug.
    pub on_behalf_of: String,
    /// Minted when the form was made: a repeat returns the first result.
    pub op: String,
    /// What is wrong.
    pub errors: FieldErrors,
}

/// The discussion, with its form.
#[must_use]
pub fn section(cx: &Cx, dates: &Dates, it: &Discussion, typed: &Typed) -> AnyView {
    let go = (cx.frozen.is_none() && matches!(it.gate, Gate::Open | Gate::SignIn))
        .then(|| view! { <a href="#comment-form">{cx.t("discussion-add")}</a> });
    view! {
        <section class="section section--ruled" aria-labelledby="discussion">
            <div class="section-head"><h2 id="discussion">{cx.t("discussion-title")} " " <span class="count">{cx.number(it.count)}</span></h2> " " {go}</div>
            {comments(cx, dates, it)}
            {cx.frozen.is_none().then(|| write(cx, dates, it, typed))}
        </section>
    }
    .into_any()
}

fn comments(cx: &Cx, dates: &Dates, it: &Discussion) -> AnyView {
    if it.comments.is_empty() {
        return ui::empty(cx.t("discussion-none"), cx.t("discussion-none-text"), None);
    }
    let of = |stance| group(cx, dates, it, stance);
    view! {
        <div class="pair">{of(Stance::For)} {of(Stance::Against)}</div>
        {of(Stance::Question)}
        {of(Stance::Neutral)}
    }
    .into_any()
}

fn group(cx: &Cx, dates: &Dates, it: &Discussion, stance: Stance) -> AnyView {
    let those: Vec<&CommentView> = it.comments.iter().filter(|comment| comment.stance == stance).collect();
    let paired = matches!(stance, Stance::For | Stance::Against);
    if those.is_empty() && !paired {
        return ().into_any();
    }
    let id = format!("stance-{}", stance.as_str());
    let class = format!("stance stance--{}", stance.as_str());
    let shape = match stance {
        Stance::For => Some("for"),
        Stance::Against => Some("against"),
        Stance::Question => Some("question"),
        Stance::Neutral => None,
    };
    let list = if those.is_empty() {
        view! { <p class="soft">{cx.t("discussion-none-yet")}</p> }.into_any()
    } else {
        folded(cx, dates, &those)
    };
    view! {
        <section class=class aria-labelledby=id.clone()>
            <h3 class="stance-title" id=id.clone()>{shape.map(ui::sign)}{cx.term("stances", stance.as_str())} " " <span class="count">{cx.count(those.len())}</span></h3>
            {list}
        </section>
    }
    .into_any()
}

/// The first of a group are read at once, the others on demand: a page of
/// a hundred comments stays one that a thumb can cross.
const AT_ONCE: usize = 8;

fn folded(cx: &Cx, dates: &Dates, those: &[&CommentView]) -> AnyView {
    // One more is not worth folding.
    if those.len() <= AT_ONCE + 1 {
        return list(cx, dates, "comments", those);
    }
    let (first, others) = those.split_at(AT_ONCE);
    let count = i64::try_from(others.len()).unwrap_or(i64::MAX);
    view! {
        {list(cx, dates, "comments", first)}
        <details class="disclosure"><summary>{cx.ta("discussion-others", &[("count", count.into())])}</summary>{list(cx, dates, "comments", others)}</details>
    }
    .into_any()
}

fn list(cx: &Cx, dates: &Dates, class: &'static str, comments: &[&CommentView]) -> AnyView {
    let items: Vec<AnyView> =
        comments.iter().map(|comment| view! { <li>{one(cx, dates, comment)}</li> }.into_any()).collect();
    view! { <ol class=class>{items}</ol> }.into_any()
}

/// A comment, its replies below.
#[must_use]
pub fn one(cx: &Cx, dates: &Dates, it: &CommentView) -> AnyView {
    let replies: Vec<&CommentView> = it.replies.iter().collect();
    let replies = (!replies.is_empty()).then(|| list(cx, dates, "comments comments--replies", &replies));
    view! {
        <article class="comment" id=it.reference.to_string()>
            {byline(cx, dates, it)}
            {words(cx, dates, it)}
            {actions(cx, it)}
            {replies}
        </article>
    }
    .into_any()
}

fn byline(cx: &Cx, dates: &Dates, it: &CommentView) -> AnyView {
    let author = (it.visibility != Visibility::Erased).then(|| view! { {ui::author_line(cx, &it.author)} " " });
    let stance = it.parent.as_ref().map(|_| view! { " " <span>{cx.term("stance", it.stance.as_str())}</span> });
    let version = (it.revision > 1)
        .then(|| view! { " " <span>{cx.ta("discussion-revision", &[("revision", it.revision.into())])}</span> });
    let votes = it
        .imported_votes
        .filter(|votes| *votes > 0)
        .map(|votes| view! { " " <span>{cx.ta("discussion-imported-votes", &[("count", votes.into())])}</span> });
    view! { <p class="byline">{author}<span class="ref">{it.reference.to_string()}</span> " " <span>{dates.moment_view(it.published_at)}</span>{stance}{version}{votes}</p> }.into_any()
}

fn words(cx: &Cx, dates: &Dates, it: &CommentView) -> AnyView {
    match &it.placeholder {
        Some(placeholder) => ui::placeholder(cx, dates, placeholder, None),
        None => ui::prose(cx, &it.body, &it.lang),
    }
}

/// What may be done with it. Each link names the comment for those who hear
/// links out of their place.
fn actions(cx: &Cx, it: &CommentView) -> AnyView {
    let can = it.can;
    if cx.frozen.is_some() || !(can.reply || can.edit || can.withdraw || can.report || can.moderate || can.receipt) {
        return ().into_any();
    }
    let base = url::comment(&it.reference);
    let link = |allowed: bool, path: &str, label: String| {
        allowed.then(|| view! { <a href=format!("{base}/{path}")>{label} <span class="visually-hidden">" "{it.reference.to_string()}</span></a> " " })
    };
    view! {
        <div class="comment-actions">
            {link(can.reply, "reply", cx.t("discussion-reply"))}
            {link(can.edit, "edit", cx.t("discussion-edit"))}
            {link(can.withdraw, "withdraw", cx.t("discussion-withdraw"))}
            {link(can.report, "report", cx.t("discussion-report"))}
            {link(can.receipt, "receipt", cx.t("receipt-quiet"))}
            {link(can.moderate, "visibility", cx.t("discussion-moderate"))}
        </div>
    }
    .into_any()
}

/// The form, or why there is none.
fn write(cx: &Cx, dates: &Dates, it: &Discussion, typed: &Typed) -> AnyView {
    let body = match it.gate {
        Gate::Open => form(cx, dates, it, typed),
        Gate::SignIn => view! { <p>{cx.t("discussion-sign-in")}</p> {form(cx, dates, it, typed)} }.into_any(),
        Gate::Confirm => vote::confirm(cx, cx.t("discussion-confirm")),
        Gate::NotYet => view! { <p class="notice">{cx.t("discussion-not-yet")}</p> }.into_any(),
        Gate::Closed => view! { <p class="notice">{cx.t("discussion-closed")}</p> }.into_any(),
        Gate::Unavailable => view! { <p class="notice">{cx.t("discussion-unavailable")}</p> }.into_any(),
        Gate::NotAllowed => view! { <p class="notice">{cx.t("discussion-not-allowed")}</p> }.into_any(),
    };
    view! { <section class="section" id="comment-form" aria-labelledby="comment-title"><h3 id="comment-title">{cx.t("discussion-write")}</h3><div>{body}</div></section> }.into_any()
}

fn form(cx: &Cx, dates: &Dates, it: &Discussion, typed: &Typed) -> AnyView {
    let until = it.until.map(|end| cx.ta("discussion-until", &[("date", dates.until(end).into())]));
    comment_form(cx, &it.action, None, &it.speaks_for, typed, until)
}

/// The form of a comment, or of a reply to `parent`; for those who can comment,
/// inside the island that counts, keeps and sends.
#[must_use]
pub fn comment_form(
    cx: &Cx,
    action: &str,
    parent: Option<&str>,
    speaks_for: &[(String, String)],
    typed: &Typed,
    until: Option<String>,
) -> AnyView {
    let form = plain_form(cx, action, parent, speaks_for, typed, until);
    let Some(viewer) = cx.viewer.as_ref().filter(|viewer| viewer.confirmed) else { return form };
    // The client fills in the number.
    let n = || [("n", "{n}".into())];
    let words = CommentWords {
        left: cx.ta("comment-said-left", &n()),
        over: cx.ta("comment-said-over", &n()),
        refused: cx.t("comment-said-refused"),
    };
    let draft_key = format!("{}:{action}:{}", viewer.name, parent.unwrap_or_default());
    view! { <CommentForm words draft_key>{form}</CommentForm> }.into_any()
}

fn plain_form(
    cx: &Cx,
    action: &str,
    parent: Option<&str>,
    speaks_for: &[(String, String)],
    typed: &Typed,
    until: Option<String>,
) -> AnyView {
    view! {
        <form class="form" method="post" action=action.to_owned()>
            {(!typed.op.is_empty()).then(|| ui::hidden("op", &typed.op))}
            {parent.map(|parent| ui::hidden("parent", parent))}
            {stance(cx, typed)}
            {body(cx, typed)}
            {on_behalf(cx, "comment", speaks_for, &typed.on_behalf_of, &typed.errors)}
            <div class="submit-bar">
                <p class="submit-note"><strong>{cx.t("ui-what-is-public")}</strong> " " {cx.t("discussion-public")} " " {until}</p>
                <div class="actions">{ui::button(cx.t("discussion-send"))}</div>
            </div>
        </form>
    }
    .into_any()
}

fn stance(cx: &Cx, typed: &Typed) -> AnyView {
    let options =
        Stance::ALL.iter().map(|stance| Opt::new(stance.as_str(), cx.term("stance", stance.as_str()))).collect();
    Field::new("stance", cx.t("discussion-stance"))
        .within("comment")
        .slot()
        .value(&typed.stance)
        .errors(&typed.errors)
        .radios(cx, options)
}

/// The words of a comment.
#[must_use]
pub fn body(cx: &Cx, typed: &Typed) -> AnyView {
    Field::new("body", cx.t("discussion-body"))
        .within("comment")
        .hint(cx.t("discussion-body-hint"))
        .limit(*comment::BODY_LENGTH.end())
        .slot()
        .value(&typed.body)
        .errors(&typed.errors)
        .area(cx, 6)
}

/// In whose name one speaks, for those who may speak for an organisation.
#[must_use]
pub fn on_behalf(cx: &Cx, form: &str, speaks_for: &[(String, String)], value: &str, errors: &FieldErrors) -> AnyView {
    if speaks_for.is_empty() {
        return ().into_any();
    }
    let options = speaks_for.iter().map(|(slug, name)| Opt::new(slug, name)).collect();
    Field::new("on_behalf_of", cx.t("ui-on-behalf"))
        .within(form)
        .hint(cx.t("ui-on-behalf-hint"))
        .optional()
        .slot()
        .value(value)
        .errors(errors)
        .select(cx, Some(cx.t("ui-on-behalf-none")), options)
}
