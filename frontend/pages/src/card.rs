//! Proposals and commitments in lists: on the list pages, on the page of a
//! process, beside a draft, as sources.

use domain::moderation::Visibility;
use domain::vote::Tally;
use domain::{commitment, proposal};
use leptos::prelude::*;

use crate::cx::Cx;
use crate::format::{Dates, date_view};
use crate::ui;
use crate::url;

/// The level of the heading of a card in its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Directly below the title of the page.
    Two,
    /// In a section.
    Three,
}

fn heading(level: Level, href: String, title: String, lang: Option<String>) -> AnyView {
    let link = view! { <a href=href lang=lang>{title}</a> };
    match level {
        Level::Two => view! { <h2 class="card-title">{link}</h2> }.into_any(),
        Level::Three => view! { <h3 class="card-title">{link}</h3> }.into_any(),
    }
}

/// The title of a proposal, or what is said when its words cannot be read.
#[must_use]
pub fn proposal_title(cx: &Cx, card: &proposal::Card) -> String {
    match card.visibility {
        Visibility::Public if !card.title.is_empty() => card.title.clone(),
        Visibility::Public | Visibility::Hidden => cx.t("card-hidden"),
        Visibility::Withdrawn => cx.t("card-withdrawn"),
        Visibility::Erased => cx.t("card-erased"),
    }
}

/// A list of proposals.
#[must_use]
pub fn proposals(cx: &Cx, dates: &Dates, level: Level, cards: &[proposal::Card]) -> AnyView {
    let cards: Vec<AnyView> =
        cards.iter().map(|card| view! { <li>{proposal(cx, dates, level, card)}</li> }.into_any()).collect();
    view! { <ol class="cards">{cards}</ol> }.into_any()
}

/// A proposal in a list.
#[must_use]
pub fn proposal(cx: &Cx, dates: &Dates, level: Level, card: &proposal::Card) -> AnyView {
    let theme = card.theme.as_ref().map(|(_, title)| view! { " " <span class="tag">{cx.pick(title)}</span> });
    let lang = cx.lang(&card.lang).filter(|_| card.visibility == Visibility::Public);
    let excerpt =
        (!card.excerpt.is_empty()).then(|| view! { <p class="card-text" lang=lang.clone()>{card.excerpt.clone()}</p> });
    let author = (card.visibility != Visibility::Erased).then(|| view! { {ui::author_line(cx, &card.author)} " " });
    view! {
        <article class="card">
            <p class="kicker"><span class="ref">{card.reference.to_string()}</span> " " {ui::state_badge(cx, card.state)} {theme}</p>
            {heading(level, url::proposal(&card.reference), proposal_title(cx, card), lang.clone())}
            {excerpt}
            <p class="byline">{author}<span>{dates.day_view(card.published_at)}</span></p>
            {side(cx, card.tally.as_ref(), card.comments_count)}
        </article>
    }
    .into_any()
}

/// The votes and the number of comments, beside the words.
fn side(cx: &Cx, tally: Option<&Tally>, comments: i64) -> AnyView {
    let votes = tally.map(|tally| {
        let (counts, imported) = ui::shown_counts(tally);
        let imported = imported.then(|| view! { <p class="small soft">{cx.t("ui-votes-imported")}</p> });
        view! { {ui::stance_bar(cx, &counts)} {ui::tally(cx, &counts)} {imported} }
    });
    view! {
        <div class="card-side">
            {votes}
            <p class="small soft">{cx.ta("card-comments", &[("count", comments.into())])}</p>
        </div>
    }
    .into_any()
}

/// A list of commitments, as tiles.
#[must_use]
pub fn commitments(cx: &Cx, level: Level, cards: &[commitment::Card]) -> AnyView {
    let cards: Vec<AnyView> =
        cards.iter().map(|card| view! { <li>{commitment(cx, level, card)}</li> }.into_any()).collect();
    view! { <ol class="cards">{cards}</ol> }.into_any()
}

/// A commitment in a list.
#[must_use]
pub fn commitment(cx: &Cx, level: Level, card: &commitment::Card) -> AnyView {
    let lang = cx.lang(&card.lang);
    let excerpt =
        (!card.excerpt.is_empty()).then(|| view! { <p class="card-text" lang=lang.clone()>{card.excerpt.clone()}</p> });
    view! {
        <article class="card">
            <p class="kicker"><span class="ref">{card.reference.to_string()}</span> " " {ui::commitment_badge(cx, card.state)}</p>
            {heading(level, url::commitment(&card.reference), card.title.clone(), lang.clone())}
            {excerpt}
            <p class="byline"><span>{cx.ta("card-lead", &[("lead", card.lead.as_str().into())])}</span> {milestones(cx, card)}</p>
            {side(cx, card.tally.as_ref(), card.comments_count)}
        </article>
    }
    .into_any()
}

/// How many milestones are done, and the next one.
fn milestones(cx: &Cx, card: &commitment::Card) -> AnyView {
    if card.milestones.is_empty() {
        return ().into_any();
    }
    let done = card.milestones.iter().filter(|milestone| milestone.done.is_some()).count();
    let next =
        card.milestones.iter().filter(|milestone| milestone.done.is_none()).min_by_key(|milestone| milestone.due);
    let next = next
        .map(|milestone| view! { " " <span>{cx.t("card-next-milestone")} " " {date_view(cx, milestone.due)}</span> });
    let total = card.milestones.len();
    view! { " " <span>{cx.ta("card-milestones", &[("done", done.into()), ("total", total.into())])}</span> {next} }
        .into_any()
}
