//! The use cases, one file per feature. Each reads the same way: find, permit,
//! decide, write, announce. They take a [`ctx::Ctx`] first and return
//! [`error::Result`]; every edge (pages, API, command line) calls the same ones.

pub mod account;
pub mod ambient;
pub mod ctx;
pub mod error;
pub mod gate;
pub mod grant;
pub mod limit;
pub mod password;
pub mod record;
pub mod secret;
pub mod session;

pub use ctx::{App, Ctx};
pub use error::{Error, Result};
