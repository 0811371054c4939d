//! What the lineage is made of. One variant of [`ObjectKind`] and one arm of
//! [`ObjectKind::about`] say what a kind is to everyone who shows it; one arm of
//! `app::lineage::kinds` says where it is read from.

use crate::reference::Kind;

text_enum! {
    /// What a version is a version of.
    pub enum ObjectKind {
        /// A proposal.
        Proposal = "proposal",
        /// A comment.
        Comment = "comment",
        /// A decision or an answer.
        Decision = "decision",
        /// A commitment.
        Commitment = "commitment",
        /// A milestone.
        Milestone = "milestone",
        /// A count of votes: derived, no version of its own is written.
        Tally = "tally",
    }
}

text_enum! {
    /// The shape of a node: it says what it is without colour.
    pub enum Mark {
        /// What a participant added.
        Circle = "circle",
        /// A decision or an answer.
        Square = "square",
        /// What sums up many contributions.
        Diamond = "diamond",
        /// A commitment.
        Hexagon = "hexagon",
        /// A dated step.
        Flag = "flag",
        /// Figures.
        Bars = "bars",
    }
}

/// What everyone who shows a kind has to know of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    /// The kind of its references; a derived kind has none of its own.
    pub reference: Option<Kind>,
    /// The first part of its addresses.
    pub path: &'static str,
    /// Its shape.
    pub mark: Mark,
    /// Its type in PROV documents.
    pub prov: &'static str,
    /// Several of them about one thing are folded into one node.
    pub folds: bool,
}

impl ObjectKind {
    /// What everyone who shows this kind has to know of it.
    #[must_use]
    pub const fn about(self) -> About {
        let plain = About { reference: None, path: "", mark: Mark::Circle, prov: "", folds: false };
        match self {
            Self::Proposal => {
                About { reference: Some(Kind::Proposal), path: "proposals", prov: "parvis:Proposal", ..plain }
            }
            Self::Comment => {
                About { reference: Some(Kind::Comment), path: "comments", prov: "parvis:Comment", folds: true, ..plain }
            }
            Self::Decision => About {
                reference: Some(Kind::Decision),
                path: "decisions",
                mark: Mark::Square,
                prov: "parvis:Decision",
                ..plain
            },
            Self::Commitment => About {
                reference: Some(Kind::Commitment),
                path: "commitments",
                mark: Mark::Hexagon,
                prov: "parvis:Commitment",
                ..plain
            },
            Self::Milestone => About {
                reference: Some(Kind::Milestone),
                path: "milestones",
                mark: Mark::Flag,
                prov: "parvis:Milestone",
                ..plain
            },
            Self::Tally => About { mark: Mark::Bars, prov: "parvis:Tally", ..plain },
        }
    }

    /// The kind that a kind of references names.
    #[must_use]
    pub fn of(kind: Kind) -> Self {
        let named = Self::ALL.iter().find(|object| object.about().reference == Some(kind));
        named.copied().unwrap_or(Self::Proposal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_kind_of_reference_has_its_kind_of_object_and_its_own_place() {
        for kind in Kind::ALL {
            assert_eq!(ObjectKind::of(*kind).about().reference, Some(*kind));
        }
        let paths: Vec<&str> = ObjectKind::ALL
            .iter()
            .filter(|kind| kind.about().reference.is_some())
            .map(|kind| kind.about().path)
            .collect();
        assert_eq!(paths.iter().collect::<BTreeSet<_>>().len(), paths.len());
        assert!(paths.iter().all(|path| !path.is_empty()));
        let types: BTreeSet<&str> = ObjectKind::ALL.iter().map(|kind| kind.about().prov).collect();
        assert_eq!(types.len(), ObjectKind::ALL.len());
    }
}
