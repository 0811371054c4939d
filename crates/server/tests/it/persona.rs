//! People with a session and the roles that their grants give: what a browser
//! needs to be someone.

use app::Ctx;
use domain::id::{OrganisationId, ProcessId};
use domain::policy::Role;
use entities::{account, grant};
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use testkit::TestApp;

use crate::http::{Browser, Site};

/// Who visits, in every capacity that there is.
pub(crate) const EVERYONE: &[Option<Role>] = &[
    None,
    Some(Role::Unconfirmed),
    Some(Role::Participant),
    Some(Role::Delegate),
    Some(Role::Instructor),
    Some(Role::Owner),
    Some(Role::Moderator),
    Some(Role::Guarantor),
    Some(Role::Admin),
];

/// A browser in which someone of this role is signed in; of nobody, without a role.
pub(crate) async fn browser(
    t: &TestApp,
    site: &Site,
    role: Option<Role>,
    process: Option<ProcessId>,
    organisation: Option<OrganisationId>,
) -> Browser {
    let browser = site.browser();
    let Some(role) = role else { return browser };
    let name = format!("Persona {role}");
    let id = t.account(&name, role != Role::Unconfirmed).await;
    let ctx = t.system();
    let now = ctx.now();
    let tx = t.app.db.write_tx().await.expect("a transaction");
    if role > Role::Participant {
        let in_organisation = matches!(role, Role::Delegate | Role::Instructor | Role::Owner);
        let row = grant::ActiveModel {
            id: Set(ctx.id(now)),
            account_id: Set(id.0),
            role: Set(role.as_str().to_owned()),
            process_id: Set(process.map(|process| process.0).filter(|_| role != Role::Admin)),
            organisation_id: Set(organisation.map(|organisation| organisation.0).filter(|_| in_organisation)),
            granted_by: Set(None),
            granted_at: Set(now),
            until: Set(None),
            revoked_at: Set(None),
            revoked_by: Set(None),
        };
        app::record::insert(&tx, row).await.expect("a grant");
    }
    let account = account::Entity::find_by_id(id.0).one(&*tx).await.expect("read").expect("there");
    let opened = app::session::open(&ctx, &tx, &account, "story", now).await.expect("a session");
    tx.commit().await.expect("committed");
    browser.set_cookie("parvis", &opened.token);
    browser
}

/// The context of the same person, for what a story prepares.
pub(crate) async fn author(t: &TestApp) -> Ctx {
    t.participant("Camille Exemple").await
}

/// A browser in which an administrator of one process, and of no other, is signed in.
pub(crate) async fn process_admin(t: &TestApp, site: &Site, name: &str, process: ProcessId) -> Browser {
    let ctx = t.participant(name).await;
    let id = ctx.account().expect("someone");
    let now = ctx.now();
    let tx = t.app.db.write_tx().await.expect("a transaction");
    let row = grant::ActiveModel {
        id: Set(ctx.id(now)),
        account_id: Set(id.0),
        role: Set(Role::Admin.as_str().to_owned()),
        process_id: Set(Some(process.0)),
        organisation_id: Set(None),
        granted_by: Set(None),
        granted_at: Set(now),
        until: Set(None),
        revoked_at: Set(None),
        revoked_by: Set(None),
    };
    app::record::insert(&tx, row).await.expect("a grant");
    tx.commit().await.expect("committed");
    let browser = site.browser();
    browser.sign_in(&ctx).await;
    browser
}
