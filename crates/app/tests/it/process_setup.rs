//! Setting a process up: from a file and from the screens, by acts.

use app::process_file::{self, FileError};
use app::process_plan::{PhasePlan, ThemePlan};
use app::process_setup::{self, Change, Outcome, Report};
use app::{Ctx, Error};
use domain::field::Problem;
use domain::id::PhaseId;
use domain::locale::Localized;
use domain::policy::{Denial, Held, Role};
use entities::{act, job, phase};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use testkit::{TestApp, db_test};

/// A process whose ideation is open when stories begin.
pub(crate) const PLAN: &str = r#"
[process]
slug = "plan"
code = "PLAN"
titles.fr = "Le plan"
charters.fr = "R1. Restez courtois."

[[phases]]
kind = "ideation"
titles.fr = "Vos idées"
starts_at = 2027-03-01
ends_at = 2027-03-31

[[phases]]
kind = "triage"
titles.fr = "Les réponses"
starts_at = 2027-04-01
ends_at = 2027-05-31

[[themes]]
slug = "numerique"
titles.fr = "Numérique"

[[organisations]]
slug = "archives"
name = "Service des archives"
kind = "administration"
part = "answers"
"#;

pub(crate) async fn apply(ctx: &Ctx, text: &str) -> Report {
    process_file::apply(ctx, "plan.toml", text).await.expect("applied")
}

