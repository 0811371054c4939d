//! The islands: small enhancements of forms that work without them.
//!
//! Each is a *donut*: the server renders the form as its children, which the client
//! leaves alone; around it, the island adds a live region, listens to the form and
//! answers faster than a page load. Three rules:
//!
//! - **On any surprise, the form's own submission.** A status that is not expected, a
//!   network error, an answer that is not understood: the browser then does what it
//!   would have done without us, and the server shows the page that explains.
//! - **Finished sentences come as props**, in the reader's language. The client knows
//!   no words. (A `{n}` in one stands for a number.)
//! - **Only signals, effects and fetch.** No resources, no suspense, no island inside
//!   an island's own view.
//!
//! What an island expects of its children is written at its head.

pub mod comment;
mod dom;
mod draft;
mod http;
pub mod similar;
pub mod vote;

pub use comment::{CommentForm, CommentWords};
pub use similar::{SimilarProposals, SimilarWords};
pub use vote::{VoteForm, VoteWords};
