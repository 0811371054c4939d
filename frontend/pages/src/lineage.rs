//! « Ce que devient cette contribution »: one sentence per act, with who, when,
//! why and a link to the exact version; what is awaited; then the same as a
//! picture and as a list.

mod layout;
mod list;
mod picture;
mod thread;
mod version;

use domain::lineage::{Graph, LineagePage, Node, ObjectKind, Point, Relation};
use domain::moderation::Visibility;
use leptos::prelude::*;

use crate::cx::Cx;
use crate::format::Dates;
use crate::shell::Page;
use crate::ui;
use crate::url;

pub use version::page as version_page;

/// `/{proposals,comments,commitments,decisions,milestones}/{ref}/lineage`.
#[must_use]
pub fn page(cx: &Cx, it: &LineagePage) -> String {
    let title = cx.term("lineage-title", it.subject.kind.as_str());
    let page = Page::new(format!("{title} ({})", it.subject.reference))
        .here(title.clone())
        .crumb(cx.pick(&it.process.titles), url::process(&it.process.slug))
        .crumb(it.subject.reference.to_string(), it.subject.url.clone());
    let page = if it.public { page } else { page.unlisted() };
    page.show(cx, || {
        let dates = Dates::of(cx, &it.process);
        let graph = Graph::folded(it);
        view! {
            <header class="page-head">
                <p class="kicker"><span class="ref">{it.subject.reference.to_string()}</span> " " <span class="kind">{cx.term("object", it.subject.kind.as_str())}</span></p>
                <h1>{title}</h1>
                <p class="lead"><a href=it.subject.url.clone()>{name(cx, &it.subject)}</a></p>
            </header>
            {thread::origins(cx, &dates, it)}
            {ui::section("steps", cx.term("lineage-steps", it.subject.kind.as_str()), thread::steps(cx, &dates, it))}
            {picture(cx, &dates, it, &graph)}
            {proof(cx, it)}
        }
        .into_any()
    })
}

/// The picture, and the same in a list.
fn picture(cx: &Cx, dates: &Dates, it: &LineagePage, graph: &Graph) -> AnyView {
    if graph.points.len() < 2 {
        return ().into_any();
    }
    let body = view! {
        <p>{cx.t("graph-lead")}</p>
        {picture::draw(cx, dates, graph)}
        <details class="disclosure"><summary>{cx.t("graph-list")}</summary>{list::table(cx, dates, it, graph)}</details>
    };
    ui::section("graph", cx.t("graph-title"), body.into_any())
}

/// The title; the outcome, or the reference, of what has none.
fn name(cx: &Cx, node: &Node) -> String {
    match node.visibility {
        Visibility::Public if node.title.is_empty() => {
            let outcome = node.outcome.as_ref().map(|outcome| cx.term("graph-outcome", outcome));
            outcome.unwrap_or_else(|| node.reference.to_string())
        }
        Visibility::Public => node.title.clone(),
        hidden => cx.term("placeholder", hidden.as_str()),
    }
}

/// A link to the exact version.
fn exact(cx: &Cx, node: &Node) -> AnyView {
    if let Some(count) = &node.count {
        let votes = cx.ta("graph-votes", &[("count", count.counts.total().into())]);
        return view! { <a href=node.url.clone()>{votes}</a> " " <span class="ref">{node.reference.to_string()}</span> }
            .into_any();
    }
    let version = (node.version > 1).then(|| view! { " " <span class="small soft">{cx.ta("lineage-version", &[("version", node.version.into())])}</span> });
    let title = (!node.title.is_empty() || node.visibility != Visibility::Public)
        .then(|| view! { " " <span>{name(cx, node)}</span> });
    view! { <a href=node.url.clone()><span class="ref">{node.reference.to_string()}</span>{title}</a>{version} }
        .into_any()
}

/// What a node is, in a word or two: a fold by its number, a decision by its
/// outcome, a version by what made it one.
fn label(cx: &Cx, graph: &Graph, place: usize) -> String {
    let Point { node, fold, .. } = &graph.points[place];
    if let Some(fold) = fold {
        return cx.ta("graph-comments", &[("count", fold.count.into())]);
    }
    if let Some(count) = &node.count {
        return cx.ta("graph-votes", &[("count", count.counts.total().into())]);
    }
    if let Some(outcome) = &node.outcome {
        return cx.term("graph-outcome", outcome);
    }
    let own = |relation: &Relation| {
        matches!(relation, Relation::RevisedAs | Relation::WithdrawnBy | Relation::PublishedAs | Relation::AdoptedAs)
    };
    let made = graph.origins(place).map(|edge| edge.relation).find(own);
    made.map_or_else(|| cx.term("object", node.kind.as_str()), |relation| cx.term("graph-made", relation.as_str()))
}

/// The same as data, for those who check.
fn proof(cx: &Cx, it: &LineagePage) -> AnyView {
    let Some(base) = url::object(it.subject.kind, &it.subject.reference).filter(|_| it.public) else {
        return ().into_any();
    };
    let receipt = matches!(it.subject.kind, ObjectKind::Proposal | ObjectKind::Comment)
        && it.subject.visibility == Visibility::Public;
    let receipt = (receipt && cx.frozen.is_none())
        .then(|| view! { <li><a href=format!("{base}/receipt")>{cx.t("log-receipt")}</a></li> });
    let body = view! {
        <p>{cx.t("lineage-data-text")}</p>
        <ul class="links">
            <li><a href=format!("/api/v1{base}/lineage")>{cx.t("lineage-data-json")}</a></li>
            <li><a href=format!("{base}/provenance")>{cx.t("lineage-data-prov")}</a></li>
            {receipt}
        </ul>
    };
    ui::section("proof", cx.t("lineage-data"), body.into_any())
}
