//! Votes as a picture, as words and as a table: the same numbers three times.
//! Shape and word carry the meaning, colour only helps.

use domain::vote::{Choice, Counts, Tally};
use leptos::prelude::*;

use super::part::sign;
use crate::cx::Cx;

/// « 42 d’accord, 11 mitigés, 7 pas d’accord sur 60 votes ».
#[must_use]
pub fn tally_sentence(cx: &Cx, counts: &Counts) -> String {
    if counts.total() == 0 {
        return cx.t("ui-no-vote");
    }
    cx.ta(
        "ui-tally",
        &[
            ("agree", counts.agree.into()),
            ("mixed", counts.mixed.into()),
            ("disagree", counts.disagree.into()),
            ("total", counts.total().into()),
        ],
    )
}

/// The counts that a list shows: those cast here, or else, where nobody voted
/// here, those of another platform (and `true`).
#[must_use]
pub fn shown_counts(tally: &Tally) -> (Counts, bool) {
    match tally.imported {
        Some(imported) if tally.cast.total() == 0 => (imported, true),
        _ => (tally.cast, false),
    }
}

/// The bar. Widths are attributes: there are no styles in pages.
#[must_use]
pub fn stance_bar(cx: &Cx, counts: &Counts) -> AnyView {
    let label = tally_sentence(cx, counts);
    let [agree, mixed, disagree] = shares(counts);
    let rect = |class: &'static str, x: f64, width: f64, thin: bool| {
        let (y, height) = if thin { ("3.5", "3") } else { ("0", "10") };
        (width > 0.0).then(|| view! { <rect class=class x=short(x) y=y width=short(width) height=height></rect> })
    };
    let none =
        (counts.total() == 0).then(|| view! { <rect class="bar-none" x="0" y="4.5" width="100" height="1"></rect> });
    view! {
        <svg class="stance-bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label=label>
            {none}
            {rect("bar-agree", 0.0, agree, false)}
            {rect("bar-mixed", agree, mixed, true)}
            {rect("bar-disagree", agree + mixed, disagree, false)}
        </svg>
    }
    .into_any()
}

/// The bar that an island redraws after a vote: all parts are there, in percent,
/// and the words are left to the tally beside it.
#[must_use]
pub fn live_bar(counts: &Counts) -> AnyView {
    let [agree, mixed, disagree] = shares(counts);
    let part = |key: &'static str, x: f64, width: f64, thin: bool| {
        let (y, height) = if thin { ("3.5", "3") } else { ("0", "10") };
        let class = format!("bar-{key}");
        view! { <rect class=class data-share=key x=percent(x) y=y width=percent(width) height=height></rect> }
    };
    view! {
        <svg class="stance-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
            <rect class="bar-none" x="0" y="4.5" width="100" height="1"></rect>
            {part("agree", 0.0, agree, false)}
            {part("mixed", agree, mixed, true)}
            {part("disagree", agree + mixed, disagree, false)}
        </svg>
    }
    .into_any()
}

fn percent(number: f64) -> String {
    format!("{}%", short(number))
}

/// Percentages that fill the bar.
fn shares(counts: &Counts) -> [f64; 3] {
    let total = counts.total();
    if total <= 0 {
        return [0.0; 3];
    }
    let share = |count: i64| count.max(0) as f64 * 100.0 / total as f64;
    [share(counts.agree), share(counts.mixed), share(counts.disagree)]
}

