//! The log from outside: official vectors, trees of every size, a story, and what
//! is found when the story is tampered with.

#![expect(clippy::unwrap_used, reason = "these are tests; a helper that fails fails its test")]

mod archive;
mod cases;
mod formats;
mod pymerkle;
mod python;
mod receipts;
mod story;
mod tamper;
mod trees;
mod trust;
mod vectors;
mod world;
