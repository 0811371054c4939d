//! The graph as a picture: shapes that are links, joined from left to right.
//! Sizes are attributes and colours are classes: no style is written here.

use domain::lineage::{Graph, Point, Relation};
use leptos::prelude::*;

use super::label;
use super::layout::{self, Cell};
use crate::cx::Cx;
use crate::format::Dates;
use crate::ui::Shape;

/// Pixels of a column, of a row, and of a shape.
const COLUMN: usize = 160;
const ROW: usize = 120;
const SHAPE: usize = 28;
/// Pixels from the top of a row to the middle of its shapes.
const MIDDLE: usize = 26;

/// Draws it, in a box of its own that scrolls.
pub(super) fn draw(cx: &Cx, dates: &Dates, graph: &Graph) -> AnyView {
    let cells = layout::cells(graph);
    let across = cells.iter().map(|cell| cell.column + 1).max().unwrap_or(1) * COLUMN;
    let down = cells.iter().map(|cell| cell.row + 1).max().unwrap_or(1) * ROW;
    let lines: Vec<AnyView> = graph
        .edges
        .iter()
        .map(|edge| {
            let class = if edge.relation == Relation::KnownTo { "graph-line graph-line--known" } else { "graph-line" };
            let title = cx.ta(
                "graph-line",
                &[
                    ("from", graph.points[edge.to].node.reference.as_str().into()),
                    ("how", cx.term("graph-how", edge.relation.as_str()).into()),
                    ("to", graph.points[edge.from].node.reference.as_str().into()),
                ],
            );
            let way = way(cells[edge.from], cells[edge.to]);
            view! { <path class=class d=way marker-end="url(#graph-arrow)"><title>{title}</title></path> }.into_any()
        })
        .collect();
    let nodes: Vec<AnyView> =
        (0..graph.points.len()).map(|place| node(cx, dates, graph, place, cells[place])).collect();
    let described = cx.ta("graph-desc", &[("nodes", graph.points.len().into()), ("links", graph.edges.len().into())]);
    view! {
        <div class="graph" role="region" aria-label=cx.t("graph-region") tabindex="0">
            <svg width=across height=down viewBox=format!("0 0 {across} {down}") role="group" aria-labelledby="graph-name graph-desc">
                <title id="graph-name">{cx.t("graph-title")}</title>
                <desc id="graph-desc">{described}</desc>
                <defs><marker id="graph-arrow" class="graph-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0.5L7.5 4L0 7.5z"></path></marker></defs>
                {lines}
                {nodes}
            </svg>
        </div>
    }
    .into_any()
}

const fn middle(cell: Cell) -> (usize, usize) {
    (cell.column * COLUMN + COLUMN / 2, cell.row * ROW + MIDDLE)
}

/// From the right of a shape to the left of another: level along the row of the
/// earlier one, then down or up where the column of the later one begins, clear of
/// what is written in between.
fn way(from: Cell, to: Cell) -> String {
    const ROUND: usize = 8;
    let ((x1, y1), (x2, y2)) = (middle(from), middle(to));
    let (x1, x2) = (x1 + SHAPE / 2 + 3, x2 - SHAPE / 2 - 5);
    if y1 == y2 {
        return format!("M{x1} {y1}H{x2}");
    }
    let gutter = to.column * COLUMN;
    let (turn, meet) = if y1 < y2 { (y1 + ROUND, y2 - ROUND) } else { (y1 - ROUND, y2 + ROUND) };
    let (before, after) = (gutter - ROUND, gutter + ROUND);
    format!("M{x1} {y1}H{before}Q{gutter} {y1} {gutter} {turn}V{meet}Q{gutter} {y2} {after} {y2}H{x2}")
}

fn node(cx: &Cx, dates: &Dates, graph: &Graph, place: usize, cell: Cell) -> AnyView {
    let Point { node, subject, fold } = &graph.points[place];
    let (x, y) = middle(cell);
    let label = label(cx, graph, place);
    let (heading, day, href) = match fold {
        Some(fold) => {
            let same = dates.day(fold.first) == dates.day(fold.last);
            let day = if same {
                dates.day(fold.first)
            } else {
                cx.ta("graph-since", &[("first", dates.day(fold.first).into())])
            };
            (fold.about.to_string(), day, format!("#fold-{}", fold.about))
        }
        None => {
            let version = if node.version > 1 && node.count.is_none() {
                format!("{} · v{}", node.reference, node.version)
            } else {
                node.reference.to_string()
            };
            (version, dates.day(node.at), node.url.clone())
        }
    };
    let class = if *subject { "graph-node is-subject" } else { "graph-node" };
    let left = x - SHAPE / 2;
    let top = y - SHAPE / 2;
    let shape = Shape::from(node.kind.about().mark).href();
    view! {
        <a class=class href=href>
            <rect class="graph-ground" x=x - COLUMN / 2 + 6 y=y - MIDDLE + 3 width=COLUMN - 12 height=ROW - 12 rx="6"></rect>
            <svg class="node is-done" aria-hidden="true" x=left y=top width=SHAPE height=SHAPE><use href=shape></use></svg>
            <text class="graph-ref" x=x y=y + 36 text-anchor="middle">{heading}</text>
            " "
            <text x=x y=y + 55 text-anchor="middle">{label}</text>
            " "
            <text class="graph-day" x=x y=y + 74 text-anchor="middle">{day}</text>
        </a>
    }
    .into_any()
}
