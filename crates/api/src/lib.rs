//! The public JSON of Parvis: what the contract promises to other programs, and
//! its description. Reads only; no session, no cookie; open to every origin.

pub mod problem;
mod routes;
pub mod shapes;

pub use routes::{ROUTES, routes};
