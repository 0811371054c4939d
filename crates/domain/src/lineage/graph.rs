//! The lineage as a graph: versions, and what came from what. A discussion of
//! many comments is one node that stands for all of them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{LineagePage, Node, ObjectKind, Relation, Step};
use crate::Time;
use crate::reference::Reference;

/// Comments about one thing that are shown each by its own node, at most.
pub const UNFOLDED: usize = 4;

/// Versions, and the links between them, in the order of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph {
    /// The nodes, each once.
    pub points: Vec<Point>,
    /// The links, each once.
    pub edges: Vec<Edge>,
}

/// One node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The version; of a fold, the first of those it stands for.
    pub node: Node,
    /// The page is about it.
    pub subject: bool,
    /// It stands for many.
    pub fold: Option<Fold>,
}

/// What a node that stands for many stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fold {
    /// What they are about.
    pub about: Reference,
    /// How many things.
    pub count: usize,
    /// From when.
    pub first: Time,
    /// Until when.
    pub last: Time,
}

/// One link: places in [`Graph::points`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The earlier one.
    pub from: usize,
    /// The later one.
    pub to: usize,
    /// How.
    pub relation: Relation,
}

/// Which discussion each thing belongs to, of the discussions that fold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Discussions {
    of: HashMap<Reference, Reference>,
    sizes: BTreeMap<Reference, usize>,
}

impl Discussions {
    /// Sorts the steps of a page: a comment belongs to what it is about, a reply
    /// and a decision on a comment belong with the comment.
    #[must_use]
    pub fn of(page: &LineagePage) -> Self {
        let mut of: HashMap<Reference, Reference> = HashMap::new();
        for step in page.origins.iter().chain(&page.steps) {
            let (from, to) = (&step.from.reference, &step.to.reference);
            if *to == page.subject.reference || from == to {
                continue;
            }
            let begins = step.to.kind.about().folds;
            if let Some(discussion) = of.get(from).cloned().or_else(|| begins.then(|| from.clone())) {
                of.entry(to.clone()).or_insert(discussion);
            }
        }
        let mut members: BTreeMap<Reference, BTreeSet<&Reference>> = BTreeMap::new();
        for step in page.origins.iter().chain(&page.steps).filter(|step| step.to.kind.about().folds) {
            if let Some(discussion) = of.get(&step.to.reference) {
                members.entry(discussion.clone()).or_default().insert(&step.to.reference);
            }
        }
        let sizes: BTreeMap<Reference, usize> =
            members.into_iter().map(|(of, those)| (of, those.len())).filter(|(_, size)| *size > UNFOLDED).collect();
        of.retain(|_, discussion| sizes.contains_key(discussion));
        Self { of, sizes }
    }

    /// The discussion that a thing is folded into, by what it is about.
    #[must_use]
    pub fn around(&self, reference: &Reference) -> Option<&Reference> {
        self.of.get(reference)
    }

    /// How many comments it holds.
    #[must_use]
    pub fn size(&self, about: &Reference) -> usize {
        self.sizes.get(about).copied().unwrap_or_default()
    }

    /// A step inside a fold, by what the fold is about.
    #[must_use]
    pub fn inside(&self, step: &Step) -> Option<&Reference> {
        self.around(&step.to.reference)
    }
}

impl Graph {
    /// The whole graph of a page: nothing is folded.
    #[must_use]
    pub fn whole(page: &LineagePage) -> Self {
        Self::with(page, &Discussions::default())
    }

    /// The graph as it is drawn: long discussions are one node each.
    #[must_use]
    pub fn folded(page: &LineagePage) -> Self {
        Self::with(page, &Discussions::of(page))
    }

    fn with(page: &LineagePage, discussions: &Discussions) -> Self {
        let mut build = Build { places: HashMap::new(), graph: Self { points: Vec::new(), edges: Vec::new() } };
        let mut steps: Vec<&Step> = page.origins.iter().chain(&page.steps).collect();
        steps.sort_by(|a, b| (a.at, &a.to.reference, a.to.version).cmp(&(b.at, &b.to.reference, b.to.version)));
        let mut drawn = HashSet::new();
        for step in steps {
            let from = build.place(&step.from, page, discussions);
            let to = build.place(&step.to, page, discussions);
            let edge = Edge { from, to, relation: step.relation };
            if from != to && drawn.insert((from, to, step.relation)) {
                build.graph.edges.push(edge);
            }
        }
        build.place(&page.subject, page, discussions);
        build.graph.in_order()
    }

    /// What a node came from.
    pub fn origins(&self, place: usize) -> impl Iterator<Item = &Edge> {
        self.edges.iter().filter(move |edge| edge.to == place)
    }

    /// The nodes in the order of time, the links after them.
    fn in_order(self) -> Self {
        let mut order: Vec<usize> = (0..self.points.len()).collect();
        let key = |place: &usize| {
            let node = &self.points[*place].node;
            (node.at, node.kind, node.reference.clone(), node.version)
        };
        order.sort_by_key(key);
        let mut moved = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            moved[*old] = new;
        }
        let mut edges: Vec<Edge> =
            self.edges.into_iter().map(|edge| Edge { from: moved[edge.from], to: moved[edge.to], ..edge }).collect();
        edges.sort_by_key(|edge| (edge.to, edge.from, edge.relation));
        let points = order.into_iter().map(|place| self.points[place].clone()).collect();
        Self { points, edges }
    }
}

/// A graph in the making.
struct Build {
    places: HashMap<String, usize>,
    graph: Graph,
}

impl Build {
    /// The place of a version, or of the fold that it is in.
    fn place(&mut self, node: &Node, page: &LineagePage, discussions: &Discussions) -> usize {
        let about = discussions.around(&node.reference);
        let key = about.map_or_else(|| node.id(), |about| format!("{about}/…"));
        let points = &mut self.graph.points;
        let place = *self.places.entry(key).or_insert_with(|| {
            let fold = about.map(|about| Fold {
                about: about.clone(),
                count: discussions.size(about),
                first: node.at,
                last: node.at,
            });
            points.push(Point {
                node: node.clone(),
                subject: node.reference == page.subject.reference && node.kind != ObjectKind::Tally,
                fold,
            });
            points.len() - 1
        });
        if let Some(fold) = &mut points[place].fold {
            fold.first = fold.first.min(node.at);
            fold.last = fold.last.max(node.at);
        }
        place
    }
}
