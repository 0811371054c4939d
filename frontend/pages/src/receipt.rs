//! Receipts: what they are worth, the offer of one after each contribution, and that
//! of a vote, which is given only to who knows what it shows.

use domain::Time;
use domain::locale::Localized;
use domain::reference::Reference;
use leptos::prelude::*;

use crate::cx::Cx;
use crate::format::Dates;
use crate::shell::Page;
use crate::ui;
use crate::url;

/// What a page says that was just done, when it made a version: the code and the
/// reference, `proposal-published.PAN17-P1`.
#[must_use]
pub fn made(code: &str, reference: &Reference) -> String {
    format!("{code}.{reference}")
}

/// The code of what was just done, and what it made.
pub(crate) fn read(flash: &str) -> (&str, Option<Reference>) {
    let (code, reference) = flash.split_once('.').unwrap_or((flash, ""));
    (code, Reference::parse(reference).map(|(reference, _)| reference))
}

/// The receipt of what was just published, in one sentence.
pub(crate) fn offer(cx: &Cx, reference: &Reference) -> AnyView {
    let Some(file) = url::of(reference).map(|of| url::receipt(&of)) else { return ().into_any() };
    view! { <p>{cx.t("receipt-offer")} " " <a href=file>{cx.t("receipt-take")}</a> " · " <a href="/log/receipts">{cx.t("log-about-receipts")}</a></p> }
        .into_any()
}

/// `/log/receipts`.
#[must_use]
pub fn about(cx: &Cx) -> String {
    Page::new(cx.t("log-receipts-title")).crumb(cx.t("log-title"), "/log").narrow().show(cx, || {
        let list = |lines: Vec<String>| {
            let lines = lines.into_iter().map(|line| view! { <li>{line}</li> });
            view! { <ul>{lines.collect_view()}</ul> }.into_any()
        };
        let paragraphs = |first: String, second: String| view! { <p>{first}</p> <p>{second}</p> }.into_any();
        let proves = vec![cx.t("log-proves-text"), cx.t("log-proves-when"), cx.t("log-proves-kept")];
        let proves_not = vec![cx.t("log-proves-not-author"), cx.t("log-proves-not-read"), cx.t("log-proves-not-shown")];
        let two = paragraphs(cx.t("log-two-promise"), cx.t("log-two-proof"));
        let vote = paragraphs(cx.t("log-vote-text"), cx.t("log-vote-warning"));
        view! {
            <header class="page-head">
                <h1>{cx.t("log-receipts-title")}</h1>
                <p class="lead">{cx.t("log-receipts-lead")}</p>
            </header>
            {ui::section("receipts-two", cx.t("log-two"), two)}
            {ui::section("receipts-yes", cx.t("log-proves"), list(proves))}
            {ui::section("receipts-no", cx.t("log-proves-not"), list(proves_not))}
            {ui::section("receipts-vote", cx.t("log-vote"), vote)}
            {ui::section("receipts-check", cx.t("log-check"), check(cx))}
        }
        .into_any()
    })
}

/// How one checks it without us, with either verifier.
fn check(cx: &Cx) -> AnyView {
    let place = if cx.frozen.is_some() { cx.t("archive-folder") } else { format!("{}/log", cx.site.public_url) };
    let file = cx.t("receipt-file");
    let first = format!("parvis log verify {place} --receipt {file}");
    let second = format!("python3 verify.py {place} --receipt {file}");
    view! {
        <p>{cx.t("log-check-text")}</p>
        <pre><code>{first}</code></pre>
        <p>{cx.t("receipt-second")} " " <a href="/log/verify.py">{cx.t("log-second")}</a></p>
        <pre><code>{second}</code></pre>
        <p>{cx.t("receipt-read")}</p>
    }
    .into_any()
}

/// The receipt of one's vote, as far as there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoteReceipt {
    /// One has not voted.
    NoVote,
    /// The log has not counted the vote as it is; the last moment at which it will,
    /// when it is known.
    NotYet(Option<Time>),
    /// It can be taken.
    Ready,
}

