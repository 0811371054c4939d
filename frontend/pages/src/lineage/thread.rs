//! The thread in sentences: what was done, by whom, when, why. A long discussion
//! is one step that unfolds.

use domain::lineage::{Actor, Discussions, LineagePage, ObjectKind, Relation, Step as Link};
use domain::reference::Reference;
use leptos::prelude::*;

use super::exact;
use crate::becomes;
use crate::cx::Cx;
use crate::format::Dates;
use crate::ui::{self, Shape, Step, When};
use crate::url;

/// Lines of a discussion in its fold, at most: the last ones. The page of the
/// discussion has them all, and so have the data.
const LINES: usize = 100;

/// Where it comes from.
pub(super) fn origins(cx: &Cx, dates: &Dates, it: &LineagePage) -> AnyView {
    // What was known to it is in the picture; what it comes from is told here.
    let told = it.origins.iter().filter(|link| !matches!(link.relation, Relation::CountedIn | Relation::KnownTo));
    let steps: Vec<Step> = told.map(|link| origin(cx, dates, link)).collect();
    if steps.is_empty() {
        return ().into_any();
    }
    ui::section("origins", cx.term("lineage-origins", it.subject.kind.as_str()), ui::thread("", steps))
}

fn origin(cx: &Cx, dates: &Dates, link: &Link) -> Step {
    let what = view! { {cx.term("lineage-origin", link.relation.as_str())} " " {exact(cx, &link.from)} };
    Step {
        shape: link.from.kind.about().mark.into(),
        when: When::Done,
        date: dates.moment_view(link.from.at),
        what: what.into_any(),
        more: because(link),
    }
}

/// What became of it, and what is awaited.
pub(super) fn steps(cx: &Cx, dates: &Dates, it: &LineagePage) -> AnyView {
    let begun = match &it.begun.0 {
        Some(actor) => begun_by(cx, it.subject.kind, &who(cx, Some(actor), named(it.subject.outcome.as_deref()))),
        None => cx.t("lineage-begun"),
    };
    let mut steps = vec![Step {
        shape: it.subject.kind.about().mark.into(),
        when: When::Done,
        date: dates.moment_view(it.begun.1),
        what: begun.into_any(),
        more: None,
    }];
    let discussions = Discussions::of(it);
    let mut told: Vec<&Reference> = Vec::new();
    for link in &it.steps {
        match discussions.inside(link) {
            Some(about) if told.contains(&about) => {}
            Some(about) => {
                told.push(about);
                steps.push(discussion(cx, dates, it, &discussions, about));
            }
            None if link.relation == Relation::KnownTo => {}
            None => steps.push(step(cx, dates, link)),
        }
    }
    steps.push(match &it.awaited {
        Some(next) => becomes::awaited(cx, dates, next),
        None => Step {
            shape: Shape::Circle,
            when: When::Next,
            date: cx.t("lineage-next").into_any(),
            what: cx.t("lineage-nothing-next").into_any(),
            more: None,
        },
    });
    ui::thread("", steps)
}

fn begun_by(cx: &Cx, kind: ObjectKind, actor: &str) -> String {
    let args = [("actor", actor.into())];
    match kind {
        ObjectKind::Decision => cx.ta("lineage-decided-by", &args),
        ObjectKind::Commitment => cx.ta("lineage-drafted-by", &args),
        _ => cx.ta("lineage-begun-by", &args),
    }
}

/// Moderators apply a published rule: they are not named.
fn named(outcome: Option<&str>) -> bool {
    !matches!(outcome, Some("hidden" | "public"))
}

/// A discussion in one step, with everything in it folded away.
fn discussion(cx: &Cx, dates: &Dates, it: &LineagePage, discussions: &Discussions, about: &Reference) -> Step {
    let links: Vec<&Link> = it.steps.iter().filter(|link| discussions.inside(link) == Some(about)).collect();
    let count = discussions.size(about);
    let span = links.first().zip(links.last()).map(|(first, last)| {
        cx.ta("graph-span", &[("first", dates.day(first.at).into()), ("last", dates.day(last.at).into())])
    });
    let earlier = links.len().saturating_sub(LINES);
    let lines = links.iter().skip(earlier).map(|link| {
        view! { <li><span class="small soft">{dates.moment_view(link.at)}</span> " " {sentence(cx, link)} " " {exact(cx, &link.to)}{because(link)}</li> }
    });
    let earlier = (earlier > 0).then(|| {
        let place = url::of(about).unwrap_or_default();
        view! { <p class="small"><a href=format!("{place}#discussion")>{cx.ta("graph-fold-earlier", &[("count", earlier.into())])}</a></p> }
    });
    let more = view! {
        <details class="disclosure" id=format!("fold-{about}")><summary>{cx.t("graph-unfold")}</summary>{earlier}<ol class="fold">{lines.collect_view()}</ol></details>
    };
    Step {
        shape: Shape::Circle,
        when: When::Done,
        date: span.unwrap_or_default().into_any(),
        what: cx.ta("graph-comments", &[("count", count.into())]).into_any(),
        more: Some(more.into_any()),
    }
}

