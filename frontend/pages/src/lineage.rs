//! « Ce que devient cette contribution »: one sentence per act, with who, when,
//! why and a link to the exact version; then what is awaited.

use domain::lineage::{Actor, LineagePage, Node, ObjectKind, Relation, Step as Link};
use leptos::prelude::*;

use crate::becomes;
use crate::cx::Cx;
use crate::format::Dates;
use crate::shell::Page;
use crate::ui::{self, Shape, Step, When};
use crate::url;

/// `/proposals/{ref}/lineage` and `/commitments/{ref}/lineage`.
#[must_use]
pub fn page(cx: &Cx, it: &LineagePage) -> String {
    let commitment = it.subject.kind == ObjectKind::Commitment;
    let title = if commitment { cx.t("lineage-title-commitment") } else { cx.t("lineage-title") };
    let page = Page::new(format!("{title} ({})", it.subject.reference))
        .here(title.clone())
        .crumb(cx.pick(&it.process.titles), url::process(&it.process.slug))
        .crumb(it.subject.reference.to_string(), it.subject.url.clone());
    page.show(cx, || {
        let dates = Dates::of(cx, &it.process);
        view! {
            <header class="page-head">
                <p class="kicker"><span class="ref">{it.subject.reference.to_string()}</span></p>
                <h1>{title}</h1>
                <p class="lead"><a href=it.subject.url.clone()>{name(&it.subject)}</a></p>
            </header>
            {origins(cx, &dates, it)}
            {ui::section("steps", if commitment { cx.t("lineage-steps-commitment") } else { cx.t("lineage-steps") }, ui::thread("", steps(cx, &dates, it)))}
            {proof(cx, it)}
        }
        .into_any()
    })
}

/// The title, or the reference of what has none that can be read.
fn name(node: &Node) -> String {
    if node.title.is_empty() { node.reference.to_string() } else { node.title.clone() }
}

fn origins(cx: &Cx, dates: &Dates, it: &LineagePage) -> AnyView {
    if it.origins.is_empty() {
        return ().into_any();
    }
    let steps = it.origins.iter().map(|link| origin(cx, dates, link)).collect();
    ui::section("origins", cx.t("lineage-origins"), ui::thread("", steps))
}

fn origin(cx: &Cx, dates: &Dates, link: &Link) -> Step {
    let what = view! { {cx.t("lineage-from")} " " {exact(cx, &link.from)} };
    Step {
        shape: shape(link.from.kind),
        when: When::Done,
        date: dates.moment_view(link.at),
        what: what.into_any(),
        more: because(link),
    }
}

fn steps(cx: &Cx, dates: &Dates, it: &LineagePage) -> Vec<Step> {
    let begun = match &it.begun.0 {
        Some(actor) => cx.ta("lineage-begun-by", &[("actor", who(cx, Some(actor), true).into())]),
        None => cx.t("lineage-begun"),
    };
    let mut steps = vec![Step {
        shape: shape(it.subject.kind),
        when: When::Done,
        date: dates.moment_view(it.begun.1),
        what: begun.into_any(),
        more: None,
    }];
    steps.extend(it.steps.iter().map(|link| step(cx, dates, link)));
    match &it.awaited {
        Some(next) => steps.push(becomes::awaited(cx, dates, next)),
        None => steps.push(Step {
            shape: Shape::Circle,
            when: When::Next,
            date: cx.t("lineage-next").into_any(),
            what: cx.t("lineage-nothing-next").into_any(),
            more: None,
        }),
    }
    steps
}

fn step(cx: &Cx, dates: &Dates, link: &Link) -> Step {
    let what = view! { {sentence(cx, link)} " " {exact(cx, &link.to)} };
    Step {
        shape: shape(link.to.kind),
        when: When::Done,
        date: dates.moment_view(link.at),
        what: what.into_any(),
        more: because(link),
    }
}