fn short(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The counts in words, with signs.
#[must_use]
pub fn tally(cx: &Cx, counts: &Counts) -> AnyView {
    if counts.total() == 0 {
        return view! { <p class="small soft">{cx.t("ui-no-vote")}</p> }.into_any();
    }
    live_tally(cx, counts)
}

/// The same in parts that an island can rewrite, noughts included.
#[must_use]
pub fn live_tally(cx: &Cx, counts: &Counts) -> AnyView {
    let line = |choice: Choice, shape: &str, words: Words| {
        let key = choice.as_str();
        let class = format!("tally-{key}");
        let count = counts.of(choice);
        view! { <li class=class>{sign(shape)}<strong data-tally=key>{cx.number(count)}</strong> " " {words.view(key)}</li> }
    };
    let total = counts.total();
    view! {
        <ul class="tally">
            {line(Choice::Agree, "for", Words::of(|count| cx.ta("ui-agree", &[("count", count.into())]), counts.agree))}
            {line(Choice::Mixed, "mixed", Words::of(|count| cx.ta("ui-mixed", &[("count", count.into())]), counts.mixed))}
            {line(Choice::Disagree, "against", Words::of(|count| cx.ta("ui-disagree", &[("count", count.into())]), counts.disagree))}
            <li class="tally-total"><span>{cx.t("ui-out-of")} " " {live_votes(cx, "total", total)}</span></li>
        </ul>
    }
    .into_any()
}

/// « 42 votes », in parts that an island can rewrite.
#[must_use]
pub fn live_votes(cx: &Cx, key: &'static str, count: i64) -> AnyView {
    let words = Words::of(|count| cx.ta("ui-votes", &[("count", count.into())]), count);
    view! { <span data-tally=key>{cx.number(count)}</span> "\u{a0}" {words.view(key)} }.into_any()
}

/// A word that goes with a number, in both its forms.
struct Words {
    now: String,
    one: String,
    other: String,
}

impl Words {
    fn of(word: impl Fn(i64) -> String, count: i64) -> Self {
        Self { now: word(count), one: word(1), other: word(2) }
    }

    fn view(self, key: &'static str) -> AnyView {
        view! { <span data-plural=key data-one=self.one data-other=self.other>{self.now}</span> }.into_any()
    }
}

/// The counts in a table, votes of another platform apart.
#[must_use]
pub fn stance_table(cx: &Cx, tally: &Tally) -> AnyView {
    let row = |choice: Choice, words: String| {
        let imported = tally.imported.map(|imported| view! { <td class="num">{cx.number(imported.of(choice))}</td> });
        view! { <tr><th scope="row">{words}</th><td class="num">{cx.number(tally.cast.of(choice))}</td>{imported}</tr> }
    };
    let imported_head = tally.imported.map(|_| view! { <th scope="col" class="num">{cx.t("ui-votes-imported")}</th> });
    let imported_total = tally.imported.map(|imported| view! { <td class="num">{cx.number(imported.total())}</td> });
    let earlier = (tally.on_earlier_revision > 0).then(
        || view! { <p class="small">{cx.ta("ui-votes-earlier", &[("count", tally.on_earlier_revision.into())])}</p> },
    );
    view! {
        <details class="disclosure">
            <summary>{cx.t("ui-votes-table")}</summary>
            <table class="table">
                <thead><tr><th scope="col">{cx.t("ui-votes-choice")}</th><th scope="col" class="num">{cx.t("ui-votes-here")}</th>{imported_head}</tr></thead>
                <tbody>
                    {row(Choice::Agree, cx.t("ui-choice-agree"))}
                    {row(Choice::Mixed, cx.t("ui-choice-mixed"))}
                    {row(Choice::Disagree, cx.t("ui-choice-disagree"))}
                    <tr><th scope="row">{cx.t("ui-votes-total")}</th><td class="num">{cx.number(tally.cast.total())}</td>{imported_total}</tr>
                </tbody>
            </table>
            {earlier}
        </details>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::render;
    use crate::sample;

    #[test]
    fn the_bar_says_in_words_what_it_draws() {
        let counts = Counts { agree: 42, mixed: 11, disagree: 7 };
        let html = render(move || stance_bar(&sample::cx(), &counts));
        assert!(
            html.contains("aria-label=\"42\u{a0}d’accord, 11\u{a0}mitigés, 7\u{a0}pas d’accord sur 60\u{a0}votes\""),
            "{html}"
        );
        assert!(
            html.contains("class=\"bar-agree\" x=\"0\" y=\"0\" width=\"70\"") || html.contains("width=\"70\""),
            "{html}"
        );
        assert!(html.contains("viewBox=\"0 0 100 10\""), "{html}");
    }

    #[test]
    fn no_vote_is_a_line_and_a_word() {
        let html = render(|| stance_bar(&sample::cx(), &Counts::default()));
        assert!(html.contains("bar-none") && html.contains("Aucun vote"), "{html}");
    }

    #[test]
    fn imported_votes_stay_apart_in_the_table() {
        let tally = Tally {
            cast: Counts { agree: 1, ..Counts::default() },
            on_earlier_revision: 1,
            imported: Some(Counts { agree: 1_200, ..Counts::default() }),
        };
        let html = render(move || stance_table(&sample::cx(), &tally));
        assert!(html.contains("<td class=\"num\">1</td><td class=\"num\">1\u{202f}200</td>"), "{html}");
    }
}
