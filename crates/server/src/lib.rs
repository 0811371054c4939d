//! The edge: HTTP and the command line in front of the use cases. A library, so
//! that tests drive the very router that the binary serves.
//!
//! ```text
//! router -> middleware (observe, headers, compression, answer, guard)
//!        -> web/<feature>.rs: extract, use case, answer
//! ```

pub mod answer;
pub mod archive;
pub mod assets;
pub mod cli;
pub mod client;
pub mod cookie;
pub mod extract;
pub mod failure;
pub mod kept;
pub mod log;
pub mod menu;
pub mod metrics;
pub mod middleware;
pub mod next;
pub mod router;
pub mod serve;
pub mod state;
pub mod web;

pub use router::router;
pub use state::AppState;
