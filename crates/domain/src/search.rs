//! Search over the whole site: what an answer looks like.

use crate::lineage::ObjectKind;
use crate::reference::Reference;

/// Characters of a question, at most; the rest is ignored.
pub const QUESTION_MOST: usize = 200;
/// Counts are exact up to here.
pub const EXACT_COUNT: u64 = 1_000;

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What it is.
    pub kind: ObjectKind,
    /// Its reference.
    pub reference: Reference,
    /// Its title, or its first words.
    pub title: String,
    /// More of its words.
    pub excerpt: String,
    /// The language of the words.
    pub lang: String,
    /// Where it is.
    pub url: String,
    /// The process it belongs to.
    pub process: crate::locale::Localized,
}
