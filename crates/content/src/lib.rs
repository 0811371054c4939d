//! Text in, safe text out.
//!
//! Everything people type or that is imported passes through here: cleaned when
//! it comes in, made into HTML when it is shown, folded when it is searched,
//! compared when it is revised. The crate is pure: no input or output, no clock,
//! the same answer every time.

pub mod clean;
pub mod csv;
pub mod dates;
pub mod diff;
pub mod html;
mod latin;
pub mod name;
pub mod plain;
pub mod search;
mod shortest;
pub mod slug;

pub use html::SafeHtml;
