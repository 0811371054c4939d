//! Samples of what administrators and moderators see.

use domain::admin::{ActLine, GrantLine, JobLine};
use domain::desk::{DeskLine, Queue};
use domain::id::{GrantId, JobId};
use domain::locale::Localized;
use domain::moderation::{ReportView, Visibility};
use domain::organisation::Organisation;
use domain::paging::Paged;
use domain::policy::Role;
use domain::proposal::State;
use domain::reference::Kind;
use domain::triage::{QueueLine, Workbench};
use uuid::Uuid;

use super::{HOSTILE, at, card, errors, hostile, process, process_page, reference, unreadable, words};
use crate::{admin_grant, admin_organisation, admin_part, admin_phase, admin_process};

pub(crate) fn languages() -> Vec<String> {
    vec!["fr".into(), "en".into(), "br".into()]
}

pub(crate) fn typed_process() -> admin_process::Typed {
    admin_process::Typed {
        slug: hostile(),
        code: hostile(),
        lang: "br".into(),
        time_zone: hostile(),
        languages: languages(),
        published: true,
        fictional: false,
        reason: hostile(),
        titles: Localized::of("br", hostile()),
        summaries: words(),
        promises: words(),
        charters: words(),
        errors: errors(&["code", "titles.fr", "charters.br", "published"]),
    }
}

pub(crate) fn typed_phase() -> admin_phase::Typed {
    admin_phase::Typed {
        kind: hostile(),
        titles: words(),
        starts_at: hostile(),
        ends_at: hostile(),
        edit_window_minutes: hostile(),
        voting: hostile(),
        tallies: "live".into(),
        reason: hostile(),
        errors: errors(&["titles.fr", "ends_at", "voting"]),
    }
}

pub(crate) fn typed_theme(slug: &str) -> admin_part::ThemeTyped {
    admin_part::ThemeTyped { slug: slug.into(), titles: words(), errors: errors(&["slug", "titles.fr"]) }
}

pub(crate) fn typed_part() -> admin_part::PartTyped {
    admin_part::PartTyped { slug: hostile(), part: hostile(), errors: errors(&["slug", "part"]) }
}

pub(crate) fn organisation() -> Organisation {
    process_page().organisations.remove(0)
}

pub(crate) fn typed_organisation() -> admin_organisation::Typed {
    admin_organisation::Typed {
        slug: hostile(),
        name: hostile(),
        kind: hostile(),
        summary: hostile(),
        errors: errors(&["slug", "name", "kind", "summary"]),
    }
}

pub(crate) fn typed_grant() -> admin_grant::Typed {
    admin_grant::Typed {
        email: hostile(),
        role: hostile(),
        process: hostile(),
        organisation: hostile(),
        until: hostile(),
        errors: errors(&["email", "role", "organisation", "until"]),
    }
}

pub(crate) fn grants() -> Paged<GrantLine> {
    let line = GrantLine {
        id: GrantId(Uuid::nil()),
        name: hostile(),
        email: hostile(),
        role: Role::Instructor,
        process: Some(("plan-2027".into(), words())),
        organisation: Some(("dinum".into(), hostile())),
        granted_by: Some(hostile()),
        granted_at: at("2027-03-01T10:00:00Z"),
        until: Some(at("2029-03-01T10:00:00Z")),
        revoked_at: None,
    };
    let ended = GrantLine {
        granted_by: None,
        process: None,
        until: None,
        revoked_at: Some(at("2027-03-02T10:00:00Z")),
        ..line.clone()
    };
    Paged { items: vec![line, ended], next: Some(HOSTILE.into()) }
}

pub(crate) fn jobs() -> Vec<JobLine> {
    let job = JobLine {
        id: JobId(Uuid::nil()),
        kind: hostile(),
        created_at: at("2027-03-01T10:00:00Z"),
        attempts: 12,
        run_at: at("2027-03-01T10:00:00Z"),
        last_error: hostile(),
        dead: true,
    };
    vec![job.clone(), JobLine { dead: false, ..job }]
}

pub(crate) fn acts(named: bool) -> Paged<ActLine> {
    let line = |action: &str, subject: &str| ActLine {
        at: at("2027-03-01T10:00:00Z"),
        action: action.into(),
        role: "system".into(),
        name: named.then(hostile),
        about: named.then(hostile),
        organisation: Some(hostile()),
        subject: subject.into(),
        on: Some((if named { "PAN27-P42".to_owned() } else { hostile() }, 2)),
        reason: super::html(),
        reason_text: hostile(),
        process: Some(("plan-2027".into(), words())),
    };
    let mut items: Vec<ActLine> =
        crate::admin_operation::ACTIONS.iter().map(|id| line(&id.replacen('_', ".", 1), "PAN27-P42")).collect();
    items.extend([
        line("grant.add", "instructor@dinum"),
        line("phase.close", "plan-2027/ideation"),
        line("grant.add", HOSTILE),
        ActLine { role: hostile(), ..line(HOSTILE, "PAN27-D3") },
    ]);
    Paged { items, next: Some(HOSTILE.into()) }
}

pub(crate) fn register<'a>(
    process: &'a domain::process::Process,
    acts: &'a Paged<ActLine>,
) -> crate::admin_operation::Register<'a> {
    crate::admin_operation::Register {
        process,
        acts,
        kind: Some(domain::admin::ActKind::Moderation),
        after: Some(HOSTILE),
        gone: Some(domain::admin::Gone { erased: 1, with_account: 2, hidden: 3, withdrawn: 4 }),
    }
}

pub(crate) fn desk() -> Vec<DeskLine> {
    let queue = Queue { count: 1_204, since: Some(at("2027-03-20T10:00:00Z")) };
    vec![DeskLine {
        process: process(),
        triage: Some(queue),
        moderation: Some(Queue::default()),
        commitments: Some(queue),
    }]
}

pub(crate) fn workbench() -> Workbench {
    let line = QueueLine { card: card(), waiting_since: at("2027-03-20T10:00:00Z"), can_decide: false };
    let erased = QueueLine { card: unreadable(Visibility::Erased).card, can_decide: true, ..line.clone() };
    Workbench {
        process: process(),
        lines: vec![line, erased],
        next: Some(HOSTILE.into()),
        by_state: State::ALL.iter().map(|state| (*state, 1_204)).collect(),
        answers_for: vec![("dinum".into(), hostile())],
    }
}

pub(crate) fn reports() -> Vec<ReportView> {
    let report = ReportView {
        reference: reference(Kind::Proposal, 42),
        title: hostile(),
        url: "/proposals/PAN27-P42".into(),
        visibility: Visibility::Public,
        reason: hostile(),
        at: at("2027-03-20T10:00:00Z"),
        count: 3,
    };
    let comment = ReportView {
        reference: reference(Kind::Comment, 7),
        title: String::new(),
        visibility: Visibility::Hidden,
        ..report.clone()
    };
    vec![report, comment]
}
