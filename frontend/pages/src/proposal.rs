//! The page of a proposal: its words, the vote, what becomes of it, the
//! discussion, the documents; and for staff, the forms of their decisions.

use domain::field::FieldErrors;
use domain::html::SafeHtml;
use domain::moderation::Visibility;
use domain::proposal::{ProposalPage, SourceView};
use domain::vote::Choice;
use leptos::prelude::*;

use crate::becomes;
use crate::card;
use crate::cx::Cx;
use crate::decision_form;
use crate::discussion;
use crate::format::Dates;
use crate::shell::Page;
use crate::ui;
use crate::url;
use crate::vote;

/// What was typed in the forms of this page: empty, but for the one that was refused.
#[derive(Clone, Debug, Default)]
pub struct Forms {
    /// The vote that was chosen before signing in.
    pub vote: Option<Choice>,
    /// The comment.
    pub comment: discussion::Typed,
    /// The decision on admissibility.
    pub admissibility: decision_form::Typed,
    /// The answer.
    pub answer: decision_form::Typed,
    /// The decision on visibility.
    pub visibility: decision_form::Typed,
    /// The report.
    pub report: decision_form::Typed,
    /// What is wrong with a vote.
    pub vote_errors: FieldErrors,
}

impl Forms {
    fn errors(&self) -> [(&'static str, &FieldErrors); 6] {
        [
            ("comment", &self.comment.errors),
            ("admissibility", &self.admissibility.errors),
            ("answer", &self.answer.errors),
            ("visibility", &self.visibility.errors),
            ("report", &self.report.errors),
            ("vote", &self.vote_errors),
        ]
    }

    fn summaries(&self, cx: &Cx) -> Vec<AnyView> {
        self.errors().into_iter().map(|(form, errors)| ui::error_summary(cx, form, errors, &[])).collect()
    }
}

/// The page.
#[must_use]
pub fn page(cx: &Cx, it: &ProposalPage, forms: &Forms) -> String {
    let title = card::proposal_title(cx, &it.card);
    let description = if it.card.visibility == Visibility::Public { it.card.excerpt.clone() } else { String::new() };
    let page = Page::new(format!("{title} ({})", it.card.reference))
        .here(it.card.reference.to_string())
        .describe(description)
        .crumb(cx.pick(&it.process.titles), url::process(&it.process.slug))
        .crumb(cx.t("proposal-list"), url::proposals(&it.process.slug))
        .invalid(forms.errors().iter().any(|(_, errors)| !errors.is_empty()));
    let page = if it.card.visibility == Visibility::Public { page } else { page.unlisted() };
    page.show(cx, || {
        let dates = Dates::of(cx, &it.process);
        view! {
            {forms.summaries(cx)}
            {head(cx, &dates, it, title)}
            <div class="columns">
                <div class="columns-main">
                    {words(cx, &dates, it)}
                    {vote::vote_box(cx, &dates, &it.vote, forms.vote)}
                    {becomes::section(cx, &dates, it)}
                    {staff(cx, it, forms)}
                </div>
                <aside class="columns-side" aria-label=cx.t("proposal-aside")>{aside(cx, &dates, it, forms)}</aside>
            </div>
            {discussion::section(cx, &dates, &it.discussion, &forms.comment)}
            {sources(cx, &dates, it)}
        }
        .into_any()
    })
}

fn head(cx: &Cx, dates: &Dates, it: &ProposalPage, title: String) -> AnyView {
    let card = &it.card;
    let theme = card.theme.as_ref().map(|(slug, title)| {
        let href = url::query(&url::proposals(&it.process.slug), &[("theme", slug)]);
        view! { " " <a class="tag" href=href>{cx.pick(title)}</a> }
    });
    let lang = cx.lang(&card.lang).filter(|_| card.visibility == Visibility::Public);
    let author = (card.visibility != Visibility::Erased).then(|| view! { {ui::author_line(cx, &card.author)} " " });
    view! {
        <header class="page-head">
            <p class="kicker"><span class="ref">{card.reference.to_string()}</span> " " {ui::state_badge(cx, card.state)} {theme}</p>
            <h1 lang=lang>{title}</h1>
            <p class="byline">{author}<span>{dates.day_view(card.published_at)}</span>{version(cx, it)}</p>
        </header>
    }
    .into_any()
}

/// « version 2, voir ce qui a changé ».
fn version(cx: &Cx, it: &ProposalPage) -> AnyView {
    if it.card.revision < 2 {
        return ().into_any();
    }
    let label = cx.ta("proposal-version", &[("revision", it.card.revision.into())]);
    view! { " " <span><a href=url::history(&url::proposal(&it.card.reference))>{label}</a></span> }.into_any()
}

fn words(cx: &Cx, dates: &Dates, it: &ProposalPage) -> AnyView {
    if let Some(placeholder) = &it.placeholder {
        return ui::placeholder(cx, dates, placeholder, None);
    }
    parts(cx, &it.parts, &it.card.lang)
}

/// The parts of a version, as everyone reads them.
#[must_use]
pub fn parts(cx: &Cx, parts: &domain::proposal::Parts, lang: &str) -> AnyView {
    let part = |id: &'static str, title: String, words: &SafeHtml| {
        (!words.is_empty()).then(|| ui::section(id, title, ui::prose(cx, words, lang)))
    };
    let line = |id: &'static str, title: String, words: &str| {
        (!words.is_empty())
            .then(|| ui::section(id, title, view! { <p lang=cx.lang(lang)>{words.to_owned()}</p> }.into_any()))
    };
    let others: Vec<AnyView> = parts.sections.iter().map(|it| other(cx, &it.title, &it.body, lang)).collect();
    view! {
        {part("part-problem", cx.t("proposal-problem"), &parts.problem)}
        {part("part-body", cx.t("proposal-body"), &parts.body)}
        {part("part-effect", cx.t("proposal-effect"), &parts.effect)}
        {line("part-carrier", cx.t("proposal-carrier"), &parts.carrier)}
        {line("part-continues", cx.t("proposal-continues"), &parts.continues)}
        {others}
    }
    .into_any()
}

