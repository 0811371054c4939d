//! The vote box: three choices in words, the counts, until when one may change.
//! The buttons post at once; without an account the post leads to sign-in.

use domain::vote::{Choice, Gate, Tally, VoteBox};
use islands::{VoteForm, VoteWords};
use leptos::prelude::*;

use crate::cx::Cx;
use crate::format::Dates;
use crate::ui;
use crate::url;

/// The box. `kept` is what someone chose before signing in, to be confirmed.
#[must_use]
pub fn vote_box(cx: &Cx, dates: &Dates, it: &VoteBox, kept: Option<Choice>) -> AnyView {
    let open = matches!(it.gate, Gate::Open | Gate::SignIn);
    let (title, body) = if cx.frozen.is_some() && open {
        (cx.t("vote-results"), view! { <p>{cx.t("archive-vote-open")}</p> }.into_any())
    } else if open {
        (cx.t("vote-title"), ballot(cx, dates, it, kept))
    } else {
        (cx.t("vote-results"), closed(cx, it.gate))
    };
    view! {
        <section class="vote-box" aria-labelledby="vote" data-votes="">
            <h2 id="vote">{title}</h2>
            {body}
            {it.mine.filter(|_| cx.frozen.is_none()).map(|_| own_receipt(cx, it))}
            {results(cx, it)}
        </section>
    }
    .into_any()
}

/// The way to the receipt of one's vote, which is never offered more loudly.
fn own_receipt(cx: &Cx, it: &VoteBox) -> AnyView {
    let of = it.action.strip_suffix("/vote").unwrap_or(&it.action);
    view! { <p class="small"><a href=url::vote_receipt(of)>{cx.t("receipt-vote-link")}</a></p> }.into_any()
}

fn ballot(cx: &Cx, dates: &Dates, it: &VoteBox, kept: Option<Choice>) -> AnyView {
    let kept = kept.filter(|kept| it.gate == Gate::Open && it.mine.is_none_or(|mine| mine.choice != *kept));
    let kept = kept.map(|kept| confirm_choice(cx, it, kept));
    let stale = it.mine.filter(|mine| mine.revision < it.revision).map(|mine| {
        let text = cx.ta("vote-on-earlier", &[("revision", mine.revision.into())]);
        ui::notice("warning", None, view! { <p>{text}</p> }.into_any())
    });
    let sign_in = (it.gate == Gate::SignIn).then(|| view! { <p>{cx.t("vote-sign-in")}</p> });
    view! { <p>{cx.t("vote-one")}</p> {sign_in} {stale} {kept} <div>{quicker(cx, it, form(cx, dates, it))}</div> }
        .into_any()
}

/// What was chosen before signing in is not a vote until its owner says so.
fn confirm_choice(cx: &Cx, it: &VoteBox, kept: Choice) -> AnyView {
    let (.., word) = drawn(cx, kept);
    let body = view! {
        <p>{cx.ta("vote-kept", &[("choice", word.into())])}</p>
        <form method="post" action=it.action.clone()><button class="button button--primary" name="choice" value=kept.as_str()>{cx.t("vote-kept-send")}</button></form>
    };
    ui::notice("", None, body.into_any())
}

/// Around the form, the island that votes without leaving the page, for those who can.
fn quicker(cx: &Cx, it: &VoteBox, form: AnyView) -> AnyView {
    if it.gate != Gate::Open || !cx.confirmed() {
        return form;
    }
    let words = VoteWords {
        agree: cx.t("vote-said-agree"),
        mixed: cx.t("vote-said-mixed"),
        disagree: cx.t("vote-said-disagree"),
        none: cx.t("vote-said-none"),
    };
    view! { <VoteForm words>{form}</VoteForm> }.into_any()
}

fn form(cx: &Cx, dates: &Dates, it: &VoteBox) -> AnyView {
    let until = it.until.map(|end| cx.ta("vote-until", &[("date", dates.until(end).into())]));
    view! {
        <form method="post" action=it.action.clone()>
            <div class="vote-choices" id="vote-choice">
                {choice(cx, it, Choice::Agree)}
                {choice(cx, it, Choice::Mixed)}
                {choice(cx, it, Choice::Disagree)}
            </div>
            <p class="vote-foot">
                {until} " "
                <button class="button button--plain" name="choice" value="none" hidden=it.mine.is_none()>{cx.t("vote-withdraw")}</button>
            </p>
        </form>
    }
    .into_any()
}

/// The class, the sign and the word of a choice.
fn drawn(cx: &Cx, choice: Choice) -> (&'static str, &'static str, String) {
    match choice {
        Choice::Agree => ("vote-choice vote-choice--agree", "for", cx.t("ui-choice-agree")),
        Choice::Mixed => ("vote-choice vote-choice--mixed", "mixed", cx.t("ui-choice-mixed")),
        Choice::Disagree => ("vote-choice vote-choice--disagree", "against", cx.t("ui-choice-disagree")),
    }
}

fn choice(cx: &Cx, it: &VoteBox, choice: Choice) -> AnyView {
    let (class, shape, word) = drawn(cx, choice);
    let pressed = if it.mine.is_some_and(|mine| mine.choice == choice) { "true" } else { "false" };
    let count = it.tally.map(|tally| view! { " " <span class="vote-count">{ui::live_votes(cx, choice.as_str(), tally.cast.of(choice))}</span> });
    view! {
        <button class=class name="choice" value=choice.as_str() aria-pressed=pressed>
            {ui::sign(shape)}<span class="vote-word">{word}</span>{count}
        </button>
    }
    .into_any()
}

fn results(cx: &Cx, it: &VoteBox) -> AnyView {
    let Some(tally) = it.tally else {
        return view! { <p class="small soft">{cx.t("vote-results-later")}</p> }.into_any();
    };
    // Nobody could vote here: a row of noughts beside the real figures misleads.
    let here = it.gate != Gate::Closed || tally.imported.is_none() || tally.cast.total() > 0;
    view! {
        {here.then(|| view! { {ui::live_bar(&tally.cast)} {ui::live_tally(cx, &tally.cast)} })}
        {imported(cx, &tally)}
        {ui::stance_table(cx, &tally)}
    }
    .into_any()
}

fn imported(cx: &Cx, tally: &Tally) -> AnyView {
    let Some(counts) = tally.imported else { return ().into_any() };
    view! {
        <h3>{cx.t("ui-votes-imported")}</h3>
        {ui::stance_bar(cx, &counts)}
        {ui::tally(cx, &counts)}
    }
    .into_any()
}

/// Why one cannot vote.
fn closed(cx: &Cx, gate: Gate) -> AnyView {
    match gate {
        Gate::Open | Gate::SignIn => ().into_any(),
        Gate::Confirm => confirm(cx, cx.t("vote-confirm")),
        Gate::NotYet => view! { <p class="notice">{cx.t("vote-not-yet")}</p> }.into_any(),
        Gate::Closed => view! { <p class="notice">{cx.t("vote-closed")}</p> }.into_any(),
        Gate::Unavailable => view! { <p class="notice">{cx.t("vote-unavailable")}</p> }.into_any(),
        Gate::NotAllowed => view! { <p class="notice">{cx.t("vote-not-allowed")}</p> }.into_any(),
    }
}

/// The address is not confirmed: says what cannot be done until then, with a
/// button that sends the mail again.
#[must_use]
pub fn confirm(cx: &Cx, text: String) -> AnyView {
    let body = view! {
        <p>{text}</p>
        {ui::post_button(cx.t("ui-resend"), url::RESEND.to_owned(), "button")}
    };
    ui::notice("warning", None, body.into_any())
}
