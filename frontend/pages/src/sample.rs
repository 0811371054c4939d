//! Samples for tests: readers, and read models with hostile words in every text.

use std::sync::Arc;

use domain::Time;
use domain::author::{Author, AuthorKind, Staff};
use domain::comment::{CommentCan, CommentView, Discussion, Stance};
use domain::field::{FieldErrors, Problem};
use domain::html::SafeHtml;
use domain::id::{AccountId, OrganisationId, PhaseId, ProcessId, ThemeId};
use domain::lineage::{Actor, Awaited, AwaitedWhat, LineagePage, Node, ObjectKind, Relation, Step};
use domain::locale::{Locale, Localized};
use domain::moderation::{Placeholder, Visibility};
use domain::organisation::{Organisation, OrganisationKind};
use domain::phase::{Phase, PhaseKind, TallyRule, Voting};
use domain::policy::Role;
use domain::process::{self, DateChange, HomePage, Process, ProcessPage, RecentAnswer, Theme};
use domain::proposal::{self, DiffSpan, Parts, ProposalCan, ProposalForm, ProposalPage, RevisionDiff, RevisionLine, Section, SourceView, Words};
use domain::reference::{Kind, ProcessCode, Reference};
use domain::search::Hit;
use domain::triage::{DecisionKind, DecisionView, Outcome};
use domain::vote::{Cast, Choice, Counts, Gate, Tally, VoteBox};
use domain::{commitment, site};
use uuid::Uuid;

use crate::cx::{Accessibility, Boot, Cx, Menu, Site, Viewer};

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
            boot: Some(Boot { boot: "/assets/boot.js".into(), glue: "/assets/client.js".into(), wasm: "/assets/client.wasm".into() }),
            accessibility: Accessibility::None,
            time_zone: "Europe/Paris".into(),
            source_url: "https://example.org/source".into(),
            demo: true,
        }),
    }
}

/// Someone who may publish.
pub(crate) fn participant() -> Cx {
    Cx { viewer: Some(Viewer { name: "Camille D.".into(), confirmed: true, menu: Menu::default() }), ..cx() }
}

/// Someone with every role.
pub(crate) fn staff() -> Cx {
    let here = vec![("plan-2027".to_owned(), "Plan 2027".to_owned())];
    let menu = Menu { triage: here.clone(), moderation: here.clone(), commitments: here, admin: true };
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

pub(crate) fn author() -> Author {
    Author { account: AccountId(Uuid::nil()), person: hostile(), organisation: Some((OrganisationId(Uuid::nil()), hostile())), kind: AuthorKind::Organisation }
}

fn staff_member() -> Staff {
    Staff { name: hostile(), role: Role::Instructor, organisation: Some(hostile()) }
}

pub(crate) fn tally() -> Tally {
    Tally { cast: Counts { agree: 42, mixed: 11, disagree: 7 }, on_earlier_revision: 2, imported: Some(Counts { agree: 900, mixed: 0, disagree: 100 }) }
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
        can: CommentCan { edit: true, withdraw: true, reply: true, report: true, moderate: true },
        replies: Vec::new(),
    }
}

fn discussion(action: &str) -> Discussion {
    let reply = CommentView { parent: Some(reference(Kind::Comment, 1)), ..comment(5, Stance::Neutral) };
    let hidden = CommentView { visibility: Visibility::Hidden, placeholder: Some(placeholder(Visibility::Hidden)), ..comment(6, Stance::Against) };
    let first = CommentView { replies: vec![reply], ..comment(1, Stance::For) };
    Discussion {
        action: action.into(),
        gate: Gate::Open,
        until: Some(at("2027-04-15T22:00:00Z")),
        speaks_for: vec![("asso".into(), hostile())],
        comments: vec![first, comment(2, Stance::Against), hidden, comment(3, Stance::Question), comment(4, Stance::Neutral)],
        count: 6,
    }
}

