//! The graph as a list: the same nodes, the same links.

use domain::lineage::{Graph, LineagePage, Point};
use leptos::prelude::*;

use super::{exact, label};
use crate::cx::Cx;
use crate::format::Dates;
use crate::ui;

/// One line per node, in the order of time, with what it came from.
pub(super) fn table(cx: &Cx, dates: &Dates, it: &LineagePage, graph: &Graph) -> AnyView {
    let rows = (0..graph.points.len()).map(|place| row(cx, dates, it, graph, place)).collect();
    let head = vec![cx.t("graph-head-when"), cx.t("graph-head-what"), cx.t("graph-head-from")];
    ui::table(cx.t("graph-list"), head, rows)
}

fn row(cx: &Cx, dates: &Dates, it: &LineagePage, graph: &Graph, place: usize) -> AnyView {
    let Point { node, fold, subject } = &graph.points[place];
    let here = subject.then(|| view! { " " <span class="kind">{cx.t("graph-subject")}</span> });
    let what = match fold {
        Some(fold) => view! { <a href=format!("#fold-{}", fold.about)>{label(cx, graph, place)}</a> }.into_any(),
        None if node.count.is_some() => exact(cx, node),
        None => view! { {label(cx, graph, place)} " " {exact(cx, node)}{here} }.into_any(),
    };
    let when = match fold {
        Some(fold) => cx
            .ta("graph-span", &[("first", dates.day(fold.first).into()), ("last", dates.day(fold.last).into())])
            .into_any(),
        None if *subject && node.version == 1 => dates.moment_view(it.begun.1),
        None => dates.moment_view(node.at),
    };
    let origins: Vec<AnyView> = graph
        .origins(place)
        .map(|edge| {
            let from = &graph.points[edge.from];
            let of = match &from.fold {
                Some(fold) => {
                    view! { <a href=format!("#fold-{}", fold.about)>{label(cx, graph, edge.from)}</a> }.into_any()
                }
                None => exact_reference(cx, from),
            };
            view! { <li>{cx.term("graph-how", edge.relation.as_str())} " " {of}</li> }.into_any()
        })
        .collect();
    let origins = (!origins.is_empty()).then(|| view! { <ul class="plain">{origins}</ul> });
    view! { <tr data-node=fold.as_ref().map_or_else(|| node.id(), |fold| format!("{}/comments", fold.about))><td>{when}</td><td>{what}</td><td>{origins}</td></tr> }.into_any()
}

/// A reference and its version, without the title.
fn exact_reference(cx: &Cx, from: &Point) -> AnyView {
    let node = &from.node;
    if node.count.is_some() {
        return exact(cx, node);
    }
    let version = (node.version > 1).then(|| view! { " " <span class="small soft">{cx.ta("lineage-version", &[("version", node.version.into())])}</span> });
    view! { <a class="ref" href=node.url.clone()>{node.reference.to_string()}</a>{version} }.into_any()
}
