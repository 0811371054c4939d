//! Where the roles of someone signed in lead, for the header. Most people have
//! none, and cost no query.

use app::{Ctx, Result};
use domain::policy::{About, Action, Actor};
use domain::process::Process;
use pages::Menu;

/// The links of staff.
///
/// # Errors
/// When the database fails.
pub async fn of(ctx: &Ctx) -> Result<Menu> {
    let holds_roles = matches!(&ctx.actor, Actor::User { held, .. } if !held.is_empty());
    if !holds_roles {
        return Ok(Menu::default());
    }
    let processes = app::process::list(ctx).await?;
    let where_one_may = |action: Action| {
        let may = |process: &&Process| ctx.may(action, About::process(process.id));
        let link = |process: &Process| (process.slug.clone(), process.titles.text(ctx.locale).to_owned());
        processes.iter().filter(may).map(link).collect()
    };
    Ok(Menu {
        triage: where_one_may(Action::SeeTriage),
        moderation: where_one_may(Action::Moderate),
        commitments: where_one_may(Action::DraftCommitment),
        admin: ctx.may(Action::SeeOperation, About::default()),
    })
}
