//! Accounts that an operator makes from the command line: confirmed, with the
//! right that goes with their role. It is how the first administrator comes in.

use domain::account::{AccountKind, PASSWORD_LEAST, PASSWORD_MOST, TERMS_VERSION};
use domain::field::{FieldErrors, Problem};
use domain::id::AccountId;
use domain::locale::Locale;
use domain::policy::{About, Action, Role};
use entities::account;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::account::{Address, hash_password};
use crate::ctx::Ctx;
use crate::error::{Error, Result, is_taken};
use crate::grant_admin::{self, Right, the_organisation};
use crate::name::PublicName;
use crate::record;

/// Roles that an account may be made with.
pub const ROLES: &[Role] =
    &[Role::Participant, Role::Delegate, Role::Instructor, Role::Owner, Role::Moderator, Role::Guarantor, Role::Admin];

/// What the command line says.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The address.
    pub email: String,
    /// The public name.
    pub name: String,
    /// In what role, of [`ROLES`].
    pub role: Role,
    /// In which organisation, by slug; empty for none.
    pub organisation: String,
    /// In which process, by slug; empty for all.
    pub process: String,
    /// The password; without one, one is made.
    pub password: Option<String>,
}

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    /// The account.
    pub account: AccountId,
    /// The password that was made, to be handed over.
    pub password: Option<String>,
}

/// Makes a confirmed account and gives it its right. The operator answers for
/// the password: only its length is checked.
///
/// # Errors
/// [`Error::Invalid`] by option: an address or name that is taken, a slug that
/// is unknown, an organisation that is missing; [`Error::Denied`].
pub async fn create(ctx: &Ctx, new: NewUser) -> Result<Created> {
    let permit = ctx.permit(Action::ManageGrants, About::default())?;
    let made = new.password.is_none().then(|| ctx.secret().chars().take(20).collect::<String>());
    let password = made.clone().or(new.password.clone()).unwrap_or_default();
    let mut errors = FieldErrors::default();
    let address = Address::of(&new.email);
    if !address.is_valid() {
        errors.add("email", if address.as_str().is_empty() { Problem::Required } else { Problem::NotAnEmail });
    }
    let name = name(ctx, &new, &mut errors);
    errors.check_length("password", &password, PASSWORD_LEAST, PASSWORD_MOST);
    if !ROLES.contains(&new.role) {
        errors.add("role", Problem::NotAChoice);
    }
    let hash = hash_password(ctx, password).await?;

    let now = ctx.now();
    let tx = ctx.db().write_tx().await?;
    let process = match new.process.trim() {
        "" => None,
        slug => {
            let found = crate::process_setup::find(&*tx, slug).await?;
            if found.is_none() {
                errors.add("process", Problem::Unknown);
            }
            found
        }
    };
    let organisation = organisation(&tx, &new, &mut errors).await?;
    let known = account::Entity::find().filter(account::Column::EmailKey.eq(address.key()));
    if known.count(&*tx).await? > 0 {
        errors.add("email", Problem::Taken);
    }
    if let Some(name) = &name
        && let Some(problem) = name.problem(&*tx).await?
    {
        errors.add("name", problem);
    }
    let Some(name) = name else { return Err(errors.into()) };
    errors.unless_any(())?;
    let id = ctx.id(now);
    let row = account::ActiveModel {
        id: Set(id),
        kind: Set(AccountKind::Person.as_str().to_owned()),
        email: Set(Some(address.as_str().to_owned())),
        email_key: Set(Some(address.key().to_owned())),
        name: Set(name.as_str().to_owned()),
        name_key: Set(Some(name.key().to_owned())),
        password_hash: Set(Some(hash)),
        locale: Set(Locale::default().as_str().to_owned()),
        confirmed_at: Set(Some(now)),
        terms_version: Set(Some(TERMS_VERSION.to_owned())),
        terms_accepted_at: Set(Some(now)),
        created_at: Set(now),
        disabled_at: Set(None),
        source: Set(None),
        external_id: Set(None),
        demo: Set(false),
    };
    record::insert(&tx, row).await.map_err(|error| match is_taken(&error) {
        true => Error::field("email", Problem::Taken),
        false => error.into(),
    })?;
    if new.role != Role::Participant {
        let process = process.map(|row| row.id);
        let right = Right { account: id, role: new.role, process, organisation, until: None };
        grant_admin::give(ctx, &tx, &permit, &right, now).await?;
    }
    tx.commit().await?;
    Ok(Created { account: AccountId(id), password: made })
}

fn name(ctx: &Ctx, new: &NewUser, errors: &mut FieldErrors) -> Option<PublicName> {
    let parsed = match new.role {
        Role::Participant => PublicName::parse(&new.name, &ctx.app.settings.server.name),
        _ => PublicName::parse_for_staff(&new.name),
    };
    parsed.map_err(|problem| errors.add("name", problem)).ok()
}

/// A participant has no right to limit; the others follow the rules of rights.
async fn organisation(tx: &db::WriteTx, new: &NewUser, errors: &mut FieldErrors) -> Result<Option<uuid::Uuid>> {
    if new.role == Role::Participant {
        for (field, slug) in [("organisation", &new.organisation), ("process", &new.process)] {
            if !slug.trim().is_empty() && errors.of(field).is_none() {
                errors.add(field, Problem::NotAChoice);
            }
        }
        return Ok(None);
    }
    the_organisation(tx, new.organisation.trim(), Some(new.role), errors).await
}
