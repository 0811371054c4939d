//! The small pages about one contribution: replies, corrections, reports, receipts.

use domain::reference::Kind;

use super::{comment_typed, decision_typed};
use crate::cx::Cx;
use crate::sample::{self, HOSTILE};
use crate::{comment_form, receipt};

/// Every one of them.
pub(super) fn all(cx: &Cx) -> Vec<(&'static str, String)> {
    let process = sample::process();
    let comment = sample::comment(1, domain::comment::Stance::Question);
    let about =
        comment_form::About { process: &process, url: "/proposals/PAN27-P42", title: HOSTILE, comment: &comment };
    let typed = comment_typed(sample::errors(&["body"]));
    let refused = decision_typed(sample::errors(&["reason"]));
    vec![
        ("receipts", receipt::about(cx)),
        ("receipt of a vote", vote_receipt(cx, receipt::VoteReceipt::Ready)),
        (
            "receipt of a vote, not yet",
            vote_receipt(cx, receipt::VoteReceipt::NotYet(Some(cx.now + chrono::TimeDelta::days(3)))),
        ),
        ("receipt of a vote, none", vote_receipt(cx, receipt::VoteReceipt::NoVote)),
        ("reply", comment_form::reply(cx, &about, &[], &typed)),
        ("comment, correction", comment_form::edit(cx, &about, &typed)),
        ("comment, withdrawal", comment_form::withdraw(cx, &about)),
        ("comment, report", comment_form::report(cx, &about, &refused)),
        ("comment, visibility", comment_form::visibility(cx, &about, &refused)),
    ]
}

fn vote_receipt(cx: &Cx, state: receipt::VoteReceipt) -> String {
    let (process, reference) = (sample::process(), sample::reference(Kind::Proposal, 42));
    receipt::vote(cx, receipt::VotedOn { process: &process, reference: &reference, title: HOSTILE }, state)
}
