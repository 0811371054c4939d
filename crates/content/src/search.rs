//! One way of searching for both databases.
//!
//! [`fold()`] fills the indexed column, [`query()`] reads what somebody typed with the
//! same folding, and the databases only compare words: SQLite in an FTS5 table,
//! PostgreSQL with its `simple` configuration. [`mod@reference`] holds what both must
//! then find.

mod fold;
mod query;
#[doc(hidden)]
pub mod reference;

pub use fold::fold;
pub use query::{Term, fts5_match, query, tsquery};
#[doc(hidden)]
pub use reference::reference_cases;
