//! Everything that is shown: plain structs in, a page of HTML out. Pages load
//! nothing and decide nothing; handlers give them what they show.
//!
//! To add a page: a module with `pub fn page(cx: &Cx, …) -> String` that ends in
//! [`shell::Page::show`], its words in `frontend/locales/{fr,en}/<feature>.ftl`,
//! and its parts from [`ui`].

// What every page is made of.
pub mod cx;
pub mod format;
pub mod message;
pub mod render;
pub mod shell;
pub mod ui;
pub mod url;

// Pages, by feature.
pub mod account;
pub mod admin;
pub mod admin_account;
pub mod admin_grant;
pub mod admin_operation;
pub mod admin_organisation;
pub mod admin_part;
pub mod admin_phase;
pub mod admin_process;
pub mod becomes;
pub mod card;
pub mod comment_form;
pub mod commitment;
pub mod commitment_form;
pub mod decision_form;
pub mod desk;
pub mod discussion;
pub mod error;
pub mod frozen;
pub mod history;
pub mod home;
pub mod lineage;
pub mod log;
pub mod moderation;
pub mod orphan;
pub mod process;
pub mod proposal;
pub mod proposal_form;
pub mod proposal_list;
pub mod receipt;
pub mod search;
pub mod site;
pub mod styleguide;
pub mod triage;
pub mod vote;

#[cfg(test)]
mod every_page;
#[cfg(test)]
mod sample;

pub use cx::{Accessibility, Boot, Cx, Frozen, Menu, Site, Viewer};
pub use message::problem_text;
