//! Things that stories need and are not about.

use app::Ctx;
use chrono::TimeDelta;
use domain::id::{OrganisationId, ProcessId};
use domain::phase::PhaseKind;
use domain::policy::{Held, Role};
use domain::proposal::Words;
use entities::{organisation, phase, process, process_organisation, theme};
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use sea_orm::sea_query::Expr;
use serde_json::json;

use crate::TestApp;

/// The slug of the process that [`TestApp::process`] makes.
pub const SLUG: &str = "plan-2027";

impl TestApp {
    /// A process `PAN27` with two themes. Ideation is open from yesterday for
    /// ten days; triage, consultation and publication follow, ten days each.
    pub async fn process(&self) -> ProcessId {
        let ctx = self.system();
        let now = ctx.now();
        let id = ctx.id(now);
        let tx = self.app.db.write_tx().await.expect("a transaction");
        let row = process::ActiveModel {
            id: Set(id),
            slug: Set(SLUG.into()),
            code: Set("PAN27".into()),
            lang: Set("fr".into()),
            time_zone: Set("Europe/Paris".into()),
            languages: Set(json!(["fr"])),
            titles: Set(json!({ "fr": "Plan d’action 2027", "en": "Action plan 2027" })),
            summaries: Set(json!({ "fr": "Un plan pour l’action publique ouverte." })),
            promises: Set(json!({ "fr": "Chaque proposition reçoit une **réponse motivée**." })),
            charters: Set(json!({ "fr": "R1. Restez courtois.\n\nR2. Ni publicité ni données personnelles." })),
            published: Set(true),
            created_at: Set(now),
            source: Set(None),
            fictional: Set(true),
        };
        app::record::insert(&tx, row).await.expect("a process");
        for (position, kind) in
            [PhaseKind::Ideation, PhaseKind::Triage, PhaseKind::Consultation, PhaseKind::Publication]
                .into_iter()
                .enumerate()
        {
            let starts = now - TimeDelta::days(1) + TimeDelta::days(10 * i64::try_from(position).expect("small"));
            let row = phase::ActiveModel {
                id: Set(ctx.id(now)),
                process_id: Set(id),
                position: Set(i32::try_from(position).expect("small") + 1),
                kind: Set(kind.as_str().into()),
                titles: Set(json!({ "fr": kind.as_str() })),
                starts_at: Set(starts),
                ends_at: Set(Some(starts + TimeDelta::days(10))),
                closed_at: Set(None),
                edit_window_minutes: Set(60),
                voting: Set("opinion".into()),
                tallies: Set("live".into()),
            };
            app::record::insert(&tx, row).await.expect("a phase");
        }
        for (position, slug) in ["numerique", "climat"].into_iter().enumerate() {
            let row = theme::ActiveModel {
                id: Set(ctx.id(now)),
                process_id: Set(id),
                slug: Set(slug.into()),
                titles: Set(json!({ "fr": slug })),
                position: Set(i32::try_from(position).expect("small")),
            };
            app::record::insert(&tx, row).await.expect("a theme");
        }
        tx.commit().await.expect("committed");
        ProcessId(id)
    }

    /// The counts of every phase are kept for after it.
    pub async fn tallies_after_close(&self) {
        let tx = self.app.db.write_tx().await.expect("a transaction");
        phase::Entity::update_many()
            .col_expr(phase::Column::Tallies, Expr::value("after_close"))
            .exec(&*tx)
            .await
            .expect("changed");
        tx.commit().await.expect("committed");
    }

    /// Processes can no longer be seen, but by their administrators.
    pub async fn unpublish(&self) {
        let tx = self.app.db.write_tx().await.expect("a transaction");
        process::Entity::update_many()
            .col_expr(process::Column::Published, Expr::value(false))
            .exec(&*tx)
            .await
            .expect("changed");
        tx.commit().await.expect("committed");
    }

    /// An organisation has a part in a process.
    pub async fn takes_part(&self, process: ProcessId, organisation: OrganisationId, part: &str) {
        let row = process_organisation::ActiveModel {
            process_id: Set(process.0),
            organisation_id: Set(organisation.0),
            part: Set(part.into()),
        };
        let tx = self.app.db.write_tx().await.expect("a transaction");
        app::record::insert(&tx, row).await.expect("a part");
        tx.commit().await.expect("committed");
    }

    /// An organisation (`administration` or `organisation`).
    pub async fn organisation(&self, slug: &str, kind: &str) -> OrganisationId {
        let ctx = self.system();
        let now = ctx.now();
        let id = ctx.id(now);
        let row = organisation::ActiveModel {
            id: Set(id),
            slug: Set(slug.into()),
            name: Set(format!("Organisation {slug}")),
            name_key: Set(slug.into()),
            kind: Set(kind.into()),
            summary: Set(String::new()),
            created_at: Set(now),
        };
        let tx = self.app.db.write_tx().await.expect("a transaction");
        app::record::insert(&tx, row).await.expect("an organisation");
        tx.commit().await.expect("committed");
        OrganisationId(id)
    }

    /// Someone who holds a role in an organisation, in every process.
    pub async fn in_organisation(&self, name: &str, role: Role, organisation: OrganisationId) -> Ctx {
        self.holding(name, vec![Held { role, process: None, organisation: Some(organisation) }]).await
    }

    /// Moves the clock.
    pub fn later(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    /// A published proposal of this author; its reference.
    pub async fn proposal(&self, author: &Ctx, title: &str) -> String {
        let submission = app::proposal::Submission { words: words(title), ..app::proposal::Submission::default() };
        let (reference, _) = app::proposal::publish(author, SLUG, &submission).await.expect("published");
        reference.to_string()
    }

    /// A comment of this author; its reference.
    pub async fn comment(&self, author: &Ctx, target: &str, body: &str) -> String {
        let new =
            app::comment::NewComment { body: body.into(), stance: "for".into(), ..app::comment::NewComment::default() };
        app::comment::publish(author, target, &new).await.expect("commented").reference.to_string()
    }
}

/// Words that can be published, in the first theme.
#[must_use]
pub fn words(title: &str) -> Words {
    Words {
        title: title.into(),
        problem: "On ne sait pas comment les décisions sont prises.".into(),
        body: "Publier le code source et une explication en langage clair.".into(),
        effect: "Chacun peut comprendre.".into(),
        carrier: "La direction du numérique".into(),
        continues: String::new(),
        theme: "numerique".into(),
    }
}
