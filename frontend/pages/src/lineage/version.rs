//! One version of a text, whole: where the links of the lineage lead.

use domain::lineage::VersionPage;
use domain::moderation::Visibility;
use leptos::prelude::*;

use crate::cx::Cx;
use crate::format::Dates;
use crate::shell::Page;
use crate::ui;
use crate::url;

/// `/{proposals,comments,commitments}/{ref}/versions/{number}`.
#[must_use]
pub fn page(cx: &Cx, it: &VersionPage) -> String {
    let node = &it.node;
    let title = cx.ta("version-title", &[("ref", node.reference.as_str().into()), ("version", node.version.into())]);
    let page = Page::new(title.clone())
        .here(cx.ta("lineage-version", &[("version", node.version.into())]))
        .crumb(cx.pick(&it.process.titles), url::process(&it.process.slug))
        .crumb(node.reference.to_string(), it.url.clone())
        .narrow()
        .unlisted();
    page.show(cx, || {
        let dates = Dates::of(cx, &it.process);
        let later = if node.version < it.last {
            cx.ta("version-earlier", &[("last", it.last.into())])
        } else {
            cx.t("version-last")
        };
        let lineage = node.lineage().map(|path| view! { " · " <a href=path>{cx.t("becomes-all")}</a> });
        view! {
            <header class="page-head">
                <p class="kicker"><span class="ref">{node.reference.to_string()}</span> " " <span class="kind">{cx.term("object", node.kind.as_str())}</span></p>
                <h1>{title}</h1>
                <p class="byline"><span>{dates.moment_view(node.at)}</span></p>
                <p>{later} " " <a href=it.url.clone()>{cx.t("version-see-last")}</a>{lineage}</p>
            </header>
            {body(cx, it)}
        }
        .into_any()
    })
}

fn body(cx: &Cx, it: &VersionPage) -> AnyView {
    if it.node.visibility != Visibility::Public {
        return view! { <p class="placeholder">{cx.term("placeholder", it.node.visibility.as_str())}</p> }.into_any();
    }
    let parts: Vec<AnyView> = it
        .parts
        .iter()
        .map(|(field, html)| {
            let title = crate::message::capitalised(&crate::message::subject(cx.locale, field));
            view! { <section class="section"><h2>{title}</h2>{ui::prose(cx, html, &it.lang)}</section> }.into_any()
        })
        .collect();
    view! { {parts} }.into_any()
}
