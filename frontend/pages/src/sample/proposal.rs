//! Proposals, their discussions and their forms.

use domain::author::{Author, AuthorKind, Staff};
use domain::comment::{CommentCan, CommentView, Discussion, Stance};
use domain::field::{FieldErrors, Problem};
use domain::id::{AccountId, OrganisationId};
use domain::lineage::{Awaited, AwaitedWhat, ObjectKind};
use domain::moderation::{Placeholder, Visibility};
use domain::policy::Role;
use domain::proposal::{
    self, Parts, ProposalCan, ProposalForm, ProposalPage, RevisionLine, Section, SourceView, Words,
};
use domain::reference::Kind;
use domain::search::Hit;
use domain::site;
use domain::triage::{DecisionKind, DecisionView};
use domain::vote::{Cast, Choice, Counts, Gate, Tally, VoteBox};
use uuid::Uuid;

use super::{at, commitment_card, hostile, html, process, reference, words};

pub(crate) fn author() -> Author {
    Author {
        account: AccountId(Uuid::nil()),
        person: hostile(),
        organisation: Some((OrganisationId(Uuid::nil()), hostile())),
        kind: AuthorKind::Organisation,
    }
}

pub(crate) fn staff_member() -> Staff {
    Staff { name: hostile(), role: Role::Instructor, organisation: Some(hostile()) }
}

pub(crate) fn tally() -> Tally {
    Tally {
        cast: Counts { agree: 42, mixed: 11, disagree: 7 },
        on_earlier_revision: 2,
        imported: Some(Counts { agree: 900, mixed: 0, disagree: 100 }),
    }
}

pub(crate) fn card() -> proposal::Card {
    proposal::Card {
        reference: reference(Kind::Proposal, 42),
        title: hostile(),
        excerpt: hostile(),
        lang: "fr".into(),
        state: proposal::State::PartlyRetained,
        visibility: Visibility::Public,
        theme: Some(("numerique".into(), words())),
        author: author(),
        published_at: at("2027-03-20T10:00:00Z"),
        revision: 2,
        tally: Some(tally()),
        comments_count: 18,
    }
}

pub(crate) fn placeholder(visibility: Visibility) -> Placeholder {
    Placeholder {
        visibility,
        at: at("2027-03-21T10:00:00Z"),
        decision: Some(reference(Kind::Decision, 3)),
        rule: Some(hostile()),
        reason: Some(hostile()),
        by: Some(Staff { role: Role::Moderator, ..staff_member() }),
    }
}

pub(crate) fn comment(number: i32, stance: Stance) -> CommentView {
    CommentView {
        reference: reference(Kind::Comment, number),
        parent: None,
        stance,
        source: hostile(),
        body: html(),
        lang: "fr".into(),
        author: author(),
        published_at: at("2027-03-22T10:00:00Z"),
        revision: 2,
        visibility: Visibility::Public,
        placeholder: None,
        imported_votes: Some(3),
        can: CommentCan { edit: true, withdraw: true, reply: true, report: true, moderate: true, receipt: true },
        replies: Vec::new(),
    }
}

pub(crate) fn discussion(action: &str) -> Discussion {
    let reply = CommentView { parent: Some(reference(Kind::Comment, 1)), ..comment(5, Stance::Neutral) };
    let hidden = CommentView {
        visibility: Visibility::Hidden,
        placeholder: Some(placeholder(Visibility::Hidden)),
        ..comment(6, Stance::Against)
    };
    let first = CommentView { replies: vec![reply], ..comment(1, Stance::For) };
    Discussion {
        action: action.into(),
        gate: Gate::Open,
        until: Some(at("2027-04-15T22:00:00Z")),
        speaks_for: vec![("asso".into(), hostile())],
        comments: vec![
            first,
            comment(2, Stance::Against),
            hidden,
            comment(3, Stance::Question),
            comment(4, Stance::Neutral),
        ],
        count: 6,
    }
}

pub(crate) fn vote_box(action: &str) -> VoteBox {
    VoteBox {
        action: action.into(),
        mine: Some(Cast { choice: Choice::Mixed, revision: 1 }),
        gate: Gate::Open,
        until: Some(at("2027-04-15T22:00:00Z")),
        tally: Some(tally()),
        revision: 2,
    }
}

