//! The top of a page in an archive: who reads it is told when it was made, and
//! where it comes from. Nothing on the page can be sent, so nothing offers to.

use leptos::prelude::*;

use crate::cx::{Cx, Frozen};
use crate::format::Dates;
use crate::shell;

/// In place of the header with its search, its menu and its account.
pub(crate) fn header(cx: &Cx, it: &Frozen) -> AnyView {
    let (code, name) = shell::other_language(cx);
    let said = cx.ta("archive-said", &[("date", Dates::of_site(cx).moment(it.at).into())]);
    // `hreflang`: the same page, in the other half of the archive.
    view! {
        <header class="site-header">
            <div class="wrap site-header-row">
                {shell::brand(cx, it.first.clone())}
                <div class="site-account"><a href=cx.path.clone() hreflang=code lang=code>{name}</a></div>
            </div>
            <p class="wrap">{said} " " <a href=it.origin.clone() rel="external">{cx.t("archive-origin")}</a></p>
        </header>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use domain::paging::{Count, Paged};
    use domain::proposal::ListQuery;

    use crate::cx::Cx;
    use crate::{commitment, lineage, log, process, proposal, proposal_list, receipt, sample};

    fn pages(cx: &Cx) -> Vec<String> {
        let (process, cards) = (sample::process(), vec![sample::card()]);
        let list = Paged { items: cards, next: Some("next".to_owned()) };
        // Visitors decide nothing.
        let mut whole = sample::proposal_page();
        (whole.can, whole.mine) = (domain::proposal::ProposalCan { report: true, ..Default::default() }, false);
        let mut engaged = sample::commitment_page(domain::commitment::State::InConsultation);
        engaged.can = Default::default();
        vec![
            process::page(cx, &sample::process_page()),
            proposal_list::page(cx, &process, &ListQuery::default(), &list, Count::Exact(1)),
            proposal::page(cx, &whole, &proposal::Forms::default()),
            commitment::page(cx, &engaged, &commitment::Forms::default()),
            lineage::page(cx, &sample::lineage_page()),
            log::page(cx, &sample::log()),
            receipt::about(cx),
        ]
    }

    #[test]
    fn an_archive_offers_nothing_that_it_cannot_do() {
        let live: String = pages(&sample::cx()).concat();
        assert!(live.contains("<form") && live.contains("/sign-in"));
        for page in pages(&sample::frozen()) {
            for offer in [
                "<form",
                "<button",
                "<input",
                "<script",
                "/sign-in",
                "/sign-up",
                "/search",
                "/receipt\"",
                "sort=random",
                "/new\"",
            ] {
                assert!(!page.contains(offer), "{offer} in {page}");
            }
            assert!(page.contains("Ceci est une archive figée le 1"), "{page}");
            assert!(page.contains("rel=\"external\"") && page.contains("hreflang=\"en\""), "{page}");
        }
    }
}
