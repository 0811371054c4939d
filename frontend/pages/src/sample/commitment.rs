//! Commitments, versions and lineage.

use domain::commitment;
use domain::html::SafeHtml;
use domain::lineage::{Actor, Awaited, AwaitedWhat, Count, LineagePage, Node, ObjectKind, Relation, Step, VersionPage};
use domain::moderation::Visibility;
use domain::orphan::{Figure, Orphan, OrphanKind, OrphanPage};
use domain::paging::Paged;
use domain::proposal::{DiffSpan, RevisionDiff, RevisionLine};
use domain::reference::Kind;
use domain::vote::Tally;

use super::{at, awaited, card, discussion, hostile, html, process, reference, staff_member, vote_box};

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
        milestones: vec![
            milestone(1, "2027-01-31", Some("2027-01-30")),
            milestone(2, "2027-02-28", None),
            milestone(3, "2028-12-31", None),
        ],
    }
}

pub(crate) fn commitment_words() -> commitment::Words {
    commitment::Words {
        title: hostile(),
        problem: hostile(),
        text: hostile(),
        lead: "dinum".into(),
        sources: vec!["PAN27-P42".into(), hostile()],
        milestones: vec![commitment::MilestoneWords { reference: hostile(), title: hostile(), due: hostile() }],
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
        can: commitment::CommitmentCan { edit: true, publish: true, adopt: state == commitment::State::InConsultation },
        awaited: Some(Awaited { what: AwaitedWhat::Publication, by: Some(at("2027-03-01T00:00:00Z")) }),
    }
}

fn node(kind: ObjectKind, reference_kind: Kind, number: i32) -> Node {
    Node {
        reference: reference(reference_kind, number),
        version: 2,
        kind,
        title: hostile(),
        url: "/proposals/PAN27-P42".into(),
        at: at("2027-03-25T10:00:00Z"),
        visibility: Visibility::Public,
        author: Some(Actor::Administration(hostile())),
        outcome: (kind == ObjectKind::Decision).then(|| "retained".to_owned()),
        count: None,
    }
}

/// A version of a text, whole.
pub(crate) fn version_page(visibility: Visibility) -> VersionPage {
    let node = Node { version: 1, visibility, ..node(ObjectKind::Proposal, Kind::Proposal, 42) };
    let parts = vec![("title", html()), ("body", html()), ("effect", html())];
    VersionPage { process: process(), url: node.url.clone(), node, last: 2, lang: "en".into(), parts }
}

