//! What the stories about accounts have in common.

use app::account::SignIn;
use app::error::Result;
use app::session::Opened;
use app::{Ctx, Error};
use domain::field::Problem;
use domain::id::AccountId;
use entities::account;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use testkit::TestApp;

/// The password of everyone here.
pub(crate) const PASSWORD: &str = "quatre chats sur un toit";

/// Gives an account the password of these stories.
pub(crate) async fn give_password(t: &TestApp, id: AccountId) {
    let hash = t.app.hasher.hash(PASSWORD.into(), [3; 16]).await.expect("a hash");
    let tx = t.app.db.write_tx().await.expect("a transaction");
    let row = account::ActiveModel { id: Set(id.0), password_hash: Set(Some(hash)), ..Default::default() };
    row.update(&*tx).await.expect("updated");
    tx.commit().await.expect("committed");
}

/// Someone confirmed, with an address and the password of these stories.
pub(crate) async fn person(t: &TestApp, name: &str) -> AccountId {
    let id = t.account(name, true).await;
    give_password(t, id).await;
    id
}

/// Signs in from a browser.
pub(crate) async fn sign_in(ctx: &Ctx, email: &str, password: &str) -> Result<Opened> {
    let user_agent = "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0".into();
    app::account::sign_in(ctx, SignIn { email: email.into(), password: password.into(), user_agent }).await
}

/// The context of a browser that holds this secret.
pub(crate) async fn browser(t: &TestApp, token: &str) -> Option<Ctx> {
    let visitor = t.visitor();
    let found = app::session::find(&visitor, token).await.expect("looked up");
    found.map(|signed_in| visitor.signed_in(&signed_in))
}

/// The problem of a field, of an answer that should be a refusal.
pub(crate) fn problem<T: std::fmt::Debug>(answer: Result<T>, field: &str) -> Problem {
    match answer.expect_err("refused") {
        Error::Invalid(errors) => {
            errors.of(field).unwrap_or_else(|| panic!("no problem with {field}: {errors:?}")).clone()
        }
        other => panic!("not an answer about fields: {other}"),
    }
}
