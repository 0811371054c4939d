//! « Ce que devient cette contribution », short: published, decided, answered,
//! taken into a commitment, awaited. The lineage page has every step.

use domain::author::Staff;
use domain::lineage::Awaited;
use domain::moderation::Visibility;
use domain::proposal::ProposalPage;
use domain::triage::{DecisionKind, DecisionView};
use leptos::prelude::*;

use crate::cx::Cx;
use crate::format::Dates;
use crate::ui::{self, Shape, Step, When};
use crate::url;

/// The section of a proposal's page.
#[must_use]
pub fn section(cx: &Cx, dates: &Dates, it: &ProposalPage) -> AnyView {
    let lineage = url::lineage(&url::proposal(&it.card.reference));
    let receipt = (it.card.visibility == Visibility::Public && cx.frozen.is_none()).then(|| {
        let file = url::receipt(&url::proposal(&it.card.reference));
        view! { <p class="small"><a href=file>{cx.t("log-receipt")}</a> " · " <a href="/log/receipts">{cx.t("log-about-receipts")}</a></p> }
    });
    view! {
        <section class="section section--ruled" aria-labelledby="becomes">
            <div class="section-head"><h2 id="becomes">{cx.t("becomes-title")}</h2> " " <a href=lineage>{cx.t("becomes-all")}</a></div>
            {ui::thread("compact", steps(cx, dates, it))}
            {receipt}
        </section>
    }
    .into_any()
}

fn steps(cx: &Cx, dates: &Dates, it: &ProposalPage) -> Vec<Step> {
    let published = Step {
        shape: Shape::Circle,
        when: When::Done,
        date: dates.day_view(it.card.published_at),
        what: cx.t("becomes-published").into_any(),
        more: None,
    };
    let mut steps = vec![published];
    steps.extend(it.decisions.iter().map(|decision| decided(cx, dates, decision)));
    steps.extend(it.commitments.iter().map(|card| {
        let link = view! { {cx.t("becomes-commitment")} " " <a href=url::commitment(&card.reference)>{card.title.clone()}</a> };
        let date = card.published_at.map_or_else(|| cx.term("commitment-state", card.state.as_str()).into_any(), |at| dates.day_view(at));
        Step { shape: Shape::Hexagon, when: When::Done, date, what: link.into_any(), more: None }
    }));
    steps.extend(it.placeholder.as_ref().filter(|it| it.visibility == Visibility::Withdrawn).map(|it| Step {
        shape: Shape::Circle,
        when: When::Done,
        date: dates.day_view(it.at),
        what: cx.t("becomes-withdrawn").into_any(),
        more: None,
    }));
    steps.extend(it.awaited.as_ref().map(|next| awaited(cx, dates, next)));
    steps
}

/// A decision: what, by whom, why.
fn decided(cx: &Cx, dates: &Dates, it: &DecisionView) -> Step {
    let what = cx.term("decision", &format!("{}-{}", it.kind.as_str(), it.outcome));
    let rule = (!it.rule.is_empty())
        .then(|| view! { <p>{cx.ta("ui-placeholder-rule", &[("rule", it.rule.as_str().into())])}</p> });
    let reason = (!it.reason.is_empty())
        .then(|| view! { <blockquote class="quote">{ui::prose(cx, &it.reason, &it.lang)}</blockquote> });
    let named = it.kind != DecisionKind::Visibility;
    let more = view! {
        {rule} {reason}
        <p class="byline"><span>{staff(cx, &it.by, named)}</span> " " <span class="ref" id=it.reference.to_string()>{it.reference.to_string()}</span></p>
    };
    Step {
        shape: Shape::Square,
        when: When::Done,
        date: dates.day_view(it.at),
        what: what.into_any(),
        more: Some(more.into_any()),
    }
}

/// A member of staff as the public knows them. A moderator is not named: the
/// role and the administration answer for the decision.
#[must_use]
pub fn staff(cx: &Cx, it: &Staff, named: bool) -> String {
    let role = cx.term("role", it.role.as_str());
    let mut parts: Vec<&str> = Vec::new();
    if named && !it.name.is_empty() {
        parts.push(&it.name);
    }
    parts.push(&role);
    parts.extend(it.organisation.as_deref());
    parts.join(", ")
}

/// What comes next, and by when. A date that has passed is late, and says so.
#[must_use]
pub fn awaited(cx: &Cx, dates: &Dates, it: &Awaited) -> Step {
    let (when, date) = match it.by {
        Some(by) if by < cx.now => (When::Late, cx.ta("becomes-late", &[("date", dates.last_day(by).into())])),
        Some(by) => (When::Next, cx.ta("becomes-by", &[("date", dates.last_day(by).into())])),
        None => (When::Next, cx.t("becomes-no-date")),
    };
    Step {
        shape: shape(it),
        when,
        date: date.into_any(),
        what: cx.term("awaited", it.what.as_str()).into_any(),
        more: None,
    }
}

const fn shape(it: &Awaited) -> Shape {
    use domain::lineage::AwaitedWhat as W;
    match it.what {
        W::Triage | W::Answer => Shape::Square,
        W::Consultation => Shape::Circle,
        W::Publication => Shape::Hexagon,
        W::FollowUp | W::Milestone => Shape::Flag,
    }
}
