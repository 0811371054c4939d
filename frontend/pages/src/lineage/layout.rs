//! Where the nodes of a graph go: columns from left to right in time, a row for
//! each thing that has a life of its own, what is said about it below.

use std::collections::{BTreeMap, BTreeSet};

use domain::lineage::{Graph, Mark, Point};

/// A place: column and row, from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cell {
    pub(super) column: usize,
    pub(super) row: usize,
}

/// The places of the points of a graph, in their order.
pub(super) fn cells(graph: &Graph) -> Vec<Cell> {
    let columns = columns(graph);
    let rows = rows(graph, &columns);
    columns.into_iter().zip(rows).map(|(column, row)| Cell { column, row }).collect()
}

/// A column holds things of one kind that do not come from one another; time
/// never goes back.
fn columns(graph: &Graph) -> Vec<usize> {
    let mut columns: Vec<usize> = Vec::with_capacity(graph.points.len());
    for (place, point) in graph.points.iter().enumerate() {
        let before = columns.last().copied();
        let same_kind = place.checked_sub(1).is_some_and(|last| graph.points[last].node.kind == point.node.kind);
        let after = graph.origins(place).filter_map(|edge| columns.get(edge.from)).map(|column| column + 1).max();
        let here = before.map_or(0, |column| if same_kind { column } else { column + 1 });
        columns.push(here.max(after.unwrap_or_default()));
    }
    columns
}

/// It has a life of its own: a row to itself.
fn has_a_row(point: &Point) -> bool {
    let about = point.node.kind.about();
    point.fold.is_none() && !about.folds && matches!(about.mark, Mark::Circle | Mark::Diamond | Mark::Hexagon)
}

fn rows(graph: &Graph, columns: &[usize]) -> Vec<usize> {
    let mut rows = vec![0; graph.points.len()];
    let mut lanes: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let lane = |point: &Point| has_a_row(point) || (point.subject && point.fold.is_none());
    for (place, point) in graph.points.iter().enumerate().filter(|(_, point)| lane(point)) {
        lanes.entry(point.node.reference.as_str()).or_default().push(place);
    }
    let mut lanes: Vec<Vec<usize>> = lanes.into_values().collect();
    lanes.sort_by_key(|lane| lane.first().copied());
    // The columns that each row holds already.
    let mut taken: Vec<BTreeSet<usize>> = Vec::new();
    for lane in lanes {
        let ends = lane.first().zip(lane.last()).map(|(first, last)| columns[*first]..=columns[*last]);
        let Some(span) = ends else { continue };
        let row = free(&mut taken, 0, &span.collect::<Vec<_>>());
        lane.into_iter().for_each(|place| rows[place] = row);
    }
    let below = taken.len();
    for (place, _) in graph.points.iter().enumerate().filter(|(_, point)| !lane(point)) {
        rows[place] = free(&mut taken, below, &[columns[place]]);
    }
    rows
}

/// The first row, from `first` on, in which all these columns are free; they no
/// longer are.
fn free(taken: &mut Vec<BTreeSet<usize>>, first: usize, columns: &[usize]) -> usize {
    let fits = |row: &BTreeSet<usize>| columns.iter().all(|column| !row.contains(column));
    let row = (first..taken.len()).find(|row| fits(&taken[*row])).unwrap_or_else(|| {
        taken.push(BTreeSet::new());
        taken.len() - 1
    });
    taken[row].extend(columns);
    row
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn time_goes_from_left_to_right_and_no_two_nodes_are_in_one_place() {
        for page in [sample::lineage_page(), sample::long_lineage_page()] {
            for graph in [Graph::whole(&page), Graph::folded(&page)] {
                let cells = cells(&graph);
                assert_eq!(cells.iter().collect::<BTreeSet<_>>().len(), graph.points.len());
                for edge in &graph.edges {
                    assert!(cells[edge.from].column < cells[edge.to].column, "{edge:?}");
                }
                for (before, after) in cells.iter().zip(&cells[1..]) {
                    assert!(before.column <= after.column);
                }
            }
        }
    }
}
