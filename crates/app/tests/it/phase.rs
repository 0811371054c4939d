//! Closing: an act, once, after the last write begun in time.

use app::comment::{self, NewComment};
use app::{Error, phase, proposal, vote};
use chrono::TimeDelta;
use domain::id::PhaseId;
use domain::phase::PhaseKind;
use domain::refusal::Refusal;
use domain::vote::Choice;
use entities::{job, outbox};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use testkit::{TestApp, db_test};

use crate::process_setup::{PLAN, acts, apply};

async fn ideation(t: &TestApp) -> domain::phase::Phase {
    let process = app::process::find(&t.visitor(), "plan").await.expect("public");
    process.phases.into_iter().find(|phase| phase.kind == PhaseKind::Ideation).expect("there")
}

async fn closing_job(t: &TestApp, id: PhaseId) -> Option<job::Model> {
    let key = format!("phase.close:{id}");
    job::Entity::find().filter(job::Column::DedupKey.eq(key)).one(t.app.db.read()).await.expect("asked")
}

db_test! {
    async fn a_phase_is_closed_half_a_minute_after_its_end_and_once(t) {
        let system = t.system();
        apply(&system, PLAN).await;
        let found = ideation(t).await;
        let end = found.ends_at.expect("an end");
        assert_eq!(closing_job(t, found.id).await.expect("asked for").run_at, end + TimeDelta::seconds(30));
        t.clock.set(end + TimeDelta::seconds(29));
        assert!(!phase::close(&system, found.id).await.expect("too early"));
        assert!(!ideation(t).await.is_open(end), "though nothing is accepted from the end on");
        t.clock.set(end + TimeDelta::seconds(30));
        assert!(phase::close(&system, found.id).await.expect("closed"));
        assert!(!phase::close(&system, found.id).await.expect("already"));
        let written = acts(t, "phase.close").await;
        assert_eq!(written.len(), 1);
        assert_eq!((written[0].role.as_str(), written[0].account_id), ("system", None));
        let told = outbox::Entity::find().filter(outbox::Column::Topic.eq("phase.close")).all(t.app.db.read()).await.expect("asked");
        assert_eq!(told.len(), 1);
        assert_eq!(ideation(t).await.closed_at, Some(end + TimeDelta::seconds(30)));
    }

    async fn votes_and_comments_stop_at_the_exact_instant(t) {
        t.process().await;
        let (camille, dominique) = (t.participant("Camille").await, t.participant("Dominique").await);
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        let end = testkit::noon() + TimeDelta::days(9);
        t.clock.set(end - TimeDelta::milliseconds(1));
        vote::cast(&dominique, &reference, Some(Choice::Agree)).await.expect("in time");
        t.comment(&dominique, &reference, "À la dernière milliseconde.").await;
        for late in [TimeDelta::zero(), TimeDelta::milliseconds(1)] {
            t.clock.set(end + late);
            for (who, choice) in [(&camille, Some(Choice::Agree)), (&dominique, Some(Choice::Disagree)), (&dominique, None)] {
                let refused = vote::cast(who, &reference, choice).await;
                assert!(matches!(refused, Err(Error::Refused(Refusal::PhaseClosed))), "{refused:?}");
            }
            let new = NewComment { body: "Trop tard.".into(), stance: "for".into(), ..NewComment::default() };
            let refused = comment::publish(&camille, &reference, &new).await;
            assert!(matches!(refused, Err(Error::Refused(Refusal::PhaseClosed))), "{refused:?}");
        }
        let card = proposal::show(&t.visitor(), &reference).await.expect("shown").card;
        let cast = card.tally.expect("live").cast;
        assert_eq!((cast.agree, cast.total(), card.comments_count), (1, 1, 1), "nothing half done");
    }

    async fn another_end_is_another_closing(t) {
        let system = t.system();
        apply(&system, PLAN).await;
        let found = ideation(t).await;
        apply(&system, &PLAN.replace("ends_at = 2027-03-31", "ends_at = 2027-04-15\nreason = \"Les ateliers ont pris du retard.\"")).await;
        t.clock.set(found.ends_at.expect("an end") + TimeDelta::minutes(1));
        assert!(!phase::close(&system, found.id).await.expect("not any more"));
        let moved = ideation(t).await;
        assert_eq!(closing_job(t, found.id).await.expect("asked for").run_at, moved.ends_at.expect("an end") + TimeDelta::seconds(30));
        apply(&system, &PLAN.replace("ends_at = 2027-03-31", "reason = \"Jusqu’à nouvel ordre, en attendant.\"")).await;
        assert!(closing_job(t, found.id).await.is_none(), "without an end there is nothing to close");
    }

    async fn what_no_job_closed_is_swept(t) {
        let system = t.system();
        apply(&system, PLAN).await;
        assert_eq!(phase::sweep(&system).await.expect("swept"), 0);
        t.later(TimeDelta::days(200));
        assert_eq!(phase::sweep(&system).await.expect("swept"), 2);
        assert_eq!(phase::sweep(&system).await.expect("swept"), 0);
    }

    async fn the_queue_closes_phases(t) {
        apply(&t.system(), PLAN).await;
        let found = ideation(t).await;
        t.clock.set(found.ends_at.expect("an end") + TimeDelta::minutes(1));
        app::work::runner(&t.app).run_due().await.expect("the queue");
        assert_eq!(acts(t, "phase.close").await.len(), 1);
    }

    async fn only_the_platform_and_administrators_close(t) {
        apply(&t.system(), PLAN).await;
        t.later(TimeDelta::days(200));
        let camille = t.participant("Camille").await;
        let closed = phase::close(&camille, ideation(t).await.id).await;
        assert!(matches!(closed, Err(app::Error::Denied(_))));
    }
}
