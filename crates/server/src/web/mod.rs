//! The pages and the actions, one file per feature. A handler is a paragraph:
//! take what is asked, call the use case, answer.

mod account;
mod admin;
mod admin_account;
mod admin_grant;
mod admin_operation;
mod admin_organisation;
mod admin_part;
mod admin_phase;
mod admin_process;
mod comment;
mod commitment;
mod forms;
mod home;
mod instance;
mod lineage;
mod log;
mod notice;
mod object;
mod orphan;
mod process;
mod proposal;
mod receipt;
mod register;
mod site;
mod triage;
mod vote;
mod workbench;

use crate::router::Routes;

/// Every feature's routes.
pub(crate) fn routes() -> Routes {
    account::routes()
        .merge(admin::routes())
        .merge(admin_account::routes())
        .merge(admin_grant::routes())
        .merge(admin_operation::routes())
        .merge(admin_organisation::routes())
        .merge(admin_part::routes())
        .merge(admin_phase::routes())
        .merge(admin_process::routes())
        .merge(comment::routes())
        .merge(commitment::routes())
        .merge(home::routes())
        .merge(instance::routes())
        .merge(lineage::routes())
        .merge(log::routes())
        .merge(notice::routes())
        .merge(orphan::routes())
        .merge(process::routes())
        .merge(proposal::routes())
        .merge(register::routes())
        .merge(receipt::routes())
        .merge(site::routes())
        .merge(triage::routes())
        .merge(vote::routes())
        .merge(workbench::routes())
}