fn vote_box(action: &str) -> VoteBox {
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

fn awaited() -> Option<Awaited> {
    Some(Awaited { what: AwaitedWhat::Answer, by: Some(at("2027-05-15T22:00:00Z")) })
}

pub(crate) fn parts() -> Parts {
    Parts { problem: html(), body: html(), effect: html(), carrier: hostile(), continues: hostile(), sections: vec![Section { title: hostile(), body: html() }] }
}

pub(crate) fn proposal_words() -> Words {
    let all = hostile();
    Words { title: all.clone(), problem: all.clone(), body: all.clone(), effect: all.clone(), carrier: all.clone(), continues: all, theme: "numerique".into() }
}

pub(crate) fn proposal_page() -> ProposalPage {
    let source = SourceView { title: hostile(), link: "javascript:alert(1)".into(), category: hostile(), body: html(), author: author(), published_at: at("2027-03-23T10:00:00Z"), imported_votes: 4 };
    ProposalPage {
        process: process(),
        card: card(),
        parts: parts(),
        words: proposal_words(),
        placeholder: None,
        revisions: vec![RevisionLine { number: 1, at: at("2027-03-20T10:00:00Z"), visibility: Visibility::Public }],
        sources: vec![source.clone(), SourceView { link: "https://example.org/?a=\"><script>".into(), ..source }],
        decisions: vec![decision(DecisionKind::Admissibility, "admissible", 1), decision(DecisionKind::Answer, "partly_retained", 2), decision(DecisionKind::Visibility, "public", 4)],
        commitments: vec![commitment_card()],
        vote: vote_box("/proposals/PAN27-P42/vote"),
        discussion: discussion("/proposals/PAN27-P42/comments"),
        editable_until: at("2027-03-20T11:00:00Z"),
        mine: true,
        can: ProposalCan { edit: true, withdraw: true, report: true, moderate: true, triage: true, answer: true },
        awaited: awaited(),
    }
}

/// A proposal whose words cannot be read.
pub(crate) fn unreadable(visibility: Visibility) -> ProposalPage {
    let whole = proposal_page();
    let card = proposal::Card { visibility, title: String::new(), excerpt: String::new(), ..whole.card.clone() };
    ProposalPage { card, parts: Parts::default(), words: Words::default(), placeholder: Some(placeholder(visibility)), ..whole }
}

pub(crate) fn commitment_card() -> commitment::Card {
    let milestone = |number, due: &str, done: Option<&str>| commitment::Milestone {
        reference: reference(Kind::Milestone, number),
        title: hostile(),
        due: due.parse().expect("a day"),
        done: done.map(|day| day.parse().expect("a day")),
    };
    commitment::Card {
        reference: reference(Kind::Commitment, 3),
        title: hostile(),
        excerpt: hostile(),
        lang: "fr".into(),
        state: commitment::State::InConsultation,
        lead: hostile(),
        version: 2,
        published_at: Some(at("2027-03-26T10:00:00Z")),
        tally: Some(Tally::default()),
        comments_count: 0,
        milestones: vec![milestone(1, "2027-01-31", Some("2027-01-30")), milestone(2, "2027-02-28", None), milestone(3, "2028-12-31", None)],
    }
}

pub(crate) fn commitment_words() -> commitment::Words {
    commitment::Words {
        title: hostile(),
        problem: hostile(),
        text: hostile(),
        lead: "dinum".into(),
        sources: vec!["PAN27-P42".into(), hostile()],
        milestones: vec![commitment::MilestoneWords { title: hostile(), due: hostile() }],
    }
}

pub(crate) fn revisions() -> Vec<RevisionDiff> {
    let line = |number, visibility| RevisionLine { number, at: at("2027-03-20T10:00:00Z"), visibility };
    let spans = vec![DiffSpan::Same(hostile()), DiffSpan::Removed(hostile()), DiffSpan::Added(hostile())];
    vec![
        RevisionDiff { line: line(3, Visibility::Hidden), changes: Vec::new() },
        RevisionDiff { line: line(2, Visibility::Public), changes: vec![("title", spans.clone()), ("body", spans)] },
        RevisionDiff { line: line(1, Visibility::Public), changes: Vec::new() },
    ]
}

pub(crate) fn commitment_page(state: commitment::State) -> commitment::CommitmentPage {
    commitment::CommitmentPage {
        process: process(),
        card: commitment::Card { state, ..commitment_card() },
        problem: html(),
        text: html(),
        words: commitment_words(),
        sources: vec![card()],
        revisions: revisions(),
        vote: vote_box("/commitments/PAN27-E3/vote"),
        discussion: discussion("/commitments/PAN27-E3/comments"),
        can: commitment::CommitmentCan { edit: true, publish: true },
        awaited: Some(Awaited { what: AwaitedWhat::Publication, by: Some(at("2027-03-01T00:00:00Z")) }),
    }
}

fn node(kind: ObjectKind, reference_kind: Kind, number: i32) -> Node {
    Node { reference: reference(reference_kind, number), version: 2, kind, title: hostile(), url: "/proposals/PAN27-P42".into() }
}

pub(crate) fn lineage_page() -> LineagePage {
    let subject = node(ObjectKind::Proposal, Kind::Proposal, 42);
    let step = |relation, to: Node, outcome: Option<&str>, actor| Step {
        relation,
        from: subject.clone(),
        to,
        at: at("2027-03-25T10:00:00Z"),
        reason: hostile(),
        reason_html: if outcome.is_some() { html() } else { SafeHtml::default() },
        outcome: outcome.map(str::to_owned),
        actor,
    };
    let staff = || Some(Actor::Staff(staff_member()));
    let decision = || node(ObjectKind::Decision, Kind::Decision, 1);
    let mut steps = vec![
        step(Relation::CommentedBy, node(ObjectKind::Comment, Kind::Comment, 1), None, Some(Actor::Participant(hostile()))),
        step(Relation::DecidedBy, decision(), Some("inadmissible"), staff()),
        step(Relation::AnsweredBy, decision(), Some("retained"), staff()),
        step(Relation::AnsweredBy, decision(), Some("partly_retained"), staff()),
        step(Relation::ModeratedBy, decision(), Some("public"), staff()),
        step(Relation::HasMilestone, node(ObjectKind::Milestone, Kind::Milestone, 1), None, Some(Actor::System)),
    ];
    steps.extend(Relation::ALL.iter().map(|relation| step(*relation, node(ObjectKind::Commitment, Kind::Commitment, 3), None, None)));
    LineagePage {
        process: process(),
        begun: (Some(Actor::Participant(hostile())), at("2027-03-20T10:00:00Z")),
        origins: vec![step(Relation::SourceOf, node(ObjectKind::Commitment, Kind::Commitment, 3), None, staff())],
        subject: subject.clone(),
        steps,
        awaited: awaited(),
    }
}

pub(crate) fn process_page() -> ProcessPage {
    let organisation = Organisation { id: OrganisationId(Uuid::nil()), slug: "dinum".into(), name: hostile(), kind: OrganisationKind::Administration, summary: hostile() };
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
    let answer = RecentAnswer { proposal: reference(Kind::Proposal, 42), title: hostile(), outcome: Outcome::NotRetained, organisation: Some(hostile()), excerpt: hostile(), at: at("2027-03-25T10:00:00Z") };
    let over = Process { slug: "plan-2015".into(), phases: vec![phase(PhaseKind::Ideation, 1, "2015-01-01T00:00:00Z", "2015-02-01T00:00:00Z")], ..process() };
    HomePage { open: vec![process()], closed: vec![over], answers: vec![answer] }
}

pub(crate) fn proposal_form() -> ProposalForm {
    ProposalForm { words: proposal_words(), on_behalf_of: "asso".into(), op: hostile(), errors: errors(&["title", "problem", "body", "effect", "theme"]) }
}

pub(crate) fn errors(fields: &[&str]) -> FieldErrors {
    FieldErrors(fields.iter().map(|field| ((*field).to_owned(), Problem::TooLong { length: 164, most: 150 })).collect())
}

pub(crate) fn hits() -> Vec<Hit> {
    vec![Hit { kind: ObjectKind::Proposal, reference: reference(Kind::Proposal, 42), title: hostile(), excerpt: hostile(), lang: "fr".into(), url: "/proposals/PAN27-P42".into(), process: words() }]
}

pub(crate) fn site_text() -> site::SiteText {
    site::SiteText { page: site::SitePage::Legal, title: hostile(), source: hostile(), body: html(), lang: "fr".into(), updated_at: Some(at("2027-03-25T10:00:00Z")) }
}
