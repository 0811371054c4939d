//! The public JSON of Parvis: what the contract promises to other programs, and
//! its description. Reads only; no session, no cookie; open to every origin.

pub mod orphan;
pub mod problem;
pub mod prov;
mod query;
pub mod register;
mod routes;
pub mod shapes;
mod time;

pub use routes::{ROUTES, routes};
pub use time::stamp;
