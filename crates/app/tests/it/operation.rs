//! What an operator watches.

use app::{Error, operation};
use domain::policy::{Denial, Role};
use domain::refusal::Refusal;
use entities::job;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use testkit::{SLUG, TestApp, db_test};

use crate::process_setup::{PLAN, acts, apply};

async fn dead_job(t: &TestApp) -> domain::id::JobId {
    let ctx = t.system();
    let now = ctx.now();
    let id = ctx.id(now);
    let row = job::ActiveModel {
        id: Set(id),
        kind: Set("mail".into()),
        payload: Set(serde_json::json!({})),
        run_at: Set(now),
        attempts: Set(12),
        locked_until: Set(None),
        last_error: Set(Some("connection refused".into())),
        dedup_key: Set(None),
        created_at: Set(now),
        done_at: Set(None),
        dead_at: Set(Some(now)),
    };
    let tx = t.app.db.write_tx().await.expect("a transaction");
    app::record::insert(&tx, row).await.expect("a job");
    tx.commit().await.expect("committed");
    domain::id::JobId(id)
}

db_test! {
    async fn a_job_that_was_given_up_is_seen_and_tried_again(t) {
        let admin = t.staff("Ada", Role::Admin).await;
        let id = dead_job(t).await;
        let jobs = operation::jobs(&admin).await.expect("seen");
        assert_eq!((jobs.len(), jobs[0].dead, jobs[0].last_error.as_str()), (1, true, "connection refused"));
        t.later(chrono::TimeDelta::hours(1));
        operation::retry(&admin, id).await.expect("tried again");
        let row = job::Entity::find_by_id(id.0).one(t.app.db.read()).await.expect("asked").expect("there");
        assert_eq!((row.attempts, row.dead_at, row.run_at), (0, None, admin.now()));
        let claimed = jobs::claim(&t.app.db, admin.now(), chrono::TimeDelta::minutes(5)).await.expect("asked").expect("claimed");
        assert_eq!(claimed.id, id.0);
        assert!(matches!(operation::retry(&admin, id).await, Err(Error::Refused(Refusal::Unchanged))), "it is under way");
        assert_eq!(acts(t, "job.retry").await.len(), 1);
        assert!(matches!(operation::retry(&admin, domain::id::JobId(uuid::Uuid::nil())).await, Err(Error::NotFound)));
    }

    async fn a_job_that_waits_for_its_time_is_not_hurried(t) {
        apply(&t.system(), PLAN).await;
        let admin = t.staff("Ada", Role::Admin).await;
        let close = job::Entity::find().filter(job::Column::Kind.eq("phase.close")).one(t.app.db.read()).await.expect("asked").expect("a phase ends");
        let refused = operation::retry(&admin, domain::id::JobId(close.id)).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Unchanged))), "{refused:?}");
        let after = job::Entity::find_by_id(close.id).one(t.app.db.read()).await.expect("asked").expect("there");
        assert_eq!(after.run_at, close.run_at);
        assert!(acts(t, "job.retry").await.is_empty());
    }

    async fn the_register_is_public_and_names_are_not(t) {
        apply(&t.system(), PLAN).await;
        let admin = t.staff("Ada", Role::Admin).await;
        t.account("Malik", true).await;
        let words = app::grant_admin::GrantWords { email: "malik@exemple.fr".into(), role: "moderator".into(), process: "plan".into(), ..Default::default() };
        app::grant_admin::add(&admin, &words).await.expect("given");
        let (process, public) = operation::public(&t.visitor(), "plan", None, None).await.expect("public");
        assert_eq!(process.slug, "plan");
        assert!(public.items.iter().all(|line| line.name.is_none() && line.about.is_none()));
        assert!(public.items.iter().any(|line| line.action == "grant.add" && line.role == "admin"));
        let (_, whole) = operation::public(&admin, "plan", None, None).await.expect("seen");
        let line = whole.items.iter().find(|line| line.action == "grant.add").expect("there");
        assert_eq!((line.name.as_deref(), line.about.as_deref()), (Some("Ada"), Some("Malik")));
        assert!(matches!(operation::public(&t.visitor(), "nulle-part", None, None).await, Err(Error::NotFound)));
    }

    async fn an_act_says_on_which_version_and_what_is_gone_is_counted(t) {
        let id = t.process().await;
        let camille = t.participant("Camille").await;
        let modou = t.staff("Modou", Role::Moderator).await;
        let (first, second) = (t.proposal(&camille, "Publier les algorithmes publics").await, t.proposal(&camille, "Publier les budgets des communes").await);
        app::proposal::edit(&camille, &first, &testkit::words("Publier tous les algorithmes")).await.expect("corrected");
        app::triage::admissibility(&modou, &second, "admissible", "Dans le champ de la démarche.").await.expect("admitted");
        app::moderation::set_visibility(&modou, &first, "hidden", "R1", "Propos injurieux envers un agent.").await.expect("hidden");
        app::proposal::withdraw(&camille, &second).await.expect("withdrawn");
        let only = Some(domain::admin::ActKind::Moderation);
        let (_, acts) = operation::public(&t.visitor(), SLUG, only, None).await.expect("public");
        let [line] = acts.items.as_slice() else { panic!("{acts:?}") };
        assert_eq!((line.on.clone(), line.reason_text.as_str()), (Some((first, 2)), "Propos injurieux envers un agent."));
        let gone = operation::gone(&t.visitor(), id).await.expect("counted");
        assert_eq!((gone.hidden, gone.withdrawn, gone.erased, gone.with_account), (1, 1, 0, 0));
    }

    async fn a_draft_commitment_is_not_in_the_public_register(t) {
        t.process().await;
        let administration = t.organisation("numerique", "administration").await;
        let olga = t.in_organisation("Olga", Role::Owner, administration).await;
        let words = domain::commitment::Words {
            title: "Publier les algorithmes publics".into(),
            problem: "On ne sait pas comment les décisions sont prises.".into(),
            text: "La direction publie le code source de ses algorithmes.".into(),
            lead: "numerique".into(),
            ..Default::default()
        };
        let draft = app::commitment::create(&olga, SLUG, &words, None).await.expect("drafted").0;
        let seen = operation::public(&olga, SLUG, None, None).await.expect("seen").1;
        assert!(seen.items.iter().any(|line| line.subject == draft.as_str()));
        assert!(operation::public(&t.visitor(), SLUG, None, None).await.expect("public").1.items.is_empty());
    }

    async fn the_register_of_what_is_not_public_is_not_either(t) {
        apply(&t.system(), &PLAN.replace("code = ", "published = false\ncode = ")).await;
        assert!(matches!(operation::public(&t.visitor(), "plan", None, None).await, Err(Error::NotFound)));
    }

    async fn acts_are_listed_page_by_page_the_latest_first(t) {
        t.process().await;
        let admin = t.staff("Ada", Role::Admin).await;
        for number in 0..55 {
            let name = format!("Organisation numéro {number}");
            let words = app::organisation::Words { slug: format!("organisation-{number}"), name, kind: "organisation".into(), summary: String::new() };
            app::organisation::create(&admin, &words).await.expect("made");
            if number % 10 == 0 {
                t.later(chrono::TimeDelta::seconds(1));
            }
        }
        let first = operation::acts(&admin, None).await.expect("seen");
        let second = operation::acts(&admin, first.next.as_deref()).await.expect("seen");
        assert_eq!((first.items.len(), second.items.len(), second.next), (50, 5, None));
        assert!(second.items.iter().all(|line| first.items.iter().all(|other| other.subject != line.subject)));
        assert!(first.items.windows(2).all(|pair| pair[0].at >= pair[1].at));
        assert_eq!(first.items[0].name.as_deref(), Some("Ada"));
        let moderator = t.staff("Malik", Role::Moderator).await;
        assert!(matches!(operation::acts(&moderator, None).await, Err(Error::Denied(Denial::Role))));
        assert!(matches!(operation::jobs(&moderator).await, Err(Error::Denied(Denial::Role))));
        assert!(operation::public(&t.visitor(), SLUG, None, None).await.expect("public").1.items.is_empty());
    }
}