/// What a vote was on.
#[derive(Clone, Copy, Debug)]
pub struct VotedOn<'a> {
    /// Its process.
    pub process: &'a domain::process::Process,
    /// Its reference.
    pub reference: &'a Reference,
    /// Its title; empty when it cannot be read.
    pub title: &'a str,
}

/// `/proposals/{ref}/vote/receipt` and `/commitments/{ref}/vote/receipt`.
#[must_use]
pub fn vote(cx: &Cx, on: VotedOn<'_>, receipt: VoteReceipt) -> String {
    let title = cx.t("receipt-vote-title");
    let of = url::of(on.reference).unwrap_or_default();
    let titles: &Localized = &on.process.titles;
    let page = Page::new(format!("{title} ({})", on.reference))
        .here(title.clone())
        .crumb(cx.pick(titles), url::process(&on.process.slug))
        .crumb(on.reference.to_string(), of.clone())
        .narrow()
        .unlisted();
    page.show(cx, || {
        let dates = Dates::of(cx, on.process);
        let name = if on.title.is_empty() { on.reference.to_string() } else { on.title.to_owned() };
        let body = match receipt {
            VoteReceipt::Ready => take(cx, &of),
            VoteReceipt::NotYet(until) => not_yet(cx, &dates, until),
            VoteReceipt::NoVote => view! { <p>{cx.t("receipt-no-vote")}</p> }.into_any(),
        };
        view! {
            <header class="page-head">
                <p class="kicker"><span class="ref">{on.reference.to_string()}</span></p>
                <h1>{title}</h1>
                <p class="lead"><a href=of.clone()>{name}</a></p>
            </header>
            <div class="section">
                {body}
                <p class="small"><a href="/log/receipts">{cx.t("log-about-receipts")}</a></p>
            </div>
        }
        .into_any()
    })
}

/// The warning, then the button.
fn take(cx: &Cx, of: &str) -> AnyView {
    let warning = view! { <p>{cx.t("receipt-vote-danger")}</p> };
    view! {
        {ui::notice("warning", Some(cx.t("receipt-vote-shows")), warning.into_any())}
        <p>{cx.t("receipt-vote-use")}</p>
        {ui::post_button(cx.t("receipt-vote-take"), url::vote_receipt(of), "button button--primary")}
    }
    .into_any()
}

/// When the log counts.
fn not_yet(cx: &Cx, dates: &Dates, until: Option<Time>) -> AnyView {
    let last = until.filter(|until| *until > cx.now);
    let last = last.map(|until| view! { <p>{cx.ta("receipt-vote-last", &[("date", dates.until(until).into())])}</p> });
    let body = view! { <p>{cx.t("receipt-vote-when")}</p> {last} <p>{cx.t("receipt-vote-again")}</p> };
    ui::notice("", Some(cx.t("receipt-vote-not-yet")), body.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn page(receipt: VoteReceipt) -> String {
        let (process, card) = (sample::process(), sample::card());
        vote(&sample::participant(), VotedOn { process: &process, reference: &card.reference, title: "" }, receipt)
    }

    #[test]
    fn the_receipt_of_a_vote_comes_with_its_warning() {
        let html = page(VoteReceipt::Ready);
        let (warning, button) = (html.find("Ce fichier montre comment vous avez voté"), html.find("/vote/receipt\""));
        assert!(warning.is_some() && warning < button, "{html}");
    }

    #[test]
    fn nothing_is_offered_before_it_is_there() {
        let until = "2027-04-30T22:00:00Z".parse().expect("an instant");
        for (receipt, said) in [(VoteReceipt::NotYet(Some(until)), "30 avril 2027"), (VoteReceipt::NoVote, "pas voté")]
        {
            let html = page(receipt);
            assert!(html.contains(said) && !html.contains("/vote/receipt\""), "{html}");
        }
    }

    #[test]
    fn what_was_just_published_is_known_by_its_reference() {
        let reference = sample::card().reference;
        assert_eq!(read(&made("comment-published", &reference)), ("comment-published", Some(reference)));
        assert_eq!(read("vote-cast"), ("vote-cast", None));
        assert_eq!(read("saved.<script>"), ("saved", None));
    }
}
