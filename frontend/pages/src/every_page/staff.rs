//! The pages of those who run the instance and its processes.

use domain::moderation::Visibility;
use domain::organisation::Part;
use domain::paging::Paged;

use super::decision_typed;
use crate::cx::Cx;
use crate::sample::{self, HOSTILE};
use crate::{
    admin, admin_account, admin_grant, admin_operation, admin_organisation, admin_part, admin_phase, admin_process,
    decision_form, desk, moderation, triage,
};

/// All of them, for one reader.
pub(super) fn all(cx: &Cx) -> Vec<(&'static str, String)> {
    [administration(cx), about_a_process(cx), staff_work(cx)].concat()
}

fn administration(cx: &Cx) -> Vec<(&'static str, String)> {
    let process = sample::process();
    let dashboard = |instance, processes| admin::page(cx, &admin::Dashboard { processes, instance, dead_jobs: 2 });
    let organisations = [sample::organisation()];
    let (lines, processes, nothing) = (sample::grants(), [sample::process()], Paged { items: Vec::new(), next: None });
    let grants = |process, ended, lines| {
        let grants = admin_grant::Grants {
            lines,
            process,
            processes: &processes,
            organisations: &organisations,
            ended,
            after: ended.then_some(HOSTILE),
        };
        admin_grant::page(cx, &grants, &sample::typed_grant())
    };
    let accounts = |found, wrong| {
        let errors = sample::errors(&[wrong]);
        admin_account::page(cx, &admin_account::Accounts { found, who: HOSTILE, reason: HOSTILE, errors: &errors })
    };
    let (acts, named) = (sample::acts(false), sample::acts(true));
    let renamed = admin_organisation::Typed { errors: sample::errors(&["name"]), ..sample::typed_organisation() };
    vec![
        ("administration", dashboard(true, vec![sample::process()])),
        ("administration, empty", dashboard(true, Vec::new())),
        ("administration of a process", dashboard(false, vec![sample::process()])),
        ("organisations", admin_organisation::list(cx, &organisations, &sample::typed_organisation())),
        ("organisations, empty", admin_organisation::list(cx, &[], &admin_organisation::Typed::default())),
        ("organisation", admin_organisation::edit(cx, &organisations[0], &renamed)),
        ("grants", grants(None, true, &lines)),
        ("grants of a process", grants(Some(&process), false, &nothing)),
        ("accounts", accounts(None, "who")),
        ("account to close", accounts(Some(&sample::account_line(false)), "reason")),
        ("account to reopen", accounts(Some(&sample::account_line(true)), "reason")),
        ("jobs", admin_operation::jobs(cx, &sample::jobs())),
        ("jobs, none", admin_operation::jobs(cx, &[])),
        ("acts", admin_operation::acts(cx, &named, Some(HOSTILE))),
        ("register", admin_operation::register(cx, &sample::register(&process, &acts))),
    ]
}

fn about_a_process(cx: &Cx) -> Vec<(&'static str, String)> {
    let (process, languages) = (sample::process(), sample::languages());
    let empty = domain::process::Process { phases: Vec::new(), themes: Vec::new(), ..sample::process() };
    let taking: Vec<_> = Part::ALL.iter().map(|part| (sample::organisation(), *part)).collect();
    let all = [sample::organisation()];
    let phase = |n: usize| admin_phase::edit(cx, &process, &process.phases[n], &languages, &sample::typed_phase());
    vec![
        ("new process", admin_process::new(cx, &sample::typed_process())),
        ("process form", admin_process::edit(cx, &process, &sample::typed_process())),
        ("calendar", admin_phase::calendar(cx, &process, &languages, &sample::typed_phase())),
        ("calendar, empty", admin_phase::calendar(cx, &empty, &languages, &admin_phase::Typed::default())),
        ("phase, over", phase(0)),
        ("phase, to come", phase(3)),
        ("themes", admin_part::themes(cx, &process, &languages, &sample::typed_theme("numerique"))),
        ("themes, new one refused", admin_part::themes(cx, &empty, &languages, &sample::typed_theme(HOSTILE))),
        ("parts", admin_part::organisations(cx, &process, &taking, &all, &sample::typed_part())),
        ("parts, none", admin_part::organisations(cx, &process, &[], &[], &admin_part::PartTyped::default())),
    ]
}

fn staff_work(cx: &Cx) -> Vec<(&'static str, String)> {
    let (process, bench, reports) = (sample::process(), sample::workbench(), sample::reports());
    let reports = domain::paging::Paged { items: reports, next: Some(HOSTILE.to_owned()) };
    let nothing = domain::paging::Paged { items: Vec::new(), next: None };
    let asked = triage::Asked { state: Some(domain::proposal::State::Received), after: Some(HOSTILE) };
    let none = domain::triage::Workbench { lines: Vec::new(), next: None, ..sample::workbench() };
    let mut mine = sample::proposal_page();
    mine.can = domain::proposal::ProposalCan::default();
    let refused = decision_typed(sample::errors(&["reason"]));
    let open = |reference| moderation::Open { reference, dismissal: &refused };
    let nothing_typed = decision_form::Typed::default();
    vec![
        ("desk", desk::page(cx, &sample::desk())),
        ("triage", triage::page(cx, &bench, asked, Some(&sample::proposal_page()))),
        ("triage, one's own", triage::page(cx, &bench, triage::Asked::default(), Some(&mine))),
        ("triage, hidden", triage::page(cx, &bench, asked, Some(&sample::unreadable(Visibility::Hidden)))),
        ("triage, nothing", triage::page(cx, &none, asked, None)),
        ("moderation", moderation::page(cx, &process, &reports, None, open("PAN27-P42"))),
        ("moderation, hidden comment", moderation::page(cx, &process, &reports, Some(HOSTILE), open("PAN27-C7"))),
        (
            "moderation, nothing",
            moderation::page(
                cx,
                &process,
                &nothing,
                None,
                moderation::Open { reference: HOSTILE, dismissal: &nothing_typed },
            ),
        ),
    ]
}
