//! The use cases told as stories, on both databases.

mod comment;
mod commitment;
mod lineage;
mod moderation;
mod people;
mod proposal;
mod search;
mod session;
mod triage;
mod vote;
