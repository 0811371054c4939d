//! The thread of a contribution, short and long; versions; what still waits.

use domain::moderation::Visibility;

use crate::cx::Cx;
use crate::sample::{self, HOSTILE};
use crate::{lineage, orphan};

pub(super) fn all(cx: &Cx) -> Vec<(&'static str, String)> {
    vec![
        ("lineage", lineage::page(cx, &sample::lineage_page())),
        ("lineage, long", lineage::page(cx, &sample::long_lineage_page())),
        ("version", lineage::version_page(cx, &sample::version_page(Visibility::Public))),
        ("version, hidden", lineage::version_page(cx, &sample::version_page(Visibility::Hidden))),
        ("orphans", orphan::page(cx, &sample::orphan_page(), Some(HOSTILE))),
        ("orphans, none", orphan::page(cx, &sample::no_orphans(), None)),
    ]
}
