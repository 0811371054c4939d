//! The use cases told as stories, on both databases.

mod account;
mod comment;
mod commitment;
mod demo;
mod grant_admin;
mod import;
mod jobs;
mod kept_post;
mod lineage;
mod mail;
mod moderation;
mod operation;
mod organisation;
mod own_work;
mod people;
mod phase;
mod process_setup;
mod proposal;
mod republique;
mod reset;
mod search;
mod session;
mod site;
mod triage;
mod user;
mod vote;
