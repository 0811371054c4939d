//! Accounts: from the first sign-up to the page where one looks after one's
//! own. Nothing here tells whether an address has an account: known and unknown
//! ones get the same answer, after the same work.

mod address;
mod sign_in;

pub use address::Address;
pub use sign_in::{SignIn, sign_in};
