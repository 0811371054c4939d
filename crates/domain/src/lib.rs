//! The rules of Parvis, pure: value types, state machines, policy, and the plain
//! structs that pages and the API show. No async, no clock, no randomness, no
//! database; time and facts are passed in. Compiles to wasm.
//!
//! A feature has the same file name in every layer: its rules are here.

#[macro_use]
mod text_enum;

pub mod account;
pub mod admin;
pub mod author;
pub mod comment;
pub mod commitment;
pub mod desk;
pub mod erasure;
pub mod field;
pub mod html;
pub mod id;
pub mod lineage;
pub mod locale;
pub mod moderation;
pub mod my_data;
pub mod notice;
pub mod organisation;
pub mod orphan;
pub mod paging;
pub mod phase;
pub mod policy;
pub mod process;
pub mod proposal;
pub mod reference;
pub mod refusal;
pub mod search;
pub mod site;
pub mod triage;
pub mod vote;

/// An instant, UTC, to the microsecond.
pub type Time = chrono::DateTime<chrono::Utc>;