fn decision(kind: DecisionKind, outcome: &str, number: i32) -> DecisionView {
    DecisionView {
        reference: reference(Kind::Decision, number),
        kind,
        outcome: outcome.into(),
        rule: hostile(),
        reason: html(),
        lang: "fr".into(),
        by: staff_member(),
        at: at("2027-03-25T10:00:00Z"),
    }
}

pub(crate) fn awaited() -> Option<Awaited> {
    Some(Awaited { what: AwaitedWhat::Answer, by: Some(at("2027-05-15T22:00:00Z")) })
}

pub(crate) fn parts() -> Parts {
    Parts {
        problem: html(),
        body: html(),
        effect: html(),
        carrier: hostile(),
        continues: hostile(),
        sections: vec![Section { title: hostile(), body: html() }],
    }
}

pub(crate) fn proposal_words() -> Words {
    let all = hostile();
    Words {
        title: all.clone(),
        problem: all.clone(),
        body: all.clone(),
        effect: all.clone(),
        carrier: all.clone(),
        continues: all,
        theme: "numerique".into(),
    }
}

pub(crate) fn proposal_page() -> ProposalPage {
    let source = SourceView {
        title: hostile(),
        link: "javascript:alert(1)".into(),
        category: hostile(),
        body: html(),
        author: author(),
        published_at: at("2027-03-23T10:00:00Z"),
        imported_votes: 4,
    };
    ProposalPage {
        process: process(),
        card: card(),
        parts: parts(),
        words: proposal_words(),
        placeholder: None,
        revisions: vec![RevisionLine { number: 1, at: at("2027-03-20T10:00:00Z"), visibility: Visibility::Public }],
        sources: vec![source.clone(), SourceView { link: "https://example.org/?a=\"><script>".into(), ..source }],
        decisions: vec![
            decision(DecisionKind::Admissibility, "admissible", 1),
            decision(DecisionKind::Answer, "partly_retained", 2),
            decision(DecisionKind::Visibility, "public", 4),
        ],
        commitments: vec![commitment_card()],
        vote: vote_box("/proposals/PAN27-P42/vote"),
        discussion: discussion("/proposals/PAN27-P42/comments"),
        editable_until: at("2027-03-20T11:00:00Z"),
        mine: true,
        can: ProposalCan { edit: true, withdraw: true, report: true, moderate: true, triage: true, answer: true },
        answers_for: vec![("dinum".to_owned(), hostile()), (hostile(), hostile())],
        awaited: awaited(),
    }
}

/// A proposal whose words cannot be read.
pub(crate) fn unreadable(visibility: Visibility) -> ProposalPage {
    let whole = proposal_page();
    let card = proposal::Card { visibility, title: String::new(), excerpt: String::new(), ..whole.card.clone() };
    ProposalPage {
        card,
        parts: Parts::default(),
        words: Words::default(),
        placeholder: Some(placeholder(visibility)),
        ..whole
    }
}

pub(crate) fn proposal_form() -> ProposalForm {
    ProposalForm {
        words: proposal_words(),
        on_behalf_of: "asso".into(),
        op: hostile(),
        errors: errors(&["title", "problem", "body", "effect", "theme"]),
    }
}

pub(crate) fn errors(fields: &[&str]) -> FieldErrors {
    FieldErrors(fields.iter().map(|field| ((*field).to_owned(), Problem::TooLong { length: 164, most: 150 })).collect())
}

pub(crate) fn hits() -> Vec<Hit> {
    vec![Hit {
        kind: ObjectKind::Proposal,
        reference: reference(Kind::Proposal, 42),
        title: hostile(),
        excerpt: hostile(),
        lang: "fr".into(),
        url: "/proposals/PAN27-P42".into(),
        process: words(),
    }]
}

pub(crate) fn site_text() -> site::SiteText {
    site::SiteText {
        page: site::SitePage::Legal,
        title: hostile(),
        source: hostile(),
        body: html(),
        lang: "fr".into(),
        updated_at: Some(at("2027-03-25T10:00:00Z")),
    }
}
