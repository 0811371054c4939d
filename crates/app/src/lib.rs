//! The use cases, one file per feature. Each reads the same way: find, permit,
//! decide, write, announce. They take a [`ctx::Ctx`] first and return
//! [`error::Result`]; every edge (pages, API, command line) calls the same ones.

pub mod account;
pub mod account_admin;
pub mod ambient;
pub mod author;
pub mod comment;
pub mod commitment;
pub mod ctx;
pub mod demo;
pub mod desk;
pub mod erasure;
pub mod error;
pub mod form;
pub mod gate;
pub mod grant;
pub mod grant_admin;
pub mod import;
pub mod instance;
pub mod kept_post;
pub mod limit;
pub mod lineage;
pub mod log;
pub mod mail;
pub mod moderation;
pub mod moment;
pub mod my_data;
pub mod name;
pub mod notice;
pub mod operation;
pub mod organisation;
pub mod orphan;
pub mod password;
pub mod phase;
pub mod phase_words;
pub mod process;
pub mod process_edit;
pub mod process_file;
pub mod process_plan;
pub mod process_setup;
pub mod proposal;
pub mod record;
pub mod recount;
pub mod search;
pub mod secret;
pub mod session;
pub mod site;
pub mod triage;
pub mod user;
pub mod vote;
pub mod work;

mod page_key;
mod phase_setup;
mod process_part;

pub use ctx::{App, Ctx};
pub use error::{Error, Result};
