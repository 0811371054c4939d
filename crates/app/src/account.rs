//! Accounts: from the first sign-up to the page where one looks after one's
//! own. Nothing here tells whether an address has an account: known and unknown
//! ones get the same answer, after the same work.

mod address;
mod confirmation;
pub(crate) mod link;
mod own;
mod password;
mod reset;
mod sign_in;
mod sign_up;
mod work;

pub use address::Address;
pub use confirmation::{confirm, forget_unconfirmed, refuse, resend_confirmation, to_confirm};
pub use domain::account::LinkState;
pub use link::{forget as forget_links, peek as peek_link};
pub(crate) use own::check_password;
pub use own::{ChangePassword, change_locale, change_password, own};
pub(crate) use password::hash as hash_password;
pub use reset::{Reset, request_reset, reset};
pub use sign_in::{SignIn, sign_in};
pub use sign_up::{SignUp, sign_up};
pub use work::{contributions, drafts};
