//! Where the roles of someone signed in lead, for the header. Most people have
//! none, and cost no query.

use app::{Ctx, Result};
use domain::policy::{About, Action, Actor};
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
    Ok(Menu { admin: ctx.may(Action::SeeOperation, About::default()), ..Menu::default() })
}
