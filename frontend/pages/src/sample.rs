//! Samples for tests: readers, and read models with hostile words in every text.

use std::sync::Arc;

use domain::Time;
use domain::html::SafeHtml;
use domain::id::{OrganisationId, PhaseId, ProcessId, ThemeId};
use domain::locale::{Locale, Localized};
use domain::organisation::{Organisation, OrganisationKind};
use domain::phase::{Phase, PhaseKind, TallyRule, Voting};
use domain::process::{self, DateChange, HomePage, Process, ProcessPage, RecentAnswer, Theme};
use domain::reference::{Kind, ProcessCode, Reference};
use domain::triage::Outcome;
use uuid::Uuid;

use crate::cx::{Accessibility, Boot, Cx, Frozen, Menu, Site, Viewer};

mod account;
mod admin;
mod commitment;
mod proposal;

pub(crate) use account::*;
pub(crate) use admin::*;
pub(crate) use commitment::*;
pub(crate) use proposal::*;

/// A visitor.
pub(crate) fn cx() -> Cx {
    Cx {
        locale: Locale::Fr,
        viewer: None,
        path: "/here".into(),
        flash: None,
        now: "2027-04-01T10:00:00Z".parse().expect("an instant"),
        site: Arc::new(Site {
            name: "Parvis".into(),
            public_url: "http://127.0.0.1:3000".into(),
            css: "/assets/parvis.css".into(),
            favicon: "/assets/favicon.svg".into(),
            boot: Some(Boot {
                boot: "/assets/boot.js".into(),
                glue: "/assets/client.js".into(),
                wasm: "/assets/client.wasm".into(),
            }),
            accessibility: Accessibility::None,
            time_zone: "Europe/Paris".into(),
            source_url: "https://example.org/source".into(),
            demo: true,
        }),
        frozen: None,
    }
}

/// A visitor of an archive.
pub(crate) fn frozen() -> Cx {
    let at = "2027-04-01T10:00:00Z".parse().expect("an instant");
    let origin = "http://127.0.0.1:3000/processes/plan-2027".to_owned();
    Cx { frozen: Some(Arc::new(Frozen { at, first: "/processes/plan-2027".to_owned(), origin })), ..cx() }
}

/// Someone who may publish.
pub(crate) fn participant() -> Cx {
    Cx { viewer: Some(Viewer { name: "Camille D.".into(), confirmed: true, menu: Menu::default() }), ..cx() }
}

/// Someone with every role.
pub(crate) fn staff() -> Cx {
    let menu = Menu { desk: true, admin: true };
    Cx { viewer: Some(Viewer { name: "Alix M.".into(), confirmed: true, menu }), ..cx() }
}

/// What someone may type to take over a page.
pub(crate) const HOSTILE: &str = "</textarea></title></option><script>alert(1)</script><img src=x onerror=alert(2)>\" onmouseover=\"alert(3)' { $x } \u{202e}txet";

fn hostile() -> String {
    HOSTILE.to_owned()
}

fn words() -> Localized {
    Localized::of("fr", HOSTILE)
}

/// Stands for what the sanitiser let through.
fn html() -> SafeHtml {
    SafeHtml::from_sanitiser("<p>Un <em>paragraphe</em>.</p>".into())
}

pub(crate) fn at(text: &str) -> Time {
    text.parse().expect("an instant")
}

pub(crate) fn reference(kind: Kind, number: i32) -> Reference {
    Reference::new(&ProcessCode::parse("PAN27").expect("a code"), kind, number)
}

fn phase(kind: PhaseKind, position: i32, starts: &str, ends: &str) -> Phase {
    Phase {
        id: PhaseId(Uuid::from_u128(u128::try_from(position).expect("positive"))),
        position,
        kind,
        titles: words(),
        starts_at: at(starts),
        ends_at: Some(at(ends)),
        closed_at: None,
        edit_window_minutes: 60,
        voting: Voting::Opinion,
        tallies: TallyRule::Live,
    }
}

pub(crate) fn process() -> Process {
    Process {
        id: ProcessId(Uuid::nil()),
        slug: "plan-2027".into(),
        code: ProcessCode::parse("PAN27").expect("a code"),
        lang: "fr".into(),
        time_zone: "Europe/Paris".into(),
        titles: words(),
        summaries: words(),
        fictional: true,
        published: false,
        source: Some(hostile()),
        phases: vec![
            phase(PhaseKind::Arbitration, 1, "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z"),
            phase(PhaseKind::Ideation, 2, "2027-03-15T00:00:00Z", "2027-04-15T22:00:00Z"),
            phase(PhaseKind::Triage, 3, "2027-04-15T22:00:00Z", "2027-05-15T22:00:00Z"),
            phase(PhaseKind::FollowUp, 4, "2027-06-15T22:00:00Z", "2029-05-15T22:00:00Z"),
        ],
        themes: vec![Theme { id: ThemeId(Uuid::nil()), slug: "numerique".into(), titles: words() }],
        counts: process::Counts { proposals: 1_204, comments: 3, votes: 1, imported_votes: 20_000, participants: 2 },
    }
}

pub(crate) fn process_page() -> ProcessPage {
    let organisation = Organisation {
        id: OrganisationId(Uuid::nil()),
        slug: "dinum".into(),
        name: hostile(),
        kind: OrganisationKind::Administration,
        summary: hostile(),
    };
    let change = DateChange {
        at: at("2027-03-10T10:00:00Z"),
        phase: words(),
        starts_at: (at("2027-03-15T00:00:00Z"), at("2027-03-16T00:00:00Z")),
        ends_at: (None, Some(at("2027-04-15T22:00:00Z"))),
        reason: hostile(),
    };
    ProcessPage {
        process: process(),
        promise: Some(("fr".into(), html())),
        charter: Some(("en".into(), html())),
        organisations: vec![organisation],
        latest: vec![card(), proposal_page().card],
        commitments: vec![commitment_card()],
        date_changes: vec![change],
    }
}

pub(crate) fn home_page() -> HomePage {
    let answer = RecentAnswer {
        proposal: reference(Kind::Proposal, 42),
        title: hostile(),
        outcome: Outcome::NotRetained,
        organisation: Some(hostile()),
        excerpt: hostile(),
        at: at("2027-03-25T10:00:00Z"),
    };
    let over = Process {
        slug: "plan-2015".into(),
        phases: vec![phase(PhaseKind::Ideation, 1, "2015-01-01T00:00:00Z", "2015-02-01T00:00:00Z")],
        ..process()
    };
    HomePage { open: vec![process()], closed: vec![over], answers: vec![answer] }
}

/// A log with something of everything.
pub(crate) fn log() -> crate::log::View {
    crate::log::View {
        origin: HOSTILE.into(),
        key: HOSTILE.into(),
        signed: Some((1_234, HOSTILE.into(), at("2027-03-15T12:00:00Z"))),
        waiting: 3,
        waiting_since: Some(at("2027-03-15T11:00:00Z")),
        withheld: ["moderated", "withdrawn", "erased", HOSTILE].map(|reason| (reason.to_owned(), 2)).into(),
        witnesses: vec![
            ("garante.exemple.fr".to_owned(), Some(at("2027-03-15T12:00:05Z"))),
            ("archives.exemple.fr".to_owned(), None),
        ],
        quorum: 1,
        still: true,
    }
}
