//! `/styleguide`, in development: every part, in its states. What is shown is
//! made up here; the words around it are messages.

use domain::author::{Author, AuthorKind};
use domain::field::{FieldErrors, Problem};
use domain::id::AccountId;
use domain::moderation::{Placeholder, Visibility};
use domain::proposal::{DiffSpan, State};
use domain::vote::{Counts, Tally};
use leptos::prelude::*;

use crate::cx::Cx;
use crate::format::Dates;
use crate::history;
use crate::shell::Page;
use crate::ui::{self, Field, Opt, Shape, Step, When};

const COLOURS: &[&str] = &[
    "paper",
    "surface",
    "sunken",
    "line",
    "control",
    "ink",
    "ink-soft",
    "accent",
    "accent-soft",
    "for",
    "mixed",
    "against",
    "retained",
    "declined",
    "late",
    "focus",
];

/// The page.
#[must_use]
pub fn page(cx: &Cx) -> String {
    let title = cx.t("styleguide-title");
    Page::new(title.clone()).unlisted().show(cx, || {
        view! {
            <header class="page-head"><h1>{title}</h1><p class="lead">{cx.t("styleguide-lead")}</p></header>
            {ui::section("colours", cx.t("styleguide-colours"), colours())}
            {ui::section("buttons", cx.t("styleguide-buttons"), buttons(cx))}
            {ui::section("notices", cx.t("styleguide-notices"), notices(cx))}
            {ui::section("threads", cx.t("styleguide-threads"), threads())}
            {ui::section("votes", cx.t("styleguide-votes"), votes(cx))}
            {ui::section("lists", cx.t("styleguide-lists"), lists(cx))}
            {ui::section("forms", cx.t("styleguide-forms"), forms(cx))}
            {ui::section("texts", cx.t("styleguide-texts"), texts(cx))}
        }
        .into_any()
    })
}

fn colours() -> AnyView {
    let swatches = COLOURS
        .iter()
        .map(|name| view! { <li class=format!("swatch swatch--{name}")><code>{format!("--{name}")}</code></li> });
    view! { <ul class="swatches">{swatches.collect_view()}</ul> }.into_any()
}

fn buttons(cx: &Cx) -> AnyView {
    let states: Vec<AnyView> =
        State::ALL.iter().map(|state| view! { {ui::state_badge(cx, *state)} " " }.into_any()).collect();
    view! {
        <div class="actions">
            {ui::primary_link(cx.t("process-propose"), "#buttons".into())} " "
            {ui::link_button(cx.t("process-see-proposals"), "#buttons".into())} " "
            <a class="button button--plain" href="#buttons">{cx.t("write-edit-cancel")}</a> " "
            <a class="button button--danger" href="#buttons">{cx.t("decision-hide-send")}</a>
        </div>
        <p>{states}</p>
        <p><span class="ref">"PAN17-P42"</span> " " <span class="tag">"Numérique"</span> " " <span class="count">"12"</span></p>
    }
    .into_any()
}

fn notices(cx: &Cx) -> AnyView {
    let text = |id: String| view! { <p>{id}</p> }.into_any();
    let by = Placeholder {
        visibility: Visibility::Hidden,
        at: cx.now,
        decision: None,
        rule: Some("3".into()),
        reason: Some("Propos injurieux.".into()),
        by: None,
    };
    view! {
        {ui::notice("", None, text(cx.t("write-draft-note")))}
        {ui::notice("success", None, text(cx.t("flash-vote-cast")))}
        {ui::notice("warning", None, text(cx.t("write-confirm")))}
        {ui::notice("late", None, text(cx.ta("becomes-late", &[("date", Dates::of_site(cx).day(cx.now).into())])))}
        {ui::empty(cx.t("list-nothing"), cx.t("list-nothing-text"), Some(ui::link_button(cx.t("list-clear"), "#notices".into())))}
        {ui::placeholder(cx, &Dates::of_site(cx), &by, None)}
    }
    .into_any()
}

