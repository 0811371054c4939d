//! An account with hostile words in it.

use domain::account::{OwnAccount, OwnContribution, OwnDraft, SessionView};
use domain::admin::AccountLine;
use domain::id::AccountId;
use domain::lineage::ObjectKind;
use domain::locale::{Locale, Localized};
use domain::moderation::Visibility;
use domain::paging::Paged;
use domain::proposal::State;
use domain::reference::Kind;
use uuid::Uuid;

use super::{HOSTILE, cx, hostile, reference};

pub(crate) fn own_account(confirmed: bool) -> OwnAccount {
    OwnAccount {
        id: AccountId(Uuid::from_u128(1)),
        email: hostile(),
        name: hostile(),
        locale: Locale::En,
        confirmed_at: confirmed.then_some(cx().now),
        created_at: cx().now,
    }
}

pub(crate) fn own_contributions() -> Paged<OwnContribution> {
    let one = |kind, object, number, title: &str, visibility| OwnContribution {
        reference: reference(kind, number),
        kind: object,
        title: title.to_owned(),
        at: cx().now,
        state: (object == ObjectKind::Proposal).then_some(State::PartlyRetained),
        visibility,
        url: "/proposals/PAN27-P42".to_owned(),
    };
    let items = vec![
        one(Kind::Proposal, ObjectKind::Proposal, 42, HOSTILE, Visibility::Public),
        one(Kind::Comment, ObjectKind::Comment, 7, HOSTILE, Visibility::Public),
        one(Kind::Comment, ObjectKind::Comment, 8, "", Visibility::Hidden),
        one(Kind::Proposal, ObjectKind::Proposal, 43, " ", Visibility::Withdrawn),
        one(Kind::Comment, ObjectKind::Comment, 9, "", Visibility::Erased),
    ];
    Paged { items, next: Some(hostile()) }
}

pub(crate) fn own_drafts() -> Vec<OwnDraft> {
    let one = |title: &str| OwnDraft {
        url: "/drafts/0190a0a0-0000-7000-8000-000000000001".to_owned(),
        title: title.to_owned(),
        process: Localized::of("fr", HOSTILE),
        updated_at: cx().now,
    };
    vec![one(HOSTILE), one("")]
}

pub(crate) fn sessions() -> Vec<SessionView> {
    let one = |key: &str, browser: &str, current| SessionView {
        key: key.to_owned(),
        browser: browser.to_owned(),
        created_at: cx().now,
        last_seen_at: cx().now,
        current,
    };
    vec![one("a", "Firefox, Linux", true), one("b", HOSTILE, false), one("c", "", false)]
}

pub(crate) fn account_line(closed: bool) -> AccountLine {
    AccountLine {
        id: AccountId(Uuid::from_u128(2)),
        name: hostile(),
        email: hostile(),
        created_at: cx().now,
        confirmed_at: closed.then_some(cx().now),
        closed_at: closed.then_some(cx().now),
        sessions: 3,
        rights: 1,
        own: false,
    }
}

pub(crate) fn asked(begun: bool) -> domain::erasure::Asked {
    use domain::erasure::Scope;
    domain::erasure::Asked {
        scope: if begun { Scope::Proposal } else { Scope::Account },
        reference: begun.then(|| reference(Kind::Proposal, 42)),
        asked_at: cx().now,
        due_at: cx().now,
        begun,
    }
}

pub(crate) fn before_erasure(contribution: bool, organisation: bool) -> domain::erasure::Before {
    use domain::erasure::{Counts, Scope};
    domain::erasure::Before {
        scope: if contribution { Scope::Comment } else { Scope::Account },
        about: contribution
            .then(|| (reference(Kind::Comment, 7), hostile(), "/proposals/PAN27-P42#PAN27-C7".to_owned())),
        organisation: organisation.then(hostile),
        due_at: cx().now,
        asked: organisation.then(|| asked(true)),
        counts: Counts { contributions: 3, spoken_for: 1, open_votes: 2, closed_votes: 1 },
    }
}

pub(crate) fn notice_lines() -> Paged<domain::notice::NoticeLine> {
    use domain::notice::{Change, NoticeLine};
    let line = |change: &Change| NoticeLine {
        at: cx().now,
        change: *change,
        decision: (*change == Change::Answered).then(|| "answer-retained".to_owned()),
        about: reference(Kind::Proposal, 42),
        title: if *change == Change::Replied { String::new() } else { hostile() },
        url: "/proposals/PAN27-P42/lineage".to_owned(),
        came: (reference(Kind::Decision, 3), "/proposals/PAN27-P42#PAN27-D3".to_owned()),
        unread: *change != Change::Adopted,
    };
    Paged { items: Change::ALL.iter().map(line).collect(), next: Some(hostile()) }
}

pub(crate) fn notices<'a>(
    notices: &'a Paged<domain::notice::NoticeLine>,
    contributions: &'a Paged<OwnContribution>,
) -> crate::account::contributions::View<'a> {
    let some = !notices.items.is_empty();
    crate::account::contributions::View {
        notices,
        after: some.then_some(HOSTILE),
        unread: notices.items.len() as u64,
        contributions,
        mails: some,
    }
}

pub(crate) fn own_votes() -> Paged<domain::notice::OwnVote> {
    let vote = |choice: &domain::vote::Choice| domain::notice::OwnVote {
        reference: reference(Kind::Proposal, 42),
        title: hostile(),
        url: "/proposals/PAN27-P42/lineage".to_owned(),
        choice: *choice,
        at: cx().now,
    };
    Paged { items: domain::vote::Choice::ALL.iter().map(vote).collect(), next: None }
}