/// What was done and by whom, as a sentence that the link to the exact version ends.
fn sentence(cx: &Cx, link: &Link) -> String {
    let actor = who(cx, link.actor.as_ref(), link.relation != Relation::ModeratedBy);
    let outcome = link.outcome.as_deref().unwrap_or_default();
    let actor_arg = || [("actor", actor.as_str().into())];
    match (link.relation, outcome) {
        (Relation::RevisedAs, _) => {
            cx.ta("lineage-revised", &[("actor", actor.as_str().into()), ("version", link.to.version.into())])
        }
        (Relation::CommentedBy, _) => cx.ta("lineage-commented", &actor_arg()),
        (Relation::RepliedBy, _) => cx.ta("lineage-replied", &actor_arg()),
        (Relation::DecidedBy, "inadmissible") => cx.ta("lineage-inadmissible", &actor_arg()),
        (Relation::DecidedBy, _) => cx.ta("lineage-admissible", &actor_arg()),
        (Relation::AnsweredBy, "retained") => cx.ta("lineage-retained", &actor_arg()),
        (Relation::AnsweredBy, "partly_retained") => cx.ta("lineage-partly-retained", &actor_arg()),
        (Relation::AnsweredBy, _) => cx.ta("lineage-not-retained", &actor_arg()),
        (Relation::ModeratedBy, "public") => cx.ta("lineage-shown", &actor_arg()),
        (Relation::ModeratedBy, _) => cx.ta("lineage-hidden", &actor_arg()),
        (Relation::WithdrawnBy, _) => cx.ta("lineage-withdrawn", &actor_arg()),
        (Relation::SourceOf, _) => cx.ta("lineage-source", &actor_arg()),
        (Relation::PublishedAs, _) => cx.ta("lineage-published", &actor_arg()),
        (Relation::AdoptedAs, _) => cx.ta("lineage-adopted", &actor_arg()),
        (Relation::HasMilestone, _) => cx.t("lineage-milestone"),
    }
}

fn who(cx: &Cx, actor: Option<&Actor>, named: bool) -> String {
    match actor {
        Some(Actor::Participant(name)) => name.clone(),
        Some(Actor::Staff(staff)) => crate::message::capitalised(&becomes::staff(cx, staff, named)),
        Some(Actor::System) => cx.t("lineage-system"),
        None => cx.t("lineage-someone"),
    }
}

/// A link to the exact version.
fn exact(cx: &Cx, node: &Node) -> AnyView {
    let version = (node.version > 1).then(|| view! { " " <span class="small soft">{cx.ta("lineage-version", &[("version", node.version.into())])}</span> });
    let title = (!node.title.is_empty()).then(|| view! { " " <span>{node.title.clone()}</span> });
    view! { <a href=node.url.clone()><span class="ref">{node.reference.to_string()}</span>{title}</a>{version} }
        .into_any()
}

fn because(link: &Link) -> Option<AnyView> {
    if !link.reason_html.is_empty() {
        let html = link.reason_html.as_str().to_owned();
        return Some(view! { <blockquote class="quote prose" inner_html=html></blockquote> }.into_any());
    }
    (!link.reason.is_empty())
        .then(|| view! { <blockquote class="quote"><p>{link.reason.clone()}</p></blockquote> }.into_any())
}

const fn shape(kind: ObjectKind) -> Shape {
    match kind {
        ObjectKind::Proposal | ObjectKind::Comment => Shape::Circle,
        ObjectKind::Decision => Shape::Square,
        ObjectKind::Commitment => Shape::Hexagon,
        ObjectKind::Milestone => Shape::Flag,
    }
}

/// The same as data, for those who check.
fn proof(cx: &Cx, it: &LineagePage) -> AnyView {
    let public = url::object(it.subject.kind, &it.subject.reference).filter(|_| it.public);
    let data = public.map(|path| format!("/api/v1{path}"));
    let Some(data) = data else { return ().into_any() };
    ui::section(
        "proof",
        cx.t("lineage-data"),
        view! { <p>{cx.t("lineage-data-text")} " " <a href=data>{cx.t("proposal-data-link")}</a></p> }.into_any(),
    )
}
