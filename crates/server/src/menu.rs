//! Where the roles of someone signed in lead, for the header. It costs no query.

use app::Ctx;
use domain::policy::{About, Action, Actor, Role};
use pages::Menu;

/// The links of staff.
#[must_use]
pub fn of(ctx: &Ctx) -> Menu {
    let Actor::User { held, .. } = &ctx.actor else { return Menu::default() };
    Menu {
        desk: held.iter().any(|held| held.role > Role::Delegate),
        admin: ctx.may(Action::SeeOperation, About::default()),
    }
}