fn other(cx: &Cx, title: &str, body: &SafeHtml, lang: &str) -> AnyView {
    view! { <section class="section"><h2 lang=cx.lang(lang)>{title.to_owned()}</h2>{ui::prose(cx, body, lang)}</section> }.into_any()
}

fn aside(cx: &Cx, dates: &Dates, it: &ProposalPage, forms: &Forms) -> AnyView {
    let base = url::proposal(&it.card.reference);
    let mine = it.mine.then(|| own(cx, dates, it, &base));
    let report = (it.can.report && cx.frozen.is_none()).then(|| decision_form::report(cx, &base, &forms.report));
    view! {
        {mine}
        <section aria-labelledby="about"><h2 id="about">{cx.t("proposal-about")}</h2>{facts(cx, dates, it, &base)}</section>
        {report}
    }
    .into_any()
}

fn facts(cx: &Cx, dates: &Dates, it: &ProposalPage, base: &str) -> AnyView {
    let versions =
        view! { <a href=url::history(base)>{cx.ta("proposal-versions", &[("count", it.revisions.len().into())])}</a> };
    let process = view! { <a href=url::process(&it.process.slug)>{cx.pick(&it.process.titles)}</a> };
    let data = view! { <a href=format!("/api/v1{base}")>{cx.t("proposal-data-link")}</a> };
    ui::facts(vec![
        ui::fact(cx.t("proposal-process"), process.into_any()),
        ui::fact(cx.t("proposal-published"), dates.moment_view(it.card.published_at)),
        ui::fact(cx.t("proposal-history"), versions.into_any()),
        ui::fact(cx.t("proposal-data"), data.into_any()),
    ])
}

/// What its author may do.
fn own(cx: &Cx, dates: &Dates, it: &ProposalPage, base: &str) -> AnyView {
    let edit = it.can.edit.then(|| {
        let until = cx.ta("proposal-edit-until", &[("date", dates.until(it.editable_until).into())]);
        view! { <p>{until}</p> <p>{ui::link_button(cx.t("proposal-edit"), format!("{base}/edit"))}</p> }
    });
    let withdraw = it.can.withdraw.then(|| {
        let send = ui::post_button(cx.t("proposal-withdraw-send"), format!("{base}/withdraw"), "button button--danger");
        view! { <details class="disclosure"><summary>{cx.t("proposal-withdraw")}</summary><p>{cx.t("proposal-withdraw-note")}</p>{send}</details> }
    });
    view! { <section aria-labelledby="own"><h2 id="own">{cx.t("proposal-own")}</h2>{edit}{withdraw}</section> }
        .into_any()
}

/// The forms of those who decide.
fn staff(cx: &Cx, it: &ProposalPage, forms: &Forms) -> AnyView {
    let can = it.can;
    if !(can.triage || can.answer || can.moderate) {
        return ().into_any();
    }
    let base = url::proposal(&it.card.reference);
    let body = view! {
        {can.triage.then(|| decision_form::admissibility(cx, &base, &forms.admissibility))}
        {can.answer.then(|| decision_form::answer(cx, &base, &it.answers_for, &forms.answer))}
        {can.moderate.then(|| decision_form::visibility(cx, &base, it.card.visibility, &forms.visibility))}
    };
    ui::section("staff", cx.t("proposal-staff"), body.into_any())
}

fn sources(cx: &Cx, dates: &Dates, it: &ProposalPage) -> AnyView {
    if it.sources.is_empty() {
        return ().into_any();
    }
    let items: Vec<AnyView> = it.sources.iter().map(|source| source_item(cx, dates, source, &it.card.lang)).collect();
    ui::section("sources", cx.t("proposal-sources"), view! { <ol class="sources">{items}</ol> }.into_any())
}

fn source_item(cx: &Cx, dates: &Dates, it: &SourceView, lang: &str) -> AnyView {
    let title = if it.title.is_empty() { it.link.clone() } else { it.title.clone() };
    let title = if url::is_web(&it.link) {
        view! { <a href=it.link.clone() rel="nofollow ugc noopener" lang=cx.lang(lang)>{title}</a> }.into_any()
    } else {
        view! { <span lang=cx.lang(lang)>{title}</span> }.into_any()
    };
    let category = (!it.category.is_empty()).then(|| view! { " " <span class="tag">{it.category.clone()}</span> });
    let votes = (it.imported_votes > 0).then(
        || view! { " " <span>{cx.ta("discussion-imported-votes", &[("count", it.imported_votes.into())])}</span> },
    );
    let body = (!it.body.is_empty()).then(|| ui::prose(cx, &it.body, lang));
    view! {
        <li>
            <p>{title}{category}</p>
            {body}
            <p class="byline">{ui::author_line(cx, &it.author)} " " <span>{dates.day_view(it.published_at)}</span>{votes}</p>
        </li>
    }
    .into_any()
}