fn step(cx: &Cx, dates: &Dates, link: &Link) -> Step {
    let what = view! { {sentence(cx, link)} " " {exact(cx, &link.to)} };
    let counted = link.to.count.map(|count| {
        let shares = [
            ("agree", count.counts.agree.into()),
            ("mixed", count.counts.mixed.into()),
            ("disagree", count.counts.disagree.into()),
        ];
        let earlier = (count.on_earlier_revision > 0)
            .then(|| cx.ta("graph-earlier", &[("count", count.on_earlier_revision.into())]));
        view! { <p>{cx.ta("graph-shares", &shares)} {earlier.map(|text| format!(" {text}"))}</p> }.into_any()
    });
    Step {
        shape: link.to.kind.about().mark.into(),
        when: When::Done,
        date: dates.moment_view(link.at),
        what: what.into_any(),
        more: counted.or_else(|| because(link)),
    }
}

/// What was done and by whom, as a sentence that the link to the exact version ends.
pub(super) fn sentence(cx: &Cx, link: &Link) -> String {
    let actor = who(cx, link.actor.as_ref(), link.relation != Relation::ModeratedBy);
    let outcome = link.outcome.as_deref().unwrap_or_default();
    let actor_arg = || [("actor", actor.as_str().into())];
    match (link.relation, outcome) {
        (Relation::RevisedAs, _) => {
            cx.ta("lineage-revised", &[("actor", actor.as_str().into()), ("version", link.to.version.into())])
        }
        (Relation::CommentedBy, _) => cx.ta("lineage-commented", &actor_arg()),
        (Relation::RepliedBy, _) => cx.ta("lineage-replied", &actor_arg()),
        (Relation::DecidedBy, "inadmissible") => cx.ta("lineage-inadmissible", &actor_arg()),
        (Relation::DecidedBy, _) => cx.ta("lineage-admissible", &actor_arg()),
        (Relation::AnsweredBy, "retained") => cx.ta("lineage-retained", &actor_arg()),
        (Relation::AnsweredBy, "partly_retained") => cx.ta("lineage-partly-retained", &actor_arg()),
        (Relation::AnsweredBy, _) => cx.ta("lineage-not-retained", &actor_arg()),
        (Relation::ModeratedBy, "public") => cx.ta("lineage-shown", &actor_arg()),
        (Relation::ModeratedBy, _) => cx.ta("lineage-hidden", &actor_arg()),
        (Relation::WithdrawnBy, _) => cx.ta("lineage-withdrawn", &actor_arg()),
        (Relation::SourceOf, _) => cx.ta("lineage-source", &actor_arg()),
        (Relation::PublishedAs, _) => cx.ta("lineage-published", &actor_arg()),
        (Relation::AdoptedAs, _) => cx.ta("lineage-adopted", &actor_arg()),
        (Relation::HasMilestone, _) => cx.t("lineage-milestone"),
        (Relation::CountedIn | Relation::KnownTo, _) => match link.to.count {
            Some(count) if count.imported => cx.t("lineage-counted-elsewhere"),
            Some(count) if !count.over => cx.t("lineage-counted-so-far"),
            _ => cx.t("lineage-counted"),
        },
    }
}

fn who(cx: &Cx, actor: Option<&Actor>, named: bool) -> String {
    match actor {
        Some(Actor::Participant(name) | Actor::Administration(name)) => name.clone(),
        Some(Actor::Staff(staff)) => crate::message::capitalised(&becomes::staff(cx, staff, named)),
        Some(Actor::System) => cx.t("lineage-system"),
        None => cx.t("lineage-someone"),
    }
}

fn because(link: &Link) -> Option<AnyView> {
    if !link.reason_html.is_empty() {
        let html = link.reason_html.as_str().to_owned();
        return Some(view! { <blockquote class="quote prose" inner_html=html></blockquote> }.into_any());
    }
    (!link.reason.is_empty())
        .then(|| view! { <blockquote class="quote"><p>{link.reason.clone()}</p></blockquote> }.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{lineage, sample};

    #[test]
    fn a_discussion_without_end_has_its_last_lines_and_the_way_to_the_others() {
        let html = lineage::page(&sample::cx(), &sample::long_lineage_page());
        let fold =
            html.split("<ol class=\"fold\">").nth(1).and_then(|rest| rest.split("</ol>").next()).expect("a fold");
        assert_eq!(fold.matches("<li>").count(), LINES);
        assert!(html.contains("/proposals/PAN27-P42#discussion\">20 lignes plus anciennes"), "{html}");
    }
}