/// As [`lineage_page`], with more comments than a picture can show, votes, and a
/// commitment that changed.
pub(crate) fn long_lineage_page() -> LineagePage {
    let page = lineage_page();
    let day = |day: u32| at(&format!("2027-03-{day:02}T10:00:00Z"));
    let subject = Node { at: day(1), ..page.subject.clone() };
    let bare = |relation, from: &Node, to: &Node| Step {
        relation,
        from: from.clone(),
        to: to.clone(),
        at: to.at,
        reason: String::new(),
        reason_html: SafeHtml::default(),
        outcome: to.outcome.clone(),
        actor: to.author.clone(),
    };
    let mut steps = Vec::new();
    for number in 1..=40 {
        let comment = Node { at: day(2), ..node(ObjectKind::Comment, Kind::Comment, number) };
        steps.push(bare(Relation::CommentedBy, &subject, &comment));
        let reply = Node { at: day(3), ..node(ObjectKind::Comment, Kind::Comment, number + 100) };
        steps.push(bare(Relation::RepliedBy, &comment, &reply));
        let hidden = Node { at: day(4), ..node(ObjectKind::Decision, Kind::Decision, number) };
        steps.push(bare(Relation::ModeratedBy, &reply, &hidden));
    }
    let counts = domain::vote::Counts { agree: 3, mixed: 2, disagree: 1 };
    let count = |imported, over| Some(Count { counts, on_earlier_revision: 1, imported, over });
    let tally =
        |imported, over| Node { at: day(5), kind: ObjectKind::Tally, count: count(imported, over), ..subject.clone() };
    let answer = Node { at: day(6), ..node(ObjectKind::Decision, Kind::Decision, 99) };
    for counted in [tally(false, true), tally(true, true)] {
        steps.push(bare(Relation::CountedIn, &subject, &counted));
        steps.push(bare(Relation::KnownTo, &counted, &answer));
    }
    steps.push(bare(Relation::AnsweredBy, &subject, &answer));
    let version = |version, day| Node { version, at: day, ..node(ObjectKind::Commitment, Kind::Commitment, 3) };
    let versions = [version(1, day(7)), version(2, day(9)), version(3, day(10)), version(4, day(12))];
    steps.push(bare(Relation::SourceOf, &subject, &versions[0]));
    for (relation, pair) in
        [Relation::RevisedAs, Relation::PublishedAs, Relation::AdoptedAs].into_iter().zip(versions.windows(2))
    {
        steps.push(bare(relation, &pair[0], &pair[1]));
    }
    let erased = Node { visibility: Visibility::Erased, title: String::new(), ..version(1, day(8)) };
    let milestone =
        Node { at: day(8), kind: ObjectKind::Milestone, reference: reference(Kind::Milestone, 1), ..erased };
    steps.push(bare(Relation::HasMilestone, &versions[0], &milestone));
    LineagePage { subject, origins: Vec::new(), steps, ..page }
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
        step(
            Relation::CommentedBy,
            node(ObjectKind::Comment, Kind::Comment, 1),
            None,
            Some(Actor::Participant(hostile())),
        ),
        step(Relation::DecidedBy, decision(), Some("inadmissible"), staff()),
        step(Relation::AnsweredBy, decision(), Some("retained"), staff()),
        step(Relation::AnsweredBy, decision(), Some("partly_retained"), staff()),
        step(Relation::ModeratedBy, decision(), Some("public"), staff()),
        step(Relation::HasMilestone, node(ObjectKind::Milestone, Kind::Milestone, 1), None, Some(Actor::System)),
    ];
    steps.extend(
        Relation::ALL
            .iter()
            .map(|relation| step(*relation, node(ObjectKind::Commitment, Kind::Commitment, 3), None, None)),
    );
    LineagePage {
        public: true,
        process: process(),
        begun: (Some(Actor::Participant(hostile())), at("2027-03-20T10:00:00Z")),
        origins: vec![step(Relation::SourceOf, node(ObjectKind::Commitment, Kind::Commitment, 3), None, staff())],
        subject: subject.clone(),
        steps,
        awaited: awaited(),
    }
}

/// Something of every kind that waits.
pub(crate) fn orphan_page() -> OrphanPage {
    let line = |kind: &OrphanKind| Orphan {
        kind: *kind,
        reference: reference(Kind::Decision, 3),
        title: if *kind == OrphanKind::WithoutSource { String::new() } else { hostile() },
        lang: "en".into(),
        url: "/proposals/PAN27-P42".into(),
        since: at("2027-03-25T10:00:00Z"),
        act: (*kind != OrphanKind::WithoutSource).then(|| "/proposals/PAN27-P42".to_owned()),
    };
    OrphanPage {
        open: 3,
        process: process(),
        figures: OrphanKind::ALL.iter().map(|kind| Figure { kind: *kind, count: 1, of: 1_200 }).collect(),
        kind: None,
        due: Some(at("2027-05-15T22:00:00Z")),
        lines: Paged { items: OrphanKind::ALL.iter().map(line).collect(), next: Some(hostile()) },
    }
}

/// Nothing waits, among those of one kind.
pub(crate) fn no_orphans() -> OrphanPage {
    let lines = Paged { items: Vec::new(), next: None };
    OrphanPage { kind: Some(OrphanKind::Unanswered), due: Some(at("2027-03-01T00:00:00Z")), lines, ..orphan_page() }
}
