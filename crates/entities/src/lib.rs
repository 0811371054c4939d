//! Tables as sea-orm models, one file per table and nothing else: compiled once,
//! changed rarely. Rules are in `domain`, queries in `app`.

#![expect(missing_docs, reason = "columns are described where they are created, in `migrations`")]

pub mod account;
pub mod act;
pub mod comment;
pub mod comment_revision;
pub mod commitment;
pub mod commitment_revision;
pub mod decision;
pub mod draft;
pub mod erasure;
pub mod grant;
pub mod imported_tally;
pub mod job;
pub mod kept_identity;
pub mod kept_post;
pub mod link;
pub mod log_ballot;
pub mod log_bundle;
pub mod log_checkpoint;
pub mod log_count;
pub mod log_head;
pub mod log_lease;
pub mod log_opening;
pub mod log_salt;
pub mod log_tile;
pub mod log_version;
pub mod log_vote;
pub mod mail_choice;
pub mod mail_token;
pub mod milestone;
pub mod name_hold;
pub mod notice;
pub mod organisation;
pub mod outbox;
pub mod participation;
pub mod phase;
pub mod process;
pub mod process_count;
pub mod process_organisation;
pub mod proposal;
pub mod proposal_revision;
pub mod rate_limit;
pub mod reference_counter;
pub mod report;
pub mod session;
pub mod site_page;
pub mod source;
pub mod theme;
pub mod version;
pub mod vote;