fn threads() -> AnyView {
    let steps = || {
        let step = |shape, when, date: &str, what: &str| Step {
            shape,
            when,
            date: date.to_owned().into_any(),
            what: what.to_owned().into_any(),
            more: None,
        };
        vec![
            step(Shape::Circle, When::Done, "3 mars 2027", "Proposition publiée"),
            step(Shape::Square, When::Done, "2 avril 2027", "Réponse motivée"),
            step(Shape::Diamond, When::Now, "Jusqu’au 15 avril 2027", "Synthèse"),
            step(Shape::Hexagon, When::Late, "1er avril 2027", "Engagement"),
            step(Shape::Flag, When::Next, "1er juin 2028", "Premier jalon"),
        ]
    };
    let one = |variant: &str| view! { <div lang="fr">{ui::thread(variant, steps())}</div> };
    view! { {one("across")} {one("")} {one("compact")} }.into_any()
}

fn votes(cx: &Cx) -> AnyView {
    let cast = Counts { agree: 42, mixed: 11, disagree: 7 };
    let tally =
        Tally { cast, on_earlier_revision: 2, imported: Some(Counts { agree: 1_204, mixed: 96, disagree: 311 }) };
    view! {
        {ui::stance_bar(cx, &cast)} {ui::tally(cx, &cast)} {ui::stance_table(cx, &tally)}
        {ui::stance_bar(cx, &Counts::default())} {ui::tally(cx, &Counts::default())}
    }
    .into_any()
}

fn lists(cx: &Cx) -> AnyView {
    let author = Author {
        account: AccountId(Default::default()),
        person: "Y. Martin".into(),
        organisation: None,
        kind: AuthorKind::Imported,
    };
    let row = |theme: &str, count: i64| {
        view! { <tr><th scope="row" lang="fr">{theme.to_owned()}</th><td class="num">{cx.number(count)}</td></tr> }
            .into_any()
    };
    let head = vec![cx.t("list-theme"), cx.t("proposal-list")];
    view! {
        {ui::figures(cx, false, vec![(cx.ta("process-count-proposals", &[("count", 1_204.into())]), 1_204), (cx.ta("process-count-comments", &[("count", 1.into())]), 1)])}
        {ui::facts(vec![ui::fact(cx.t("commitment-lead"), "DINUM".into_any()), ui::fact(cx.t("proposal-published"), Dates::of_site(cx).moment_view(cx.now))])}
        <p class="byline">{ui::author_line(cx, &author)} " " <span>{Dates::of_site(cx).day_view(cx.now)}</span></p>
        {ui::table(cx.t("process-figures"), head, vec![row("Numérique", 1_204), row("Climat", 96)])}
        {ui::pager(cx, "/styleguide", &[], Some("1"), Some("2"))}
    }
    .into_any()
}

fn forms(cx: &Cx) -> AnyView {
    let errors = FieldErrors::one("title", Problem::TooLong { length: 164, most: 150 });
    let stances = domain::comment::Stance::ALL
        .iter()
        .map(|stance| Opt::new(stance.as_str(), cx.term("stance", stance.as_str())))
        .collect();
    let themes = vec![Opt::new("numerique", "Numérique"), Opt::new("climat", "Climat")];
    view! {
        {ui::error_summary(cx, "", &errors, &[])}
        <form class="form" method="get" action="/styleguide">
            {Field::new("title", cx.t("write-question-title")).hint(cx.ta("write-title-hint", &[("count", 150.into())])).example(cx.t("write-title-example")).value("…").errors(&errors).text(cx)}
            {Field::new("body", cx.t("discussion-body")).optional().limit(3_000).area(cx, 4)}
            {Field::new("theme", cx.t("list-theme")).select(cx, Some(cx.t("ui-choose")), themes)}
            {Field::new("stance", cx.t("discussion-stance")).value("for").radios(cx, stances)}
            <div class="submit-bar"><p class="submit-note">{cx.t("discussion-public")}</p><div class="actions">{ui::button(cx.t("discussion-send"))}</div></div>
        </form>
    }
    .into_any()
}

fn texts(cx: &Cx) -> AnyView {
    let spans = [
        DiffSpan::Same("Publier ".into()),
        DiffSpan::Removed("le code".into()),
        DiffSpan::Added("le code et une explication".into()),
        DiffSpan::Same(".".into()),
    ];
    view! {
        {history::diff(cx, &spans, "fr")}
        <blockquote class="quote" lang="fr"><p>"On ne sait pas pourquoi une aide est refusée."</p></blockquote>
        <details class="disclosure"><summary>{cx.t("process-charter-read")}</summary><p>{cx.t("write-rule-one")}</p></details>
    }
    .into_any()
}