async fn refused(ctx: &Ctx, text: &str) -> String {
    match process_file::apply(ctx, "plan.toml", text).await {
        Err(error @ FileError::Content(_)) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn acts(t: &TestApp, action: &str) -> Vec<act::Model> {
    let found = act::Entity::find().filter(act::Column::Action.eq(action)).order_by_asc(act::Column::At);
    found.all(t.app.db.read()).await.expect("acts")
}

async fn all_acts(t: &TestApp) -> u64 {
    act::Entity::find().count(t.app.db.read()).await.expect("counted")
}

async fn phases(t: &TestApp) -> Vec<phase::Model> {
    phase::Entity::find().order_by_asc(phase::Column::Position).all(t.app.db.read()).await.expect("phases")
}

db_test! {
    async fn a_file_applied_twice_changes_nothing_and_says_so(t) {
        let system = t.system();
        let first = apply(&system, PLAN).await;
        assert!(first.changed());
        assert_eq!(first.count(Outcome::Created), 6, "{first:?}");
        let written = all_acts(t).await;
        let again = apply(&system, PLAN).await;
        assert!(!again.changed(), "{again:?}");
        assert_eq!(again.lines.len(), 6);
        assert_eq!(all_acts(t).await, written);
    }

    async fn the_example_that_comes_with_the_documentation_applies(t) {
        let example = include_str!("../../../../config/process.example.toml");
        let report = process_file::apply(&t.system(), "process.example.toml", example).await.expect("applied");
        assert_eq!(report.count(Outcome::Unchanged), 0);
        let page = app::process::page(&t.visitor(), "plan-action-2030").await.expect("public");
        assert_eq!(page.process.phases.len(), 6);
        assert_eq!(page.organisations.len(), 3);
        let end = page.process.phases[0].ends_at.expect("an end");
        assert_eq!(end.to_rfc3339(), "2030-02-28T23:00:00+00:00", "midnight at the end of the day in Paris");
        // The rights that it shows in comments are of the right form too.
        let people = example.replace("# [[grants]]", "[[grants]]").replace("# email", "email").replace("# role", "role")
            .replace("# organisation =", "organisation =").replace("# until", "until");
        let report = refused(&t.system(), &people).await;
        assert!(report.lines().all(|line| line.contains("grants[") && line.ends_with("email: does not exist")), "{report}");
        t.account("Ines", true).await;
        t.account("Malik", true).await;
        let report = process_file::apply(&t.system(), "process.example.toml", &people).await.expect("applied");
        assert_eq!(report.count(Outcome::Created), 2);
        let again = process_file::apply(&t.system(), "process.example.toml", &people).await.expect("applied");
        assert!(!again.changed());
    }

    async fn a_public_date_changes_with_a_reason_and_both_dates_stay_readable(t) {
        let system = t.system();
        apply(&system, PLAN).await;
        let longer = PLAN.replace("2027-03-31", "2027-04-15");
        let error = refused(&system, &longer).await;
        assert!(error.contains("phases[1].reason: is required"), "{error}");
        let longer = longer.replace("ends_at = 2027-04-15", "ends_at = 2027-04-15\nreason = \"Les ateliers ont pris du retard.\"");
        let report = apply(&system, &longer).await;
        assert_eq!(report.count(Outcome::Changed), 1, "{report:?}");
        let page = app::process::page(&t.visitor(), "plan").await.expect("public");
        let [change] = page.date_changes.as_slice() else { panic!("{:?}", page.date_changes) };
        assert_eq!(change.reason, "Les ateliers ont pris du retard.");
        assert_eq!(change.ends_at.0.expect("before").to_rfc3339(), "2027-03-31T22:00:00+00:00");
        assert_eq!(change.ends_at.1.expect("after").to_rfc3339(), "2027-04-15T22:00:00+00:00");
        assert!(!apply(&system, &longer).await.changed(), "the reason left in the file changes nothing");
    }

    async fn dates_that_nobody_could_read_change_without_a_reason(t) {
        let hidden = PLAN.replace("code = ", "published = false\ncode = ");
        apply(&t.system(), &hidden).await;
        apply(&t.system(), &hidden.replace("2027-03-31", "2027-04-15")).await;
        assert_eq!(acts(t, "phase.dates").await.len(), 0);
        assert_eq!(acts(t, "phase.plan").await.len(), 1);
        assert!(matches!(app::process::find(&t.visitor(), "plan").await, Err(Error::NotFound)));
    }

    async fn what_is_over_begins_again_only_by_an_act_that_says_why(t) {
        let system = t.system();
        apply(&system, PLAN).await;
        t.later(chrono::TimeDelta::days(17));
        assert_eq!(app::phase::sweep(&system).await.expect("swept"), 1);
        let later = PLAN.replace("2027-03-31", "2027-04-10");
        assert!(refused(&system, &later).await.contains("phases[1].reason"));
        apply(&system, &later.replace("ends_at = 2027-04-10", "ends_at = 2027-04-10\nreason = \"Une panne a empêché de participer.\"")).await;
        let reopened = acts(t, "phase.reopen").await;
        assert_eq!(reopened.len(), 1);
        assert_eq!(reopened[0].reason, "Une panne a empêché de participer.");
        assert_eq!(phases(t).await[0].closed_at, None);
        let camille = t.participant("Camille").await;
        let submission = app::proposal::Submission { words: testkit::words("Publier les algorithmes"), ..Default::default() };
        app::proposal::publish(&camille, "plan", &submission).await.expect("open again");
    }

    async fn no_date_leaves_a_contribution_outside_its_phase(t) {
        let system = t.system();
        apply(&system, PLAN).await;
        let camille = t.participant("Camille").await;
        let submission = app::proposal::Submission { words: testkit::words("Publier les algorithmes"), ..Default::default() };
        app::proposal::publish(&camille, "plan", &submission).await.expect("published");
        t.later(chrono::TimeDelta::days(2));
        let because = "\nreason = \"Pour finir plus tôt que prévu.\"";
        let before = PLAN.replace("ends_at = 2027-03-31", &format!("ends_at = 2027-03-14{because}"));
        let error = refused(&system, &before).await;
        assert!(error.contains("plan.toml:12: phases[1].ends_at: can no longer be changed so"), "{error}");
        let after = PLAN.replace("starts_at = 2027-03-01", &format!("starts_at = 2027-03-16{because}"));
        assert!(refused(&system, &after).await.contains("phases[1].starts_at: can no longer be changed so"));
        let just_after = PLAN.replace("ends_at = 2027-03-31", &format!("ends_at = 2027-03-16{because}"));
        apply(&system, &just_after).await;
    }

    async fn a_code_is_fixed_once_a_reference_bears_it(t) {
        let system = t.system();
        apply(&system, PLAN).await;
        apply(&system, &PLAN.replace("\"PLAN\"", "\"PLAN2\"")).await;
        let camille = t.participant("Camille").await;
        let submission = app::proposal::Submission { words: testkit::words("Publier les algorithmes"), ..Default::default() };
        let (reference, _) = app::proposal::publish(&camille, "plan", &submission).await.expect("published");
        assert_eq!(reference.as_str(), "PLAN2-P1");
        let error = refused(&system, PLAN).await;
        assert!(error.starts_with("plan.toml:4: process.code: can no longer be changed so"), "{error}");
    }

    async fn a_theme_goes_unless_a_proposal_has_it(t) {
        let system = t.system();
        let both = format!("{PLAN}\n[[themes]]\nslug = \"climat\"\ntitles.fr = \"Climat\"\n");
        apply(&system, &both).await;
        assert_eq!(apply(&system, PLAN).await.count(Outcome::Removed), 1);
        let camille = t.participant("Camille").await;
        let submission = app::proposal::Submission { words: testkit::words("Publier les algorithmes"), ..Default::default() };
        app::proposal::publish(&camille, "plan", &submission).await.expect("published");
        let other = PLAN.replace("slug = \"numerique\"", "slug = \"climat\"");
        assert!(refused(&system, &other).await.contains("themes: can no longer be changed so"));
    }

    async fn phases_are_numbered_in_the_order_in_which_they_begin(t) {
        let system = t.system();
        apply(&system, PLAN).await;
        let ideation = phases(t).await[0].id;
        let workshop = "\n[[phases]]\nkind = \"arbitration\"\ntitles.fr = \"Cadrage\"\nstarts_at = 2027-02-01\nends_at = 2027-02-10\n";
        apply(&system, &format!("{PLAN}{workshop}")).await;
        let found = phases(t).await;
        let kinds: Vec<_> = found.iter().map(|row| (row.position, row.kind.as_str())).collect();
        assert_eq!(kinds, [(1, "arbitration"), (2, "ideation"), (3, "triage")]);
        assert_eq!(found[1].id, ideation, "a phase stays itself when others come before it");
    }

    async fn a_phase_is_taken_out_until_it_begins(t) {
        let system = t.system();
        apply(&system, PLAN).await;
        let triage = PLAN.find("[[phases]]\nkind = \"triage\"").expect("there");
        let themes = PLAN.find("[[themes]]").expect("there");
        let without = format!("{}{}", &PLAN[..triage], &PLAN[themes..]);
        assert!(refused(&system, &without).await.contains("process.reason: is required"));
        let because = without.replace("code = ", "reason = \"Le tri se fera hors de la plateforme.\"\ncode = ");
        assert_eq!(apply(&system, &because).await.count(Outcome::Removed), 1);
        assert_eq!(acts(t, "phase.remove").await.len(), 1);
        assert_eq!(job::Entity::find().filter(job::Column::Kind.eq("phase.close")).count(t.app.db.read()).await.expect("counted"), 1);
        let ideation = without.find("[[phases]]").expect("there");
        let none = format!("phases = []\n{}{}", &without[..ideation], &PLAN[themes..]);
        assert!(refused(&system, &none).await.contains("phases: can no longer be changed so"), "ideation has begun");
    }

    async fn anyone_but_an_administrator_sets_nothing_up(t) {
        apply(&t.system(), PLAN).await;
        for role in Role::ALL.iter().filter(|role| **role > Role::Participant && **role != Role::Admin) {
            let someone = t.staff(&format!("Personne {role}"), *role).await;
            let error = process_file::apply(&someone, "plan.toml", PLAN).await.expect_err("denied");
            assert!(matches!(error, FileError::Use(Error::Denied(Denial::Role))), "{role}");
            let change = process_setup::change(&someone, "plan", Change::RemoveTheme("numerique".into())).await;
            assert!(matches!(change, Err(Error::Denied(Denial::Role))), "{role}");
        }
        let visitor = process_setup::change(&t.visitor(), "nulle-part", Change::RemoveTheme("x".into())).await;
        assert!(matches!(visitor, Err(Error::Denied(Denial::SignIn))), "what exists is not said");
    }

    async fn an_administrator_of_one_process_changes_that_one_alone(t) {
        apply(&t.system(), PLAN).await;
        apply(&t.system(), &PLAN.replace("\"plan\"", "\"autre\"").replace("\"PLAN\"", "\"AUTRE\"")).await;
        let plan = app::process::find(&t.visitor(), "plan").await.expect("public").id;
        let held = Held { role: Role::Admin, process: Some(plan), organisation: None };
        let denise = t.holding("Denise", vec![held]).await;
        let theme = || Change::Theme(ThemePlan { slug: "climat".into(), titles: Localized::of("fr", "Climat") });
        process_setup::change(&denise, "plan", theme()).await.expect("here");
        assert!(matches!(process_setup::change(&denise, "autre", theme()).await, Err(Error::Denied(Denial::Role))));
        let other = PLAN.replace("Service des archives", "Service des secrets");
        let error = process_file::apply(&denise, "plan.toml", &other).await.expect_err("organisations belong to the instance");
        assert!(matches!(error, FileError::Use(Error::Denied(Denial::Role))));
    }

    async fn screens_change_one_thing_and_name_the_field(t) {
        apply(&t.system(), PLAN).await;
        let admin = t.staff("Ada", Role::Admin).await;
        let row = phases(t).await.remove(0);
        let plan = |end: &str, reason: &str| {
            Change::Phase(PhasePlan {
                id: Some(PhaseId(row.id)),
                kind: domain::phase::PhaseKind::Ideation,
                titles: Localized::of("fr", "Vos idées"),
                starts_at: app::moment::Moment::parse("2027-03-01").expect("a day"),
                ends_at: app::moment::Moment::parse(end),
                edit_window_minutes: 60,
                voting: domain::phase::Voting::Opinion,
                tallies: domain::phase::TallyRule::Live,
                reason: reason.into(),
            })
        };
        let Err(Error::Invalid(errors)) = process_setup::change(&admin, "plan", plan("2027-02-01", "")).await else { panic!("refused") };
        assert_eq!(errors.of("ends_at"), Some(&Problem::Order));
        let Err(Error::Invalid(errors)) = process_setup::change(&admin, "plan", plan("2027-04-30", "bref")).await else { panic!("refused") };
        assert_eq!(errors.of("reason"), Some(&Problem::TooShort { length: 4, least: 10 }));
        let report = process_setup::change(&admin, "plan", plan("2027-04-30", "Les ateliers ont pris du retard.")).await.expect("changed");
        assert_eq!(report.lines, [("phase ideation".to_owned(), Outcome::Changed)]);
        assert_eq!(acts(t, "phase.dates").await[0].account_id, admin.account().ok().map(|id| id.0));
        let same = process_setup::change(&admin, "plan", plan("2027-04-30", "")).await.expect("nothing to do");
        assert!(!same.changed());
        assert_eq!(phases(t).await.len(), 2, "the other phase was left alone");
    }

    async fn taking_back_the_publication_says_why(t) {
        let system = t.system();
        apply(&system, PLAN).await;
        let hidden = PLAN.replace("code = ", "published = false\ncode = ");
        assert!(refused(&system, &hidden).await.starts_with("plan.toml:2: process.reason: is required"));
        apply(&system, &hidden.replace("code = ", "reason = \"Publiée par erreur.\"\ncode = ")).await;
        assert_eq!(acts(t, "process.unpublish").await.len(), 1);
        apply(&system, PLAN).await;
        assert_eq!(acts(t, "process.publish").await.len(), 1);
    }

    async fn a_right_that_is_over_is_not_given_again_by_the_same_file(t) {
        let system = t.system();
        t.account("Malik", true).await;
        let plan = format!("{PLAN}\n[[grants]]\nemail = \"malik@exemple.fr\"\nrole = \"moderator\"\nuntil = 2027-04-30\n");
        apply(&system, &plan).await;
        assert_eq!(acts(t, "grant.add").await.len(), 1);
        t.later(chrono::TimeDelta::days(60));
        let again = apply(&system, &plan).await;
        assert!(!again.changed(), "{again:?}");
        assert_eq!(acts(t, "grant.add").await.len(), 1);
    }
}
