//! The use cases told as stories, on both databases.

mod comment;
mod commitment;
mod grant_admin;
mod lineage;
mod moderation;
mod operation;
mod organisation;
mod people;
mod phase;
mod process_setup;
mod proposal;
mod search;
mod session;
mod site;
mod triage;
mod vote;
