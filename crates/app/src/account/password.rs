//! What a password has to be: long enough, not endless, hard to guess even for
//! someone who knows the address and the name.

use domain::account::{PASSWORD_LEAST, PASSWORD_MOST};
use domain::field::{FieldErrors, Problem};

use super::Address;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::limit;

/// The field of a new password.
pub(super) const FIELD: &str = "password";

/// Adds what is wrong with a new password. One that is worth a look is counted
/// first: the look is long.
pub(super) async fn check(
    ctx: &Ctx,
    errors: &mut FieldErrors,
    password: &str,
    address: &Address,
    name: &str,
) -> Result<()> {
    let before = errors.0.len();
    errors.check_length(FIELD, password, PASSWORD_LEAST, PASSWORD_MOST);
    if errors.0.len() > before {
        return Ok(());
    }
    limit::spend_now(ctx, &[(limit::NEW_PASSWORD, &ctx.client)]).await?;
    let mut known = vec![address.as_str().to_owned(), name.to_owned(), ctx.app.settings.server.name.clone()];
    let local = address.key().split('@').next().unwrap_or_default();
    known.push(local.to_owned());
    let parts = address.key().split(['@', '.', '+', '-', '_']).chain(name.split_whitespace());
    known.extend(parts.filter(|part| part.chars().count() > 2).map(str::to_owned));
    if ctx.app.hasher.is_guessable(password.to_owned(), known).await? {
        errors.add(FIELD, Problem::Guessable);
    }
    Ok(())
}

/// The hash of a new password, under a fresh salt.
///
/// # Errors
/// When hashing itself fails.
pub(crate) async fn hash(ctx: &Ctx, password: String) -> Result<String> {
    let mut salt = [0; 16];
    ctx.app.random.fill(&mut salt);
    ctx.app.hasher.hash(password, salt).await
}
